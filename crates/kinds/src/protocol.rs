//! What a module says to its worker: one JSON object per line on its standard output.
//!
//! | line | meaning |
//! |---|---|
//! | `{"progress":{"done":12,"total":40,"unit":"spectra","message":"reading"}}` | how far the job is; only `done` is required |
//! | `{"log":{"level":"info","message":"…"}}` | a line for people; levels `info`, `warn`, `error` |
//! | `{"metrics":{"rate":17.5}}` | what the job measured; later keys are added to earlier ones |
//! | `{"labellings":[{"spectrum_filename":"…","spectrum_set":"ORACLE","sequence_iteration":0}]}` | spectra to show to a person |
//! | `{"error":{"class":"usage","message":"…","chain":["…"]}}` | why the job failed; the module then exits |
//!
//! Whatever else is written to standard output or standard error goes into the job's `log.txt`.

use ml_job_domain::{FailureClass, LogLevel, Progress, ShownSpectrum};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The longest sentence shown to a person as the reason of a failure, in characters.
const SENTENCE_MAX_CHARS: usize = 1000;

/// The sentence, cut where it would be a tale.
pub fn short_sentence(text: &str) -> String {
    let mut sentence: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(SENTENCE_MAX_CHARS).collect();
    if sentence.len() < text.len() && text.chars().count() > SENTENCE_MAX_CHARS {
        sentence.push('…');
    }
    sentence
}

/// The version of the protocol, told to a module in `ML_JOB_PROTOCOL`.
pub const PROTOCOL_VERSION: u32 = 1;

/// One line of the protocol.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModuleLine {
    /// How far the job is.
    Progress(Progress),
    /// A line for people.
    Log(ModuleLog),
    /// What the job measured; merged into what it said before, key by key.
    Metrics(Map<String, Value>),
    /// Spectra to show to a person.
    Labellings(Vec<ShownSpectrum>),
    /// Why the job failed.
    Error(ModuleFailure),
}

/// A line for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleLog {
    /// How much it matters.
    #[serde(default)]
    pub level: LogLevel,
    /// The text; several lines are shown as several.
    pub message: String,
}

/// Why a module failed, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleFailure {
    /// What is to be done about it.
    pub class: FailureClass,
    /// One sentence.
    pub message: String,
    /// The causes, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<String>,
}

/// What a line of standard output turned out to be.
#[derive(Debug, PartialEq)]
pub enum Parsed {
    /// A line of the protocol.
    Line(ModuleLine),
    /// Plain text.
    Text,
    /// An object that names one of the protocol's keys, and does not keep to it.
    Malformed {
        /// Which key.
        key: &'static str,
        /// What is wrong.
        problem: String,
    },
}

const KEYS: [&str; 5] = ["progress", "log", "metrics", "labellings", "error"];

/// Reads a line of a module's standard output.
pub fn parse(line: &[u8]) -> Parsed {
    let line = line.trim_ascii();
    if line.first() != Some(&b'{') {
        return Parsed::Text;
    }
    let problem = match serde_json::from_slice::<ModuleLine>(line) {
        Ok(line) => return Parsed::Line(line.storable()),
        Err(problem) => problem,
    };
    // JSON that a program prints for its own purposes is text; only what addresses the worker can be wrong.
    let Ok(object) = serde_json::from_slice::<Map<String, Value>>(line) else { return Parsed::Text };
    match KEYS.into_iter().find(|key| object.len() == 1 && object.contains_key(*key)) {
        Some(key) => Parsed::Malformed { key, problem: problem.to_string() },
        None => Parsed::Text,
    }
}

impl ModuleLine {
    /// The line without what cannot be stored: NUL characters (PostgreSQL has none in JSON), and tales instead of sentences.
    fn storable(self) -> Self {
        match self {
            Self::Progress(mut progress) => {
                progress.unit = progress.unit.map(|unit| short_sentence(&unit));
                progress.message = progress.message.map(|message| short_sentence(&message));
                Self::Progress(progress)
            }
            Self::Metrics(metrics) => Self::Metrics(strip_nul_in_map(metrics)),
            Self::Error(failure) => Self::Error(ModuleFailure { message: strip_nul(failure.message), ..failure }),
            // Log texts are cleaned where they are split into lines; a labelling's texts are validated by the API.
            line @ (Self::Log(_) | Self::Labellings(_)) => line,
        }
    }
}

fn strip_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{FFFD}") } else { text }
}

fn strip_nul_in_map(map: Map<String, Value>) -> Map<String, Value> {
    map.into_iter().map(|(key, value)| (strip_nul(key), strip_nul_in(value))).collect()
}

fn strip_nul_in(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(strip_nul(text)),
        Value::Array(values) => Value::Array(values.into_iter().map(strip_nul_in).collect()),
        Value::Object(map) => Value::Object(strip_nul_in_map(map)),
        value @ (Value::Null | Value::Bool(_) | Value::Number(_)) => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_protocol_is_recognised() {
        let parsed = parse(br#"  {"progress":{"done":12,"total":40}}  "#);
        let progress = Progress { done: 12, total: Some(40), unit: None, message: None };
        assert_eq!(parsed, Parsed::Line(ModuleLine::Progress(progress)));

        let parsed = parse(br#"{"error":{"class":"usage","message":"no file"}}"#);
        let failure = ModuleFailure { class: FailureClass::Usage, message: "no file".into(), chain: vec![] };
        assert_eq!(parsed, Parsed::Line(ModuleLine::Error(failure)));
    }

    #[test]
    fn whatever_else_is_printed_is_text() {
        for text in [
            "",
            "Epoch 1/1000",
            "{'progress': 1}",
            r#"{"loss":0.5}"#,
            r#"{"log":{"message":"x"},"time":3}"#,
            "[1,2]",
            "{",
            "\u{FFFD}",
        ] {
            assert_eq!(parse(text.as_bytes()), Parsed::Text, "{text:?}");
        }
        assert_eq!(parse(&[0xff, 0xfe, b'{']), Parsed::Text);
    }

    #[test]
    fn an_object_that_addresses_the_worker_badly_is_not_taken_for_text() {
        let parsed = parse(br#"{"labellings":[{"spectrum_filename":"a.fits"}]}"#);
        let Parsed::Malformed { key, problem } = parsed else { panic!("{parsed:?}") };
        assert_eq!(key, "labellings");
        assert!(problem.contains("spectrum_set"), "{problem}");
    }

    #[test]
    fn no_nul_reaches_the_store() {
        let parsed = parse(br#"{"metrics":{"a":["x\u0000y"],"b\u0000":{"c":"\u0000"}}}"#);
        let Parsed::Line(ModuleLine::Metrics(metrics)) = parsed else { panic!("{parsed:?}") };
        assert!(!serde_json::to_string(&metrics).unwrap().contains("u0000"));
        let parsed = parse(br#"{"progress":{"done":1,"message":"a\u0000b"}}"#);
        let Parsed::Line(ModuleLine::Progress(progress)) = parsed else { panic!("{parsed:?}") };
        assert_eq!(progress.message.as_deref(), Some("a b"));
    }

    #[test]
    fn a_sentence_is_counted_in_characters() {
        assert_eq!(short_sentence("no\nfile"), "no file");
        assert_eq!(short_sentence(&"ž".repeat(SENTENCE_MAX_CHARS)).chars().count(), SENTENCE_MAX_CHARS);
        assert_eq!(short_sentence(&"ž".repeat(SENTENCE_MAX_CHARS + 1)).chars().count(), SENTENCE_MAX_CHARS + 1);
    }
}
