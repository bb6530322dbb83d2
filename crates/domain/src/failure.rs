//! Whose business a failure is, and how it is told.

use std::error::Error;

use serde::{Deserialize, Serialize};

use crate::named::named;

/// What is to be done about a failure. It alone decides a job's fate.
///
/// Libraries answer `Option<FailureClass>` for their errors: `None` means that the work was asked to stop, which is no failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureClass {
    /// The person mends the config or the data: `ERROR` with the sentence, no retry.
    Usage,
    /// The world may be better later (a disk was full, a service away): tried again after a growing delay.
    Transient,
    /// The program's fault: `ERROR` with a neutral sentence, the causes in `log.txt`.
    Fatal,
}

named!(FailureClass, "class of failure", Usage = "usage", Transient = "transient", Fatal = "fatal");

/// An error and its causes, outermost first.
pub fn causes(error: &dyn Error) -> Vec<String> {
    let mut texts = vec![error.to_string()];
    let mut source = error.source();
    while let Some(cause) = source {
        texts.push(cause.to_string());
        source = cause.source();
    }
    texts
}

/// An error and its causes in one sentence, as it belongs into a log or a report.
pub fn sentence(error: &dyn Error) -> String {
    causes(error).join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the file cannot be read")]
    struct Unreadable(#[source] std::io::Error);

    #[test]
    fn a_sentence_holds_each_cause_once() {
        let error = Unreadable(std::io::Error::other("the disk is on fire"));
        assert_eq!(causes(&error), ["the file cannot be read", "the disk is on fire"]);
        assert_eq!(sentence(&error), "the file cannot be read: the disk is on fire");
    }
}
