//! SQLite on a disk that is full for a moment.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use ml_job_domain::lifecycle::{Event, Rules};
use ml_job_domain::{Clock as _, JobId, JobType, NewJob, Phase};
use ml_job_store::{AddJob, Applied, ConnectOptions, Store, StoreError};
use ml_job_testkit::{MockClock, TestDatabase};
use serde_json::json;
use sqlx::{Connection as _, Executor as _, SqliteConnection};
use tempfile::TempDir;

async fn check_writable(store: &Store) -> Result<(), StoreError> {
    store.check_writable(MockClock::new().now()).await
}

async fn add_job(store: &Store) -> Result<JobId, StoreError> {
    let job_type: JobType = JobType::DATA_PREPROCESSING.parse().unwrap();
    let config = Some(json!({ "long": "x".repeat(10_000) }));
    let request =
        NewJob { job_type, label: "x".into(), description: None, config, parent_job_id: None, space_id: None };
    let job = request.into_job(JobId::new(), MockClock::new().now());
    assert_eq!(store.add_job(&job, None).await?, AddJob::Added);
    Ok(job.job_id)
}

async fn run(store: &Store, id: JobId) -> Result<Applied, StoreError> {
    store.apply(id, Event::Run { config: &json!({}) }, MockClock::new().now(), &Rules::default()).await
}

/// A disk of 4 MB, in memory.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"]).arg(folder.path()).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("SKIPPED: mounting a small disk is not permitted here");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Leaves no byte free until the file is removed.
    fn fill(&self) {
        let mut ballast = std::fs::File::create(self.path().join("ballast")).unwrap();
        while ballast.write_all(&[1; 512]).is_ok() {}
    }

    fn empty(&self) {
        std::fs::remove_file(self.path().join("ballast")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

#[tokio::test]
async fn a_full_disk_refuses_writes_only_as_long_as_it_is_full() {
    let Some(disk) = SmallDisk::mount() else { return };
    let store = Store::open_file(&disk.path().join("ml-job.sqlite"), &ConnectOptions::default()).await.unwrap();
    store.migrate().await.unwrap();
    let id = add_job(&store).await.unwrap();
    for _ in 0..3 {
        disk.fill();
        let refused = loop {
            if let Err(error) = add_job(&store).await {
                break error;
            }
        };
        assert!(refused.is_transient(), "{refused:?}");
        assert!(store.lookup_job(id).await.unwrap().is_some(), "reading goes on");
        disk.empty();
        check_writable(&store).await.unwrap();
        add_job(&store).await.unwrap();
    }
}

/// Where SQLite runs out of something within a transaction, it may roll back by itself, which the driver does not notice.
#[tokio::test]
async fn a_transaction_that_the_database_rolled_back_is_not_in_the_way_of_the_next() {
    let database = TestDatabase::sqlite();
    let store = Store::connect(database.url(), &ConnectOptions::default()).await.unwrap();
    store.migrate().await.unwrap();
    let id = add_job(&store).await.unwrap();
    let mut beside = SqliteConnection::connect(database.url()).await.unwrap();
    for _ in 0..3 {
        let full = "CREATE TRIGGER full BEFORE INSERT ON job_events BEGIN SELECT RAISE(ROLLBACK, 'full'); END";
        beside.execute(full).await.unwrap();
        assert!(matches!(run(&store, id).await, Err(StoreError::Driver { .. })));
        beside.execute("DROP TRIGGER full").await.unwrap();
        check_writable(&store).await.unwrap();
    }
    assert_eq!(store.lookup_job(id).await.unwrap().unwrap().phase, Phase::Pending);
    assert!(matches!(run(&store, id).await.unwrap(), Applied::Done(_)));
}
