//! Whose label counts.

use super::Opinion;
use crate::{Labelling, SpectrumSet, UNSURE};

/// Whether a labelling is a measurement, so that *unsure* must count against what is claimed.
pub fn measures(labelling: &Labelling) -> bool {
    labelling.spectrum_set == SpectrumSet::PerformanceEstimation
        || labelling.draw.as_ref().is_some_and(|draw| draw.kind.is_blind())
}

/// The opinion that counts, of those of one labelling in the order in which they were given; nothing where nobody has said anything.
///
/// The label that most people gave; of those that are even, the one that was given first. Who is [`UNSURE`] spreads her voice evenly over
/// the classes, which changes nothing between them: *unsure* counts where nobody named a class. In a measurement it is an answer like
/// any other, and wins where it is even with a class: a bound must hold. Without a label the first comment counts.
pub fn counting(opinions: &[Opinion], is_measurement: bool) -> Option<&Opinion> {
    let labelled: Vec<(&Opinion, &str)> =
        opinions.iter().filter_map(|opinion| Some((opinion, opinion.user_label.as_deref()?))).collect();
    let has_class = labelled.iter().any(|(_, label)| *label != UNSURE);
    let is_heard = |label: &str| is_measurement || !has_class || label != UNSURE;
    let votes = |label: &str| labelled.iter().filter(|(_, other)| *other == label).count();
    let mut best: Option<(&Opinion, (usize, bool))> = None;
    for &(opinion, label) in labelled.iter().filter(|(_, label)| is_heard(label)) {
        let rank = (votes(label), is_measurement && label == UNSURE);
        if best.is_none_or(|(_, other)| rank > other) {
            best = Some((opinion, rank));
        }
    }
    let noted = || opinions.iter().find(|opinion| opinion.user_comment.is_some());
    best.map(|(opinion, _)| opinion).or_else(noted)
}

/// Whether people gave different labels, *unsure* too.
pub fn labels_differ(opinions: &[Opinion]) -> bool {
    let mut labels = opinions.iter().filter_map(|opinion| opinion.user_label.as_deref());
    labels.next().is_some_and(|first| labels.any(|other| other != first))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::{Draw, DrawKind, JobId, LabellingId, ShownSpectrum};

    fn opinions(labels: &[&str]) -> Vec<Opinion> {
        let id = LabellingId::new();
        let of = |(n, label): (usize, &&str)| Opinion {
            user_label: Some((*label).to_owned()).filter(|label| !label.is_empty()),
            ..Opinion::none(id, Some(&format!("person {n}")), DateTime::UNIX_EPOCH)
        };
        labels.iter().enumerate().map(of).collect()
    }

    fn counts(labels: &[&str], is_measurement: bool) -> Option<String> {
        counting(&opinions(labels), is_measurement).and_then(|opinion| opinion.user_label.clone())
    }

    #[test]
    fn the_majority_counts_and_of_what_is_even_the_first() {
        for (labels, expected) in [
            (&["a"][..], Some("a")),
            (&["a", "b"], Some("a")),
            (&["a", "b", "b"], Some("b")),
            (&["a", "b", "b", "a"], Some("a")),
            (&["", "b"], Some("b")),
            (&["a", "UNSURE"], Some("a")),
            (&["UNSURE", "a"], Some("a")),
            (&["UNSURE", "UNSURE", "a"], Some("a")),
            (&["UNSURE", "UNSURE"], Some("UNSURE")),
            (&[""], None),
            (&[], None),
        ] {
            assert_eq!(counts(labels, false).as_deref(), expected, "{labels:?}");
        }
    }

    #[test]
    fn unsure_counts_against_a_measurement() {
        for (labels, expected) in [
            (&["a", "UNSURE"][..], "UNSURE"),
            (&["UNSURE", "a"], "UNSURE"),
            (&["a", "UNSURE", "a"], "a"),
            (&["a", "b", "UNSURE"], "UNSURE"),
            (&["a", "b"], "a"),
        ] {
            assert_eq!(counts(labels, true).as_deref(), Some(expected), "{labels:?}");
        }
        let shown = |set, kind: Option<DrawKind>| {
            let shown = ShownSpectrum { draw: kind.map(Draw::of), ..ShownSpectrum::new("a.fits", set, 0) };
            measures(&shown.into_new(JobId::new()).into_labelling(LabellingId::new()))
        };
        assert!(shown(SpectrumSet::PerformanceEstimation, None) && shown(SpectrumSet::Oracle, Some(DrawKind::Random)));
        assert!(!shown(SpectrumSet::Oracle, None) && !shown(SpectrumSet::Oracle, Some(DrawKind::Uncertain)));
    }

    #[test]
    fn a_comment_counts_with_its_label() {
        let mut said = opinions(&["a", "b", "b"]);
        said[0].user_comment = Some("faint".into());
        assert_eq!(counting(&said, false).unwrap().user_comment, None);
        let mut noted = opinions(&["", ""]);
        noted[1].user_comment = Some("faint".into());
        assert_eq!(counting(&noted, false).unwrap().author.as_deref(), Some("person 1"));
    }

    #[test]
    fn people_differ_where_two_labels_do() {
        assert!(labels_differ(&opinions(&["a", "", "b"])) && labels_differ(&opinions(&["a", "UNSURE"])));
        assert!(!labels_differ(&opinions(&["a", "a", ""])) && !labels_differ(&opinions(&["a"])));
    }
}
