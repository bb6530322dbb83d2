//! Files that strangers made are opened in processes of their own, never in the one that serves.
//!
//! libhdf5 and cfitsio are large C libraries: a crafted file may crash them, keep them busy for ever, or make them take all
//! memory. So each file is opened here, beneath its root, and handed as an open descriptor to a *reader*: this program again,
//! with no environment, little memory and no other descriptor ([`reader_main`]). A reader answers one request at a time with
//! the finished JSON, is used again as long as all goes well, and is killed when it takes too long or the client goes away.
//!
//! [`Readers`] is the pool; `wire.rs` what is said between the two; `process.rs` the reader's side; `rows.rs`,
//! `spectrum.rs`, `lines.rs`, `header.rs` and `facts.rs` what is read, and the JSON that is made of it. To read another kind of file, add a [`Request`].

mod facts;
mod header;
mod lines;
mod process;
mod rows;
mod spectrum;
#[cfg(test)]
mod tests;
mod wire;

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::fd::AsFd as _;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::net::UnixStream;
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::problem::Problem;
pub(crate) use facts::{FactsRequest, FileAnswer, SpectrumAnswer};
pub(crate) use header::HeaderView;
pub(crate) use lines::{LinesRequest, LinesView};
pub use process::reader_main;
pub(crate) use rows::{JobSpectra, RowsRequest};
pub(crate) use spectrum::{SpectrumRequest, SpectrumView};
pub(crate) use wire::{Answer, MAX_FILES, Refusal, Request};

/// How long a reader may take for one request.
const DEADLINE: Duration = Duration::from_secs(10);
/// How long a request waits until a reader is free.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many requests one reader answers: what a library forgets to free stays bounded.
const REQUESTS_PER_READER: u32 = 1000;
/// How long a reader that broke off is waited for, to learn how it ended.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// The program that reads, the arguments that make it read, and how long it may.
#[derive(Debug, Clone)]
pub struct ReaderCommand {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// How long it may take for one request.
    pub deadline: Duration,
}

impl Default for ReaderCommand {
    /// This program, also after its file was replaced by a newer one, with its hidden subcommand `read`.
    fn default() -> Self {
        Self { program: Path::new("/proc/self/exe").into(), args: vec!["read".into()], deadline: DEADLINE }
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReaderError {
    /// The file made the reader crash, or run out of memory.
    #[error("reading it ended the process that reads ({0})")]
    Crashed(String),
    /// The file keeps the reader busy.
    #[error("reading it takes longer than {} s", .0.as_secs_f64())]
    TooLong(Duration),
    /// Every reader is busy.
    #[error("all readers of files are busy")]
    Busy,
    /// No reader can be started or reached.
    #[error("a file cannot be handed to a reader")]
    Io(#[from] io::Error),
}

impl ReaderError {
    /// What the client is told, where `unreadable` says which file is at fault.
    pub(crate) fn problem(self, unreadable: impl FnOnce(&str) -> Problem) -> Problem {
        match self {
            Self::Crashed(_) | Self::TooLong(_) => {
                tracing::warn!("A file cannot be read: {self}");
                unreadable(&self.to_string())
            }
            Self::Busy => Problem::unavailable("A reader of files", self),
            Self::Io(_) => Problem::internal(self),
        }
    }
}

/// A bounded number of readers, started when they are needed.
#[derive(Debug)]
pub(crate) struct Readers {
    command: ReaderCommand,
    places: Semaphore,
    places_max: usize,
    idle: Mutex<Vec<Reader>>,
}

impl Readers {
    pub(crate) fn new(command: ReaderCommand) -> Self {
        Self::with_places(command, (2 * cores()).clamp(2, 16))
    }

    /// Readers for work that nobody waits for: at most half of the cores.
    pub(crate) fn background(command: ReaderCommand) -> Self {
        Self::with_places(command, (cores() / 2).clamp(1, 8))
    }

    fn with_places(command: ReaderCommand, places_max: usize) -> Self {
        Self { command, places: Semaphore::new(places_max), places_max, idle: Mutex::default() }
    }

    /// How many requests can be under way at once.
    pub(crate) const fn places_max(&self) -> usize {
        self.places_max
    }

    /// Whether any request is under way.
    pub(crate) fn is_busy(&self) -> bool {
        self.places.available_permits() < self.places_max
    }

    /// Asks a reader. Where the future is dropped, the reader is killed.
    ///
    /// # Errors
    /// [`ReaderError`]; the reader that was asked is gone then.
    pub(crate) async fn ask(&self, request: &Request, files: &[File]) -> Result<Answer, ReaderError> {
        let place = timeout(PATIENCE, self.places.acquire()).await;
        let Ok(Ok(_place)) = place else { return Err(ReaderError::Busy) };
        let mut reader = self.take()?;
        match timeout(self.command.deadline, reader.ask(request, files)).await {
            Ok(Ok(answer)) => {
                if reader.answered < REQUESTS_PER_READER && !matches!(answer, Answer::Refused(_)) {
                    self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
                }
                Ok(answer)
            }
            Ok(Err(error)) => Err(match timeout(LAST_WORDS, reader.process.wait()).await {
                Ok(Ok(status)) => ReaderError::Crashed(ending(status)),
                _ => error.into(),
            }),
            Err(_) => Err(ReaderError::TooLong(self.command.deadline)),
        }
    }

    /// A reader that is idle and alive, or a new one.
    fn take(&self) -> io::Result<Reader> {
        loop {
            let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some(mut reader) = idle else { return Reader::start(&self.command) };
            if matches!(reader.process.try_wait(), Ok(None)) {
                return Ok(reader);
            }
        }
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// A running reader; killed when dropped.
#[derive(Debug)]
struct Reader {
    process: Child,
    socket: UnixStream,
    answered: u32,
}

impl Reader {
    fn start(command: &ReaderCommand) -> io::Result<Self> {
        let (ours, theirs) = std::os::unix::net::UnixStream::pair()?;
        ours.set_nonblocking(true)?;
        let process = Command::new(&command.program)
            .args(&command.args)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(std::os::fd::OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        Ok(Self { process, socket: UnixStream::from_std(ours)?, answered: 0 })
    }

    async fn ask(&mut self, request: &Request, files: &[File]) -> io::Result<Answer> {
        let descriptors: Vec<_> = files.iter().map(File::as_fd).collect();
        wire::send_request(&mut self.socket, request, &descriptors).await?;
        self.answered += 1;
        wire::receive_answer(&mut self.socket).await
    }
}

/// How a process ended, for a person.
fn ending(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt as _;
    status.signal().map_or_else(|| status.to_string(), |signal| format!("signal {signal}"))
}
