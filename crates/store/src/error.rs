//! What can go wrong with the database itself.

use std::fmt;

use sqlx::migrate::MigrateError;

/// Why the store could not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database or the way to it failed.
    #[error("the database failed while {doing}")]
    Driver {
        /// What was attempted.
        doing: &'static str,
        /// What the driver says.
        #[source]
        source: sqlx::Error,
    },
    /// The database holds a value that makes no sense here.
    #[error("the database holds no valid {table}.{column} for {id}")]
    Inconsistency {
        /// Which table.
        table: &'static str,
        /// Which column.
        column: &'static str,
        /// Which row.
        id: String,
        /// What is wrong with it.
        #[source]
        source: sqlx::error::BoxDynError,
    },
    /// A statement changed another number of rows than it must.
    #[error("the database changed {actual} rows where {expected} were meant, while {doing}")]
    RowsAffected {
        /// What was attempted.
        doing: &'static str,
        /// How many rows it must change.
        expected: u64,
        /// How many it changed.
        actual: u64,
    },
    /// The tables could not be brought up to date.
    #[error("the database could not be migrated")]
    Migrate(#[source] MigrateError),
    /// The URL names no database that we can use.
    #[error("`{url}` is no URL of a database: use sqlite:PATH or postgres://USER@HOST/DATABASE")]
    UnsupportedUrl {
        /// The URL, without a password.
        url: String,
        /// What the driver says, where it was asked.
        #[source]
        source: Option<sqlx::Error>,
    },
    /// The database did not answer in time at start.
    #[error("the database did not answer within {seconds} s")]
    Unreachable {
        /// How long we waited, in seconds.
        seconds: f64,
        /// What the driver said last.
        #[source]
        source: sqlx::Error,
    },
}

impl StoreError {
    /// Whether the same call may work a little later: the server is away or overloaded, or another transaction was in the way.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Driver { source, .. } | Self::Unreachable { source, .. } => is_transient(source),
            Self::Migrate(MigrateError::Execute(source) | MigrateError::ExecuteMigration(source, _)) => {
                is_transient(source)
            }
            Self::Migrate(_) | Self::Inconsistency { .. } | Self::RowsAffected { .. } | Self::UnsupportedUrl { .. } => {
                false
            }
        }
    }
}

/// Whether the driver's error may pass by itself.
pub(crate) fn is_transient(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
                // The lowest byte is the primary code: BUSY, LOCKED, NOMEM, IOERR, FULL, CANTOPEN.
                code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 7 | 10 | 13 | 14))
            } else {
                // Classes of SQLSTATE: connection, rollback (deadlock, serialisation), resources, intervention, lock.
                ["08", "40", "53", "57P", "55P03"].iter().any(|class| code.starts_with(class))
            }
        }),
        _ => false,
    }
}

/// A value of a column that could not be read.
#[derive(Debug)]
pub(crate) struct ColumnError {
    pub(crate) column: &'static str,
    pub(crate) source: sqlx::error::BoxDynError,
}

impl ColumnError {
    /// Says which row the column belongs to.
    pub(crate) fn of(self, table: &'static str, id: impl fmt::Display) -> StoreError {
        StoreError::Inconsistency { table, column: self.column, id: id.to_string(), source: self.source }
    }
}
