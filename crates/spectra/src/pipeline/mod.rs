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

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ml_job_domain::{Observer, Progress};

pub use error::PreprocessError;
pub use report::{Grid, Listed, MAX_LISTED, Overhanging, Renamed, Report, Skipped, SkippedFile};

use crate::config::{OnBadFile, PreprocessConfig};
use crate::resample::linspace;
use listing::{Candidate, Listing, Sorted};
use output::ResultFile;
use row::{Chunk, Remark, RowMaker};

/// Most files in a chunk: enough that handing it over costs nothing, few enough that the end is shared fairly.
const CHUNK_FILES: usize = 32;

/// Bytes of rows in a chunk at most, which makes chunks of very long grids small.
const CHUNK_BYTES: usize = 256 << 10;

/// Chunks that may be under way for each thread.
const CHUNKS_PER_THREAD: u64 = 4;

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

/// What the threads share.
struct Work<'a> {
    state: Mutex<State<'a>>,
    changed: Condvar,
    chunk_files: usize,
    /// Chunks that may be started beyond the last one written.
    window: u64,
}

struct State<'a> {
    files: Sorted<'a>,
    /// Name of the last file handed out: files of one name follow each other.
    last_name: String,
    started: u64,
    written: u64,
    stopped: bool,
    /// Buffers of chunks that are written.
    spare: Vec<Chunk>,
}

/// A file to make a row of.
struct Task {
    file: Candidate,
    /// Whether another file of this name came before: that one stays.
    is_duplicate: bool,
}

impl<'a> Work<'a> {
    fn lock(&self) -> MutexGuard<'_, State<'a>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next chunk of files and its number; `None` when there is nothing left to do.
    fn next(&self, tasks: &mut Vec<Task>) -> Option<(u64, Chunk)> {
        let mut state = self.lock();
        while !state.stopped && state.started - state.written >= self.window {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.stopped {
            return None;
        }
        tasks.clear();
        for _ in 0..self.chunk_files {
            let Some(file) = state.files.next() else { break };
            let is_duplicate = file.name == state.last_name;
            state.last_name.clone_from(&file.name);
            tasks.push(Task { file, is_duplicate });
        }
        if tasks.is_empty() {
            return None;
        }
        let number = state.started;
        state.started += 1;
        let mut chunk = state.spare.pop().unwrap_or_default();
        chunk.clear();
        Some((number, chunk))
    }

    /// Notes that a chunk is written, and keeps its buffers.
    fn done(&self, chunk: Chunk) {
        let mut state = self.lock();
        state.written += 1;
        state.spare.push(chunk);
        self.changed.notify_all();
    }

    fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_all();
    }
}

/// Stops the other threads when one panics: they would wait for its chunk for ever.
struct StopOnPanic<'a, 'b>(&'a Work<'b>);

impl Drop for StopOnPanic<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop();
        }
    }
}

fn run_threads(
    config: &PreprocessConfig,
    grid: &[f64],
    listing: &Listing,
    threads: usize,
    collector: &mut Collector,
    observer: &mut dyn Observer,
) -> Result<(), PreprocessError> {
    let state = State {
        files: listing.iter(),
        last_name: String::new(),
        started: 0,
        written: 0,
        stopped: false,
        spare: Vec::new(),
    };
    let work = Work {
        state: Mutex::new(state),
        changed: Condvar::new(),
        chunk_files: (CHUNK_BYTES / size_of_val(grid)).clamp(1, CHUNK_FILES),
        window: threads as u64 * CHUNKS_PER_THREAD,
    };
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel(usize::try_from(work.window).unwrap_or(usize::MAX));
        for _ in 0..threads {
            let (work, sender) = (&work, sender.clone());
            scope.spawn(move || make_rows(work, RowMaker::new(config, grid, listing), &sender));
        }
        drop(sender);
        let collected = collect(&work, &receiver, collector, observer);
        work.stop();
        collected
    })
}

/// One thread: chunk after chunk.
fn make_rows(work: &Work<'_>, mut maker: RowMaker<'_>, sender: &SyncSender<(u64, Chunk)>) {
    let _guard = StopOnPanic(work);
    let mut tasks = Vec::new();
    while let Some((number, mut chunk)) = work.next(&mut tasks) {
        for Task { file, is_duplicate } in &tasks {
            chunk.files += 1;
            if *is_duplicate {
                chunk.remarks.push(row::duplicate(file));
            } else {
                maker.add(file, &mut chunk);
            }
        }
        // The receiver is gone only after a failure, which stops this thread too.
        if sender.send((number, chunk)).is_err() {
            return;
        }
    }
}

/// The calling thread: writes chunks in their order.
fn collect(
    work: &Work<'_>,
    receiver: &mpsc::Receiver<(u64, Chunk)>,
    collector: &mut Collector,
    observer: &mut dyn Observer,
) -> Result<(), PreprocessError> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    loop {
        if observer.is_cancelled() {
            return Err(PreprocessError::Cancelled);
        }
        match receiver.recv_timeout(CANCEL_POLL) {
            Ok((number, chunk)) => {
                waiting.insert(number, chunk);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
        while let Some(mut chunk) = waiting.remove(&next) {
            collector.add(&mut chunk)?;
            next += 1;
            work.done(chunk);
            observer.progress(Progress::new(collector.done, collector.report.files, UNIT));
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

    fn add(&mut self, chunk: &mut Chunk) -> Result<(), PreprocessError> {
        for remark in chunk.remarks.drain(..) {
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
