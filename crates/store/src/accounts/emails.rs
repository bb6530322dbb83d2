//! The addresses that people have shown to be theirs.

use chrono::{DateTime, Utc};
use ml_job_domain::UserId;
use ml_job_domain::access::folded_name;
use ml_job_domain::notice::MessageKind;
use serde_json::json;

use super::users::{self, Account};
use crate::engine::Conn;
use crate::notices::tell;
use crate::{MailedLink, Store, StoreError};

/// How many accounts one address is good for where a password was forgotten.
const ACCOUNTS_MAX: i64 = 5;

impl Store {
    /// Sends a link to an address; whoever uses it has that address. Links for other addresses of the person end.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn add_email_link(
        &self,
        user_id: UserId,
        digest: &str,
        link: &MailedLink,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut conn = self.begin("adding a link for an address").await?;
        conn.query("DELETE FROM email_links WHERE user_id = $1 OR expires_at <= $2")
            .bind(&user_id)
            .bind(&now)
            .execute()
            .await?;
        let added = conn
            .query("INSERT INTO email_links (link_digest, user_id, email, expires_at) VALUES ($1, $2, $3, $4)")
            .bind(&digest.to_owned())
            .bind(&user_id)
            .bind(&link.email)
            .bind(&expires_at)
            .execute()
            .await?;
        conn.expect_rows(1, added)?;
        tell::of_link(&mut conn, user_id, MessageKind::AddressLink, link, now).await?;
        conn.commit().await
    }

    /// Notes that an address is its person's, if the link works; whose it is. The address of before is told.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn use_email_link(&self, digest: &str, now: DateTime<Utc>) -> Result<Option<Account>, StoreError> {
        let mut conn = self.begin("noting an address").await?;
        let found = conn
            .query("SELECT user_id, email FROM email_links WHERE link_digest = $1 AND expires_at > $2")
            .bind(&digest.to_owned())
            .bind(&now)
            .fetch_optional(|row| {
                let column = |error: crate::error::ColumnError| error.of("email_links", "a link");
                Ok((row.get::<UserId>("user_id").map_err(column)?, row.get::<String>("email").map_err(column)?))
            })
            .await?;
        let Some((user_id, email)) = found else { return Ok(None) };
        let used =
            conn.query("DELETE FROM email_links WHERE link_digest = $1").bind(&digest.to_owned()).execute().await?;
        if used == 0 {
            // Somebody else was faster.
            return Ok(None);
        }
        set_email(&mut conn, user_id, Some(&email), now).await?;
        let sql = format!("SELECT {} FROM users WHERE user_id = $1", users::COLUMNS);
        let account = conn.query(sql).bind(&user_id).fetch_optional(users::read).await?;
        conn.commit().await?;
        Ok(account)
    }

    /// Forgets the person's address, and the links for others.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn delete_email(&self, user_id: UserId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut conn = self.begin("forgetting an address").await?;
        conn.query("DELETE FROM email_links WHERE user_id = $1").bind(&user_id).execute().await?;
        set_email(&mut conn, user_id, None, now).await?;
        conn.commit().await
    }

    /// The active accounts that somebody may mean who has forgotten a password: of this name, or with this address. Those without
    /// an address are none of them.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_accounts_to_remind(&self, name_or_email: &str) -> Result<Vec<Account>, StoreError> {
        let mut conn = self.read("looking for a forgotten account").await?;
        let sql = format!(
            "SELECT {} FROM users WHERE (name_folded = $1 OR email = $2) AND email IS NOT NULL AND is_active = $3
             ORDER BY name_folded LIMIT $4",
            users::COLUMNS
        );
        conn.query(sql)
            .bind(&folded_name(name_or_email))
            .bind(&name_or_email.trim().to_owned())
            .bind(&true)
            .bind(&ACCOUNTS_MAX)
            .fetch(users::read)
            .await
    }
}

/// Sets the address of an account; the one of before is told.
pub(super) async fn set_email(
    conn: &mut Conn,
    user_id: UserId,
    email: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let data = json!({ "email": email });
    let changes = "SELECT count(*) FROM users WHERE user_id = $1 AND email IS NOT NULL AND email <> COALESCE($2, '')";
    let changed: u64 = conn.query(changes).bind(&user_id).bind(&email.map(str::to_owned)).fetch_value().await?;
    if changed == 1 {
        tell::of_account(conn, user_id, MessageKind::AddressChanged, &data, now).await?;
    }
    conn.query("UPDATE users SET email = $2 WHERE user_id = $1")
        .bind(&user_id)
        .bind(&email.map(str::to_owned))
        .execute()
        .await?;
    Ok(())
}
