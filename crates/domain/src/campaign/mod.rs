//! Campaigns: one search for rare spectra in one archive, from the first label to a list with a bound that holds.
//!
//! A campaign is a sequence of jobs that stay visible: the preparation of its matrix, its rounds, its audits. What it asks for is
//! its [`CampaignPlan`], which never changes; what is known of it is made anew from its jobs and their labellings each time
//! ([`CampaignRecord`] → [`Assessment`]), so that nothing can disagree. A round shows labellings; those of a campaign say why and
//! with which probability they were drawn ([`Draw`]), before anyone can see them.

mod assessment;
mod draw;
mod plan;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use assessment::{Assessment, AuditState, Estimate, Found, SelfAgreement};
pub use draw::{Draw, DrawKind, SAME_STAR_MAX};
pub use plan::{CampaignModel, CampaignPlan, PoolSource, UNSURE};

use crate::named::named;
use crate::validate::check_text;
use crate::{CampaignId, FieldError, Job, JobId, Labelling, SpaceId};

/// The file in which an audit's job leaves what it has frozen and drawn.
pub const AUDIT_FILE: &str = "audit.json";

const LABEL_MAX: usize = 50;
const DESCRIPTION_MAX: usize = 255;

/// A request to start a campaign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewCampaign {
    /// What people call it, 1 to 50 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 50, example = "Double-peaked Hα in DR10"))]
    pub label: String,
    /// What it is for, 1 to 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 255))]
    pub description: Option<String>,
    /// What is searched for, and where.
    pub plan: CampaignPlan,
    /// The space in which it is to lie; absent: in the own one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub space_id: Option<SpaceId>,
}

/// A campaign.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Campaign {
    /// The campaign's id.
    pub campaign_id: CampaignId,
    /// What people call it.
    #[cfg_attr(feature = "openapi", schema(example = "Double-peaked Hα in DR10"))]
    pub label: String,
    /// What it is for.
    pub description: Option<String>,
    /// When it was started.
    pub created_at: DateTime<Utc>,
    /// What is searched for, and where. It never changes.
    pub plan: CampaignPlan,
    /// The space in which it lies, with all its jobs; absent: in the one that the instance begins with.
    #[serde(default = "crate::ids::main_space", skip_serializing_if = "SpaceId::is_main")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub space_id: SpaceId,
}

impl NewCampaign {
    /// Everything wrong with the request.
    pub fn problems(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        check_text(&mut errors, "/label", Some(&self.label), LABEL_MAX);
        check_text(&mut errors, "/description", self.description.as_ref(), DESCRIPTION_MAX);
        errors.extend(self.plan.problems("/plan"));
        errors
    }

    /// The campaign that the request asks for.
    pub fn into_campaign(self, campaign_id: CampaignId, now: DateTime<Utc>) -> Campaign {
        Campaign {
            campaign_id,
            label: self.label,
            description: self.description,
            created_at: now,
            plan: self.plan,
            space_id: self.space_id.unwrap_or(SpaceId::MAIN),
        }
    }
}

/// What a job does for its campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CampaignRole {
    /// It makes the matrix out of the archive.
    Preparation,
    /// It learns from the labels and chooses the spectra to label next.
    Round,
    /// It freezes the list and draws from it, to find out what the list is worth.
    Audit,
}

named!(CampaignRole, "role in a campaign", Preparation = "PREPARATION", Round = "ROUND", Audit = "AUDIT");

/// A place in a campaign, which one job takes: a click too many makes no second one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CampaignPlace {
    /// The campaign.
    pub campaign_id: CampaignId,
    /// What the job does.
    pub role: CampaignRole,
    /// Which of the jobs of this role: rounds count from 0, audits from 1.
    pub number: u32,
}

/// A job of a campaign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CampaignJob {
    /// What it does.
    pub role: CampaignRole,
    /// Which of the jobs of this role: rounds count from 0, audits from 1.
    pub number: u32,
    /// The job.
    pub job_id: JobId,
}

/// A job of a campaign, and what people said about the spectra that it shows.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignStep {
    /// Which of the jobs of its role.
    pub number: u32,
    /// The job.
    pub job: Job,
    /// What it shows, in the order in which it was drawn; of the candidates of its list those that a person labelled, as chosen ones.
    pub labellings: Vec<Labelling>,
    /// What an audit has frozen, [`AUDIT_FILE`] of its job's directory; absent before, and for a round.
    pub frozen: Option<Value>,
}

/// All that is known of a campaign, in the order of the numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignRecord {
    /// The campaign.
    pub campaign: Campaign,
    /// Where the matrix lies below the files root, once it is there.
    pub pool_path: Option<String>,
    /// The rounds.
    pub rounds: Vec<CampaignStep>,
    /// The audits.
    pub audits: Vec<CampaignStep>,
}

/// What an audit is asked to find out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AuditKind {
    /// Which share of the list is right.
    Precision,
    /// Which share of what the archive holds is in the list.
    Recall,
}

impl CampaignRecord {
    /// The newest round.
    pub fn newest(&self) -> Option<&CampaignStep> {
        self.rounds.last()
    }
}
