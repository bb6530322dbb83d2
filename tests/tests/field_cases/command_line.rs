//! The command line where its surroundings are odd: output that nobody reads, addresses, environments, permissions.

use std::fs::{self, File};
use std::process::{Command, Stdio};

use ml_job_tests::{Matrix, Process, binary};

use super::matrices::{Bench, told, write};
use super::outputs::device;
use super::spectra::{fluxes, lamost};

const GRID: &str = "--start 6519 --end 6732 --points 140";

/// Commands that say something on standard output, in an order in which they can be run.
fn talkers(round: usize) -> Vec<String> {
    vec![
        "help".to_owned(),
        "--version".to_owned(),
        "openapi".to_owned(),
        format!("sample --output sample{round} --count 2"),
        format!("preprocess --input in {GRID} --output r.h5"),
        "train --data train.h5 --epochs 1 --device cpu --output model".to_owned(),
        "predict --model model --data train.h5 --output p.h5 --device cpu".to_owned(),
        "simulate --data train.h5 --output simulated --seeds 1 --rounds 1 --batch 20 --strategies random --device cpu"
            .to_owned(),
    ]
}

fn bench() -> Bench {
    let bench = Bench::new();
    fs::create_dir(bench.path("in")).unwrap();
    fs::write(bench.path("in/spec-1.fits"), lamost("spec-1.fits", &fluxes(1)).image()).unwrap();
    drop(write(&bench.path("train.h5"), &[]));
    bench
}

/// Runs a command with these standard streams, to its end.
fn run(bench: &Bench, command: &str, out: Stdio, err: Stdio) -> (Option<i32>, String) {
    let child = Command::new(binary())
        .args(command.split(' '))
        .current_dir(bench.path(""))
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(err)
        .spawn()
        .unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code(), told(&output).1)
}

#[test]
fn a_reader_that_has_read_enough_is_no_error() {
    let bench = bench();
    for command in talkers(0) {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let (code, said) = run(&bench, &command, writer.into(), Stdio::piped());
        assert_eq!(code, Some(0), "{command}: {said}");
        assert!(!said.contains("panicked") && !said.contains("Broken pipe"), "{command}: {said}");
        // Nobody reads what is said of it either.
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let both = writer.try_clone().unwrap();
        let command = command.replace("sample0", "sample0b");
        let (code, _) = run(&bench, &command, writer.into(), both.into());
        assert_eq!(code, Some(0), "{command}");
    }
}

#[test]
fn a_full_disk_behind_the_output_is_told_and_the_work_stands() {
    let bench = bench();
    let Some(full) = device(&bench.path("full"), "7") else { return };
    let open = || Stdio::from(File::options().write(true).open(&full).unwrap());
    for command in talkers(1) {
        let (code, said) = run(&bench, &command, open(), Stdio::piped());
        assert!(!said.contains("panicked"), "{command}: {said}");
        // Where the text is the work, the work has failed.
        let is_text = ["help", "--version", "openapi"].contains(&command.as_str());
        assert!(is_text || code == Some(0), "{command}: {code:?} {said}");
        assert!(code.is_some_and(|code| code < 100), "{command}: {code:?}");
        if !is_text {
            assert!(said.contains("cannot write to standard output"), "{command}: {said}");
        }
        let command = command.replace("sample1", "sample1b");
        let (code, _) = run(&bench, &command, open(), open());
        assert!(code.is_some_and(|code| code < 100), "{command}: {code:?}");
    }
    assert_eq!(Matrix::read(&bench.path("r.h5")).unwrap().filenames, ["spec-1.fits"]);
    assert!(bench.path("model/model.json").is_file() && bench.path("p.h5").is_file());
    let (code, _) = run(&bench, "migrate --data-dir data", open(), open());
    assert_eq!(code, Some(0), "a log that cannot be written stops nothing");
    let (code, said) = run(&bench, "openapi", open(), Stdio::piped());
    assert_eq!(code, Some(1));
    assert!(said.contains("cannot write to standard output"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_that_can_be_taken_is_served_and_the_worker_finds_it() {
    for address in ["127.0.0.1:0", "0.0.0.0:0", "[::1]:0", "[::]:0"] {
        if address.starts_with('[') && std::net::TcpListener::bind("[::1]:0").is_err() {
            eprintln!("SKIPPED: no IPv6 here");
            continue;
        }
        let directory = tempfile::tempdir().unwrap();
        // Without accounts, so that anybody may ask.
        let open = ["--auth", "off", "--i-know-that-everyone-can-write"];
        let words = ["up", "--data-dir", "data", "--spectra-dir", ".", "--listen", address].into_iter().chain(open);
        let words: Vec<String> = words.map(str::to_owned).collect();
        let mut process = Process::start(directory.path(), "up", &words);
        let taken = process.address(1).await;
        let port = taken.rsplit(':').next().unwrap();
        let host = if address.starts_with('[') { "[::1]" } else { "127.0.0.1" };
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        // The worker has told what it can do only where it found the API.
        let url = format!("http://{host}:{port}/api/job-types/");
        let declared = async || match http.get(&url).send().await {
            Ok(answer) => answer.text().await.is_ok_and(|text| text.contains("ACTIVE_ML")),
            Err(_) => false,
        };
        ml_job_testkit::wait_for(declared, std::time::Duration::from_mins(1)).await;
    }
    let bench = Bench::new();
    for address in ["localhost:10902", "::1:10902", ":10902", "10902"] {
        let (succeeded, said) = told(&bench.run(&format!("up --listen {address}")));
        assert!(!succeeded && said.contains("--listen"), "{address}: {said}");
    }
}

#[test]
fn an_empty_environment_and_closed_streams_change_nothing() {
    let bench = bench();
    fs::create_dir(bench.path("sp 2 ½")).unwrap();
    let name = "špéc-星.fits";
    fs::write(bench.path("sp 2 ½").join(name), lamost("spec.fits", &fluxes(2)).image()).unwrap();
    for locale in [None, Some("POSIX")] {
        let mut command = Command::new(binary());
        command.env_clear().current_dir("/").args(["preprocess", "--input"]).arg(bench.path("sp 2 ½"));
        command.args(GRID.split(' ')).arg("--output").arg(bench.path("sp 2 ½.h5"));
        command.envs(locale.map(|locale| ("LC_ALL", locale)));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", told(&output).1);
        assert_eq!(Matrix::read(&bench.path("sp 2 ½.h5")).unwrap().filenames, [name]);
    }
    let shell = format!("exec '{}' preprocess --input in {GRID} --output closed.h5 <&- >&- 2>&-", binary().display());
    let status = Command::new("sh").args(["-c", &shell]).current_dir(bench.path("")).status().unwrap();
    assert!(status.success());
    assert_eq!(Matrix::read(&bench.path("closed.h5")).unwrap().filenames, ["spec-1.fits"]);
}

#[test]
fn an_output_that_somebody_reads_is_replaced_under_their_eyes() {
    let bench = bench();
    drop(write(&bench.path("r.h5"), &[]));
    let reader = hdf5::File::open(bench.path("r.h5")).unwrap();
    let (succeeded, said) = told(&bench.run(&format!("preprocess --input in {GRID} --output r.h5")));
    assert!(succeeded, "{said}");
    assert!(reader.dataset("labels").unwrap().read_raw::<i64>().is_ok(), "the reader keeps the old file");
    drop(reader);
    assert_eq!(Matrix::read(&bench.path("r.h5")).unwrap().filenames, ["spec-1.fits"]);
}

/// As another user, which takes root to become.
#[test]
fn what_may_not_be_read_is_named() {
    let bench = bench();
    fs::write(bench.path("in/secret.fits"), "x").unwrap();
    fs::create_dir(bench.path("in/closed")).unwrap();
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    for place in ["in/secret.fits", "in/closed"] {
        assert!(Command::new("chmod").arg("000").arg(bench.path(place)).status().unwrap().success());
    }
    for place in ["", "in"] {
        assert!(Command::new("chmod").arg("a+rwx").arg(bench.path(place)).status().unwrap().success());
    }
    let words = format!("preprocess --recursive --input in {GRID} --output r.h5");
    let mut command = if is_root {
        let copy = bench.path("ml-job");
        fs::copy(binary(), &copy).unwrap();
        let mut command = Command::new("setpriv");
        command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]).arg(copy);
        command
    } else {
        Command::new(binary())
    };
    let Ok(output) = command.args(words.split(' ')).current_dir(bench.path("")).env_remove("HOME").output() else {
        eprintln!("SKIPPED: no setpriv here");
        return;
    };
    let report = String::from_utf8(fs::read(bench.path("report.json")).unwrap_or_default()).unwrap();
    for place in ["in/closed", "in/secret.fits"] {
        assert!(Command::new("chmod").arg("755").arg(bench.path(place)).status().unwrap().success());
    }
    assert!(output.status.success(), "{}", told(&output).1);
    assert!(report.contains("secret.fits") && report.contains("closed"), "{report}");
}
