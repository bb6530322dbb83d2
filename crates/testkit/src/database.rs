//! A database of its own for each test.

use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};
use tempfile::TempDir;
use uuid::Uuid;

use crate::block_on::block_on;

/// Where PostgreSQL is looked for unless `ML_JOB_TEST_DATABASE_URL` says otherwise.
const DEFAULT_SERVER: &str = "postgres://postgres@127.0.0.1:5432/postgres";

/// An empty database with a random name; dropping this value removes it.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// A file in a folder that removes itself.
    Sqlite(#[expect(dead_code, reason = "held until the database is dropped")] TempDir),
    /// A database of the server that `admin` leads to.
    Postgres { admin: Box<PgConnectOptions>, name: String },
}

impl TestDatabase {
    /// A SQLite database in a temporary folder. The file itself is made by whoever connects first.
    ///
    /// # Panics
    /// When no temporary folder can be made.
    pub fn sqlite() -> Self {
        let dir = tempfile::Builder::new().prefix("ml-job-test-").tempdir().expect("a temporary folder can be made");
        let url = format!("sqlite:{}", dir.path().join("ml-job.sqlite").display());
        Self { url, place: Place::Sqlite(dir) }
    }

    /// A database on the PostgreSQL server that `ML_JOB_TEST_DATABASE_URL` names, else on this machine's.
    ///
    /// # Panics
    /// When no server answers there, or it does not let us create databases.
    pub fn postgres() -> Self {
        let server = std::env::var("ML_JOB_TEST_DATABASE_URL").unwrap_or_else(|_| DEFAULT_SERVER.to_owned());
        let admin = PgConnectOptions::from_str(&server).expect("ML_JOB_TEST_DATABASE_URL is a PostgreSQL URL");
        let name = format!("ml_job_test_{}", Uuid::new_v4().simple());
        let url = admin.clone().database(&name).to_url_lossy().to_string();
        execute(&admin, format!("CREATE DATABASE {name}"))
            .unwrap_or_else(|error| panic!("tests need a PostgreSQL server at {server}: {error}"));
        Self { url, place: Place::Postgres { admin: Box::new(admin), name } }
    }

    /// The URL to connect to.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Place::Postgres { admin, name } = &self.place {
            // A server that went away took the database with it; a test that panics must not panic again here.
            let _ = execute(admin, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// Runs one statement on a connection of its own.
fn execute(options: &PgConnectOptions, sql: String) -> Result<(), sqlx::Error> {
    let options = options.clone();
    block_on(async move {
        let mut connection = options.connect().await?;
        connection.execute(AssertSqlSafe(sql)).await?;
        connection.close().await
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postgres_database_is_gone_after_the_test() {
        let database = TestDatabase::postgres();
        let options = PgConnectOptions::from_str(database.url()).unwrap();
        execute(&options, "CREATE TABLE t (x INTEGER)".to_owned()).unwrap();
        drop(database);
        let error = execute(&options, "SELECT 1".to_owned()).unwrap_err();
        assert!(error.to_string().contains("does not exist"), "{error}");
    }

    #[test]
    fn a_sqlite_database_lives_in_a_folder_of_its_own() {
        let [first, second] = [TestDatabase::sqlite(), TestDatabase::sqlite()];
        assert_ne!(first.url(), second.url());
    }
}
