//! Who may see what.

use super::{Opinion, labels_differ};
use crate::Labelling;

/// People who are asked about a labelling that is asked twice.
const ASKED: usize = 2;

/// Whoever looks at labellings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer<'a> {
    /// The person's name; absent where there are no accounts.
    pub name: Option<&'a str>,
    /// Whether the person may label, and so may be asked herself.
    pub may_label: bool,
}

impl Viewer<'_> {
    /// One who sees everything: the program itself, and everybody where there are no accounts.
    pub const ALL: Viewer<'static> = Viewer { name: None, may_label: false };
}

/// Whether nobody is to be asked any more: both have answered, or somebody has settled it.
pub fn is_complete(labelling: &Labelling, opinions: &[Opinion]) -> bool {
    labelling.adjudicated_by.is_some()
        || opinions.iter().filter(|opinion| opinion.user_label.is_some()).count() >= ASKED
}

/// Whether the viewer may see what others and the model say of a labelling: where one person is asked always; where two are, once she has
/// answered or is not to be asked any more.
pub fn may_see(labelling: &Labelling, opinions: &[Opinion], viewer: Viewer<'_>) -> bool {
    let has_answered = || own(opinions, viewer).is_some_and(|own| own.user_label.is_some());
    !labelling.is_double || !viewer.may_label || is_complete(labelling, opinions) || has_answered()
}

fn own<'a>(opinions: &'a [Opinion], viewer: Viewer<'_>) -> Option<&'a Opinion> {
    let name = viewer.name?;
    opinions.iter().find(|opinion| opinion.author.as_deref() == Some(name))
}

/// The labelling as the viewer may see it, with what she said herself and whether people differ.
pub fn seen_by(mut labelling: Labelling, opinions: &[Opinion], viewer: Viewer<'_>) -> Labelling {
    let own = own(opinions, viewer);
    labelling.own_label = own.and_then(|own| own.user_label.clone());
    labelling.own_comment = own.and_then(|own| own.user_comment.clone());
    if may_see(&labelling, opinions, viewer) {
        labelling.differs = viewer.name.is_some() && labels_differ(opinions);
        return labelling;
    }
    Labelling {
        model_prediction: None,
        model_probability: None,
        model_entropy: None,
        user_label: None,
        user_comment: None,
        user_label_author: None,
        user_label_at: None,
        is_hidden: true,
        ..labelling
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::{JobId, LabellingId, ShownSpectrum, SpectrumSet};

    const ADA: Viewer<'static> = Viewer { name: Some("ada"), may_label: true };
    const BOB: Viewer<'static> = Viewer { name: Some("bob"), may_label: true };
    const EVE: Viewer<'static> = Viewer { name: Some("eve"), may_label: false };

    fn double() -> Labelling {
        let shown = ShownSpectrum {
            model_prediction: Some("peak".into()),
            model_probability: Some(0.9),
            model_entropy: Some(0.1),
            snr: Some(40.0),
            ..ShownSpectrum::new("a.fits", SpectrumSet::Oracle, 1)
        };
        let labelling = shown.into_new(JobId::new()).into_labelling(LabellingId::new());
        Labelling { is_double: true, ..labelling }
    }

    fn says(labelling: &Labelling, author: &str, label: Option<&str>) -> Opinion {
        let user_label = label.map(str::to_owned);
        let user_comment = Some(format!("by {author}"));
        let none = Opinion::none(labelling.labelling_id, Some(author), DateTime::UNIX_EPOCH);
        Opinion { user_label, user_comment, ..none }
    }

    /// As it is kept once ada has said `peak`.
    fn answered() -> (Labelling, Vec<Opinion>) {
        let labelling = double();
        let opinions = vec![says(&labelling, "ada", Some("peak"))];
        let kept = Labelling {
            user_label: Some("peak".into()),
            user_comment: Some("by ada".into()),
            user_label_author: Some("ada".into()),
            user_label_at: Some(DateTime::UNIX_EPOCH),
            ..labelling
        };
        (kept, opinions)
    }

    #[test]
    fn the_second_sees_neither_the_first_nor_the_model() {
        let (kept, opinions) = answered();
        let seen = seen_by(kept.clone(), &opinions, BOB);
        let text = serde_json::to_string(&seen).unwrap();
        for secret in ["peak", "ada", "0.9", "0.1", "1970"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        assert!(seen.is_hidden && seen.snr == Some(40.0));
        // The first one has answered, and a viewer is never asked.
        assert_eq!(seen_by(kept.clone(), &opinions, ADA).own_label.as_deref(), Some("peak"));
        assert_eq!(seen_by(kept.clone(), &opinions, EVE), kept);
        assert_eq!(seen_by(kept.clone(), &opinions, Viewer::ALL), kept);
        // Nor does the first one see the model before she has answered.
        assert_eq!(seen_by(double(), &[], ADA).model_prediction, None);
    }

    #[test]
    fn what_one_person_is_asked_about_everybody_sees() {
        let (kept, opinions) = answered();
        let kept = Labelling { is_double: false, ..kept };
        assert_eq!(seen_by(kept.clone(), &opinions, BOB), kept);
    }

    #[test]
    fn both_see_all_once_both_have_answered_and_so_does_everybody_else() {
        let (kept, mut opinions) = answered();
        opinions.push(says(&kept, "bob", None));
        assert!(seen_by(kept.clone(), &opinions, BOB).is_hidden, "a note is no answer");
        opinions[1] = says(&kept, "bob", Some("other"));
        let seen = seen_by(kept.clone(), &opinions, BOB);
        assert_eq!((seen.user_label.as_deref(), seen.own_label.as_deref()), (Some("peak"), Some("other")));
        assert!(seen.differs && !seen.is_hidden);
        let third = Viewer { name: Some("cyd"), may_label: true };
        assert_eq!(seen_by(kept.clone(), &opinions, third).user_label.as_deref(), Some("peak"));
        let settled = Labelling { adjudicated_by: Some("eve".into()), ..kept };
        assert!(!seen_by(settled, &opinions[..1], BOB).is_hidden);
    }
}
