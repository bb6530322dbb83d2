//! What a campaign does next: config and files of a round's and of an audit's job.

use std::collections::BTreeMap;

use ml_job_domain::{AuditKind, CampaignRecord, CampaignStep, CampaignTask, JobType, NextIteration, Phase};
use serde::Serialize;
use serde_json::json;

use super::audit::{AuditConfig, CampaignAudit};
use super::round::{CampaignRound, RoundConfig};
use super::{LABELS_FILE, LIST_FILE, labels};
use crate::kind::JobKind;

/// The next round of a campaign.
///
/// # Errors
/// Why its time has not come.
pub fn plan_round(record: &CampaignRecord) -> Result<CampaignTask, String> {
    let plan = &record.campaign.plan;
    let pool_path = record.pool_path.clone().ok_or("The matrix of the campaign is not there yet.")?;
    if let Some(newest) = record.newest() {
        must_have_ended(newest)?;
        if newest.job.phase == Phase::Completed && newest.labellings.is_empty() {
            return Err("Every star of the search domain has a label: there is nothing left to ask.".into());
        }
        let has_label = newest.labellings.iter().any(|shown| shown.user_label.is_some());
        if newest.job.phase == Phase::Completed && !has_label {
            return Err(format!("Label some of the spectra of round {} first.", newest.number));
        }
    }
    let number = record.newest().map_or(0, |newest| newest.number + 1);
    let config = RoundConfig {
        campaign_id: record.campaign.campaign_id.to_string(),
        round: number,
        pool_path,
        classes: plan.classes.clone(),
        wanted: plan.wanted.clone(),
        examples: plan.examples.clone(),
        line: plan.line,
        min_snr: plan.min_snr,
        min_coverage: plan.min_coverage,
        model: plan.model,
        count: if number == 0 { plan.first_round } else { plan.round },
        seed: plan.seed,
    };
    task::<CampaignRound>(record, &config)
}

/// The next audit of a campaign: of all wanted classes together, or of the part of the list that is of one `class`.
///
/// # Errors
/// Why its time has not come.
pub fn plan_audit(record: &CampaignRecord, kind: AuditKind, class: Option<&str>) -> Result<CampaignTask, String> {
    let plan = &record.campaign.plan;
    if let Some(newest) = record.newest() {
        must_have_ended(newest)?;
    }
    if let Some(audit) = record.audits.last() {
        must_have_ended(audit)?;
    }
    let with_list = record.rounds.iter().rev().find(|round| round.job.phase == Phase::Completed && listed(round) > 0);
    let Some(round) = with_list else {
        return Err(
            "There is no list yet: label some spectra of a wanted class and of another, and start a round.".into()
        );
    };
    let config = AuditConfig {
        campaign_id: record.campaign.campaign_id.to_string(),
        audit: record.audits.last().map_or(1, |audit| audit.number + 1),
        kind,
        pool_path: record.pool_path.clone().ok_or("The matrix of the campaign is not there yet.")?,
        list_path: format!("{}/{LIST_FILE}", round.job.dir_path),
        classes: plan.classes.clone(),
        wanted: class.map_or_else(|| plan.wanted.clone(), |class| vec![class.to_owned()]),
        min_snr: plan.min_snr,
        min_coverage: plan.min_coverage,
        alpha: plan.alpha,
        draws: match kind {
            AuditKind::Precision => 500,
            AuditKind::Recall => 1500,
        },
        seed: plan.seed,
    };
    task::<CampaignAudit>(record, &config)
}

/// Spectra in a round's list.
pub(super) fn listed(round: &CampaignStep) -> u64 {
    round.job.metrics.as_ref().and_then(|metrics| metrics.get("listed")?.as_u64()).unwrap_or(0)
}

fn must_have_ended(step: &CampaignStep) -> Result<(), String> {
    if step.job.phase.is_final() {
        return Ok(());
    }
    let what = &step.job.label;
    Err(format!("\"{what}\" is {} still.", step.job.phase))
}

fn task<K: JobKind>(record: &CampaignRecord, config: &impl Serialize) -> Result<CampaignTask, String> {
    let job_type: JobType = K::TYPE.parse().map_err(|error| format!("{error}"))?;
    let config = serde_json::to_value(config).map_err(|error| error.to_string())?;
    let labels = json!(labels::for_job(record));
    let files = BTreeMap::from([(LABELS_FILE.to_owned(), labels)]);
    Ok(CampaignTask { job_type, start: NextIteration { config, files } })
}
