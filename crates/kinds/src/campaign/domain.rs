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

/// The same with a least coverage of the region, 0 to 1.
///
/// # Errors
/// What reading reports, and a domain that is empty.
pub(super) fn searched(
    pool: &Pool,
    min_snr: Option<f64>,
    min_coverage: Option<f64>,
) -> Result<Vec<bool>, LearningError> {
    let mut domain = domain(pool, min_snr)?;
    let Some(least) = min_coverage else { return Ok(domain) };
    let all: Vec<usize> = (0..pool.len()).collect();
    let outside = pool.facts("outside_fraction", &all)?;
    let refuse = |message: String| Err(LearningError::config("min_coverage", message));
    if outside.iter().all(Option::is_none) {
        return refuse(
            "The matrix does not tell how much of the region its spectra cover: preprocess them with quality.".into(),
        );
    }
    for (inside, outside) in domain.iter_mut().zip(outside) {
        *inside &= outside.is_some_and(|outside| 1.0 - outside >= least);
    }
    if !domain.contains(&true) {
        return refuse(format!("No spectrum of the search domain covers {least} of the region or more."));
    }
    Ok(domain)
}
