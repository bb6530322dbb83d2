//! The search domain: what is claimed later is claimed of it alone.

use ml_job_learning::error::LearningError;
use ml_job_learning::pool::Pool;

/// Which spectra of the pool are searched.
///
/// # Errors
/// What reading reports, and a domain that is empty.
pub(crate) fn domain(pool: &Pool, min_snr: Option<f64>) -> Result<Vec<bool>, LearningError> {
    let Some(least) = min_snr else { return Ok(vec![true; pool.len()]) };
    let snrs = pool.column("snr")?.unwrap_or_default();
    let refuse = |message: String| Err(LearningError::config("min_snr", message));
    if !snrs.iter().any(|snr| snr.is_finite()) {
        return refuse("The matrix tells no signal-to-noise ratio of any spectrum, so min_snr leaves none.".into());
    }
    let domain: Vec<bool> = snrs.into_iter().map(|snr| snr.is_finite() && snr >= least).collect();
    if !domain.contains(&true) {
        return refuse(format!("No spectrum of the matrix has a signal-to-noise ratio of {least} or more."));
    }
    Ok(domain)
}
