//! Repeating a request until it is answered.

use std::future::Future;
use std::time::Duration;

use ml_job_domain::{Backoff, sentence};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::ApiError;

/// Delays between requests: 0.2 s, 0.4 s, 0.8 s … 15 s.
const DELAYS: Backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(15));

/// How long to keep quiet between two complaints about the same outage.
const COMPLAINT_INTERVAL: Duration = Duration::from_mins(1);

/// A time without the API.
struct Outage {
    began: Instant,
    complained: Option<Instant>,
}

/// Makes the request until the API answers it, or `give_up` is cancelled (then `None`).
///
/// An answer is a success or a refusal. Delays grow to 15 s; the outage is logged when it begins, every minute, and when it ends.
pub(crate) async fn persist<T, F>(
    give_up: &CancellationToken,
    mut request: impl FnMut() -> F,
) -> Option<Result<T, ApiError>>
where
    F: Future<Output = Result<T, ApiError>>,
{
    let mut delays = DELAYS;
    let mut outage: Option<Outage> = None;
    loop {
        let answer = tokio::select! {
            answer = request() => answer,
            () = give_up.cancelled() => return None,
        };
        let error = match answer {
            Err(error) if error.is_transient() => error,
            answer => {
                if let Some(outage) = outage {
                    info!(outage.seconds = outage.began.elapsed().as_secs(), "The API answers again");
                }
                return Some(answer);
            }
        };
        let outage = outage.get_or_insert_with(|| Outage { began: Instant::now(), complained: None });
        if outage.complained.is_none_or(|complained| complained.elapsed() >= COMPLAINT_INTERVAL) {
            outage.complained = Some(Instant::now());
            warn!(error = sentence(&error), "{error}; trying again until it does");
        }
        tokio::select! {
            () = tokio::time::sleep(delays.next_jittered(random_fraction())) => {}
            () = give_up.cancelled() => return None,
        }
    }
}

/// A number in 0..1. Nothing that has to be repeatable depends on it, so it needs no seed.
pub(crate) fn random_fraction() -> f64 {
    f64::from(uuid::Uuid::new_v4().as_fields().0) / f64::from(u32::MAX)
}
