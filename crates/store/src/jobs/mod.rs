//! The table `jobs`: one file for each thing that happens to a job.

mod claim;
mod count;
mod create;
mod delete;
mod end;
mod heartbeat;
mod list;
mod release;
mod row;
mod sweep;
mod transition;

pub use count::JobCount;
pub(crate) use row::{is_fenced_off, lock};
