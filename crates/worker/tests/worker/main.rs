//! The worker with real processes, against an API that misbehaves on demand, and against the real one.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare or look has failed")]

mod fake_api;
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
