//! The certificate: a document that holds all that its bound follows from.
//!
//! An audit begins as a certificate without answers ([`audit`](super::audit)). [`Certificate::judge`] fills in answers and computes the bound; [`verify`](super::verify::verify) does that again.

use serde::{Deserialize, Serialize};

use super::CertificateError;
use super::draw::Lot;
use super::finite::{Finite, Looks, Prior, real};
use super::plan::recall;
use super::total::{Observation, Total};

/// What the documents are called.
pub const FORMAT: &str = "ml-job certificate";
/// The version of their layout and of all that is computed.
pub const VERSION: u32 = 1;
/// Rows of a stratum that are held in memory at most.
pub const MOST_ROWS: usize = 100_000_000;

/// What is certified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// At least this share of the list is of the class.
    Precision,
    /// At least this share of all that are of the class is in the list or labelled.
    Recall,
    /// At most so many of the pool are of the class.
    Yield,
}

/// What a person says to "is this one of the class?".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// Nobody can tell: counted against the bound.
    Unsure,
}

/// A part of the rows from which is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stratum {
    /// `list`, `near`, `rest` or `pool`.
    pub name: String,
    /// Unlabelled rows before the first draw.
    pub size: usize,
    /// Its share of the risk.
    pub share: f64,
    /// The prior of what is as the model says; none for a yield.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub prior: Option<Prior>,
}

/// What a draw of unequal probability is recorded with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// Probability of all unlabelled rows before this one.
    pub below: f64,
    /// One over the smallest probability of all unlabelled rows.
    pub z_max: f64,
    /// Rows without a label before the draw.
    pub unlabelled: usize,
    /// Rows that were labelled as of the class before the draw.
    pub found: usize,
    /// Rows that were drawn or labelled without a clear answer before the draw.
    pub unsure: usize,
}

/// One draw. All but the answer is written before the row is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draw {
    /// The row, as the archive names it.
    pub row: String,
    /// The stratum, from 0.
    pub stratum: usize,
    /// The row's place in its stratum, names in bytewise order.
    pub position: usize,
    /// The probability with which it was drawn, given all draws before.
    pub q: f64,
    /// Of a yield: the rest.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub weights: Option<Weights>,
    /// Of a yield: a hash of this draw and the seal before it ([`seal`](super::draw::seal)), so that no probability can be edited
    /// alone.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub seal: Option<String>,
    /// What was answered; nothing where it was skipped.
    pub answer: Option<Answer>,
}

/// A certificate. Unknown fields are ignored, unknown versions refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// What is certified.
    pub kind: Kind,
    /// The search that the list belongs to: its risk is spent once.
    pub campaign: String,
    /// The class.
    pub class: String,
    /// [`list_hash`](super::draw::list_hash) of the frozen strata.
    pub list_sha256: String,
    /// The risk of all certificates of the campaign together.
    pub alpha: f64,
    /// The number of this audit in the campaign, from 1.
    pub audit: u32,
    /// Among how many certificates this audit's risk is divided.
    pub parts: u32,
    /// Which of them this is, from 1.
    pub part: u32,
    /// The risk of this certificate.
    pub alpha_spent: f64,
    /// The seed of the draws.
    pub seed: u64,
    /// Precision: rows of the list that were labelled as right before. Recall, yield: rows of the class that were labelled before.
    pub found: usize,
    /// From what was drawn.
    pub strata: Vec<Stratum>,
    /// What was drawn, in order.
    pub draws: Vec<Draw>,
    /// The bound after each draw, as good as the best before.
    pub path: Vec<f64>,
    /// The bound: a share (precision, recall) or a count (yield). Skipped and unsure rows count against it.
    pub bound: f64,
    /// The same, had all skipped and unsure rows been in favour. Not a bound.
    pub optimistic: f64,
    /// The method in a sentence.
    pub method: String,
}

/// How skipped and unsure rows are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Against the bound.
    Worst,
    /// In its favour.
    Best,
}

impl Certificate {
    /// Where the draws come from.
    pub fn lot(&self) -> Lot<'_> {
        Lot { list: &self.list_sha256, seed: self.seed, audit: self.audit }
    }

    /// Fills in what `answer` knows of each row and computes path and bound. Rows that are skipped after the last answer count as not
    /// yet drawn.
    ///
    /// # Errors
    /// When the document contradicts itself.
    pub fn judge(&mut self, answer: impl Fn(&str) -> Option<Answer>) -> Result<(), CertificateError> {
        let (mut found, mut unsure) = (self.found, 0);
        for draw in &mut self.draws {
            draw.answer = answer(&draw.row);
            if let Some(weights) = &mut draw.weights {
                (weights.found, weights.unsure) = (found, unsure);
            }
            match draw.answer {
                Some(Answer::Yes) => found += 1,
                Some(Answer::No) => {}
                Some(Answer::Unsure) | None => unsure += 1,
            }
        }
        self.recompute()
    }

    /// Computes path and bound from the answers that the draws have.
    ///
    /// # Errors
    /// When the document contradicts itself.
    pub fn recompute(&mut self) -> Result<(), CertificateError> {
        let judged = self.judged();
        self.path = self.bounds(Reading::Worst)?;
        self.path.truncate(judged);
        self.bound = self.path.last().copied().unwrap_or_else(|| self.start());
        self.optimistic = self.last_of(Reading::Best)?;
        Ok(())
    }

    /// The certificate of the draws up to the last answer: what is published.
    #[must_use]
    pub fn closed(mut self) -> Self {
        let judged = self.judged();
        self.draws.truncate(judged);
        self
    }

    /// How many draws there are up to the last answer.
    pub fn judged(&self) -> usize {
        self.draws.iter().rposition(|draw| draw.answer.is_some()).map_or(0, |last| last + 1)
    }

    pub(super) fn last_of(&self, reading: Reading) -> Result<f64, CertificateError> {
        let bounds = self.bounds(reading)?;
        let judged = self.judged();
        Ok(if judged == 0 { self.start() } else { bounds[judged - 1] })
    }

    /// The bound before the first draw.
    pub(super) fn start(&self) -> f64 {
        let size = |i: usize| self.strata[i].size;
        match self.kind {
            Kind::Precision => recall(self.found, size(0)),
            Kind::Recall => recall(self.found, size(1) + size(2)),
            Kind::Yield => real(self.found + size(0)),
        }
    }

    /// The bound after each draw.
    pub(super) fn bounds(&self, reading: Reading) -> Result<Vec<f64>, CertificateError> {
        match self.kind {
            Kind::Yield => self.total(reading),
            Kind::Precision | Kind::Recall => self.shares(reading),
        }
    }

    fn shares(&self, reading: Reading) -> Result<Vec<f64>, CertificateError> {
        let populations =
            self.strata.iter().map(|stratum| Finite::new(stratum.size, stratum.prior.unwrap_or(Prior::LIST)));
        let populations = populations.collect::<Result<Vec<_>, _>>()?;
        let mut looks: Vec<Looks> = populations
            .iter()
            .zip(&self.strata)
            .map(|(population, stratum)| Looks::new(population, self.alpha_spent * stratum.share))
            .collect();
        let mut path = Vec::with_capacity(self.draws.len());
        for draw in &self.draws {
            // In the list a right one counts; outside it, one that is as the model says: not of the class.
            let is_list = draw.stratum == 0;
            let favourable = if is_list { Answer::Yes } else { Answer::No };
            let hit = draw.answer.map_or(reading == Reading::Best, |answer| {
                answer == favourable || (answer == Answer::Unsure && reading == Reading::Best)
            });
            looks[draw.stratum].add(hit);
            let missed = |i: usize| populations[i].size() - looks[i].least();
            path.push(match self.kind {
                Kind::Recall => recall(self.found + looks[0].least(), missed(1) + missed(2)),
                _ => recall(self.found + looks[0].least(), missed(0)),
            });
        }
        Ok(path)
    }

    fn total(&self, reading: Reading) -> Result<Vec<f64>, CertificateError> {
        let mut total = Total::new(self.found, self.strata[0].size, self.alpha_spent);
        let bound = |draw: &Draw| {
            let missing = || CertificateError::Malformed(format!("the draw of \"{}\" has no weights", draw.row));
            let weights = draw.weights.ok_or_else(missing)?;
            let worst = reading == Reading::Worst;
            let doubtful = !matches!(draw.answer, Some(Answer::Yes | Answer::No));
            Ok(real(total.add(Observation {
                found: weights.found + if worst { weights.unsure } else { 0 },
                unlabelled: weights.unlabelled,
                q: draw.q,
                z_max: weights.z_max,
                hit: draw.answer == Some(Answer::Yes) || (worst && doubtful),
            })))
        };
        self.draws.iter().map(bound).collect()
    }
}
