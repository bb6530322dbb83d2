//! Damaged files one after another, each told by its number, on as many threads as one likes.

use std::fmt;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use ml_job_testkit::layouts::{self, Layout, Packing, Tells};
use ml_job_testkit::mutation::Mutator;
use parking_lot::Mutex;

use super::harness::{Harness, is_equal};
use crate::error::ReadError;
use crate::spectrum::Spectrum;

/// Pixels of the generated files: enough for windows, few enough for thousands of executions a second.
const PIXELS: u32 = 40;

/// How often a file is read by a new reader too.
const THOROUGH_EVERY: u64 = 8;

/// A layout with what is read from it while it is whole.
struct Seed {
    layout: Layout,
    guarded: Range<usize>,
    whole: Vec<Spectrum>,
}

/// A damaged file.
struct Input<'a> {
    seed: &'a Seed,
    name: String,
    bytes: Vec<u8>,
    damage: String,
    /// Whether the format tells of this damage: what is still read without a remark is what the whole file says.
    is_told: bool,
}

/// Executions that follow from one seed.
pub struct Campaign {
    seed: u64,
    seeds: Vec<Seed>,
}

/// A file with which a reader broke its word.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Number of the execution: with the seed it makes the file again.
    pub execution: u64,
    /// Layout of the file before it was damaged.
    pub layout: &'static str,
    /// What was done to it.
    pub damage: String,
    /// What went wrong.
    pub fault: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { execution, layout, damage, fault, bytes } = self;
        write!(out, "execution {execution}: {layout} ({damage}, {} bytes): {fault}", bytes.len())
    }
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct Summary {
    /// Files that were read.
    pub executions: u64,
    /// Files in which at least one spectrum was read.
    pub readable: u64,
    /// What went wrong; a run stops at ten.
    pub findings: Vec<Finding>,
}

/// Findings after which a run stops.
const ENOUGH: usize = 10;

impl Campaign {
    /// Reads every layout while it is whole.
    ///
    /// # Errors
    ///
    /// Where the system gives no memory or no temporary folder.
    pub fn new(seed: u64) -> io::Result<Self> {
        let mut harness = Harness::new()?;
        let seeds = layouts::all(PIXELS).into_iter().map(|layout| {
            let outcome = harness.read(&layout.file_name, &layout.bytes)?;
            let whole = outcome.into_iter().flatten().flatten().map(|(_, spectrum)| spectrum).collect();
            Ok(Seed { guarded: layout.guarded(), whole, layout })
        });
        Ok(Self { seed, seeds: seeds.collect::<io::Result<_>>()? })
    }

    /// Layouts of which nothing is read even while they are whole.
    pub fn unread(&self) -> Vec<String> {
        let unread = self.seeds.iter().filter(|seed| seed.whole.is_empty());
        unread.map(|seed| format!("{} ({})", seed.layout.name, seed.layout.file_name)).collect()
    }

    fn input(&self, execution: u64) -> Input<'_> {
        let mut mutator = Mutator::new(self.seed, execution);
        let seed = &self.seeds[mutator.below(self.seeds.len())];
        let other = &self.seeds[mutator.below(self.seeds.len())].layout.bytes;
        let mut input = Input {
            seed,
            name: seed.layout.file_name.clone(),
            bytes: seed.layout.bytes.clone(),
            damage: String::new(),
            is_told: false,
        };
        match mutator.below(8) {
            0 => {
                mutator.cut(&mut input.bytes);
                (input.is_told, input.damage) = (seed.layout.tells != Tells::Nothing, "cut".to_owned());
            }
            1 if !seed.guarded.is_empty() => {
                mutator.flip_bits(&mut input.bytes, seed.guarded.clone());
                (input.is_told, input.damage) = (seed.layout.notices(&input.bytes), "bits".to_owned());
            }
            2 if !seed.guarded.is_empty() => {
                mutator.overwrite(&mut input.bytes, seed.guarded.clone());
                (input.is_told, input.damage) = (seed.layout.notices(&input.bytes), "run".to_owned());
            }
            3 => {
                input.damage = format!("{:?}, then packed", mutator.damage(&mut input.bytes, other));
                input.bytes = layouts::pack(&input.bytes, Packing::Gzip);
                input.name.push_str(".gz");
            }
            _ => input.damage = format!("{:?}", mutator.damage(&mut input.bytes, other)),
        }
        input
    }

    /// Reads the file of one execution; `true` where a spectrum was read.
    ///
    /// # Errors
    ///
    /// Where a reader broke its word.
    pub fn execute(&self, harness: &mut Harness, execution: u64) -> Result<bool, Box<Finding>> {
        let input = self.input(execution);
        let is_thorough = execution.is_multiple_of(THOROUGH_EVERY);
        let examined = catch_unwind(AssertUnwindSafe(|| harness.examine(&input.name, &input.bytes, is_thorough)));
        let examined = examined.unwrap_or_else(|panic| Err(format!("panic: {}", words(&*panic))));
        let spectra = examined.and_then(|outcome| match outcome {
            Ok(spectra) => {
                input.check(&spectra.into_iter().map(|read| read.map(|(_, spectrum)| spectrum)).collect::<Vec<_>>())
            }
            Err(_) => Ok(false),
        });
        spectra.map_err(|fault| {
            let Input { seed, damage, bytes, .. } = input;
            Box::new(Finding { execution, layout: seed.layout.name, damage, fault, bytes })
        })
    }

    /// Runs executions on threads until they are done, time is up or enough is found. The numbers at work stand in `journal`,
    /// eight bytes a thread, so that they are known when the process dies.
    pub fn run(&self, executions: Range<u64>, threads: usize, limit: Duration, journal: Option<&File>) -> Summary {
        let (next, stop) = (AtomicU64::new(executions.start), AtomicBool::new(false));
        let (summary, deadline) = (Mutex::new(Summary::default()), Instant::now() + limit);
        std::thread::scope(|scope| {
            for thread in 0..threads as u64 {
                let (next, stop, summary, end) = (&next, &stop, &summary, executions.end);
                scope.spawn(move || {
                    let Ok(mut harness) = Harness::new() else { return };
                    while !stop.load(Ordering::Relaxed) && Instant::now() < deadline {
                        let execution = next.fetch_add(1, Ordering::Relaxed);
                        if execution >= end {
                            break;
                        }
                        if let Some(journal) = journal {
                            let _ = journal.write_all_at(&execution.to_le_bytes(), thread * 8);
                        }
                        let result = self.execute(&mut harness, execution);
                        let mut summary = summary.lock();
                        summary.executions += 1;
                        match result {
                            Ok(is_readable) => summary.readable += u64::from(is_readable),
                            Err(finding) => {
                                summary.findings.push(*finding);
                                stop.store(summary.findings.len() >= ENOUGH, Ordering::Relaxed);
                                drop(summary);
                                // After a panic its buffers may be anything.
                                let Ok(another) = Harness::new() else { return };
                                harness = another;
                            }
                        }
                    }
                });
            }
        });
        summary.into_inner()
    }
}

impl Input<'_> {
    /// Where the format tells of the damage, no spectrum may differ from the whole file's without a remark.
    fn check(&self, spectra: &[Result<Spectrum, ReadError>]) -> Result<bool, String> {
        let is_readable = spectra.iter().any(Result::is_ok);
        if !self.is_told || self.seed.whole.is_empty() {
            return Ok(is_readable);
        }
        for spectrum in spectra.iter().flatten().filter(|spectrum| spectrum.remarks.is_empty()) {
            let whole = self.seed.whole.iter().find(|whole| whole.target == spectrum.target);
            let whole =
                whole.ok_or_else(|| format!("a spectrum {:?} that the whole file does not hold", spectrum.target))?;
            let is_kept = |left: &Option<Vec<f64>>, right: &Option<Vec<f64>>| match (left, right) {
                (Some(left), Some(right)) => is_equal(left, right),
                (left, _) => left.is_none(),
            };
            let is_same = is_equal(&spectrum.wavelength, &whole.wavelength)
                && is_equal(&spectrum.flux, &whole.flux)
                && is_kept(&spectrum.ivar, &whole.ivar)
                && (spectrum.mask.is_none() || spectrum.mask == whole.mask);
            if !is_same {
                return Err(format!("the numbers of {:?} changed, and nothing is remarked", spectrum.target));
            }
        }
        Ok(is_readable)
    }
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without words".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Some ten seconds on two cores; `make fuzz` goes on from there.
    const EXECUTIONS: u64 = 40_000;

    #[test]
    fn damaged_files_of_every_layout_are_refused_remarked_or_read_as_they_were() {
        let campaign = Campaign::new(1).unwrap();
        let summary = campaign.run(0..EXECUTIONS, 2, Duration::from_mins(4), None);
        let findings: Vec<String> = summary.findings.iter().map(Finding::to_string).collect();
        assert!(findings.is_empty(), "{}", findings.join("\n"));
        assert!(summary.readable > summary.executions / 20, "{} of {}", summary.readable, summary.executions);
        assert!(summary.readable < summary.executions / 20 * 19, "{} of {}", summary.readable, summary.executions);
    }

    #[test]
    fn an_execution_is_the_same_file_every_time() {
        let (one, other) = (Campaign::new(7).unwrap(), Campaign::new(7).unwrap());
        for execution in 0..200 {
            assert_eq!(one.input(execution).bytes, other.input(execution).bytes);
        }
    }
}
