//! Lines of real spectra, measured here and by specutils; and of a directory at once.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ml_job_domain::Unobserved;
use ml_job_spectra::lines::{Line, LineMeasurement, measure_line, observed_centre};
use ml_job_spectra::sample::{SampleConfig, generate};
use ml_job_spectra::{LineTask, MeasuredRow, PreprocessConfig, Spectrum, SpectrumReader, measure_lines};
use ml_job_testkit::data_dir;
use serde::Deserialize;
use serde_json::json;

/// Speed of light \[km/s\].
const LIGHT: f64 = 299_792.458;
/// Spectra that are compared at least.
const LEAST: usize = 200;

/// A line of a real spectrum, and what we measured.
struct Case {
    name: String,
    line: Line,
    ours: LineMeasurement,
    /// What the pixels at both ends of the window add at most: specutils takes them whole or not at all.
    ends: f64,
    question: String,
}

#[derive(Debug, Deserialize)]
struct Answer {
    same: f64,
    own: f64,
    centroid: f64,
}

/// All files below a folder, sorted.
fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() { files(&entry, into) } else { into.push(entry) }
    }
}

fn case(path: &Path, spectrum: &Spectrum, line: Line) -> Option<Case> {
    let (window, z) = (line.window(), spectrum.meta.redshift().unwrap_or(0.0));
    let ours = measure_line(spectrum, line, z, window).ok()?;
    // Filled pixels are ours alone: what is compared is the arithmetic.
    if ours.bad_fraction > 0.0 {
        return None;
    }
    let centre = observed_centre(spectrum, line, z);
    let at = |velocity: f64| centre * (1.0 + velocity / LIGHT);
    let (low, high) = (at(-window.half_width), at(window.half_width));
    let good = |pixel: &usize| {
        let weighs = spectrum.ivar.as_ref().is_none_or(|ivar| ivar[*pixel] > 0.0);
        let x = spectrum.wavelength[*pixel];
        weighs && spectrum.flux[*pixel].is_finite() && x >= at(-window.reach) && x <= at(window.reach)
    };
    let pixels: Vec<usize> = (0..spectrum.flux.len()).filter(good).collect();
    let wavelength: Vec<f64> = pixels.iter().map(|&pixel| spectrum.wavelength[pixel]).collect();
    let flux: Vec<f64> = pixels.iter().map(|&pixel| spectrum.flux[pixel]).collect();
    let middle = f64::midpoint(low, high);
    let level = ours.continuum.value + ours.continuum_slope * (middle - centre);
    let deviation =
        |pixel: usize| (1.0 - flux[pixel] / (level + ours.continuum_slope * (wavelength[pixel] - middle))).abs();
    let step = wavelength[1] - wavelength[0];
    let end = |limit: f64| {
        let near = wavelength.iter().enumerate().filter(|(_, x)| (*x - limit).abs() < 1.5 * step);
        near.map(|(pixel, _)| deviation(pixel) * step).fold(0.0, f64::max)
    };
    let question = json!({
        "wavelength": wavelength, "flux": flux, "low": low, "high": high, "side_low": at(-window.reach),
        "side_high": at(window.reach), "level": level, "slope": ours.continuum_slope,
    });
    let name = path.file_name()?.to_string_lossy().into_owned();
    Some(Case { name, line, ends: end(low) + end(high), ours, question: question.to_string() })
}

fn ask(python: &Path, cases: &[Case]) -> Vec<Answer> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/measure_with_specutils.py");
    let mut child = Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let questions: String = cases.iter().fold(String::new(), |mut all, case| {
        writeln!(all, "{}", case.question).unwrap();
        all
    });
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(questions.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn equivalent_widths_of_real_spectra_are_those_of_specutils() {
    let Some(data) = data_dir() else { return };
    let python = std::env::var_os("ML_JOB_TEST_PYTHON").map(PathBuf::from);
    let has_peer = |python: &PathBuf| {
        let asked = Command::new(python).args(["-c", "import specutils"]).output();
        asked.is_ok_and(|output| output.status.success())
    };
    let Some(python) = python.filter(has_peer) else {
        eprintln!("SKIPPED: no Python with specutils (set ML_JOB_TEST_PYTHON)");
        return;
    };
    let mut paths = Vec::new();
    for folder in ["lamost-lrs-image", "lamost-lrs-coadd", "sdss"] {
        files(&data.join(folder), &mut paths);
    }
    let (mut reader, mut spectrum) = (SpectrumReader::new(), Spectrum::default());
    let (mut cases, mut spectra) = (Vec::new(), 0);
    for path in &paths {
        if reader.read(path, &mut spectrum).is_err() {
            continue;
        }
        let of_this = [Line::HAlpha, Line::HBeta].into_iter().filter_map(|line| case(path, &spectrum, line));
        let before = cases.len();
        cases.extend(of_this);
        spectra += usize::from(cases.len() > before);
    }
    assert!(spectra >= LEAST, "only {spectra} spectra");
    let answers = ask(&python, &cases);
    assert_eq!(answers.len(), cases.len());
    let (mut within, mut explained, mut consistent, mut faults) = (0, 0, 0, Vec::new());
    for (case, answer) in cases.iter().zip(&answers) {
        let width = case.ours.equivalent_width;
        let difference = (width.value - answer.same).abs();
        if difference <= 0.01 * answer.same.abs() {
            within += 1;
        } else if difference <= case.ends {
            explained += 1;
        } else {
            faults.push(format!("{} {}: {} and {}", case.name, case.line.title(), width.value, answer.same));
        }
        consistent += usize::from((width.value - answer.own).abs() <= 3.0 * width.error);
        if let Some(centroid) = case.ours.centroid {
            let lever = 20.0 * (case.ends + 0.01) / width.value.abs() + 0.01;
            let is_near = (centroid.value - answer.centroid).abs() <= lever;
            if !is_near {
                faults.push(format!(
                    "{} {}: centroid {} and {}",
                    case.name,
                    case.line.title(),
                    centroid.value,
                    answer.centroid
                ));
            }
        }
    }
    eprintln!(
        "{} lines of {spectra} spectra: {within} within 1 %, {explained} differ by the pixels at the ends of the window; {consistent} \
         within three standard deviations of the width against a continuum that astropy fits",
        cases.len()
    );
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), cases.len(), faults.join("\n"));
    assert!(consistent * 100 >= cases.len() * 90, "{consistent} of {}", cases.len());
}

#[test]
fn the_spectra_of_a_directory_are_measured_by_name_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    generate(folder.path(), &SampleConfig { count: 40, ..SampleConfig::default() }, 1, &mut Unobserved).unwrap();
    std::fs::write(folder.path().join("broken.fits"), b"SIMPLE  =                    T").unwrap();
    let config: PreprocessConfig = serde_json::from_value(json!({
        "data_dir_path": "", "recursive": true, "wave_start_point": 6519.0, "wave_end_point": 6732.0, "wave_point_count": 140,
    }))
    .unwrap();
    let mut paths = Vec::new();
    files(folder.path(), &mut paths);
    let mut names: Vec<String> =
        paths.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    names.retain(|name| name.strip_suffix(".fits").is_some());
    names.push("nowhere.fits".to_owned());
    let task = LineTask { lines: vec![(Line::HAlpha, Line::HAlpha.window())], at_stated_redshift: true };
    let measure = |threads| {
        let names = names.iter().map(String::as_str).collect::<Vec<_>>();
        measure_lines(folder.path(), &config, names.into_iter(), &task, threads, &mut Unobserved).unwrap()
    };
    let rows = measure(1);
    assert_eq!(rows, measure(3));
    let of = |name: &str| &rows[names.iter().position(|other| other == name).unwrap()];
    assert_eq!(*of("nowhere.fits"), MeasuredRow::Missing);
    assert!(matches!(of("broken.fits"), MeasuredRow::Unreadable(_)));
    let read: Vec<&MeasuredRow> = rows.iter().filter(|row| matches!(row, MeasuredRow::Read { .. })).collect();
    assert_eq!(read.len(), names.len() - 2);
    let single = paths.iter().find(|path| path.extension().is_some_and(|end| end == "fits")).unwrap();
    let mut spectrum = Spectrum::default();
    SpectrumReader::new().read(single, &mut spectrum).unwrap();
    let z = spectrum.meta.redshift().unwrap_or(0.0);
    let expected = measure_line(&spectrum, Line::HAlpha, z, Line::HAlpha.window());
    let name = single.file_name().unwrap().to_string_lossy();
    assert_eq!(*of(&name), MeasuredRow::Read { redshift: z, lines: vec![expected] });
}
