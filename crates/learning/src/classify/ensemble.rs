//! Networks of different seeds that answer together (Lakshminarayanan, Pritzel and Blundell 2017): their mean is better calibrated than
//! one network, and where they disagree a label teaches.

use ml_job_domain::{LogLevel, Observer};
use rand::RngExt;

use super::Predictor;
use super::training::folds;
use crate::balance::Balance;
use crate::data::LabelledSet;
use crate::engine::{Engine, Predictions, Wanted};
use crate::error::LearningError;
use crate::fit::{Fitted, fit};
use crate::metrics::class_counts;
use crate::network::Parameters;
use crate::rng::{Purpose, stream};
use crate::train::TrainingOptions;

/// Networks of an ensemble at most.
pub const MOST_MEMBERS: usize = 20;
/// Parts of a network's cross-validation: each costs a training.
const FOLDS: usize = 3;

/// The weights of some networks of one architecture, at least one, with what their trainings brought.
#[derive(Debug, Clone, PartialEq)]
pub struct Members {
    /// Weights of each.
    pub parameters: Vec<Parameters>,
    /// What the training of each brought.
    pub fitted: Vec<Fitted>,
}

/// Some networks on one engine: the mean of what they say.
pub struct Ensemble<'e> {
    engine: &'e mut dyn Engine,
    members: Vec<Parameters>,
}

impl<'e> Ensemble<'e> {
    /// Of weights that are the engine's network's, at least one.
    ///
    /// # Errors
    /// When the weights are not of this network, or the device fails.
    pub fn new(engine: &'e mut dyn Engine, members: Vec<Parameters>) -> Result<Self, LearningError> {
        let Some(first) = members.first() else {
            return Err(LearningError::Numeric { message: "An ensemble needs at least one network.".into() });
        };
        engine.load(first)?;
        Ok(Self { engine, members })
    }
}

impl Predictor for Ensemble<'_> {
    fn classes(&self) -> usize {
        self.engine.network().classes
    }

    fn embedding_size(&self) -> usize {
        self.engine.network().embedding_size()
    }

    /// The mean of the members' probabilities, and the first one's embeddings. Where Monte-Carlo passes are wanted of several members,
    /// each member is a pass: their disagreement takes the place of the dropout's (Beluch et al. 2018).
    fn predict(&mut self, rows: &[f32], wanted: Wanted) -> Result<Predictions, LearningError> {
        if self.members.len() == 1 {
            return Engine::predict(&mut *self.engine, rows, wanted);
        }
        let mut answer = Predictions::default();
        for (i, member) in self.members.iter().enumerate() {
            self.engine.load(member)?;
            let own = Wanted { embeddings: wanted.embeddings && i == 0, monte_carlo: None };
            let said = Engine::predict(&mut *self.engine, rows, own)?;
            if i == 0 {
                (answer.probabilities, answer.embeddings) = (said.probabilities.clone(), said.embeddings);
            } else {
                answer.probabilities.iter_mut().zip(&said.probabilities).for_each(|(sum, p)| *sum += p);
            }
            if wanted.monte_carlo.is_some() {
                answer.passes.push(said.probabilities);
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a handful of members")]
        let n = self.members.len() as f32;
        answer.probabilities.iter_mut().for_each(|p| *p /= n);
        Ok(answer)
    }
}

/// Seed of a member: the first has the run's own, so that an ensemble of one is the network alone.
fn member_seed(seed: u64, member: usize) -> u64 {
    if member == 0 { seed } else { stream(seed, Purpose::Member, member as u64).random() }
}

/// Trains so many networks on the same labels, each from a seed of its own; the engine ends with the last one.
///
/// # Errors
/// As [`fit`], and a number of members that is not 1 to [`MOST_MEMBERS`].
pub fn fit_members(
    engine: &mut dyn Engine,
    set: &LabelledSet,
    classes: &[String],
    balance: Balance,
    options: &TrainingOptions,
    members: usize,
    observer: &mut dyn Observer,
) -> Result<Members, LearningError> {
    if !(1..=MOST_MEMBERS).contains(&members) {
        let message = format!("members must be 1 to {MOST_MEMBERS} networks, not {members}.");
        return Err(LearningError::config("members", message));
    }
    let mut all = Members { parameters: Vec::new(), fitted: Vec::new() };
    for member in 0..members {
        if members > 1 {
            observer.log(LogLevel::Info, &format!("Network {} of {members}.", member + 1));
        }
        let options = TrainingOptions { seed: member_seed(options.seed, member), ..options.clone() };
        all.fitted.push(fit(engine, set, classes, balance, &options, observer)?);
        all.parameters.push(engine.parameters()?);
    }
    Ok(all)
}

/// Probabilities `[n, classes]` of labelled spectra by networks that have not seen them, one for each of three parts: what a
/// calibration rests on.
///
/// # Errors
/// As [`fit`], and where device or weights fail.
pub fn network_held_out(
    engine: &mut dyn Engine,
    set: &LabelledSet,
    classes: &[String],
    balance: Balance,
    options: &TrainingOptions,
    observer: &mut dyn Observer,
) -> Result<Vec<f32>, LearningError> {
    let fold = folds(&set.labels, classes.len(), FOLDS, options.seed);
    let mut out = vec![0.0; set.len() * classes.len()];
    for held_out in 0..FOLDS {
        let (inside, outside): (Vec<usize>, Vec<usize>) = (0..set.len()).partition(|&i| fold[i] != held_out);
        let (known, asked) = (set.subset(&inside), set.subset(&outside));
        let present = class_counts(&known.labels, classes.len()).into_iter().filter(|n| *n > 0).count();
        if asked.is_empty() || present < 2 {
            continue;
        }
        fit(engine, &known, classes, balance, options, observer)?;
        let said = Engine::predict(&mut *engine, &asked.fluxes, Wanted::default())?.probabilities;
        for (p, i) in said.chunks_exact(classes.len()).zip(outside) {
            out[i * classes.len()..(i + 1) * classes.len()].copy_from_slice(p);
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use ml_job_domain::Unobserved;

    use super::*;
    use crate::engine::MonteCarlo;
    use crate::engine::device::{Device, engine};
    use crate::network::Network;

    const POINTS: usize = 40;

    fn names() -> Vec<String> {
        ["flat", "peak"].map(str::to_owned).to_vec()
    }

    fn set() -> LabelledSet {
        let mut random = stream(4, Purpose::Split, 0);
        let mut set = LabelledSet::new(POINTS);
        for i in 0..60_u32 {
            let label = u32::from(i % 3 == 0);
            let peak = |p: usize| if label == 1 && p.abs_diff(20) < 3 { 1.0 } else { 0.0 };
            let row: Vec<f32> = (0..POINTS).map(|p| random.random_range(-0.4..0.4) + peak(p)).collect();
            set.push(&format!("s{i}"), &row, label);
        }
        set
    }

    fn trained(members: usize) -> (Box<dyn Engine>, Members) {
        let (mut engine, _) = engine(Device::Cpu, &Network::standard(POINTS, 2), 2).unwrap();
        let options = TrainingOptions { seed: 7, epochs: 8, ..TrainingOptions::default() };
        let all =
            fit_members(engine.as_mut(), &set(), &names(), Balance::Smote, &options, members, &mut Unobserved).unwrap();
        (engine, all)
    }

    #[test]
    fn an_ensemble_is_the_mean_of_its_members_and_their_disagreement() {
        let (mut engine, all) = trained(3);
        let rows = set().fluxes;
        let alone: Vec<Vec<f32>> = all
            .parameters
            .iter()
            .map(|own| {
                engine.load(own).unwrap();
                Engine::predict(engine.as_mut(), &rows, Wanted::default()).unwrap().probabilities
            })
            .collect();
        assert!(alone[0] != alone[1] && alone[1] != alone[2], "each has a seed of its own");
        let wanted = Wanted { embeddings: true, monte_carlo: Some(MonteCarlo { seed: 1, passes: 20 }) };
        let said = Ensemble::new(engine.as_mut(), all.parameters).unwrap().predict(&rows, wanted).unwrap();
        for (i, p) in said.probabilities.iter().enumerate() {
            let mean = (alone[0][i] + alone[1][i] + alone[2][i]) / 3.0;
            assert!((p - mean).abs() < 1e-6);
        }
        assert_eq!(said.passes, alone);
        assert_eq!(said.embeddings.len() % set().len(), 0);
    }

    #[test]
    fn an_ensemble_of_one_is_the_network_of_the_same_seed() {
        let (mut engine, one) = trained(1);
        let (_, three) = trained(3);
        assert_eq!(one.parameters[0], three.parameters[0]);
        let rows = set().fluxes;
        let wanted = Wanted { embeddings: false, monte_carlo: Some(MonteCarlo { seed: 1, passes: 4 }) };
        let alone = Engine::predict(engine.as_mut(), &rows, wanted).unwrap();
        let said = Ensemble::new(engine.as_mut(), one.parameters).unwrap().predict(&rows, wanted).unwrap();
        assert_eq!(said, alone, "its passes are those of the dropout");
        let none = Ensemble::new(engine.as_mut(), Vec::new()).err().unwrap();
        assert!(none.to_string().contains("at least one"), "{none}");
    }

    #[test]
    fn held_out_spectra_are_judged_by_networks_that_have_not_seen_them() {
        let (mut engine, _) = trained(1);
        let options = TrainingOptions { seed: 7, epochs: 30, ..TrainingOptions::default() };
        let said =
            network_held_out(engine.as_mut(), &set(), &names(), Balance::Smote, &options, &mut Unobserved).unwrap();
        let right = said.chunks_exact(2).zip(&set().labels).filter(|(p, label)| p[**label as usize] > 0.5).count();
        assert!(said.chunks_exact(2).all(|p| (p[0] + p[1] - 1.0).abs() < 1e-5));
        assert!(right >= 50, "{right} of 60");
    }
}
