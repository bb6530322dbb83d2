//! Personal access tokens, and the key that signs short-lived ones.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use ml_job_domain::access::{PersonalToken, Scope};
use ml_job_domain::notice::MessageKind;
use ml_job_domain::{TokenId, UserId};
use serde_json::json;

use super::sessions::SEEN_TO;
use super::users::{self, Account};
use crate::engine::Row;
use crate::error::ColumnError;
use crate::notices::tell;
use crate::{Store, StoreError};

const COLUMNS: &str = "personal_tokens.token_id, personal_tokens.name AS token_name, personal_tokens.scopes, \
    personal_tokens.created_at AS token_created_at, personal_tokens.expires_at, personal_tokens.used_at";

impl Store {
    /// Adds a token of a person, who is told by mail.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn add_token(&self, user_id: UserId, token: &PersonalToken, digest: &str) -> Result<(), StoreError> {
        let mut conn = self.begin("adding a token").await?;
        let added = conn
            .query(
                "INSERT INTO personal_tokens (token_id, user_id, token_digest, name, scopes, created_at, expires_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(&token.token_id)
            .bind(&user_id)
            .bind(&digest.to_owned())
            .bind(&token.name)
            .bind(&kept_scopes(&token.scopes))
            .bind(&token.created_at)
            .bind(&token.expires_at)
            .execute()
            .await?;
        conn.expect_rows(1, added)?;
        let data = json!({ "name": token.name, "scopes": token.scopes, "expires_at": token.expires_at });
        tell::of_account(&mut conn, user_id, MessageKind::TokenCreated, &data, token.created_at).await?;
        conn.commit().await
    }

    /// The tokens of a person, newest first; those that are over too.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_tokens(&self, user_id: UserId) -> Result<Vec<PersonalToken>, StoreError> {
        let mut conn = self.read("listing tokens").await?;
        let sql =
            format!("SELECT {COLUMNS} FROM personal_tokens WHERE user_id = $1 ORDER BY created_at DESC, token_id DESC");
        conn.query(sql).bind(&user_id).fetch(read).await
    }

    /// Deletes a token of a person. Whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn delete_token(&self, user_id: UserId, id: TokenId) -> Result<bool, StoreError> {
        let mut conn = self.begin("deleting a token").await?;
        let deleted = conn
            .query("DELETE FROM personal_tokens WHERE token_id = $1 AND user_id = $2")
            .bind(&id)
            .bind(&user_id)
            .execute()
            .await?;
        conn.commit().await?;
        Ok(deleted == 1)
    }

    /// Whose token it is and what it is for, if it works still and the account is active. Its use is noted, to the minute.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn identify_token(
        &self,
        digest: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<(Account, PersonalToken)>, StoreError> {
        let mut conn = self.read("looking up a token").await?;
        let sql = format!(
            "SELECT {}, {COLUMNS} FROM personal_tokens JOIN users USING (user_id)
             WHERE token_digest = $1 AND personal_tokens.expires_at > $2 AND users.is_active = $3",
            users::COLUMNS
        );
        let found = conn
            .query(sql)
            .bind(&digest.to_owned())
            .bind(&now)
            .bind(&true)
            .fetch_optional(|row| Ok((users::read(row)?, read(row)?)))
            .await?;
        drop(conn);
        let is_news = |token: &PersonalToken| token.used_at.is_none_or(|used_at| now - used_at >= SEEN_TO);
        if let Some((account, token)) = found.as_ref().filter(|(_, token)| is_news(token)) {
            let mut conn = self.begin("noting the use of a token").await?;
            conn.query("UPDATE personal_tokens SET used_at = $2 WHERE token_id = $1")
                .bind(&token.token_id)
                .bind(&now)
                .execute()
                .await?;
            let id = account.user.user_id;
            conn.query("UPDATE users SET last_seen_at = $2 WHERE user_id = $1").bind(&id).bind(&now).execute().await?;
            conn.commit().await?;
        }
        Ok(found)
    }

    /// The key that signs short-lived tokens: the one that is there, else `candidate` from now on.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn signing_key(&self, candidate: &str, now: DateTime<Utc>) -> Result<String, StoreError> {
        let mut conn = self.begin("making the signing key").await?;
        conn.query(
            "INSERT INTO signing_keys (key_id, secret, created_at) VALUES (1, $1, $2) ON CONFLICT (key_id) DO NOTHING",
        )
        .bind(&candidate.to_owned())
        .bind(&now)
        .execute()
        .await?;
        let key = conn.query("SELECT secret FROM signing_keys WHERE key_id = 1").fetch_value().await?;
        conn.commit().await?;
        Ok(key)
    }
}

fn kept_scopes(scopes: &BTreeSet<Scope>) -> String {
    let names: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
    names.join(" ")
}

fn read(row: &Row) -> Result<PersonalToken, StoreError> {
    let token_id: TokenId = row.get("token_id").map_err(|error| error.of("personal_tokens", "any row"))?;
    read_columns(token_id, row).map_err(|error| error.of("personal_tokens", token_id))
}

fn read_columns(token_id: TokenId, row: &Row) -> Result<PersonalToken, ColumnError> {
    let scopes: String = row.get("scopes")?;
    let scopes = scopes.split_whitespace().map(str::parse).collect::<Result<_, _>>();
    Ok(PersonalToken {
        token_id,
        name: row.get("token_name")?,
        scopes: scopes.map_err(|error| ColumnError { column: "scopes", source: Box::new(error) })?,
        created_at: row.get("token_created_at")?,
        expires_at: row.get("expires_at")?,
        used_at: row.get("used_at")?,
    })
}
