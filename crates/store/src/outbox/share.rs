//! Turns of the spaces: which messages of the outbox are handed to the broker next, and how a job stands before that.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use ml_job_domain::{JobId, JobType, Phase, SpaceId, Standing};

use super::{OutboxRow, read};
use crate::engine::{Conn, Row, Sql};
use crate::error::ColumnError;
use crate::{Store, StoreError};

/// How many jobs, by space and type.
type Counts = HashMap<(SpaceId, JobType), u64>;

/// Where the jobs are that wait or run. None of the counts looks at the rows of jobs that wait, however many there are.
struct Load {
    /// In the outbox.
    held: Counts,
    /// With the broker or a worker.
    active: Counts,
    /// With a worker.
    claimed: Counts,
}

impl Load {
    async fn read(conn: &mut Conn) -> Result<Self, StoreError> {
        let held = count(conn, "SELECT space_id, type, count(*) AS jobs FROM outbox GROUP BY space_id, type").await?;
        let mut active = count(
            conn,
            "SELECT space_id, type, CAST(sum(jobs) AS bigint) AS jobs FROM job_counts WHERE phase = 'PROCESSING'
             GROUP BY space_id, type HAVING sum(jobs) > 0",
        )
        .await?;
        for (place, jobs) in &mut active {
            *jobs = jobs.saturating_sub(held.get(place).copied().unwrap_or(0));
        }
        let claimed = count(
            conn,
            Sql::Each {
                postgres: "SELECT space_id, type, count(*) AS jobs FROM jobs WHERE lease_expires_at IS NOT NULL
                           GROUP BY space_id, type",
                // Without the hint SQLite walks the index that has the order of the groups, through all jobs.
                sqlite: "SELECT space_id, type, count(*) AS jobs FROM jobs INDEXED BY jobs_lease
                         WHERE lease_expires_at IS NOT NULL GROUP BY space_id, type",
            },
        )
        .await?;
        Ok(Self { held, active, claimed })
    }

    /// How many of a space and type wait with the broker.
    fn published(&self, place: &(SpaceId, JobType)) -> u64 {
        let of = |counts: &Counts| counts.get(place).copied().unwrap_or(0);
        of(&self.active).saturating_sub(of(&self.claimed))
    }

    /// How many of a space the broker or workers have.
    fn active_in(&self, space_id: SpaceId) -> u64 {
        self.active.iter().filter(|((space, _), _)| *space == space_id).map(|(_, jobs)| jobs).sum()
    }
}

async fn count(conn: &mut Conn, sql: impl Into<Sql>) -> Result<Counts, StoreError> {
    let read = |row: &Row| Ok(((row.get("space_id")?, row.get("type")?), row.get("jobs")?));
    let counts =
        conn.query(sql).fetch(|row| read(row).map_err(|error: ColumnError| error.of("jobs", "any row"))).await?;
    Ok(counts.into_iter().collect())
}

impl Store {
    /// The messages that may be published at `now`, at most `limit`, so that each space gets its turn: of a type the broker has at
    /// most `waiting` messages of one space that no worker has taken, and at most as many jobs of a space are there or with workers as
    /// its quota says. Within a space and a type they come in the order in which they were added.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn fair_outbox(
        &self,
        now: DateTime<Utc>,
        limit: u32,
        waiting: u32,
    ) -> Result<Vec<OutboxRow>, StoreError> {
        let mut conn = self.read("reading the outbox").await?;
        let load = Load::read(&mut conn).await?;
        let mut quotas: HashMap<SpaceId, u64> = conn
            .query("SELECT space_id, quota_jobs FROM spaces WHERE quota_jobs IS NOT NULL")
            .fetch(|row| {
                let read = || Ok((row.get("space_id")?, row.get::<u32>("quota_jobs")?.into()));
                read().map_err(|error: ColumnError| error.of("spaces", "any row"))
            })
            .await?
            .into_iter()
            .collect();
        for (space_id, room) in &mut quotas {
            *room = room.saturating_sub(load.active_in(*space_id));
        }
        let (mut turns, mut is_held_back) = (Vec::new(), false);
        for (place, held) in &load.held {
            let published = load.published(place);
            let room = u64::from(waiting).saturating_sub(published);
            is_held_back |= *held > room;
            let (limit, _) = crate::Page { offset: 0, limit: room }.limit_and_offset();
            let due = conn
                .query(
                    "SELECT outbox_id, job_id, type, attempt, enqueued_at FROM outbox
                     WHERE space_id = $1 AND type = $2 AND available_at <= $3 ORDER BY outbox_id LIMIT $4",
                )
                .bind(&place.0)
                .bind(&place.1)
                .bind(&now)
                .bind(&limit)
                .fetch(|row| read(row).map_err(|error| error.of("outbox", "any row")))
                .await?;
            turns.extend((published + 1..).zip(due).map(|(turn, row)| (turn, row.outbox_id, place.0, row)));
        }
        turns.sort_unstable_by_key(|(turn, id, ..)| (*turn, *id));
        let mut rows = Vec::new();
        for (_, _, space_id, row) in turns {
            if rows.len() == limit as usize {
                break;
            }
            match quotas.get_mut(&space_id) {
                Some(0) => is_held_back = true,
                Some(room) => {
                    *room -= 1;
                    rows.push(row);
                }
                None => rows.push(row),
            }
        }
        self.notifier().held_back(is_held_back);
        Ok(rows)
    }

    /// How a job stands in the queue; nothing where there is none.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn job_standing(&self, id: JobId, now: DateTime<Utc>) -> Result<Option<Standing>, StoreError> {
        let mut conn = self.read("looking where a job stands in the queue").await?;
        let own = conn
            .query(
                "SELECT jobs.phase, jobs.type, jobs.space_id, jobs.lease_expires_at, jobs.published_at, jobs.queued_at,
                     outbox.outbox_id, outbox.available_at, spaces.quota_jobs
                 FROM jobs JOIN spaces ON spaces.space_id = jobs.space_id
                 LEFT JOIN outbox ON outbox.job_id = jobs.job_id WHERE jobs.job_id = $1",
            )
            .bind(&id)
            .fetch_optional(|row| Own::read(row).map_err(|error| error.of("jobs", id)))
            .await?;
        let Some(own) = own else { return Ok(None) };
        let load = Load::read(&mut conn).await?;
        let of_type = |counts: &Counts| -> u64 {
            counts.iter().filter(|((_, job_type), _)| *job_type == own.job_type).map(|(_, jobs)| jobs).sum()
        };
        let published_ahead = match own.outbox_id {
            // The broker gets this one after all that it has.
            Some(_) => of_type(&load.active).saturating_sub(of_type(&load.claimed)),
            None => published_before(&mut conn, id, &own).await?,
        };
        let own_ahead = match own.outbox_id {
            None => 0,
            Some(outbox_id) => {
                conn.query("SELECT count(*) FROM outbox WHERE space_id = $1 AND type = $2 AND outbox_id < $3")
                    .bind(&own.space_id)
                    .bind(&own.job_type)
                    .bind(&outbox_id)
                    .fetch_value()
                    .await?
            }
        };
        let elsewhere =
            load.held.iter().filter(|((space, job_type), _)| *space != own.space_id && *job_type == own.job_type);
        Ok(Some(Standing {
            phase: own.phase,
            is_claimed: own.is_claimed,
            retry_at: own.available_at.filter(|at| *at > now),
            is_published: own.outbox_id.is_none(),
            published_ahead,
            own_ahead,
            held_elsewhere: elsewhere.map(|(_, held)| *held).collect(),
            running: of_type(&load.claimed),
            active_in_space: load.active_in(own.space_id),
            quota_jobs: own.quota_jobs,
        }))
    }
}

/// What the row of a job says of its place in the queue.
struct Own {
    phase: Phase,
    job_type: JobType,
    space_id: SpaceId,
    is_claimed: bool,
    /// When the broker took it or, where it has not, when it was queued.
    queued_at: Option<DateTime<Utc>>,
    outbox_id: Option<i64>,
    available_at: Option<DateTime<Utc>>,
    quota_jobs: Option<u32>,
}

impl Own {
    fn read(row: &Row) -> Result<Self, ColumnError> {
        let lease: Option<DateTime<Utc>> = row.get("lease_expires_at")?;
        let published_at: Option<DateTime<Utc>> = row.get("published_at")?;
        Ok(Self {
            phase: row.get("phase")?,
            job_type: row.get("type")?,
            space_id: row.get("space_id")?,
            is_claimed: lease.is_some(),
            queued_at: published_at.or(row.get("queued_at")?),
            outbox_id: row.get("outbox_id")?,
            available_at: row.get("available_at")?,
            quota_jobs: row.get("quota_jobs")?,
        })
    }
}

/// How many jobs of its type the broker took before a job that it has.
async fn published_before(conn: &mut Conn, id: JobId, own: &Own) -> Result<u64, StoreError> {
    conn.query(
        "SELECT count(*) FROM jobs WHERE type = $1 AND phase = 'PROCESSING' AND lease_expires_at IS NULL
             AND job_id <> $2 AND COALESCE(published_at, queued_at) < $3
             AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.job_id = jobs.job_id)",
    )
    .bind(&own.job_type)
    .bind(&id)
    .bind(&own.queued_at)
    .fetch_value()
    .await
}
