//! The reader's side: a process that opens files which may be made to harm it.

#![expect(unsafe_code, reason = "descriptors that nobody owns can only be closed by number")]

use std::io;
use std::os::fd::{AsFd as _, AsRawFd as _, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::ExitCode;

use rustix::process::{Resource, Rlimit, Signal, setrlimit};
use rustix::time::ClockId;

use super::wire::{Answer, Request, receive_request, send_answer};
use super::{DEADLINE, facts, header, lines, rows, spectrum};

/// Memory that a reader may take, the program itself included.
const MEMORY_BYTES: u64 = 1 << 30;

/// Answers requests until nobody asks any more: for the API's child processes, not for people.
///
/// The program that hosts the API calls it for its hidden subcommand `read`, before it does anything else; standard input is
/// the socket.
pub fn reader_main() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the reader ends: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve() -> io::Result<()> {
    UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?).peer_addr()?;
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    close_others()?;
    limit(Resource::As, MEMORY_BYTES)?;
    limit(Resource::Core, 0)?;
    let mut socket = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    while let Some((request, files)) = receive_request(&mut socket)? {
        limit_time()?;
        send_answer(&mut socket, &answer(&request, &files))?;
    }
    Ok(())
}

/// Closes whatever descriptors came along from those who started the API: this process has its socket, and what is sent over it.
fn close_others() -> io::Result<()> {
    let listed = std::fs::read_dir("/proc/self/fd")?;
    let listed: Vec<RawFd> = listed.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect();
    // The descriptor that the list was read from is closed by now.
    let is_open = |number: &RawFd| std::fs::symlink_metadata(format!("/proc/self/fd/{number}")).is_ok();
    let others: Vec<RawFd> = listed.into_iter().filter(|number| *number > 2 && is_open(number)).collect();
    for number in others {
        // SAFETY: nothing in this process owns a descriptor yet, but for the three of every process: it has just begun.
        unsafe { rustix::io::close(number) };
    }
    Ok(())
}

fn limit(resource: Resource, most: u64) -> io::Result<()> {
    Ok(setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?)
}

/// Lets this process end by itself where it computes beyond the deadline: also when the API was killed and cannot end it.
fn limit_time() -> io::Result<()> {
    let used = rustix::time::clock_gettime(ClockId::ProcessCPUTime).tv_sec;
    let most = u64::try_from(used).unwrap_or(0) + 2 * DEADLINE.as_secs();
    Ok(setrlimit(Resource::Cpu, Rlimit { current: Some(most), maximum: None })?)
}

fn answer(request: &Request, files: &[OwnedFd]) -> Answer {
    // The libraries want paths; those of open files cannot lead anywhere else.
    let paths: Vec<PathBuf> = files.iter().map(|file| format!("/proc/self/fd/{}", file.as_raw_fd()).into()).collect();
    match request {
        Request::Rows(request) => rows::answer(request, &paths),
        Request::Spectrum(request) => spectrum::answer(request, &paths),
        Request::Lines(request) => lines::answer(request, &paths),
        Request::Header => header::answer(&paths),
        Request::Facts(request) => facts::answer(request, &paths),
    }
    .unwrap_or_else(Answer::Refused)
}
