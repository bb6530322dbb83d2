//! The pipeline from files to `result.h5`, and the sample archive.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::float_cmp, reason = "results are exact where they are compared so")]

mod bad_input;
mod common;
#[expect(clippy::print_stdout, reason = "a test that was skipped must say so")]
mod data;
mod reference;
mod results;
mod sample;
