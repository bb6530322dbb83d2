//! What campaigns do by themselves: their jobs are made here, each once, however often somebody asks.

use std::collections::BTreeMap;
use std::sync::Arc;

use ml_job_domain::{
    AUDIT_FILE, Assessment, Campaign, CampaignId, CampaignJob, CampaignPlace, CampaignRecord, CampaignRole,
    CampaignStep, CampaignTask, Draw, DrawKind, Job, JobId, JobType, Labelling, NewJob, Phase, PoolSource, SpectrumSet,
};
use ml_job_store::{AddCampaignJob, LabellingFilter};
use serde_json::Value;

use crate::access::Who;
use crate::files::FilesError;
use crate::problem::Problem;
use crate::{ApiState, configs, jobs, opinions, usage};

/// The longest label of a job, in characters.
const LABEL_MAX: usize = 50;
/// The largest frozen audit that is read.
const FROZEN_MAX_BYTES: u64 = 16 * 1024 * 1024;
/// The result of a preparation.
const MATRIX: &str = "result.h5";

/// The campaign of this id.
///
/// # Errors
/// 404 where there is none.
pub(crate) async fn find(state: &ApiState, id: CampaignId) -> Result<Campaign, Problem> {
    let found = state.store.lookup_campaign(id).await?;
    found.ok_or_else(|| Problem::no_such_campaign(id))
}

/// From now on whoever asks is told of the campaign's jobs.
///
/// # Errors
/// Where the database does not answer.
pub(crate) async fn watch(state: &ApiState, id: CampaignId, who: &Who) -> Result<(), Problem> {
    match who.person() {
        Some(person) => Ok(state.store.watch_campaign(id, person.user.user_id).await?),
        None => Ok(()),
    }
}

/// All that is known of a campaign.
///
/// # Errors
/// 404 where there is none.
pub(crate) async fn record(state: &ApiState, campaign: Campaign) -> Result<CampaignRecord, Problem> {
    let mut record = CampaignRecord { pool_path: None, campaign, rounds: Vec::new(), audits: Vec::new() };
    if let PoolSource::Matrix(path) = &record.campaign.plan.pool {
        record.pool_path = Some(path.clone());
    }
    let jobs_of_it = state.store.list_campaign_jobs(record.campaign.campaign_id).await?;
    let ids: Vec<JobId> = jobs_of_it.iter().map(|job| job.job_id).collect();
    for CampaignJob { role, number, job_id } in jobs_of_it {
        let job = jobs::find(state, job_id).await?;
        match role {
            CampaignRole::Preparation if job.phase == Phase::Completed => {
                record.pool_path = Some(format!("{}/{MATRIX}", job.dir_path));
            }
            CampaignRole::Preparation => {}
            CampaignRole::Round => {
                let mut round = step(state, number, job, SpectrumSet::Oracle).await?;
                // A candidate that a person labelled is one that she chose: it teaches like any other of her choice.
                let chosen = state.store.list_labelled_candidates(job_id).await?;
                let chosen = chosen
                    .into_iter()
                    .map(|labelling| Labelling { draw: Some(Draw::of(DrawKind::Chosen)), ..labelling });
                round.labellings.extend(chosen);
                record.rounds.push(round);
            }
            CampaignRole::Audit => {
                let frozen = frozen(state, &job).await?;
                let audit = step(state, number, job, SpectrumSet::PerformanceEstimation).await?;
                record.audits.push(CampaignStep { frozen, ..audit });
            }
        }
    }
    let combined = opinions::combined(state, record.campaign.plan.label_rules(), &ids).await?;
    for step in record.rounds.iter_mut().chain(&mut record.audits) {
        opinions::take_combined(&mut step.labellings, &combined);
    }
    Ok(record)
}

async fn step(state: &ApiState, number: u32, job: Job, set: SpectrumSet) -> Result<CampaignStep, Problem> {
    let filter = LabellingFilter { spectrum_set: Some(set) };
    let labellings = state.store.list_labellings(job.job_id, &filter, None).await?.items;
    Ok(CampaignStep { number, job, labellings, frozen: None })
}

/// What the job of an audit has frozen.
async fn frozen(state: &ApiState, job: &Job) -> Result<Option<Value>, Problem> {
    if job.phase != Phase::Completed {
        return Ok(None);
    }
    match state.files.read(&configs::directory(job)?, &configs::file_name(AUDIT_FILE)?, FROZEN_MAX_BYTES).await {
        Ok(content) => Ok(serde_json::from_slice(&content).ok()),
        Err(FilesError::NoSuchFile | FilesError::NoSuchDirectory) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Where a campaign stands.
///
/// # Errors
/// 500 where the thread that thinks about it dies.
pub(crate) async fn assess(state: &ApiState, record: CampaignRecord) -> Result<Assessment, Problem> {
    let kinds = Arc::clone(&state.kinds);
    Ok(tokio::task::spawn_blocking(move || kinds.assess(&record)).await?)
}

/// Makes and runs what a campaign needs before its first labels: its matrix, or its first round.
///
/// # Errors
/// Why it cannot begin.
pub(crate) async fn begin(state: &ApiState, campaign: Campaign) -> Result<(), Problem> {
    let record = record(state, campaign).await?;
    if !record.rounds.is_empty() {
        return Ok(());
    }
    if record.pool_path.is_some() {
        return round(state, record).await.map(drop);
    }
    let PoolSource::Preprocessing(config) = &record.campaign.plan.pool else { return Ok(()) };
    let job_type: JobType = JobType::DATA_PREPROCESSING.parse().map_err(Problem::internal)?;
    let start = ml_job_domain::NextIteration { config: config.clone(), files: BTreeMap::new() };
    let task = CampaignTask { job_type, start };
    add(state, &record.campaign, CampaignRole::Preparation, 0, None, task).await.map(drop)
}

/// Makes and runs the next round; where somebody else was faster, that is the one.
///
/// # Errors
/// 409 where the time for it has not come.
pub(crate) async fn round(state: &ApiState, record: CampaignRecord) -> Result<Job, Problem> {
    let (number, parent) = record.newest().map_or((0, None), |newest| (newest.number + 1, Some(newest.job.job_id)));
    let campaign = record.campaign.clone();
    let kinds = Arc::clone(&state.kinds);
    let task = tokio::task::spawn_blocking(move || kinds.campaign_round(&record)).await?.map_err(Problem::conflict)?;
    add(state, &campaign, CampaignRole::Round, number, parent, task).await
}

/// Gives a task its place in the campaign, and runs it.
pub(crate) async fn add(
    state: &ApiState,
    campaign: &Campaign,
    role: CampaignRole,
    number: u32,
    parent_job_id: Option<JobId>,
    task: CampaignTask,
) -> Result<Job, Problem> {
    let CampaignTask { job_type, start } = task;
    configs::check(state, &job_type, &start.config, campaign.space_id).await?;
    usage::room_in(state, campaign.space_id).await?;
    let label = label(&campaign.label, role, number);
    let request = NewJob {
        job_type,
        label,
        description: campaign.description.clone(),
        config: None,
        parent_job_id,
        space_id: Some(campaign.space_id),
    };
    let mut job = request.into_job(JobId::new(), state.clock.now());
    job.config = Some(start.config);
    let place = CampaignPlace { campaign_id: campaign.campaign_id, role, number };
    let added = match jobs::write_files(state, &job, &start.files).await {
        Ok(()) => state.store.add_campaign_job(&place, &job).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    if matches!(added, Ok(AddCampaignJob::Added)) {
        tracing::info!(campaign.id = %campaign.campaign_id, job.id = %job.job_id, "Campaign {}: {role} {number} is job {}", campaign.campaign_id, job.job_id);
        return run_once(state, job.job_id).await;
    }
    jobs::delete_directory(state, &job).await?;
    let AddCampaignJob::Taken(holder) = added? else { return Ok(job) };
    // Whoever was faster may have died between making it and running it.
    run_once(state, holder).await
}

/// Runs a job that may be run by several at the same moment: for all of them it is running.
async fn run_once(state: &ApiState, id: JobId) -> Result<Job, Problem> {
    let job = jobs::find(state, id).await?;
    if job.phase != Phase::Pending {
        return Ok(job);
    }
    match jobs::run(state, id).await {
        Err(problem) => {
            let job = jobs::find(state, id).await?;
            if job.phase == Phase::Pending { Err(problem) } else { Ok(job) }
        }
        running => running,
    }
}

/// The label of a campaign's job: what the campaign is called, and what the job does.
fn label(campaign: &str, role: CampaignRole, number: u32) -> String {
    let suffix = match role {
        CampaignRole::Preparation => ": preparation".to_owned(),
        CampaignRole::Round => format!(": round {number}"),
        CampaignRole::Audit => format!(": audit {number}"),
    };
    let room = LABEL_MAX - suffix.chars().count();
    campaign.chars().take(room).chain(suffix.chars()).collect()
}

/// After a job of a campaign has ended: what the campaign does then. Its failure is not the job's.
pub(crate) async fn after_end(state: &ApiState, job_id: JobId) {
    let outcome = async {
        let Some(place) = state.store.lookup_campaign_place(job_id).await? else { return Ok(()) };
        if place.role != CampaignRole::Preparation {
            return Ok(());
        }
        begin(state, find(state, place.campaign_id).await?).await
    };
    if let Err(problem) = outcome.await {
        tracing::warn!(job.id = %job_id, problem = %problem.detail(), "The campaign of job {job_id} could not go on: {}", problem.detail());
    }
}

/// Begins what a process that died left undone.
///
/// # Errors
/// Where the database does not answer.
pub(crate) async fn begin_all(state: &ApiState) -> Result<(), ml_job_store::StoreError> {
    for id in state.store.list_campaigns_to_begin().await? {
        let Some(campaign) = state.store.lookup_campaign(id).await? else { continue };
        if let Err(problem) = begin(state, campaign).await {
            tracing::debug!(campaign.id = %id, problem = %problem.detail(), "Campaign {id} does not begin: {}", problem.detail());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_leaves_room_for_what_the_job_does() {
        assert_eq!(label("Be stars", CampaignRole::Round, 3), "Be stars: round 3");
        let long = label(&"x".repeat(50), CampaignRole::Audit, 12);
        assert_eq!(long.chars().count(), LABEL_MAX);
        assert!(long.ends_with(": audit 12"), "{long}");
    }
}
