//! What a model's predictions are worth, by the labels of the sample that people are asked about for it: of any job type.

use ml_job_domain::{Job, Labelling, PerformanceEstimate, SpectrumSet};
use ml_job_learning::estimate::judge;
use serde::Deserialize as _;

/// What stands for a prediction where there is no network yet.
const NO_PREDICTION: &str = "-";

/// The labellings of a set that have a label, with it.
pub(crate) fn labelled(labellings: &[Labelling], set: SpectrumSet) -> impl Iterator<Item = (&Labelling, &str)> {
    let own = labellings.iter().filter(move |labelling| labelling.spectrum_set == set);
    own.filter_map(|labelling| Some((labelling, labelling.user_label.as_deref()?)))
}

/// The estimate for these candidate classes. A spectrum without a prediction judges none.
pub(crate) fn estimate(iteration: u32, candidate_classes: &[String], labellings: &[Labelling]) -> PerformanceEstimate {
    let labelled = labelled(labellings, SpectrumSet::PerformanceEstimation);
    let pairs: Vec<_> = labelled.filter_map(|(labelling, label)| Some((prediction(labelling)?, label))).collect();
    judge(iteration, candidate_classes, &pairs)
}

/// The estimate of a job whatever its type: the candidate classes are its config's or else, in order of appearance, those that its
/// sample was predicted to be of.
pub(crate) fn estimate_of(job: &Job, labellings: &[Labelling]) -> PerformanceEstimate {
    let configured = job.config.as_ref().and_then(|config| config.get("candidate_classes"));
    let configured = configured.and_then(|classes| Vec::deserialize(classes).ok());
    let classes = configured.unwrap_or_else(|| predicted_classes(labellings));
    estimate(job.iteration.unwrap_or_default(), &classes, labellings)
}

fn predicted_classes(labellings: &[Labelling]) -> Vec<String> {
    let mut classes: Vec<String> = Vec::new();
    let sample = labellings.iter().filter(|labelling| labelling.spectrum_set == SpectrumSet::PerformanceEstimation);
    for class in sample.filter_map(prediction) {
        if !classes.iter().any(|known| known == class) {
            classes.push(class.to_owned());
        }
    }
    classes
}

fn prediction(labelling: &Labelling) -> Option<&str> {
    labelling.model_prediction.as_deref().filter(|prediction| *prediction != NO_PREDICTION)
}

#[cfg(test)]
mod tests {
    use ml_job_domain::{
        Clock as _, JobId, JobKinds as _, LabellingId, NewJob, NewLabelling, Precision, ShownSpectrum, SystemClock,
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::Catalogue;

    fn job(config: Option<Value>) -> Job {
        let (job_type, label) = ("NOBODYS_TYPE".parse().unwrap(), "x".to_owned());
        let new =
            NewJob { job_type, label, description: None, config: config.clone(), parent_job_id: None, space_id: None };
        let iteration = config.as_ref().and_then(Job::iteration_in);
        Job { iteration, config, ..new.into_job(JobId::new(), SystemClock.now()) }
    }

    fn labelling(set: SpectrumSet, prediction: Option<&str>, label: Option<&str>) -> Labelling {
        let prediction = prediction.map(str::to_owned);
        let shown = ShownSpectrum { model_prediction: prediction, ..ShownSpectrum::new("a.fits", set, 0) };
        let new = NewLabelling { user_label: label.map(str::to_owned), ..shown.into_new(JobId::new()) };
        new.into_labelling(LabellingId::new())
    }

    fn sample() -> Vec<Labelling> {
        use SpectrumSet::{Candidate, Oracle, PerformanceEstimation};
        vec![
            labelling(PerformanceEstimation, Some("star"), None),
            labelling(PerformanceEstimation, Some("qso"), Some("qso")),
            labelling(PerformanceEstimation, Some("star"), Some("galaxy")),
            labelling(PerformanceEstimation, Some("star"), Some("star")),
            labelling(PerformanceEstimation, Some("-"), Some("star")),
            labelling(PerformanceEstimation, None, Some("star")),
            labelling(Oracle, Some("galaxy"), Some("star")),
            labelling(Candidate, Some("star"), Some("star")),
        ]
    }

    fn estimate(config: Option<Value>, labellings: &[Labelling]) -> PerformanceEstimate {
        Catalogue::load(None).unwrap().performance(&job(config), labellings)
    }

    fn numbers(precision: &Precision) -> (Option<&str>, usize, usize) {
        (precision.class.as_deref(), precision.correct, precision.labelled)
    }

    #[test]
    fn the_labelled_part_of_the_sample_judges_a_job_of_any_type() {
        let estimate = estimate(None, &sample());
        assert_eq!(numbers(&estimate.overall), (None, 2, 3));
        // P(two or more of three) = 3p²(1 − p) + p³ = 0.05.
        let bound = estimate.overall.lower_bound_95.unwrap();
        assert!((3.0 * bound * bound * (1.0 - bound) + bound.powi(3) - 0.05).abs() < 1e-12, "{bound}");
        let classes: Vec<_> = estimate.classes.iter().map(numbers).collect();
        assert_eq!(classes, [(Some("star"), 1, 2), (Some("qso"), 1, 1)]);
    }

    #[test]
    fn the_config_says_which_classes_are_looked_for() {
        let config = json!({ "iteration": 3, "candidate_classes": ["qso", "galaxy"] });
        let estimate = estimate(Some(config), &sample());
        assert_eq!(estimate.iteration, 3);
        let classes: Vec<_> = estimate.classes.iter().map(numbers).collect();
        assert_eq!(classes, [(Some("qso"), 1, 1), (Some("galaxy"), 0, 0)]);
    }

    #[test]
    fn without_a_label_in_the_sample_nothing_is_judged() {
        for labellings in [&[], &sample()[..1], &sample()[4..]] {
            let overall = estimate(None, labellings).overall;
            assert_eq!((overall.labelled, overall.precision, overall.lower_bound_95), (0, None, None));
        }
    }
}
