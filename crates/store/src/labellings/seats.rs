//! The tables `labelling_seats` and `labelling_leases`: who labels a job's spectra at the moment, and who is asked which.
//!
//! A seat is a page that is open. It has leases on the labellings that it is asked next, and loses them when it is left or has not been
//! heard of for its time. A lease forbids nothing: a label that comes all the same, from a page that was offline, is an opinion like
//! any other.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use ml_job_domain::{JobId, LabellingId, SeatId};

use crate::connect::Pools;
use crate::engine::{Conn, Row, Sql};
use crate::error::ColumnError;
use crate::{Store, StoreError};

/// What is still to be asked of the person `$2`: nobody has settled it, she has not answered, and either nobody has or a second one is
/// wanted.
const ASKED: &str = "adjudicated_by IS NULL AND (user_label IS NULL OR (is_double AND (
        SELECT count(*) FROM labelling_opinions AS given
        WHERE given.labelling_id = labellings.labelling_id AND given.user_label IS NOT NULL
    ) < 2))";
const OWN: &str = "EXISTS (
        SELECT 1 FROM labelling_opinions AS own
        WHERE own.labelling_id = labellings.labelling_id AND own.author = $2 AND own.user_label IS NOT NULL
    )";
/// Nobody else is asked about it who has not answered yet.
const FREE: &str = "NOT EXISTS (
        SELECT 1 FROM labelling_leases JOIN labelling_seats ON labelling_seats.seat_id = labelling_leases.seat_id
        WHERE labelling_leases.labelling_id = labellings.labelling_id AND labelling_seats.author <> $2 AND NOT EXISTS (
            SELECT 1 FROM labelling_opinions AS theirs
            WHERE theirs.labelling_id = labellings.labelling_id AND theirs.author = labelling_seats.author
                AND theirs.user_label IS NOT NULL
        )
    )";

/// Somebody who labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The seat.
    pub seat_id: SeatId,
    /// Who.
    pub author: String,
    /// What she looks at.
    pub labelling_id: Option<LabellingId>,
    /// Since when.
    pub taken_at: DateTime<Utc>,
    /// When she is taken to have gone, unless she is heard of before.
    pub expires_at: DateTime<Utc>,
}

/// Somebody sits down, or is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatRequest<'a> {
    /// The seat, as the page calls it.
    pub seat_id: SeatId,
    /// The job.
    pub job_id: JobId,
    /// Who.
    pub author: &'a str,
    /// What she looks at.
    pub labelling_id: Option<LabellingId>,
    /// What she could be asked, in the order of her wish; without it the oracle and estimation sets, in the order of listings.
    pub among: Option<&'a [LabellingId]>,
    /// How many of them she wants to be asked.
    pub count: u32,
    /// When she is taken to have gone.
    pub expires_at: DateTime<Utc>,
}

/// A seat that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TakenSeat {
    /// What she is asked, in the order of her wish.
    pub leased: Vec<LabellingId>,
    /// What others are asked, and who.
    pub taken: Vec<(LabellingId, String)>,
    /// What of her wish others have answered, so that she is not asked.
    pub answered: Vec<LabellingId>,
}

/// What became of somebody who sits down.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum TakeSeat {
    /// She sits.
    Taken(TakenSeat),
    /// There is no such job.
    NoSuchJob,
    /// The seat is somebody else's, or at another job.
    Foreign,
}

impl Store {
    /// Somebody sits down to label, or is still there, and is asked so many labellings that nobody else is asked. What she was asked
    /// before and does not want any more is free for others.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn take_seat(&self, request: &SeatRequest<'_>, now: DateTime<Utc>) -> Result<TakeSeat, StoreError> {
        let mut conn = self.begin("asking for labellings").await?;
        if !lock(&mut conn, request.job_id).await? {
            return Ok(TakeSeat::NoSuchJob);
        }
        let left = delete_expired(&mut conn, request, now).await?;
        let before = lookup(&mut conn, request.seat_id).await?;
        if before.as_ref().is_some_and(|(job, seat)| *job != request.job_id || seat.author != request.author) {
            return Ok(TakeSeat::Foreign);
        }
        let at = put(&mut conn, request, now).await?;
        let asked = ask(&mut conn, request).await?;
        lease(&mut conn, request.seat_id, &asked).await?;
        let taken = taken(&mut conn, request).await?;
        let answered = answered(&mut conn, request).await?;
        let has_moved = left > 0 || before.is_none_or(|(_, seat)| seat.labelling_id != at);
        if has_moved {
            self.announce(&mut conn, request.job_id).await?;
        }
        conn.commit().await?;
        if has_moved {
            self.notifier().happened(request.job_id);
        }
        Ok(TakeSeat::Taken(TakenSeat { leased: asked, taken, answered }))
    }

    /// Somebody goes; what she was asked is free for others. Whether she was there.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn leave_seat(&self, job_id: JobId, seat_id: SeatId, author: &str) -> Result<bool, StoreError> {
        let mut conn = self.begin("leaving a seat").await?;
        let left = conn
            .query("DELETE FROM labelling_seats WHERE seat_id = $1 AND job_id = $2 AND author = $3")
            .bind(&seat_id)
            .bind(&job_id)
            .bind(&author.to_owned())
            .execute()
            .await?;
        if left > 0 {
            self.announce(&mut conn, job_id).await?;
        }
        conn.commit().await?;
        if left > 0 {
            self.notifier().happened(job_id);
        }
        Ok(left > 0)
    }

    /// Who labels a job's spectra now, by name.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_seats(&self, job_id: JobId, now: DateTime<Utc>) -> Result<Vec<Seat>, StoreError> {
        let mut conn = self.read("listing who labels").await?;
        conn.query(
            "SELECT seat_id, author, labelling_id, taken_at, expires_at FROM labelling_seats
             WHERE job_id = $1 AND expires_at > $2 ORDER BY author, taken_at, seat_id",
        )
        .bind(&job_id)
        .bind(&now)
        .fetch(|row| read(row).map_err(|error| error.of("labelling_seats", job_id)))
        .await
    }

    /// Tells other processes, at commit, that somebody came, moved or went.
    async fn announce(&self, conn: &mut Conn, job_id: JobId) -> Result<(), StoreError> {
        if matches!(self.pools(), Pools::Postgres(_)) {
            conn.query("SELECT pg_notify('ml_job_events', $1)").bind(&job_id.to_string()).execute().await?;
        }
        Ok(())
    }
}

fn read(row: &Row) -> Result<Seat, ColumnError> {
    Ok(Seat {
        seat_id: row.get("seat_id")?,
        author: row.get("author")?,
        labelling_id: row.get("labelling_id")?,
        taken_at: row.get("taken_at")?,
        expires_at: row.get("expires_at")?,
    })
}

/// One asks at a job at a time, so that two are never given the same. SQLite's transactions are alone with the database.
async fn lock(conn: &mut Conn, job_id: JobId) -> Result<bool, StoreError> {
    let sql = Sql::Each {
        postgres: "SELECT job_id FROM jobs WHERE job_id = $1 FOR NO KEY UPDATE",
        sqlite: "SELECT job_id FROM jobs WHERE job_id = $1",
    };
    let found = conn
        .query(sql)
        .bind(&job_id)
        .fetch_optional(|row| row.get::<JobId>("job_id").map_err(|error| error.of("jobs", job_id)));
    Ok(found.await?.is_some())
}

async fn delete_expired(conn: &mut Conn, request: &SeatRequest<'_>, now: DateTime<Utc>) -> Result<u64, StoreError> {
    conn.query("DELETE FROM labelling_seats WHERE job_id = $1 AND expires_at <= $2 AND seat_id <> $3")
        .bind(&request.job_id)
        .bind(&now)
        .bind(&request.seat_id)
        .execute()
        .await
}

async fn lookup(conn: &mut Conn, seat_id: SeatId) -> Result<Option<(JobId, Seat)>, StoreError> {
    let sql =
        "SELECT job_id, seat_id, author, labelling_id, taken_at, expires_at FROM labelling_seats WHERE seat_id = $1";
    let read = |row: &Row| Ok((row.get("job_id")?, read(row)?));
    conn.query(sql)
        .bind(&seat_id)
        .fetch_optional(|row| read(row).map_err(|error: ColumnError| error.of("labelling_seats", seat_id)))
        .await
}

/// Stores the seat. What is looked at is only kept where it is of the job.
async fn put(
    conn: &mut Conn,
    request: &SeatRequest<'_>,
    now: DateTime<Utc>,
) -> Result<Option<LabellingId>, StoreError> {
    conn.query(
        "INSERT INTO labelling_seats (seat_id, job_id, author, labelling_id, taken_at, expires_at)
         VALUES ($1, $2, $3, (SELECT labelling_id FROM labellings WHERE labelling_id = $4 AND job_id = $2), $5, $6)
         ON CONFLICT (seat_id) DO UPDATE SET labelling_id = excluded.labelling_id, expires_at = excluded.expires_at
         RETURNING labelling_id",
    )
    .bind(&request.seat_id)
    .bind(&request.job_id)
    .bind(&request.author.to_owned())
    .bind(&request.labelling_id)
    .bind(&now)
    .bind(&request.expires_at)
    .fetch_value()
    .await
}

/// What the person is asked: of what is free, the first that she wishes.
async fn ask(conn: &mut Conn, request: &SeatRequest<'_>) -> Result<Vec<LabellingId>, StoreError> {
    let select = format!("SELECT labelling_id FROM labellings WHERE job_id = $1 AND {ASKED} AND NOT {OWN} AND {FREE}");
    let read = |row: &Row| row.get("labelling_id").map_err(|error| error.of("labellings", request.job_id));
    let count = usize::try_from(request.count).unwrap_or(usize::MAX);
    let author = request.author.to_owned();
    let Some(among) = request.among else {
        let sql = format!("{select} AND set_rank < 2 ORDER BY set_rank, position LIMIT $3");
        let count = i64::from(request.count);
        return conn.query(sql).bind(&request.job_id).bind(&author).bind(&count).fetch(read).await;
    };
    let free =
        conn.query(among_these(&select)).bind(&request.job_id).bind(&author).bind_json(&among).fetch(read).await?;
    let free: HashSet<LabellingId> = free.into_iter().collect();
    let mut seen = HashSet::new();
    Ok(among.iter().copied().filter(|id| free.contains(id) && seen.insert(*id)).take(count).collect())
}

/// What of the person's wish others have answered.
async fn answered(conn: &mut Conn, request: &SeatRequest<'_>) -> Result<Vec<LabellingId>, StoreError> {
    let Some(among) = request.among else { return Ok(Vec::new()) };
    let select = format!("SELECT labelling_id FROM labellings WHERE job_id = $1 AND NOT ({ASKED}) AND NOT {OWN}");
    let read = |row: &Row| row.get("labelling_id").map_err(|error| error.of("labellings", request.job_id));
    let sql = among_these(&select);
    conn.query(sql).bind(&request.job_id).bind(&request.author.to_owned()).bind_json(&among).fetch(read).await
}

fn among_these(select: &str) -> Sql {
    Sql::PerEngine {
        postgres: format!(
            "{select} AND labelling_id IN (SELECT CAST(id AS uuid) FROM json_array_elements_text($3) AS id)"
        ),
        sqlite: format!("{select} AND labelling_id IN (SELECT value FROM json_each($3))"),
    }
}

/// These leases, in the place of those that the seat had.
async fn lease(conn: &mut Conn, seat_id: SeatId, asked: &[LabellingId]) -> Result<(), StoreError> {
    conn.query("DELETE FROM labelling_leases WHERE seat_id = $1").bind(&seat_id).execute().await?;
    if asked.is_empty() {
        return Ok(());
    }
    let update = "ON CONFLICT (labelling_id) DO UPDATE SET seat_id = excluded.seat_id";
    let leased = conn
        .query(Sql::PerEngine {
            postgres: format!(
                "INSERT INTO labelling_leases (labelling_id, seat_id)
                 SELECT CAST(id AS uuid), $1 FROM json_array_elements_text($2) AS id {update}"
            ),
            sqlite: format!(
                "INSERT INTO labelling_leases (labelling_id, seat_id)
                 SELECT value, $1 FROM json_each($2) WHERE true {update}"
            ),
        })
        .bind(&seat_id)
        .bind_json(&asked)
        .execute()
        .await?;
    conn.expect_rows(asked.len() as u64, leased)
}

/// What others are asked at this job.
async fn taken(conn: &mut Conn, request: &SeatRequest<'_>) -> Result<Vec<(LabellingId, String)>, StoreError> {
    let sql = "SELECT labelling_leases.labelling_id, labelling_seats.author
         FROM labelling_leases JOIN labelling_seats ON labelling_seats.seat_id = labelling_leases.seat_id
         WHERE labelling_seats.job_id = $1 AND labelling_seats.author <> $2";
    let read = |row: &Row| Ok((row.get("labelling_id")?, row.get("author")?));
    let taken: HashMap<LabellingId, String> = conn
        .query(sql)
        .bind(&request.job_id)
        .bind(&request.author.to_owned())
        .fetch(|row| read(row).map_err(|error: ColumnError| error.of("labelling_leases", request.job_id)))
        .await?
        .into_iter()
        .collect();
    let mut taken: Vec<_> = taken.into_iter().collect();
    taken.sort_unstable();
    Ok(taken)
}
