//! How quick searches of an index of many spectra are: `archive_search DATABASE_URL [SPECTRA]`.
//!
//! Fills an empty database with made-up spectra, 3,000 to a directory as on a plate of LAMOST, and prints the median of
//! eleven runs of each search, in milliseconds, and the memory of this process.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a tool that is run by hand")]

use std::time::{Duration, Instant};

use ml_job_domain::{Clock as _, SystemClock};
use ml_job_store::{
    ArchiveEntry, ArchiveFilter, ArchiveSort, Cone, ConnectOptions, FileFacts, IndexPass, ListedDirectory, NumberRange,
    Page, SortKey, SpectrumFacts, Store, SubDirectory, TargetFacts, WaitingFile,
};

const PER_DIRECTORY: u64 = 3_000;
const RUNS: usize = 11;

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    let url = args.next().unwrap();
    let count: u64 = args.next().map_or(1_000_000, |count| count.parse().unwrap());
    let store = Store::connect(&url, &ConnectOptions::default()).await.unwrap();
    store.migrate().await.unwrap();
    let started = Instant::now();
    if !store.is_archive_indexed(false).await.unwrap() {
        names(&store, count).await;
        println!("names of {count} files: {:.1} s", started.elapsed().as_secs_f64());
        println!("memory: {} KiB", resident_kib());
        let started = Instant::now();
        facts(&store).await;
        println!("facts of {count} files: {:.1} s", started.elapsed().as_secs_f64());
    }
    println!("memory: {} KiB", resident_kib());
    for (what, filter, sort) in searches() {
        measure(&store, what, &filter, sort).await;
    }
    println!("memory: {} KiB", resident_kib());
    let started = Instant::now();
    let progress = store.index_progress().await.unwrap();
    println!("{:>8.1} ms  progress, {} read", ms(started.elapsed()), progress.read);
}

async fn names(store: &Store, count: u64) {
    let pass = store.begin_index_pass(SystemClock.now(), SystemClock.now()).await.unwrap().unwrap();
    let root = store.due_archive_directories(1).await.unwrap().pop().unwrap();
    let directories: Vec<SubDirectory> = (0..count.div_ceil(PER_DIRECTORY))
        .map(|plate| SubDirectory { path: format!("/B{plate:05}"), is_link: false })
        .collect();
    store.put_archive_directories(pass, root.directory_id, &directories).await.unwrap();
    finish(store, pass, root.directory_id).await;
    let mut number = 0;
    while let Some(due) = store.due_archive_directories(1).await.unwrap().pop() {
        let plate = &due.path[1..];
        let files: Vec<ArchiveEntry> = (number..count.min(number + PER_DIRECTORY)).map(|n| entry(plate, n)).collect();
        number += PER_DIRECTORY;
        store.put_archive_entries(pass, due.directory_id, &files).await.unwrap();
        finish(store, pass, due.directory_id).await;
    }
    store.finish_index_pass(pass, SystemClock.now()).await.unwrap();
}

fn entry(plate: &str, n: u64) -> ArchiveEntry {
    let (day, spectrograph, fibre) = (55_859 + n / 9_000, n % 16 + 1, n / 16 % 250 + 1);
    let name = format!("spec-{day}-{plate}_sp{spectrograph:02}-{fibre:03}-{n}.fits");
    ArchiveEntry { filename: format!("{name}.gz"), name, size_bytes: 30_000, modified_ns: 1 }
}

async fn finish(store: &Store, pass: IndexPass, directory_id: i64) {
    let listed = ListedDirectory { directory_id, identity: format!("1:{directory_id}"), modified_ns: Some(1) };
    store.finish_archive_directory(pass, &listed).await.unwrap();
}

/// Repeatable numbers, a few for each file.
fn bits(file: &WaitingFile, what: u64) -> u32 {
    let mut state = what;
    for byte in file.filename.bytes() {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3).rotate_left(29);
    }
    state = (state ^ (state >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    u32::try_from(state >> 32).unwrap()
}

/// The same between 0 and 1.
fn drawn(file: &WaitingFile, what: u64) -> f64 {
    f64::from(bits(file, what)) / f64::from(u32::MAX)
}

async fn facts(store: &Store) {
    loop {
        let waiting = store.waiting_archive_files(2000).await.unwrap();
        if waiting.is_empty() {
            break;
        }
        let facts: Vec<FileFacts> = waiting.into_iter().map(known).collect();
        store.put_archive_facts(&facts).await.unwrap();
    }
}

fn known(file: WaitingFile) -> FileFacts {
    let class = if drawn(&file, 1) < 0.9 { "STAR" } else { "QSO" };
    let subclass = ["A0", "F5", "G2", "K3", "M1", "B8"][usize::try_from(bits(&file, 2) % 6).unwrap()];
    let facts = SpectrumFacts {
        format: Some("lamost_image".into()),
        class: Some(class.into()),
        subclass: Some(subclass.into()),
        snr: Some(drawn(&file, 3).powi(3) * 300.0),
        magnitude: Some(9.0 + 10.0 * drawn(&file, 4)),
        z: Some(drawn(&file, 5).powi(8) * 5.0 - 0.001),
        ra: Some(360.0 * drawn(&file, 6)),
        dec: Some(70.0 * drawn(&file, 7) - 10.0),
        observed_at: Some("2011-10-24T18:00:00".into()),
        mjd: Some(55_859.0 + 3_000.0 * drawn(&file, 8)),
        plate: Some(file.dir_path[1..].to_owned()),
        targetname: Some(format!("LAMOST J{:06}", bits(&file, 9) % 1_000_000)),
        target_id: None,
    };
    FileFacts { outcome: Ok(vec![TargetFacts { target: String::new(), facts }]), file }
}

fn searches() -> Vec<(&'static str, ArchiveFilter, ArchiveSort)> {
    let all = ArchiveFilter::default;
    let found = ArchiveSort::default();
    let by = |key, is_descending| ArchiveSort { key, is_descending };
    let q = |q: &str| ArchiveFilter { q: Some(q.into()), ..all() };
    let cone = |radius: f64| Some(Cone { ra: 120.0, dec: 30.0, radius: radius / 3600.0 });
    let from = |from| NumberRange { from: Some(from), to: None };
    let star = || Some("STAR".to_owned());
    vec![
        ("everything", all(), found),
        ("everything, by name", all(), by(SortKey::Name, false)),
        ("name: spec- (all)", q("spec-"), found),
        ("name: a plate, B00100", q("B00100"), found),
        ("name: _sp07- (62,500)", q("_sp07-"), found),
        ("name: one file", q("B00200_sp05-026-6004"), found),
        ("name: none, qqqqq", q("qqqqq"), found),
        ("name: two letters, zz", q("zz"), found),
        ("name: -99999.f", q("-99999.f"), found),
        ("cone 10 arcsec", ArchiveFilter { cone: cone(10.0), ..all() }, found),
        ("cone 10 arcmin, nearest", ArchiveFilter { cone: cone(600.0), ..all() }, by(SortKey::Distance, false)),
        ("cone 5 deg, nearest", ArchiveFilter { cone: cone(18_000.0), ..all() }, by(SortKey::Distance, false)),
        ("class STAR, best S/N", ArchiveFilter { class: star(), ..all() }, by(SortKey::Snr, true)),
        (
            "B stars of S/N 250",
            ArchiveFilter { class: star(), subclass: Some("B".into()), snr: from(250.0), ..all() },
            found,
        ),
        ("S/N 299.9, mag 18.9", ArchiveFilter { snr: from(299.9), magnitude: from(18.9), ..all() }, found),
        ("z above 4", ArchiveFilter { z: from(4.0), ..all() }, by(SortKey::Redshift, true)),
        ("name sp07 and z above 4", ArchiveFilter { z: from(4.0), ..q("_sp07-") }, found),
        ("plate", ArchiveFilter { plate: Some("B00100".into()), ..all() }, found),
        ("target name", ArchiveFilter { targetname: Some("lamost j1234".into()), ..all() }, found),
        ("one day", ArchiveFilter { mjd: NumberRange { from: Some(56_000.0), to: Some(56_001.0) }, ..all() }, found),
        ("below a directory", ArchiveFilter { dir_path: Some("/B00100".into()), ..all() }, found),
    ]
}

async fn measure(store: &Store, what: &str, filter: &ArchiveFilter, sort: ArchiveSort) {
    let mut times = Vec::new();
    let mut total = String::new();
    for _ in 0..RUNS {
        let started = Instant::now();
        let page = store.search_archive(filter, sort, Page { offset: 0, limit: 20 }).await.unwrap();
        times.push(started.elapsed());
        total = format!("{}{}", page.total, if page.is_total_exact { "" } else { "+" });
    }
    times.sort_unstable();
    println!("{:>8.1} ms  (slowest {:.1}) {what}: {total}", ms(times[RUNS / 2]), ms(times[RUNS - 1]));
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
