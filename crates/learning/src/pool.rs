//! The pool: all spectra that have no label yet, streamed from disk.

use std::collections::HashSet;
use std::ops::Range;

use ml_job_domain::{Observer, Progress};

use crate::classify::Predictor;
use crate::data::{Names, ResultFile, SpectraFile, check_memory};
use crate::engine::{MonteCarlo, Wanted};
use crate::error::LearningError;
use crate::metrics::most_probable;
use crate::rng::{Purpose, stream};
use crate::strategy::{BALD_PASSES, QueryStrategy, TopK, entropy};

/// The stream of diverse queries, apart from those of random ones, which are numbered by iteration.
const DIVERSE_STREAM: u64 = 1 << 32;

/// Spectra that are predicted at once where nobody says otherwise: it decides about memory, never about results.
pub const PREDICTION_BATCH: usize = 16_384;

/// Bad spectra that a message names at most.
const MOST_NAMED: usize = 3;

/// A file of spectra without some of its rows. Spectra are counted from 0 as if the excluded ones were not there.
#[derive(Debug)]
pub struct Pool {
    file: SpectraFile,
    names: Names,
    /// Runs of neighbouring rows that belong to the pool, ascending.
    runs: Vec<Range<usize>>,
    /// Spectra before each run.
    before: Vec<usize>,
}

impl Pool {
    /// The spectra of `file` whose names are not in `excluded`.
    ///
    /// # Errors
    /// When the names cannot be read or the file has no spectra at all. That all of them are excluded is none.
    pub fn new(file: SpectraFile, excluded: &HashSet<&str>) -> Result<Self, LearningError> {
        let all = file.names()?;
        let out = all.positions(excluded);
        let names = if out.is_empty() {
            all
        } else {
            let mut skip = out.iter().copied().peekable();
            all.iter().enumerate().filter(|(i, _)| skip.next_if_eq(i).is_none()).map(|(_, name)| name).collect()
        };
        if file.rows() == 0 {
            return Err(LearningError::data(file.shown(), "The pool has no spectra."));
        }
        let edges = std::iter::once(0).chain(out.iter().map(|row| row + 1));
        let ends = out.iter().copied().chain(std::iter::once(file.rows()));
        let runs: Vec<_> = edges.zip(ends).filter(|(start, end)| start < end).map(|(start, end)| start..end).collect();
        let before = runs
            .iter()
            .scan(0, |count, run| {
                let before = *count;
                *count += run.len();
                Some(before)
            })
            .collect();
        Ok(Self { file, names, runs, before })
    }

    /// Number of spectra.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether all spectra of the file are excluded.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Names of the spectra.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The file behind the pool.
    pub fn file(&self) -> &SpectraFile {
        &self.file
    }

    /// Runs of rows of the file that are the pool.
    pub fn runs(&self) -> &[Range<usize>] {
        &self.runs
    }

    /// The row of the file that is the pool's spectrum `i`.
    fn row(&self, i: usize) -> usize {
        let run = self.before.partition_point(|&before| before <= i) - 1;
        self.runs[run].start + i - self.before[run]
    }

    /// Fluxes of the spectra `indices`, `[indices, points]`.
    ///
    /// # Errors
    /// When the disk fails or a flux is not finite.
    pub fn gather(&self, indices: &[usize]) -> Result<Vec<f32>, LearningError> {
        let rows: Vec<usize> = indices.iter().map(|&i| self.row(i)).collect();
        self.file.gather(&rows, |i| self.names.get(indices[i]))
    }

    /// A header fact of the spectra `indices`: the column `name` of `metadata`, where the preprocessing kept it; `None` for one
    /// that is unknown.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn facts(&self, name: &str, indices: &[usize]) -> Result<Vec<Option<f64>>, LearningError> {
        let Some(all) = self.file.facts(name)? else { return Ok(vec![None; indices.len()]) };
        Ok(indices.iter().map(|&i| Some(all[self.row(i)]).filter(|fact| fact.is_finite())).collect())
    }

    /// That fact of every spectrum, not finite where it is unknown; `None` where the preprocessing did not keep it.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn column(&self, name: &str) -> Result<Option<Vec<f64>>, LearningError> {
        let all = self.file.facts(name)?;
        if self.len() == self.file.rows() {
            return Ok(all);
        }
        Ok(all.map(|all| self.runs.iter().flat_map(|run| &all[run.clone()]).copied().collect()))
    }

    /// Looks at every spectrum, before anybody spends time on the pool: each must have a name, and fluxes (and an embedding,
    /// where they are asked for) that can be read and are finite.
    ///
    /// # Errors
    /// When one has not, with the first few named; when the disk fails; [`LearningError::Cancelled`].
    pub fn check(&self, observer: &mut dyn Observer) -> Result<(), LearningError> {
        let refuse = |message: String| Err(LearningError::data(self.file.shown(), message));
        if let Some(at) = self.names.iter().position(str::is_empty) {
            return refuse(format!("Spectrum {at} (from 0) has an empty name."));
        }
        let (width, total) = (self.file.layout().width(), self.len());
        let (mut bad, mut count, mut done) = (Vec::new(), 0_usize, 0);
        for run in &self.runs {
            for start in run.clone().step_by(self.file.rows_per_chunk()) {
                if observer.is_cancelled() {
                    return Err(LearningError::Cancelled);
                }
                let rows = start..run.end.min(start + self.file.rows_per_chunk());
                let fluxes = self.file.read_rows(rows.clone())?;
                for (offset, spectrum) in fluxes.chunks_exact(width).enumerate() {
                    if let Some(at) = spectrum.iter().position(|value| !value.is_finite()) {
                        count += 1;
                        if bad.len() < MOST_NAMED {
                            bad.push((done + offset, self.file.place_of(at, spectrum[at])));
                        }
                    }
                }
                done += rows.len();
                observer.progress(Progress::new(done as u64, total as u64, "spectra").saying("Looking at the pool"));
            }
        }
        if bad.is_empty() {
            return Ok(());
        }
        let named: Vec<String> = bad.iter().map(|(i, what)| format!("{} ({what})", self.names.get(*i))).collect();
        let more = if count > bad.len() { ", …" } else { "" };
        let have = if count == 1 { "spectrum has a value that is" } else { "spectra have values that are" };
        refuse(format!(
            "{count} {have} not finite: {}{more}. Leave them out, or preprocess them again.",
            named.join(", ")
        ))
    }

    /// Hands the spectra over in order, at most `chunk` at a time: the first one's index and the fluxes.
    ///
    /// # Errors
    /// When the disk fails, a flux is not finite, or `visit` fails.
    pub fn for_each_chunk(
        &self,
        chunk: usize,
        mut visit: impl FnMut(usize, &[f32]) -> Result<(), LearningError>,
    ) -> Result<(), LearningError> {
        let chunk = chunk.clamp(1, self.file.rows_per_chunk());
        for first in (0..self.len()).step_by(chunk) {
            let spectra: Vec<usize> = (first..self.len().min(first + chunk)).collect();
            visit(first, &self.gather(&spectra)?)?;
        }
        Ok(())
    }
}

/// What the network says about the pool: all that is kept of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    /// Predicted class of each spectrum.
    pub labels: Vec<u32>,
    /// Probability of each class, `[spectra, classes]`.
    pub probabilities: Vec<f32>,
    /// Entropy of each spectrum's class probabilities, in nats.
    pub entropies: Vec<f64>,
    /// The spectra that the strategy asks the oracle about, best first; empty for the random strategy, which asks nobody.
    pub query: Vec<usize>,
}

impl Survey {
    /// Writes `labels`, `probabilities` `[spectra, classes]` and `entropies`.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub fn write(&self, file: &ResultFile, classes: usize) -> Result<(), LearningError> {
        file.write("labels", &self.labels.iter().map(|&label| i64::from(label)).collect::<Vec<_>>())?;
        file.write_matrix("probabilities", classes, &self.probabilities)?;
        file.write("entropies", &self.entropies)
    }
}

/// How to survey a pool.
#[derive(Debug, Clone)]
pub struct SurveyOptions {
    /// How the query is chosen.
    pub strategy: QueryStrategy,
    /// Spectra in the query.
    pub query_size: usize,
    /// Spectra read and predicted at once; no result depends on it.
    pub batch_size: usize,
    /// The run's seed, the key of the Monte-Carlo masks.
    pub seed: u64,
    /// Which classes are candidates, for the strategy that asks for the most probable of them.
    pub wanted: Vec<bool>,
}

/// Predicts the whole pool and chooses the query.
///
/// # Errors
/// What reading and predicting report, and [`LearningError::Cancelled`].
#[expect(clippy::needless_pass_by_value, reason = "options are made for the call")]
pub fn survey(
    pool: &Pool,
    predictor: &mut (impl Predictor + ?Sized),
    options: SurveyOptions,
    observer: &mut dyn Observer,
) -> Result<Survey, LearningError> {
    let classes = predictor.classes();
    let strategy = options.strategy;
    let monte_carlo =
        (strategy == QueryStrategy::Bald).then_some(MonteCarlo { seed: options.seed, passes: BALD_PASSES });
    let kept = strategy.kept(options.query_size);
    check_memory(pool.file().shown(), pool.len(), classes)?;
    let mut top = TopK::new(kept);
    let mut survey = Survey {
        labels: Vec::with_capacity(pool.len()),
        probabilities: Vec::with_capacity(pool.len() * classes),
        entropies: Vec::with_capacity(pool.len()),
        query: Vec::new(),
    };
    pool.for_each_chunk(options.batch_size, |first, fluxes| {
        if observer.is_cancelled() {
            return Err(LearningError::Cancelled);
        }
        let predictions = predictor.predict(fluxes, Wanted { embeddings: false, monte_carlo })?;
        survey.labels.extend(most_probable(&predictions.probabilities, classes));
        for (i, probabilities) in predictions.probabilities.chunks_exact(classes).enumerate() {
            let uncertainty = entropy(probabilities);
            if !uncertainty.is_finite() || probabilities.iter().any(|p| p.is_nan()) {
                let name = pool.names().get(first + i);
                return Err(LearningError::Numeric {
                    message: format!("The prediction for spectrum {name} is not finite."),
                });
            }
            survey.entropies.push(uncertainty);
            if kept > 0 {
                let passes: Vec<&[f32]> =
                    predictions.passes.iter().map(|pass| &pass[i * classes..(i + 1) * classes]).collect();
                let rating = strategy.rating(probabilities, &passes, &options.wanted);
                top.offer(rating, pool.names().get(first + i), first + i);
            }
        }
        survey.probabilities.extend(predictions.probabilities);
        let (done, total) = (survey.labels.len(), pool.len());
        let message = format!("{done} of {total} spectra predicted");
        observer.progress(Progress::new(done as u64, total as u64, "spectra").saying(message));
        Ok(())
    })?;
    survey.query = top.into_indices();
    if survey.query.is_empty() {
        return Ok(survey);
    }
    if strategy.is_diverse() {
        let spectra = pool.gather(&survey.query)?;
        let wanted = Wanted { embeddings: true, monte_carlo: None };
        let embeddings = predictor.predict(&spectra, wanted)?.embeddings;
        let rate =
            |&i: &usize| strategy.rating(&survey.probabilities[i * classes..(i + 1) * classes], &[], &options.wanted);
        let ratings: Vec<f64> = survey.query.iter().map(rate).collect();
        let mut random = stream(options.seed, Purpose::Query, DIVERSE_STREAM);
        let chosen =
            strategy.spread(&embeddings, predictor.embedding_size(), &ratings, options.query_size, &mut random);
        survey.query = chosen.into_iter().map(|i| survey.query[i]).collect();
    }
    Ok(survey)
}

#[cfg(test)]
mod tests {
    use ml_job_domain::Unobserved;

    use super::*;
    use std::path::Path;

    fn pool(rows: usize, excluded: &[&str]) -> Result<Pool, LearningError> {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("pool.h5");
        let file = ResultFile::create(&place).unwrap();
        let names: Vec<String> = (0..rows).map(|i| format!("s{i}")).collect();
        file.write_names("filenames", 10, names.iter().map(String::as_str)).unwrap();
        file.write_matrix("fluxes", 1, &(0..rows).map(|i| i as f32).collect::<Vec<_>>()).unwrap();
        file.finish().unwrap();
        // The open file outlives its name.
        Pool::new(SpectraFile::open(&place, Path::new("pool.h5")).unwrap(), &excluded.iter().copied().collect())
    }

    fn streamed(pool: &Pool, chunk: usize) -> Vec<f32> {
        let mut all = Vec::new();
        pool.for_each_chunk(chunk, |first, fluxes| {
            assert_eq!(first, all.len());
            all.extend_from_slice(fluxes);
            Ok(())
        })
        .unwrap();
        all
    }

    #[test]
    fn excluded_spectra_are_left_out_wherever_the_chunks_end() {
        let pool = pool(10, &["s0", "s3", "s4", "s9"]).unwrap();
        assert_eq!(pool.runs(), [1..3, 5..9]);
        for chunk in 1..=11 {
            assert_eq!(streamed(&pool, chunk), [1.0, 2.0, 5.0, 6.0, 7.0, 8.0], "chunks of {chunk}");
        }
        assert_eq!(pool.gather(&[5, 2, 0]).unwrap(), [8.0, 5.0, 1.0]);
        assert_eq!(pool.names().iter().collect::<Vec<_>>(), ["s1", "s2", "s5", "s6", "s7", "s8"]);
        assert_eq!(pool.column("ra").unwrap(), None);
    }

    #[test]
    fn a_pool_with_more_holes_than_spectra_streams_as_well() {
        let excluded: Vec<String> = (0..40).filter(|i| i % 8 != 0).map(|i| format!("s{i}")).collect();
        let excluded: Vec<&str> = excluded.iter().map(String::as_str).collect();
        let pool = pool(40, &excluded).unwrap();
        for chunk in [1, 2, 3, 5] {
            assert_eq!(streamed(&pool, chunk), [0.0, 8.0, 16.0, 24.0, 32.0], "chunks of {chunk}");
        }
    }

    #[test]
    fn a_pool_whose_spectra_are_all_excluded_is_empty_and_one_without_any_is_refused() {
        let empty = pool(2, &["s0", "s1"]).unwrap();
        assert!(empty.is_empty() && empty.runs().is_empty());
        assert_eq!(streamed(&empty, 3), [0.0; 0]);
        empty.check(&mut Unobserved).unwrap();
        assert!(pool(0, &[]).unwrap_err().to_string().contains("no spectra"));
    }

    #[test]
    fn a_look_at_the_pool_names_the_first_bad_spectra_and_counts_all() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("pool.h5");
        let look = |names: &[&str], fluxes: &[f32]| {
            let file = ResultFile::create(&place).unwrap();
            file.write_names("filenames", 10, names.iter().copied()).unwrap();
            file.write_matrix("fluxes", 2, fluxes).unwrap();
            file.finish().unwrap();
            let pool = Pool::new(SpectraFile::open(&place, Path::new("pool.h5")).unwrap(), &HashSet::from(["out"]));
            pool.unwrap().check(&mut Unobserved).map_err(|error| error.to_string())
        };
        let nan = f32::NAN;
        assert_eq!(
            look(&["a", "out", "b"], &[0.0, 1.0, nan, nan, 2.0, 3.0]),
            Ok(()),
            "what is excluded is not looked at"
        );
        let sentence = look(&["out", "a", "b"], &[0.0, 1.0, 0.0, f32::INFINITY, nan, 3.0]).unwrap_err();
        assert!(
            sentence
                .contains("2 spectra have values that are not finite: a (infinite at point 1), b (NaN at point 0)."),
            "{sentence}"
        );
        let sentence = look(&["a", "b", "c", "d", "e"], &[nan; 10]).unwrap_err();
        assert!(sentence.contains("5 spectra") && sentence.contains("c (NaN at point 0), …."), "{sentence}");
        assert!(look(&["a", ""], &[0.0; 4]).unwrap_err().contains("Spectrum 1 (from 0) has an empty name"));
    }
}
