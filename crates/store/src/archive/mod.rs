//! The index of the archive of spectra: its directories, its files by name, and what their headers say.
//!
//! One process walks the archive in *passes* (`Store::begin_index_pass` to `Store::finish_index_pass`); a pass that was
//! broken off goes on where it was, since what is still to be done stands in the tables. A file is there by its name first,
//! as [`SpectrumState::Waiting`], and by its facts once somebody has read them (`Store::put_archive_facts`). All processes
//! search (`Store::search_archive`). Nothing here grows with the archive but the tables.

mod entries;
mod facts;
mod pass;
mod progress;
mod query;
mod row;
mod search;

pub use entries::{ArchiveEntry, ListedDirectory, SubDirectory};
pub use facts::{FileFacts, TargetFacts, Unreadable, WaitingFile};
pub use pass::{DueDirectory, IndexPass};
pub use progress::{IndexProgress, ReasonCount};
pub use query::{ArchiveFilter, ArchiveSort, Cone, NumberRange, SortKey};
pub use row::{ArchivePlace, IndexedSpectrum, SpectrumFacts, SpectrumState};
pub use search::{ArchivePage, TOTAL_MAX};

/// A name as it is searched for: `name`, or `name#target`, in lower case.
fn folded(name: &str, target: &str) -> String {
    if target.is_empty() { name.to_lowercase() } else { format!("{name}#{target}").to_lowercase() }
}
