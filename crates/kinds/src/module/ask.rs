//! Questions to an external program, besides running a job: a process of seconds, with limits, that answers in one line.
//!
//! The program is called as `PROGRAM check CONFIG_FILE` or `PROGRAM next PREVIOUS_FILE`, in an empty directory, and is told nothing of
//! the platform but that file. The first line on standard output that is an answer counts; what it writes to standard error goes into
//! our log. It and everything that it started end with its answer.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use ml_job_domain::{FieldError, NextIteration};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Resource, Rlimit, Signal, kill_process_group, pidfd_open, prlimit};
use serde::{Deserialize, Serialize};

use super::environment::surroundings;
use super::{Call, Module};
use crate::protocol::ModuleFailure;

/// How long a program may take.
const TIME_MAX: Duration = Duration::from_secs(10);
/// The most that it may print, in bytes: a config and its files.
const OUTPUT_MAX: u64 = 8 << 20;
/// The address space that it may have, in bytes. Numerical libraries reserve far more than they use.
const MEMORY_MAX: u64 = 4 << 30;
/// How much of its standard error gets into our log, in bytes.
const COMPLAINT_MAX: u64 = 4096;

/// What a program answers.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    /// To `check`: what is wrong with the config; nothing where all is well.
    Errors(Vec<FieldError>),
    /// To `next`: the next iteration.
    Next(NextIteration),
    /// To both: why there is no answer.
    Error(ModuleFailure),
}

/// Asks; the error is a sentence without its subject, the program.
pub(super) fn ask(
    module: &Module,
    command: &[OsString],
    call: Call,
    question: &impl Serialize,
) -> Result<Answer, String> {
    let cannot = |error: io::Error| format!("cannot be asked to `{}`: {error}", call.as_str());
    let place = tempfile::Builder::new().prefix("ml-job-ask-").tempdir().map_err(cannot)?;
    let (said, complained) = (place.path().join("stdout"), place.path().join("stderr"));
    let child = start(module, command, call, question, place.path()).map_err(cannot)?;
    let status = wait(child).map_err(cannot)?;
    let complaint = read(&complained, COMPLAINT_MAX).map_err(cannot)?;
    if !complaint.is_empty() {
        tracing::warn!(complaint, "The program of {} jobs says: {complaint}", module.name());
    }
    let Some(status) = status else {
        return Err(format!("took more than {} s to `{}` and was stopped", TIME_MAX.as_secs(), call.as_str()));
    };
    let said = read(&said, OUTPUT_MAX).map_err(cannot)?;
    said.lines().find_map(|line| serde_json::from_str(line).ok()).ok_or_else(|| {
        format!("gave no answer to `{}` ({status}; what it may have said of it is in the service's log)", call.as_str())
    })
}

/// Starts the program with its outputs in files, whose size can be limited.
fn start(
    module: &Module,
    command: &[OsString],
    call: Call,
    question: &impl Serialize,
    place: &Path,
) -> io::Result<Child> {
    let file = place.join("question.json");
    fs::write(&file, serde_json::to_vec(question)?)?;
    let [program, arguments @ ..] = command else { return Err(io::ErrorKind::NotFound.into()) };
    let child = Command::new(program)
        .args(arguments)
        .arg(call.as_str())
        .arg(&file)
        .env_clear()
        .envs(surroundings(module, place, 1, &[], std::env::vars_os()))
        .current_dir(place)
        .stdin(Stdio::null())
        .stdout(File::create(place.join("stdout"))?)
        .stderr(File::create(place.join("stderr"))?)
        .process_group(0)
        .spawn()?;
    for (resource, limit) in [(Resource::As, MEMORY_MAX), (Resource::Fsize, OUTPUT_MAX)] {
        // Fails where the program has ended already.
        let _ = prlimit(Some(Pid::from_child(&child)), resource, Rlimit { current: Some(limit), maximum: Some(limit) });
    }
    Ok(child)
}

/// Waits for the end, and ends what is left of the program's group; `None` where it took too long.
fn wait(mut child: Child) -> io::Result<Option<ExitStatus>> {
    let group = Pid::from_child(&child);
    let ended = pidfd_open(group, PidfdFlags::empty()).map_err(io::Error::from).and_then(|process| {
        let limit = Timespec { tv_sec: TIME_MAX.as_secs().cast_signed(), tv_nsec: 0 };
        Ok(poll(&mut [PollFd::new(&process, PollFlags::IN)], Some(&limit))?)
    });
    // Not reaped yet, so the number is still its group's.
    let _ = kill_process_group(group, Signal::KILL);
    let status = child.wait()?;
    Ok((ended? > 0).then_some(status))
}

/// The beginning of a file, as text.
fn read(file: &Path, limit: u64) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(file)?.take(limit).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use serde_json::json;

    use super::*;

    /// What a shell script answers to `check`.
    fn answer(script: &str) -> Result<Answer, String> {
        let module = Module::named("ECHO".parse().unwrap());
        let command: Vec<OsString> = ["sh", "-c", script, "sh"].map(OsString::from).to_vec();
        ask(&module, &command, Call::Check, &json!({ "points": 3 }))
    }

    #[test]
    fn a_program_is_asked_with_a_file_and_answers_with_a_line() {
        let Answer::Errors(errors) = answer(
            r#"echo thinking; grep -q '"points":3' "$2" && echo '{"errors":[{"pointer":"/points","message":"'$1'"}]}'"#,
        )
        .unwrap() else {
            panic!("it answered something else")
        };
        assert_eq!(errors, [FieldError::new("/points", "check")]);
        let Answer::Error(failure) = answer(r#"echo '{"error":{"class":"usage","message":"no"}}'; exit 1"#).unwrap()
        else {
            panic!("it answered something else")
        };
        assert_eq!(failure.message, "no");
    }

    #[test]
    fn whatever_is_no_answer_is_refused() {
        for (script, expected) in [
            ("exit 3", "gave no answer to `check` (exit status: 3;"),
            ("kill -9 $$", "gave no answer to `check` (signal: 9"),
            ("echo '{\"errors\":3}'", "gave no answer to `check` (exit status: 0;"),
            ("head -c 20000000 /dev/zero", "gave no answer to `check`"),
        ] {
            let problem = answer(script).unwrap_err();
            assert!(problem.starts_with(expected), "{script}: {problem}");
        }
        let module = Module::named("ECHO".parse().unwrap());
        let problem = ask(&module, &["/no/such/program".into()], Call::Next, &json!({})).unwrap_err();
        assert!(problem.starts_with("cannot be asked to `next`: No such file"), "{problem}");
    }

    #[test]
    fn a_program_that_hangs_is_stopped_with_all_that_it_started() {
        let began = Instant::now();
        let problem = answer("sleep 1000 & sleep 1000").unwrap_err();
        assert_eq!(problem, "took more than 10 s to `check` and was stopped");
        assert!(began.elapsed() < TIME_MAX * 3);
        // Whoever answers in time is not waited for because of a child that lives on.
        let began = Instant::now();
        answer("sleep 1000 & echo '{\"errors\":[]}'").unwrap();
        assert!(began.elapsed() < TIME_MAX);
    }

    #[test]
    fn a_program_knows_nothing_of_the_platform() {
        let Answer::Errors(errors) = answer(
            r#"printf '{"errors":[{"pointer":"","message":"%s"}]}\n' "$(env | cut -d= -f1 | sort | tr '\n' ' ')""#,
        )
        .unwrap() else {
            panic!("it answered something else")
        };
        assert!(!errors[0].message.contains("CARGO") && errors[0].message.contains("ML_JOB_TYPE"), "{errors:?}");
    }
}
