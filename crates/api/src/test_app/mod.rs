//! The whole API in the process of a test: its own database, files and archive, a clock to set, a broker to break.

mod documented;
mod people;
mod queue;
mod reader;
mod response;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use ml_job_domain::opinion::{Agreement, Judged, labels_differ};
use ml_job_domain::{
    Assessment, AuditKind, CampaignRecord, CampaignTask, FieldError, Job, JobKinds, JobType, JobTypeManifest,
    Labelling, LabellingId, NextIteration, PerformanceEstimate, Phase, Precision, PreviousIteration, Unobserved,
};
use ml_job_spectra::{Archive, PreprocessConfig, preprocess};
use ml_job_store::{ConnectOptions, OutboxRow, Store};
use ml_job_testkit::fits::LamostSpectrum;
use ml_job_testkit::{MockClock, TestDatabase};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use crate::files::FilesRoot;
use crate::serve::declare_job_types;
use crate::{ApiConfig, ApiDependencies, ApiState, indexer, router, sweeper};
pub(crate) use people::{TestPerson, labellings_url};
use queue::TestQueue;
pub(crate) use response::{Listening, TestResponse};

/// The id of nothing.
pub(crate) const UNKNOWN_ID: &str = "0199c0de-7b1e-7f3a-9d57-0123456789ab";

/// An API for one test. It knows one job type, `COUNT`, whose config is `{"points": 1…}`, and not 13.
pub(crate) struct TestApp {
    pub(crate) state: ApiState,
    pub(crate) clock: MockClock,
    pub(crate) queue: Arc<TestQueue>,
    pub(crate) shutdown: CancellationToken,
    router: Router,
    store: Store,
    folder: TempDir,
    _database: TestDatabase,
}

impl TestApp {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// An app whose dependencies the test changes first.
    pub(crate) async fn with(change: impl FnOnce(&mut ApiDependencies)) -> Self {
        let database = TestDatabase::sqlite();
        let store = Store::connect(database.url(), &ConnectOptions::default()).await.unwrap();
        store.migrate().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("spectra")).unwrap();
        let clock = MockClock::new();
        let queue = Arc::new(TestQueue::new());
        let mut dependencies = dependencies(&store, &folder, &clock, &queue);
        change(&mut dependencies);
        let shutdown = CancellationToken::new();
        let state = ApiState::new(dependencies, shutdown.clone());
        declare_job_types(&state).await.unwrap();
        let router = router(state.clone());
        Self { state, clock, queue, shutdown, router, store, folder, _database: database }
    }

    /// What a second API beside this one would be built from.
    pub(crate) fn dependencies(&self) -> ApiDependencies {
        dependencies(&self.store, &self.folder, &self.clock, &self.queue)
    }

    // Requests

    pub(crate) async fn send(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> TestResponse {
        TestResponse::read(self.answer_to(method, url, headers, body.into()).await).await
    }

    /// Sends a request for the head of its answer: a stream of events, which may never end, is not read.
    pub(crate) async fn send_for_head(&self, method: &str, url: &str, headers: &[(&str, &str)]) -> TestResponse {
        let response = self.answer_to(method, url, headers, Body::empty()).await;
        let is_stream = response.headers().get("content-type").is_some_and(|value| value == "text/event-stream");
        TestResponse::read(if is_stream { response.map(|_| Body::empty()) } else { response }).await
    }

    async fn answer_to(&self, method: &str, url: &str, headers: &[(&str, &str)], body: Body) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        documented::assert_documented(method, url, response.status());
        response
    }

    /// Sends a request that the test may break off.
    pub(crate) fn start(&self, method: &str, url: &str, headers: &[(&str, &str)], body: Body) -> JoinHandle<()> {
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (router, request) = (self.router.clone(), request.body(body).unwrap());
        tokio::spawn(async move {
            let _ = router.oneshot(request).await;
        })
    }

    /// Opens a stream, and answers once its first event is there.
    pub(crate) async fn listen(&self, url: &str) -> Listening {
        self.listen_as(url, &[]).await
    }

    /// The same, as whoever these headers show.
    pub(crate) async fn listen_as(&self, url: &str, headers: &[(&str, &str)]) -> Listening {
        let request =
            headers.iter().fold(Request::builder().uri(url), |request, (name, value)| request.header(*name, *value));
        Listening::open(self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()).await
    }

    pub(crate) async fn get(&self, url: &str) -> TestResponse {
        self.send("GET", url, &[], "").await
    }

    pub(crate) async fn delete(&self, url: &str) -> TestResponse {
        self.send("DELETE", url, &[], "").await
    }

    pub(crate) async fn post_empty(&self, url: &str) -> TestResponse {
        self.send("POST", url, &[], "").await
    }

    pub(crate) async fn post(&self, url: &str, body: &Value) -> TestResponse {
        self.send_json("POST", url, body).await
    }

    pub(crate) async fn put(&self, url: &str, body: &Value) -> TestResponse {
        self.send_json("PUT", url, body).await
    }

    pub(crate) async fn patch(&self, url: &str, body: &Value) -> TestResponse {
        self.send_json("PATCH", url, body).await
    }

    async fn send_json(&self, method: &str, url: &str, body: &Value) -> TestResponse {
        self.send(method, url, &[("content-type", "application/json")], body.to_string()).await
    }

    pub(crate) async fn upload(&self, name: &str, parent: &str, content: &[u8]) -> TestResponse {
        let mut body = b"--XX\r\ncontent-disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n".to_vec();
        body.extend(content);
        body.extend(b"\r\n--XX--\r\n");
        let encoded: String = name.replace(' ', "%20").replace('ž', "%C5%BE");
        let url = format!("/api/files/{encoded}/upload?parent_dir_path={parent}");
        self.send("POST", &url, &[("content-type", "multipart/form-data; boundary=XX")], body).await
    }

    // Jobs

    pub(crate) async fn create_job(&self, request: &Value) -> Value {
        let response = self.post("/api/jobs/", request).await;
        assert_eq!(response.status, 201, "{}", response.text());
        response.json()
    }

    /// A job with a config, and its path.
    pub(crate) async fn pending_job(&self) -> (Value, String) {
        let job = self.create_job(&json!({ "type": "COUNT", "label": "x", "config": { "points": 3 } })).await;
        let path = format!("/api/jobs/{}", job["job_id"].as_str().unwrap());
        (job, path)
    }

    pub(crate) async fn queued_job(&self) -> (Value, String) {
        let (job, path) = self.pending_job().await;
        assert_eq!(self.post_empty(&format!("{path}/process/RUN")).await.status, 202);
        (job, path)
    }

    pub(crate) async fn claimed_job(&self, worker: &str) -> (Value, String) {
        let (job, path) = self.queued_job().await;
        let claim = json!({ "worker": worker, "types": ["COUNT"] });
        assert_eq!(self.post(&format!("{path}/claim"), &claim).await.status, 200);
        (job, path)
    }

    pub(crate) async fn completed_job(&self, worker: &str) -> (Value, String) {
        let (job, path) = self.claimed_job(worker).await;
        let end = json!({ "started_at": "2026-01-01T12:00:00Z", "ended_at": "2026-01-01T12:00:01Z", "attempt": 1 });
        assert_eq!(self.post(&format!("{path}/end/COMPLETE"), &end).await.status, 200);
        (job, path)
    }

    pub(crate) async fn labelling(&self) -> Value {
        let (job, _) = self.pending_job().await;
        let request = json!({
            "job_id": job["job_id"], "spectrum_filename": "a.fits", "spectrum_set": "ORACLE", "sequence_iteration": 0,
        });
        self.post("/api/labellings/", &request).await.json()
    }

    pub(crate) async fn due_outbox(&self) -> Vec<OutboxRow> {
        use ml_job_domain::Clock as _;
        self.store.due_outbox(self.clock.now(), 1000).await.unwrap()
    }

    pub(crate) async fn sweep(&self) {
        sweeper::sweep(&self.state).await.unwrap();
    }

    // Files and spectra

    /// Where a path of the files API is on disk.
    pub(crate) fn on_disk(&self, path: &str) -> PathBuf {
        self.folder.path().join("files").join(path.trim_start_matches('/'))
    }

    /// A place beside the files root, where nothing must get.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn read_file(&self, directory: &str, name: &str) -> Vec<u8> {
        std::fs::read(self.on_disk(directory).join(name)).unwrap()
    }

    pub(crate) fn write_file(&self, directory: &str, name: &str, content: &[u8]) {
        std::fs::write(self.on_disk(directory).join(name), content).unwrap();
    }

    /// Everything in a directory, hidden files too; nothing where there is no directory.
    pub(crate) fn list_dir(&self, path: &str) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.on_disk(path)) else { return Vec::new() };
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    pub(crate) fn archive_root(&self) -> PathBuf {
        self.folder.path().join("spectra")
    }

    /// Puts spectra into the archive; their names.
    pub(crate) fn sample_archive(&self, count: usize) -> Vec<String> {
        let plate = self.archive_root().join("B6001");
        std::fs::create_dir_all(&plate).unwrap();
        let names = (1..=count).map(|fibre| format!("spec-56201-B6001_sp01-{fibre:03}.fits"));
        let spectrum =
            |name: &str| LamostSpectrum::new(name, 3909).with_text("MAGTYPE", "ugriz").with("MAG1", 17.71).image();
        names.inspect(|name| std::fs::write(plate.join(name), spectrum(name)).unwrap()).collect()
    }

    /// Indexes the archive as it is now, as far as a pass through it is due.
    pub(crate) async fn index_archive(&self) {
        while indexer::step(&self.state).await.unwrap() {}
    }

    /// Runs the preprocessing of some spectra into a directory of the files root.
    pub(crate) fn preprocess_sample_into(&self, directory: &str, count: usize, points: usize) {
        self.sample_archive(count);
        let config = json!({
            "data_dir_path": "B6001", "wave_start_point": 6500.0, "wave_end_point": 6600.0, "wave_point_count": points,
        });
        let config: PreprocessConfig = serde_json::from_value(config).unwrap();
        let output = self.on_disk(directory).join("result.h5");
        preprocess(&self.archive_root().join("B6001"), &output, &config, 1, &mut Unobserved).unwrap();
    }
}

fn dependencies(store: &Store, folder: &TempDir, clock: &MockClock, queue: &Arc<TestQueue>) -> ApiDependencies {
    ApiDependencies {
        store: store.clone(),
        queue: Arc::clone(queue) as Arc<dyn ml_job_queue::Queue>,
        files: FilesRoot::open(&folder.path().join("files")).unwrap(),
        archive: Archive::open(folder.path().join("spectra")).into(),
        clock: Arc::new(clock.clone()),
        config: ApiConfig { reader: reader::command(), ..ApiConfig::default() },
        kinds: Arc::new(CountKind { iterates: false }),
        ui: None,
    }
}

/// The type `COUNT`; where it iterates, the next job counts the labels and `count.json`, and keeps the labels in files.
pub(crate) struct CountKind {
    pub(crate) iterates: bool,
}

impl JobKinds for CountKind {
    fn manifests(&self) -> Vec<JobTypeManifest> {
        let schema = json!({
            "type": "object", "additionalProperties": false,
            "properties": {
                "points": { "type": "integer", "minimum": 1 }, "iteration": { "type": "integer" },
                "double_blind": { "type": "number" }, "combine_labels": { "type": "string" }, "path": { "type": "string" },
            },
        });
        let example = json!({ "points": 3 });
        let count = JobTypeManifest::new("COUNT".parse().unwrap(), "Count", "Counts points.", schema, example);
        vec![JobTypeManifest { iterates: self.iterates, ..count }]
    }

    fn built_in(&self, job_type: &JobType) -> Option<JobTypeManifest> {
        self.manifests().into_iter().find(|manifest| manifest.job_type == *job_type)
    }

    fn check(&self, job_type: &JobType, config: &Value) -> Vec<FieldError> {
        let is_unlucky = job_type.as_str() == "COUNT" && config["points"] == 13;
        is_unlucky.then(|| FieldError::new("/points", "thirteen brings bad luck")).into_iter().collect()
    }

    fn reads(&self, job_type: &JobType) -> Option<Vec<String>> {
        (self.iterates && job_type.as_str() == "COUNT").then(|| vec!["count.json".to_owned()])
    }

    fn next(&self, previous: &PreviousIteration) -> Result<NextIteration, String> {
        let labels: Vec<&String> = previous.labellings.iter().filter_map(|l| l.user_label.as_ref()).collect();
        let Some(last) = labels.last() else { return Err("No spectrum has a label yet.".into()) };
        let earlier = previous.files.get("count.json").and_then(Value::as_u64).unwrap_or(0);
        let name = if last.contains('/') { format!("{last}.json") } else { "labels.json".to_owned() };
        let mut config = json!({ "points": labels.len() as u64 + earlier });
        if let Some(path) = previous.config.get("path") {
            config["path"] = path.clone();
        }
        Ok(NextIteration { config, files: BTreeMap::from([(name, json!(labels))]) })
    }

    fn performance(&self, job: &Job, labellings: &[Labelling]) -> PerformanceEstimate {
        let said = labellings.iter().filter(|labelling| labelling.user_label.is_some());
        let correct = said.clone().filter(|labelling| labelling.user_label == labelling.model_prediction).count();
        let labelled = said.count();
        #[expect(clippy::cast_precision_loss, reason = "tests label a handful of spectra")]
        let precision = (labelled > 0).then(|| correct as f64 / labelled as f64);
        let overall = Precision { class: None, labelled, correct, precision, lower_bound_95: precision.map(|_| 0.0) };
        PerformanceEstimate { iteration: job.iteration.unwrap_or_default(), overall, classes: Vec::new() }
    }

    fn campaign_round(&self, record: &CampaignRecord) -> Result<CampaignTask, String> {
        match record.newest() {
            Some(round) if round.job.phase != Phase::Completed => {
                Err(format!("Round {} is {}.", round.number, round.job.phase))
            }
            _ => Ok(count_task(record)),
        }
    }

    fn campaign_audit(&self, record: &CampaignRecord, _: AuditKind, _: Option<&str>) -> Result<CampaignTask, String> {
        if record.rounds.is_empty() { Err("There is no list yet.".into()) } else { Ok(count_task(record)) }
    }

    fn assess(&self, record: &CampaignRecord) -> Assessment {
        let labellings = record.rounds.iter().flat_map(|round| &round.labellings);
        let labelled = labellings.filter(|labelling| labelling.user_label.is_some()).count() as u64;
        Assessment { labelled, advice: "Label on.".into(), ..Assessment::default() }
    }

    fn certificate(&self, record: &CampaignRecord, audit: u32) -> Result<Value, String> {
        Ok(json!({ "audit": audit, "campaign_id": record.campaign.campaign_id }))
    }

    /// Counts what waits and what people differ about.
    fn agreement(&self, judged: &[Judged], _: u64) -> Agreement {
        let differ = judged.iter().filter(|one| labels_differ(&one.opinions)).count() as u64;
        Agreement { both: judged.len() as u64, disagreements: differ, ..Agreement::default() }
    }

    /// The last word counts.
    fn combine(&self, judged: &[Judged]) -> BTreeMap<LabellingId, String> {
        let differ = judged.iter().filter(|one| labels_differ(&one.opinions));
        let last =
            differ.filter_map(|one| Some((one.labelling.labelling_id, one.opinions.last()?.user_label.clone()?)));
        last.collect()
    }
}

/// A task of the type `COUNT`, with a point for each label.
fn count_task(record: &CampaignRecord) -> CampaignTask {
    let labels = record.rounds.iter().flat_map(|round| &round.labellings).filter(|shown| shown.user_label.is_some());
    let config = json!({ "points": labels.count() + 1 });
    let start = NextIteration { config, files: BTreeMap::from([("labels.json".to_owned(), json!([]))]) };
    CampaignTask { job_type: "COUNT".parse().unwrap(), start }
}
