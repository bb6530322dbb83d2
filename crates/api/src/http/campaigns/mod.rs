//! `/api/campaigns/…`.

pub(crate) mod agreement;
pub(crate) mod audit;
pub(crate) mod certificate;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod export;
pub(crate) mod get;
pub(crate) mod label;
pub(crate) mod list;
pub(crate) mod methods;
#[cfg(test)]
mod opinion_tests;
pub(crate) mod provenance;
pub(crate) mod round;
#[cfg(test)]
mod tests;

use ml_job_domain::CampaignId;
use serde::Deserialize;
use utoipa::IntoParams;

/// The tag of these endpoints in the document.
pub(crate) const TAG: &str = "campaigns";

/// Which campaign.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct CampaignPath {
    /// The campaign's id.
    pub(crate) campaign_id: CampaignId,
}
