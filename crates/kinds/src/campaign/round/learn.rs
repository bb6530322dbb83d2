//! What a round learns, and what its scores are worth.

use ml_job_domain::{CampaignModel, LogLevel, Observer};
use ml_job_learning::balance::Balance;
use ml_job_learning::certificate::complete::Isotonic;
use ml_job_learning::classify::{
    Ensemble, FitOptions, Lines, ModelKind, OnThreads, Predictor, fit_held_out, fit_members, network_held_out, workers,
};
use ml_job_learning::data::LabelledSet;
use ml_job_learning::engine::{Adam, device};
use ml_job_learning::error::LearningError;
use ml_job_learning::features::Features;
use ml_job_learning::network::Network;
use ml_job_learning::pool::{PREDICTION_BATCH, Survey, SurveyOptions, survey};
use ml_job_learning::strategy::QueryStrategy;
use ml_job_learning::train::TrainingOptions;

use super::Round;
use super::recover::Recovery;

/// Networks of an ensemble.
const NETWORKS: usize = 3;
/// Random draws that a calibration rests on at least.
const CALIBRATE_FROM: usize = 50;
/// Of them at least so many wanted, and so many others: where the wanted are rarer, a rising function through the draws says nothing of
/// high scores.
const CALIBRATE_EITHER: usize = 10;

/// What a model says of the pool.
pub(super) struct Learnt {
    pub(super) survey: Survey,
    /// The model's kind.
    pub(super) name: String,
    /// The score of each row: the model's probability to be of a wanted class.
    scores: Vec<f64>,
    /// What scores are worth, by the random draws; absent while these are few: then the model's temperature is all.
    calibration: Option<Isotonic>,
    /// Which lines the model finds; absent where none could be put into spectra.
    pub(super) recovery: Option<Recovery>,
}

impl Learnt {
    fn new(survey: Survey, name: &str, wanted: &[bool], calibration: Option<Isotonic>) -> Self {
        let scores = scores(&survey.probabilities, wanted);
        Self { survey, name: name.to_owned(), scores, calibration, recovery: None }
    }

    /// The model's probability of a row to be of a wanted class; it orders the list.
    pub(super) fn score(&self, row: usize) -> f64 {
        self.scores[row]
    }

    /// The calibrated probability of a row to be of a wanted class.
    pub(super) fn probability(&self, row: usize) -> f64 {
        let score = self.scores[row];
        self.calibration.as_ref().map_or(score, |calibration| calibration.probability(score)).clamp(0.0, 1.0)
    }
}

/// Sum of the probabilities of the wanted classes, of each row of `[n, classes]`.
pub(super) fn scores(probabilities: &[f32], wanted: &[bool]) -> Vec<f64> {
    let one = |row: &[f32]| row.iter().zip(wanted).filter(|(_, wanted)| **wanted).map(|(p, _)| f64::from(*p)).sum();
    probabilities.chunks_exact(wanted.len()).map(one).collect()
}

/// Whether draws, of which so many are hits, can calibrate anything.
const fn are_enough(draws: usize, hits: usize) -> bool {
    draws >= CALIBRATE_FROM && hits >= CALIBRATE_EITHER && draws - hits >= CALIBRATE_EITHER
}

/// The calibration by what models that have not seen them say of the spectra that were drawn by chance: `score, is wanted`.
fn calibrate(draws: &[(f64, bool)]) -> Option<Isotonic> {
    let hits = draws.iter().filter(|(_, is_wanted)| *is_wanted).count();
    if !are_enough(draws.len(), hits) {
        return None;
    }
    Isotonic::fit(draws.iter().map(|&(score, is_wanted)| (score, is_wanted, 1.0)))
}

impl Round<'_> {
    /// Trains, and predicts the pool.
    pub(super) fn learn(
        &self,
        features: &Features,
        set: &LabelledSet,
        observer: &mut dyn Observer,
    ) -> Result<Learnt, LearningError> {
        let (config, classes) = (self.config, self.config.classes.len());
        let kind = match config.model {
            CampaignModel::Auto => ModelKind::Auto,
            CampaignModel::Linear => ModelKind::Linear,
            CampaignModel::Svm => ModelKind::Svm,
            CampaignModel::LinearSvm => ModelKind::LinearSvm,
            CampaignModel::Trees => ModelKind::Trees,
            CampaignModel::Mean => ModelKind::Mean,
            CampaignModel::Network => return self.learn_by_network(features, set, observer),
        };
        let options = FitOptions { seed: config.seed, calibrate: true };
        let mut lines = Lines::default();
        let taught = workers(self.threads)?.install(|| fit_held_out(kind, features, set, classes, options, &mut lines));
        lines.tell(observer);
        let fitted = taught?;
        let name = fitted.model.kind.name();
        observer.log(LogLevel::Info, &format!("Taught a model of the kind {name} with {} labels.", set.len()));
        let calibration = calibrate(&self.draws_by_chance(&fitted.held_out, set));
        let how = if calibration.is_some() { "the random draws" } else { "cross-validation of all labels" };
        observer.log(LogLevel::Info, &format!("Probabilities are calibrated by {how}."));
        self.learnt(features, &mut OnThreads::new(fitted.model, self.threads)?, name, calibration, observer)
    }

    /// Score and truth of the labels of spectra that were drawn by chance.
    fn draws_by_chance(&self, held_out: &[f32], set: &LabelledSet) -> Vec<(f64, bool)> {
        let all = scores(held_out, &self.wanted).into_iter().zip(&set.labels).zip(self.known.by_chance());
        all.filter(|(_, random)| *random).map(|((score, label), _)| (score, self.wanted[*label as usize])).collect()
    }

    /// What a model says of the pool, and of spectra with lines put into them.
    fn learnt(
        &self,
        features: &Features,
        predictor: &mut (impl Predictor + ?Sized),
        name: &str,
        calibration: Option<Isotonic>,
        observer: &mut dyn Observer,
    ) -> Result<Learnt, LearningError> {
        let mut learnt = Learnt::new(self.survey(predictor, observer)?, name, &self.wanted, calibration);
        learnt.recovery = self.recover(features, predictor, &learnt, observer)?;
        Ok(learnt)
    }

    fn learn_by_network(
        &self,
        features: &Features,
        set: &LabelledSet,
        observer: &mut dyn Observer,
    ) -> Result<Learnt, LearningError> {
        let config = self.config;
        let network = Network::standard(set.points, config.classes.len());
        let (mut engine, line) = device::engine(device::Device::Auto, &network, self.threads)?;
        observer.log(LogLevel::Info, &line);
        let training = TrainingOptions { seed: config.seed, optimiser: Adam::default(), ..TrainingOptions::default() };
        let balance = Balance::default();
        let fitted = fit_members(engine.as_mut(), set, &config.classes, balance, &training, NETWORKS, observer)?;
        let calibration = if self.can_calibrate(set) {
            observer
                .log(LogLevel::Info, "Networks that have not seen the random draws judge them, for the calibration.");
            let held_out = network_held_out(engine.as_mut(), set, &config.classes, balance, &training, observer)?;
            calibrate(&self.draws_by_chance(&held_out, set))
        } else {
            let line = "The networks' probabilities are not calibrated: too few random draws are labelled, or too few of them wanted.";
            observer.log(LogLevel::Info, line);
            None
        };
        let mut networks = Ensemble::new(engine.as_mut(), fitted.parameters)?;
        self.learnt(features, &mut networks, ModelKind::Network.name(), calibration, observer)
    }

    /// Whether enough spectra that were drawn by chance have a label, of either kind.
    fn can_calibrate(&self, set: &LabelledSet) -> bool {
        let labels = set.labels.iter().zip(self.known.by_chance()).filter(|(_, random)| *random);
        let wanted: Vec<bool> = labels.map(|(label, _)| self.wanted[*label as usize]).collect();
        are_enough(wanted.len(), wanted.iter().filter(|wanted| **wanted).count())
    }

    fn survey(
        &self,
        predictor: &mut (impl Predictor + ?Sized),
        observer: &mut dyn Observer,
    ) -> Result<Survey, LearningError> {
        let options = SurveyOptions {
            strategy: QueryStrategy::Random,
            query_size: 0,
            batch_size: PREDICTION_BATCH,
            seed: self.config.seed,
            wanted: self.wanted.clone(),
        };
        survey(&self.pool, predictor, options, observer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many draws of a score, of which so many are hits.
    fn draws(parts: &[(f64, usize, usize)]) -> Vec<(f64, bool)> {
        parts.iter().flat_map(|&(score, n, hits)| (0..n).map(move |i| (score, i < hits))).collect()
    }

    #[test]
    fn scores_are_worth_what_the_random_draws_say() {
        let calibration = calibrate(&draws(&[(0.1, 40, 2), (0.9, 20, 12)])).unwrap();
        assert!((calibration.probability(0.1) - 0.05).abs() < 1e-12);
        assert!((calibration.probability(0.95) - 0.6).abs() < 1e-12);
    }

    #[test]
    fn few_draws_or_few_wanted_ones_calibrate_nothing() {
        assert_eq!(calibrate(&draws(&[(0.1, 25, 2), (0.9, 20, 12)])), None);
        assert_eq!(calibrate(&draws(&[(0.1, 400, 0), (0.9, 20, 9)])), None);
        assert_eq!(calibrate(&draws(&[(0.9, 60, 60)])), None);
    }

    #[test]
    fn the_score_of_a_row_is_the_sum_over_the_wanted_classes() {
        assert_eq!(scores(&[0.5, 0.25, 0.25, 1.0, 0.0, 0.0], &[false, true, true]), [0.5, 0.0]);
    }
}
