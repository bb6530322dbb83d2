//! Links with which whoever has one looks at a space.

use chrono::{DateTime, Utc};
use ml_job_domain::access::ShareLink;
use ml_job_domain::{ShareLinkId, SpaceId};

use crate::engine::Row;
use crate::error::ColumnError;
use crate::{Store, StoreError};

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedLink {
    /// The space.
    pub space_id: SpaceId,
    /// What people call the space.
    pub space_name: String,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
}

impl Store {
    /// Adds a link to a space, and takes the opportunity to forget those that are over.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn add_space_link(&self, space_id: SpaceId, link: &ShareLink, digest: &str) -> Result<(), StoreError> {
        let mut conn = self.begin("adding a link to a space").await?;
        conn.query("DELETE FROM space_links WHERE expires_at <= $1").bind(&link.created_at).execute().await?;
        let added = conn
            .query(
                "INSERT INTO space_links (link_id, space_id, link_digest, name, created_by, created_at, expires_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(&link.link_id)
            .bind(&space_id)
            .bind(&digest.to_owned())
            .bind(&link.name)
            .bind(&link.created_by)
            .bind(&link.created_at)
            .bind(&link.expires_at)
            .execute()
            .await?;
        conn.expect_rows(1, added)?;
        conn.commit().await
    }

    /// The links to a space that still work, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_space_links(&self, id: SpaceId, now: DateTime<Utc>) -> Result<Vec<ShareLink>, StoreError> {
        let mut conn = self.read("listing the links to a space").await?;
        conn.query(
            "SELECT link_id, name, created_by, created_at, expires_at FROM space_links
             WHERE space_id = $1 AND expires_at > $2 ORDER BY created_at, link_id",
        )
        .bind(&id)
        .bind(&now)
        .fetch(|row| read(row).map_err(|error| error.of("space_links", id)))
        .await
    }

    /// Ends a link to a space. Whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn delete_space_link(&self, space_id: SpaceId, link_id: ShareLinkId) -> Result<bool, StoreError> {
        let mut conn = self.begin("ending a link to a space").await?;
        let deleted = conn
            .query("DELETE FROM space_links WHERE space_id = $1 AND link_id = $2")
            .bind(&space_id)
            .bind(&link_id)
            .execute()
            .await?;
        conn.commit().await?;
        Ok(deleted == 1)
    }

    /// Where the link of this digest leads, while it works.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn open_space_link(&self, digest: &str, now: DateTime<Utc>) -> Result<Option<OpenedLink>, StoreError> {
        let mut conn = self.read("opening a link to a space").await?;
        conn.query(
            "SELECT spaces.space_id, spaces.name, space_links.expires_at FROM space_links JOIN spaces USING (space_id)
             WHERE link_digest = $1 AND expires_at > $2",
        )
        .bind(&digest.to_owned())
        .bind(&now)
        .fetch_optional(|row| open(row).map_err(|error| error.of("space_links", "a link")))
        .await
    }
}

fn read(row: &Row) -> Result<ShareLink, ColumnError> {
    Ok(ShareLink {
        link_id: row.get("link_id")?,
        name: row.get("name")?,
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
    })
}

fn open(row: &Row) -> Result<OpenedLink, ColumnError> {
    let (space_id, space_name) = (row.get("space_id")?, row.get("name")?);
    Ok(OpenedLink { space_id, space_name, expires_at: row.get("expires_at")? })
}
