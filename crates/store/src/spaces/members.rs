//! Who shares a space.

use ml_job_domain::access::{SpaceMember, SpaceRole, folded_name};
use ml_job_domain::{GroupId, SpaceId, UserId};
use uuid::Uuid;

use crate::engine::{Conn, Row, Sql};
use crate::error::ColumnError;
use crate::{Store, StoreError};

/// With whom a space is to be shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewMember {
    /// With the person of this name.
    Person(String),
    /// With everybody of the group of this name.
    Group(String),
}

/// What became of a share.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum PutMember {
    /// It is as it was asked for.
    Put(SpaceMember),
    /// There is no person or group of that name.
    NoSuchName,
    /// The space would have no owner, or its person not be one.
    NeedsOwner,
}

/// What became of the end of a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum DeleteMember {
    /// It has ended.
    Deleted,
    /// It was not shared with that one.
    NoSuchMember,
    /// The space would have no owner, or its person not be one.
    NeedsOwner,
}

impl Store {
    /// The people and groups that share a space: first people, by name.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_space_members(&self, id: SpaceId) -> Result<Vec<SpaceMember>, StoreError> {
        let mut conn = self.read("listing who shares a space").await?;
        let mut members = conn
            .query(
                "SELECT users.user_id, users.name, space_members.role FROM space_members JOIN users USING (user_id)
                 WHERE space_id = $1 ORDER BY users.name_folded",
            )
            .bind(&id)
            .fetch(|row| read(row, true).map_err(|error| error.of("space_members", id)))
            .await?;
        let groups = conn
            .query(
                "SELECT groups.group_id, groups.name, space_groups.role FROM space_groups JOIN groups USING (group_id)
                 WHERE space_id = $1 ORDER BY groups.name_folded",
            )
            .bind(&id)
            .fetch(|row| read(row, false).map_err(|error| error.of("space_groups", id)))
            .await?;
        members.extend(groups);
        Ok(members)
    }

    /// Shares a space, or changes what somebody may do in it.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn put_space_member(
        &self,
        id: SpaceId,
        member: &NewMember,
        role: SpaceRole,
    ) -> Result<PutMember, StoreError> {
        let mut conn = self.begin("sharing a space").await?;
        hold(&mut conn, id).await?;
        let (find, name) = match member {
            NewMember::Person(name) => ("SELECT user_id AS id, name FROM users WHERE name_folded = $1", name),
            NewMember::Group(name) => ("SELECT group_id AS id, name FROM groups WHERE name_folded = $1", name),
        };
        let found: Option<(Uuid, String)> = conn
            .query(find)
            .bind(&folded_name(name))
            .fetch_optional(|row| {
                let read = || Ok((row.get("id")?, row.get("name")?));
                read().map_err(|error: ColumnError| error.of("users", "any row"))
            })
            .await?;
        let Some((member_id, name)) = found else { return Ok(PutMember::NoSuchName) };
        let put = match member {
            NewMember::Person(_) => {
                "INSERT INTO space_members (space_id, user_id, role) VALUES ($1, $2, $3)
                 ON CONFLICT (space_id, user_id) DO UPDATE SET role = excluded.role"
            }
            NewMember::Group(_) => {
                "INSERT INTO space_groups (space_id, group_id, role) VALUES ($1, $2, $3)
                 ON CONFLICT (space_id, group_id) DO UPDATE SET role = excluded.role"
            }
        };
        conn.query(put).bind(&id).bind(&member_id).bind(&role).execute().await?;
        if !has_owner(&mut conn, id).await? {
            return Ok(PutMember::NeedsOwner);
        }
        conn.commit().await?;
        let is_person = matches!(member, NewMember::Person(_));
        Ok(PutMember::Put(SpaceMember {
            user_id: is_person.then(|| UserId::from(member_id)),
            group_id: (!is_person).then(|| GroupId::from(member_id)),
            name,
            role,
        }))
    }

    /// Ends what a person or a group has in a space.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn delete_space_member(&self, id: SpaceId, member_id: Uuid) -> Result<DeleteMember, StoreError> {
        let mut conn = self.begin("ending the share of a space").await?;
        hold(&mut conn, id).await?;
        let mut deleted = 0;
        for sql in [
            "DELETE FROM space_members WHERE space_id = $1 AND user_id = $2",
            "DELETE FROM space_groups WHERE space_id = $1 AND group_id = $2",
        ] {
            deleted += conn.query(sql).bind(&id).bind(&member_id).execute().await?;
        }
        if deleted == 0 {
            return Ok(DeleteMember::NoSuchMember);
        }
        if !has_owner(&mut conn, id).await? {
            return Ok(DeleteMember::NeedsOwner);
        }
        conn.commit().await?;
        Ok(DeleteMember::Deleted)
    }
}

/// Lets nobody else change who shares the space until the transaction ends.
async fn hold(conn: &mut Conn, id: SpaceId) -> Result<(), StoreError> {
    let held = Sql::Each {
        postgres: "SELECT space_id FROM spaces WHERE space_id = $1 FOR UPDATE",
        sqlite: "SELECT space_id FROM spaces WHERE space_id = $1",
    };
    conn.query(held).bind(&id).fetch(|_| Ok(())).await.map(drop)
}

/// Whether a person owns it, and the one whose own it is.
async fn has_owner(conn: &mut Conn, id: SpaceId) -> Result<bool, StoreError> {
    let owners: u64 = conn
        .query(
            "SELECT count(*) FROM space_members JOIN spaces ON spaces.space_id = space_members.space_id
             WHERE spaces.space_id = $1 AND role = 'owner' AND user_id = COALESCE(personal_user_id, user_id)",
        )
        .bind(&id)
        .fetch_value()
        .await?;
    Ok(owners > 0)
}

fn read(row: &Row, is_person: bool) -> Result<SpaceMember, ColumnError> {
    Ok(SpaceMember {
        user_id: if is_person { Some(row.get("user_id")?) } else { None },
        group_id: if is_person { None } else { Some(row.get("group_id")?) },
        name: row.get("name")?,
        role: row.get("role")?,
    })
}
