//! Groups of people.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use ml_job_domain::access::{Group, folded_name, name_problems};
use ml_job_domain::{GroupId, UserId};

use super::table::PutGroup;
use crate::engine::{Conn, Row};
use crate::error::ColumnError;
use crate::{Store, StoreError};

impl Store {
    /// All groups with their people, by name.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_groups(&self) -> Result<Vec<Group>, StoreError> {
        let mut conn = self.read("listing groups").await?;
        let rows = conn
            .query(
                "SELECT groups.group_id, groups.name, users.name AS member FROM groups
                 LEFT JOIN group_members ON group_members.group_id = groups.group_id
                 LEFT JOIN users ON users.user_id = group_members.user_id
                 ORDER BY groups.name_folded, users.name_folded",
            )
            .fetch(|row| read(row).map_err(|error| error.of("groups", "any row")))
            .await?;
        let mut groups: Vec<Group> = Vec::new();
        for (group_id, name, member) in rows {
            match groups.last_mut().filter(|last| last.group_id == group_id) {
                Some(last) => last.members.extend(member),
                None => groups.push(Group { group_id, name, members: member.into_iter().collect() }),
            }
        }
        Ok(groups)
    }

    /// Makes a group, or gives it other people: those of these names.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn put_group(&self, name: &str, members: &[String], now: DateTime<Utc>) -> Result<PutGroup, StoreError> {
        let mut conn = self.begin("keeping a group").await?;
        let (group_id, name) = make(&mut conn, name, now).await?;
        conn.query("DELETE FROM group_members WHERE group_id = $1").bind(&group_id).execute().await?;
        let mut kept = BTreeSet::new();
        for member in members {
            let found: Option<(UserId, String)> = conn
                .query("SELECT user_id, name FROM users WHERE name_folded = $1")
                .bind(&folded_name(member))
                .fetch_optional(|row| {
                    let read = || Ok((row.get("user_id")?, row.get("name")?));
                    read().map_err(|error: ColumnError| error.of("users", "any row"))
                })
                .await?;
            let Some((user_id, name)) = found else { return Ok(PutGroup::NoSuchUser(member.clone())) };
            if kept.insert(name) {
                join(&mut conn, group_id, user_id).await?;
            }
        }
        conn.commit().await?;
        Ok(PutGroup::Put(Group { group_id, name, members: kept.into_iter().collect() }))
    }

    /// Deletes a group; what was shared with it is shared no more. Whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn delete_group(&self, id: GroupId) -> Result<bool, StoreError> {
        let mut conn = self.begin("deleting a group").await?;
        let deleted = conn.query("DELETE FROM groups WHERE group_id = $1").bind(&id).execute().await?;
        conn.commit().await?;
        Ok(deleted == 1)
    }

    /// Puts a person into exactly the groups of these names, which are made where they are missing: what a provider of identities
    /// says of somebody who signs in. Names that no group can have are passed over.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn set_groups_of_user(
        &self,
        user_id: UserId,
        names: &[String],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut conn = self.begin("putting a person into groups").await?;
        put_into(&mut conn, user_id, names, now).await?;
        conn.commit().await
    }
}

/// Puts a person into exactly the groups of these names; names that no group can have are passed over.
pub(crate) async fn put_into(
    conn: &mut Conn,
    user_id: UserId,
    names: impl IntoIterator<Item = &String>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    conn.query("DELETE FROM group_members WHERE user_id = $1").bind(&user_id).execute().await?;
    // In the order of their names, so that two who sign in at once never wait for each other in a circle.
    let fit = names.into_iter().filter(|name| name_problems("", name).is_empty());
    let names: BTreeSet<(String, &String)> = fit.map(|name| (folded_name(name), name)).collect();
    let mut joined = BTreeSet::new();
    for (folded, name) in names {
        if joined.insert(folded) {
            let (group_id, _) = make(conn, name, now).await?;
            join(conn, group_id, user_id).await?;
        }
    }
    Ok(())
}

/// The group of this name, which is made where it is missing.
async fn make(conn: &mut Conn, name: &str, now: DateTime<Utc>) -> Result<(GroupId, String), StoreError> {
    conn.query(
        "INSERT INTO groups (group_id, name, name_folded, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (name_folded) DO NOTHING",
    )
    .bind(&GroupId::new())
    .bind(&name.to_owned())
    .bind(&folded_name(name))
    .bind(&now)
    .execute()
    .await?;
    let found = conn
        .query("SELECT group_id, name FROM groups WHERE name_folded = $1")
        .bind(&folded_name(name))
        .fetch_optional(|row| {
            let read = || Ok((row.get("group_id")?, row.get("name")?));
            read().map_err(|error: ColumnError| error.of("groups", "any row"))
        })
        .await?;
    found.ok_or(StoreError::RowsAffected { doing: "making a group", expected: 1, actual: 0 })
}

async fn join(conn: &mut Conn, group_id: GroupId, user_id: UserId) -> Result<(), StoreError> {
    conn.query("INSERT INTO group_members (group_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(&group_id)
        .bind(&user_id)
        .execute()
        .await
        .map(drop)
}

fn read(row: &Row) -> Result<(GroupId, String, Option<String>), ColumnError> {
    Ok((row.get("group_id")?, row.get("name")?, row.get("member")?))
}
