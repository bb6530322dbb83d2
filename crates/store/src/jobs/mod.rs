//! The table `jobs`.

mod count;
mod create;
mod life;
mod list;
mod row;
mod sweep;

pub use count::JobCount;
pub(crate) use create::insert;
pub(crate) use list::contains_pattern;
pub(crate) use row::lock;
