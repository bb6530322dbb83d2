//! Links that work once.

use chrono::{DateTime, Utc};
use ml_job_domain::access::{Role, User};
use ml_job_domain::notice::MessageKind;
use ml_job_domain::{SpaceId, UserId};

use super::{emails, users};
use crate::engine::Conn;
use crate::notices::tell;
use crate::spaces::own;
use crate::{MailedLink, Store, StoreError};

impl Store {
    /// Adds the link with which the first administrator is made. It works until there is an account.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn add_setup_link(
        &self,
        digest: &str,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut conn = self.begin("adding a link").await?;
        insert(&mut conn, Link { digest, user_id: None, mailed: None }, now, expires_at).await?;
        conn.commit().await
    }

    /// Adds a link with which a person chooses another password. Whether there is such an account.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn add_password_link(
        &self,
        user_id: UserId,
        digest: &str,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.add_password_link_with(user_id, digest, now, expires_at, None).await
    }

    /// Adds a link with which a person chooses another password, and sends it to her. Whether there is such an account.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn mail_password_link(
        &self,
        user_id: UserId,
        digest: &str,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
        link: &MailedLink,
    ) -> Result<bool, StoreError> {
        self.add_password_link_with(user_id, digest, now, expires_at, Some(link)).await
    }

    async fn add_password_link_with(
        &self,
        user_id: UserId,
        digest: &str,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
        mailed: Option<&MailedLink>,
    ) -> Result<bool, StoreError> {
        let mut conn = self.begin("adding a link").await?;
        let found: u64 =
            conn.query("SELECT count(*) FROM users WHERE user_id = $1").bind(&user_id).fetch_value().await?;
        if found == 0 {
            return Ok(false);
        }
        insert(&mut conn, Link { digest, user_id: Some(user_id), mailed }, now, expires_at).await?;
        conn.commit().await?;
        Ok(true)
    }

    /// Whose link it is, if it still works: `Some(None)` for the one that makes the first administrator.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn lookup_link(&self, digest: &str, now: DateTime<Utc>) -> Result<Option<Option<User>>, StoreError> {
        let mut conn = self.read("looking up a link").await?;
        let owner = conn
            .query("SELECT user_id FROM account_links WHERE link_digest = $1 AND expires_at > $2")
            .bind(&digest.to_owned())
            .bind(&now)
            .fetch_optional(|row| {
                row.get::<Option<UserId>>("user_id").map_err(|error| error.of("account_links", "a link"))
            })
            .await?;
        let Some(owner) = owner else { return Ok(None) };
        let Some(id) = owner else {
            let users: u64 = conn.query("SELECT count(*) FROM users").fetch_value().await?;
            return Ok((users == 0).then_some(None));
        };
        let sql = format!("SELECT {} FROM users WHERE user_id = $1", users::COLUMNS);
        let account = conn.query(sql).bind(&id).fetch_optional(users::read).await?;
        Ok(account.map(|account| Some(account.user)))
    }

    /// Makes the first administrator, if the link works and nobody was faster, and the owner of the space in which everything lay
    /// before. No such link is left afterwards.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn add_first_administrator(
        &self,
        digest: &str,
        user: &User,
        password_hash: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let mut conn = self.begin("adding the first administrator").await?;
        // Whoever deletes the links goes on; another who comes at the same time waits, and finds none.
        let works: u64 = conn
            .query("SELECT count(*) FROM account_links WHERE link_digest = $1 AND user_id IS NULL AND expires_at > $2")
            .bind(&digest.to_owned())
            .bind(&now)
            .fetch_value()
            .await?;
        let deleted = conn.query("DELETE FROM account_links WHERE user_id IS NULL").execute().await?;
        let users: u64 = conn.query("SELECT count(*) FROM users").fetch_value().await?;
        if works == 0 || deleted == 0 || users > 0 {
            return Ok(false);
        }
        let user = User { role: Role::Administrator, is_active: true, ..user.clone() };
        let added = users::insert(&mut conn, &user, Some(password_hash)).await?;
        conn.expect_rows(1, added)?;
        // What there was before there was anybody is theirs.
        own(&mut conn, SpaceId::MAIN, user.user_id).await?;
        conn.commit().await?;
        Ok(true)
    }

    /// Sets a person's password, if the link works; whose it is. All links and sessions of that person end.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn use_password_link(
        &self,
        digest: &str,
        password_hash: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<UserId>, StoreError> {
        let mut conn = self.begin("choosing a password").await?;
        let owner = conn
            .query(
                "SELECT user_id, email FROM account_links
                 WHERE link_digest = $1 AND user_id IS NOT NULL AND expires_at > $2",
            )
            .bind(&digest.to_owned())
            .bind(&now)
            .fetch_optional(|row| {
                let column = |error: crate::error::ColumnError| error.of("account_links", "a link");
                Ok((row.get::<UserId>("user_id").map_err(column)?, row.get::<Option<String>>("email").map_err(column)?))
            })
            .await?;
        let Some((owner, email)) = owner else { return Ok(None) };
        let used =
            conn.query("DELETE FROM account_links WHERE link_digest = $1").bind(&digest.to_owned()).execute().await?;
        if used == 0 {
            // Somebody else was faster.
            return Ok(None);
        }
        if let Some(email) = email {
            // Whoever has the link had it from there.
            emails::set_email(&mut conn, owner, Some(&email), now).await?;
        }
        users::set_password(&mut conn, owner, password_hash, now).await?;
        conn.commit().await?;
        Ok(Some(owner))
    }
}

/// A link that is to work once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link<'a> {
    /// The digest of its secret.
    pub(super) digest: &'a str,
    /// For whom.
    pub(super) user_id: Option<UserId>,
    /// Where it is sent to.
    pub(super) mailed: Option<&'a MailedLink>,
}

/// Adds a link, and takes the opportunity to forget those that are over.
pub(super) async fn insert(
    conn: &mut Conn,
    Link { digest, user_id, mailed }: Link<'_>,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    conn.query("DELETE FROM account_links WHERE expires_at <= $1").bind(&now).execute().await?;
    let added = conn
        .query(
            "INSERT INTO account_links (link_digest, user_id, created_at, expires_at, email) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&digest.to_owned())
        .bind(&user_id)
        .bind(&now)
        .bind(&expires_at)
        .bind(&mailed.map(|link| link.email.clone()))
        .execute()
        .await?;
    conn.expect_rows(1, added)?;
    match (user_id, mailed) {
        (Some(user_id), Some(link)) => tell::of_link(conn, user_id, MessageKind::PasswordLink, link, now).await,
        _ => Ok(()),
    }
}
