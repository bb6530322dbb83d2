//! Spaces themselves.

use chrono::{DateTime, Utc};
use ml_job_domain::access::{Space, SpaceRole, User};
use ml_job_domain::{SpaceId, UserId};

use super::sight::{Eyes, ROLES, Sight};
use crate::engine::{Conn, Row};
use crate::error::ColumnError;
use crate::{Store, StoreError};

/// The columns that [`read`] needs.
const COLUMNS: &str = "spaces.space_id, spaces.name, spaces.personal_user_id, spaces.created_at, spaces.quota_bytes, \
    spaces.quota_jobs";

/// What is to change in a space; what is absent stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SpacePatch {
    /// The name from now on.
    pub name: Option<String>,
    /// How many bytes from now on; `Some(None)`: any number.
    pub quota_bytes: Option<Option<u64>>,
    /// How many jobs at once from now on; `Some(None)`: any number.
    pub quota_jobs: Option<Option<u32>>,
}

/// What became of the deletion of a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum DeleteSpace {
    /// It is gone.
    Deleted,
    /// There is none.
    NoSuchSpace,
    /// Jobs, campaigns or directories lie in it.
    NotEmpty,
}

/// What became of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum PutGroup {
    /// It is as it was asked for.
    Put(ml_job_domain::access::Group),
    /// There is no person of this name.
    NoSuchUser(String),
}

impl Store {
    /// Adds a space that somebody owns.
    ///
    /// # Errors
    /// [`StoreError::Driver`], also when the id is taken.
    pub async fn add_space(
        &self,
        space_id: SpaceId,
        name: &str,
        owner: UserId,
        now: DateTime<Utc>,
    ) -> Result<Space, StoreError> {
        let mut conn = self.begin("adding a space").await?;
        insert(&mut conn, space_id, name, None, now).await?;
        own(&mut conn, space_id, owner).await?;
        conn.commit().await?;
        Ok(Space {
            space_id,
            name: name.to_owned(),
            personal_user_id: None,
            created_at: now,
            role: SpaceRole::Owner,
            quota_bytes: None,
            quota_jobs: None,
        })
    }

    /// A person's own space, which is made when it is needed first.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn personal_space(&self, user: &User, now: DateTime<Utc>) -> Result<SpaceId, StoreError> {
        if let Some(known) = self.lookup_personal_space(user.user_id).await? {
            return Ok(known);
        }
        let mut conn = self.begin("making a person's own space").await?;
        let made = SpaceId::new();
        if insert(&mut conn, made, &user.name, Some(user.user_id), now).await? == 1 {
            own(&mut conn, made, user.user_id).await?;
            conn.commit().await?;
            return Ok(made);
        }
        // Another request was faster.
        drop(conn);
        let known = self.lookup_personal_space(user.user_id).await?;
        known.ok_or(StoreError::RowsAffected { doing: "making a person's own space", expected: 1, actual: 0 })
    }

    async fn lookup_personal_space(&self, user_id: UserId) -> Result<Option<SpaceId>, StoreError> {
        let mut conn = self.read("looking up a person's own space").await?;
        conn.query("SELECT space_id FROM spaces WHERE personal_user_id = $1")
            .bind(&user_id)
            .fetch_optional(|row| row.get("space_id").map_err(|error| error.of("spaces", "any row")))
            .await
    }

    /// The spaces that a list may show, by name, each with the role there; whoever sees all owns all.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_spaces(&self, sight: Sight) -> Result<Vec<Space>, StoreError> {
        let mut conn = self.read("listing spaces").await?;
        let condition = sight.condition("spaces.space_id", 1).map(|it| format!("WHERE {it}")).unwrap_or_default();
        let sql = format!(
            "SELECT {COLUMNS}, roles.role FROM spaces
             LEFT JOIN {ROLES} AS roles ON roles.space_id = spaces.space_id AND roles.user_id = $1
             {condition} ORDER BY spaces.name, spaces.space_id"
        );
        let rows = sight.bind(conn.query(sql)).fetch(|row| read(row, sight.eyes)).await?;
        // A row for each way in which a person got a role there: the most of it counts.
        let mut spaces: Vec<Space> = Vec::with_capacity(rows.len());
        for space in rows {
            match spaces.last_mut().filter(|last| last.space_id == space.space_id) {
                Some(last) => last.role = last.role.max(space.role),
                None => spaces.push(space),
            }
        }
        Ok(spaces)
    }

    /// The space, if there is one, as one of its owners sees it.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn lookup_space(&self, id: SpaceId) -> Result<Option<Space>, StoreError> {
        let spaces = self.list_spaces(Sight { eyes: Eyes::All, chosen: Some(id) }).await?;
        Ok(spaces.into_iter().next())
    }

    /// Changes a space. Whether there is one.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn patch_space(&self, id: SpaceId, patch: &SpacePatch) -> Result<bool, StoreError> {
        let mut conn = self.begin("changing a space").await?;
        let mut changed = conn
            .query("UPDATE spaces SET name = COALESCE($2, name) WHERE space_id = $1")
            .bind(&id)
            .bind(&patch.name)
            .execute()
            .await?;
        if let Some(bytes) = &patch.quota_bytes {
            changed &= conn
                .query("UPDATE spaces SET quota_bytes = $2 WHERE space_id = $1")
                .bind(&id)
                .bind(bytes)
                .execute()
                .await?;
        }
        if let Some(jobs) = &patch.quota_jobs {
            changed &= conn
                .query("UPDATE spaces SET quota_jobs = $2 WHERE space_id = $1")
                .bind(&id)
                .bind(jobs)
                .execute()
                .await?;
        }
        conn.commit().await?;
        self.notifier().outbox_added();
        Ok(changed == 1)
    }

    /// Deletes a space in which nothing lies.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn delete_space(&self, id: SpaceId) -> Result<DeleteSpace, StoreError> {
        let mut conn = self.begin("deleting a space").await?;
        // Whoever puts something into it at the same time refers to the row, and waits or is waited for.
        let held = crate::engine::Sql::Each {
            postgres: "SELECT space_id FROM spaces WHERE space_id = $1 FOR UPDATE",
            sqlite: "SELECT space_id FROM spaces WHERE space_id = $1",
        };
        if conn.query(held).bind(&id).fetch(|_| Ok(())).await?.is_empty() {
            return Ok(DeleteSpace::NoSuchSpace);
        }
        let inside: u64 = conn
            .query(
                "SELECT (SELECT count(*) FROM jobs WHERE space_id = $1) + (SELECT count(*) FROM campaigns WHERE space_id = $1)
                 + (SELECT count(*) FROM job_directories WHERE space_id = $1)",
            )
            .bind(&id)
            .fetch_value()
            .await?;
        if inside > 0 {
            return Ok(DeleteSpace::NotEmpty);
        }
        conn.query("DELETE FROM spaces WHERE space_id = $1").bind(&id).execute().await?;
        conn.commit().await?;
        Ok(DeleteSpace::Deleted)
    }
}

async fn insert(
    conn: &mut Conn,
    space_id: SpaceId,
    name: &str,
    personal_user_id: Option<UserId>,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    conn.query(
        "INSERT INTO spaces (space_id, name, personal_user_id, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (personal_user_id) DO NOTHING",
    )
    .bind(&space_id)
    .bind(&name.to_owned())
    .bind(&personal_user_id)
    .bind(&now)
    .execute()
    .await
}

/// Makes somebody an owner of a space.
pub(crate) async fn own(conn: &mut Conn, space_id: SpaceId, user_id: UserId) -> Result<(), StoreError> {
    conn.query(
        "INSERT INTO space_members (space_id, user_id, role) VALUES ($1, $2, 'owner')
         ON CONFLICT (space_id, user_id) DO UPDATE SET role = 'owner'",
    )
    .bind(&space_id)
    .bind(&user_id)
    .execute()
    .await?;
    Ok(())
}

fn read(row: &Row, eyes: Eyes) -> Result<Space, StoreError> {
    let space_id: SpaceId = row.get("space_id").map_err(|error| error.of("spaces", "any row"))?;
    read_columns(space_id, row, eyes).map_err(|error| error.of("spaces", space_id))
}

fn read_columns(space_id: SpaceId, row: &Row, eyes: Eyes) -> Result<Space, ColumnError> {
    let role: Option<SpaceRole> = row.get("role")?;
    Ok(Space {
        space_id,
        name: row.get("name")?,
        personal_user_id: row.get("personal_user_id")?,
        created_at: row.get("created_at")?,
        role: match eyes {
            Eyes::All => SpaceRole::Owner,
            Eyes::Person(_) | Eyes::Visitor(_) => role.unwrap_or(SpaceRole::Viewer),
        },
        quota_bytes: row.get("quota_bytes")?,
        quota_jobs: row.get("quota_jobs")?,
    })
}
