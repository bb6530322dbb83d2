//! What a store promises, tried on PostgreSQL and on SQLite alike.
//!
//! A promise is one function that gets a [`harness::TestStore`]; `conformance!` makes a test of it for each database.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[macro_use]
mod harness;

mod accounts;
mod archive;
mod campaigns;
mod claim;
mod concurrency;
mod create;
mod end;
mod events;
mod heartbeat;
mod idempotency;
mod job_types;
mod labellings;
mod list;
mod notices;
mod opinions;
mod outbox;
mod release;
mod seats;
mod spaces;
mod sweep;
mod transition;
