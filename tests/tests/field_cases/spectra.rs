//! The spectra of the cases, their right answers, and a directory to preprocess.

use std::path::{Path, PathBuf};
use std::process::Output;

use ml_job_testkit::fits::LamostSpectrum;
use ml_job_testkit::fits_cases::{FitsColumn, FitsTable, primary};
use ml_job_tests::{Matrix, run_command};
use serde_json::Value;

/// Pixels of a spectrum, as LAMOST has them.
pub(crate) const PIXELS: u32 = 3909;
/// log10 of the first wavelength, and the step from pixel to pixel.
pub(crate) const LOG_START: f64 = 3.5682;
pub(crate) const LOG_STEP: f64 = 1e-4;
/// The grid of all cases.
const START: f64 = 6519.0;
const END: f64 = 6732.0;
const POINTS: usize = 140;
/// How far a row may be from the right answer, of a range of −1 to 1.
const TOLERANCE: f64 = 1e-6;

/// In single precision, as files hold it.
#[expect(clippy::cast_possible_truncation, reason = "that is what it is for")]
pub(crate) fn single(value: f64) -> f64 {
    f64::from(value as f32)
}

/// The wavelengths of the pixels \[Å\], in double precision.
pub(crate) fn wavelengths() -> Vec<f64> {
    (0..PIXELS).map(|pixel| 10_f64.powf(LOG_START + LOG_STEP * f64::from(pixel))).collect()
}

/// The same as a file in single precision holds them.
pub(crate) fn stored_wavelengths() -> Vec<f64> {
    wavelengths().into_iter().map(single).collect()
}

/// The wavelengths of a file that holds their logarithms in single precision.
pub(crate) fn wavelengths_of_stored_logarithms() -> Vec<f64> {
    (0..PIXELS).map(|pixel| 10_f64.powf(single(LOG_START + LOG_STEP * f64::from(pixel)))).collect()
}

/// The fluxes of a star with two lines and some noise, another one for each seed, in single precision.
pub(crate) fn fluxes(seed: u32) -> Vec<f64> {
    bright_fluxes(seed, 900.0)
}

/// The same of a star of another brightness.
pub(crate) fn bright_fluxes(seed: u32, level: f64) -> Vec<f64> {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(12_345);
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / f64::from(1 << 24) - 0.5
    };
    let line = |wave: f64, centre: f64, width: f64| (-0.5 * ((wave - centre) / width).powi(2)).exp();
    let mut flux = |wave: f64| {
        let lines = (0.17 + 0.04 * f64::from(seed % 5)) * line(wave, 6564.6, 4.0) - 0.09 * line(wave, 6679.9, 2.5);
        level * (1.0 + 0.2 * (wave / 700.0).sin() + lines + 0.03 * noise())
    };
    wavelengths().into_iter().map(|wave| single(flux(wave))).collect()
}

/// The right answer: linear interpolation between neighbours onto the grid, the smallest flux scaled to −1 and the largest to 1.
pub(crate) fn expected(waves: &[f64], fluxes: &[f64]) -> Vec<f64> {
    let step = (END - START) / (POINTS - 1) as f64;
    let row: Vec<f64> = (0..POINTS).map(|point| interpolate(START + step * point as f64, waves, fluxes)).collect();
    let (least, most) = row.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &flux| (a.min(flux), b.max(flux)));
    let range = if most > least { most - least } else { 1.0 };
    row.into_iter().map(|flux| (flux - least) / range * 2.0 - 1.0).collect()
}

/// As `numpy.interp`: between the last pixel that is not beyond and its neighbour.
fn interpolate(at: f64, waves: &[f64], fluxes: &[f64]) -> f64 {
    let after = waves.partition_point(|&wave| wave <= at).clamp(1, waves.len() - 1);
    let (left, right) = (after - 1, after);
    fluxes[left] + (fluxes[right] - fluxes[left]) * (at - waves[left]) / (waves[right] - waves[left])
}

/// The pixels around 6600 Å: where cases put what is bad.
pub(crate) fn bad_pixels(width: f64) -> Vec<bool> {
    wavelengths().into_iter().map(|wave| (wave - 6600.0).abs() < width).collect()
}

/// Without the pixels that are bad.
pub(crate) fn without(values: &[f64], bad: &[bool]) -> Vec<f64> {
    values.iter().zip(bad).filter(|(_, bad)| !**bad).map(|(value, _)| *value).collect()
}

/// A LAMOST spectrum of these fluxes.
pub(crate) fn lamost(filename: &str, fluxes: &[f64]) -> LamostSpectrum {
    let mut spectrum = LamostSpectrum::new(filename, PIXELS);
    spectrum.rows[0] = fluxes.to_vec();
    spectrum.rows[2] = wavelengths();
    spectrum
}

/// The columns of a LAMOST table, in single precision.
pub(crate) fn coadd_columns(fluxes: &[f64]) -> Vec<FitsColumn> {
    let fill = |value: f64| vec![value; fluxes.len()];
    vec![
        FitsColumn::new("FLUX", 'E', fluxes.to_vec()),
        FitsColumn::new("IVAR", 'E', fill(0.01)),
        FitsColumn::new("WAVELENGTH", 'E', wavelengths()),
        FitsColumn::new("ANDMASK", 'E', fill(0.0)),
        FitsColumn::new("ORMASK", 'E', fill(0.0)),
    ]
}

/// A LAMOST file of DR9 or later, with that table.
pub(crate) fn coadd(filename: &str, table: &FitsTable) -> Vec<u8> {
    let header = lamost(filename, &[1.0]).with_text("DATA_V", "LAMOST DR10").header;
    [primary(&header), table.to_bytes()].concat()
}

/// An SDSS `spec` file, of columns that may be replaced.
pub(crate) struct Sdss {
    pub(crate) columns: Vec<FitsColumn>,
    pub(crate) extname: Option<&'static str>,
    pub(crate) header: ml_job_testkit::fits::FitsHeader,
    pub(crate) redshift: f64,
}

impl Sdss {
    pub(crate) fn new(fluxes: &[f64]) -> Self {
        let pixels = || (0..PIXELS).map(f64::from);
        let zeros = || pixels().map(|_| 0.0);
        let columns = vec![
            FitsColumn::new("flux", 'E', fluxes.to_vec()),
            FitsColumn::new("loglam", 'E', pixels().map(|pixel| LOG_START + LOG_STEP * pixel)),
            FitsColumn::new("ivar", 'E', pixels().map(|_| 0.01)),
            FitsColumn::new("and_mask", 'J', zeros()),
            FitsColumn::new("or_mask", 'J', zeros()),
            FitsColumn::new("wdisp", 'E', pixels().map(|_| 1.0)),
            FitsColumn::new("sky", 'E', zeros()),
            FitsColumn::new("model", 'E', fluxes.to_vec()),
        ];
        let header = ml_job_testkit::fits::FitsHeader::new()
            .with_text("TELESCOP", "SDSS 2.5-M")
            .with("PLATEID", 3606)
            .with("MJD", 55182)
            .with("FIBERID", 537)
            .with("RA", 10.0)
            .with("DEC", 0.5);
        Self { columns, extname: Some("COADD"), header, redshift: 0.0001 }
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let table = FitsTable::of_rows(self.columns.clone());
        let table = self.extname.map_or_else(|| table.clone(), |name| table.clone().named(name));
        let object = FitsTable::of_rows(vec![
            FitsColumn::new("Z", 'E', [self.redshift]),
            FitsColumn::new("Z_ERR", 'E', [1e-5]),
            FitsColumn::text("CLASS", "STAR  "),
            FitsColumn::text("SUBCLASS", "G2                   "),
            FitsColumn::new("SN_MEDIAN_ALL", 'E', [15.0]),
        ])
        .named("SPECOBJ");
        [primary(&self.header), table.to_bytes(), object.to_bytes()].concat()
    }
}

/// A directory of files, what is to come of them, and the options of the run.
pub(crate) struct Case {
    directory: tempfile::TempDir,
    rows: Vec<(String, Vec<f64>)>,
    refused: Vec<(String, &'static str)>,
    options: Vec<&'static str>,
}

impl Case {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join("in")).unwrap();
        Self { directory, rows: Vec::new(), refused: Vec::new(), options: Vec::new() }
    }

    /// With options of `ml-job preprocess`.
    pub(crate) fn with(options: &[&'static str]) -> Self {
        Self { options: options.to_vec(), ..Self::new() }
    }

    /// Where the files lie.
    pub(crate) fn input(&self) -> PathBuf {
        self.directory.path().join("in")
    }

    /// Where results lie.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Adds a file of which nothing is expected.
    pub(crate) fn file(&self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let place = self.input().join(name);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(place, content).unwrap();
    }

    /// Expects a row of that name.
    pub(crate) fn expect(&mut self, name: &str, waves: &[f64], fluxes: &[f64]) {
        self.rows.push((name.to_owned(), expected(waves, fluxes)));
    }

    /// Adds a file that has to be read.
    pub(crate) fn read(&mut self, name: &str, content: impl AsRef<[u8]>, waves: &[f64], fluxes: &[f64]) {
        self.file(name, content);
        self.expect(name, waves, fluxes);
    }

    /// Adds a file that has to be left out and named, with a reason that says `why`.
    pub(crate) fn refuse(&mut self, name: &str, content: impl AsRef<[u8]>, why: &'static str) {
        self.file(name, content);
        self.refused.push((name.to_owned(), why));
    }

    /// Runs `ml-job preprocess` on the directory.
    pub(crate) fn preprocess(&self) -> Output {
        let grid = ["--start", "6519", "--end", "6732", "--points", "140"];
        let start = ["preprocess", "--input", "in", "--output", "result.h5"];
        run_command(self.directory.path(), start.iter().chain(&grid).chain(&self.options).copied())
    }

    /// The reasons of `report.json`, by name.
    pub(crate) fn reasons(&self) -> Vec<(String, String)> {
        let report = std::fs::read(self.path("report.json")).expect("a report is written whatever happens");
        let report: Value = serde_json::from_slice(&report).unwrap();
        let text = |file: &Value, key: &str| file[key].as_str().unwrap_or_default().to_owned();
        let files = report["skipped"]["files"].as_array().unwrap();
        files.iter().map(|file| (text(file, "filename"), text(file, "reason"))).collect()
    }

    /// Runs the case, and compares each row and each reason with what is expected.
    #[track_caller]
    pub(crate) fn check(&self) {
        let output = self.preprocess();
        let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(!told.contains("panicked"), "{told}");
        assert_eq!(output.status.success(), !self.rows.is_empty(), "{told}");
        let matrix = (!self.rows.is_empty()).then(|| Matrix::read(&self.path("result.h5")).unwrap());
        let names = matrix.as_ref().map_or(&[][..], |matrix| &matrix.filenames);
        let reasons = self.reasons();
        let mut wrong = Vec::new();
        for (name, expected) in &self.rows {
            let Some(row) = names.iter().position(|found| found == name) else {
                let reason = reasons.iter().find(|(found, _)| found == name || found.strip_suffix(".gz") == Some(name));
                wrong.push(format!("{name} is missing: {:?}", reason.map(|(_, reason)| reason)));
                continue;
            };
            let row = matrix.as_ref().unwrap().fluxes.row(row).to_vec();
            let off = row.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            if off.is_nan() || off >= TOLERANCE {
                wrong.push(format!("{name} is off by {off}"));
            }
        }
        for (name, why) in &self.refused {
            if names.iter().any(|found| found == name || found.starts_with(&format!("{name}#"))) {
                wrong.push(format!("{name} is in the result"));
            }
            match reasons.iter().find(|(found, _)| found.trim_end_matches(".gz") == name.trim_end_matches(".gz")) {
                None => wrong.push(format!("{name} is not named in the report")),
                Some((_, reason)) if !reason.contains(why) => {
                    wrong.push(format!("{name}: {reason:?} does not say {why:?}"));
                }
                Some(_) => {}
            }
        }
        assert!(wrong.is_empty(), "{}\n{told}", wrong.join("\n"));
    }
}
