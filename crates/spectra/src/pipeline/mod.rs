//! From a directory of spectra to `result.h5` and `report.json`.
//!
//! A first look at a sample tells what can be known beforehand. Then threads read and resample chunks of files; the calling
//! thread alone touches HDF5 and writes the chunks in their order. A chunk is only started when the writer is not far
//! behind, so memory is bounded by threads and grid, and the result does not depend on the number of threads.
//!
//! Rows are in the order of the files' names, those of one file in that of their targets.

mod collect;
mod columns;
mod error;
mod file;
mod inject;
mod lines;
mod listing;
mod look;
mod metadata;
mod names;
mod output;
mod quality;
mod report;
mod row;
mod sniff;

use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::time::Duration;

use ml_job_domain::{FieldError, LogLevel, Observer, Progress};
use parking_lot::Mutex;

pub use error::{PreprocessError, Reasons};
pub use inject::{Emission, Injected, inject};
pub use lines::{LineTask, MeasuredRow, measure_lines};
pub use look::FirstLook;
pub use quality::{Class, Distribution, QualityTable};
pub use report::{
    Escaped, Grid, Ignored, Listed, MAX_LISTED, MAX_NAMED, Overhanging, Remarks, Renamed, Report, Skipped, SkippedFile,
};

use crate::catalogue::Catalogue;
use crate::config::PreprocessConfig;
use crate::grid::WaveGrid;
use collect::Collector;
use file::FileReader;
use listing::{Candidate, Listing};
use row::Chunk;

pub(crate) use metadata::is_header_fact;

/// Most files in a chunk: enough that handing it over costs nothing, few enough that the end is shared fairly.
const CHUNK_FILES: usize = 32;

/// Bytes of rows in a chunk at most, which makes chunks of very long grids small.
const CHUNK_BYTES: usize = 256 << 10;

/// Bytes of rows that a thread hands over at once: files with many spectra fill a chunk in parts.
const PART_BYTES: usize = 8 << 20;

/// Chunks that may be under way for each thread.
const CHUNKS_PER_THREAD: usize = 4;

/// How often a request to stop is looked for while no chunk arrives.
const CANCEL_POLL: Duration = Duration::from_millis(100);

/// What progress counts.
pub(crate) const UNIT: &str = "spectra";

/// Where a run finds everything.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    /// The directory with the spectra; `config.data_dir_path` is only recorded.
    pub input: &'a Path,
    /// The HDF5 file to write; `report.json` is written beside it.
    pub output: &'a Path,
    /// The catalogue, if `config.catalogue_path` names one.
    pub catalogue: Option<&'a Path>,
}

/// Reads the spectra of `input`, and writes the result to `output` with `report.json` beside it: [`preprocess_at`] without a
/// catalogue.
///
/// # Errors
///
/// Why there is no result; `output` is as it was then.
pub fn preprocess(
    input: &Path,
    output: &Path,
    config: &PreprocessConfig,
    threads: usize,
    observer: &mut dyn Observer,
) -> Result<Report, PreprocessError> {
    preprocess_at(Places { input, output, catalogue: None }, config, threads, observer)
}

/// Reads the spectra of a directory, and writes the result with `report.json` beside it.
///
/// The result is complete when this returns, and byte for byte the same for the same files and configuration on any
/// number of threads. Paths in the configuration are only recorded: the caller resolves them
/// ([`PreprocessConfig::input_dir`]). Before the run a sample of the files is looked at ([`FirstLook`]); what it tells goes to
/// the observer's log and into the report.
///
/// # Errors
///
/// Why there is no result; `output` is as it was then. Where not one file could be used, `report.json` is written all the
/// same, and says why for each.
pub fn preprocess_at(
    places: Places<'_>,
    config: &PreprocessConfig,
    threads: usize,
    observer: &mut dyn Observer,
) -> Result<Report, PreprocessError> {
    config.validate_values().map_err(PreprocessError::Config)?;
    let grid = WaveGrid::new(config);
    let catalogue = open_catalogue(places, config)?;
    let (listing, threads) = (Listing::new(places.input, config)?, threads.max(1));
    let mut collector = Collector::new(places.output, config, &listing, &grid, catalogue.as_ref())?;
    let mut progress = Progress::new(0, listing.files, UNIT);
    if listing.files > 0 {
        let look = FirstLook::at(&listing, config, &grid, threads, 0);
        observer.log(LogLevel::Info, &look.summary());
        look.warnings.iter().for_each(|warning| observer.log(LogLevel::Warn, warning));
        if let Some(warning) = look.warnings.first() {
            progress = progress.saying(warning);
        }
        collector.see(look);
    }
    observer.progress(progress);
    let readers = || FileReader::new(config, places.input, &grid, catalogue.as_ref());
    run_threads(&grid, &listing, threads, readers, &mut collector, observer)?;
    collector.finish()
}

/// Looks at a sample of the files of a directory, as a run does at its start, and writes nothing.
///
/// # Errors
///
/// Where the configuration is not valid or the directory or the catalogue cannot be read.
pub fn first_look(
    input: &Path,
    catalogue: Option<&Path>,
    config: &PreprocessConfig,
    threads: usize,
) -> Result<FirstLook, PreprocessError> {
    config.validate_values().map_err(PreprocessError::Config)?;
    let grid = WaveGrid::new(config);
    open_catalogue(Places { input, output: Path::new(""), catalogue }, config)?;
    let listing = Listing::new(input, config)?;
    if listing.files == 0 {
        return Err(PreprocessError::NoFiles { ignored: listing.ignored.reasons() });
    }
    Ok(FirstLook::at(&listing, config, &grid, threads, look::MOST_FILES))
}

fn open_catalogue(places: Places<'_>, config: &PreprocessConfig) -> Result<Option<Catalogue>, PreprocessError> {
    match (places.catalogue, config.catalogue()) {
        (Some(path), _) => Ok(Some(Catalogue::open(path, config)?)),
        (None, None) => Ok(None),
        (None, Some(path)) => {
            let error = FieldError::new("/catalogue_path", format!("{path} was not found"));
            Err(PreprocessError::Config(vec![error]))
        }
    }
}

/// A file to make rows of.
struct Task {
    file: Candidate,
    /// Whether another file of this name came before: that one stays.
    is_duplicate: bool,
}

/// All files in their order; files of one name follow each other.
fn tasks(listing: &Listing) -> impl Iterator<Item = Task> + Send {
    let mut last: Option<Candidate> = None;
    listing.iter().map(move |file| {
        let is_duplicate = last.as_ref().is_some_and(|last| last.is_namesake(&file));
        last = Some(file.clone());
        Task { file, is_duplicate }
    })
}

fn run_threads<'a>(
    grid: &WaveGrid,
    listing: &Listing,
    threads: usize,
    readers: impl Fn() -> FileReader<'a> + Sync,
    collector: &mut Collector<'_>,
    observer: &mut dyn Observer,
) -> Result<(), PreprocessError> {
    let chunk_files = (CHUNK_BYTES / size_of_val(grid.points())).clamp(1, CHUNK_FILES);
    let tasks = Mutex::new(tasks(listing));
    std::thread::scope(|scope| {
        let (places, chunks) = mpsc::sync_channel(threads * CHUNKS_PER_THREAD);
        for _ in 0..threads {
            let (tasks, places, readers) = (&tasks, places.clone(), &readers);
            scope.spawn(move || make_rows(tasks, chunk_files, readers(), &places));
        }
        drop(places);
        let collected = collect(&chunks, collector, observer);
        // Nobody waits for more: the threads end.
        drop(chunks);
        collected
    })
}

/// One thread: chunk after chunk. A place among `places` is taken for each in the order of the files, before its rows are made.
fn make_rows(
    tasks: &Mutex<impl Iterator<Item = Task>>,
    chunk_files: usize,
    mut reader: FileReader<'_>,
    places: &SyncSender<Receiver<Chunk>>,
) {
    loop {
        let (made, place) = mpsc::sync_channel(1);
        let mut waiting = tasks.lock();
        let taken: Vec<Task> = waiting.by_ref().take(chunk_files).collect();
        // Waits where the writer is far behind. It is gone only after a failure, which stops this thread too.
        if taken.is_empty() || places.send(place).is_err() {
            return;
        }
        drop(waiting);
        let mut chunk = Chunk::default();
        for Task { file, is_duplicate } in &taken {
            chunk.looked_at += 1;
            if *is_duplicate {
                reader.add_duplicate(file, &mut chunk);
            } else {
                reader.add(file, &mut chunk);
            }
            // Waits until the writer has come to this chunk.
            if size_of_val(&chunk.rows[..]) > PART_BYTES && made.send(std::mem::take(&mut chunk)).is_err() {
                return;
            }
        }
        let _ = made.send(chunk);
    }
}

/// The calling thread: writes chunks in their order.
fn collect(
    chunks: &Receiver<Receiver<Chunk>>,
    collector: &mut Collector<'_>,
    observer: &mut dyn Observer,
) -> Result<(), PreprocessError> {
    while let Some(place) = next(chunks, observer)? {
        // A thread that panicked sends no more, and the panic goes on when all have ended.
        while let Some(chunk) = next(&place, observer)? {
            collector.add(chunk)?;
            observer.progress(collector.progress());
        }
    }
    Ok(())
}

/// Waits for what a thread sends; `None` where nobody is left to send.
fn next<T>(sent: &Receiver<T>, observer: &mut dyn Observer) -> Result<Option<T>, PreprocessError> {
    loop {
        if observer.is_cancelled() {
            return Err(PreprocessError::Cancelled);
        }
        match sent.recv_timeout(CANCEL_POLL) {
            Ok(sent) => return Ok(Some(sent)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
        }
    }
}
