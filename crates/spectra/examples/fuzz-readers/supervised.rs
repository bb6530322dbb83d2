//! The run as a process of its own, watched from outside.

use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitCode};
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, setrlimit};

use crate::Options;

/// Address space of the run: a file that asks for more ends it, and is a finding.
const MEMORY_BYTES: u64 = 6 << 30;

/// How long one execution may take before it hangs.
const PATIENCE: Duration = Duration::from_mins(2);

/// Lets this process have no more than [`MEMORY_BYTES`].
pub(crate) fn bound_memory() -> io::Result<()> {
    Ok(setrlimit(Resource::As, Rlimit { current: Some(MEMORY_BYTES), maximum: Some(MEMORY_BYTES) })?)
}

/// Starts the run and tells which executions were at work where it dies or hangs.
pub(crate) fn run(options: &Options) -> io::Result<ExitCode> {
    let journal = std::env::temp_dir().join(format!("fuzz-readers-{}", std::process::id()));
    std::fs::write(&journal, vec![0xFF; options.threads * 8])?;
    let mut child =
        Command::new(std::env::current_exe()?).args(std::env::args().skip(1)).arg("--journal").arg(&journal).spawn()?;
    let outcome = watch(&mut child, &journal, options.seed);
    std::fs::remove_file(&journal)?;
    outcome
}

#[expect(clippy::print_stdout, reason = "a command for people")]
fn watch(child: &mut Child, journal: &Path, seed: u64) -> io::Result<ExitCode> {
    let (mut known, mut since) = (Vec::new(), Instant::now());
    loop {
        if let Some(status) = child.wait_timeout()? {
            if let Some(code) = status.code() {
                return Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)));
            }
            println!("seed {seed}: the run died ({status}) at {}", numbers(&std::fs::read(journal)?));
            return Ok(ExitCode::FAILURE);
        }
        let now = std::fs::read(journal)?;
        if now != known {
            (known, since) = (now, Instant::now());
        } else if since.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            println!("seed {seed}: the run hangs at {}", numbers(&known));
            return Ok(ExitCode::FAILURE);
        }
    }
}

/// A child that is looked at once in a while.
trait WaitTimeout {
    fn wait_timeout(&mut self) -> io::Result<Option<std::process::ExitStatus>>;
}

impl WaitTimeout for Child {
    fn wait_timeout(&mut self) -> io::Result<Option<std::process::ExitStatus>> {
        for _ in 0..20 {
            if let Some(status) = self.try_wait()? {
                return Ok(Some(status));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(None)
    }
}

fn numbers(journal: &[u8]) -> String {
    let executions = journal.as_chunks().0.iter().map(|&number| u64::from_le_bytes(number));
    let executions: Vec<String> =
        executions.filter(|number| *number != u64::MAX).map(|number| number.to_string()).collect();
    format!("execution {} (--replay N reads one again)", executions.join(" or "))
}
