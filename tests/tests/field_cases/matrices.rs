//! HDF5 files of labelled spectra, with single datasets of other people's making.

use std::path::{Path, PathBuf};
use std::process::Output;

use hdf5::File;
use hdf5::types::FixedAscii;
use ml_job_tests::run_command;

/// Points of a spectrum: little more than the network needs.
pub(crate) const POINTS: usize = 40;
/// Spectra of a file: fifteen of each class.
pub(crate) const SPECTRA: usize = 45;
/// The names of the classes.
pub(crate) const CLASSES: &str = "other,single,double";

/// A name for the `i`-th spectrum.
pub(crate) fn name(i: usize) -> String {
    format!("spec-55859-F5902_sp01-{:03}.fits", i + 1)
}

/// The class of the `i`-th spectrum.
pub(crate) fn label(i: usize) -> i64 {
    i64::try_from(i % 3).unwrap()
}

/// The fluxes of all spectra: no peak, one, or two, according to the class.
pub(crate) fn fluxes() -> Vec<f64> {
    let peak = |point: usize, centre: usize| if point.abs_diff(centre) < 3 { 1.0 } else { 0.0 };
    let flux = |i: usize, point: usize| match i % 3 {
        0 => 0.0,
        1 => peak(point, 20),
        _ => peak(point, 13) + peak(point, 27),
    };
    let ripple = |i: usize, point: usize| 0.1 * ((i * 31 + point * 7) % 11) as f64 / 11.0;
    (0..SPECTRA * POINTS).map(|at| flux(at / POINTS, at % POINTS) + ripple(at / POINTS, at % POINTS)).collect()
}

/// Makes a file of all spectra but for the datasets `without`, which the caller adds.
pub(crate) fn write(place: &Path, without: &[&str]) -> File {
    let file = File::create(place).unwrap();
    let wanted = |name: &str| !without.contains(&name);
    if wanted("filenames") {
        let names: Vec<FixedAscii<64>> =
            (0..SPECTRA).map(|i| FixedAscii::from_ascii(name(i).as_bytes()).unwrap()).collect();
        file.new_dataset_builder().with_data(&names).create("filenames").unwrap();
    }
    if wanted("wave") {
        let waves: Vec<f64> = (0..POINTS).map(|point| 6519.0 + point as f64).collect();
        file.new_dataset_builder().with_data(&waves).create("wave").unwrap();
    }
    if wanted("labels") {
        let labels: Vec<i64> = (0..SPECTRA).map(label).collect();
        file.new_dataset_builder().with_data(&labels).create("labels").unwrap();
    }
    if wanted("fluxes") {
        let data = file.new_dataset::<f64>().shape((SPECTRA, POINTS)).create("fluxes").unwrap();
        data.write_raw(&fluxes()).unwrap();
    }
    file
}

/// A directory to train in.
pub(crate) struct Bench(tempfile::TempDir);

impl Bench {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// `ml-job` with these words.
    pub(crate) fn run(&self, command: &str) -> Output {
        run_command(self.0.path(), command.split(' '))
    }

    /// Trains for two epochs, and gives back how it ended and what was said.
    pub(crate) fn train(&self, data: &str, options: &str) -> (bool, String) {
        let mut command = format!("train --data {data} --output model --epochs 2 --device cpu");
        if !options.is_empty() {
            command = format!("{command} {options}");
        }
        told(&self.run(&command))
    }

    /// Trains, with the classes named.
    pub(crate) fn train_named(&self, data: &str) -> (bool, String) {
        self.train(data, &format!("--classes {CLASSES}"))
    }

    /// Expects training to be refused in words that hold all of `words`, without a model.
    #[track_caller]
    pub(crate) fn refused(&self, data: &str, options: &str, words: &[&str]) {
        let (succeeded, told) = self.train(data, options);
        assert!(!succeeded, "{told}");
        assert!(!self.path("model").exists(), "{told}");
        assert_words(&told, words);
    }
}

/// How a command ended and all that it said.
pub(crate) fn told(output: &Output) -> (bool, String) {
    let told = [&output.stdout[..], &output.stderr[..]].concat();
    (output.status.success(), String::from_utf8_lossy(&told).into_owned())
}

#[track_caller]
pub(crate) fn assert_words(told: &str, words: &[&str]) {
    assert!(!told.contains("panicked"), "{told}");
    for word in words {
        assert!(told.contains(word), "{told} does not say {word:?}");
    }
}
