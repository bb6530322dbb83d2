//! Every layout is read as its data model says: wavelengths, fluxes, targets and medium, plain and packed.

use std::path::Path;

use ml_job_spectra::{Medium, Spectrum, SpectrumReader};
use ml_job_testkit::layouts::{self, Expected, Layout, Light};

/// How far a wavelength or flux may be from the formula it was made from, relative to it.
const TOLERANCE: f64 = 1e-12;

fn is_near(read: &[f64], expected: &[f64]) -> bool {
    let near = |(read, expected): (&f64, &f64)| (read - expected).abs() <= TOLERANCE * expected.abs();
    read.len() == expected.len() && read.iter().zip(expected).all(near)
}

/// The spectra that the index knows, which are those the survey means to be used, or all where no other are.
fn indexed(path: &Path) -> Result<Vec<String>, String> {
    let mut targets = Vec::new();
    let result = SpectrumReader::new().read_facts(path, &mut |target, _| targets.push(target.to_owned()));
    result.map(|()| targets).map_err(|error| error.to_string())
}

fn read(path: &Path, target: &str) -> Result<Spectrum, String> {
    let mut spectrum = Spectrum::default();
    SpectrumReader::new().read_target(path, target, &mut spectrum).map_err(|error| format!("{target:?}: {error}"))?;
    Ok(spectrum)
}

fn compare(spectrum: &Spectrum, expected: &Expected) -> Result<(), String> {
    let target = &spectrum.target;
    if !is_near(&spectrum.flux, &expected.flux) {
        return Err(format!("{target:?}: fluxes {:?}… for {:?}…", head(&spectrum.flux), head(&expected.flux)));
    }
    if !is_near(&spectrum.wavelength, &expected.wavelength) {
        let (read, expected) = (head(&spectrum.wavelength), head(&expected.wavelength));
        return Err(format!("{target:?}: wavelengths {read:?}… for {expected:?}…"));
    }
    let medium = expected.light.map(|light| match light {
        Light::Air => Medium::Air,
        Light::Vacuum => Medium::Vacuum,
    });
    if medium.is_some() && spectrum.meta.medium != medium {
        return Err(format!("{target:?}: measured in {:?}, not {medium:?}", spectrum.meta.medium));
    }
    Ok(())
}

fn head(values: &[f64]) -> Vec<f64> {
    values.iter().take(3).copied().collect()
}

fn check(path: &Path, layout: &Layout) -> Result<(), String> {
    std::fs::write(path, &layout.bytes).map_err(|error| error.to_string())?;
    let targets = indexed(path)?;
    let coadded: Vec<&Expected> = layout.spectra.iter().filter(|expected| expected.is_coadded).collect();
    let indexed: Vec<&Expected> = if coadded.is_empty() { layout.spectra.iter().collect() } else { coadded };
    if targets.len() != indexed.len() {
        return Err(format!("the index knows {targets:?}, the file holds {} spectra", indexed.len()));
    }
    for (target, expected) in targets.iter().zip(&indexed) {
        if expected.target.as_ref().is_some_and(|named| named != target) {
            return Err(format!("the index knows {target:?} for {:?}", expected.target));
        }
        compare(&read(path, target)?, expected)?;
    }
    // Single exposures are found under their names.
    for (target, expected) in layout.spectra.iter().filter_map(|expected| Some((expected.target.as_ref()?, expected))) {
        compare(&read(path, target)?, expected)?;
    }
    Ok(())
}

#[test]
fn every_layout_is_read_as_its_data_model_says() {
    let folder = tempfile::tempdir().unwrap();
    let faults: Vec<String> = layouts::all(300)
        .iter()
        .filter_map(|layout| {
            let fault = check(&folder.path().join(&layout.file_name), layout).err()?;
            Some(format!("{} ({}): {fault}", layout.name, layout.file_name))
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_target_that_the_file_does_not_hold_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for layout in layouts::plain(100).iter().filter(|layout| layout.spectra.len() > 1) {
        let path = folder.path().join(&layout.file_name);
        std::fs::write(&path, &layout.bytes).unwrap();
        let error = SpectrumReader::new().read_target(&path, "nobody", &mut Spectrum::default()).unwrap_err();
        assert_eq!(error.code(), "no_such_target", "{}: {error}", layout.name);
        assert!(error.to_string().contains("nobody"), "{}: {error}", layout.name);
    }
}
