//! The worker with real processes, against an API before which faults happen on demand, and against the whole platform.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare or look has failed")]

mod api;
mod setup;

mod abort;
mod ends;
mod lifeline;
mod outages;
mod places;
mod platform;
mod preprocessing;
mod scripts;
mod shutdown;
