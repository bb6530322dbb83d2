//! The tables `labellings` and `labelling_changes`: which spectra a job shows to a person, and what the person said.

mod add;
mod history;
mod list;
mod patch;
mod row;

pub(crate) use add::delete_of_workers;
pub use history::LabellingChange;
