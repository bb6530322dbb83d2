//! What a module starts and leaves behind, in its group or not: it becomes the supervisor's, and ends with the module.

use std::sync::mpsc;
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, getpid, kill_process, waitid};

/// How long to wait for processes that the kernel does not end at once, such as those that wait for a disk that is gone.
const PATIENCE: Duration = Duration::from_secs(2);

/// Makes this process the parent of all descendants whose own parent ends.
pub(super) fn adopt() -> std::io::Result<()> {
    Ok(rustix::process::set_child_subreaper(Some(getpid()))?)
}

/// Forgets the orphans that have ended, while the module runs.
pub(super) fn reap(module: Pid) {
    for orphan in children().into_iter().filter(|child| *child != module) {
        // An error means that there is nothing to forget.
        let _ = waitid(WaitId::Pid(orphan), WaitIdOptions::EXITED | WaitIdOptions::NOHANG);
    }
}

/// Kills all descendants, after the module was reaped.
pub(super) fn kill() {
    let (done, is_done) = mpsc::channel();
    std::thread::spawn(move || {
        loop {
            let orphans = children();
            if orphans.is_empty() {
                return done.send(());
            }
            for orphan in &orphans {
                // A child that was not waited for keeps its number: nobody else is hit.
                let _ = kill_process(*orphan, Signal::KILL);
            }
            // Those that they leave are found in the next round.
            for orphan in orphans {
                let _ = waitid(WaitId::Pid(orphan), WaitIdOptions::EXITED);
            }
        }
    });
    // Beyond that they are lost to everybody.
    let _ = is_done.recv_timeout(PATIENCE);
}

/// The children of this process, ended or not.
fn children() -> Vec<Pid> {
    let this = getpid();
    let Ok(processes) = std::fs::read_dir("/proc") else { return Vec::new() };
    let pids = processes.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(|pid| parent(*pid) == Some(this)).filter_map(Pid::from_raw).collect()
}

/// The parent of a process, from its line `pid (name) state parent …`; the name may hold anything.
fn parent(pid: i32) -> Option<Pid> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    Pid::from_raw(stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?)
}
