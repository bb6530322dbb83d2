//! Messages on their way.

use chrono::{DateTime, Utc};
use ml_job_domain::UserId;
use ml_job_domain::notice::{Channel, Delivery, DeliveryState, MessageKind};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::engine::Row;
use crate::error::ColumnError;
use crate::{Store, StoreError};

/// Where a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To an address.
    Mail(String),
    /// To a webhook.
    Webhook {
        /// Where it is.
        url: String,
        /// What signs the message.
        secret: String,
    },
    /// Nowhere: the address or the webhook is gone.
    Gone,
}

/// A message that is to be tried now.
#[derive(Debug, Clone, PartialEq)]
pub struct DueDelivery {
    /// What to name it by afterwards.
    pub delivery_id: i64,
    /// What happened.
    pub event_id: Uuid,
    /// Who is told.
    pub user_id: UserId,
    /// The person's name.
    pub name: String,
    /// What it is about.
    pub kind: MessageKind,
    /// What is told.
    pub data: Value,
    /// Since when it is to be told.
    pub created_at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: u32,
    /// Where it goes.
    pub target: Target,
}

impl Store {
    /// The messages that may be tried at `now`: of each person and channel the oldest one, so that nothing overtakes anything.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn due_deliveries(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<DueDelivery>, StoreError> {
        let mut conn = self.read("reading the messages that wait").await?;
        conn.query(
            "SELECT deliveries.delivery_id, deliveries.event_id, deliveries.user_id, deliveries.kind, deliveries.data,
                 deliveries.created_at, deliveries.attempts, deliveries.channel, users.name,
                 COALESCE(deliveries.email, users.email) AS address, webhook_url, webhook_secret
             FROM deliveries JOIN users USING (user_id) LEFT JOIN notification_settings USING (user_id)
             WHERE deliveries.state = 'waiting' AND deliveries.available_at <= $1 AND NOT EXISTS (
                 SELECT 1 FROM deliveries AS earlier
                 WHERE earlier.user_id = deliveries.user_id AND earlier.channel = deliveries.channel
                     AND earlier.state = 'waiting' AND earlier.delivery_id < deliveries.delivery_id
             )
             ORDER BY deliveries.delivery_id LIMIT $2",
        )
        .bind(&now)
        .bind(&i64::from(limit))
        .fetch(|row| due(row).map_err(|error| error.of("deliveries", "any row")))
        .await
    }

    /// Notes that a message was taken; a secret in it is forgotten.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn mark_delivered(&self, delivery: &DueDelivery, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.end_delivery(delivery, DeliveryState::Delivered, None, now).await
    }

    /// Notes that a message is given up; a secret in it is forgotten.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn mark_undeliverable(
        &self,
        delivery: &DueDelivery,
        error: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.end_delivery(delivery, DeliveryState::Failed, Some(error), now).await
    }

    async fn end_delivery(
        &self,
        delivery: &DueDelivery,
        state: DeliveryState,
        error: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let data = if delivery.kind.is_secret() { json!({}) } else { delivery.data.clone() };
        let mut conn = self.begin("noting what became of a message").await?;
        conn.query(
            "UPDATE deliveries SET state = $2, ended_at = $3, attempts = attempts + 1, data = $4, last_error = COALESCE($5, last_error)
             WHERE delivery_id = $1 AND state = 'waiting'",
        )
        .bind(&delivery.delivery_id)
        .bind(&state)
        .bind(&now)
        .bind(&data)
        .bind(&error.map(str::to_owned))
        .execute()
        .await?;
        conn.commit().await
    }

    /// Notes that a message was not taken, and when it is tried again.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn mark_tried(
        &self,
        delivery: &DueDelivery,
        error: &str,
        next_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut conn = self.begin("noting that a message was not taken").await?;
        conn.query(
            "UPDATE deliveries SET attempts = attempts + 1, available_at = $2, last_error = $3
             WHERE delivery_id = $1 AND state = 'waiting'",
        )
        .bind(&delivery.delivery_id)
        .bind(&next_at)
        .bind(&error.to_owned())
        .execute()
        .await?;
        conn.commit().await
    }

    /// The newest messages to a person, newest first.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_deliveries(&self, user_id: UserId, limit: u32) -> Result<Vec<Delivery>, StoreError> {
        let mut conn = self.read("listing messages").await?;
        conn.query(
            "SELECT event_id, channel, kind, created_at, state, attempts, available_at, last_error, ended_at FROM deliveries
             WHERE user_id = $1 ORDER BY delivery_id DESC LIMIT $2",
        )
        .bind(&user_id)
        .bind(&i64::from(limit))
        .fetch(|row| read(row).map_err(|error| error.of("deliveries", "any row")))
        .await
    }

    /// Forgets messages that were taken or given up before `before`; how many.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn delete_ended_deliveries(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let mut conn = self.begin("forgetting old messages").await?;
        let deleted = conn.query("DELETE FROM deliveries WHERE ended_at < $1").bind(&before).execute().await?;
        conn.commit().await?;
        Ok(deleted)
    }
}

fn due(row: &Row) -> Result<DueDelivery, ColumnError> {
    let address: Option<String> = row.get("address")?;
    let webhook: (Option<String>, Option<String>) = (row.get("webhook_url")?, row.get("webhook_secret")?);
    let target = match (row.get("channel")?, address, webhook) {
        (Channel::Mail, Some(address), _) => Target::Mail(address),
        (Channel::Webhook, _, (Some(url), Some(secret))) => Target::Webhook { url, secret },
        (Channel::Mail | Channel::Webhook, ..) => Target::Gone,
    };
    Ok(DueDelivery {
        delivery_id: row.get("delivery_id")?,
        event_id: row.get("event_id")?,
        user_id: row.get("user_id")?,
        name: row.get("name")?,
        kind: row.get("kind")?,
        data: row.get("data")?,
        created_at: row.get("created_at")?,
        attempts: row.get("attempts")?,
        target,
    })
}

fn read(row: &Row) -> Result<Delivery, ColumnError> {
    let state: DeliveryState = row.get("state")?;
    Ok(Delivery {
        event_id: row.get("event_id")?,
        channel: row.get("channel")?,
        kind: row.get("kind")?,
        created_at: row.get("created_at")?,
        state,
        attempts: row.get("attempts")?,
        next_at: (state == DeliveryState::Waiting).then(|| row.get("available_at")).transpose()?,
        last_error: row.get("last_error")?,
        ended_at: row.get("ended_at")?,
    })
}
