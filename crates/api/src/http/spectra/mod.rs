//! `/api/spectra/…`: the read-only archive.

pub(crate) mod directories;
pub(crate) mod fits;
pub(crate) mod get;
pub(crate) mod search;

use ml_job_spectra::{Located, SpectrumName};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::ApiState;
use crate::files::{OpenFile, open_regular};
use crate::problem::Problem;

/// The tag of these endpoints in the document.
pub(crate) const TAG: &str = "spectra";

/// Which spectrum.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct SpectrumPath {
    /// The name of its file, such as `spec-56201-B6001_sp01-014.fits`: any plain name that ends in `.fits` or `.fits.gz`.
    #[param(example = "spec-56201-B6001_sp01-014.fits", pattern = r"\.fits(\.gz)?$", max_length = 255)]
    filename: String,
}

fn no_such_spectrum(name: &SpectrumName) -> Problem {
    Problem::not_found(format!("There is no spectrum {name} in the archive."))
}

/// Opens a spectrum's file.
async fn open(name: &SpectrumName, located: Located) -> Result<OpenFile, Problem> {
    let opened = tokio::task::spawn_blocking(move || open_regular(&located.path)).await?;
    opened.map_err(Problem::internal)?.ok_or_else(|| no_such_spectrum(name))
}

/// Finds a spectrum's file.
async fn locate(state: &ApiState, path: &SpectrumPath) -> Result<(SpectrumName, Located), Problem> {
    let name = path
        .filename
        .parse::<SpectrumName>()
        .map_err(|error| Problem::invalid_field("filename", format!("`{}` is no spectrum: {error}", path.filename)))?;
    let (archive, wanted) = (std::sync::Arc::clone(&state.archive), name.clone());
    let found = tokio::task::spawn_blocking(move || archive.locate(&wanted)).await?.map_err(Problem::internal)?;
    let located = found.ok_or_else(|| no_such_spectrum(&name))?;
    Ok((name, located))
}
