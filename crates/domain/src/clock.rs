//! Where the time comes from.

use chrono::{DateTime, SubsecRound, Utc};

/// A source of the current time, so that tests can set it.
pub trait Clock: Send + Sync {
    /// The current time in UTC, with microsecond precision (what PostgreSQL keeps).
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}
