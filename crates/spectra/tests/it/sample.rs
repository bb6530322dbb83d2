//! The synthetic archive: same seed, same bytes; readable; its classes can be told apart.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use ml_job_domain::Unobserved;
use ml_job_spectra::sample::{SampleConfig, SampleFormat, generate};
use ml_job_spectra::{Archive, PreprocessConfig, SpectrumName, preprocess, read_spectrum};

fn generated(config: &SampleConfig, threads: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    generate(folder.path(), config, threads, &mut Unobserved).unwrap();
    folder
}

fn files(root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.push((path.strip_prefix(root).unwrap().to_owned(), std::fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn a_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let config = SampleConfig { count: 40, ..SampleConfig::default() };
    let first = files(generated(&config, 1).path());
    assert_eq!(first.len(), 41);
    assert!(first == files(generated(&config, 3).path()));
    assert!(first != files(generated(&SampleConfig { seed: 2, ..config }, 1).path()));
}

#[test]
fn every_layout_holds_the_same_spectra() {
    let image = SampleConfig { count: 6, ..SampleConfig::default() };
    let reference = generated(&image, 1);
    let names: Vec<SpectrumName> = truth(reference.path()).keys().map(|name| name.parse().unwrap()).collect();
    let layouts = [(SampleFormat::Image, true), (SampleFormat::Coadd, false), (SampleFormat::Coadd, true)];
    for (format, gzip) in layouts {
        let other = generated(&SampleConfig { format, gzip, ..image.clone() }, 1);
        for name in &names {
            let find = |root: &Path| Archive::open(root).locate(name).unwrap().unwrap();
            let (plain, found) = (find(reference.path()), find(other.path()));
            assert_eq!(found.path.extension().is_some_and(|suffix| suffix == "gz"), gzip);
            let (left, right) = (read_spectrum(&plain.path).unwrap(), read_spectrum(&found.path).unwrap());
            assert_eq!((&left.name, &left.wavelength, &left.flux), (&right.name, &right.wavelength, &right.flux));
            assert_eq!(left.name, name.as_str());
            assert_eq!((left.meta.ra, left.meta.z), (right.meta.ra, right.meta.z));
        }
    }
}

/// Class by file name.
fn truth(root: &Path) -> HashMap<String, String> {
    let text = std::fs::read_to_string(root.join("truth.csv")).unwrap();
    let mut lines = text.lines();
    assert!(lines.next().unwrap().starts_with("filename,class,ra,dec,z,snr,teff"));
    lines
        .map(|line| {
            let mut fields = line.split(',').map(str::to_owned);
            (fields.next().unwrap(), fields.next().unwrap())
        })
        .collect()
}

/// The classes differ where they should: Hα stands above its surroundings in emission, below in absorption.
#[test]
fn the_classes_can_be_learnt_but_not_read_off_one_number() {
    let config =
        SampleConfig { count: 600, single_peak_fraction: 0.3, double_peak_fraction: 0.3, ..SampleConfig::default() };
    let archive = generated(&config, 2);
    let truth = truth(archive.path());
    let output = archive.path().join("result.h5");
    let around = PreprocessConfig { recursive: true, ..PreprocessConfig::new("", 6519.0, 6610.0, 92) };
    let report = preprocess(archive.path(), &output, &around, 2, &mut Unobserved).unwrap();
    assert_eq!((report.spectra, report.skipped.total, report.renamed.total), (600, 0, 0));
    let matrix = ml_job_spectra::SpectrumMatrix::open(&output).unwrap();
    let mut heights: HashMap<String, Vec<f64>> = HashMap::new();
    for row in matrix.rows(0..600).unwrap() {
        // Hα at rest is grid point 45 or 46; a mean of nine points against the outer parts.
        let centre: f64 = row.fluxes[41..50].iter().sum::<f64>() / 9.0;
        let outside = (row.fluxes[..10].iter().sum::<f64>() + row.fluxes[82..].iter().sum::<f64>()) / 20.0;
        heights.entry(truth[&row.name].clone()).or_default().push(centre - outside);
    }
    let share_above = |class: &str| {
        let values = &heights[class];
        values.iter().map(|&height| f64::from(u8::from(height > 0.0))).sum::<f64>()
            / values.iter().map(|_| 1.0).sum::<f64>()
    };
    let shares = (share_above("other"), share_above("single peak"), share_above("double peak"));
    assert!(shares.0 < 0.35, "{shares:?}");
    assert!((0.75..1.0).contains(&shares.1), "{shares:?}");
    assert!((0.75..1.0).contains(&shares.2), "{shares:?}");
}
