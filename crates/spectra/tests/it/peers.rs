//! Every file of the shared folder that specutils or astropy reads as a spectrum is read here with the same numbers, or stands in
//! [`DIFFERENCES`] with the reason.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use ml_job_spectra::{Spectrum, SpectrumReader};
use ml_job_testkit::data_dir;
use serde::Deserialize;

/// How far a number may be from a peer's, relative to it.
const TOLERANCE: f64 = 1e-10;

/// What a peer reads otherwise.
struct Difference {
    peer: &'static str,
    /// How the path of the file starts, below the shared folder.
    file: &'static str,
    kind: Kind,
    why: &'static str,
}

/// In what a peer and we differ.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// The numbers agree only to this, relative to them.
    Rounded(f64),
    /// We refuse the file.
    Refused,
    /// The peer's numbers are other ones.
    Other,
}

const fn difference(peer: &'static str, file: &'static str, kind: Kind, why: &'static str) -> Difference {
    Difference { peer, file, kind, why }
}

const DIFFERENCES: &[Difference] = &[
    difference(
        "specutils",
        "sdss/",
        Kind::Rounded(1e-5),
        "specutils raises 10 to loglam in single precision, and so loses digits that the file has",
    ),
    difference(
        "astropy",
        "fits-robustness/made-here/image-naxis2-4.fits",
        Kind::Refused,
        "LAMOST's image has five rows: one of four was cut by somebody, and nobody knows which row is missing",
    ),
    difference(
        "specutils",
        "fits-robustness/astropy/chandra_time.fits",
        Kind::Other,
        "an event list of Chandra, in which specutils takes other columns for the spectrum than we do: it is none",
    ),
    difference(
        "astropy",
        "other-surveys/aaomega-ozdes-marz/emlLinearVacuumNoHelio.fits",
        Kind::Rounded(3e-4),
        "the header's axis is in air; the unit WAVELENGTH beside it has the wavelengths in vacuum that VACUUM = T promises",
    ),
    difference(
        "specutils",
        "other-surveys/desi-specutils/coadd-sv3-dark-26065.fits",
        Kind::Other,
        "specutils gives each arm of a DESI target apart; here they are joined",
    ),
    difference(
        "specutils",
        "other-surveys/linetools-mixed/PH957_f.fits",
        Kind::Other,
        "specutils does not look at DC-FLAG = 1 and takes the logarithms of the wavelengths for wavelengths",
    ),
    difference(
        "specutils",
        "other-surveys/linetools-mixed/SDSSJ220248.31+123656.3_c.fits",
        Kind::Refused,
        "a continuum without any wavelength solution: specutils counts pixels",
    ),
    difference(
        "specutils",
        "other-surveys/linetools-mixed/specexample1.fits",
        Kind::Other,
        "the wavelengths stand in a unit WAVELENGTH: specutils counts pixels",
    ),
    difference(
        "specutils",
        "other-surveys/pyspeckit-mixed/",
        Kind::Rounded(3e-4),
        "specutils is one pixel off in spSpec files: the header puts CRVAL1 on pixel CRPIX1 = 1, which is the first",
    ),
];

#[derive(Debug, Deserialize)]
struct Entry {
    peer: String,
    file: String,
    loader: String,
    spectra: Vec<Extent>,
}

#[derive(Debug, Deserialize)]
struct Extent {
    pixels: usize,
    offset: usize,
}

/// What the peers read: the index, and the numbers it points at.
struct Peers {
    index: Vec<Entry>,
    numbers: Vec<f64>,
}

impl Peers {
    fn read(python: &Path, data: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/read_with_peers.py");
        let status = Command::new(python).arg(script).arg(data).arg(folder.path()).status().unwrap();
        assert!(status.success(), "the peers' program failed: {status}");
        let index = serde_json::from_slice(&std::fs::read(folder.path().join("index.json")).unwrap()).unwrap();
        let bytes = std::fs::read(folder.path().join("numbers.bin")).unwrap();
        let numbers = bytes.as_chunks().0.iter().map(|&number| f64::from_le_bytes(number)).collect();
        Self { index, numbers }
    }

    fn spectra(&self, entry: &Entry) -> Vec<(&[f64], &[f64])> {
        let part = |start: usize, count: usize| &self.numbers[start..start + count];
        let spectrum =
            |extent: &Extent| (part(extent.offset, extent.pixels), part(extent.offset + extent.pixels, extent.pixels));
        entry.spectra.iter().map(spectrum).collect()
    }
}

/// All spectra of a file that its survey means to be used.
fn ours(path: &Path) -> Result<Vec<Spectrum>, String> {
    let (mut reader, mut targets) = (SpectrumReader::new(), Vec::new());
    reader.read_facts(path, &mut |target, _| targets.push(target.to_owned())).map_err(|error| error.to_string())?;
    let read = |target: &String| {
        let mut spectrum = Spectrum::default();
        reader.read_target(path, target, &mut spectrum).map_err(|error| format!("{target:?}: {error}"))?;
        Ok(spectrum)
    };
    targets.iter().map(read).collect()
}

/// The largest difference of two rows of numbers, relative to them; NaN equals NaN.
fn distance(ours: &[f64], theirs: &[f64]) -> f64 {
    if ours.len() != theirs.len() {
        return f64::INFINITY;
    }
    let far = |(ours, theirs): (&f64, &f64)| {
        if ours == theirs || (ours.is_nan() && theirs.is_nan()) { 0.0 } else { (ours - theirs).abs() / theirs.abs() }
    };
    ours.iter().zip(theirs).map(far).fold(0.0, |most, far| if far > most || far.is_nan() { far } else { most })
}

/// In what our reading of a file differs from a peer's, with a sentence; `None` where it does not.
fn compare(path: &Path, theirs: &[(&[f64], &[f64])]) -> Option<(Kind, String)> {
    let ours = match ours(path) {
        Ok(ours) => ours,
        Err(sentence) => return Some((Kind::Refused, sentence)),
    };
    if ours.len() != theirs.len() {
        return Some((Kind::Other, format!("{} spectra, not {}", ours.len(), theirs.len())));
    }
    let far = ours.iter().zip(theirs).map(|(ours, (wavelength, flux))| {
        let far = [distance(&ours.wavelength, wavelength), distance(&ours.flux, flux)];
        (far[0].max(far[1]), format!("{:?}: wavelengths by {:.1e}, fluxes by {:.1e}", ours.target, far[0], far[1]))
    });
    let (far, sentence) = far.max_by(|left, right| left.0.total_cmp(&right.0))?;
    let kind = if far.is_finite() && far < 1e-3 { Kind::Rounded(far) } else { Kind::Other };
    (far.is_nan() || far > TOLERANCE).then_some((kind, sentence))
}

fn is_known(found: Kind, known: Kind) -> bool {
    match (found, known) {
        (Kind::Rounded(found), Kind::Rounded(known)) => found <= known,
        _ => found == known,
    }
}

fn python() -> Option<PathBuf> {
    let python = std::env::var_os("ML_JOB_TEST_PYTHON").map(PathBuf::from)?;
    let has_peers = Command::new(&python).args(["-c", "import astropy, specutils"]).output().ok()?.status.success();
    has_peers.then_some(python)
}

#[test]
fn what_the_peers_read_is_read_with_the_same_numbers() {
    let Some(data) = data_dir() else { return };
    let Some(python) = python() else {
        eprintln!("SKIPPED: no Python with astropy and specutils (set ML_JOB_TEST_PYTHON)");
        return;
    };
    let peers = Peers::read(&python, &data);
    let (mut faults, mut met) = (Vec::new(), BTreeSet::new());
    for entry in &peers.index {
        let name = format!("{} ({}, {})", entry.file, entry.peer, entry.loader);
        let difference =
            DIFFERENCES.iter().position(|known| known.peer == entry.peer && entry.file.starts_with(known.file));
        let found = compare(&data.join(&entry.file), &peers.spectra(entry));
        match (found, difference) {
            (Some((kind, _)), Some(place)) if is_known(kind, DIFFERENCES[place].kind) => {
                met.insert(place);
            }
            (Some((kind, sentence)), _) => faults.push(format!("{name}: {kind:?}: {sentence}")),
            (None, _) => {}
        }
    }
    let stale = (0..DIFFERENCES.len()).filter(|place| !met.contains(place)).map(|place| &DIFFERENCES[place]);
    faults.extend(stale.map(|known| format!("{} no longer differs from {}: {}", known.file, known.peer, known.why)));
    assert!(peers.index.len() > 600, "the peers read {} files only", peers.index.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
