//! Completeness by injection: which lines the model of a round finds in real spectra that it calls ordinary.
//!
//! Emission of known strength is put into spectra as they stand in the archive, which are prepared as the matrix was and shown to the
//! model. What it would list of them tells what it misses, for lines of this shape: it is an estimate and no bound. A spectrum that is
//! not found, or that gives another row than the matrix has, is left out and counted.

use std::collections::BTreeMap;
use std::path::Path;

use ml_job_disk::AtomicFile;
use ml_job_domain::{LogLevel, Observer, Progress};
use ml_job_learning::certificate::complete::{Completeness, Injection};
use ml_job_learning::classify::Predictor;
use ml_job_learning::data::write_json;
use ml_job_learning::engine::Wanted;
use ml_job_learning::error::LearningError;
use ml_job_learning::features::Features;
use ml_job_learning::rng::{Purpose, Random, sample_without_replacement, stream};
use ml_job_spectra::Emission;
use serde::Serialize;

use super::Round;
use super::learn::{Learnt, scores};
use super::list::LISTED_FROM;
use crate::campaign::interval::wilson;
use crate::injection::{Backgrounds, draw_line};

/// The map, in the job's directory.
pub(super) const MAP_FILE: &str = "completeness.json";
/// Its cells as a table.
pub(super) const TABLE_FILE: &str = "completeness.csv";

/// Spectra that lines are put into.
const BACKGROUNDS: usize = 300;
/// Lines of one peak, and of two, for each of them.
const EACH: usize = 3;
/// Edges of the map \[Å\]: lines are drawn with a strength that is uniform in its logarithm between the first and the last.
const STRENGTHS: [f64; 7] = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0];
/// Classes of signal-to-noise ratio, with equally many backgrounds each.
const NOISES: usize = 4;

/// The map.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Recovery {
    format: &'static str,
    version: u32,
    /// Wavelength of the line \[Å\].
    line: f64,
    /// The score from which on a spectrum is listed.
    listed_from: f64,
    /// Spectra that lines were put into.
    backgrounds: usize,
    /// Spectra that were drawn and left out, by reason.
    left_out: BTreeMap<String, usize>,
    /// The cells, by peaks, signal-to-noise ratio and strength.
    cells: Vec<Cell>,
    /// Each line.
    injections: Vec<Line>,
    method: &'static str,
}

/// A cell of the map.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Cell {
    peaks: u8,
    /// Signal-to-noise ratio of the backgrounds; absent where the matrix tells none.
    snr_from: Option<f64>,
    snr_to: Option<f64>,
    /// Equivalent width of the lines \[Å\].
    width_from: f64,
    width_to: f64,
    injected: usize,
    found: usize,
    /// Share that was found, with Wilson's interval at 80 %; absent where none was injected.
    completeness: Option<f64>,
    from: Option<f64>,
    to: Option<f64>,
    /// What a logistic regression through all lines says of the middle of the cell.
    fitted: Option<f64>,
}

/// A line and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Line {
    filename: String,
    snr: Option<f64>,
    peaks: u8,
    /// Å.
    equivalent_width: f64,
    /// km/s.
    width: f64,
    /// km/s.
    separation: f64,
    /// The score that the model gave.
    score: f64,
    found: bool,
}

const METHOD: &str = "Gaussian emission of one peak or two is put into spectra that the model does not list and nobody has labelled as \
     wanted, at the star's velocity, before they are prepared as the matrix was; found is what the model would list. Completeness for \
     lines of this shape, with Wilson's 80 % interval of each cell; no bound.";

impl Round<'_> {
    /// Injects and recovers; nothing where there is no archive, no line or no preparation that could be repeated, with the reason in the
    /// log.
    ///
    /// # Errors
    /// What predicting reports, and [`LearningError::Cancelled`].
    pub(super) fn recover(
        &self,
        features: &Features,
        predictor: &mut (impl Predictor + ?Sized),
        learnt: &Learnt,
        observer: &mut dyn Observer,
    ) -> Result<Option<Recovery>, LearningError> {
        let (mut archive, line) = match self.repeatable(features) {
            Ok(found) => found,
            Err(why) => {
                observer.log(LogLevel::Info, &format!("No completeness by injection: {why}."));
                return Ok(None);
            }
        };
        let mut random = stream(self.config.seed, Purpose::Injection, u64::from(self.config.round));
        let mut rows = Vec::new();
        let mut lines = Vec::new();
        let mut left_out = BTreeMap::new();
        let mut backgrounds = 0;
        let drawn = self.backgrounds(learnt, &mut random);
        let snrs = self.pool.facts("snr", &drawn)?;
        for (place, (&row, snr)) in drawn.iter().zip(snrs).enumerate() {
            if observer.is_cancelled() {
                return Err(LearningError::Cancelled);
            }
            let emissions: Vec<Emission> = (0..2 * EACH)
                .map(|i| draw_line(line, [STRENGTHS[0], STRENGTHS[STRENGTHS.len() - 1]], i % 2 == 1, &mut random))
                .collect();
            match archive.inject(self.pool.names().get(row), &self.pool.gather(&[row])?, &emissions) {
                Ok(injected) => {
                    backgrounds += 1;
                    rows.extend(injected.rows.into_iter().flatten());
                    lines.extend(emissions.iter().map(|line| Line::new(self.pool.names().get(row), snr, line)));
                }
                Err(why) => *left_out.entry(why).or_insert(0) += 1,
            }
            let (done, total) = (place as u64 + 1, drawn.len() as u64);
            observer.progress(Progress::new(done, total, "spectra").saying("Putting lines into ordinary spectra"));
        }
        if backgrounds == 0 {
            observer.log(LogLevel::Info, &format!("No completeness by injection: {}.", told(&left_out)));
            return Ok(None);
        }
        let scores = scores(&predictor.predict(&rows, Wanted::default())?.probabilities, &self.wanted);
        for (line, score) in lines.iter_mut().zip(scores) {
            (line.score, line.found) = (score, score >= LISTED_FROM);
        }
        let recovery = Recovery {
            format: "ml-job completeness",
            version: 1,
            line,
            listed_from: LISTED_FROM,
            backgrounds,
            left_out,
            cells: cells(&lines),
            injections: lines,
            method: METHOD,
        };
        let (all, found) = (recovery.injected(), recovery.found());
        let what = format!("Of {all} lines in {backgrounds} ordinary spectra, the list would have {found}.");
        observer.log(LogLevel::Info, &what);
        Ok(Some(recovery))
    }

    /// What is needed to make rows again, or why there is none.
    fn repeatable(&self, features: &Features) -> Result<(Backgrounds, f64), String> {
        let archive = self.archive.ok_or("there is no archive")?;
        let line = features.bank().map(|bank| bank.spec().centre).ok_or("the grid does not show the line")?;
        Ok((Backgrounds::of(self.pool.file(), archive)?, line))
    }

    /// Spectra that the model calls ordinary, and that nobody has put into a wanted class.
    fn backgrounds(&self, learnt: &Learnt, random: &mut Random) -> Vec<usize> {
        let mut ordinary: Vec<bool> =
            (0..self.pool.len()).map(|row| self.domain[row] && learnt.score(row) < LISTED_FROM).collect();
        for (&row, class) in self.known.rows.iter().zip(&self.known.classes) {
            ordinary[row] &= class.is_none_or(|class| !self.wanted[class]);
        }
        let rows: Vec<usize> = (0..ordinary.len()).filter(|&row| ordinary[row]).collect();
        sample_without_replacement(rows.len(), BACKGROUNDS, random).into_iter().map(|i| rows[i]).collect()
    }
}

impl Line {
    fn new(filename: &str, snr: Option<f64>, line: &Emission) -> Self {
        Self {
            filename: filename.to_owned(),
            snr,
            peaks: if line.separation > 0.0 { 2 } else { 1 },
            equivalent_width: line.equivalent_width,
            width: line.width,
            separation: line.separation,
            score: 0.0,
            found: false,
        }
    }
}

fn told(left_out: &BTreeMap<String, usize>) -> String {
    let reasons: Vec<String> = left_out.iter().map(|(why, count)| format!("{count} spectra: {why}")).collect();
    if reasons.is_empty() { "no spectrum is ordinary".to_owned() } else { reasons.join("; ") }
}

/// The map of all lines.
#[expect(clippy::cast_precision_loss, reason = "a few thousand lines")]
fn cells(lines: &[Line]) -> Vec<Cell> {
    let injections: Vec<Injection> = lines
        .iter()
        .map(|line| Injection {
            equivalent_width: line.equivalent_width,
            double: line.peaks == 2,
            snr: line.snr.unwrap_or(1.0),
            found: line.found,
        })
        .collect();
    let fit = Completeness::fit(&injections);
    let edges = noise_edges(lines);
    let mut cells = Vec::new();
    for peaks in [1, 2] {
        for noise in edges.windows(2) {
            for strength in STRENGTHS.windows(2) {
                // The last class of each holds its upper edge.
                let within = |value: f64, class: &[f64], last: Option<&f64>| {
                    value >= class[0] && (value < class[1] || last == Some(&class[1]))
                };
                let inside = lines.iter().filter(|line| {
                    line.peaks == peaks
                        && within(line.equivalent_width, strength, STRENGTHS.last())
                        && line.snr.map_or(edges.len() == 2, |snr| within(snr, noise, edges.last()))
                });
                let (injected, found) =
                    inside.fold((0, 0), |(all, found), line| (all + 1, found + usize::from(line.found)));
                let interval = (injected > 0).then(|| wilson(found, injected));
                let known = |edge: f64| Some(edge).filter(|edge| edge.is_finite());
                let middle = (known(noise[0]), known(noise[1]));
                let snr = middle.0.zip(middle.1).map_or(1.0, |(from, to)| f64::midpoint(from, to));
                let fitted =
                    fit.as_ref().map(|fit| fit.probability((strength[0] * strength[1]).sqrt(), peaks == 2, snr));
                cells.push(Cell {
                    peaks,
                    snr_from: known(noise[0]),
                    snr_to: known(noise[1]),
                    width_from: strength[0],
                    width_to: strength[1],
                    injected,
                    found,
                    completeness: interval.map(|_| found as f64 / injected as f64),
                    from: interval.map(|(from, _)| from),
                    to: interval.map(|(_, to)| to),
                    fitted: fitted.filter(|_| injected > 0),
                });
            }
        }
    }
    cells
}

/// Edges of the classes of signal-to-noise ratio; one class without an end where none is known.
fn noise_edges(lines: &[Line]) -> Vec<f64> {
    let mut known: Vec<f64> = lines.iter().filter_map(|line| line.snr).collect();
    known.sort_by(f64::total_cmp);
    let (Some(&least), Some(&most)) = (known.first(), known.last()) else {
        return vec![f64::NEG_INFINITY, f64::INFINITY];
    };
    let mut edges = vec![least];
    edges.extend((1..NOISES).map(|part| known[known.len() * part / NOISES]));
    edges.push(most);
    edges.dedup();
    if edges.len() < 2 { vec![least, least] } else { edges }
}

impl Recovery {
    /// Lines that were put into spectra.
    pub(super) fn injected(&self) -> usize {
        self.injections.len()
    }

    /// Those of them that would be listed.
    pub(super) fn found(&self) -> usize {
        self.injections.iter().filter(|line| line.found).count()
    }

    /// Writes the map and its table into `job_dir`.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub(super) fn write(&self, job_dir: &Path) -> Result<(), LearningError> {
        write_json(&job_dir.join(MAP_FILE), self)?;
        let failed = |error| LearningError::io(TABLE_FILE, "write it", error);
        let csv = |error: csv::Error| failed(std::io::Error::from(error));
        let file = AtomicFile::new(&job_dir.join(TABLE_FILE)).map_err(failed)?;
        let mut table = csv::Writer::from_writer(file.create().map_err(failed)?);
        for cell in &self.cells {
            table.serialize(cell).map_err(csv)?;
        }
        table.flush().map_err(failed)?;
        drop(table);
        file.commit().map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(peaks: u8, equivalent_width: f64, snr: Option<f64>, found: bool) -> Line {
        let filename = "a.fits".to_owned();
        Line { filename, snr, peaks, equivalent_width, width: 200.0, separation: 0.0, score: 0.0, found }
    }

    #[test]
    fn every_line_is_in_one_cell() {
        let lines: Vec<Line> = (0..200_u32)
            .map(|i| {
                let width = 0.5 * 64_f64.powf(f64::from(i % 50) / 49.0);
                line(if i % 2 == 0 { 1 } else { 2 }, width, Some(f64::from(i / 2)), width > 4.0)
            })
            .collect();
        let cells = cells(&lines);
        assert_eq!(cells.len(), 2 * NOISES * (STRENGTHS.len() - 1));
        assert_eq!(cells.iter().map(|cell| cell.injected).sum::<usize>(), 200);
        assert_eq!(cells.iter().map(|cell| cell.found).sum::<usize>(), lines.iter().filter(|line| line.found).count());
        for cell in cells.iter().filter(|cell| cell.injected > 0) {
            let (share, from, to) = (cell.completeness.unwrap(), cell.from.unwrap(), cell.to.unwrap());
            assert!(from <= share && share <= to, "{cell:?}");
            assert!((cell.width_from >= 8.0) <= (cell.fitted.unwrap() > 0.5), "{cell:?}");
        }
    }

    #[test]
    fn without_any_noise_there_is_one_class() {
        let cells = cells(&[line(1, 3.0, None, true), line(2, 32.0, None, false)]);
        assert_eq!(cells.len(), 2 * (STRENGTHS.len() - 1));
        assert!(cells.iter().all(|cell| cell.snr_from.is_none() && cell.snr_to.is_none()));
        assert_eq!(cells.iter().map(|cell| cell.injected).sum::<usize>(), 2);
    }
}
