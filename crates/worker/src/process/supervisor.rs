//! The supervisor's side: start the module, pass on signals, kill the group when the worker is gone.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use parking_lot::Mutex;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, getpid, getppid, waitid};

use super::{KILL, Report, TERMINATE, orphans};

/// How much likelier than others the module is chosen when memory runs out, of 1000: it, and not the API or the
/// database beside it, is what has grown.
const OOM_SCORE_ADJUSTMENT: &str = "500";

/// Runs `[nice, program, argument…]` as the module; standard input is the socket to the worker.
pub(crate) fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    match supervise(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the supervisor of a job's process failed: {error}");
            ExitCode::FAILURE
        }
    }
}

fn supervise(args: impl IntoIterator<Item = OsString>) -> std::io::Result<()> {
    let mut args = args.into_iter();
    let usage = || std::io::Error::new(std::io::ErrorKind::InvalidInput, "usage: supervise NICE PROGRAM [ARGUMENT…]");
    let nice: i32 = args.next().and_then(|nice| nice.to_str()?.parse().ok()).ok_or_else(usage)?;
    let program = args.next().ok_or_else(usage)?;
    let mut worker = UnixStream::from(std::io::stdin().as_fd().try_clone_to_owned()?);
    outlive_polite_signals()?;
    // Politeness is a favour to the other processes: where the kernel refuses it, the job runs all the same.
    if nice > 0 && rustix::process::nice(nice).is_err() {
        eprintln!("the job runs at normal priority: nice {nice} was refused");
    }

    orphans::adopt()?;
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).process_group(0);
    die_with_parent(&mut command);
    let child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return tell(&mut worker, &Report::NotStarted(error.to_string())),
    };
    let _ = std::fs::write(format!("/proc/{}/oom_score_adj", child.id()), OOM_SCORE_ADJUSTMENT);
    let pid = Pid::from_child(&child);
    let group = Group(Arc::new(Mutex::new(Some(pid))));
    // A failure to write means that the worker is gone: the thread sees it too, and kills.
    let told = tell(&mut worker, &Report::Started(pid.as_raw_nonzero().get()));
    let from_worker = worker.try_clone()?;
    let obeying = group.clone();
    std::thread::spawn(move || obey(from_worker, &obeying));

    let status = wait(child, &group)?;
    told?;
    let report = match status.signal() {
        Some(signal) => Report::Killed(signal),
        None => Report::Exited(status.code().unwrap_or(-1)),
    };
    tell(&mut worker, &report)
}

/// Makes the signals by which people and service managers stop everything go past the supervisor: it has to be the last.
///
/// They are caught rather than ignored, because an ignored signal would stay ignored in the module.
fn outlive_polite_signals() -> std::io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    for signal in [SIGHUP, SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::new(AtomicBool::new(false)))?;
    }
    Ok(())
}

/// Has the kernel kill the module when this process dies, in case the worker dies with it.
#[expect(unsafe_code, reason = "between fork and exec the closure makes two system calls and touches no memory")]
fn die_with_parent(command: &mut Command) {
    let parent = getpid();
    let prepare = move || {
        rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
        // It may have died before the kernel was told.
        if getppid() == Some(parent) { Ok(()) } else { Err(rustix::io::Errno::SRCH.into()) }
    };
    // SAFETY: nothing in the closure allocates, locks or panics.
    unsafe { command.pre_exec(prepare) };
}

fn tell(worker: &mut UnixStream, report: &Report) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(report)?;
    line.push(b'\n');
    worker.write_all(&line)
}

/// Does what the worker asks, and kills when it can ask no more.
fn obey(mut worker: UnixStream, group: &Group) {
    loop {
        let mut request = [0];
        match worker.read(&mut request) {
            Ok(0) => return group.signal(Signal::KILL),
            Ok(_) if request[0] == TERMINATE => group.signal(Signal::TERM),
            Ok(_) if request[0] == KILL => group.signal(Signal::KILL),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return group.signal(Signal::KILL),
        }
    }
}

/// Waits for the module to end, and kills whatever it left running.
fn wait(mut child: Child, group: &Group) -> std::io::Result<ExitStatus> {
    let (mut news, sender) = UnixStream::pair()?;
    signal_hook::low_level::pipe::register(signal_hook::consts::SIGCHLD, sender)?;
    let pid = Pid::from_child(&child);
    // Without reaping: until then the number stays the module's, and killing the group is safe.
    let look = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
    while waitid(WaitId::Pid(pid), look)?.is_none() {
        orphans::reap(pid);
        match news.read(&mut [0; 64]) {
            Err(error) if error.kind() != std::io::ErrorKind::Interrupted => return Err(error),
            _ => {}
        }
    }
    group.signal(Signal::KILL);
    let mut living = group.0.lock();
    *living = None;
    let status = child.wait();
    orphans::kill();
    status
}

/// The module's process group, as long as its leader has not been reaped.
#[derive(Clone)]
struct Group(Arc<Mutex<Option<Pid>>>);

impl Group {
    fn signal(&self, signal: Signal) {
        let living = self.0.lock();
        if let Some(pid) = *living {
            // The only failure possible is that nobody is left to receive it.
            let _ = rustix::process::kill_process_group(pid, signal);
        }
    }
}
