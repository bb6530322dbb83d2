//! One claimed job, from its first process to the API's last word.

mod dir;
mod heartbeat;
mod journal;
mod labelling;
mod log;
mod output;
mod report;
mod run;
mod stop;
mod verdict;

pub(crate) use run::{JobContext, JobRun};
pub(crate) use stop::{Stop, StopReason};
