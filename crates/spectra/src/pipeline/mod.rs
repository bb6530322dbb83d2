//! From a directory of FITS files to `result.h5` and `report.json`.
//!
//! Threads read and resample chunks of files; the calling thread alone touches HDF5 and writes the chunks in their
//! order. A chunk is only started when the writer is not far behind, so memory is bounded by threads and grid, and the
//! result does not depend on the number of threads.

mod error;
mod listing;
mod output;
mod report;
mod row;

use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::time::Duration;

use ml_job_domain::{Observer, Progress};
use parking_lot::Mutex;

pub use error::PreprocessError;
pub use report::{Grid, Listed, MAX_LISTED, Overhanging, Renamed, Report, Skipped, SkippedFile};

use crate::config::{OnBadFile, PreprocessConfig};
use crate::resample::linspace;
use listing::{Candidate, Listing};
use output::ResultFile;
use row::{Chunk, Remark, RowMaker};

/// Most files in a chunk: enough that handing it over costs nothing, few enough that the end is shared fairly.
const CHUNK_FILES: usize = 32;

/// Bytes of rows in a chunk at most, which makes chunks of very long grids small.
const CHUNK_BYTES: usize = 256 << 10;

/// Chunks that may be under way for each thread.
const CHUNKS_PER_THREAD: usize = 4;

/// How often a request to stop is looked for while no chunk arrives.
const CANCEL_POLL: Duration = Duration::from_millis(100);

/// What progress counts.
pub(crate) const UNIT: &str = "spectra";

/// Reads the FITS files of `input`, and writes the result to `output` with `report.json` beside it.
///
/// The result is complete when this returns, and byte for byte the same for the same files and configuration on any
/// number of threads. `config.data_dir_path` is only recorded: the caller resolves it
/// ([`PreprocessConfig::input_dir`]).
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
    config.validate().map_err(PreprocessError::Config)?;
    let grid = linspace(config.wave_start_point, config.wave_end_point, config.wave_point_count);
    let listing = Listing::new(input, config)?;
    if listing.files == 0 {
        return Err(PreprocessError::NoFiles { ignored: listing.ignored });
    }
    let result = ResultFile::create(output, config, &grid, listing.longest)?;
    let mut collector = Collector::new(result, config, &listing, &grid);
    observer.progress(Progress::new(0, listing.files, UNIT));
    run_threads(config, &grid, &listing, threads.max(1), &mut collector, observer)?;
    collector.finish(config)
}

/// A file to make a row of.
struct Task {
    file: Candidate,
    /// Whether another file of this name came before: that one stays.
    is_duplicate: bool,
}

/// All files in their order; files of one name follow each other.
fn tasks(listing: &Listing) -> impl Iterator<Item = Task> + Send {
    let mut last_name = String::new();
    listing.iter().map(move |file| {
        let is_duplicate = file.name == last_name;
        last_name.clone_from(&file.name);
        Task { file, is_duplicate }
    })
}

fn run_threads(
    config: &PreprocessConfig,
    grid: &[f64],
    listing: &Listing,
    threads: usize,
    collector: &mut Collector,
    observer: &mut dyn Observer,
) -> Result<(), PreprocessError> {
    let chunk_files = (CHUNK_BYTES / size_of_val(grid)).clamp(1, CHUNK_FILES);
    let tasks = Mutex::new(tasks(listing));
    std::thread::scope(|scope| {
        let (places, chunks) = mpsc::sync_channel(threads * CHUNKS_PER_THREAD);
        for _ in 0..threads {
            let (tasks, places) = (&tasks, places.clone());
            scope.spawn(move || make_rows(tasks, chunk_files, RowMaker::new(config, grid), &places));
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
    mut maker: RowMaker<'_>,
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
            chunk.files += 1;
            if *is_duplicate {
                chunk.remarks.push(row::duplicate(file));
            } else {
                maker.add(file, &mut chunk);
            }
        }
        let _ = made.send(chunk);
    }
}

/// The calling thread: writes chunks in their order.
fn collect(
    chunks: &Receiver<Receiver<Chunk>>,
    collector: &mut Collector,
    observer: &mut dyn Observer,
) -> Result<(), PreprocessError> {
    while let Some(place) = next(chunks, observer)? {
        // A thread that panicked has sent none, and the panic goes on when all have ended.
        let Some(chunk) = next(&place, observer)? else { break };
        collector.add(chunk)?;
        observer.progress(Progress::new(collector.done, collector.report.files, UNIT));
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

/// Writes rows and gathers the report.
struct Collector {
    result: ResultFile,
    report: Report,
    points: usize,
    on_bad_file: OnBadFile,
    done: u64,
    first_skipped: Option<SkippedFile>,
    out_of_range: u64,
}

impl Collector {
    fn new(result: ResultFile, config: &PreprocessConfig, listing: &Listing, grid: &[f64]) -> Self {
        let points = grid.len();
        let grid = Grid { start: config.wave_start_point, end: config.wave_end_point, points };
        let mut report = Report::new(listing.files, listing.ignored, grid);
        for directory in &listing.closed {
            let reason = "the directory cannot be read".to_owned();
            let filename = format!("{directory}/");
            report.skipped.add(SkippedFile { filename, code: "unreadable_directory".to_owned(), reason });
        }
        Self { result, report, points, on_bad_file: config.on_bad_file, done: 0, first_skipped: None, out_of_range: 0 }
    }

    fn add(&mut self, chunk: Chunk) -> Result<(), PreprocessError> {
        for remark in chunk.remarks {
            self.note(remark)?;
        }
        for ((name, meta), row) in chunk.spectra.iter().zip(chunk.rows.chunks_exact(self.points)) {
            self.result.add(name, meta, row)?;
            self.report.spectra += 1;
        }
        self.done += chunk.files;
        Ok(())
    }

    fn note(&mut self, remark: Remark) -> Result<(), PreprocessError> {
        match remark {
            Remark::Renamed(file) => self.report.renamed.add(file),
            Remark::Overhanging(file) => self.report.overhanging.add(file),
            Remark::Resources { filename, source } => return Err(PreprocessError::Resources { filename, source }),
            Remark::Skipped { file, is_bad } => {
                if is_bad && self.on_bad_file == OnBadFile::Fail {
                    return Err(PreprocessError::BadFile { filename: file.filename, reason: file.reason });
                }
                self.out_of_range += u64::from(file.code == row::OUT_OF_RANGE);
                if self.first_skipped.is_none() {
                    self.first_skipped = Some(file.clone());
                }
                self.report.skipped.add(file);
            }
        }
        Ok(())
    }

    fn finish(self, config: &PreprocessConfig) -> Result<Report, PreprocessError> {
        if self.report.spectra > 0 {
            self.result.finish(&self.report)?;
            return Ok(self.report);
        }
        let (filename, reason) = self.first_skipped.map(|file| (file.filename, file.reason)).unwrap_or_default();
        if self.out_of_range == self.report.files {
            let (start, end) = (config.wave_start_point, config.wave_end_point);
            return Err(PreprocessError::GridOutOfRange { start, end, filename, reason });
        }
        Err(PreprocessError::NothingReadable { files: self.report.files, filename, reason })
    }
}
