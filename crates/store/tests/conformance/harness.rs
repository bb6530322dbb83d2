//! A store of its own for each test, and the steps that many tests begin with.

use std::ops::Deref;
use std::time::Duration;

use chrono::{DateTime, Utc};
use ml_job_domain::lifecycle::{Event, Rules};
use ml_job_domain::protocol::{Claim, ClaimRequest, EndRequest, Heartbeat, ReleaseRequest};
use ml_job_domain::{
    Action, Clock as _, Job, JobFailure, JobId, JobType, Labelling, LabellingId, LabellingPatch, NewJob, ShownSpectrum,
    SpectrumSet,
};
use ml_job_store::{AddJob, AddLabellings, Applied, ConnectOptions, PatchLabellings, Store, StoreError};
use ml_job_testkit::{MockClock, TestDatabase};
use serde_json::{Value, json};

/// Makes a test of each promise for each database.
macro_rules! conformance {
    ($($promise:ident),* $(,)?) => {
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                super::$promise(crate::harness::TestStore::postgres().await).await;
            })*
        }
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                super::$promise(crate::harness::TestStore::sqlite().await).await;
            })*
        }
    };
}

/// How long a lease lasts in the tests.
pub(crate) const LEASE: Duration = Duration::from_secs(10);
/// How many attempts a job has in the tests.
pub(crate) const MAX_ATTEMPTS: u32 = 3;
/// How long a test waits for something that should happen at once.
pub(crate) const SOON: Duration = Duration::from_secs(10);

/// The rules of the tests, with another number of attempts.
pub(crate) fn rules(max_attempts: u32) -> Rules {
    Rules { lease: LEASE, max_attempts, ..Rules::default() }
}

/// What happens to jobs, each by its name.
pub(crate) trait JobLife {
    async fn run_job(&self, id: JobId, config: &Value, now: DateTime<Utc>) -> Result<Applied, StoreError>;
    async fn abort_job(&self, id: JobId, now: DateTime<Utc>) -> Result<Applied, StoreError>;
    async fn delete_job(&self, id: JobId) -> Result<Applied, StoreError>;
    async fn claim_job(&self, id: JobId, request: &ClaimRequest, now: DateTime<Utc>) -> Result<Applied, StoreError>;
    async fn heartbeat(&self, id: JobId, beat: &Heartbeat, now: DateTime<Utc>) -> Result<Applied, StoreError>;
    async fn release_job(&self, id: JobId, request: &ReleaseRequest, now: DateTime<Utc>)
    -> Result<Applied, StoreError>;
    async fn end_job(
        &self,
        id: JobId,
        action: Action,
        request: &EndRequest,
        now: DateTime<Utc>,
    ) -> Result<Applied, StoreError>;
}

impl JobLife for Store {
    async fn run_job(&self, id: JobId, config: &Value, now: DateTime<Utc>) -> Result<Applied, StoreError> {
        self.apply(id, Event::Run { config }, now, &rules(MAX_ATTEMPTS)).await
    }

    async fn abort_job(&self, id: JobId, now: DateTime<Utc>) -> Result<Applied, StoreError> {
        self.apply(id, Event::Abort, now, &rules(MAX_ATTEMPTS)).await
    }

    async fn delete_job(&self, id: JobId) -> Result<Applied, StoreError> {
        self.apply(id, Event::Delete, MockClock::new().now(), &rules(MAX_ATTEMPTS)).await
    }

    async fn claim_job(&self, id: JobId, request: &ClaimRequest, now: DateTime<Utc>) -> Result<Applied, StoreError> {
        self.apply(id, Event::Claim(request), now, &rules(MAX_ATTEMPTS)).await
    }

    async fn heartbeat(&self, id: JobId, beat: &Heartbeat, now: DateTime<Utc>) -> Result<Applied, StoreError> {
        self.apply(id, Event::Heartbeat(beat), now, &rules(MAX_ATTEMPTS)).await
    }

    async fn release_job(
        &self,
        id: JobId,
        request: &ReleaseRequest,
        now: DateTime<Utc>,
    ) -> Result<Applied, StoreError> {
        self.apply(id, Event::Release(request), now, &rules(MAX_ATTEMPTS)).await
    }

    async fn end_job(
        &self,
        id: JobId,
        action: Action,
        request: &EndRequest,
        now: DateTime<Utc>,
    ) -> Result<Applied, StoreError> {
        let event = match action {
            Action::Complete => Event::Complete(request),
            Action::Error => Event::Fail(request),
            Action::Run | Action::Abort => panic!("no worker does {action}"),
        };
        self.apply(id, event, now, &rules(MAX_ATTEMPTS)).await
    }
}

/// A migrated, empty store and a clock that stands still.
pub(crate) struct TestStore {
    store: Store,
    clock: MockClock,
    database: TestDatabase,
}

impl Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl TestStore {
    pub(crate) async fn postgres() -> Self {
        Self::open(TestDatabase::postgres()).await
    }

    pub(crate) async fn sqlite() -> Self {
        Self::open(TestDatabase::sqlite()).await
    }

    async fn open(database: TestDatabase) -> Self {
        let store = Store::connect(database.url(), &ConnectOptions::default()).await.unwrap();
        store.migrate().await.unwrap();
        Self { store, clock: MockClock::new(), database }
    }

    /// A second store on the same database, as another process would have.
    pub(crate) async fn another(&self) -> Store {
        Store::connect(self.database.url(), &ConnectOptions::default()).await.unwrap()
    }

    /// What a query gives, past the store: one text a row.
    pub(crate) async fn raw_texts(&self, sql: &'static str) -> Vec<String> {
        let url = self.database.url();
        if url.starts_with("sqlite") {
            let pool = sqlx::SqlitePool::connect(url).await.unwrap();
            sqlx::query_scalar(sql).fetch_all(&pool).await.unwrap()
        } else {
            let pool = sqlx::PgPool::connect(url).await.unwrap();
            sqlx::query_scalar(sql).fetch_all(&pool).await.unwrap()
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Adds a job a second after the one before, so that the order of creation is plain.
    pub(crate) async fn pending(&self, label: &str) -> Job {
        self.advance(1);
        let job = new_job(label).into_job(JobId::new(), self.now());
        assert_eq!(self.add_job(&job, None).await.unwrap(), AddJob::Added);
        job
    }

    /// Adds a job and hands it to the workers.
    pub(crate) async fn queued(&self, label: &str) -> Job {
        let job = self.pending(label).await;
        done(self.run_job(job.job_id, &json!({ "iteration": 0 }), self.now()).await.unwrap())
    }

    /// Adds a job, hands it to the workers, and claims it.
    pub(crate) async fn claimed(&self, label: &str) -> Claim {
        let job = self.queued(label).await;
        self.claim(job.job_id).await
    }

    pub(crate) async fn claim(&self, id: JobId) -> Claim {
        match self.try_claim(id, "worker-1").await {
            Applied::Done(job) => Claim::of(*job, LEASE),
            other => panic!("the claim should be granted, but: {other:?}"),
        }
    }

    pub(crate) async fn try_claim(&self, id: JobId, worker: &str) -> Applied {
        let request = claim_request(worker);
        self.claim_job(id, &request, self.now()).await.unwrap()
    }

    pub(crate) async fn beat(&self, id: JobId, attempt: u32) -> Applied {
        self.heartbeat(id, &heartbeat(attempt), self.now()).await.unwrap()
    }

    /// Ends a claimed job well.
    pub(crate) async fn complete(&self, claim: &Claim) -> Job {
        let request = end(self.now(), Some(claim.attempt));
        accepted(self.end_job(claim.job.job_id, Action::Complete, &request, self.now()).await.unwrap())
    }

    /// Hands a job back, as a worker does that shuts down.
    pub(crate) async fn hand_back(&self, id: JobId, attempt: u32, error: Option<JobFailure>) -> Applied {
        let request = ReleaseRequest { worker: "worker-1".to_owned(), attempt, error };
        self.release_job(id, &request, self.now()).await.unwrap()
    }

    pub(crate) async fn label(&self, labellings: &[Labelling]) {
        assert_eq!(self.add_labellings(labellings, None, None, None).await.unwrap(), AddLabellings::Added);
    }

    /// Changes what a person said about one spectrum; nothing where there is no such labelling.
    pub(crate) async fn patch_labelling(
        &self,
        id: LabellingId,
        patch: &LabellingPatch,
        now: DateTime<Utc>,
    ) -> Result<Option<Labelling>, StoreError> {
        Ok(match self.patch_labellings(&[(id, patch.clone())], now, None, None).await? {
            PatchLabellings::Patched(mut labellings) => labellings.pop(),
            PatchLabellings::NoSuchLabelling(missing) => {
                assert_eq!(missing, id);
                None
            }
            PatchLabellings::PreconditionFailed(_) => panic!("there was no precondition"),
        })
    }

    /// The job as it is stored.
    pub(crate) async fn job(&self, id: JobId) -> Job {
        self.lookup_job(id).await.unwrap().expect("the job exists")
    }
}

pub(crate) fn claim_request(worker: &str) -> ClaimRequest {
    ClaimRequest { worker: worker.to_owned(), types: vec![preprocessing()], nonce: None }
}

pub(crate) fn preprocessing() -> JobType {
    JobType::DATA_PREPROCESSING.parse().unwrap()
}

pub(crate) fn active_ml() -> JobType {
    JobType::ACTIVE_ML.parse().unwrap()
}

pub(crate) fn new_job(label: &str) -> NewJob {
    NewJob {
        job_type: preprocessing(),
        label: label.to_owned(),
        description: None,
        config: None,
        parent_job_id: None,
        space_id: None,
    }
}

pub(crate) fn heartbeat(attempt: u32) -> Heartbeat {
    Heartbeat { worker: "worker-1".to_owned(), attempt, progress: None, log: Vec::new(), metrics: None }
}

pub(crate) fn end(ended_at: DateTime<Utc>, attempt: Option<u32>) -> EndRequest {
    EndRequest { started_at: ended_at - Duration::from_secs(2), ended_at, attempt, metrics: None, error: None }
}

pub(crate) fn disk_full() -> JobFailure {
    JobFailure { code: "transient".to_owned(), message: "the disk is full".to_owned() }
}

pub(crate) fn labelling(job_id: JobId, filename: &str, spectrum_set: SpectrumSet) -> Labelling {
    let shown = ShownSpectrum {
        model_prediction: Some("single peak".to_owned()),
        model_probability: Some(0.93),
        model_entropy: Some(0.31),
        magnitude: Some(14.2),
        ..ShownSpectrum::new(filename, spectrum_set, 1)
    };
    shown.into_new(job_id).into_labelling(LabellingId::new())
}

pub(crate) fn done(applied: Applied) -> Job {
    match applied {
        Applied::Done(job) => *job,
        other => panic!("it should be done, but: {other:?}"),
    }
}

pub(crate) fn accepted(applied: Applied) -> Job {
    done(applied)
}
