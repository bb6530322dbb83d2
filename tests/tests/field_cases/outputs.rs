//! What stands where an output is to be: it is written to or refused, never replaced by something else.

use std::fs;
use std::os::unix::fs::{FileTypeExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::matrices::{Bench, told, write};
use super::spectra::{fluxes, lamost};

/// A character device of our own, with the numbers of `/dev/null` or `/dev/full`; none where that is not permitted.
pub(crate) fn device(place: &Path, minor: &str) -> Option<PathBuf> {
    let made = Command::new("mknod").args(["-m", "666"]).arg(place).args(["c", "1", minor]).output();
    let is_there = made.is_ok_and(|output| output.status.success());
    if is_there && fs::File::options().write(true).open(place).is_ok() {
        return Some(place.to_owned());
    }
    eprintln!("SKIPPED: a device cannot be made in a temporary directory here");
    None
}

fn fifo(place: &Path) {
    assert!(Command::new("mkfifo").arg(place).status().unwrap().success());
}

fn is_untouched(place: &Path) -> bool {
    let kind = place.symlink_metadata().unwrap().file_type();
    kind.is_char_device() || kind.is_fifo()
}

const GRID: &str = "--start 6519 --end 6732 --points 140";

/// Something to preprocess, to train on and to predict.
fn bench() -> Bench {
    let bench = Bench::new();
    fs::create_dir(bench.path("in")).unwrap();
    fs::write(bench.path("in/spec-1.fits"), lamost("spec-1.fits", &fluxes(1)).image()).unwrap();
    drop(write(&bench.path("train.h5"), &[]));
    assert!(bench.train("train.h5", "").0);
    fs::create_dir(bench.path("places")).unwrap();
    bench
}

/// Every command that writes, to the given place.
fn commands(output: &str) -> Vec<String> {
    vec![
        format!("preprocess --input in {GRID} --output {output}"),
        format!("predict --model model --data train.h5 --device cpu --output {output}"),
        format!("train --data train.h5 --epochs 1 --device cpu --output {output}"),
        format!("simulate --data train.h5 --seeds 1 --rounds 1 --batch 20 --device cpu --output {output}"),
        format!("sample --count 1 --output {output}"),
    ]
}

#[test]
fn devices_and_pipes_are_refused_by_every_command() {
    let bench = bench();
    fifo(&bench.path("places/fifo"));
    let mut places = vec!["places/fifo"];
    if device(&bench.path("places/null"), "3").is_some() {
        places.push("places/null");
    }
    for place in places {
        for command in commands(place) {
            let (succeeded, said) = told(&bench.run(&command));
            assert!(!succeeded, "{command}: {said}");
            assert!(
                said.contains(place.trim_start_matches("places/")) && !said.contains("panicked"),
                "{command}: {said}"
            );
            assert!(is_untouched(&bench.path(place)), "{command} replaced {place}");
        }
    }
    let left =
        fs::read_dir(bench.path("places")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(left.into_iter().all(|name| name == "fifo" || name == "null"), "nothing is left beside them");
}

#[test]
fn a_device_takes_what_is_a_stream() {
    let bench = Bench::new();
    let Some(null) = device(&bench.path("null"), "3") else { return };
    let (succeeded, said) = told(&bench.run("openapi --output null"));
    assert!(succeeded, "{said}");
    assert!(is_untouched(&null));
}

#[test]
fn a_link_stays_and_its_target_gets_the_data() {
    let bench = bench();
    fs::create_dir(bench.path("disk")).unwrap();
    for command in &commands("link.h5")[..2] {
        fs::write(bench.path("disk/real.h5"), "old").unwrap();
        let _ = fs::remove_file(bench.path("link.h5"));
        symlink("disk/real.h5", bench.path("link.h5")).unwrap();
        let (succeeded, said) = told(&bench.run(command));
        assert!(succeeded, "{command}: {said}");
        assert!(bench.path("link.h5").symlink_metadata().unwrap().is_symlink(), "{command}");
        assert!(hdf5::File::open(bench.path("disk/real.h5")).is_ok(), "{command}");
    }
}
