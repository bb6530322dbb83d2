//! Synthetic archives with their truth.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

use ml_job_learning::data::{LabelledSet, SpectraFile};
use ml_job_learning::rng::{Purpose, sample_without_replacement, stream};
use ml_job_learning::simulate::Archive;

use super::CLASSES;

/// An archive, its wanted stars thinned to a share of all; 0 keeps them.
pub(super) fn open(place: &Path, rare: f64, seed: u64) -> Result<Archive, Box<dyn Error>> {
    let path = place.join("result.h5");
    let file = SpectraFile::open(&path, &path)?;
    let truth = std::fs::read_to_string(place.join("truth.csv"))?;
    let class =
        |line: &str| u32::try_from(CLASSES.iter().position(|class| Some(*class) == line.split(',').nth(1))?).ok();
    let classes: HashMap<&str, u32> =
        truth.lines().skip(1).filter_map(|line| Some((line.split(',').next()?, class(line)?))).collect();
    let (names, points) = (file.names()?, file.points());
    let all: Vec<usize> = (0..file.rows()).collect();
    let fluxes = file.gather(&all, |i| names.get(i))?;
    let label = |i: usize| classes.get(names.get(i).rsplit('/').next().unwrap_or_default()).copied();
    let labels: Vec<u32> = all.iter().map(|&i| label(i).ok_or("a spectrum without truth")).collect::<Result<_, _>>()?;
    let mut kept: Vec<usize> = all.iter().copied().filter(|i| labels[*i] == 0).collect();
    let others = kept.len();
    for (class, part) in [(1, 2.0 / 3.0), (2, 1.0 / 3.0)] {
        let members: Vec<usize> = all.iter().copied().filter(|i| labels[*i] == class).collect();
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share"
        )]
        let n = if rare > 0.0 { (rare * part * others as f64).round() as usize } else { members.len() };
        let mut random = stream(seed, Purpose::Split, u64::from(class));
        kept.extend(sample_without_replacement(members.len(), n, &mut random).into_iter().map(|i| members[i]));
    }
    kept.sort_unstable();
    let mut set = LabelledSet::new(points);
    kept.iter().for_each(|&i| set.push(names.get(i), &fluxes[i * points..(i + 1) * points], labels[i]));
    let positions = match (file.facts("ra")?, file.facts("dec")?) {
        (Some(ra), Some(dec)) => Some(kept.iter().map(|&i| (ra[i], dec[i])).collect::<Vec<_>>()),
        _ => None,
    };
    Ok(Archive::new(set, file.layout(), Some(&file.wave()?), positions.as_deref()))
}
