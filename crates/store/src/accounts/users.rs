//! Accounts.

use chrono::{DateTime, Utc};
use ml_job_domain::UserId;
use ml_job_domain::access::{Role, User, folded_name};
use ml_job_domain::notice::MessageKind;
use serde_json::json;

use super::links::Link;
use crate::engine::{Conn, Row, Sql};
use crate::error::ColumnError;
use crate::notices::tell;
use crate::{MailedLink, Store, StoreError};

/// The columns that are read back; `users.` goes before each, for the queries that join.
pub(super) const COLUMNS: &str = "users.user_id, users.name, users.role, users.is_active, users.created_at, \
    users.last_seen_at, users.password_hash, users.generation, users.email";

/// An account with what the API must know to let its person in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What others may see of it.
    pub user: User,
    /// The Argon2id hash of the password; absent until the person has chosen one.
    pub password_hash: Option<String>,
    /// The address that the person has shown to be hers.
    pub email: Option<String>,
    /// How often everything that was handed out was taken back.
    pub generation: u32,
}

/// What became of a new account.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum AddUser {
    /// It is there.
    Added,
    /// Somebody has that name, in upper or lower case.
    NameTaken,
}

/// What is to change in an account; what is absent stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserPatch {
    /// The role from now on.
    pub role: Option<Role>,
    /// Whether the person may sign in from now on.
    pub is_active: Option<bool>,
}

/// What became of a change to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum PatchUser {
    /// As it is now.
    Patched(User),
    /// There is no such account.
    NoSuchUser,
    /// Nobody would be left to keep the accounts.
    LastAdministrator,
}

impl Store {
    /// How many accounts there are.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn count_users(&self) -> Result<u64, StoreError> {
        let mut conn = self.read("counting accounts").await?;
        conn.query("SELECT count(*) FROM users").fetch_value().await
    }

    /// How many people may label.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn count_labellers(&self) -> Result<u64, StoreError> {
        let mut conn = self.read("counting those who may label").await?;
        conn.query("SELECT count(*) FROM users WHERE is_active AND role <> 'viewer'").fetch_value().await
    }

    /// Adds an account whose person chooses a password with the link of this digest, until `expires_at`.
    ///
    /// # Errors
    /// [`StoreError::Driver`], also when the id is taken.
    pub async fn add_user(
        &self,
        user: &User,
        link_digest: &str,
        expires_at: DateTime<Utc>,
    ) -> Result<AddUser, StoreError> {
        self.add_user_with(user, link_digest, expires_at, None).await
    }

    /// Adds an account, whose link is sent to its person.
    ///
    /// # Errors
    /// [`StoreError::Driver`], also when the id is taken.
    pub async fn add_user_by_mail(
        &self,
        user: &User,
        link_digest: &str,
        expires_at: DateTime<Utc>,
        link: &MailedLink,
    ) -> Result<AddUser, StoreError> {
        self.add_user_with(user, link_digest, expires_at, Some(link)).await
    }

    async fn add_user_with(
        &self,
        user: &User,
        link_digest: &str,
        expires_at: DateTime<Utc>,
        mailed: Option<&MailedLink>,
    ) -> Result<AddUser, StoreError> {
        let mut conn = self.begin("adding an account").await?;
        if insert(&mut conn, user, None).await? == 0 {
            return Ok(AddUser::NameTaken);
        }
        let link = Link { digest: link_digest, user_id: Some(user.user_id), mailed };
        super::links::insert(&mut conn, link, user.created_at, expires_at).await?;
        conn.commit().await?;
        Ok(AddUser::Added)
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_users(&self) -> Result<Vec<User>, StoreError> {
        let mut conn = self.read("listing accounts").await?;
        let accounts = conn.query(format!("SELECT {COLUMNS} FROM users ORDER BY name_folded")).fetch(read).await?;
        Ok(accounts.into_iter().map(|account| account.user).collect())
    }

    /// The account, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn lookup_account(&self, id: UserId) -> Result<Option<Account>, StoreError> {
        let mut conn = self.read("looking up an account").await?;
        let sql = format!("SELECT {COLUMNS} FROM users WHERE user_id = $1");
        conn.query(sql).bind(&id).fetch_optional(read).await
    }

    /// The account of this name, in upper or lower case, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn lookup_account_by_name(&self, name: &str) -> Result<Option<Account>, StoreError> {
        let mut conn = self.read("looking up an account").await?;
        let sql = format!("SELECT {COLUMNS} FROM users WHERE name_folded = $1");
        conn.query(sql).bind(&folded_name(name)).fetch_optional(read).await
    }

    /// Changes role or activity of an account. One that may not sign in any more loses its sessions and its short-lived tokens.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn patch_user(&self, id: UserId, patch: &UserPatch) -> Result<PatchUser, StoreError> {
        let mut conn = self.begin("changing an account").await?;
        // All administrators are held, so that of two who unmake each other at once one stays.
        let held = Sql::Each {
            postgres: "SELECT user_id FROM users WHERE role = 'administrator' ORDER BY user_id FOR UPDATE",
            sqlite: "SELECT user_id FROM users WHERE role = 'administrator'",
        };
        conn.query(held).fetch(|_| Ok(())).await?;
        let sql = format!("SELECT {COLUMNS} FROM users WHERE user_id = $1");
        let Some(Account { mut user, .. }) = conn.query(sql).bind(&id).fetch_optional(read).await? else {
            return Ok(PatchUser::NoSuchUser);
        };
        let keeps = |user: &User| user.role == Role::Administrator && user.is_active;
        let kept = keeps(&user);
        user.role = patch.role.unwrap_or(user.role);
        user.is_active = patch.is_active.unwrap_or(user.is_active);
        if kept && !keeps(&user) {
            let others = "SELECT count(*) FROM users WHERE role = 'administrator' AND is_active = $2 AND user_id <> $1";
            if conn.query(others).bind(&id).bind(&true).fetch_value::<u64>().await? == 0 {
                return Ok(PatchUser::LastAdministrator);
            }
        }
        let changed = conn
            .query("UPDATE users SET role = $2, is_active = $3 WHERE user_id = $1")
            .bind(&id)
            .bind(&user.role)
            .bind(&user.is_active)
            .execute()
            .await?;
        conn.expect_rows(1, changed)?;
        if !user.is_active {
            end_everything(&mut conn, id).await?;
        }
        conn.commit().await?;
        Ok(PatchUser::Patched(user))
    }

    /// Sets another password. All sessions and short-lived tokens of the person end, and the person is told by mail.
    ///
    /// # Errors
    /// [`StoreError::Driver`], or [`StoreError::RowsAffected`] where there is no such account.
    pub async fn set_password(&self, id: UserId, password_hash: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut conn = self.begin("setting a password").await?;
        set_password(&mut conn, id, password_hash, now).await?;
        conn.commit().await
    }
}

/// Adds a row unless the name is taken; how many were added.
pub(super) async fn insert(conn: &mut Conn, user: &User, password_hash: Option<&str>) -> Result<u64, StoreError> {
    conn.query(
        "INSERT INTO users (user_id, name, name_folded, role, is_active, password_hash, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (name_folded) DO NOTHING",
    )
    .bind(&user.user_id)
    .bind(&user.name)
    .bind(&folded_name(&user.name))
    .bind(&user.role)
    .bind(&user.is_active)
    .bind(&password_hash.map(str::to_owned))
    .bind(&user.created_at)
    .execute()
    .await
}

pub(super) async fn set_password(
    conn: &mut Conn,
    id: UserId,
    password_hash: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let changed = conn
        .query("UPDATE users SET password_hash = $2 WHERE user_id = $1")
        .bind(&id)
        .bind(&password_hash.to_owned())
        .execute()
        .await?;
    conn.expect_rows(1, changed)?;
    // Of several links to choose a password none is left once one has been chosen.
    conn.query("DELETE FROM account_links WHERE user_id = $1").bind(&id).execute().await?;
    tell::of_account(conn, id, MessageKind::PasswordChanged, &json!({}), now).await?;
    end_everything(conn, id).await
}

/// Ends all sessions of a person, and the short-lived tokens.
pub(super) async fn end_everything(conn: &mut Conn, id: UserId) -> Result<(), StoreError> {
    conn.query("UPDATE users SET generation = generation + 1 WHERE user_id = $1").bind(&id).execute().await?;
    conn.query("DELETE FROM sessions WHERE user_id = $1").bind(&id).execute().await?;
    Ok(())
}

pub(super) fn read(row: &Row) -> Result<Account, StoreError> {
    let user_id: UserId = row.get("user_id").map_err(|error| error.of("users", "any row"))?;
    read_columns(user_id, row).map_err(|error| error.of("users", user_id))
}

fn read_columns(user_id: UserId, row: &Row) -> Result<Account, ColumnError> {
    let user = User {
        user_id,
        name: row.get("name")?,
        role: row.get("role")?,
        is_active: row.get("is_active")?,
        created_at: row.get("created_at")?,
        last_seen_at: row.get("last_seen_at")?,
    };
    Ok(Account {
        user,
        password_hash: row.get("password_hash")?,
        email: row.get("email")?,
        generation: row.get("generation")?,
    })
}
