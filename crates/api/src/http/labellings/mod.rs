//! `/api/labellings/…`.

pub(crate) mod adjudicate;
pub(crate) mod create;
pub(crate) mod create_batch;
pub(crate) mod csv;
pub(crate) mod get;
pub(crate) mod history;
pub(crate) mod list;
pub(crate) mod opinions;
pub(crate) mod patch;
pub(crate) mod patch_batch;

use ml_job_domain::LabellingId;
use serde::Deserialize;
use utoipa::IntoParams;

/// The tag of these endpoints in the document.
pub(crate) const TAG: &str = "labellings";

/// Which labelling.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct LabellingPath {
    /// The labelling's id.
    pub(crate) labelling_id: LabellingId,
}
