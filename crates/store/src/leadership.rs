//! One leader among the processes that share a database.

use std::time::Duration;

use sqlx::{ConnectOptions as _, Connection as _, PgConnection, Row as _};

use crate::connect::Pools;
use crate::{Store, StoreError};

/// The first half of our advisory locks' keys: "MLJB". The second is the role.
const LOCK_CLASS: i32 = 0x4d4c_4a42;
/// How long a leader waits for a sign of life before it steps down.
const PING_TIMEOUT: Duration = Duration::from_secs(5);

/// A duty that one process at a time does for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Publishes the outbox.
    Dispatcher,
    /// Looks for jobs whose worker fell silent or whose message was lost.
    Sweeper,
    /// Keeps the index of the archive.
    Indexer,
    /// Tells people what they want to be told.
    Teller,
}

impl Role {
    const fn key(self) -> i32 {
        match self {
            Self::Dispatcher => 1,
            Self::Sweeper => 2,
            Self::Indexer => 3,
            Self::Teller => 8,
        }
    }
}

/// The right to do a duty; it ends when this value is dropped, or with the connection to the server.
#[derive(Debug)]
pub struct Leadership {
    /// The session that holds the lock; none is needed for a database of one process.
    session: Option<PgConnection>,
}

impl Leadership {
    /// Whether the right is still ours.
    pub async fn still_held(&mut self) -> bool {
        match &mut self.session {
            None => true,
            Some(session) => tokio::time::timeout(PING_TIMEOUT, session.ping()).await.is_ok_and(|pong| pong.is_ok()),
        }
    }
}

impl Store {
    /// Takes over a duty, unless another process does it already. With SQLite there is no other process.
    ///
    /// # Errors
    /// [`StoreError::Driver`] when the server cannot be asked.
    pub async fn try_lead(&self, role: Role) -> Result<Option<Leadership>, StoreError> {
        match self.pools() {
            Pools::Sqlite { .. } => Ok(Some(Leadership { session: None })),
            Pools::Postgres(pool) => {
                let taken = take_lock(&pool.connect_options(), role).await;
                taken.map_err(|source| StoreError::Driver { doing: "taking over a duty", source })
            }
        }
    }
}

/// A session of its own, because a pool would hand the lock to whoever gets the connection next.
async fn take_lock(options: &sqlx::postgres::PgConnectOptions, role: Role) -> Result<Option<Leadership>, sqlx::Error> {
    let mut session = options.connect().await?;
    let row = sqlx::query("SELECT pg_try_advisory_lock($1, $2)")
        .bind(LOCK_CLASS)
        .bind(role.key())
        .fetch_one(&mut session)
        .await?;
    if row.try_get(0)? {
        return Ok(Some(Leadership { session: Some(session) }));
    }
    session.close().await?;
    Ok(None)
}
