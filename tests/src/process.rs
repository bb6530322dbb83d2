//! Processes of the binary under test.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use ml_job_testkit::wait_for_some;
use serde_json::Value;

/// How long a process may take to start or to stop.
const PATIENCE: Duration = Duration::from_mins(1);

/// The `ml-job` that was built beside this test.
///
/// # Panics
/// Where it was not built: `cargo build --bin ml-job` does.
pub fn binary() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own path");
    let profile = test.parent().and_then(Path::parent).expect("tests lie in target/<profile>/deps");
    let binary = profile.join("ml-job");
    assert!(binary.is_file(), "{} is missing: run `cargo build --bin ml-job` first", binary.display());
    binary
}

/// The binary, in an environment that holds nothing of the tester's.
fn command(directory: &Path) -> Command {
    let mut command = Command::new(binary());
    command.env_clear().current_dir(directory).stdin(Stdio::null());
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    // A proxy that is not there: whoever asks it about this machine fails.
    command.env("http_proxy", "http://127.0.0.1:9").env("ALL_PROXY", "http://127.0.0.1:9");
    command
}

/// Runs a command of the binary to its end, in `directory`.
pub fn run_command<'a>(directory: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Output {
    command(directory).args(arguments).output().expect("the binary can be started")
}

/// A running process of the binary; killed when dropped.
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts `ml-job ARGUMENTS` in `directory`, with its log in `directory/NAME.log`.
    pub fn start(directory: &Path, name: &str, arguments: &[String]) -> Self {
        let log = directory.join(format!("{name}.log"));
        let file = File::options().create(true).append(true).open(&log).expect("the log can be written");
        let child = command(directory)
            .args(arguments)
            .stdout(file.try_clone().expect("the log can be shared"))
            .stderr(file)
            .spawn()
            .expect("the binary can be started");
        Self { child, log }
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What the process has logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Waits for the log line that tells which address was taken, the last one where several were started on one log.
    ///
    /// # Panics
    /// Where the process ends instead, or a minute passes.
    pub async fn address(&mut self, starts: usize) -> String {
        let look = async || {
            let log = self.log();
            if let Ok(Some(status)) = self.child.try_wait() {
                panic!("the process ended at start with {status}:\n{log}");
            }
            let mut found = log.lines().filter_map(|line| {
                serde_json::from_str::<Value>(line).ok()?.get("address")?.as_str().map(str::to_owned)
            });
            found.nth(starts - 1)
        };
        wait_for_some(look, PATIENCE).await
    }

    /// Kills the process as a power cut would.
    pub fn kill(&mut self) {
        // An error means that it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Asks the process to stop, as `docker stop` does, and waits until it has.
    ///
    /// # Panics
    /// Where it has not after a minute.
    pub async fn terminate(&mut self) -> std::process::ExitStatus {
        self.signal("TERM");
        wait_for_some(async || self.child.try_wait().expect("the process can be waited for"), PATIENCE).await
    }

    /// Sends a signal by name (`TERM`, `STOP`, `CONT`).
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args([format!("-{name}"), self.id().to_string()]).status();
        assert!(status.is_ok_and(|status| status.success()), "cannot send {name} to {}", self.id());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- {} ---\n{}", self.log.display(), self.log());
        }
        self.kill();
    }
}
