//! Growing delays between attempts.

use std::time::Duration;

/// Delays that double from a first one up to a longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    first: Duration,
    longest: Duration,
    attempts: u32,
}

impl Backoff {
    /// Delays from `first` to `longest`.
    pub const fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest, attempts: 0 }
    }

    /// The delay after so many failed attempts, from 1; none after no failure.
    pub fn after(self, failures: u32) -> Duration {
        match failures.checked_sub(1) {
            None => Duration::ZERO,
            // The 31st doubling of a millisecond is 24 days: no longest delay is as long.
            Some(doublings) => self.first.saturating_mul(1 << doublings.min(31)).min(self.longest),
        }
    }

    /// The next delay, in full.
    pub fn next_delay(&mut self) -> Duration {
        self.attempts = self.attempts.saturating_add(1);
        self.after(self.attempts)
    }

    /// The next delay, shortened by up to a half: with `random` anywhere in 0..=1, many who wait for the same thing do not come
    /// back in step.
    pub fn next_jittered(&mut self, random: f64) -> Duration {
        self.next_delay().mul_f64(0.5 + random.clamp(0.0, 1.0) / 2.0)
    }

    /// Begins again with the first delay: an attempt succeeded.
    pub fn reset(&mut self) {
        self.attempts = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_longest() {
        let mut backoff = Backoff::new(Duration::from_secs(5), Duration::from_mins(5));
        let seconds: Vec<u64> = (0..8).map(|_| backoff.next_delay().as_secs()).collect();
        assert_eq!(seconds, [5, 10, 20, 40, 80, 160, 300, 300]);
        assert_eq!(backoff.after(0), Duration::ZERO);
        assert_eq!(backoff.after(u32::MAX), Duration::from_mins(5));
        backoff.reset();
        assert_eq!(backoff.next_delay(), Duration::from_secs(5));
    }

    #[test]
    fn jitter_shortens_by_at_most_a_half() {
        for random in [0.0, 0.3, 1.0, 7.0, -1.0] {
            let delay = Backoff::new(Duration::from_secs(4), Duration::from_secs(4)).next_jittered(random);
            assert!((Duration::from_secs(2)..=Duration::from_secs(4)).contains(&delay), "{delay:?}");
        }
    }
}
