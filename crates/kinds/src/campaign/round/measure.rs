//! The line that a campaign looks for, measured in the spectra of its list as they stand in the archive.

use ml_job_domain::{LogLevel, Observer, Progress};
use ml_job_learning::error::LearningError;
use ml_job_spectra::lines::{Line, LineMeasurement, Measured, measure_line};
use ml_job_spectra::{Spectrum, SpectrumReader};
use serde::{Deserialize, Serialize};

use super::Round;
use super::list::{List, Listed};
use crate::origin::Origin;

/// Spectra of a list that are measured at most, the most probable first; `LINE_MEASUREMENTS` measures any number.
const MOST: usize = 10_000;
/// Spectra between two looks at whether to stop.
const BLOCK: usize = 256;
/// A plan's line is one that is measured when it lies within so many Å, which is more than between vacuum and air.
const SAME_LINE: f64 = 5.0;

/// What was measured of the line in a spectrum, by the method of `docs/lines.md`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct LineFacts {
    /// Å, negative for emission.
    equivalent_width: f64,
    /// Å.
    equivalent_width_error: f64,
    /// km/s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fwhm: Option<f64>,
    /// km/s; of a line with two peaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    peak_separation: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    v_over_r: Option<f64>,
}

impl LineFacts {
    fn of(measured: &LineMeasurement) -> Option<Self> {
        let finite = |value: f64| Some(value).filter(|value| value.is_finite());
        let known = |value: Option<Measured>| finite(value?.value);
        Some(Self {
            equivalent_width: finite(measured.equivalent_width.value)?,
            equivalent_width_error: finite(measured.equivalent_width.error)?,
            fwhm: known(measured.fwhm),
            peak_separation: known(measured.peaks.map(|peaks| peaks.separation)),
            v_over_r: known(measured.peaks.map(|peaks| peaks.v_over_r)),
        })
    }
}

impl Round<'_> {
    /// Measures the plan's line in the spectra of the list; nothing where there is no archive or no such line, with the reason in the log.
    ///
    /// # Errors
    /// [`LearningError::Cancelled`].
    pub(super) fn measure(&self, list: &mut List, observer: &mut dyn Observer) -> Result<(), LearningError> {
        let Some((line, archive)) = self.config.line.and_then(nearest).zip(self.archive) else { return Ok(()) };
        let origin = match Origin::of(self.pool.file(), archive) {
            Ok(origin) => origin,
            Err(why) => {
                observer.log(LogLevel::Info, &format!("The list has no measurements of {}: {why}.", line.title()));
                return Ok(());
            }
        };
        let count = list.listed.len().min(MOST);
        let listed = &mut list.listed[..count];
        let threads = self.threads.max(1);
        let mut done = 0;
        for block in listed.chunks_mut(BLOCK * threads) {
            if observer.is_cancelled() {
                return Err(LearningError::Cancelled);
            }
            done += block.len();
            std::thread::scope(|scope| {
                for part in block.chunks_mut(BLOCK) {
                    scope.spawn(|| measure(part, &origin, line));
                }
            });
            let progress = Progress::new(done as u64, count as u64, "spectra");
            observer.progress(progress.saying(format!("Measuring {} in the list", line.title())));
        }
        let measured = list.listed[..count].iter().filter(|listed| listed.line.is_some()).count();
        observer.log(
            LogLevel::Info,
            &format!("{} was measured in {measured} of {count} spectra of the list.", line.title()),
        );
        Ok(())
    }
}

/// The line of the list of lines that a plan means.
fn nearest(wavelength: f64) -> Option<Line> {
    let away = |line: &Line| (line.wavelength() - wavelength).abs();
    Line::ALL.into_iter().min_by(|a, b| away(a).total_cmp(&away(b))).filter(|line| away(line) <= SAME_LINE)
}

fn measure(listed: &mut [Listed], origin: &Origin, line: Line) {
    let (mut reader, mut spectrum) = (SpectrumReader::new(), Spectrum::default());
    for one in listed {
        if origin.read(&one.filename, &mut reader, &mut spectrum).is_ok() {
            let redshift = spectrum.meta.redshift().unwrap_or(0.0);
            let measured = measure_line(&spectrum, line, redshift, line.window());
            one.line = measured.ok().and_then(|measured| LineFacts::of(&measured));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_means_the_nearest_line_in_air_or_vacuum() {
        assert_eq!(nearest(6564.6), Some(Line::HAlpha));
        assert_eq!(nearest(6562.8), Some(Line::HAlpha));
        assert_eq!(nearest(3934.8), Some(Line::CaK));
        assert_eq!(nearest(7000.0), None);
    }
}
