//! The table `idempotency_keys`: requests that a client may send again, and that are carried out once.
//!
//! A key is stored in the transaction that stores what its request creates, and before anything else: of equal requests at
//! once one goes first, and the others wait for it and find its key. A request that is refused leaves no key, so it may be
//! mended and sent again under the same one.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::engine::{Conn, Row};
use crate::error::ColumnError;
use crate::{Store, StoreError};

/// How long a key is remembered.
const REMEMBERED: TimeDelta = TimeDelta::hours(24);

/// A key that a client gave to a request, so that it is carried out once however often it is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct IdempotencyKey {
    scope: String,
    key: String,
    digest: String,
    answer: Value,
    created_at: DateTime<Utc>,
}

/// What is known of a key that came before.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub enum Repetition {
    /// With the same request: what it was answered.
    Same(Value),
    /// With another request.
    KeyUsedForAnotherRequest,
}

impl IdempotencyKey {
    /// The key of a request: its `scope` is method and path, `request` its body.
    pub fn new(scope: impl Into<String>, key: impl Into<String>, request: &[u8], now: DateTime<Utc>) -> Self {
        let digest = format!("{:x}", Sha256::digest(request));
        Self { scope: scope.into(), key: key.into(), digest, answer: Value::Null, created_at: now }
    }

    /// The same, with what a repetition is to be answered: what the request creates.
    #[must_use]
    pub fn answering(self, answer: Value) -> Self {
        Self { answer, ..self }
    }
}

impl Store {
    /// What is known of the key; nothing where it is new.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn lookup_idempotency_key(&self, key: &IdempotencyKey) -> Result<Option<Repetition>, StoreError> {
        lookup(&mut self.read("looking up an idempotency key").await?, key).await
    }

    /// Remembers a request that creates nothing in the database; or what is known of its key already.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn add_idempotency_key(&self, key: &IdempotencyKey) -> Result<Option<Repetition>, StoreError> {
        let mut conn = self.begin("remembering an idempotency key").await?;
        let known = remember(&mut conn, Some(key)).await?;
        conn.commit().await?;
        Ok(known)
    }
}

/// Remembers a request, if it has a key; or what is known of the key already. Before any other lock is taken.
pub(crate) async fn remember(conn: &mut Conn, key: Option<&IdempotencyKey>) -> Result<Option<Repetition>, StoreError> {
    let Some(key) = key else { return Ok(None) };
    let added = conn
        .query(
            "INSERT INTO idempotency_keys (scope, key, digest, answer, created_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (scope, key) DO NOTHING",
        )
        .bind(&key.scope)
        .bind(&key.key)
        .bind(&key.digest)
        .bind(&key.answer)
        .bind(&key.created_at)
        .execute()
        .await?;
    if added == 1 { Ok(None) } else { lookup(conn, key).await }
}

async fn lookup(conn: &mut Conn, key: &IdempotencyKey) -> Result<Option<Repetition>, StoreError> {
    conn.query("SELECT digest, answer FROM idempotency_keys WHERE scope = $1 AND key = $2")
        .bind(&key.scope)
        .bind(&key.key)
        .fetch_optional(|row| read(row, key).map_err(|error| error.of("idempotency_keys", &key.key)))
        .await
}

fn read(row: &Row, key: &IdempotencyKey) -> Result<Repetition, ColumnError> {
    if row.get::<String>("digest")? == key.digest {
        Ok(Repetition::Same(row.get("answer")?))
    } else {
        Ok(Repetition::KeyUsedForAnotherRequest)
    }
}

/// Forgets the keys that are older than a day.
pub(crate) async fn delete_old(conn: &mut Conn, now: DateTime<Utc>) -> Result<(), StoreError> {
    conn.query("DELETE FROM idempotency_keys WHERE created_at < $1").bind(&(now - REMEMBERED)).execute().await?;
    Ok(())
}
