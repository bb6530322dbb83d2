//! What an iteration leaves in its job's directory.

use std::io::{BufWriter, Write};
use std::path::Path;

use serde::Serialize;

use super::config::ActiveMlConfig;
use crate::files::relative;
use ml_job_disk::AtomicFile;
use ml_job_learning::data::{LabelledSet, PREPARATION_ATTRIBUTE, Preparation, ResultFile, write_json};
use ml_job_learning::error::LearningError;
use ml_job_learning::features::Layout;
use ml_job_learning::pool::{Pool, Survey};
use ml_job_learning::tsne::Point;

/// Spectra that `prep_spectra.json` holds at most: it is loaded as a whole by the page that shows it.
pub(super) const MOST_SHOWN: usize = 10_000;

/// The choices of an iteration as indices into its pool.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    pub(super) oracle: Vec<usize>,
    pub(super) perf_est: Vec<usize>,
    pub(super) candidates: Option<Vec<usize>>,
}

/// Writes `result.h5`; `survey`, the predictions for the whole pool, is absent in iteration 0.
pub(super) fn write_result(
    directory: &Path,
    config: &ActiveMlConfig,
    pool: &Pool,
    wave: &[f64],
    preparation: Option<&Preparation>,
    survey: Option<&Survey>,
    chosen: &Chosen,
) -> Result<(), LearningError> {
    let file = ResultFile::create(&directory.join(super::RESULT_FILE))?;
    file.write_names("filenames", pool.names().longest(), pool.names().iter())?;
    file.write("wave", wave)?;
    if pool.is_empty() {
        file.write_matrix("fluxes", wave.len(), &[])?;
    } else if config.copy_pool {
        file.copy_fluxes(pool.file(), pool.runs())?;
    } else {
        let way = relative(directory, pool.file().path());
        file.refer_to_fluxes(pool.file(), &way.to_string_lossy(), pool.runs())?;
    }
    if let Some(survey) = survey {
        survey.write(&file, config.classes.len())?;
    }
    file.write("oracle_indexes", &indexes(&chosen.oracle))?;
    if survey.is_some() {
        file.write("perf_est_indexes", &indexes(&chosen.perf_est))?;
    }
    if let Some(candidates) = &chosen.candidates {
        file.write("candidate_indexes", &indexes(candidates))?;
    }
    write_preparation(&file, preparation)?;
    file.write_attribute("config", &serde_json::to_string(config).unwrap_or_default())?;
    file.write_attribute("version", env!("CARGO_PKG_VERSION"))?;
    file.finish()
}

#[expect(clippy::cast_possible_wrap, reason = "an index into a pool is far below 2^63")]
fn indexes(indices: &[usize]) -> Vec<i64> {
    indices.iter().map(|&index| index as i64).collect()
}

/// Writes `training_data.h5`, before balancing; with the embeddings, where the rows have them.
pub(super) fn write_training_data(
    directory: &Path,
    wave: &[f64],
    layout: Layout,
    preparation: Option<&Preparation>,
    set: &LabelledSet,
) -> Result<(), LearningError> {
    let file = ResultFile::create(&directory.join(super::TRAINING_DATA_FILE))?;
    file.write_names("filenames", set.names.longest(), set.names.iter())?;
    file.write("wave", wave)?;
    file.write_matrix("fluxes", layout.points, &layout.fluxes_of(&set.fluxes))?;
    if layout.embedding > 0 {
        file.write_matrix("embeddings", layout.embedding, &layout.embeddings_of(&set.fluxes))?;
    }
    let labels: Vec<i64> = set.labels.iter().map(|&label| i64::from(label)).collect();
    file.write("labels", &labels)?;
    write_preparation(&file, preparation)?;
    file.finish()
}

/// Hands on how the spectra were prepared, so that nothing trained on this file is applied to others.
fn write_preparation(file: &ResultFile, preparation: Option<&Preparation>) -> Result<(), LearningError> {
    preparation.map_or(Ok(()), |preparation| file.write_attribute(PREPARATION_ATTRIBUTE, &preparation.to_text()))
}

/// Writes `prep_spectra.json`, a spectrum at a time: the oracle's, those of the estimate, then candidates up to [`MOST_SHOWN`].
pub(super) fn write_prep_spectra(
    directory: &Path,
    pool: &Pool,
    wave: &[f64],
    chosen: &Chosen,
) -> Result<(), LearningError> {
    const NAME: &str = "prep_spectra.json";
    let failed = |error| LearningError::io(NAME, "write it", error);
    let place = AtomicFile::new(&directory.join(NAME)).map_err(failed)?;
    let candidates = chosen.candidates.iter().flatten();
    let mut seen = std::collections::HashSet::new();
    let shown: Vec<usize> = chosen
        .oracle
        .iter()
        .chain(&chosen.perf_est)
        .chain(candidates)
        .copied()
        .filter(|i| seen.insert(*i))
        .take(MOST_SHOWN)
        .collect();
    let layout = pool.file().layout();
    let mut out = BufWriter::new(place.create().map_err(failed)?);
    let json = |error: serde_json::Error| failed(std::io::Error::from(error));
    out.write_all(b"{\"wave\":").map_err(failed)?;
    serde_json::to_writer(&mut out, wave).map_err(json)?;
    out.write_all(b",\"spectra\":{").map_err(failed)?;
    for (n, &index) in shown.iter().enumerate() {
        if n > 0 {
            out.write_all(b",").map_err(failed)?;
        }
        serde_json::to_writer(&mut out, pool.names().get(index)).map_err(json)?;
        out.write_all(b":").map_err(failed)?;
        serde_json::to_writer(&mut out, &layout.fluxes_of(&pool.gather(&[index])?)).map_err(json)?;
    }
    out.write_all(b"}}\n").and_then(|()| out.flush()).map_err(failed)?;
    drop(out);
    place.commit().map_err(failed)
}

/// The map of the training set, `dim_reduc.json`.
#[derive(Serialize)]
struct DimReduc<'a> {
    x: Vec<f32>,
    y: Vec<f32>,
    labels: Vec<u32>,
    classes: &'a [String],
    filenames: Vec<&'a str>,
}

/// Writes `dim_reduc.json`; `filenames` is what the predecessor's did not have.
pub(super) fn write_dim_reduc(
    directory: &Path,
    set: &LabelledSet,
    classes: &[String],
    map: &[Point],
) -> Result<(), LearningError> {
    let value = DimReduc {
        x: map.iter().map(|point| point.x).collect(),
        y: map.iter().map(|point| point.y).collect(),
        labels: map.iter().map(|point| set.labels[point.index]).collect(),
        classes,
        filenames: map.iter().map(|point| set.names.get(point.index)).collect(),
    };
    write_json(&directory.join("dim_reduc.json"), &value)
}
