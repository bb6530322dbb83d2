//! The coverage of certificates, measured: audits of known truth, looked at after every label, and what happens without each of the
//! safeguards. `make coverage` runs all of it.

use rand::RngExt;
use rayon::prelude::*;

use super::draw::weighted;
use super::finite::{Finite, Prior, real};
use super::plan::{alpha_of_audit, recall};
use super::total::{Observation, Wealth};
use super::{CertificateError, RECALL_SHARES};
use crate::rng::{Purpose, Random, stream};

/// How often a bound was on the wrong side of the truth, at any look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coverage {
    /// Audits.
    pub runs: usize,
    /// Those with a bound beyond the truth at some look.
    pub misses: usize,
    /// The mean of the last bounds; for a pool, of the largest e-values against the truth.
    pub bound: f64,
}

impl Coverage {
    /// The share of audits that missed.
    pub fn rate(&self) -> f64 {
        real(self.misses) / real(self.runs)
    }

    /// The most misses that agree with a risk of `alpha`: three standard errors above it.
    pub fn limit(&self, alpha: f64) -> f64 {
        alpha + 3.0 * (alpha * (1.0 - alpha) / real(self.runs)).sqrt()
    }

    /// Whether the risk is kept.
    pub fn holds(&self, alpha: f64) -> bool {
        self.rate() <= self.limit(alpha)
    }

    fn of(outcomes: &[(bool, f64)]) -> Self {
        let runs = outcomes.len();
        let bound = outcomes.iter().map(|(_, bound)| bound).sum::<f64>() / real(runs.max(1));
        Self { runs, misses: outcomes.iter().filter(|(missed, _)| *missed).count(), bound }
    }
}

/// What is left out of an audit, to show that it is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Without {
    /// Nothing.
    Nothing,
    /// The most uncertain members of the list are not drawn.
    WholeList,
    /// Each audit spends all of α.
    Spending,
    /// Rows that nobody can tell are left out of the count.
    Unsure,
    /// The recorded probabilities are a tenth too large.
    Probabilities,
}

/// A list of known truth.
#[derive(Debug, Clone, Copy)]
pub struct ListSetting {
    /// Its rows.
    pub size: usize,
    /// How many of them are right.
    pub right: usize,
    /// Labels of each audit.
    pub draws: usize,
    /// The most uncertain rows, and how many of them are right.
    pub uncertain: (usize, usize),
    /// The share of wrong and of right rows that nobody can tell.
    pub unsure: (f64, f64),
    /// Audits of the list, one after the other.
    pub audits: u32,
}

impl ListSetting {
    /// A list that one audit looks at, and everybody can tell.
    pub fn new(size: usize, right: usize, draws: usize) -> Self {
        Self { size, right, draws, uncertain: (0, 0), unsure: (0.0, 0.0), audits: 1 }
    }
}

/// Audits a list `runs` times, with the bound looked at after each label.
///
/// # Errors
/// Never with the priors that there are.
pub fn list(
    setting: &ListSetting,
    without: Without,
    alpha: f64,
    runs: usize,
    seed: u64,
) -> Result<Coverage, CertificateError> {
    let population = Finite::new(setting.size, Prior::LIST)?;
    let levels = (1..=setting.audits).map(|audit| match (without, setting.audits) {
        (Without::Spending, _) | (_, 1) => alpha,
        _ => alpha_of_audit(alpha, audit),
    });
    let tables: Vec<Table> = levels.map(|level| Table::new(&population, setting.draws, level)).collect();
    let run = |run: usize| {
        let mut random = stream(seed, Purpose::Coverage, run as u64);
        let bounds: Vec<usize> = tables.iter().map(|table| audit_list(setting, without, table, &mut random)).collect();
        let best = bounds.iter().copied().max().unwrap_or_default();
        (best > setting.right, real(best) / real(setting.size))
    };
    Ok(Coverage::of(&(0..runs).into_par_iter().map(run).collect::<Vec<_>>()))
}

/// The bound of one audit, the best of all looks.
fn audit_list(setting: &ListSetting, without: Without, table: &Table, random: &mut Random) -> usize {
    let (uncertain, uncertain_right) = setting.uncertain;
    let (mut right, mut left) = (setting.right, setting.size);
    if without == Without::WholeList {
        (right, left) = (right - uncertain_right, left - uncertain);
    }
    let (mut drawn, mut hits, mut best) = (0, 0, 0);
    for _ in 0..setting.draws.min(left) {
        let hit = random.random::<f64>() * real(left) < real(right);
        left -= 1;
        right -= usize::from(hit);
        let unsure = random.random::<f64>() < if hit { setting.unsure.1 } else { setting.unsure.0 };
        if unsure && without == Without::Unsure {
            continue;
        }
        drawn += 1;
        hits += usize::from(hit && !unsure);
        best = best.max(table.least(drawn, hits));
    }
    best
}

/// The bound depends on draws and hits only: computed once for each.
struct Table(Vec<Vec<usize>>);

impl Table {
    fn new(population: &Finite, draws: usize, alpha: f64) -> Self {
        let row = |drawn| (0..=drawn).map(|hits| population.least(drawn, hits, alpha)).collect();
        Self((0..=draws.min(population.size())).map(row).collect())
    }

    fn least(&self, drawn: usize, hits: usize) -> usize {
        self.0[drawn][hits]
    }
}

/// A pool of known truth, with scores of some quality and a learner that asks in between.
#[derive(Debug, Clone, Copy)]
pub struct PoolSetting {
    /// Its objects.
    pub size: usize,
    /// How many of them are rare.
    pub rare: usize,
    /// How far the scores of rare ones lie above (below 0: beneath) those of the others.
    pub quality: f64,
    /// Labels for the learner after every tenth draw, the highest scores first.
    pub learner: usize,
    /// Random draws.
    pub draws: usize,
}

/// Estimates the yield of a pool `runs` times; a miss is a bound below the truth at any look.
pub fn pool(setting: &PoolSetting, without: Without, alpha: f64, runs: usize, seed: u64) -> Coverage {
    let run = |run: usize| {
        let mut random = stream(seed, Purpose::Coverage, run as u64);
        let most = estimate_pool(setting, without, &mut random);
        (most >= 1.0 / alpha, most)
    };
    Coverage::of(&(0..runs).into_par_iter().map(run).collect::<Vec<_>>())
}

/// The largest e-value against the truth over all looks.
fn estimate_pool(setting: &PoolSetting, without: Without, random: &mut Random) -> f64 {
    let is_rare = |i: usize| i < setting.rare;
    let score = |i: usize, random: &mut Random| {
        let shift = setting.quality * if is_rare(i) { 1.0 } else { -1.0 };
        1.0 / (1.0 + (2.0 - shift - 1.5 * normal(random)).exp())
    };
    let scores: Vec<f64> = (0..setting.size).map(|i| score(i, random)).collect();
    let mut queue: Vec<usize> = (0..setting.size).collect();
    queue.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    let (mut labelled, mut found, mut unlabelled) = (vec![false; setting.size], 0, setting.size);
    let (mut wealth, mut most) = (Wealth::new(setting.rare), 0.0_f64);
    let mut next = queue.into_iter();
    for t in 0..setting.draws {
        if t % 10 == 0 {
            for i in next.by_ref().filter(|&i| !labelled[i]).take(setting.learner).collect::<Vec<_>>() {
                labelled[i] = true;
                found += usize::from(is_rare(i));
                unlabelled -= 1;
            }
        }
        let Some(drawn) = weighted(&scores, &labelled, random.random()) else { break };
        let wrong = if without == Without::Probabilities { 1.1 } else { 1.0 };
        let hit = is_rare(drawn.index);
        let (q, z_max) = (drawn.q * wrong, drawn.z_max / wrong);
        most = most.max(wealth.add(&Observation { found, unlabelled, q, z_max, hit }));
        labelled[drawn.index] = true;
        found += usize::from(hit);
        unlabelled -= 1;
    }
    most
}

/// A standard normal number (Box and Muller 1958).
fn normal(random: &mut Random) -> f64 {
    let (u, v) = (1.0 - random.random::<f64>(), random.random::<f64>());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// A state of a model: what it says of a pool of known truth.
#[derive(Debug, Clone)]
pub struct State {
    /// Rare ones that are labelled.
    pub found: usize,
    /// Of each unlabelled row: P(rare), whether it is on the list, whether it is rare.
    pub rows: Vec<(f64, bool, bool)>,
}

/// What an audit of a state saw.
#[derive(Debug, Clone, Copy)]
pub struct StateCoverage {
    /// Rows of the list, and the share that is right.
    pub list: (usize, f64),
    /// The true recall of list and labels.
    pub recall: f64,
    /// Precision bounds, all of α.
    pub precision_bound: Coverage,
    /// Recall bounds, all of α divided among the strata.
    pub recall_bound: Coverage,
    /// Precision bounds when the `oracle` most uncertain rows of the list are not drawn.
    pub without_oracle: Coverage,
}

/// Audits a state `runs` times with so many labels in list, near misses and rest.
///
/// # Errors
/// Never with the priors that there are.
pub fn state(
    state: &State,
    labels: [usize; 3],
    oracle: usize,
    alpha: f64,
    runs: usize,
    seed: u64,
) -> Result<StateCoverage, CertificateError> {
    let strata = strata(state);
    let [size, near, rest] = strata.map(|(size, _)| size);
    let populations =
        [Finite::new(size, Prior::LIST)?, Finite::new(near, Prior::NEAR)?, Finite::new(rest, Prior::REST)?];
    let truth = recall(state.found + strata[0].1, strata[1].1 + strata[2].1);
    let run = |run: usize| {
        let mut random = stream(seed, Purpose::Coverage, run as u64);
        let ends = [0, 1, 2].map(|i| {
            let favourable = if i == 0 { strata[i].1 } else { strata[i].0 - strata[i].1 };
            let draws = labels[i].min(strata[i].0);
            least_of_all_looks(&populations[i], favourable, draws, alpha * RECALL_SHARES[i], &mut random)
        });
        // Each stratum's bound only rises, so the recall is highest at the end.
        let bound = recall(state.found + ends[0], near - ends[1] + rest - ends[2]);
        (bound > truth + 1e-12, bound)
    };
    let recall_bound = Coverage::of(&(0..runs).into_par_iter().map(run).collect::<Vec<_>>());
    let mut setting = ListSetting::new(size, strata[0].1, labels[0]);
    setting.uncertain = most_uncertain(state, oracle);
    let precision = |without| list(&setting, without, alpha, runs, seed + 1);
    Ok(StateCoverage {
        list: (size, real(strata[0].1) / real(size.max(1))),
        recall: truth,
        precision_bound: precision(Without::Nothing)?,
        recall_bound,
        without_oracle: precision(Without::WholeList)?,
    })
}

fn least_of_all_looks(population: &Finite, mut hits: usize, draws: usize, alpha: f64, random: &mut Random) -> usize {
    let (mut seen, mut best) = (0, 0);
    for drawn in 1..=draws {
        let hit = random.random::<f64>() * real(population.size() - drawn + 1) < real(hits);
        hits -= usize::from(hit);
        seen += usize::from(hit);
        best = best.max(population.least(drawn, seen, alpha));
    }
    best
}

/// Rows and rare ones of list, near misses (5 % of the pool, by score) and rest.
fn strata(state: &State) -> [(usize, usize); 3] {
    type Rows = Vec<(f64, bool, bool)>;
    let (listed, mut others): (Rows, Rows) = state.rows.iter().partition(|row| row.1);
    others.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (near, rest) = others.split_at((state.rows.len() / 20).min(others.len()));
    [&listed[..], near, rest].map(|rows: &[(f64, bool, bool)]| (rows.len(), rows.iter().filter(|row| row.2).count()))
}

/// The members of the list that are nearest to ½, at most half of it: how many, and how many of them are rare.
fn most_uncertain(state: &State, oracle: usize) -> (usize, usize) {
    let mut listed: Vec<_> = state.rows.iter().filter(|row| row.1).collect();
    listed.sort_by(|a, b| (a.0 - 0.5).abs().total_cmp(&(b.0 - 0.5).abs()));
    listed.truncate(oracle.min(listed.len() / 2));
    (listed.len(), listed.iter().filter(|row| row.2).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_certificates_keep_their_risk_at_every_look() {
        for (size, right) in [(60, 48), (150, 135), (300, 180), (1000, 950)] {
            let coverage = list(&ListSetting::new(size, right, 60), Without::Nothing, 0.05, 4000, 1).unwrap();
            assert!(coverage.holds(0.05), "{size} {right}: {coverage:?}");
        }
    }

    #[test]
    fn yields_keep_their_risk_with_scores_that_mislead_and_a_learner_in_between() {
        for (quality, learner) in [(2.0, 0), (0.0, 5), (-2.0, 5)] {
            let setting = PoolSetting { size: 300, rare: 40, quality, learner, draws: 100 };
            let coverage = pool(&setting, Without::Nothing, 0.05, 500, 1);
            assert!(coverage.holds(0.05), "{quality} {learner}: {coverage:?}");
        }
    }

    #[test]
    fn the_check_fails_without_each_safeguard_of_a_list() {
        let (setting, runs) = (ListSetting::new(300, 240, 60), 4000);
        let uncertain = ListSetting { uncertain: (100, 50), ..setting };
        let unsure = ListSetting { unsure: (0.6, 0.05), ..setting };
        let audits = ListSetting { audits: 3, ..ListSetting::new(60, 48, 60) };
        for (setting, without) in
            [(uncertain, Without::WholeList), (unsure, Without::Unsure), (audits, Without::Spending)]
        {
            let run = |without| list(&setting, without, 0.05, runs, 3).unwrap();
            assert!(run(Without::Nothing).holds(0.05), "{without:?}");
            assert!(!run(without).holds(0.05), "{without:?}: {:?}", run(without));
        }
    }

    #[test]
    fn the_check_fails_with_probabilities_that_are_a_tenth_too_large() {
        let setting = PoolSetting { size: 2000, rare: 1000, quality: 0.0, learner: 0, draws: 900 };
        let run = |without| pool(&setting, without, 0.05, 100, 3);
        assert!(run(Without::Nothing).holds(0.05));
        assert!(!run(Without::Probabilities).holds(0.05), "{:?}", run(Without::Probabilities));
    }

    #[test]
    fn a_state_of_a_model_is_audited_in_its_three_strata() {
        // 200 rows: list of 40 (36 rare), 10 near misses (3), rest (2).
        let row = |i: usize| (1.0 - real(i) / 200.0, i < 40, (i < 36) || (40..43).contains(&i) || i == 100 || i == 150);
        let one = State { found: 10, rows: (0..200).map(row).collect() };
        assert_eq!(strata(&one), [(40, 36), (10, 3), (150, 2)]);
        let coverage = state(&one, [20, 5, 80], 10, 0.05, 500, 1).unwrap();
        assert!((coverage.recall - 46.0 / 51.0).abs() < 1e-12 && coverage.list == (40, 0.9));
        assert!(coverage.precision_bound.holds(0.05) && coverage.recall_bound.holds(0.05), "{coverage:?}");
    }
}
