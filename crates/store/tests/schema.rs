//! Migrations: from nothing, by several processes at once, and against a database that does not fit.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use futures::future::join_all;
use ml_job_domain::access::{Role, SpaceRole, User};
use ml_job_domain::{Clock as _, Phase, SpaceId, UserId};
use ml_job_store::{ConnectOptions, Eyes, JobFilter, LabellingFilter, Listed, Page, Sight, Store, StoreError};
use ml_job_testkit::{MockClock, TestDatabase};
use sqlx::{Connection as _, Executor as _, PgConnection, Row as _, SqliteConnection};

const PAGE: Page = Page { offset: 0, limit: 10 };

async fn connect(database: &TestDatabase) -> Store {
    Store::connect(database.url(), &ConnectOptions::default()).await.unwrap()
}

/// Runs SQL beside the store; the first column of what it gives, as text.
async fn raw(database: &TestDatabase, sql: &'static str) -> Vec<String> {
    if database.url().starts_with("sqlite") {
        let mut connection = SqliteConnection::connect(database.url()).await.unwrap();
        connection.fetch_all(sql).await.unwrap().iter().map(|row| row.get(0)).collect()
    } else {
        let mut connection = PgConnection::connect(database.url()).await.unwrap();
        connection.fetch_all(sql).await.unwrap().iter().map(|row| row.get(0)).collect()
    }
}

async fn an_empty_database_gets_its_tables(database: TestDatabase) {
    let store = connect(&database).await;
    let pending = store.pending_migrations().await.unwrap();
    assert_eq!(pending[0], "20261122000000_create_tables");
    assert!(store.list_jobs(Sight::ALL, &JobFilter::default(), PAGE).await.is_err());
    store.migrate().await.unwrap();
    assert_eq!(store.pending_migrations().await.unwrap(), Vec::<String>::new());
    assert_eq!(store.list_jobs(Sight::ALL, &JobFilter::default(), PAGE).await.unwrap(), Listed::default());
    // Once more changes nothing.
    store.migrate().await.unwrap();
    // Whoever opens it next finds it ready.
    let again = connect(&database).await;
    assert_eq!(again.pending_migrations().await.unwrap(), Vec::<String>::new());
    again.check_writable(MockClock::new().now()).await.unwrap();
}

async fn several_processes_may_migrate_at_once(database: TestDatabase) {
    let stores = join_all((0..6).map(|_| connect(&database))).await;
    let tasks = stores.into_iter().map(|store| tokio::spawn(async move { store.migrate().await }));
    for migrated in join_all(tasks).await {
        migrated.unwrap().unwrap();
    }
    let mut versions = raw(&database, "SELECT CAST(version AS text) FROM _sqlx_migrations ORDER BY version").await;
    let count = versions.len();
    versions.dedup();
    assert_eq!((versions.len(), versions[0].as_str()), (count, "20261122000000"));
}

async fn a_database_of_a_newer_program_is_refused(database: TestDatabase) {
    let store = connect(&database).await;
    store.migrate().await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 SELECT 99990101000000, 'from the future', success, checksum, 0 FROM _sqlx_migrations LIMIT 1";
    raw(&database, newer).await;
    let error = store.migrate().await.unwrap_err();
    assert!(matches!(error, StoreError::Migrate(_)), "{error:?}");
    assert!(!error.is_transient());
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("99990101000000"), "{cause}");
}

/// The migrations as they were when labellings had names of at most 70 characters.
const BEFORE_LONGER_NAMES: i64 = 20_261_126_110_000;

/// Applies the migrations before one of them, as an earlier program did.
async fn migrate_before(database: &TestDatabase, version: i64) {
    let mut earlier = if database.url().starts_with("sqlite") {
        sqlx::migrate!("../../migrations/sqlite")
    } else {
        sqlx::migrate!("../../migrations/postgres")
    };
    earlier.migrations = earlier.iter().filter(|one| one.version < version).cloned().collect();
    if database.url().starts_with("sqlite") {
        earlier.run(&sqlx::SqlitePool::connect(database.url()).await.unwrap()).await.unwrap();
    } else {
        earlier.run(&sqlx::PgPool::connect(database.url()).await.unwrap()).await.unwrap();
    }
}

/// The same, with a job and a label.
async fn migrated_before(database: &TestDatabase, version: i64) {
    migrate_before(database, version).await;
    raw(
        database,
        "INSERT INTO jobs (job_id, dir_path, type, phase, label, label_folded, created_at)
         VALUES ('0199c0de-7b1e-7f3a-9d57-0123456789ab', '/JOBS/x', 'ACTIVE_ML', 'COMPLETED', 'x', 'x', '2026-01-01T00:00:00.000000Z')",
    )
    .await;
    raw(
        database,
        "INSERT INTO labellings (labelling_id, job_id, spectrum_filename, spectrum_set, sequence_iteration, user_label)
         VALUES ('0199c0de-7b1e-7f3a-9d57-0123456789ac', '0199c0de-7b1e-7f3a-9d57-0123456789ab', 'a.fits', 'ORACLE', 0, 'peak')",
    )
    .await;
}

async fn labels_survive_longer_names(database: TestDatabase) {
    let store = connect(&database).await;
    migrated_before(&database, BEFORE_LONGER_NAMES).await;
    store.migrate().await.unwrap();
    let job = "0199c0de-7b1e-7f3a-9d57-0123456789ab".parse().unwrap();
    let kept = store.list_labellings(job, &LabellingFilter::default(), None).await.unwrap();
    assert_eq!((kept.total, kept.items[0].spectrum_filename.as_str()), (1, "a.fits"));
    assert_eq!(kept.items[0].user_label.as_deref(), Some("peak"));
}

/// The migrations as they were when the last one who labelled a spectrum was the only one.
const BEFORE_OPINIONS: i64 = 20_261_126_170_000;

async fn labels_with_an_author_become_opinions(database: TestDatabase) {
    let store = connect(&database).await;
    migrated_before(&database, BEFORE_OPINIONS).await;
    raw(
        &database,
        "INSERT INTO labellings (labelling_id, job_id, spectrum_filename, spectrum_set, sequence_iteration, user_label,
             user_label_author, user_label_at)
         VALUES ('0199c0de-7b1e-7f3a-9d57-0123456789ad', '0199c0de-7b1e-7f3a-9d57-0123456789ab', 'b.fits', 'ORACLE', 0, 'other',
             'ada', '2026-01-02T00:00:00.000000Z')",
    )
    .await;
    store.migrate().await.unwrap();
    let job = "0199c0de-7b1e-7f3a-9d57-0123456789ab".parse().unwrap();
    let opinions = store.opinions_of_job(job).await.unwrap();
    let said: Vec<_> = opinions.values().flatten().map(|it| (it.author.as_deref(), it.user_label.as_deref())).collect();
    assert_eq!(said, [(Some("ada"), Some("other"))], "what nobody is known to have said is nobody's opinion");
    let kept = store.list_labellings(job, &LabellingFilter::default(), None).await.unwrap();
    let labels: Vec<_> = kept.items.iter().map(|it| (it.user_label.as_deref(), it.is_double)).collect();
    assert_eq!(labels, [(Some("peak"), false), (Some("other"), false)]);
}

/// The migrations as they were when everybody saw everything.
const BEFORE_SPACES: i64 = 20_261_126_160_000;
const DATA: [&str; 3] = [
    "INSERT INTO jobs (job_id, dir_path, type, phase, label, label_folded, created_at)
     VALUES ('0199c0de-7b1e-7f3a-9d57-0123456789ab', '/JOBS/x', 'ACTIVE_ML', 'COMPLETED', 'x', 'x', '2026-01-01T00:00:00.000000Z'),
            ('0199c0de-7b1e-7f3a-9d57-0123456789aa', '/JOBS/y', 'ACTIVE_ML', 'ERROR', 'y', 'y', '2026-01-02T00:00:00.000000Z')",
    "INSERT INTO campaigns (campaign_id, label, created_at, plan)
     VALUES ('0199c0de-7b1e-7f3a-9d57-0123456789ad', 'x', '2026-01-01T00:00:00.000000Z',
             '{\"pool\":{\"matrix\":\"/x.h5\"},\"classes\":[\"a\",\"b\"],\"wanted\":[\"b\"]}')",
    "INSERT INTO labellings (labelling_id, job_id, spectrum_filename, spectrum_set, sequence_iteration, user_label)
     VALUES ('0199c0de-7b1e-7f3a-9d57-0123456789ac', '0199c0de-7b1e-7f3a-9d57-0123456789ab', 'a.fits', 'ORACLE', 0, 'peak')",
];
/// A labeller who came first, two administrators of whom the first is the first.
const PEOPLE: [&str; 3] = [
    "INSERT INTO users (user_id, name, name_folded, role, is_active, created_at)
     SELECT '0199c0de-7b1e-7f3a-9d57-00000000000c', 'eve', 'eve', 'labeller', true, '2025-01-01T00:00:00.000000Z'",
    "INSERT INTO users (user_id, name, name_folded, role, is_active, created_at)
     SELECT '0199c0de-7b1e-7f3a-9d57-00000000000b', 'grace', 'grace', 'administrator', true, '2025-01-03T00:00:00.000000Z'",
    "INSERT INTO users (user_id, name, name_folded, role, is_active, created_at)
     SELECT '0199c0de-7b1e-7f3a-9d57-00000000000a', 'ada', 'ada', 'administrator', true, '2025-01-02T00:00:00.000000Z'",
];

/// Everything that was there lies in the space that an instance begins with; its counts and lists are as before.
async fn everything_is_in_one_space(store: &Store) {
    let jobs = store.list_jobs(Sight::ALL, &JobFilter::default(), PAGE).await.unwrap();
    assert_eq!(jobs.total, 2);
    assert!(jobs.items.iter().all(|job| job.space_id == SpaceId::MAIN));
    let failed = JobFilter { phase: Some(Phase::Error), ..JobFilter::default() };
    let chosen = Sight { chosen: Some(SpaceId::MAIN), ..Sight::ALL };
    assert_eq!(store.list_jobs(chosen, &failed, PAGE).await.unwrap().total, 1);
    assert_eq!(store.list_campaigns(chosen, PAGE).await.unwrap().total, 1);
    assert_eq!(store.list_labellings_of_spectrum(chosen, "a.fits", 9).await.unwrap().len(), 1);
    assert_eq!(store.list_directories(SpaceId::MAIN).await.unwrap(), ["/JOBS/x", "/JOBS/y"]);
}

async fn a_database_without_spaces_becomes_one_space_of_the_first_administrator(database: TestDatabase) {
    let store = connect(&database).await;
    migrate_before(&database, BEFORE_SPACES).await;
    for sql in DATA.into_iter().chain(PEOPLE) {
        raw(&database, sql).await;
    }
    store.migrate().await.unwrap();
    everything_is_in_one_space(&store).await;
    let members = store.list_space_members(SpaceId::MAIN).await.unwrap();
    let told: Vec<(&str, SpaceRole)> = members.iter().map(|it| (it.name.as_str(), it.role)).collect();
    assert_eq!(told, [("ada", SpaceRole::Owner)]);
    let sees = async |id: &str| {
        let sight = Sight { eyes: Eyes::Person(id.parse().unwrap()), chosen: None };
        store.list_jobs(sight, &JobFilter::default(), PAGE).await.unwrap().total
    };
    assert_eq!(sees("0199c0de-7b1e-7f3a-9d57-00000000000a").await, 2);
    assert_eq!(sees("0199c0de-7b1e-7f3a-9d57-00000000000c").await, 0);
}

async fn a_database_without_accounts_becomes_one_space_of_whoever_becomes_the_first_administrator(
    database: TestDatabase,
) {
    let store = connect(&database).await;
    migrate_before(&database, BEFORE_SPACES).await;
    for sql in DATA {
        raw(&database, sql).await;
    }
    store.migrate().await.unwrap();
    everything_is_in_one_space(&store).await;
    assert_eq!(store.list_space_members(SpaceId::MAIN).await.unwrap(), []);
    let now = MockClock::new().now();
    let link = "0".repeat(64);
    store.add_setup_link(&link, now, now + std::time::Duration::from_mins(1)).await.unwrap();
    let ada = User {
        user_id: UserId::new(),
        name: "ada".into(),
        role: Role::Administrator,
        is_active: true,
        created_at: now,
        last_seen_at: None,
    };
    assert!(store.add_first_administrator(&link, &ada, "hash", now).await.unwrap());
    let sight = Sight { eyes: Eyes::Person(ada.user_id), chosen: None };
    assert_eq!(store.list_jobs(sight, &JobFilter::default(), PAGE).await.unwrap().total, 2);
    let spaces = store.list_spaces(sight).await.unwrap();
    assert_eq!((spaces.len(), spaces[0].space_id, spaces[0].role), (1, SpaceId::MAIN, SpaceRole::Owner));
}

macro_rules! on_both {
    ($($name:ident),*) => {
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name(super::TestDatabase::postgres()).await; })*
        }
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name(super::TestDatabase::sqlite()).await; })*
        }
    };
}

on_both![
    an_empty_database_gets_its_tables,
    several_processes_may_migrate_at_once,
    a_database_of_a_newer_program_is_refused,
    labels_survive_longer_names,
    labels_with_an_author_become_opinions,
    a_database_without_spaces_becomes_one_space_of_the_first_administrator,
    a_database_without_accounts_becomes_one_space_of_whoever_becomes_the_first_administrator
];

#[tokio::test]
async fn both_databases_have_the_same_columns() {
    let (postgres, sqlite) = (TestDatabase::postgres(), TestDatabase::sqlite());
    connect(&postgres).await.migrate().await.unwrap();
    connect(&sqlite).await.migrate().await.unwrap();
    let mut in_postgres = raw(
        &postgres,
        "SELECT concat(table_name, '.', column_name, CASE is_nullable WHEN 'YES' THEN '?' ELSE '' END)
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%'",
    )
    .await;
    // `xinfo`, because it lists generated columns too. A key of SQLite that numbers itself is not declared NOT NULL. Its index
    // of names is made of tables; that of PostgreSQL is none.
    let mut in_sqlite = raw(
        &sqlite,
        "SELECT t.name || '.' || c.name || CASE WHEN c.\"notnull\" OR c.pk THEN '' ELSE '?' END
         FROM sqlite_master t, pragma_table_xinfo(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE '\\_sqlx%' ESCAPE '\\' AND t.name NOT LIKE 'sqlite%'
             AND t.name NOT LIKE 'archive\\_names%' ESCAPE '\\'",
    )
    .await;
    in_postgres.sort_unstable();
    in_sqlite.sort_unstable();
    assert!(in_postgres.len() > 50, "{in_postgres:?}");
    assert_eq!(in_postgres, in_sqlite);
}
