//! The sampling plan of a campaign: which spectra a round asks about, and with which probability it drew the random ones.
//!
//! The first round has no model: spectra spread like the data, strange ones (or ones similar to known examples), and random draws.
//! Later rounds ask mostly where the model is torn whether a star is wanted, spread by k-means++, then for the most probable of the wanted
//! classes that it is not sure of, and again at random. While labels are of one class only, a round looks for strange ones again: there
//! is always a next round. Random draws are made first, each from all stars without a label, so that the probability of each is known
//! whatever the model thinks; they teach like the others, and prove what no model can.

use serde::{Deserialize, Serialize};

use super::k_means_plus_plus;
use crate::rng::{Purpose, Random, stream};
use rand::RngExt;

/// Margin queries are spread among so many times as many of the most uncertain.
pub const DIVERSE_AMONG: usize = 10;
/// A wanted class with at least this probability is sure: asking teaches little.
const SURE: f64 = 0.95;

/// Why a spectrum is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DrawKind {
    /// It lies far from what is chosen already: k-means++.
    Spread,
    /// It is strange, or its line is strong, or it is similar to a known example.
    Anomaly,
    /// The model is torn whether it is of a wanted class.
    Query,
    /// Probably of a wanted class, but not surely.
    Probable,
    /// Drawn at random, with known probability.
    Random,
}

/// A spectrum to ask about.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Draw {
    /// Its row in the matrix: the first spectrum of its star in the search domain.
    pub row: usize,
    /// Why.
    pub kind: DrawKind,
    /// For [`DrawKind::Random`]: the probability of this star at the time of the draw, 1 over the stars without a label or an earlier
    /// random draw of this round.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub q: Option<f64>,
}

/// Shares of a round's labels; the rest goes to random draws.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Shares {
    /// In a round without a model: spread like the data.
    pub spread: f64,
    /// In a round without a model: the strangest.
    pub anomaly: f64,
    /// In a round with a model: the most uncertain.
    pub query: f64,
    /// In a round with a model: probable ones.
    pub probable: f64,
}

impl Default for Shares {
    fn default() -> Self {
        Self { spread: 0.4, anomaly: 0.4, query: 0.7, probable: 0.1 }
    }
}

/// What is known of the pool when a round is planned. All slices have an entry for each row of the matrix.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Coordinates in which distances are measured, `[rows, width]`.
    pub coordinates: &'a [f32],
    /// Numbers of a coordinate.
    pub width: usize,
    /// How strange each spectrum is, larger is stranger.
    pub strangeness: &'a [f32],
    /// The first spectrum of each one's star.
    pub stars: &'a [u32],
    /// Rows with a label.
    pub labelled: &'a [usize],
    /// Whether each row lies in the search domain, which nothing is drawn from outside of; all of them where absent.
    pub domain: Option<&'a [bool]>,
    /// Rows that are known examples of what is searched.
    pub similar_to: &'a [usize],
    /// What the model says, where there is one.
    pub model: Option<Opinion<'a>>,
}

/// What a model says of the pool.
#[derive(Debug, Clone, Copy)]
pub struct Opinion<'a> {
    /// `[rows, classes]`.
    pub probabilities: &'a [f32],
    /// The classes that are searched for, `[classes]`.
    pub wanted: &'a [bool],
}

impl Opinion<'_> {
    fn row(&self, row: usize) -> &[f32] {
        let classes = self.wanted.len();
        &self.probabilities[row * classes..(row + 1) * classes]
    }

    /// How torn the model is between wanted and not, from 0 to 1. Which of two wanted classes it is, the list does not depend on.
    fn torn(&self, row: usize) -> f64 {
        1.0 - (2.0 * self.wanted(row) - 1.0).abs()
    }

    /// Probability that a row is of a wanted class.
    pub fn wanted(&self, row: usize) -> f64 {
        self.row(row).iter().zip(self.wanted).filter(|(_, wanted)| **wanted).map(|(p, _)| f64::from(*p)).sum()
    }
}

/// Plans a round of `n` labels.
///
/// A pure function: the same arguments give the same draws, in the order of drawing. No star is asked about
/// twice, and none that has a label; the round is smaller only where no stars are left.
pub fn plan(shares: &Shares, n: usize, seed: u64, round: u64, known: &Known<'_>) -> Vec<Draw> {
    let mut planning = Planning::new(known, stream(seed, Purpose::Plan, round));
    let part = |share: f64| {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share"
        )]
        let part = (share.clamp(0.0, 1.0) * n as f64).round() as usize;
        part
    };
    let (first, second) = match (known.model, round) {
        (Some(_), _) => (part(shares.query), part(shares.probable)),
        (None, 0) => (part(shares.spread), part(shares.anomaly)),
        // All labels are of one class: what is spread like the data was not enough.
        (None, _) => (0, part(shares.spread + shares.anomaly)),
    };
    let (first, second) = (first.min(n), second.min(n.saturating_sub(first)));
    planning.random(n - first - second);
    if let Some(opinion) = known.model {
        planning.torn(&opinion, first);
        planning.probable(&opinion, second);
    } else {
        planning.strange(second);
        planning.spread(first);
    }
    // Where one way found too few, chance fills up.
    planning.random(n - planning.draws.len());
    planning.draws
}

struct Planning<'a> {
    known: &'a Known<'a>,
    random: Random,
    /// Stars without a label, by their first rows in the search domain, ascending.
    free: Vec<bool>,
    left: usize,
    draws: Vec<Draw>,
}

impl<'a> Planning<'a> {
    fn new(known: &'a Known<'a>, random: Random) -> Self {
        // A star whose first spectrum lies outside the domain is drawn by its first one inside.
        let mut settled = vec![false; known.stars.len()];
        known.labelled.iter().for_each(|row| settled[known.stars[*row] as usize] = true);
        let is_inside = |row: usize| known.domain.is_none_or(|domain| domain[row]);
        let is_first =
            |(row, star): (usize, &u32)| is_inside(row) && !std::mem::replace(&mut settled[*star as usize], true);
        let free: Vec<bool> = known.stars.iter().enumerate().map(is_first).collect();
        let left = free.iter().filter(|free| **free).count();
        Self { known, random, free, left, draws: Vec::new() }
    }

    fn take(&mut self, row: usize, kind: DrawKind, q: Option<f64>) {
        self.free[row] = false;
        self.left -= 1;
        self.draws.push(Draw { row, kind, q });
    }

    fn candidates(&self) -> Vec<usize> {
        (0..self.free.len()).filter(|i| self.free[*i]).collect()
    }

    fn random(&mut self, n: usize) {
        let mut candidates = if n > 0 { self.candidates() } else { Vec::new() };
        for _ in 0..n.min(candidates.len()) {
            #[expect(clippy::cast_precision_loss, reason = "a pool is far smaller than 2^52")]
            let q = 1.0 / candidates.len() as f64;
            let at = self.random.random_range(0..candidates.len());
            let row = candidates.swap_remove(at);
            self.take(row, DrawKind::Random, Some(q));
        }
    }

    /// The best rated, the earlier row on a tie.
    fn best(&self, n: usize, rating: impl Fn(usize) -> f64) -> Vec<usize> {
        let mut rated: Vec<(f64, usize)> = self.candidates().into_iter().map(|i| (rating(i), i)).collect();
        let order = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if n > 0 && n < rated.len() {
            rated.select_nth_unstable_by(n - 1, order);
        }
        rated.truncate(n);
        rated.sort_unstable_by(order);
        rated.into_iter().map(|(_, i)| i).collect()
    }

    fn coordinates(&self, row: usize) -> &'a [f32] {
        &self.known.coordinates[row * self.known.width..(row + 1) * self.known.width]
    }

    /// The strangest, or, with known examples, those nearest to any of them.
    fn strange(&mut self, n: usize) {
        let chosen = if self.known.similar_to.is_empty() {
            self.best(n, |row| f64::from(self.known.strangeness[row]))
        } else {
            let near = |row: usize| {
                let distance = |example: &usize| {
                    crate::balance::squared_distance(self.coordinates(row), self.coordinates(*example))
                };
                -f64::from(self.known.similar_to.iter().map(distance).fold(f32::INFINITY, f32::min))
            };
            self.best(n, near)
        };
        chosen.into_iter().for_each(|row| self.take(row, DrawKind::Anomaly, None));
    }

    fn spread(&mut self, n: usize) {
        let weights: Vec<f64> = self.free.iter().map(|free| if *free { 1.0 } else { 0.0 }).collect();
        let (points, width) = (self.known.coordinates, self.known.width);
        let start: Vec<usize> = self.known.labelled.to_vec();
        let chosen = k_means_plus_plus(points, width, n, &weights, &start, &mut self.random);
        chosen.into_iter().for_each(|row| self.take(row, DrawKind::Spread, None));
    }

    /// The most uncertain whether they are wanted, spread in the coordinates, weighted by their uncertainty.
    fn torn(&mut self, opinion: &Opinion<'_>, n: usize) {
        let rate = |row: usize| opinion.torn(row);
        let among = self.best(n.saturating_mul(DIVERSE_AMONG), rate);
        let points: Vec<f32> = among.iter().flat_map(|row| self.coordinates(*row).iter().copied()).collect();
        let weights: Vec<f64> = among.iter().map(|row| rate(*row).max(1e-9)).collect();
        let chosen = k_means_plus_plus(&points, self.known.width, n, &weights, &[], &mut self.random);
        chosen.into_iter().for_each(|i| self.take(among[i], DrawKind::Query, None));
    }

    /// Most probably wanted, though not surely.
    fn probable(&mut self, opinion: &Opinion<'_>, n: usize) {
        let rate = |row: usize| {
            let p = opinion.wanted(row);
            if p < SURE { p } else { -1.0 }
        };
        let chosen: Vec<usize> = self.best(n, rate).into_iter().filter(|row| rate(*row) >= 0.0).collect();
        chosen.into_iter().for_each(|row| self.take(row, DrawKind::Probable, None));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: usize = 200;

    struct Pool {
        coordinates: Vec<f32>,
        strangeness: Vec<f32>,
        stars: Vec<u32>,
        probabilities: Vec<f32>,
    }

    /// Rows on a line; the last ten are strange; rows 2k and 2k + 1 below 20 are one star; the model is torn about rows 50 to 69 and sure of the rest.
    fn pool() -> Pool {
        let p = |i: usize| if (50..70).contains(&i) { 0.5 } else { 0.0 };
        Pool {
            coordinates: (0..ROWS).map(|i| i as f32).collect(),
            strangeness: (0..ROWS).map(|i| if i >= 190 { 1.0 } else { 0.1 }).collect(),
            stars: (0..ROWS as u32).map(|i| if i < 20 { i / 2 * 2 } else { i }).collect(),
            probabilities: (0..ROWS).flat_map(|i| [1.0 - p(i), p(i)]).collect(),
        }
    }

    impl Pool {
        fn known<'a>(&'a self, labelled: &'a [usize], model: bool) -> Known<'a> {
            let opinion = Opinion { probabilities: &self.probabilities, wanted: &[false, true] };
            Known {
                coordinates: &self.coordinates,
                width: 1,
                strangeness: &self.strangeness,
                stars: &self.stars,
                labelled,
                domain: None,
                similar_to: &[],
                model: model.then_some(opinion),
            }
        }
    }

    fn count(draws: &[Draw], kind: DrawKind) -> usize {
        draws.iter().filter(|draw| draw.kind == kind).count()
    }

    fn of(n: usize, round: u64, known: &Known<'_>) -> Vec<Draw> {
        plan(&Shares::default(), n, 7, round, known)
    }

    #[test]
    fn the_first_round_is_spread_strange_and_random() {
        let pool = pool();
        let draws = of(25, 0, &pool.known(&[], false));
        let counts = [DrawKind::Spread, DrawKind::Anomaly, DrawKind::Random].map(|kind| count(&draws, kind));
        assert_eq!(counts, [10, 10, 5]);
        // Random draws may have taken some of the ten strange ones before.
        let strange = draws.iter().filter(|draw| draw.row >= 190).count();
        assert!(strange >= 10, "{draws:?}");
        assert_eq!(draws, of(25, 0, &pool.known(&[], false)));
        assert_ne!(draws, plan(&Shares::default(), 25, 8, 0, &pool.known(&[], false)));
    }

    #[test]
    fn the_probability_of_a_random_draw_is_one_over_the_stars_left() {
        let pool = pool();
        let draws = of(25, 0, &pool.known(&[1, 30], false));
        let q: Vec<f64> = draws.iter().filter_map(|draw| draw.q).collect();
        // 190 stars, two of them with a label.
        assert_eq!(q, [188.0, 187.0, 186.0, 185.0, 184.0].map(|left| 1.0 / left));
        assert!(draws.iter().all(|draw| draw.q.is_some() == (draw.kind == DrawKind::Random)));
    }

    #[test]
    fn random_draws_are_uniform_over_stars_whatever_the_model_says() {
        let pool = pool();
        let mut counts = [0_usize; ROWS];
        for seed in 0..4000 {
            let draws = plan(&Shares::default(), 10, seed, 1, &pool.known(&[150], true));
            draws.iter().filter(|draw| draw.q.is_some()).for_each(|draw| counts[draw.row] += 1);
        }
        // 8000 draws over 189 stars: 42 each, standard deviation 6.5; the second row of a star and the labelled one never.
        assert_eq!((counts[1], counts[19], counts[150]), (0, 0, 0));
        let drawn: Vec<usize> =
            (0..ROWS).filter(|i| pool.stars[*i] as usize == *i && *i != 150).map(|i| counts[i]).collect();
        assert_eq!(drawn.len(), 189);
        let square: f64 = drawn.iter().map(|n| (*n as f64 - 8000.0 / 189.0).powi(2) / (8000.0 / 189.0)).sum();
        // Chi-squared of 188 degrees of freedom: mean 188, standard deviation 19.
        assert!(square < 188.0 + 5.0 * 19.4, "{square}");
    }

    #[test]
    fn a_star_is_drawn_by_its_first_spectrum_in_the_domain() {
        let pool = pool();
        // Of the ten stars with two spectra the first one of each lies outside; so do the rows from 20 on.
        let domain: Vec<bool> = (0..ROWS).map(|i| i < 20 && i % 2 == 1).collect();
        for model in [false, true] {
            let known = Known { domain: Some(&domain), ..pool.known(&[4], model) };
            let draws = of(15, 1, &known);
            let mut rows: Vec<usize> = draws.iter().map(|draw| draw.row).collect();
            rows.sort_unstable();
            // The label of row 4, outside, settles the star of row 5.
            assert_eq!(rows, [1, 3, 7, 9, 11, 13, 15, 17, 19]);
            assert_eq!(draws[0].q, Some(1.0 / 9.0));
        }
    }

    #[test]
    fn with_a_model_most_labels_go_where_it_is_torn() {
        let pool = pool();
        let draws = of(20, 3, &pool.known(&[0, 100], true));
        assert_eq!([DrawKind::Query, DrawKind::Probable, DrawKind::Random].map(|kind| count(&draws, kind)), [14, 2, 4]);
        let torn = draws.iter().filter(|draw| draw.kind == DrawKind::Query && (50..70).contains(&draw.row)).count();
        assert!(torn >= 10, "{draws:?}");
    }

    #[test]
    fn one_class_so_far_leads_to_another_round_of_strange_ones() {
        let pool = pool();
        let labelled: Vec<usize> = (20..60).collect();
        let draws = of(10, 4, &pool.known(&labelled, false));
        assert_eq!([DrawKind::Anomaly, DrawKind::Random].map(|kind| count(&draws, kind)), [8, 2]);
    }

    #[test]
    fn no_star_is_asked_about_twice_and_the_pool_may_run_out() {
        let pool = pool();
        let mut labelled: Vec<usize> = vec![1];
        for round in 0..20 {
            let draws = of(15, round, &pool.known(&labelled, round % 2 == 1));
            for draw in &draws {
                let star = pool.stars[draw.row];
                assert!(labelled.iter().all(|row| pool.stars[*row] != star), "{draw:?}");
                labelled.push(draw.row);
            }
        }
        assert_eq!(labelled.len(), 190);
    }

    #[test]
    fn known_examples_replace_anomalies_by_what_is_near_to_them() {
        let pool = pool();
        let mut known = pool.known(&[], false);
        known.similar_to = &[120];
        let draws = of(25, 0, &known);
        let near = draws.iter().filter(|draw| draw.kind == DrawKind::Anomaly);
        assert!(near.clone().all(|draw| draw.row.abs_diff(120) <= 8), "{:?}", near.collect::<Vec<_>>());
    }
}
