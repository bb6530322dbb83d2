//! Accuracy on classes of observed stars.
//!
//! `accuracy tables FLUX.h5 DIRECTORY`: one text of wavelength and flux for each spectrum of `flux` `[n, pixels]`, `wavelength` and `id`,
//! for `ml-job preprocess` to read.
//!
//! `accuracy measure RESULT.h5 LABELS.csv [--seeds 5] [--all linear,trees] [--few linear:margin] [--labels 300]`: models on what the
//! preprocessing made of them. Each seed holds out three stars of ten of each class. `--all`: models taught with all other labels.
//! `--few`: models and ways of asking, with so many labels in rounds of 50, the first at random (`campaign` by its plan).

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Instant;

use ml_job_domain::Unobserved;
use ml_job_learning::data::{LabelledSet, SpectraFile};
use ml_job_learning::simulate::{Archive, Arm, SimulationConfig, simulate};

/// Pixels from here to there are enough for any grid of the measurement, in Å.
const WINDOW: std::ops::Range<f64> = 3800.0..9050.0;
const BATCH: usize = 50;

fn write_tables(source: &Path, directory: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(directory)?;
    let file = hdf5::File::open(source)?;
    let (fluxes, wavelength) =
        (file.dataset("flux")?.read_2d::<f32>()?, file.dataset("wavelength")?.read_raw::<f64>()?);
    let names = file.dataset("id")?.read_raw::<hdf5::types::FixedAscii<64>>()?;
    for (row, name) in fluxes.rows().into_iter().zip(&names) {
        let mut text = String::from("# VACUUM = T\n# wavelength flux\n");
        for (flux, wavelength) in row.iter().zip(&wavelength).filter(|(_, wavelength)| WINDOW.contains(wavelength)) {
            writeln!(text, "{wavelength:.4} {flux}")?;
        }
        fs::write(directory.join(format!("{}.txt", stem(name.as_str()))), text)?;
    }
    Ok(())
}

/// A file's name without directories and suffixes.
fn stem(name: &str) -> &str {
    let name = name.rsplit('/').next().unwrap_or_default();
    name.split('.').next().unwrap_or_default()
}

/// The matrix with the classes (and positions) of the table.
fn open(matrix: &Path, labels: &Path) -> Result<(Archive, Vec<String>), Box<dyn Error>> {
    let file = SpectraFile::open(matrix, matrix)?;
    let table = fs::read_to_string(labels)?;
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let column = |name: &str| header.iter().position(|column| *column == name).ok_or(format!("no column {name}"));
    let [name, label, ra, dec] = [column("file")?, column("label")?, column("ra")?, column("dec")?];
    let known: HashMap<&str, Vec<&str>> =
        lines.map(|line| line.split(',').collect::<Vec<_>>()).map(|fields| (stem(fields[name]), fields)).collect();
    let mut classes: Vec<String> = known.values().map(|fields| fields[label].to_owned()).collect();
    classes.sort();
    classes.dedup();
    let names = file.names()?;
    let all: Vec<usize> = (0..file.rows()).collect();
    let fluxes = file.gather(&all, |i| names.get(i))?;
    let mut set = LabelledSet::new(file.points());
    let mut positions = Vec::new();
    for (row, name) in fluxes.chunks_exact(file.points()).zip(names.iter()) {
        let fields = known.get(stem(name)).ok_or(format!("{name} has no label"))?;
        let class = classes.iter().position(|class| class == fields[label]).unwrap_or_default();
        set.push(name, row, u32::try_from(class)?);
        positions.push((fields[ra].parse()?, fields[dec].parse()?));
    }
    Ok((Archive::new(set, file.layout(), Some(&file.wave()?), Some(&positions)), classes))
}

#[expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "a command-line measurement of few seeds")]
fn measure(
    archive: &Archive,
    arms: &[Arm],
    first: usize,
    rounds: usize,
    seeds: u64,
    classes: &[String],
) -> Result<(), Box<dyn Error>> {
    for arm in arms {
        let began = Instant::now();
        let config = SimulationConfig {
            strategies: vec![*arm],
            seeds,
            batch: BATCH,
            first,
            rounds,
            test_share: 0.3,
            classes: classes.to_vec(),
            ..SimulationConfig::default()
        };
        let (found, _) = simulate(archive, &config, &mut Unobserved, &mut |_, _| Ok(()))?;
        let last: Vec<_> = found.curves[0].seeds.iter().filter_map(|rounds| rounds.last()).collect();
        let n = last.len() as f64;
        let mean = last.iter().map(|point| point.accuracy).sum::<f64>() / n;
        let deviation =
            (last.iter().map(|point| (point.accuracy - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0)).sqrt();
        let labels = last.first().map_or(0, |point| point.labels);
        let each: Vec<String> = last.iter().map(|point| format!("{:.3}", point.accuracy)).collect();
        let seconds = began.elapsed().as_secs_f64() / n;
        println!("| {arm} | {labels} | {mean:.3} ± {deviation:.3} | {} | {seconds:.1} s |", each.join(" "));
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a command-line measurement")]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, first, second, options @ ..] = &arguments[..] else {
        return Err("usage: accuracy tables FLUX.h5 DIRECTORY | accuracy measure RESULT.h5 LABELS.csv [options]".into());
    };
    if what == "tables" {
        return write_tables(Path::new(first), Path::new(second));
    }
    let option = |name: &str, default: &str| {
        let at = options.iter().position(|option| option.strip_prefix("--") == Some(name));
        at.and_then(|at| options.get(at + 1)).cloned().unwrap_or_else(|| default.to_owned())
    };
    let (archive, classes) = open(Path::new(first), Path::new(second))?;
    let arms =
        |text: String| text.split(',').filter(|arm| !arm.is_empty()).map(str::parse).collect::<Result<Vec<Arm>, _>>();
    let all: Vec<String> =
        option("all", "auto,mean,linear_svm,trees").split(',').map(|model| format!("{model}:random")).collect();
    let (seeds, labels): (u64, usize) = (option("seeds", "5").parse()?, option("labels", "300").parse()?);
    println!("{first}: {} spectra of {} points, {classes:?}", archive.set.len(), archive.set.points);
    measure(&archive, &arms(all.join(","))?, archive.set.len(), 1, seeds, &classes)?;
    let few = arms(option("few", "auto:margin,mean:margin,linear_svm:margin,linear_svm:campaign"))?;
    measure(&archive, &few, BATCH, labels / BATCH, seeds, &classes)
}
