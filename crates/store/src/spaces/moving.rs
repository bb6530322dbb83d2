//! From one space into another.

use std::collections::BTreeSet;

use ml_job_domain::{CampaignId, JobId, SpaceId};

use crate::engine::Conn;
use crate::jobs::lock;
use crate::{Store, StoreError};

/// What became of a job that was to move.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum MoveJob {
    /// It and all that belongs to it lie there: how many jobs.
    Moved(u64),
    /// There is no such job.
    NotFound,
    /// One of the jobs belongs to a campaign, which moves as a whole.
    OfCampaign(CampaignId),
    /// One of the jobs is not where the first one is, so that it cannot be moved by the same right.
    Elsewhere(JobId),
}

/// What became of a campaign that was to move.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum MoveCampaign {
    /// It and its jobs lie there: how many jobs.
    Moved(u64),
    /// There is no such campaign.
    NotFound,
    /// One of the jobs is not where the campaign is.
    Elsewhere(JobId),
}

impl Store {
    /// Moves a job with those that it continues and those that continue it, their labels and their directories.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn move_job(&self, id: JobId, from: SpaceId, to: SpaceId) -> Result<MoveJob, StoreError> {
        let mut conn = self.begin("moving a job to another space").await?;
        let Some(family) = family(&mut conn, id).await? else { return Ok(MoveJob::NotFound) };
        for job_id in &family {
            let campaign = conn
                .query("SELECT campaign_id FROM campaign_jobs WHERE job_id = $1")
                .bind(job_id)
                .fetch_optional(|row| row.get("campaign_id").map_err(|error| error.of("campaign_jobs", job_id)))
                .await?;
            if let Some(campaign) = campaign {
                return Ok(MoveJob::OfCampaign(campaign));
            }
        }
        if let Some(other) = put(&mut conn, &family, from, to).await? {
            return Ok(MoveJob::Elsewhere(other));
        }
        conn.commit().await?;
        Ok(MoveJob::Moved(family.len() as u64))
    }

    /// Moves a campaign with its jobs and those that continue them, their labels and their directories.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn move_campaign(&self, id: CampaignId, from: SpaceId, to: SpaceId) -> Result<MoveCampaign, StoreError> {
        let mut conn = self.begin("moving a campaign to another space").await?;
        let moved = conn
            .query("UPDATE campaigns SET space_id = $3 WHERE campaign_id = $1 AND space_id = $2")
            .bind(&id)
            .bind(&from)
            .bind(&to)
            .execute()
            .await?;
        if moved == 0 {
            return Ok(MoveCampaign::NotFound);
        }
        let jobs: Vec<JobId> = conn
            .query("SELECT job_id FROM campaign_jobs WHERE campaign_id = $1")
            .bind(&id)
            .fetch(|row| row.get("job_id").map_err(|error| error.of("campaign_jobs", id)))
            .await?;
        // What continues a round, such as a cross-match of its list, goes along.
        let jobs = descendants(&mut conn, jobs).await?;
        if let Some(other) = put(&mut conn, &jobs, from, to).await? {
            return Ok(MoveCampaign::Elsewhere(other));
        }
        conn.commit().await?;
        Ok(MoveCampaign::Moved(jobs.len() as u64))
    }
}

/// The jobs that one continues, from the first of them on all that continue any; nothing where there is no such job.
async fn family(conn: &mut Conn, id: JobId) -> Result<Option<BTreeSet<JobId>>, StoreError> {
    let mut first = id;
    let mut seen = BTreeSet::new();
    while seen.insert(first) {
        let parent = conn
            .query("SELECT parent_job_id FROM jobs WHERE job_id = $1")
            .bind(&first)
            .fetch_optional(|row| row.get::<Option<JobId>>("parent_job_id").map_err(|error| error.of("jobs", first)))
            .await?;
        match parent {
            None => return Ok(None),
            Some(None) => break,
            Some(Some(parent)) => first = parent,
        }
    }
    descendants(conn, vec![first]).await.map(Some)
}

/// These jobs, and all that continue any of them.
async fn descendants(conn: &mut Conn, mut waiting: Vec<JobId>) -> Result<BTreeSet<JobId>, StoreError> {
    let mut family = BTreeSet::new();
    while let Some(job) = waiting.pop() {
        if family.insert(job) {
            let children: Vec<JobId> = conn
                .query("SELECT job_id FROM jobs WHERE parent_job_id = $1")
                .bind(&job)
                .fetch(|row| row.get("job_id").map_err(|error| error.of("jobs", job)))
                .await?;
            waiting.extend(children);
        }
    }
    Ok(family)
}

/// Moves these jobs; one of them that is neither here nor there already, if any.
async fn put(conn: &mut Conn, jobs: &BTreeSet<JobId>, from: SpaceId, to: SpaceId) -> Result<Option<JobId>, StoreError> {
    // In the order of the ids, so that no two transactions wait for each other in a circle.
    for id in jobs {
        let Some(state) = lock(conn, *id).await? else { continue };
        if state.job.space_id != from && state.job.space_id != to {
            return Ok(Some(*id));
        }
        conn.query("UPDATE jobs SET space_id = $2 WHERE job_id = $1").bind(id).bind(&to).execute().await?;
        conn.query("UPDATE outbox SET space_id = $2 WHERE job_id = $1").bind(id).bind(&to).execute().await?;
        super::note_directory(conn, &state.job.dir_path, to)
            .await
            .map_err(|source| StoreError::Driver { doing: "moving a job to another space", source })?;
    }
    Ok(None)
}
