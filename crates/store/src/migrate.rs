//! Bringing the tables up to date.

use std::collections::HashSet;

use sqlx::migrate::{MigrateError, Migrator};

use crate::connect::Pools;
use crate::engine::Sql;
use crate::{Store, StoreError};

static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");
static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");

impl Store {
    /// Applies the migrations that are missing. Any number of processes may do so at once: one does the work.
    ///
    /// # Errors
    /// [`StoreError::Migrate`] when a migration fails, when one that was applied has changed since, or when the database
    /// was migrated by a newer program.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        match self.pools() {
            // The migrator holds an advisory lock of the server meanwhile.
            Pools::Postgres(pool) => POSTGRES.run(pool).await,
            Pools::Sqlite { writer, .. } => {
                // SQLite has no such lock: all migrations run in one transaction that nobody else can write beside.
                let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await.map_err(migrate_error)?;
                SQLITE.run_direct(None, &mut *transaction, false).await.map_err(StoreError::Migrate)?;
                transaction.commit().await.map_err(MigrateError::Execute)
            }
        }
        .map_err(StoreError::Migrate)
    }

    /// The names of the migrations that [`migrate`](Self::migrate) would apply, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Driver`] when the database cannot be asked.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        let migrator = match self.pools() {
            Pools::Postgres(_) => &POSTGRES,
            Pools::Sqlite { .. } => &SQLITE,
        };
        let mut conn = self.read("looking for the migrations that were applied").await?;
        let tables: i64 = conn
            .query(Sql::Each {
                postgres: "SELECT count(*) FROM pg_tables
                           WHERE schemaname = current_schema() AND tablename = '_sqlx_migrations'",
                sqlite: "SELECT count(*) FROM sqlite_master WHERE name = '_sqlx_migrations'",
            })
            .fetch_value()
            .await?;
        let mut applied = HashSet::new();
        if tables > 0 {
            let versions: Vec<i64> = conn
                .query("SELECT version FROM _sqlx_migrations WHERE success")
                .fetch(|row| row.get("version").map_err(|error| error.of("_sqlx_migrations", "any row")))
                .await?;
            applied.extend(versions);
        }
        Ok(migrator
            .iter()
            .filter(|migration| !applied.contains(&migration.version))
            .map(|migration| format!("{}_{}", migration.version, migration.description.replace(' ', "_")))
            .collect())
    }
}

fn migrate_error(source: sqlx::Error) -> StoreError {
    StoreError::Migrate(MigrateError::Execute(source))
}
