//! The worker's side: a module's process from start to end.

use std::ffi::OsString;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::process::Stdio;

use rustix::process::{Pid, Signal};
use tokio::io::AsyncWriteExt;
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::process::{Child, ChildStderr, ChildStdout, Command};

use super::{KILL, LineReader, Report, TERMINATE};
use crate::config::ModuleHost;

/// The longest line that the supervisor writes.
const REPORT_MAX_BYTES: usize = 4096;

/// What to start, and around what.
pub(crate) struct SpawnRequest<'a> {
    /// How to start the supervisor.
    pub(crate) host: &'a ModuleHost,
    /// By how much to lower the priority, 0 to 19.
    pub(crate) nice: u8,
    /// The module's program and arguments.
    pub(crate) command: Vec<OsString>,
    /// Its whole environment.
    pub(crate) env: Vec<(OsString, OsString)>,
    /// Where it starts.
    pub(crate) dir: PathBuf,
}

/// The processes of a module could not be started.
#[derive(Debug, thiserror::Error)]
#[error("cannot start the job's process with {}", program.display())]
pub(crate) struct SpawnError {
    program: PathBuf,
    #[source]
    source: std::io::Error,
}

/// How a module's process ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Exit {
    /// With an exit status.
    Code(i32),
    /// By a signal.
    Signal(i32),
    /// It never started: why.
    NotStarted(String),
    /// The supervisor died before it could tell.
    Unknown,
}

/// A module's process, its supervisor, and the socket between supervisor and worker.
///
/// Dropping it closes the socket, and so kills everything.
pub(crate) struct ModuleProcess {
    supervisor: Child,
    requests: OwnedWriteHalf,
    reports: LineReader<OwnedReadHalf>,
    /// The module's process group, once it runs.
    group: Option<Pid>,
    exit: Option<Exit>,
}

impl ModuleProcess {
    /// Starts the supervisor, which starts the module; gives the process and its two outputs.
    pub(crate) fn spawn(request: &SpawnRequest<'_>) -> Result<(Self, ChildStdout, ChildStderr), SpawnError> {
        let program = &request.host.program;
        Self::try_spawn(request).map_err(|source| SpawnError { program: program.clone(), source })
    }

    fn try_spawn(request: &SpawnRequest<'_>) -> std::io::Result<(Self, ChildStdout, ChildStderr)> {
        let (ours, theirs) = std::os::unix::net::UnixStream::pair()?;
        ours.set_nonblocking(true)?;
        let (reports, requests) = UnixStream::from_std(ours)?.into_split();
        let mut supervisor = Command::new(&request.host.program)
            .args(&request.host.args)
            .arg("supervise")
            .arg(request.nice.to_string())
            .args(&request.command)
            .env_clear()
            .envs(request.env.iter().map(|(name, value)| (name, value)))
            .current_dir(&request.dir)
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // A group of its own: a Ctrl-C at the worker's terminal must not reach it.
            .process_group(0)
            .spawn()?;
        let missing = || std::io::Error::other("the process has no output");
        let stdout = supervisor.stdout.take().ok_or_else(missing)?;
        let stderr = supervisor.stderr.take().ok_or_else(missing)?;
        let reports = LineReader::new(reports, REPORT_MAX_BYTES);
        Ok((Self { supervisor, requests, reports, group: None, exit: None }, stdout, stderr))
    }

    /// Waits for the end of the module and of everything in its group. Cancel safe.
    pub(crate) async fn wait(&mut self) -> Exit {
        while self.exit.is_none() {
            let line = self.reports.next().await.ok().flatten();
            match line.and_then(|line| serde_json::from_slice(&line.bytes).ok()) {
                Some(Report::Started(pid)) => self.group = Pid::from_raw(pid),
                Some(Report::NotStarted(why)) => self.exit = Some(Exit::NotStarted(why)),
                Some(Report::Exited(code)) => self.exit = Some(Exit::Code(code)),
                Some(Report::Killed(signal)) => self.exit = Some(Exit::Signal(signal)),
                None => {
                    self.kill_without_supervisor();
                    self.exit = Some(Exit::Unknown);
                }
            }
        }
        // Reaps it; its own exit status says nothing that its reports did not.
        let _ = self.supervisor.wait().await;
        self.exit.clone().unwrap_or(Exit::Unknown)
    }

    /// Asks the module to end: SIGTERM to its group.
    pub(crate) async fn terminate(&mut self) {
        self.ask(TERMINATE).await;
    }

    /// Ends the module: SIGKILL to its group.
    pub(crate) async fn kill(&mut self) {
        self.ask(KILL).await;
    }

    async fn ask(&mut self, request: u8) {
        if self.requests.write_all(&[request]).await.is_err() {
            self.kill_without_supervisor();
        }
    }

    /// The last resort, when the supervisor is dead or does not react: kills it, and the group by its number.
    pub(crate) fn kill_without_supervisor(&mut self) {
        let _ = self.supervisor.start_kill();
        if let (Some(group), None) = (self.group, &self.exit) {
            let _ = rustix::process::kill_process_group(group, Signal::KILL);
        }
    }
}
