//! The list of a round: what is probably wanted, and the near misses.

use std::collections::HashSet;

use ml_job_learning::error::LearningError;
use serde::{Deserialize, Serialize};

use super::Round;
use super::learn::Learnt;
use super::measure::LineFacts;

/// From this score on a spectrum is listed.
pub(super) const LISTED_FROM: f64 = 0.5;
/// The near misses: this share of the domain, by score, below the list.
const NEAR: f64 = 0.05;

/// The list of a round: `list.json`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::campaign) struct List {
    /// Stars that the listed spectra are of.
    #[serde(default)]
    pub(in crate::campaign) stars: usize,
    /// Spectra of the list, most probable first.
    pub(in crate::campaign) listed: Vec<Listed>,
    /// The most probable of the others, for an audit of the recall.
    pub(in crate::campaign) near: Vec<String>,
}

/// A spectrum of a list.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::campaign) struct Listed {
    pub(in crate::campaign) filename: String,
    /// Calibrated probability to be of a wanted class; 1 where a person said so.
    pub(in crate::campaign) probability: f64,
    /// Whether a person said so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    confirmed: bool,
    /// The class that a person gave, or the most probable of those that are searched for.
    #[serde(default)]
    pub(in crate::campaign) class: String,
    /// The first spectrum of the same star in the pool, itself where it is the first; empty in lists of earlier versions.
    #[serde(default)]
    star: String,
    /// Right ascension \[deg\], as the matrix tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ra: Option<f64>,
    /// Declination \[deg\].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dec: Option<f64>,
    /// Signal-to-noise ratio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    snr: Option<f64>,
    /// Magnitude.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    magnitude: Option<f64>,
    /// What was measured of the line that the campaign looks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<LineFacts>,
}

impl List {
    /// Mean probability of those that nobody has confirmed.
    #[expect(clippy::cast_precision_loss, reason = "a list is far shorter than 2^52")]
    pub(super) fn expected_precision(&self) -> Option<f64> {
        let open: Vec<f64> =
            self.listed.iter().filter(|listed| !listed.confirmed).map(|listed| listed.probability).collect();
        (!open.is_empty()).then(|| open.iter().sum::<f64>() / open.len() as f64)
    }
}

/// A row with its score.
type Scored = (f64, usize);

/// The highest score first, the earlier row on a tie.
fn order(a: &Scored, b: &Scored) -> std::cmp::Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}

impl Round<'_> {
    /// What is probably wanted, most probable first, and the near misses. What a person put into another class is in neither.
    ///
    /// `stars` has the first row of each one's star.
    ///
    /// # Errors
    /// When the disk fails.
    pub(super) fn list(&self, learnt: &Learnt, stars: &[u32]) -> Result<List, LearningError> {
        let mut said: Vec<Option<usize>> = vec![None; self.pool.len()];
        for (&row, &class) in self.known.rows.iter().zip(&self.known.classes) {
            said[row] = class;
        }
        let (mut confirmed, mut listed, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for row in (0..self.pool.len()).filter(|&row| self.domain[row]) {
            match said[row] {
                Some(class) if self.wanted[class] => confirmed.push(row),
                Some(_) => {}
                None if learnt.score(row) >= LISTED_FROM => listed.push((learnt.score(row), row)),
                None => others.push((learnt.score(row), row)),
            }
        }
        listed.sort_unstable_by(order);
        let name = |row: usize| self.pool.names().get(row).to_owned();
        let sure = confirmed.len();
        let rows: Vec<usize> = confirmed.into_iter().chain(listed.into_iter().map(|(_, row)| row)).collect();
        let fact = |name: &str| self.pool.facts(name, &rows);
        let (ra, dec, snr, magnitude) = (fact("ra")?, fact("dec")?, fact("snr")?, fact("magnitude")?);
        let one = |(place, &row): (usize, &usize)| Listed {
            filename: name(row),
            probability: if place < sure { 1.0 } else { learnt.probability(row) },
            confirmed: place < sure,
            class: self.config.classes[said[row].unwrap_or_else(|| self.likeliest(learnt, row))].clone(),
            star: name(stars[row] as usize),
            ra: ra[place],
            dec: dec[place],
            snr: snr[place],
            magnitude: magnitude[place],
            line: None,
        };
        Ok(List {
            stars: rows.iter().map(|&row| stars[row]).collect::<HashSet<u32>>().len(),
            listed: rows.iter().enumerate().map(one).collect(),
            near: self.near(others).into_iter().map(|(_, row)| name(row)).collect(),
        })
    }

    /// The most probable of the classes that are searched for, the earlier one on a tie.
    fn likeliest(&self, learnt: &Learnt, row: usize) -> usize {
        let classes = self.wanted.len();
        let probabilities = &learnt.survey.probabilities[row * classes..(row + 1) * classes];
        let wanted = (0..classes).filter(|&class| self.wanted[class]);
        wanted.reduce(|best, class| if probabilities[class] > probabilities[best] { class } else { best }).unwrap_or(0)
    }

    /// The best of what is not listed, best first.
    fn near(&self, mut others: Vec<Scored>) -> Vec<Scored> {
        let domain = self.domain.iter().filter(|inside| **inside).count();
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a count"
        )]
        let near = ((NEAR * domain as f64).ceil() as usize).min(others.len());
        if near < others.len() {
            others.select_nth_unstable_by(near, order);
            others.truncate(near);
        }
        others.sort_unstable_by(order);
        others
    }
}
