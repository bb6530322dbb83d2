//! Spectral lines of many spectra, as they lie in the files of a directory.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, SyncSender};

use ml_job_domain::{Observer, Progress, sentence};
use parking_lot::Mutex;

use super::listing::Listing;
use super::{CHUNK_FILES, CHUNKS_PER_THREAD, PreprocessError, Task, UNIT, next, tasks};
use crate::config::PreprocessConfig;
use crate::error::ReadError;
use crate::lines::{Line, LineMeasurement, LineWindow, NotMeasured, measure_line};
use crate::readers::{SpectrumReader, Want};
use crate::spectrum::Spectrum;

/// What is measured of each spectrum.
#[derive(Debug, Clone)]
pub struct LineTask {
    /// The lines, each with its window.
    pub lines: Vec<(Line, LineWindow)>,
    /// Whether lines are looked for at the redshift that the header states, where it states one; else at rest.
    pub at_stated_redshift: bool,
}

/// What came of one of the spectra that were asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum MeasuredRow {
    /// No file of the directory holds it.
    Missing,
    /// Its file cannot be read, for this reason.
    Unreadable(String),
    /// It was read.
    Read {
        /// The redshift at which its lines were looked for.
        redshift: f64,
        /// What was measured, in the order of the task's lines.
        lines: Vec<Result<LineMeasurement, NotMeasured>>,
    },
}

/// Measures lines of the spectra called `names` (as [`Spectrum::address`] has them), as they lie in the directory `input`.
///
/// Of `config` counts which files are looked at: subdirectories, pattern and targets. Of files of one name the first counts, as
/// in [`preprocess`](super::preprocess). The answer is in the order of the names, and the same on any number of threads.
///
/// # Errors
/// Where the directory cannot be read, the host is out of resources, or the caller asked to stop.
pub fn measure_lines<'n>(
    input: &Path,
    config: &PreprocessConfig,
    names: impl ExactSizeIterator<Item = &'n str>,
    task: &LineTask,
    threads: usize,
    observer: &mut dyn Observer,
) -> Result<Vec<MeasuredRow>, PreprocessError> {
    let mut rows = vec![MeasuredRow::Missing; names.len()];
    let wanted = Wanted::new(names);
    let listing = Listing::new(input, config)?;
    let every_target = config.targets_pattern().is_some();
    let total = rows.len() as u64;
    let files =
        Mutex::new(tasks(&listing).filter(|file| !file.is_duplicate && wanted.files.contains(&*file.file.name())));
    observer.progress(Progress::new(0, total, UNIT));
    std::thread::scope(|scope| {
        let (sender, measured) = mpsc::sync_channel(threads.max(1) * CHUNKS_PER_THREAD);
        for _ in 0..threads.max(1) {
            let (files, wanted, sender) = (&files, &wanted, sender.clone());
            let worker = Worker { wanted, task, every_target, reader: SpectrumReader::new() };
            scope.spawn(move || worker.work(files, &sender));
        }
        drop(sender);
        let mut done = 0;
        while let Some(part) = next(&measured, observer)? {
            for (row, result) in part? {
                done += u64::from(rows[row] == MeasuredRow::Missing);
                rows[row] = result;
            }
            observer.progress(Progress::new(done, total, UNIT));
        }
        Ok::<(), PreprocessError>(())
    })?;
    observer.progress(Progress::new(total, total, UNIT));
    Ok(rows)
}

/// Which spectra are wanted, and which files may hold them.
struct Wanted<'n> {
    rows: HashMap<&'n str, usize>,
    files: HashSet<&'n str>,
}

impl<'n> Wanted<'n> {
    fn new(names: impl Iterator<Item = &'n str>) -> Self {
        let (mut rows, mut files) = (HashMap::new(), HashSet::new());
        for (row, name) in names.enumerate() {
            rows.entry(name).or_insert(row);
            files.insert(name);
            // `file#target`; a file may have a `#` in its own name as well.
            files.extend(name.match_indices('#').map(|(end, _)| &name[..end]));
        }
        Self { rows, files }
    }
}

type Part = Result<Vec<(usize, MeasuredRow)>, PreprocessError>;

/// One thread: file after file.
struct Worker<'a> {
    wanted: &'a Wanted<'a>,
    task: &'a LineTask,
    every_target: bool,
    reader: SpectrumReader,
}

impl Worker<'_> {
    fn work(mut self, files: &Mutex<impl Iterator<Item = Task>>, sender: &SyncSender<Part>) {
        let mut path = PathBuf::new();
        loop {
            let taken: Vec<Task> = files.lock().by_ref().take(CHUNK_FILES).collect();
            if taken.is_empty() {
                return;
            }
            let (mut part, mut failure) = (Vec::new(), None);
            for Task { file, .. } in &taken {
                file.path_into(&mut path);
                if let Err(source) = self.add(&path, &file.name(), &mut part) {
                    failure = Some(PreprocessError::Resources { filename: file.name(), source });
                    break;
                }
            }
            // Nobody waits for more after a failure.
            if sender.send(failure.map_or(Ok(part), Err)).is_err() {
                return;
            }
        }
    }

    /// Adds the spectra of a file.
    fn add(&mut self, path: &Path, name: &str, part: &mut Vec<(usize, MeasuredRow)>) -> Result<(), ReadError> {
        let want = Want { quality: true, every_target: self.every_target, ..Want::default() };
        let (wanted, task) = (self.wanted, self.task);
        let mut spectrum = Spectrum::default();
        let mut exhausted = None;
        let row_of = |target: &str| {
            let address = if target.is_empty() { name.to_owned() } else { format!("{name}#{target}") };
            wanted.rows.get(&*address).copied()
        };
        let read = self.reader.read_each(path, &want, &mut spectrum, &mut |result, spectrum| {
            let Some(row) = row_of(&spectrum.target) else { return ControlFlow::Continue(()) };
            match result {
                Ok(_) => part.push((row, measure(spectrum, task))),
                Err(error) if error.is_resource_exhaustion() => {
                    exhausted = Some(error);
                    return ControlFlow::Break(());
                }
                Err(error) => part.push((row, MeasuredRow::Unreadable(sentence(&error)))),
            }
            ControlFlow::Continue(())
        });
        match (exhausted, read) {
            (Some(error), _) => Err(error),
            (None, Err(error)) if error.is_resource_exhaustion() => Err(error),
            (None, Err(error)) => {
                part.extend(row_of("").map(|row| (row, MeasuredRow::Unreadable(sentence(&error)))));
                Ok(())
            }
            (None, Ok(())) => Ok(()),
        }
    }
}

fn measure(spectrum: &Spectrum, task: &LineTask) -> MeasuredRow {
    let stated = spectrum.meta.redshift().filter(|_| task.at_stated_redshift);
    let redshift = stated.unwrap_or(0.0);
    let one = |&(line, window): &(Line, LineWindow)| measure_line(spectrum, line, redshift, window);
    MeasuredRow::Read { redshift, lines: task.lines.iter().map(one).collect() }
}
