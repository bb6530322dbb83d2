//! The results of the Python reference (astropy, `numpy.interp`, scikit-learn) on real spectra.

use ml_job_domain::Unobserved;
use ml_job_spectra::{PreprocessConfig, preprocess};
use ml_job_testkit::data_dir;
use serde::Deserialize;

use crate::common::read_matrix;

#[derive(Deserialize)]
struct Entry {
    file: String,
    directory: String,
    wave_start_point: f64,
    wave_end_point: f64,
    wave_point_count: usize,
    spectra: usize,
}

#[test]
fn every_reference_result_is_reproduced_to_1e_12() {
    let Some(data) = data_dir() else { return };
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("result.h5");
    let index = std::fs::read(data.join("reference/index.json")).unwrap();
    let entries: Vec<Entry> = serde_json::from_slice(&index).unwrap();
    assert!(!entries.is_empty());
    for entry in entries {
        let (start, end, count) = (entry.wave_start_point, entry.wave_end_point, entry.wave_point_count);
        let config = PreprocessConfig::new(&entry.directory, start, end, count);
        let report = preprocess(&data.join(&entry.directory), &output, &config, 2, &mut Unobserved).unwrap();
        assert_eq!(report.spectra, entry.spectra as u64, "{}", entry.file);
        let (ours, reference) = (read_matrix(&output), read_matrix(&data.join("reference").join(&entry.file)));
        assert_eq!(ours.names, reference.names, "{}", entry.file);
        assert_eq!(ours.wave, reference.wave, "{}", entry.file);
        let off = (&ours.fluxes - &reference.fluxes).fold(0.0, |off: f64, difference| off.max(difference.abs()));
        assert!(off <= 1e-12, "{}: off by {off:e}", entry.file);
    }
}
