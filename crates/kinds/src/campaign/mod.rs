//! Campaigns: what a round and an audit do, what follows from their labels, and where a campaign stands.
//!
//! Two job types (`round`, `audit`) do the work on a worker. The rest are pure functions of a
//! [`CampaignRecord`](ml_job_domain::CampaignRecord), called by the API: what comes next ([`plan_round`], [`plan_audit`]), where it
//! stands ([`assess()`]), what is certain ([`certificate`]).

mod assess;
mod audit;
pub(crate) mod domain;
mod interval;
mod labels;
pub(crate) mod list;
mod next;
mod round;
mod stars;

pub use assess::{assess, certificate};
pub use audit::{AuditConfig, AuditMetrics, CampaignAudit, run_audit};
pub use next::{plan_audit, plan_round};
pub use round::{CampaignRound, RoundConfig, RoundMetrics, run_round};

/// The labels that a job starts from, in its directory.
const LABELS_FILE: &str = "labels.json";
/// The list of a round, in its directory.
const LIST_FILE: &str = "list.json";

const HDF5: &str = "application/x-hdf5";
const JSON: &str = "application/json";
