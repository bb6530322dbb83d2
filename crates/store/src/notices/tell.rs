//! Adding messages, in the transaction of what they tell.

use chrono::{DateTime, Utc};
use ml_job_domain::notice::{Channel, MessageKind, NoticeKind};
use ml_job_domain::{Job, JobId, JobType, Phase, UserId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::settings::kinds;
use crate::engine::{Conn, Row};
use crate::error::ColumnError;
use crate::spaces::ROLES;
use crate::{Store, StoreError};

/// A link that is sent to an address.
#[derive(Debug, Clone, PartialEq)]
pub struct MailedLink {
    /// Where it is sent to.
    pub email: String,
    /// What is told with it.
    pub data: Value,
}

/// People do not agree about a spectrum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// The job that shows it.
    pub job_id: JobId,
    /// The spectrum.
    pub spectrum_filename: String,
    /// What was said of it.
    pub labels: Vec<String>,
}

impl Store {
    /// Tells those whom a job concerns that people disagree about one of its spectra. How many messages there are.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn tell_of_disagreement(
        &self,
        disagreement: &Disagreement,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let mut conn = self.begin("telling of a disagreement").await?;
        let told = of_disagreement(&mut conn, disagreement, now).await?;
        conn.commit().await?;
        Ok(told)
    }

    /// Adds a message that its person asked for, to see whether it arrives.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn tell_for_a_test(
        &self,
        user_id: UserId,
        channel: Channel,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut conn = self.begin("adding a message for a test").await?;
        add(&mut conn, Uuid::now_v7(), user_id, channel, MessageKind::Test, &json!({}), None, now).await?;
        conn.commit().await
    }
}

/// Tells those whom a job concerns that it has ended, and that its spectra wait for labels, if they do.
pub(crate) async fn of_end(conn: &mut Conn, job: &Job, now: DateTime<Utc>) -> Result<(), StoreError> {
    let mut data = of_job(job);
    of_notice(conn, job.job_id, NoticeKind::JobEnded, &data, now).await?;
    if job.phase != Phase::Completed {
        return Ok(());
    }
    let waiting: u64 = conn
        .query(
            "SELECT count(*) FROM labellings
             WHERE job_id = $1 AND spectrum_set <> 'CANDIDATE' AND user_label IS NULL",
        )
        .bind(&job.job_id)
        .fetch_value()
        .await?;
    if waiting > 0 {
        data["labels_waiting"] = json!(waiting);
        of_notice(conn, job.job_id, NoticeKind::LabelsWaiting, &data, now).await?;
    }
    Ok(())
}

/// Tells those whom a job concerns that people disagree about one of its spectra; within the transaction of the label.
pub(crate) async fn of_disagreement(
    conn: &mut Conn,
    disagreement: &Disagreement,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let id = disagreement.job_id;
    let data = conn
        .query("SELECT type, label, phase, iteration FROM jobs WHERE job_id = $1")
        .bind(&id)
        .fetch_optional(|row| read_job(row, id).map_err(|error| error.of("jobs", id)))
        .await?;
    let Some(mut data) = data else { return Ok(0) };
    data["spectrum_filename"] = json!(disagreement.spectrum_filename);
    data["labels"] = json!(disagreement.labels);
    of_notice(conn, id, NoticeKind::Disagreement, &data, now).await
}

/// What is told of a job.
fn of_job(job: &Job) -> Value {
    json!({ "job_id": job.job_id, "type": job.job_type, "label": job.label, "phase": job.phase, "iteration": job.iteration })
}

fn read_job(row: &Row, job_id: JobId) -> Result<Value, ColumnError> {
    let (job_type, phase): (JobType, Phase) = (row.get("type")?, row.get("phase")?);
    let (label, iteration): (String, Option<u32>) = (row.get("label")?, row.get("iteration")?);
    Ok(json!({ "job_id": job_id, "type": job_type, "label": label, "phase": phase, "iteration": iteration }))
}

/// Tells everybody whom a job concerns, and who wants to be told. How many messages there are.
///
/// Of those who may see it, it concerns who ran it, who keeps its campaign and, where it is about labels, who labelled in it, in the job it goes on from, or in
/// its campaign.
async fn of_notice(
    conn: &mut Conn,
    job_id: JobId,
    kind: NoticeKind,
    data: &Value,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    // Whoever has lost the space of the job is told of it no more.
    let concerned = format!(
        "SELECT users.user_id, users.email, mail_kinds, webhook_kinds, webhook_url, webhook_off_at
        FROM notification_settings JOIN users USING (user_id)
        WHERE users.is_active = $2 AND (
            users.user_id IN (SELECT user_id FROM job_watchers WHERE job_id = $1)
            OR users.user_id IN (
                SELECT user_id FROM campaign_watchers JOIN campaign_jobs USING (campaign_id) WHERE job_id = $1
            )
            OR ($3 AND users.name IN (
                SELECT user_label_author FROM labellings WHERE job_id = $1
                    OR job_id = (SELECT parent_job_id FROM jobs WHERE job_id = $1)
                    OR job_id IN (
                        SELECT job_id FROM campaign_jobs WHERE campaign_id = (
                            SELECT campaign_id FROM campaign_jobs WHERE job_id = $1
                        )
                    )
            ))
        )
        AND (users.role = 'administrator' OR users.user_id IN (
            SELECT roles.user_id FROM {ROLES} AS roles JOIN jobs ON jobs.space_id = roles.space_id WHERE jobs.job_id = $1
        ))
        ORDER BY users.user_id"
    );
    let concerned = conn
        .query(concerned)
        .bind(&job_id)
        .bind(&true)
        .bind(&(kind != NoticeKind::JobEnded))
        .fetch(|row| channels(row, kind).map_err(|error| error.of("notification_settings", "any row")))
        .await?;
    let event_id = Uuid::now_v7();
    let mut told = 0;
    for (user_id, channels) in concerned {
        for channel in channels {
            add(conn, event_id, user_id, channel, kind.into(), data, None, now).await?;
            told += 1;
        }
    }
    Ok(told)
}

/// A person, and the ways in which she wants to be told of something of this kind.
fn channels(row: &Row, kind: NoticeKind) -> Result<(UserId, Vec<Channel>), ColumnError> {
    let (email, url): (Option<String>, Option<String>) = (row.get("email")?, row.get("webhook_url")?);
    let off_at: Option<DateTime<Utc>> = row.get("webhook_off_at")?;
    let by_mail = email.is_some() && kinds(row, "mail_kinds")?.contains(&kind);
    let by_webhook = url.is_some() && off_at.is_none() && kinds(row, "webhook_kinds")?.contains(&kind);
    let channels = [(by_mail, Channel::Mail), (by_webhook, Channel::Webhook)];
    Ok((row.get("user_id")?, channels.into_iter().filter_map(|(wanted, channel)| wanted.then_some(channel)).collect()))
}

/// Tells a person by mail of what happened to the account, if an address is known.
pub(crate) async fn of_account(
    conn: &mut Conn,
    user_id: UserId,
    kind: MessageKind,
    data: &Value,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let email = conn
        .query("SELECT email FROM users WHERE user_id = $1")
        .bind(&user_id)
        .fetch_optional(|row| row.get::<Option<String>>("email").map_err(|error| error.of("users", user_id)))
        .await?;
    match email.flatten() {
        // To the address of now, even should it change before the message goes.
        Some(email) => add(conn, Uuid::now_v7(), user_id, Channel::Mail, kind, data, Some(&email), now).await,
        None => Ok(()),
    }
}

/// Sends a link to an address.
pub(crate) async fn of_link(
    conn: &mut Conn,
    user_id: UserId,
    kind: MessageKind,
    link: &MailedLink,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    add(conn, Uuid::now_v7(), user_id, Channel::Mail, kind, &link.data, Some(&link.email), now).await
}

#[expect(clippy::too_many_arguments, reason = "the columns of a row")]
async fn add(
    conn: &mut Conn,
    event_id: Uuid,
    user_id: UserId,
    channel: Channel,
    kind: MessageKind,
    data: &Value,
    email: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let added = conn
        .query(
            "INSERT INTO deliveries (event_id, user_id, channel, kind, data, email, created_at, available_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        )
        .bind(&event_id)
        .bind(&user_id)
        .bind(&channel)
        .bind(&kind)
        .bind(data)
        .bind(&email.map(str::to_owned))
        .bind(&now)
        .execute()
        .await?;
    conn.expect_rows(1, added)
}
