//! Connecting, and handing out connections.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use ml_job_domain::{Backoff, shown_url};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::time::Instant;
use tokio_util::task::AbortOnDropHandle;

use crate::StoreError;
use crate::engine::{Conn, Link};
use crate::error::is_transient;
use crate::notify::{Notifier, hear_for_ever};

/// How many SQLite connections read at most: more threads than that only compete for the page cache.
const SQLITE_READERS_MAX: u32 = 4;
/// How long a SQLite connection waits for another process that holds the database.
const SQLITE_BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// How long to pause where SQLite does not wait itself.
const SQLITE_BUSY_PAUSE: Duration = Duration::from_millis(20);
/// The pauses between attempts to reach a server that is starting.
const RETRY: Backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(2));
/// What the server is told about each of our sessions: a machine of ours that vanishes must not hold a lock for hours.
const SESSION: [(&str, &str); 4] = [
    ("idle_in_transaction_session_timeout", "60s"),
    ("tcp_keepalives_idle", "15"),
    ("tcp_keepalives_interval", "5"),
    ("tcp_keepalives_count", "3"),
];

/// How to connect.
#[derive(Debug, Clone)]
pub struct ConnectOptions {
    /// How many connections to hold at most; SQLite uses one to write and at most four to read.
    pub max_connections: u32,
    /// How long a call waits for a free connection before it fails.
    pub acquire_timeout: Duration,
    /// How long [`Store::connect`] waits for a server that is starting.
    pub connect_timeout: Duration,
}

impl Default for ConnectOptions {
    fn default() -> Self {
        Self { max_connections: 16, acquire_timeout: Duration::from_secs(30), connect_timeout: Duration::from_mins(1) }
    }
}

/// The platform's memory. Cheap to clone; all clones share their connections.
#[derive(Debug, Clone)]
pub struct Store {
    pools: Pools,
    notifier: Arc<Notifier>,
    /// A database that no other process writes to needs none.
    _ear: Option<Arc<AbortOnDropHandle<()>>>,
}

#[derive(Debug, Clone)]
pub(crate) enum Pools {
    Postgres(PgPool),
    /// SQLite lets one connection write at a time: a pool of one is a queue in the order of arrival, without polling.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
}

impl Store {
    /// Opens the database that `url` names: `sqlite:PATH`, which is created where it is missing, or
    /// `postgres://USER:PASSWORD@HOST/DATABASE`, which is waited for while the server starts.
    ///
    /// The tables are those of the last [`migrate`](Self::migrate); a new database has none.
    ///
    /// # Errors
    /// [`StoreError::UnsupportedUrl`] for any other URL, [`StoreError::Unreachable`] when the server does not answer in
    /// time, [`StoreError::Driver`] when it refuses.
    pub async fn connect(url: &str, options: &ConnectOptions) -> Result<Self, StoreError> {
        match url.split(':').next() {
            // Each connection would open a memory of its own.
            Some("sqlite") if url.contains(":memory:") || url.contains("mode=memory") => Err(unsupported(url, None)),
            Some("sqlite") => {
                let file = SqliteConnectOptions::from_str(url).map_err(|source| unsupported(url, Some(source)))?;
                connect_sqlite(file, options).await
            }
            Some("postgres" | "postgresql") => connect_postgres(url, options).await,
            _ => Err(unsupported(url, None)),
        }
    }

    /// Opens the SQLite database in the file `path`, which is created where it is missing. Its name may hold characters that
    /// mean something in a URL.
    ///
    /// # Errors
    /// [`StoreError::Driver`] when it cannot be opened.
    pub async fn open_file(path: &Path, options: &ConnectOptions) -> Result<Self, StoreError> {
        connect_sqlite(SqliteConnectOptions::new().filename(path), options).await
    }

    /// Makes sure that the database can be written to, by writing: a full disk still gives signs of life.
    ///
    /// # Errors
    /// [`StoreError::Driver`] when it cannot.
    pub async fn check_writable(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut conn = self.begin("writing for a test").await?;
        conn.query(
            "INSERT INTO probes (probe_id, written_at) VALUES (1, $1)
             ON CONFLICT (probe_id) DO UPDATE SET written_at = excluded.written_at",
        )
        .bind(&now)
        .execute()
        .await?;
        conn.commit().await
    }

    /// Closes all connections, after the statements that run now. Later calls fail.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Postgres(pool) => pool.close().await,
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
        }
    }

    pub(crate) fn pools(&self) -> &Pools {
        &self.pools
    }

    pub(crate) fn notifier(&self) -> &Arc<Notifier> {
        &self.notifier
    }

    /// A connection to read with.
    pub(crate) async fn read(&self, doing: &'static str) -> Result<Conn, StoreError> {
        match &self.pools {
            Pools::Postgres(pool) => pool.acquire().await.map(Link::Postgres),
            Pools::Sqlite { readers, .. } => readers.acquire().await.map(Link::Sqlite),
        }
        .map(|link| Conn::new(link, doing))
        .map_err(|source| StoreError::Driver { doing, source })
    }

    /// A connection within a transaction. SQLite takes the right to write at once: a transaction that reads first and
    /// then wants to write would fail when another has written in between.
    pub(crate) async fn begin(&self, doing: &'static str) -> Result<Conn, StoreError> {
        match &self.pools {
            Pools::Postgres(pool) => pool.begin().await.map(Link::PostgresTransaction),
            Pools::Sqlite { writer, .. } => writer.begin_with("BEGIN IMMEDIATE").await.map(Link::SqliteTransaction),
        }
        .map(|link| Conn::new(link, doing))
        .map_err(|source| StoreError::Driver { doing, source })
    }
}

async fn connect_sqlite(file: SqliteConnectOptions, options: &ConnectOptions) -> Result<Store, StoreError> {
    let connect = file
        .create_if_missing(true)
        .foreign_keys(true)
        .busy_timeout(SQLITE_BUSY_TIMEOUT)
        .journal_mode(SqliteJournalMode::Wal)
        // A label that was answered with 204 must survive a power cut.
        .synchronous(SqliteSynchronous::Full);
    let pool = SqlitePoolOptions::new().acquire_timeout(options.acquire_timeout);
    let writer = pool.clone().max_connections(1).after_release(|connection, _| {
        Box::pin(async move {
            // A rollback that is still to be done is done before the answer.
            connection.ping().await?;
            // SQLite rolls back by itself where it ran out of disk or memory. The driver takes such a connection to be in a
            // transaction for ever, so that none could be begun on it: another one takes its place.
            Ok(!connection.is_in_transaction())
        })
    });
    let writer = open_sqlite(writer, &connect).await?;
    let readers = pool
        .max_connections(options.max_connections.clamp(1, SQLITE_READERS_MAX))
        .connect_lazy_with(connect.pragma("query_only", "ON"));
    Ok(Store { pools: Pools::Sqlite { writer, readers }, notifier: Arc::default(), _ear: None })
}

/// Opens the file. While another process turns on the write-ahead log of a new one, SQLite answers at once that it is busy,
/// whatever time it was told to wait.
async fn open_sqlite(pool: SqlitePoolOptions, connect: &SqliteConnectOptions) -> Result<SqlitePool, StoreError> {
    let end = Instant::now() + SQLITE_BUSY_TIMEOUT;
    loop {
        match pool.clone().connect_with(connect.clone()).await {
            Ok(pool) => return Ok(pool),
            Err(source) if is_busy(&source) && Instant::now() < end => tokio::time::sleep(SQLITE_BUSY_PAUSE).await,
            Err(source) => return Err(StoreError::Driver { doing: "opening the file", source }),
        }
    }
}

fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    code.is_some_and(|code| code & 0xff == 5)
}

async fn connect_postgres(url: &str, options: &ConnectOptions) -> Result<Store, StoreError> {
    let connect = PgConnectOptions::from_str(url)
        .map_err(|source| unsupported(url, Some(source)))?
        .application_name("ml-job")
        .options(SESSION);
    wait_for_server(&connect, options.connect_timeout).await?;
    let pool = PgPoolOptions::new()
        .max_connections(options.max_connections)
        .acquire_timeout(options.acquire_timeout)
        .connect_lazy_with(connect.clone());
    let notifier = Arc::<Notifier>::default();
    let ear = hear_for_ever(connect, Arc::clone(&notifier));
    Ok(Store { pools: Pools::Postgres(pool), notifier, _ear: Some(Arc::new(ear)) })
}

/// Connects again and again until the server answers. A refusal (wrong password, no such database) counts as an answer.
async fn wait_for_server(connect: &PgConnectOptions, timeout: Duration) -> Result<(), StoreError> {
    let end = Instant::now() + timeout;
    let mut retry = RETRY;
    loop {
        let error = match tokio::time::timeout_at(end, connect.connect()).await {
            Ok(Ok(connection)) => {
                let closed = connection.close().await;
                return closed.map_err(|source| StoreError::Driver { doing: "connecting", source });
            }
            Ok(Err(error)) if is_transient(&error) => error,
            Ok(Err(source)) => return Err(StoreError::Driver { doing: "connecting", source }),
            Err(_) => sqlx::Error::PoolTimedOut,
        };
        let pause = retry.next_delay();
        if Instant::now() + pause >= end {
            return Err(StoreError::Unreachable { seconds: timeout.as_secs_f64(), source: error });
        }
        tracing::info!(error = %error, "The database does not answer yet");
        tokio::time::sleep(pause).await;
    }
}

fn unsupported(url: &str, source: Option<sqlx::Error>) -> StoreError {
    StoreError::UnsupportedUrl { url: shown_url(url), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_shows_no_password() {
        let error = unsupported("mysql://root:secret@db/ml", None);
        assert_eq!(
            error.to_string(),
            "`mysql://…@db/ml` is no URL of a database: use sqlite:PATH or postgres://USER@HOST/DATABASE"
        );
    }
}
