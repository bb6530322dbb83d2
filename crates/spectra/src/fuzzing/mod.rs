//! Readers against damaged files: the same runs in the tests, bounded, and in `make fuzz`, for as long as one likes.
//!
//! A [`Campaign`] damages generated files of every layout, from a seed, and holds the readers to their word: no panic, no hang,
//! no number that a damage has changed where the format allows to notice it, the same answer from every way of reading. What
//! breaks it is a [`Finding`], told by the seed and the number of the execution.
//!
//! Files lie in memory (`memfd_create`), so that no disk slows the run down.

mod campaign;
mod harness;

pub use campaign::{Campaign, Finding, Summary};
pub use harness::Harness;
