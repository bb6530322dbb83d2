//! `/api/spectra/…`: the read-only archive.

pub(crate) mod directories;
pub(crate) mod fits;
pub(crate) mod get;
pub(crate) mod header;
pub(crate) mod index;
pub(crate) mod lines;
pub(crate) mod occurrences;
pub(crate) mod search;

use std::ffi::OsStr;
use std::sync::Arc;

use ml_job_spectra::{Located, SpectrumName, escape, plain_name, strip_compression, unescape};
use ml_job_store::ArchivePlace;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::ApiState;
use crate::files::{DirPath, OpenFile, open_regular};
use crate::problem::Problem;

/// The tag of these endpoints in the document.
pub(crate) const TAG: &str = "spectra";

/// Files of one name that are looked at: where the first are gone, others may still be there.
const PLACES_MAX: u64 = 16;

/// Files that are looked at to find the one that a result has under a replaced name.
const REPLACED_MAX: u64 = 1000;

/// Which spectrum.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct SpectrumPath {
    /// The name of its file, such as `spec-56201-B6001_sp01-014.fits`; the suffix of a compression may be left out. Of a file
    /// that holds many spectra, `file#target`, with `#` as `%23`.
    #[param(example = "spec-56201-B6001_sp01-014.fits", max_length = 1276)]
    filename: String,
}

/// Which of several files of the same name.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PlaceQuery {
    /// The directory of the archive that it lies in; starts with `/`. Absent: the first that holds such a file.
    #[param(value_type = Option<String>, pattern = "^/")]
    dir_path: Option<DirPath>,
}

/// A spectrum whose file was found.
pub(crate) struct Place {
    /// The name that was asked for, without the suffix of a compression.
    pub(crate) filename: String,
    pub(crate) located: Located,
}

fn no_such_spectrum(name: &str) -> Problem {
    Problem::not_found(format!("There is no spectrum {name} in the archive."))
}

impl Place {
    /// Opens the file.
    async fn open(&self) -> Result<OpenFile, Problem> {
        let path = self.located.path.clone();
        let opened = tokio::task::spawn_blocking(move || open_regular(&path)).await?;
        opened.map_err(Problem::internal)?.ok_or_else(|| no_such_spectrum(&self.filename))
    }
}

/// Finds a spectrum's file: in the directory that is given, else where such files usually are, else by the index.
async fn locate(state: &ApiState, path: &SpectrumPath, query: &PlaceQuery) -> Result<Place, Problem> {
    let name = path
        .filename
        .parse::<SpectrumName>()
        .map_err(|error| Problem::invalid_field("filename", format!("`{}` is no spectrum: {error}", path.filename)))?;
    let (archive, wanted) = (Arc::clone(&state.archive), name.clone());
    let directory = query.dir_path.clone();
    let is_anywhere = directory.is_none();
    let found = tokio::task::spawn_blocking(move || match directory {
        Some(directory) => archive.locate_in(directory.as_str(), &wanted),
        None => archive.locate(&wanted),
    });
    let mut found = found.await?.map_err(Problem::internal)?;
    if found.is_none() && is_anywhere {
        found = look_up(state, &name).await?;
    }
    let located = found.ok_or_else(|| no_such_spectrum(name.as_str()))?;
    let file = name.as_str().strip_suffix(&format!("#{}", located.target)).unwrap_or(name.as_str());
    let file = strip_compression(file);
    let filename = if located.target.is_empty() { file.to_owned() } else { format!("{file}#{}", located.target) };
    Ok(Place { filename, located })
}

/// Asks the index for the files that a result calls `file`: where U+FFFD stands there, the index has bytes as `\xhh`.
async fn look_up_replaced(state: &ApiState, file: &str) -> Result<Vec<ArchivePlace>, Problem> {
    let known = file.split(char::REPLACEMENT_CHARACTER).next().unwrap_or_default();
    let first = format!("{}\\x", escape(OsStr::new(known)));
    let end = format!("{}y", first.strip_suffix('x').unwrap_or(&first));
    let mut places = state.store.lookup_archive_names(&first, &end, REPLACED_MAX).await?;
    let is_called_so = |place: &ArchivePlace| {
        let on_disk = unescape(&place.filename).map(|name| plain_name(&name));
        on_disk.is_some_and(|name| name == file || strip_compression(&name) == file)
    };
    places.retain(is_called_so);
    Ok(places)
}

/// Asks the index for the files of a name, and takes the first that is still there.
async fn look_up(state: &ApiState, name: &SpectrumName) -> Result<Option<Located>, Problem> {
    for (file, target) in name.readings() {
        let mut places = state.store.lookup_archive_name(strip_compression(file), PLACES_MAX).await?;
        // Whoever writes the suffix of a compression means that file.
        if strip_compression(file) != file {
            places.retain(|place| place.filename == file);
        }
        let archive = Arc::clone(&state.archive);
        if places.is_empty() && file.contains(char::REPLACEMENT_CHARACTER) {
            places = look_up_replaced(state, file).await?;
        }
        let found = tokio::task::spawn_blocking(move || {
            let mut found = places.iter().map(|place| archive.locate_file(&place.dir_path, &place.filename));
            found.find_map(Result::transpose).transpose()
        });
        if let Some(found) = found.await?.map_err(Problem::internal)? {
            return Ok(Some(Located { target: target.to_owned(), ..found }));
        }
    }
    Ok(None)
}
