//! What people want to be told of, and where.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use ml_job_domain::UserId;
use ml_job_domain::notice::{NoticeKind, NotificationSettings, Webhook};

use crate::engine::Row;
use crate::error::ColumnError;
use crate::{Store, StoreError};

/// A webhook that a person wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWebhook {
    /// Where messages are to be sent to.
    pub url: String,
    /// What is to be told there.
    pub kinds: BTreeSet<NoticeKind>,
    /// What signs the messages, where the person has no webhook yet.
    pub secret: String,
}

impl Store {
    /// What the person wants to be told of.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn lookup_notification_settings(&self, user_id: UserId) -> Result<NotificationSettings, StoreError> {
        let mut conn = self.read("looking up what a person wants to be told of").await?;
        let found = conn
            .query(
                "SELECT mail_kinds, webhook_kinds, webhook_url, webhook_off_at, webhook_off_because
                 FROM notification_settings WHERE user_id = $1",
            )
            .bind(&user_id)
            .fetch_optional(|row| read(row).map_err(|error| error.of("notification_settings", user_id)))
            .await?;
        Ok(found.unwrap_or_default())
    }

    /// Sets what the person wants to be told of. A webhook that was switched off is tried again. Whether its secret is the given
    /// one: a webhook that was there keeps its own.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn put_notification_settings(
        &self,
        user_id: UserId,
        mail: &BTreeSet<NoticeKind>,
        webhook: Option<&NewWebhook>,
    ) -> Result<bool, StoreError> {
        let mut conn = self.begin("setting what a person wants to be told of").await?;
        conn.query(
            "INSERT INTO notification_settings (user_id, mail_kinds, webhook_kinds, webhook_url, webhook_secret)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (user_id) DO UPDATE SET mail_kinds = excluded.mail_kinds, webhook_kinds = excluded.webhook_kinds,
                 webhook_url = excluded.webhook_url, webhook_off_at = NULL, webhook_off_because = NULL,
                 webhook_secret = CASE WHEN excluded.webhook_url IS NULL THEN NULL
                     ELSE COALESCE(notification_settings.webhook_secret, excluded.webhook_secret) END",
        )
        .bind(&user_id)
        .bind(&kept(mail))
        .bind(&webhook.map(|webhook| kept(&webhook.kinds)).unwrap_or_default())
        .bind(&webhook.map(|webhook| webhook.url.clone()))
        .bind(&webhook.map(|webhook| webhook.secret.clone()))
        .execute()
        .await?;
        let secret: Option<String> = conn
            .query("SELECT webhook_secret FROM notification_settings WHERE user_id = $1")
            .bind(&user_id)
            .fetch_value()
            .await?;
        conn.commit().await?;
        Ok(secret.is_some() && secret.as_deref() == webhook.map(|webhook| webhook.secret.as_str()))
    }

    /// Gives the person's webhook another secret. Whether there is a webhook.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn set_webhook_secret(&self, user_id: UserId, secret: &str) -> Result<bool, StoreError> {
        let mut conn = self.begin("giving a webhook another secret").await?;
        let changed = conn
            .query(
                "UPDATE notification_settings SET webhook_secret = $2 WHERE user_id = $1 AND webhook_url IS NOT NULL",
            )
            .bind(&user_id)
            .bind(&secret.to_owned())
            .execute()
            .await?;
        conn.commit().await?;
        Ok(changed == 1)
    }

    /// Switches the person's webhook off: what waits for it is given up, and its person is told by mail.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn switch_webhook_off(
        &self,
        user_id: UserId,
        because: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut conn = self.begin("switching a webhook off").await?;
        conn.query(
            "UPDATE notification_settings SET webhook_off_at = $2, webhook_off_because = $3
             WHERE user_id = $1 AND webhook_off_at IS NULL",
        )
        .bind(&user_id)
        .bind(&now)
        .bind(&because.to_owned())
        .execute()
        .await?;
        conn.query(
            "UPDATE deliveries SET state = 'failed', ended_at = $2, last_error = COALESCE(last_error, $3)
             WHERE user_id = $1 AND channel = 'webhook' AND state = 'waiting'",
        )
        .bind(&user_id)
        .bind(&now)
        .bind(&"The webhook was switched off.".to_owned())
        .execute()
        .await?;
        let data = serde_json::json!({ "because": because });
        super::tell::of_account(&mut conn, user_id, ml_job_domain::notice::MessageKind::WebhookSwitchedOff, &data, now)
            .await?;
        conn.commit().await
    }
}

fn kept(kinds: &BTreeSet<NoticeKind>) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    names.join(" ")
}

/// The kinds that a column names.
pub(super) fn kinds(row: &Row, column: &'static str) -> Result<BTreeSet<NoticeKind>, ColumnError> {
    let names: String = row.get(column)?;
    let kinds = names.split_whitespace().map(str::parse).collect::<Result<_, _>>();
    kinds.map_err(|error| ColumnError { column, source: Box::new(error) })
}

fn read(row: &Row) -> Result<NotificationSettings, ColumnError> {
    let url: Option<String> = row.get("webhook_url")?;
    let webhook_kinds = kinds(row, "webhook_kinds")?;
    let (off_at, off_because) = (row.get("webhook_off_at")?, row.get("webhook_off_because")?);
    let webhook = url.map(|url| Webhook { url, kinds: webhook_kinds, off_at, off_because });
    Ok(NotificationSettings { mail: kinds(row, "mail_kinds")?, webhook })
}
