//! Reads damaged files of every layout for as long as one likes: `make fuzz ARGS="--seconds 3600"`.
//!
//! `fuzz-readers [--executions N] [--seconds N] [--seed N] [--threads N] [--first N] [--save DIR] [--replay N]`
//!
//! The run is a process of its own, with bounded memory, so that also a crash in C code, an abort for want of memory and a hang
//! are findings: the numbers of the executions at work are then printed. `--replay` reads the file of one execution, in the
//! process itself, for a debugger.

mod supervised;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use ml_job_spectra::fuzzing::{Campaign, Finding, Harness};

/// What the command line asks for.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    executions: u64,
    seconds: u64,
    seed: u64,
    threads: usize,
    first: u64,
    save: Option<PathBuf>,
    replay: Option<u64>,
    /// File of the numbers at work: given to the process that does the work.
    journal: Option<PathBuf>,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let mut options = Self {
            executions: u64::MAX,
            seconds: 60,
            seed: 1,
            threads,
            first: 0,
            save: None,
            replay: None,
            journal: None,
        };
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
            let number = || value.parse::<u64>().map_err(|_| format!("{name} needs a number, not {value:?}"));
            match name.as_str() {
                "--executions" => (options.executions, options.seconds) = (number()?, options.seconds.max(24 * 3600)),
                "--seconds" => options.seconds = number()?,
                "--seed" => options.seed = number()?,
                "--threads" => options.threads = usize::try_from(number()?).unwrap_or(1).max(1),
                "--first" => options.first = number()?,
                "--save" => options.save = Some(PathBuf::from(&value)),
                "--replay" => options.replay = Some(number()?),
                "--journal" => options.journal = Some(PathBuf::from(&value)),
                _ => return Err(format!("{name} is no option; see the first lines of the source")),
            }
        }
        Ok(options)
    }
}

#[expect(clippy::print_stderr, reason = "a command for people")]
fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(sentence) => {
            eprintln!("{sentence}");
            return ExitCode::from(2);
        }
    };
    let outcome = match (options.replay, &options.journal) {
        (Some(execution), _) => replay(&options, execution),
        (None, Some(journal)) => work(&options, journal),
        (None, None) => supervised::run(&options),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::FAILURE
    })
}

#[expect(clippy::print_stdout, reason = "a command for people")]
fn replay(options: &Options, execution: u64) -> std::io::Result<ExitCode> {
    let campaign = Campaign::new(options.seed)?;
    match campaign.execute(&mut Harness::new()?, execution) {
        Ok(is_readable) => {
            println!("execution {execution}: as it should be ({})", if is_readable { "read" } else { "refused" });
            Ok(ExitCode::SUCCESS)
        }
        Err(finding) => {
            report(options, &finding)?;
            Ok(ExitCode::FAILURE)
        }
    }
}

#[expect(clippy::print_stdout, reason = "a command for people")]
fn work(options: &Options, journal: &Path) -> std::io::Result<ExitCode> {
    supervised::bound_memory()?;
    let journal = std::fs::File::options().write(true).open(journal)?;
    let campaign = Campaign::new(options.seed)?;
    let unread = campaign.unread();
    if !unread.is_empty() {
        println!("Not read even while they are whole: {}", unread.join(", "));
    }
    let (began, end) = (Instant::now(), options.first.saturating_add(options.executions));
    let limit = Duration::from_secs(options.seconds);
    let summary = campaign.run(options.first..end, options.threads, limit, Some(&journal));
    for finding in &summary.findings {
        report(options, finding)?;
    }
    let seconds = began.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = summary.executions as f64 / seconds;
    println!(
        "seed {}, from {}: {} executions in {seconds:.1} s ({rate:.0}/s on {} threads), {} read, {} findings",
        options.seed,
        options.first,
        summary.executions,
        options.threads,
        summary.readable,
        summary.findings.len()
    );
    Ok(if summary.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[expect(clippy::print_stdout, reason = "a command for people")]
fn report(options: &Options, finding: &Finding) -> std::io::Result<()> {
    println!("seed {}, {finding}", options.seed);
    if let Some(folder) = &options.save {
        std::fs::create_dir_all(folder)?;
        let name = format!("{}-{}-{}", options.seed, finding.execution, finding.layout);
        std::fs::write(folder.join(name), &finding.bytes)?;
    }
    Ok(())
}
