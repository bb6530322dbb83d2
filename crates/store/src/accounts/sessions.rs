//! Who is signed in, and by what.

use chrono::{DateTime, TimeDelta, Utc};
use ml_job_domain::access::OpenSession;
use ml_job_domain::notice::MessageKind;
use ml_job_domain::{SessionId, UserId};

use super::users::{self, Account, end_everything};
use serde_json::json;

use crate::engine::Row;
use crate::error::ColumnError;
use crate::notices::tell;
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

/// A session that begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// Its id, which is no secret.
    pub session_id: SessionId,
    /// The digest of its secret.
    pub session_digest: String,
    /// The digest of what a page has to send along before it may change something.
    pub csrf_digest: String,
    /// The browser in a few words.
    pub browser: Option<String>,
    /// From which address it is begun.
    pub address: Option<String>,
    /// Whether nobody has signed in with this browser before: the person is told by mail.
    pub is_new_browser: bool,
    /// Whether a provider of identities let the person in.
    pub is_by_provider: bool,
}

/// An account, found by something that its person showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identified {
    /// Whose it is.
    pub account: Account,
    /// The digest of what a page has to send along before it may change something.
    pub csrf_digest: String,
    /// Whether a provider of identities let the person in.
    pub is_by_provider: bool,
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
        session: &NewSession,
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
                "INSERT INTO sessions (session_digest, csrf_digest, user_id, created_at, seen_at, session_id, browser, address,
                     is_by_provider)
                 VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8)",
            )
            .bind(&session.session_digest)
            .bind(&session.csrf_digest)
            .bind(&user_id)
            .bind(&now)
            .bind(&session.session_id)
            .bind(&session.browser)
            .bind(&session.address)
            .bind(&session.is_by_provider)
            .execute()
            .await?;
        conn.expect_rows(1, added)?;
        if session.is_new_browser {
            let data = json!({ "browser": session.browser, "address": session.address });
            tell::of_account(&mut conn, user_id, MessageKind::NewBrowser, &data, now).await?;
        }
        conn.query("UPDATE users SET last_seen_at = $2 WHERE user_id = $1").bind(&user_id).bind(&now).execute().await?;
        conn.commit().await
    }

    /// Who is signed in by a session, if it lasts still and the account is active. Nothing is noted.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn find_session(
        &self,
        session_digest: &str,
        now: DateTime<Utc>,
        life: SessionLife,
    ) -> Result<Option<Identified>, StoreError> {
        let mut conn = self.read("looking up a session").await?;
        let sql = format!(
            "SELECT {}, sessions.csrf_digest, sessions.seen_at, sessions.is_by_provider FROM sessions JOIN users USING (user_id)
             WHERE session_digest = $1 AND sessions.created_at > $2 AND sessions.seen_at > $3 AND users.is_active = $4",
            users::COLUMNS
        );
        conn.query(sql)
            .bind(&session_digest.to_owned())
            .bind(&(now - life.most))
            .bind(&(now - life.idle))
            .bind(&true)
            .fetch_optional(|row| {
                let account = users::read(row)?;
                let column = |error: crate::error::ColumnError| error.of("sessions", account.user.user_id);
                let csrf_digest = row.get("csrf_digest").map_err(column)?;
                let seen_at = row.get("seen_at").map_err(column)?;
                let is_by_provider = row.get("is_by_provider").map_err(column)?;
                Ok(Identified { account, csrf_digest, is_by_provider, seen_at })
            })
            .await
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
        let found = self.find_session(session_digest, now, life).await?;
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

    /// The sessions of a person that last still, the one that was used last first; `current` is the digest of the one that asks.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_sessions(
        &self,
        user_id: UserId,
        current: Option<&str>,
        now: DateTime<Utc>,
        life: SessionLife,
    ) -> Result<Vec<OpenSession>, StoreError> {
        let mut conn = self.read("listing sessions").await?;
        conn.query(
            "SELECT session_id, session_digest, browser, address, created_at, seen_at FROM sessions
             WHERE user_id = $1 AND created_at > $2 AND seen_at > $3 ORDER BY seen_at DESC, created_at DESC, session_id",
        )
        .bind(&user_id)
        .bind(&(now - life.most))
        .bind(&(now - life.idle))
        .fetch(|row| read(row, current).map_err(|error| error.of("sessions", user_id)))
        .await
    }

    /// Ends one session of a person. Whether there was such a one.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn end_session(&self, user_id: UserId, id: SessionId) -> Result<bool, StoreError> {
        let mut conn = self.begin("ending a session").await?;
        let ended = conn
            .query("DELETE FROM sessions WHERE session_id = $1 AND user_id = $2")
            .bind(&id)
            .bind(&user_id)
            .execute()
            .await?;
        conn.commit().await?;
        Ok(ended == 1)
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

fn read(row: &Row, current: Option<&str>) -> Result<OpenSession, ColumnError> {
    let digest: String = row.get("session_digest")?;
    Ok(OpenSession {
        session_id: row.get("session_id")?,
        browser: row.get("browser")?,
        address: row.get("address")?,
        created_at: row.get("created_at")?,
        seen_at: row.get("seen_at")?,
        is_current: current == Some(digest.as_str()),
    })
}
