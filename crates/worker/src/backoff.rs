//! Growing, jittered delays between attempts.

use std::time::Duration;

/// Delays that double from `first` to `longest`, each shortened by a random part of up to a half, so that many workers
/// do not come back to a restarted API in step.
#[derive(Debug, Clone)]
pub(crate) struct Backoff {
    next: Duration,
    longest: Duration,
}

impl Backoff {
    /// For requests to the API: 0.2 s, 0.4 s, 0.8 s … 15 s.
    pub(crate) const fn for_requests() -> Self {
        Self::new(Duration::from_millis(200), Duration::from_secs(15))
    }

    pub(crate) const fn new(first: Duration, longest: Duration) -> Self {
        Self { next: first, longest }
    }

    /// The next delay.
    pub(crate) fn delay(&mut self) -> Duration {
        let full = self.next.min(self.longest);
        self.next = full.saturating_mul(2);
        full.mul_f64(0.5 + random_fraction() / 2.0)
    }
}

/// A number in 0..1. Nothing that has to be repeatable depends on it, so it needs no seed.
fn random_fraction() -> f64 {
    let random = u32::from_le_bytes(uuid::Uuid::new_v4().as_bytes()[..4].try_into().unwrap_or_default());
    f64::from(random) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_longest_and_are_shortened_by_at_most_a_half() {
        let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(5));
        for full in [1, 2, 4, 5, 5] {
            let delay = backoff.delay().as_secs_f64();
            let full = f64::from(full);
            assert!((full / 2.0..=full).contains(&delay), "{delay} s is not within {full} s and its half");
        }
    }
}
