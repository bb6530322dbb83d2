//! The endpoints, one per file.

pub(crate) mod accounts;
pub(crate) mod campaigns;
pub(crate) mod files;
pub(crate) mod job_types;
pub(crate) mod jobs;
pub(crate) mod labellings;
pub(crate) mod notifications;
pub(crate) mod operations;
pub(crate) mod spaces;
pub(crate) mod spectra;

use serde::Deserialize;
use utoipa::IntoParams;

use crate::files::DirPath;

/// The tag of what only workers call.
pub(crate) const WORKER_TAG: &str = "workers";

/// Which directory, of the files or of the archive.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DirectoryQuery {
    /// The directory, from the root; starts with `/`.
    #[serde(default = "DirPath::root")]
    #[param(value_type = String, default = "/", required = false, pattern = "^/")]
    pub(crate) parent_dir_path: DirPath,
}
