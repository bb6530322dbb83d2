//! A job's processes: the module, and the supervisor that outlives the worker for as long as it takes to kill it.
//!
//! ```text
//! worker ──socket──> supervisor ──> module ──> whatever the module starts
//!                    own group      └───────── one process group ───────┘
//! ```
//!
//! The worker never kills by number: it asks the supervisor, which is the module's parent and reaps it only after the
//! group is gone, so that the number cannot have become somebody else's. When the worker dies, by whatever signal, the
//! kernel closes the socket, and the supervisor kills the group at once. Whoever left the group becomes the supervisor's
//! child in the end, and is killed after the module; and should the supervisor die too, the kernel kills the module.

mod child;
mod lines;
mod orphans;
pub(crate) mod supervisor;

pub(crate) use child::{Exit, ModuleProcess, SpawnRequest};
pub(crate) use lines::{LINE_MAX_BYTES, Line, LineReader};

use serde::{Deserialize, Serialize};

/// What the worker asks of the supervisor: one byte each.
const TERMINATE: u8 = b'T';
const KILL: u8 = b'K';

/// What the supervisor tells the worker: one JSON line each, `started` (or `not_started`) and then the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Report {
    /// The module runs, under this process id, which is its group's too.
    Started(i32),
    /// The module could not be started: why.
    NotStarted(String),
    /// The module ended with this exit status.
    Exited(i32),
    /// The module was ended by this signal.
    Killed(i32),
}
