//! How long work reports and is stopped.

/// How far the work has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Units done.
    pub done: u64,
    /// Units there are at most; early stopping may end sooner.
    pub total: u64,
    /// What is counted, in the plural: "epochs", "spectra".
    pub unit: &'static str,
    /// One line for a person.
    pub message: String,
}

/// Whoever watches the work.
pub trait Observer {
    /// Takes note of progress; called at least every few seconds of work.
    fn progress(&mut self, progress: &Progress);

    /// Takes a line for the log: a decision or a notice, no mere progress.
    fn log(&mut self, line: &str);

    /// Whether the work shall stop; asked several times a second.
    fn is_cancelled(&mut self) -> bool;
}

/// Nobody watches and nobody stops.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn progress(&mut self, _: &Progress) {}

    fn log(&mut self, _: &str) {}

    fn is_cancelled(&mut self) -> bool {
        false
    }
}
