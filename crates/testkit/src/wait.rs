//! Waiting for a state instead of sleeping.

use std::future::Future;
use std::panic::Location;
use std::time::Duration;

use tokio::time::Instant;

/// How often a condition is looked at.
const INTERVAL: Duration = Duration::from_millis(10);

/// Waits until `condition` holds.
///
/// # Panics
/// When it does not hold after `deadline`; the message names the line that waited.
#[track_caller]
pub fn wait_for(mut condition: impl AsyncFnMut() -> bool, deadline: Duration) -> impl Future<Output = ()> {
    let caller = Location::caller();
    async move { poll(async || condition().await.then_some(()), deadline, caller).await }
}

/// Waits until `condition` gives a value.
///
/// # Panics
/// When it gives none until `deadline`; the message names the line that waited.
#[track_caller]
pub fn wait_for_some<T>(condition: impl AsyncFnMut() -> Option<T>, deadline: Duration) -> impl Future<Output = T> {
    let caller = Location::caller();
    async move { poll(condition, deadline, caller).await }
}

async fn poll<T>(
    mut condition: impl AsyncFnMut() -> Option<T>,
    deadline: Duration,
    caller: &'static Location<'static>,
) -> T {
    let end = Instant::now() + deadline;
    loop {
        if let Some(value) = condition().await {
            return value;
        }
        assert!(Instant::now() < end, "waited in vain for {deadline:?} at {caller}");
        tokio::time::sleep(INTERVAL).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_condition_that_comes_true_ends_the_wait() {
        let mut looks = 0;
        wait_for(
            async || {
                looks += 1;
                looks == 3
            },
            Duration::from_secs(5),
        )
        .await;
        assert_eq!(looks, 3);
    }

    #[tokio::test]
    #[should_panic(expected = "waited in vain for 20ms at crates/testkit/src/wait.rs")]
    async fn a_condition_that_never_holds_fails_the_test() {
        wait_for(async || false, Duration::from_millis(20)).await;
    }
}
