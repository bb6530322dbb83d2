//! Whole campaigns on generated matrices whose truth is known, labelled by a simulated person, without any service.

#![expect(clippy::cast_precision_loss, clippy::unwrap_used, reason = "a test may panic, and makes small numbers")]

mod archive;
mod audits;
mod bench;
mod rounds;
