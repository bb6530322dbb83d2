//! How a job ended, and what is to be said about it.

use ml_job_domain::{FailureClass, JobFailure};

use super::stop::StopReason;
use crate::process::Exit;
use crate::protocol::ModuleFailure;
use crate::text::short_sentence;

/// What a person reads when the program is to blame: nothing that only a developer understands.
const NEUTRAL: &str = "the job failed because of an error in the program; the details are in its log.txt";

/// What becomes of a job whose process has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Its results are complete.
    Complete,
    /// `ERROR`.
    Fail(Failure),
    /// Tried again later.
    TryAgain(Failure),
    /// Another worker goes on with it, at once.
    HandBack,
    /// A person aborted it; the API knows.
    Aborted,
    /// It is not ours any more: the API's sentence.
    Lost(String),
}

/// Why a job failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// For the person.
    pub(crate) shown: JobFailure,
    /// For `log.txt`, one line each, outermost first.
    pub(crate) chain: Vec<String>,
}

/// How a job's process ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ending {
    /// How the process itself ended.
    pub(crate) exit: Exit,
    /// Whether everything that it wrote has been taken over.
    pub(crate) is_whole: bool,
}

/// Judges by what stopped the process, by what the module reported, and by how the process ended, in this order.
pub(crate) fn verdict(ending: &Ending, reported: Option<ModuleFailure>, stop: Option<StopReason>) -> Verdict {
    match stop {
        Some(StopReason::Aborted) => return Verdict::Aborted,
        Some(StopReason::ClaimLost(detail)) => return Verdict::Lost(detail),
        Some(StopReason::Broken(failure)) => return judge(failure),
        Some(StopReason::TimedOut) => {
            let message = "the job took longer than its type allows, and was stopped";
            return Verdict::Fail(Failure::new(FailureClass::Fatal, message, vec![message.into()]));
        }
        // It may have finished in the time that it was given.
        Some(StopReason::HandBack) if reported.is_none() && !(ending.is_whole && ending.exit == Exit::Code(0)) => {
            return Verdict::HandBack;
        }
        Some(StopReason::HandBack) | None => {}
    }
    match (reported, &ending.exit) {
        (Some(failure), _) => judge(failure),
        (None, Exit::Code(0)) => Verdict::Complete,
        (None, Exit::Code(code)) => {
            fatal(NEUTRAL, format!("the process ended with exit status {code} and gave no reason"))
        }
        (None, Exit::Signal(signal)) => {
            let killed = format!("the job's process was killed by {}", describe(*signal));
            fatal(&format!("{killed}; the details are in its log.txt"), killed)
        }
        (None, Exit::NotStarted(why)) => fatal(
            "the program of this job type cannot be started: tell an administrator",
            format!("cannot start the program: {why}"),
        ),
        (None, Exit::Unknown) => fatal(NEUTRAL, "the supervisor of the job's process died".into()),
    }
}

pub(crate) fn judge(failure: ModuleFailure) -> Verdict {
    let mut chain = vec![failure.message.clone()];
    // Modules may or may not repeat the message as the first cause.
    chain.extend(failure.chain.into_iter().skip_while(|cause| *cause == failure.message));
    let class = failure.class;
    match class {
        FailureClass::Usage => Verdict::Fail(Failure::new(class, &failure.message, chain)),
        FailureClass::Transient => Verdict::TryAgain(Failure::new(class, &failure.message, chain)),
        FailureClass::Fatal => Verdict::Fail(Failure::new(class, NEUTRAL, chain)),
    }
}

fn fatal(shown: &str, cause: String) -> Verdict {
    Verdict::Fail(Failure::new(FailureClass::Fatal, shown, vec![cause]))
}

impl Failure {
    pub(crate) fn new(class: FailureClass, shown: &str, chain: Vec<String>) -> Self {
        Self { shown: JobFailure { code: class.as_str().into(), message: short_sentence(shown) }, chain }
    }
}

/// `SIGKILL (signal 9)`, with the usual reason where there is one.
fn describe(signal: i32) -> String {
    use signal_hook::consts::{SIGBUS, SIGKILL, SIGSEGV};
    let name = signal_hook::low_level::signal_name(signal).unwrap_or("an unknown signal");
    let hint = match signal {
        SIGKILL => ", most likely because the machine ran out of memory",
        SIGSEGV => ", a crash in native code",
        SIGBUS => ", perhaps because a file was cut while it was read, or a disk was full",
        _ => "",
    };
    format!("{name} (signal {signal}){hint}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(class: FailureClass) -> ModuleFailure {
        ModuleFailure { class, message: "no file".into(), chain: vec!["no file".into(), "ENOENT".into()] }
    }

    fn verdict(exit: &Exit, reported: Option<ModuleFailure>, stop: Option<StopReason>) -> Verdict {
        super::verdict(&Ending { exit: exit.clone(), is_whole: true }, reported, stop)
    }

    fn shown(verdict: &Verdict) -> (&str, &str) {
        let (Verdict::Fail(failure) | Verdict::TryAgain(failure)) = verdict else { panic!("{verdict:?}") };
        (&failure.shown.code, &failure.shown.message)
    }

    #[test]
    fn the_class_alone_decides() {
        let usage = verdict(&Exit::Code(1), Some(reported(FailureClass::Usage)), None);
        assert!(matches!(usage, Verdict::Fail(_)));
        assert_eq!(shown(&usage), ("usage", "no file"));
        let transient = verdict(&Exit::Code(0), Some(reported(FailureClass::Transient)), None);
        assert!(matches!(transient, Verdict::TryAgain(_)));
        assert_eq!(shown(&transient), ("transient", "no file"));
        let Verdict::Fail(fatal) = verdict(&Exit::Signal(11), Some(reported(FailureClass::Fatal)), None) else {
            panic!()
        };
        assert_eq!(
            (fatal.shown.message.as_str(), &fatal.chain[..]),
            (NEUTRAL, &["no file".into(), "ENOENT".into()][..])
        );
    }

    #[test]
    fn an_end_without_a_word_is_judged_by_the_exit() {
        assert_eq!(verdict(&Exit::Code(0), None, None), Verdict::Complete);
        assert_eq!(shown(&verdict(&Exit::Code(101), None, None)), ("fatal", NEUTRAL));
        let killed = verdict(&Exit::Signal(9), None, None);
        let expected = "the job's process was killed by SIGKILL (signal 9), most likely because the machine ran out of memory; the details are in its log.txt";
        assert_eq!(shown(&killed), ("fatal", expected));
        let Verdict::Fail(failure) = verdict(&Exit::NotStarted("no such file".into()), None, None) else { panic!() };
        assert_eq!(failure.chain, ["cannot start the program: no such file"]);
        assert!(!failure.shown.message.contains("no such file"));
    }

    #[test]
    fn what_stopped_the_job_counts_more_than_how_it_died() {
        let term = Exit::Signal(15);
        assert_eq!(verdict(&term, None, Some(StopReason::Aborted)), Verdict::Aborted);
        assert_eq!(verdict(&Exit::Code(0), None, Some(StopReason::Aborted)), Verdict::Aborted);
        assert_eq!(verdict(&term, None, Some(StopReason::ClaimLost("gone".into()))), Verdict::Lost("gone".into()));
        assert_eq!(shown(&verdict(&term, None, Some(StopReason::TimedOut))).0, "fatal");
    }

    #[test]
    fn a_job_that_finishes_while_it_is_handed_back_is_finished() {
        let hand_back = || Some(StopReason::HandBack);
        assert_eq!(verdict(&Exit::Signal(15), None, hand_back()), Verdict::HandBack);
        assert_eq!(verdict(&Exit::Code(143), None, hand_back()), Verdict::HandBack);
        assert_eq!(verdict(&Exit::Code(0), None, hand_back()), Verdict::Complete);
        assert!(matches!(verdict(&Exit::Code(1), Some(reported(FailureClass::Usage)), hand_back()), Verdict::Fail(_)));
        let with_labellings_unsent = Ending { exit: Exit::Code(0), is_whole: false };
        assert_eq!(super::verdict(&with_labellings_unsent, None, hand_back()), Verdict::HandBack);
    }
}
