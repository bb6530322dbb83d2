//! A connection to either database, a statement on it, and a row that it gives.

use futures::TryStreamExt as _;
use serde::Serialize;
use sqlx::error::BoxDynError;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{
    Arguments as _, AssertSqlSafe, ColumnIndex, PgConnection, Postgres, Row as _, SqlSafeStr as _, SqlStr, Sqlite,
    SqliteConnection, Transaction,
};

use super::Column;
use super::column::Portable;
use super::kinds::DbJson;
use crate::StoreError;
use crate::error::ColumnError;

/// The text of a statement: usually one for both databases.
///
/// All texts are written in this crate; values travel as arguments (`$1`), never inside of the text.
#[derive(Debug, Clone)]
pub(crate) enum Sql {
    /// Both databases understand it.
    Both(&'static str),
    /// Each has its own.
    Each { postgres: &'static str, sqlite: &'static str },
    /// For both, put together from pieces.
    Composed(String),
    /// For each, put together from pieces.
    PerEngine { postgres: String, sqlite: String },
}

impl Sql {
    fn postgres(self) -> SqlStr {
        match self {
            Self::Both(text) | Self::Each { postgres: text, .. } => text.into_sql_str(),
            Self::Composed(text) | Self::PerEngine { postgres: text, .. } => AssertSqlSafe(text).into_sql_str(),
        }
    }

    fn sqlite(self) -> SqlStr {
        match self {
            Self::Both(text) | Self::Each { sqlite: text, .. } => text.into_sql_str(),
            Self::Composed(text) | Self::PerEngine { sqlite: text, .. } => AssertSqlSafe(text).into_sql_str(),
        }
    }
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self::Both(text)
    }
}

impl From<String> for Sql {
    fn from(text: String) -> Self {
        Self::Composed(text)
    }
}

/// A connection, perhaps within a transaction, and what it is used for.
pub(crate) struct Conn {
    link: Link,
    doing: &'static str,
}

/// A connection to either database.
pub(crate) enum Link {
    Postgres(PoolConnection<Postgres>),
    PostgresTransaction(Transaction<'static, Postgres>),
    Sqlite(PoolConnection<Sqlite>),
    SqliteTransaction(Transaction<'static, Sqlite>),
}

impl Conn {
    pub(crate) fn new(link: Link, doing: &'static str) -> Self {
        Self { link, doing }
    }

    /// Begins a statement; add its arguments with [`Statement::bind`] in the order of `$1`, `$2`, ….
    pub(crate) fn query(&mut self, sql: impl Into<Sql>) -> Statement<'_> {
        let wire = match &mut self.link {
            Link::Postgres(connection) => Wire::Postgres(connection, PgArguments::default()),
            Link::PostgresTransaction(transaction) => Wire::Postgres(transaction, PgArguments::default()),
            Link::Sqlite(connection) => Wire::Sqlite(connection, SqliteArguments::default()),
            Link::SqliteTransaction(transaction) => Wire::Sqlite(transaction, SqliteArguments::default()),
        };
        Statement { wire, sql: sql.into(), doing: self.doing, unkept: None }
    }

    /// Ends the transaction and keeps what it did. A transaction that is dropped instead is rolled back.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        let doing = self.doing;
        match self.link {
            Link::PostgresTransaction(transaction) => transaction.commit().await,
            Link::SqliteTransaction(transaction) => transaction.commit().await,
            Link::Postgres(_) | Link::Sqlite(_) => Ok(()),
        }
        .map_err(|source| StoreError::Driver { doing, source })
    }

    /// An error unless exactly `expected` rows were changed.
    pub(crate) fn expect_rows(&self, expected: u64, actual: u64) -> Result<(), StoreError> {
        if expected == actual { Ok(()) } else { Err(StoreError::RowsAffected { doing: self.doing, expected, actual }) }
    }
}

/// A connection, and the arguments in its form.
enum Wire<'c> {
    Postgres(&'c mut PgConnection, PgArguments),
    Sqlite(&'c mut SqliteConnection, SqliteArguments),
}

/// A statement that is being put together.
#[must_use = "a statement does nothing until it is executed or fetched"]
pub(crate) struct Statement<'c> {
    wire: Wire<'c>,
    sql: Sql,
    doing: &'static str,
    /// Why an argument cannot be kept in a column.
    unkept: Option<BoxDynError>,
}

impl Statement<'_> {
    /// Adds the next argument.
    pub(crate) fn bind<T: Column>(self, value: &T) -> Self {
        self.add(value.keep())
    }

    /// Adds the next argument, as JSON.
    pub(crate) fn bind_json(self, value: &impl Serialize) -> Self {
        self.add(DbJson::of(value))
    }

    fn add(mut self, kept: Result<impl Portable, BoxDynError>) -> Self {
        let added = kept.and_then(|kept| match &mut self.wire {
            Wire::Postgres(_, arguments) => arguments.add(kept),
            Wire::Sqlite(_, arguments) => arguments.add(kept),
        });
        self.unkept = self.unkept.or(added.err());
        self
    }

    /// Runs the statement; how many rows it changed.
    pub(crate) async fn execute(self) -> Result<u64, StoreError> {
        let doing = self.doing;
        self.try_execute().await.map_err(|source| StoreError::Driver { doing, source })
    }

    /// Runs the statement; how many rows it changed, or what the driver says.
    pub(crate) async fn try_execute(self) -> Result<u64, sqlx::Error> {
        if let Some(error) = self.unkept {
            return Err(sqlx::Error::Encode(error));
        }
        match self.wire {
            Wire::Postgres(connection, arguments) => {
                let query = sqlx::query_with(self.sql.postgres(), arguments);
                Ok(query.execute(connection).await?.rows_affected())
            }
            Wire::Sqlite(connection, arguments) => {
                let query = sqlx::query_with(self.sql.sqlite(), arguments);
                Ok(query.execute(connection).await?.rows_affected())
            }
        }
    }

    /// Runs the statement and reads all rows that it gives, one by one: those of a long list are never in memory at once.
    pub(crate) async fn fetch<T>(
        self,
        mut read: impl FnMut(&Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let doing = self.doing;
        let failed = |source| StoreError::Driver { doing, source };
        if let Some(error) = self.unkept {
            return Err(failed(sqlx::Error::Encode(error)));
        }
        let mut items = Vec::new();
        match self.wire {
            Wire::Postgres(connection, arguments) => {
                let mut rows = sqlx::query_with(self.sql.postgres(), arguments).fetch(connection);
                while let Some(row) = rows.try_next().await.map_err(failed)? {
                    items.push(read(&Row::Postgres(row))?);
                }
            }
            Wire::Sqlite(connection, arguments) => {
                let mut rows = sqlx::query_with(self.sql.sqlite(), arguments).fetch(connection);
                while let Some(row) = rows.try_next().await.map_err(failed)? {
                    items.push(read(&Row::Sqlite(row))?);
                }
            }
        }
        Ok(items)
    }

    /// Runs the statement and reads the row that it gives, if any.
    pub(crate) async fn fetch_optional<T>(
        self,
        read: impl FnMut(&Row) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.fetch(read).await?.into_iter().next())
    }

    /// Runs the statement, which gives one row with one column.
    pub(crate) async fn fetch_value<T: Column>(self) -> Result<T, StoreError> {
        let doing = self.doing;
        let failed = |source| StoreError::Driver { doing, source };
        let value = self.fetch_optional(|row| row.read(0).map_err(|error| failed(sqlx::Error::Decode(error)))).await?;
        value.ok_or_else(|| failed(sqlx::Error::RowNotFound))
    }
}

/// A row of either database.
pub(crate) enum Row {
    Postgres(PgRow),
    Sqlite(SqliteRow),
}

impl Row {
    /// The value of a column.
    pub(crate) fn get<T: Column>(&self, column: &'static str) -> Result<T, ColumnError> {
        self.read(column).map_err(|source| ColumnError { column, source })
    }

    fn read<T: Column, I: ColumnIndex<PgRow> + ColumnIndex<SqliteRow>>(&self, at: I) -> Result<T, BoxDynError> {
        T::recall(match self {
            Self::Postgres(row) => row.try_get(at)?,
            Self::Sqlite(row) => row.try_get(at)?,
        })
    }
}
