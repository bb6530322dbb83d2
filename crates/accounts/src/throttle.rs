//! How often something may be tried.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// How many keys are remembered; of more, those that were begun first are forgotten.
const KEYS_MAX: usize = 20_000;

/// Counts tries by a key, in windows of time. What a try is counted under decides who can use up whose tries.
#[derive(Debug)]
pub struct Throttle {
    most: u32,
    window: TimeDelta,
    tries: Mutex<HashMap<String, Tries>>,
}

#[derive(Debug, Clone, Copy)]
struct Tries {
    count: u32,
    since: DateTime<Utc>,
}

impl Throttle {
    /// Allows `most` tries under each key in each `window`.
    pub fn new(most: u32, window: TimeDelta) -> Self {
        Self { most, window, tries: Mutex::default() }
    }

    /// Takes one try under the key, before it is known whether it succeeds: of many at once no more are made than allowed.
    ///
    /// # Errors
    /// After how many seconds the next is allowed.
    pub fn take(&self, key: &str, now: DateTime<Utc>) -> Result<(), u64> {
        let mut all = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEYS_MAX && !all.contains_key(key) {
            self.forget(&mut all, now);
        }
        let tries = all.entry(key.to_owned()).or_insert(Tries { count: 0, since: now });
        if now - tries.since >= self.window || now < tries.since {
            *tries = Tries { count: 0, since: now };
        }
        if tries.count >= self.most {
            let left = (tries.since + self.window - now).num_milliseconds();
            return Err(u64::try_from(left).unwrap_or(0).div_ceil(1000));
        }
        tries.count += 1;
        Ok(())
    }

    /// Forgets the tries under a key: one succeeded.
    pub fn clear(&self, key: &str) {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    /// Makes room: for what is over, else for the oldest half.
    fn forget(&self, all: &mut HashMap<String, Tries>, now: DateTime<Utc>) {
        all.retain(|_, tries| now - tries.since < self.window);
        if all.len() >= KEYS_MAX {
            let mut begun: Vec<DateTime<Utc>> = all.values().map(|tries| tries.since).collect();
            begun.sort_unstable();
            let middle = begun[begun.len() / 2];
            all.retain(|_, tries| tries.since > middle);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_750_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn so_many_tries_and_then_a_pause() {
        let throttle = Throttle::new(3, TimeDelta::seconds(60));
        for second in 0..3 {
            throttle.take("a", at(second)).unwrap();
        }
        assert_eq!(throttle.take("a", at(10)), Err(50));
        assert_eq!(throttle.take("b", at(10)), Ok(()), "nobody uses up the tries of another");
        assert_eq!(throttle.take("a", at(60)), Ok(()));
        throttle.take("a", at(60)).unwrap();
        throttle.clear("a");
        for second in 61..64 {
            throttle.take("a", at(second)).unwrap();
        }
        assert!(throttle.take("a", at(64)).is_err());
        assert_eq!(throttle.take("a", at(-9)), Ok(()), "a clock that was put back locks nobody out");
    }

    #[test]
    fn strangers_with_many_names_do_not_fill_the_memory() {
        let throttle = Throttle::new(3, TimeDelta::days(1));
        for number in 0..3 * KEYS_MAX {
            throttle.take(&number.to_string(), at(i64::try_from(number).unwrap() / 10)).unwrap();
        }
        assert!(throttle.tries.lock().unwrap().len() <= KEYS_MAX);
    }
}
