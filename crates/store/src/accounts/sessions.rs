//! Who is signed in, and by what.

use chrono::{DateTime, TimeDelta, Utc};
use ml_job_domain::UserId;

use super::users::{self, Account, end_everything};
use crate::{Store, StoreError};

/// How exactly it is kept when somebody was here last: not every request writes.
pub(super) const SEEN_TO: TimeDelta = TimeDelta::minutes(1);

/// How long a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLife {
    /// After this time without a request it ends.
    pub idle: TimeDelta,
    /// After this time it ends anyway.
    pub most: TimeDelta,
}

/// An account, found by something that its person showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identified {
    /// Whose it is.
    pub account: Account,
    /// The digest of what a page has to send along before it may change something.
    pub csrf_digest: String,
    seen_at: DateTime<Utc>,
}

impl Store {
    /// Begins a session, and forgets those that ended long ago.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn add_session(
        &self,
        user_id: UserId,
        session_digest: &str,
        csrf_digest: &str,
        now: DateTime<Utc>,
        life: SessionLife,
    ) -> Result<(), StoreError> {
        let mut conn = self.begin("beginning a session").await?;
        conn.query("DELETE FROM sessions WHERE created_at <= $1 OR seen_at <= $2")
            .bind(&(now - life.most))
            .bind(&(now - life.idle))
            .execute()
            .await?;
        let added = conn
            .query(
                "INSERT INTO sessions (session_digest, csrf_digest, user_id, created_at, seen_at)
                 VALUES ($1, $2, $3, $4, $4)",
            )
            .bind(&session_digest.to_owned())
            .bind(&csrf_digest.to_owned())
            .bind(&user_id)
            .bind(&now)
            .execute()
            .await?;
        conn.expect_rows(1, added)?;
        conn.query("UPDATE users SET last_seen_at = $2 WHERE user_id = $1").bind(&user_id).bind(&now).execute().await?;
        conn.commit().await
    }

    /// Who is signed in by a session, if it lasts still and the account is active. That somebody was here is noted, to the minute.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn identify_session(
        &self,
        session_digest: &str,
        now: DateTime<Utc>,
        life: SessionLife,
    ) -> Result<Option<Identified>, StoreError> {
        let mut conn = self.read("looking up a session").await?;
        let sql = format!(
            "SELECT {}, sessions.csrf_digest, sessions.seen_at FROM sessions JOIN users USING (user_id)
             WHERE session_digest = $1 AND sessions.created_at > $2 AND sessions.seen_at > $3 AND users.is_active = $4",
            users::COLUMNS
        );
        let found = conn
            .query(sql)
            .bind(&session_digest.to_owned())
            .bind(&(now - life.most))
            .bind(&(now - life.idle))
            .bind(&true)
            .fetch_optional(|row| {
                let account = users::read(row)?;
                let column = |error: crate::error::ColumnError| error.of("sessions", account.user.user_id);
                let csrf_digest = row.get("csrf_digest").map_err(column)?;
                let seen_at = row.get("seen_at").map_err(column)?;
                Ok(Identified { account, csrf_digest, seen_at })
            })
            .await?;
        drop(conn);
        if let Some(found) = found.as_ref().filter(|found| now - found.seen_at >= SEEN_TO) {
            let mut conn = self.begin("noting that somebody is here").await?;
            conn.query("UPDATE sessions SET seen_at = $2 WHERE session_digest = $1")
                .bind(&session_digest.to_owned())
                .bind(&now)
                .execute()
                .await?;
            let id = found.account.user.user_id;
            conn.query("UPDATE users SET last_seen_at = $2 WHERE user_id = $1").bind(&id).bind(&now).execute().await?;
            conn.commit().await?;
        }
        Ok(found)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn delete_session(&self, session_digest: &str) -> Result<(), StoreError> {
        let mut conn = self.begin("ending a session").await?;
        conn.query("DELETE FROM sessions WHERE session_digest = $1").bind(&session_digest.to_owned()).execute().await?;
        conn.commit().await
    }

    /// Ends all sessions of a person, and the short-lived tokens.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn end_everything(&self, user_id: UserId) -> Result<(), StoreError> {
        let mut conn = self.begin("ending all sessions").await?;
        end_everything(&mut conn, user_id).await?;
        conn.commit().await
    }
}
