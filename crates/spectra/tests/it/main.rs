//! The pipeline from files to `result.h5`, and the sample archive.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::float_cmp, reason = "results are exact where they are compared so")]

mod bad_input;
mod common;
mod entries;
mod formats;
mod layouts;
mod lines;
mod options;
mod peers;
mod reference;
mod results;
mod sample;
mod tables;
