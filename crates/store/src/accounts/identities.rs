//! People who are known by a provider of identities.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use ml_job_domain::UserId;
use ml_job_domain::access::{Role, User};

use super::emails::set_email;
use super::users::{self, Account};
use crate::engine::{Conn, Sql};
use crate::error::ColumnError;
use crate::spaces::put_into;
use crate::{Store, StoreError};

/// How many names are tried for one who is called like others.
const NAMES_MAX: u32 = 1000;

/// A sign-in with a provider that has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInFlow {
    /// The digest of what the provider sends back.
    pub state_digest: String,
    /// The digest of what the browser keeps.
    pub browser_digest: String,
    /// What the identity token has to name.
    pub nonce: String,
    /// What shows that we are the one who asked.
    pub code_verifier: String,
    /// Where the person wanted to be.
    pub return_path: String,
    /// Who has signed in with this browser before.
    pub known_user_id: Option<UserId>,
    /// Until when it can end.
    pub expires_at: DateTime<Utc>,
}

/// What a provider says of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderPerson {
    /// The provider.
    pub issuer: String,
    /// Who it is there, for ever.
    pub subject: String,
    /// What to call a new account.
    pub name: String,
    /// The address, where the provider has made sure of it.
    pub email: Option<String>,
    /// The groups.
    pub groups: BTreeSet<String>,
    /// What the person may do.
    pub role: Role,
    /// Whether that follows the provider at each sign-in, rather than what an administrator set here.
    pub is_role_followed: bool,
}

/// What became of a sign-in with a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum SignInByProvider {
    /// The account, which may be new.
    Known(Box<Account>),
    /// An administrator has shut the person out.
    ShutOut,
    /// Everybody has that name.
    NoName,
}

impl Store {
    /// Keeps a sign-in that has begun, and forgets those that never ended.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn add_sign_in_flow(&self, flow: &SignInFlow, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut conn = self.begin("beginning a sign-in").await?;
        conn.query("DELETE FROM sign_in_flows WHERE expires_at <= $1").bind(&now).execute().await?;
        let added = conn
            .query(
                "INSERT INTO sign_in_flows (state_digest, browser_digest, nonce, code_verifier, return_path, known_user_id, expires_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(&flow.state_digest)
            .bind(&flow.browser_digest)
            .bind(&flow.nonce)
            .bind(&flow.code_verifier)
            .bind(&flow.return_path)
            .bind(&flow.known_user_id)
            .bind(&flow.expires_at)
            .execute()
            .await?;
        conn.expect_rows(1, added)?;
        conn.commit().await
    }

    /// Takes a sign-in that has begun, if it can end still: nobody else gets it.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn take_sign_in_flow(
        &self,
        state_digest: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<SignInFlow>, StoreError> {
        let mut conn = self.begin("ending a sign-in").await?;
        let flow = conn
            .query(
                "DELETE FROM sign_in_flows WHERE state_digest = $1 AND expires_at > $2
                 RETURNING state_digest, browser_digest, nonce, code_verifier, return_path, known_user_id, expires_at",
            )
            .bind(&state_digest.to_owned())
            .bind(&now)
            .fetch_optional(|row| {
                let read = || -> Result<SignInFlow, ColumnError> {
                    Ok(SignInFlow {
                        state_digest: row.get("state_digest")?,
                        browser_digest: row.get("browser_digest")?,
                        nonce: row.get("nonce")?,
                        code_verifier: row.get("code_verifier")?,
                        return_path: row.get("return_path")?,
                        known_user_id: row.get("known_user_id")?,
                        expires_at: row.get("expires_at")?,
                    })
                };
                read().map_err(|error| error.of("sign_in_flows", "a flow"))
            })
            .await?;
        conn.commit().await?;
        Ok(flow)
    }

    /// The account of a person whom a provider has let in: found by provider and subject, else made.
    ///
    /// An account of the same name or address stays whose it is. Groups, address and, where that is wanted, the role are those of now.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn sign_in_by_provider(
        &self,
        person: &ProviderPerson,
        now: DateTime<Utc>,
    ) -> Result<SignInByProvider, StoreError> {
        let mut conn = self.begin("letting in whom a provider knows").await?;
        // Administrators are held, as where one is unmade: of two at once one stays.
        let held = Sql::Each {
            postgres: "SELECT user_id FROM users WHERE role = 'administrator' ORDER BY user_id FOR UPDATE",
            sqlite: "SELECT user_id FROM users WHERE role = 'administrator'",
        };
        conn.query(held).fetch(|_| Ok(())).await?;
        let sql = format!(
            "SELECT {} FROM identities JOIN users USING (user_id) WHERE issuer = $1 AND subject = $2",
            users::COLUMNS
        );
        let found = conn.query(sql).bind(&person.issuer).bind(&person.subject).fetch_optional(users::read).await?;
        let account = match found {
            Some(account) if !account.user.is_active => return Ok(SignInByProvider::ShutOut),
            Some(account) => account,
            None => match add(&mut conn, person, now).await? {
                Some(account) => account,
                None => return Ok(SignInByProvider::NoName),
            },
        };
        let id = account.user.user_id;
        if person.is_role_followed && account.user.role != person.role {
            follow_role(&mut conn, &account.user, person.role).await?;
        }
        set_groups(&mut conn, id, &person.groups, now).await?;
        if person.email.is_some() && person.email != account.email {
            set_email(&mut conn, id, person.email.as_deref(), now).await?;
        }
        let sql = format!("SELECT {} FROM users WHERE user_id = $1", users::COLUMNS);
        let account = conn.query(sql).bind(&id).fetch_optional(users::read).await?;
        conn.commit().await?;
        Ok(account.map_or(SignInByProvider::ShutOut, |account| SignInByProvider::Known(Box::new(account))))
    }

    /// The groups that the provider named at the person's last sign-in.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_provider_groups(&self, user_id: UserId) -> Result<BTreeSet<String>, StoreError> {
        let mut conn = self.read("listing the groups of a person").await?;
        let names = conn
            .query("SELECT name FROM provider_groups WHERE user_id = $1")
            .bind(&user_id)
            .fetch(|row| row.get::<String>("name").map_err(|error| error.of("provider_groups", user_id)))
            .await?;
        Ok(names.into_iter().collect())
    }
}

/// Makes an account for a person, under the first name that is free.
async fn add(conn: &mut Conn, person: &ProviderPerson, now: DateTime<Utc>) -> Result<Option<Account>, StoreError> {
    for number in 1..=NAMES_MAX {
        let name = if number == 1 { person.name.clone() } else { format!("{} ({number})", person.name) };
        let user = User {
            user_id: UserId::new(),
            name,
            role: person.role,
            is_active: true,
            created_at: now,
            last_seen_at: None,
        };
        if users::insert(conn, &user, None).await? == 0 {
            continue;
        }
        let added = conn
            .query("INSERT INTO identities (issuer, subject, user_id) VALUES ($1, $2, $3)")
            .bind(&person.issuer)
            .bind(&person.subject)
            .bind(&user.user_id)
            .execute()
            .await?;
        conn.expect_rows(1, added)?;
        return Ok(Some(Account { user, password_hash: None, email: None, generation: 0 }));
    }
    Ok(None)
}

/// Gives a person the role that the provider's groups say, unless nobody would be left to keep the accounts.
async fn follow_role(conn: &mut Conn, user: &User, role: Role) -> Result<(), StoreError> {
    if user.role == Role::Administrator {
        let others = "SELECT count(*) FROM users WHERE role = 'administrator' AND is_active = $2 AND user_id <> $1";
        if conn.query(others).bind(&user.user_id).bind(&true).fetch_value::<u64>().await? == 0 {
            return Ok(());
        }
    }
    let changed =
        conn.query("UPDATE users SET role = $2 WHERE user_id = $1").bind(&user.user_id).bind(&role).execute().await?;
    conn.expect_rows(1, changed)
}

/// Keeps the groups of a person as the provider names them: whatever else knows groups hears of them here.
async fn set_groups(
    conn: &mut Conn,
    user_id: UserId,
    groups: &BTreeSet<String>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    put_into(conn, user_id, groups, now).await?;
    conn.query("DELETE FROM provider_groups WHERE user_id = $1").bind(&user_id).execute().await?;
    for name in groups {
        let added = conn
            .query("INSERT INTO provider_groups (user_id, name) VALUES ($1, $2)")
            .bind(&user_id)
            .bind(name)
            .execute()
            .await?;
        conn.expect_rows(1, added)?;
    }
    Ok(())
}
