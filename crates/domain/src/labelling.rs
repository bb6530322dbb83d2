//! Labellings: which spectra of a job a person is asked about, and what the person said.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::named::named;
use crate::validate::check_text;
use crate::{Draw, FieldError, JobId, LabellingId, SAME_STAR_MAX};

/// As long as the names in a matrix may be: what preprocessing makes can be labelled.
const FILENAME_MAX: usize = 256;
const LABEL_MAX: usize = 30;
const COMMENT_MAX: usize = 50;

/// Why a spectrum is shown. The order is the order of listings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SpectrumSet {
    /// The network is least sure of it: its label teaches most.
    Oracle,
    /// A random sample of the candidates, to estimate their precision.
    PerformanceEstimation,
    /// Predicted to be of a class that is looked for.
    Candidate,
}

named!(
    SpectrumSet,
    "spectrum set",
    Oracle = "ORACLE",
    PerformanceEstimation = "PERFORMANCE_ESTIMATION",
    Candidate = "CANDIDATE"
);

/// Declares a struct around the fields of a shown spectrum, which so are written down once: what goes over a pipe without a
/// job, over HTTP without an id, and what is stored, each flat in JSON.
macro_rules! shows_a_spectrum {
    ($(#[$meta:meta])* $name:ident { $($before:tt)* } and { $($behind:tt)* }) => {
        $(#[$meta])*
        #[serde_with::skip_serializing_none]
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name {
            $($before)*
            /// The spectrum, as `GET /spectra/{filename}` finds it, 1 to 256 characters.
            #[cfg_attr(
                feature = "openapi",
                schema(min_length = 1, max_length = 256, example = "spec-56201-B6001_sp01-014.fits")
            )]
            pub spectrum_filename: String,
            /// Why it is shown.
            pub spectrum_set: SpectrumSet,
            /// The iteration of active learning that chose it, from 0.
            #[cfg_attr(feature = "openapi", schema(maximum = 2_147_483_647))]
            pub sequence_iteration: u32,
            /// The class that the network predicted, 1 to 30 characters; `-` in iteration 0, where there is no network yet.
            #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 30, example = "double peak"))]
            pub model_prediction: Option<String>,
            /// The probability that the network gives the predicted class, 0 to 1.
            #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 1, example = 0.93))]
            pub model_probability: Option<f64>,
            /// Entropy of the class probabilities, in nats: 0 where the network is sure.
            #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 0.31))]
            pub model_entropy: Option<f64>,
            /// Magnitude of the object \[mag\], as the header of the spectrum states it.
            #[cfg_attr(feature = "openapi", schema(example = 14.2))]
            pub magnitude: Option<f64>,
            /// Signal-to-noise ratio of the spectrum, as its header states it (in the r band, where there are several).
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[cfg_attr(feature = "openapi", schema(example = 38.5))]
            pub snr: Option<f64>,
            /// How it came to be shown, in a campaign.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub draw: Option<Draw>,
            $($behind)*
        }
    };
}

/// Builds one of these structs out of another.
macro_rules! showing {
    ($name:ident from $shown:expr, $($field:ident: $value:expr),* $(,)?) => {
        $name {
            $($field: $value,)*
            spectrum_filename: $shown.spectrum_filename,
            spectrum_set: $shown.spectrum_set,
            sequence_iteration: $shown.sequence_iteration,
            model_prediction: $shown.model_prediction,
            model_probability: $shown.model_probability,
            model_entropy: $shown.model_entropy,
            magnitude: $shown.magnitude,
            snr: $shown.snr,
            draw: $shown.draw,
        }
    };
}

shows_a_spectrum! {
    /// A spectrum that a job's module wants to show: a [`NewLabelling`] of a job that the module need not know.
    ShownSpectrum {} and {}
}

shows_a_spectrum! {
    /// A request to create a labelling: a [`Labelling`] that has no id yet.
    NewLabelling {
        /// The job that shows it.
        pub job_id: JobId,
    } and {
        /// The class that the person chose, 1 to 30 characters.
        #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 30))]
        pub user_label: Option<String>,
        /// What the person noted, 1 to 50 characters.
        #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 50))]
        pub user_comment: Option<String>,
    }
}

shows_a_spectrum! {
    /// One spectrum that a job shows to a person, and the answer.
    Labelling {
        /// The labelling's id.
        pub labelling_id: LabellingId,
        /// The job that shows it; its labellings are deleted with it.
        pub job_id: JobId,
    } and {
        /// The class that the person chose. Of several people's the one that counts.
        #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 30))]
        pub user_label: Option<String>,
        /// What the person noted.
        #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 50))]
        pub user_comment: Option<String>,
        /// Who said so; absent on an instance without accounts. Of several who did, the first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "ada"))]
        pub user_label_author: Option<String>,
        /// When that was; absent on an instance without accounts, where the history has it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub user_label_at: Option<DateTime<Utc>>,
        /// Who settled which label counts where people differed; absent where nobody has.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "ada"))]
        pub adjudicated_by: Option<String>,
        /// What the person who asks chose herself; absent where she has not, or is not known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 30))]
        pub own_label: Option<String>,
        /// What the person who asks noted herself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 50))]
        pub own_comment: Option<String>,
        /// Whether people gave it different labels, as far as the person who asks may know; absent: no.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub differs: bool,
        /// Whether what others and the model say is kept from the person who asks until she has answered; absent: no.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub is_hidden: bool,
        /// Whether two people are asked, each without seeing what the other says. Nobody is told beforehand, so it is never sent.
        #[serde(skip)]
        pub is_double: bool,
    }
}

impl ShownSpectrum {
    /// A spectrum of which nothing is said yet.
    pub fn new(spectrum_filename: impl Into<String>, spectrum_set: SpectrumSet, sequence_iteration: u32) -> Self {
        Self {
            spectrum_filename: spectrum_filename.into(),
            spectrum_set,
            sequence_iteration,
            model_prediction: None,
            model_probability: None,
            model_entropy: None,
            magnitude: None,
            snr: None,
            draw: None,
        }
    }

    /// The request that creates its labelling for `job_id`, without an answer yet.
    pub fn into_new(self, job_id: JobId) -> NewLabelling {
        showing!(NewLabelling from self, job_id: job_id, user_label: None, user_comment: None)
    }
}

impl NewLabelling {
    /// Everything wrong with the request, with pointers below `base` (`""` for a single one, `"/7"` inside a batch).
    pub fn problems(&self, base: &str) -> Vec<FieldError> {
        let mut errors = Vec::new();
        check_text(&mut errors, &format!("{base}/spectrum_filename"), Some(&self.spectrum_filename), FILENAME_MAX);
        if i32::try_from(self.sequence_iteration).is_err() {
            errors.push(FieldError::new(format!("{base}/sequence_iteration"), "must be at most 2147483647"));
        }
        check_text(&mut errors, &format!("{base}/model_prediction"), self.model_prediction.as_ref(), LABEL_MAX);
        if self.model_probability.is_some_and(|probability| !(0.0..=1.0).contains(&probability)) {
            errors.push(FieldError::new(format!("{base}/model_probability"), "must lie between 0 and 1"));
        }
        if self.model_entropy.is_some_and(|entropy| entropy < 0.0) {
            errors.push(FieldError::new(format!("{base}/model_entropy"), "must not be negative"));
        }
        let probability = self.draw.as_ref().and_then(|draw| draw.probability);
        if probability.is_some_and(|probability| !(probability > 0.0 && probability <= 1.0)) {
            errors.push(FieldError::new(format!("{base}/draw/probability"), "must lie above 0 and be at most 1"));
        }
        let same_star = self.draw.as_ref().map_or(&[][..], |draw| &draw.same_star);
        if same_star.len() > SAME_STAR_MAX {
            let message = format!("must name at most {SAME_STAR_MAX} spectra, names {}", same_star.len());
            errors.push(FieldError::new(format!("{base}/draw/same_star"), message));
        }
        for (at, name) in same_star.iter().enumerate() {
            check_text(&mut errors, &format!("{base}/draw/same_star/{at}"), Some(name), FILENAME_MAX);
        }
        errors.extend(answer_problems(base, self.user_label.as_ref(), self.user_comment.as_ref()));
        errors
    }

    /// The labelling that the request asks for.
    pub fn into_labelling(self, labelling_id: LabellingId) -> Labelling {
        showing!(
            Labelling from self,
            labelling_id: labelling_id,
            job_id: self.job_id,
            user_label: self.user_label,
            user_comment: self.user_comment,
            user_label_author: None,
            user_label_at: None,
            adjudicated_by: None,
            own_label: None,
            own_comment: None,
            differs: false,
            is_hidden: false,
            is_double: false,
        )
    }
}

impl Labelling {
    /// The names of [`Self::numbers`].
    pub const NUMBERS: [&str; 4] = ["model_probability", "model_entropy", "magnitude", "snr"];

    /// What is known of the spectrum in numbers.
    pub const fn numbers(&self) -> [Option<f64>; Self::NUMBERS.len()] {
        [self.model_probability, self.model_entropy, self.magnitude, self.snr]
    }
}

/// A change to what the person said: what is absent stays, `null` clears.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LabellingPatch {
    /// The class that the person chose, 1 to 30 characters; `null` takes it back.
    #[serde(default, with = "serde_with::rust::double_option")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, min_length = 1, max_length = 30))]
    pub user_label: Option<Option<String>>,
    /// What the person noted, 1 to 50 characters; `null` clears it and leaves the label alone.
    #[serde(default, with = "serde_with::rust::double_option")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, min_length = 1, max_length = 50))]
    pub user_comment: Option<Option<String>>,
}

impl LabellingPatch {
    /// Everything wrong with the request, with pointers below `base`.
    pub fn problems(&self, base: &str) -> Vec<FieldError> {
        let (label, comment) = (self.user_label.as_ref(), self.user_comment.as_ref());
        answer_problems(base, label.and_then(Option::as_ref), comment.and_then(Option::as_ref))
    }
}

fn answer_problems(base: &str, label: Option<&String>, comment: Option<&String>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    check_text(&mut errors, &format!("{base}/user_label"), label, LABEL_MAX);
    check_text(&mut errors, &format!("{base}/user_comment"), comment, COMMENT_MAX);
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_tells_null_from_absent() {
        let patch: LabellingPatch = serde_json::from_str(r#"{"user_comment":null}"#).unwrap();
        assert_eq!(patch, LabellingPatch { user_label: None, user_comment: Some(None) });
        assert_eq!(serde_json::to_string(&patch).unwrap(), r#"{"user_comment":null}"#);
    }

    #[test]
    fn numbers_of_the_model_must_be_possible() {
        let request: NewLabelling = serde_json::from_str(
            r#"{"job_id":"0199c0de-7b1e-7f3a-9d57-0123456789ab","spectrum_filename":"a.fits","spectrum_set":"ORACLE",
                "sequence_iteration":1,"model_probability":1.5,"model_entropy":-0.1,"magnitude":-1.4}"#,
        )
        .unwrap();
        let problems = request.problems("/3");
        let pointers: Vec<&str> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
        assert_eq!(pointers, ["/3/model_probability", "/3/model_entropy"]);
    }

    #[test]
    fn a_problem_in_a_batch_says_which_element() {
        let patch = LabellingPatch { user_label: Some(Some(String::new())), user_comment: None };
        assert_eq!(patch.problems("/batch/7")[0].pointer, "/batch/7/user_label");
    }
}
