//! A pool's lines are measured in the files of its spectra, and become columns.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use ml_job_domain::Unobserved;
use ml_job_kinds::host::End;
use ml_job_kinds::line_measurements::{LineMeasurementsConfig, Places, run_line_measurements};
use ml_job_spectra::lines::{Line, measure_line};
use ml_job_spectra::sample::{SampleConfig, generate};
use ml_job_spectra::{PreprocessConfig, preprocess, read_spectrum};
use serde_json::{Value, json};

/// An archive of forty stars, and a matrix of them.
fn platform(root: &Path) -> Places {
    let (files, spectra) = (root.join("files"), root.join("spectra"));
    let sample = SampleConfig { count: 40, double_peak_fraction: 0.5, ..SampleConfig::default() };
    generate(&spectra.join("stars"), &sample, 1, &mut Unobserved).unwrap();
    std::fs::create_dir_all(files.join("JOBS/pool")).unwrap();
    std::fs::create_dir_all(files.join("JOBS/lines")).unwrap();
    let config: PreprocessConfig = serde_json::from_value(json!({
        "data_dir_path": "stars", "recursive": true, "wave_start_point": 6519.0, "wave_end_point": 6732.0, "wave_point_count": 140,
    }))
    .unwrap();
    preprocess(&spectra.join("stars"), &files.join("JOBS/pool/result.h5"), &config, 1, &mut Unobserved).unwrap();
    Places { job: files.join("JOBS/lines"), files, spectra, threads: 2 }
}

fn config(more: &Value) -> LineMeasurementsConfig {
    let mut config = json!({ "pool_path": "/JOBS/pool/result.h5", "lines": ["h_alpha", "ca_k"] });
    config.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(config).unwrap()
}

fn message(end: End) -> String {
    let End::Failed(failure) = end else { panic!("it stopped") };
    failure.message
}

/// The files of the archive's stars, by name.
fn star(spectra: &Path, name: &str) -> std::path::PathBuf {
    let mut open = vec![spectra.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.file_name().unwrap() == name {
                return path;
            }
        }
    }
    panic!("{name} is not there")
}

#[test]
fn every_spectrum_has_a_row_with_what_its_file_says() {
    let folder = tempfile::tempdir().unwrap();
    let places = platform(folder.path());
    let metrics = run_line_measurements(&config(&json!({})), &places, &mut Unobserved).unwrap();
    assert_eq!((metrics.spectra, metrics.missing, metrics.unreadable), (40, 0, 0));
    assert_eq!(metrics.lines.iter().map(|line| line.line).collect::<Vec<_>>(), [Line::HAlpha, Line::CaK]);
    assert!(metrics.lines[0].in_emission > 0 && metrics.lines[0].double_peaked > 0, "{:?}", metrics.lines);

    let mut table = csv::Reader::from_path(places.job.join("lines.csv")).unwrap();
    let headings = table.headers().unwrap().clone();
    let place = |name: &str| headings.iter().position(|heading| heading == name).unwrap();
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 40);
    let width: f64 = rows[7][place("h_alpha_equivalent_width")].parse().unwrap();
    let spectrum = read_spectrum(&star(&places.spectra, &rows[7][0])).unwrap();
    let z = spectrum.meta.redshift().unwrap_or(0.0);
    let alone = measure_line(&spectrum, Line::HAlpha, z, Line::HAlpha.window()).unwrap();
    assert_eq!(width.to_bits(), alone.equivalent_width.value.to_bits());

    let result = hdf5::File::open(places.job.join("result.h5")).unwrap();
    let column = result.dataset("metadata/h_alpha_equivalent_width").unwrap().read_raw::<f64>().unwrap();
    assert_eq!((column.len(), column[7].to_bits()), (40, width.to_bits()));
    assert_eq!(result.dataset("metadata/ra").unwrap().size(), 40);

    let bytes = |name: &str| std::fs::read(places.job.join(name)).unwrap();
    let before = (bytes("lines.csv"), bytes("result.h5"));
    run_line_measurements(&config(&json!({})), &Places { threads: 1, ..places }, &mut Unobserved).unwrap();
    let job = folder.path().join("files/JOBS/lines");
    assert_eq!(before.0, std::fs::read(job.join("lines.csv")).unwrap());
    assert_eq!(before.1, std::fs::read(job.join("result.h5")).unwrap());
}

#[test]
fn a_result_that_refers_to_a_matrix_is_measured_like_it_and_what_is_gone_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let places = platform(folder.path());
    run_line_measurements(&config(&json!({})), &places, &mut Unobserved).unwrap();
    let gone =
        csv::Reader::from_path(places.job.join("lines.csv")).unwrap().records().next().unwrap().unwrap()[0].to_owned();
    std::fs::remove_file(star(&places.spectra, &gone)).unwrap();
    let again = folder.path().join("files/JOBS/again");
    std::fs::create_dir_all(&again).unwrap();
    // Its own config is that of a measurement: the way leads on to the matrix.
    let of_result = config(&json!({ "pool_path": "/JOBS/lines/result.h5", "frame": "observed", "half_width": 800.0 }));
    let places = Places { job: again.clone(), ..places };
    let metrics = run_line_measurements(&of_result, &places, &mut Unobserved).unwrap();
    assert_eq!((metrics.spectra, metrics.missing), (40, 1));
    let table = std::fs::read_to_string(again.join("lines.csv")).unwrap();
    let row = table.lines().find(|line| line.starts_with(&gone)).unwrap();
    assert!(row.ends_with("no file of the directory holds it"), "{row}");
}

#[test]
fn a_directory_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let places = platform(folder.path());
    let refused = |more: Value| message(run_line_measurements(&config(&more), &places, &mut Unobserved).unwrap_err());
    let told = refused(json!({ "data_dir_path": "nowhere" }));
    assert!(told.contains("nowhere does not exist in the spectra archive"), "{told}");
    let told = refused(json!({ "data_dir_path": "../out" }));
    assert!(told.contains("must stay inside the spectra archive"), "{told}");
    let told = refused(json!({ "pool_path": "/JOBS/none/result.h5" }));
    assert!(told.contains("does not exist"), "{told}");
    let elsewhere = run_line_measurements(&config(&json!({ "data_dir_path": "stars" })), &places, &mut Unobserved);
    assert_eq!(elsewhere.unwrap().missing, 0);
}
