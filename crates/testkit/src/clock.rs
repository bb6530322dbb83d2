//! A clock that a test sets.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use ml_job_domain::Clock;

/// A clock that stands still until the test moves it. Clones share the time.
#[derive(Debug, Clone)]
pub struct MockClock {
    now: Arc<Mutex<DateTime<Utc>>>,
}

impl MockClock {
    /// A clock that stands at 2026-01-01 12:00:00 UTC.
    pub fn new() -> Self {
        Self::at(DateTime::UNIX_EPOCH + TimeDelta::seconds(1_767_268_800))
    }

    /// A clock that stands at `now`, cut to microseconds as in [`Clock::now`].
    pub fn at(now: DateTime<Utc>) -> Self {
        Self { now: Arc::new(Mutex::new(now.trunc_subsecs(6))) }
    }

    /// Moves the clock on by `by`.
    pub fn advance(&self, by: Duration) {
        *self.lock() += by;
    }

    /// Moves the clock to `now`, forwards or backwards.
    pub fn set(&self, now: DateTime<Utc>) {
        *self.lock() = now.trunc_subsecs(6);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, DateTime<Utc>> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MockClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for MockClock {
    fn now(&self) -> DateTime<Utc> {
        *self.lock()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_moves_only_when_told() {
        let clock = MockClock::new();
        assert_eq!(clock.now().to_rfc3339(), "2026-01-01T12:00:00+00:00");
        clock.clone().advance(Duration::from_millis(1500));
        assert_eq!(clock.now().to_rfc3339(), "2026-01-01T12:00:01.500+00:00");
    }
}
