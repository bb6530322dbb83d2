//! How good predictions are, given the truth.

use serde::{Deserialize, Serialize};

/// Counts and rates of a classifier on labelled data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// Share of the right predictions.
    pub accuracy: f64,
    /// Mean of the classes' F1 scores, over classes that occur in the truth or the predictions.
    pub macro_f1: f64,
    /// `confusion[t][p]`: spectra of class `t` that were predicted as `p`.
    pub confusion: Vec<Vec<usize>>,
    /// Of each class, the share of its spectra that was found; absent for a class without spectra.
    pub recall: Vec<Option<f64>>,
    /// Of each class, the share of the spectra predicted as it that are of it; absent where none was predicted.
    pub precision: Vec<Option<f64>>,
}

impl Metrics {
    /// Compares class indices below `classes`.
    pub fn compare(truth: &[u32], predicted: &[u32], classes: usize) -> Self {
        let mut confusion = vec![vec![0_usize; classes]; classes];
        for (&truth, &predicted) in truth.iter().zip(predicted) {
            confusion[truth as usize][predicted as usize] += 1;
        }
        let hits = |class: usize| confusion[class][class];
        let of_truth = |class: usize| confusion[class].iter().sum::<usize>();
        let of_predictions = |class: usize| confusion.iter().map(|row| row[class]).sum::<usize>();
        let f1: Vec<f64> =
            (0..classes).filter_map(|class| share(2 * hits(class), of_truth(class) + of_predictions(class))).collect();
        Self {
            accuracy: share((0..classes).map(hits).sum(), truth.len()).unwrap_or(0.0),
            macro_f1: if f1.is_empty() { 0.0 } else { f1.iter().sum::<f64>() / count(f1.len()) },
            recall: (0..classes).map(|class| share(hits(class), of_truth(class))).collect(),
            precision: (0..classes).map(|class| share(hits(class), of_predictions(class))).collect(),
            confusion,
        }
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| count(part) / count(whole))
}

#[expect(clippy::cast_precision_loss, reason = "counts of spectra are far below 2^52")]
fn count(n: usize) -> f64 {
    n as f64
}

/// How many of the labels are of each class, `[classes]`.
pub fn class_counts(labels: &[u32], classes: usize) -> Vec<usize> {
    let mut counts = vec![0; classes];
    for &label in labels {
        counts[label as usize] += 1;
    }
    counts
}

/// The class of the largest probability of each row, the first on a tie.
pub fn most_probable(probabilities: &[f32], classes: usize) -> Vec<u32> {
    let best = |row: &[f32]| (1..classes).fold(0, |best, class| if row[class] > row[best] { class } else { best });
    #[expect(clippy::cast_possible_truncation, reason = "a class index")]
    probabilities.chunks_exact(classes).map(|row| best(row) as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_follow_from_the_confusion_matrix() {
        // Class 0: 2 of 3 found; class 1: 1 of 1 found, 2 predicted; class 2: never there, never predicted.
        let metrics = Metrics::compare(&[0, 0, 0, 1], &[0, 0, 1, 1], 3);
        assert_eq!(metrics.confusion, [[2, 1, 0], [0, 1, 0], [0, 0, 0]]);
        assert_eq!(metrics.accuracy, 0.75);
        assert_eq!(metrics.recall, [Some(2.0 / 3.0), Some(1.0), None]);
        assert_eq!(metrics.precision, [Some(1.0), Some(0.5), None]);
        // F1: 4/5 and 2/3.
        assert!((metrics.macro_f1 - 11.0 / 15.0).abs() < 1e-15);
    }

    #[test]
    fn on_a_tie_the_first_class_is_predicted() {
        assert_eq!(most_probable(&[0.4, 0.4, 0.2, 0.1, 0.2, 0.7], 3), [0, 2]);
    }
}
