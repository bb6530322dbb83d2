//! What happens to jobs when processes die, hang or are told to stop.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected should fail")]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use futures::future::join_all;
use ml_job_domain::{Job, Phase};
use ml_job_testkit::wait_for;
use ml_job_tests::{Kind, Platform};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// A job type that needs no Rust: a manifest and a shell script. It counts its runs in `runs.txt`, says that it is there,
/// and ends when a file named `go` appears in its directory, or at once where the config says so.
fn install_script_module(directory: &Path) -> String {
    let modules = directory.join("modules");
    std::fs::create_dir_all(&modules).unwrap();
    let script = modules.join("patience.sh");
    std::fs::write(
        &script,
        r#"#!/bin/sh
cd "$ML_JOB_DIR" || exit 1
echo "run by $$" >> runs.txt
echo '{"progress":{"done":1,"total":2,"unit":"steps"}}'
echo "a line that is no protocol"
if grep -q '"wait": *true' "$ML_JOB_CONFIG"; then
  while [ ! -e go ]; do sleep 0.05; done
fi
if grep -q '"fail": *true' "$ML_JOB_CONFIG"; then
  echo '{"error":{"class":"usage","message":"the config asks for a failure"}}'
  exit 1
fi
echo done > answer.txt
echo '{"metrics":{"answer":42}}'
"#,
    )
    .unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::write(
        modules.join("patience.toml"),
        r#"type = "PATIENCE"
title = "Wait and see"
description = "Waits for a file."
command = ["./patience.sh"]

[config_schema]
type = "object"
additionalProperties = false
properties.wait.type = "boolean"
properties.fail.type = "boolean"

[config_example]
wait = false
"#,
    )
    .unwrap();
    modules.to_str().unwrap().to_owned()
}

struct Scene {
    platform: Platform,
    _directory: tempfile::TempDir,
}

impl Scene {
    async fn new(kind: Kind) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let modules = install_script_module(directory.path());
        let platform = Platform::start(kind, directory.path(), &["--modules-dir", &modules]).await;
        let scene = Self { platform, _directory: directory };
        scene.wait_for_type().await;
        scene
    }

    /// The worker declares its types when it starts.
    async fn wait_for_type(&self) {
        let declared = async || {
            let types = self.platform.client().get("/job-types/").await.json();
            types.as_array().unwrap().iter().any(|job_type| job_type["type"] == "PATIENCE")
        };
        wait_for(declared, Duration::from_secs(30)).await;
    }

    async fn waiting_job(&self) -> Job {
        let client = self.platform.client();
        let job = client.run("PATIENCE", "Patience", &json!({ "wait": true })).await;
        client.wait_for_job(&job, "the script to report progress", |job| job.progress.is_some()).await
    }

    fn let_go(&self, job: &Job) {
        std::fs::write(self.directory_of(job).join("go"), "").unwrap();
    }

    fn directory_of(&self, job: &Job) -> std::path::PathBuf {
        self.platform.files().join(job.dir_path.trim_start_matches('/'))
    }

    /// The process ids of the script's runs, oldest first.
    fn runs(&self, job: &Job) -> Vec<u32> {
        let text = std::fs::read_to_string(self.directory_of(job).join("runs.txt")).unwrap_or_default();
        text.lines().map(|line| line.trim_start_matches("run by ").parse().unwrap()).collect()
    }
}

fn is_alive(process: u32) -> bool {
    // A zombie has ended, too.
    std::fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

async fn until(condition: impl Fn() -> bool) {
    wait_for(async || condition(), Duration::from_secs(30)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_type_in_a_script_needs_only_a_manifest() {
    let scene = Scene::new(Kind::Embedded).await;
    let client = scene.platform.client();
    let job = client.wait_for_success(&client.run("PATIENCE", "Script", &json!({})).await).await;
    assert_eq!(job.metrics, Some(json!({ "answer": 42 })));
    assert_eq!(std::fs::read_to_string(scene.directory_of(&job).join("answer.txt")).unwrap(), "done\n");
    let log = String::from_utf8(client.get(&format!("/jobs/{}/log", job.job_id)).await.body).unwrap();
    assert!(log.contains("a line that is no protocol"), "{log}");

    let failed = client.wait_for_end(&client.run("PATIENCE", "Script", &json!({ "fail": true })).await).await;
    assert_eq!(failed.phase, Phase::Error);
    assert_eq!(failed.error.unwrap().message, "the config asks for a failure");

    let typo = json!({ "type": "PATIENCE", "label": "typo", "config": { "wiat": true } });
    let refused = client.post("/jobs/", &typo).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.json().to_string().contains("wiat"));
}

async fn an_abort_stops_the_process(kind: Kind) {
    let scene = Scene::new(kind).await;
    let client = scene.platform.client();
    let job = scene.waiting_job().await;
    let process = scene.runs(&job)[0];
    assert!(is_alive(process));
    let asked = Instant::now();
    let aborted = client.call(Method::POST, &format!("/jobs/{}/process/ABORT", job.job_id), None).await;
    assert_eq!(aborted.job(StatusCode::ACCEPTED).phase, Phase::Aborted);
    until(|| !is_alive(process)).await;
    assert!(asked.elapsed() < Duration::from_secs(8), "the process outlived its abort by {:?}", asked.elapsed());
    until(|| std::fs::read_to_string(scene.directory_of(&job).join("log.txt")).is_ok_and(|log| log.contains("abort")))
        .await;
    assert_eq!(client.job(&job).await.phase, Phase::Aborted);
    assert!(!scene.directory_of(&job).join("answer.txt").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_abort_stops_the_process_on_the_embedded_platform() {
    an_abort_stops_the_process(Kind::Embedded).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_abort_stops_the_process_on_postgresql_and_rabbitmq() {
    an_abort_stops_the_process(Kind::Distributed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_worker_is_killed_is_run_again() {
    let mut scene = Scene::new(Kind::Distributed).await;
    let job = scene.waiting_job().await;
    let orphan = scene.runs(&job)[0];
    scene.platform.worker().kill();
    until(|| !is_alive(orphan)).await;

    scene.platform.start_worker("second-worker");
    let client = scene.platform.client();
    let job = client.wait_for_job(&job, "the second attempt", |job| job.attempt == Some(2)).await;
    until(|| scene.runs(&job).len() == 2).await;
    scene.let_go(&job);
    client.wait_for_success(&job).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_was_cut_off_cannot_overwrite_its_successor() {
    let mut scene = Scene::new(Kind::Distributed).await;
    let job = scene.waiting_job().await;
    let stale_attempt = job.attempt.unwrap();
    let stale_worker = job.worker.clone().unwrap();
    scene.platform.worker().kill();
    scene.platform.start_worker("second-worker");
    let client = scene.platform.client();
    let job = client.wait_for_job(&job, "the second attempt", |job| job.attempt == Some(2)).await;

    let heartbeat = json!({ "worker": stale_worker, "attempt": stale_attempt });
    let refused = client.post(&format!("/jobs/{}/heartbeat", job.job_id), &heartbeat).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let end =
        json!({ "started_at": "2026-01-01T00:00:00Z", "ended_at": "2026-01-01T00:00:01Z", "attempt": stale_attempt });
    let refused = client.post(&format!("/jobs/{}/end/COMPLETE", job.job_id), &end).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(client.job(&job).await.phase, Phase::Processing);
    scene.let_go(&job);
    client.wait_for_success(&job).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_survives_the_death_of_the_api() {
    let mut scene = Scene::new(Kind::Distributed).await;
    let job = scene.waiting_job().await;
    scene.platform.api().kill();
    scene.let_go(&job);
    until(|| scene.directory_of(&job).join("answer.txt").exists()).await;
    scene.platform.restart_api().await;
    let job = scene.platform.client().wait_for_success(&job).await;
    assert_eq!(scene.runs(&job).len(), usize::try_from(job.attempt.unwrap()).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_when_the_whole_embedded_platform_is_killed() {
    let mut scene = Scene::new(Kind::Embedded).await;
    let client = scene.platform.client();
    let running = scene.waiting_job().await;
    let mut queued = Vec::new();
    for _ in 0..4 {
        queued.push(client.run("PATIENCE", "Queued", &json!({})).await);
    }
    let orphan = scene.runs(&running)[0];
    scene.platform.api().kill();
    until(|| !is_alive(orphan)).await;
    scene.platform.restart_api().await;
    scene.let_go(&running);
    for job in queued.iter().chain([&running]) {
        scene.platform.client().wait_for_success(job).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_told_to_stop_hands_its_job_back() {
    let mut scene = Scene::new(Kind::Distributed).await;
    let job = scene.waiting_job().await;
    let process = scene.runs(&job)[0];
    assert!(scene.platform.worker().terminate().await.success());
    assert!(!is_alive(process));
    let job = scene.platform.client().job(&job).await;
    assert_eq!((job.phase, job.started_at), (Phase::Processing, None), "queued again");

    scene.platform.start_worker("second-worker");
    until(|| scene.runs(&job).len() == 2).await;
    scene.let_go(&job);
    let job = scene.platform.client().wait_for_success(&job).await;
    assert!(job.attempt.unwrap() >= 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_runs_at_once_start_the_job_once() {
    let scene = Scene::new(Kind::Distributed).await;
    let client = scene.platform.client();
    let request = json!({ "type": "PATIENCE", "label": "Once", "config": {} });
    let job = client.post("/jobs/", &request).await.job(StatusCode::CREATED);
    let path = format!("/jobs/{}/process/RUN", job.job_id);
    let answers = join_all((0..20).map(|_| client.call(Method::POST, &path, None))).await;
    let accepted = answers.iter().filter(|answer| answer.status == StatusCode::ACCEPTED).count();
    let refused = answers.iter().filter(|answer| answer.status == StatusCode::CONFLICT).count();
    assert_eq!((accepted, refused), (1, 19));
    let job = client.wait_for_success(&job).await;
    assert_eq!(scene.runs(&job).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_tell_a_jobs_life_and_resume_where_they_were_left() {
    let scene = Scene::new(Kind::Embedded).await;
    let client = scene.platform.client();
    let job = client.wait_for_success(&client.run("PATIENCE", "Told", &json!({})).await).await;
    let all = client.events(&job, Some(0), |events| events.iter().any(|e| e.data["phase"] == "COMPLETED")).await;
    let phases: Vec<&Value> = all.iter().filter(|e| e.kind == "phase").map(|e| &e.data["phase"]).collect();
    assert_eq!(phases.first(), Some(&&json!("PROCESSING")));
    assert_eq!(phases.last(), Some(&&json!("COMPLETED")));
    assert!(all.iter().any(|e| e.kind == "progress" && e.data["done"] == 1));
    assert!(all.iter().any(|e| e.kind == "log" && e.data["message"] == "a line that is no protocol"));
    assert!(all.is_sorted_by_key(|e| e.id));

    let middle = all[all.len() / 2].id;
    let rest = client.events(&job, Some(middle), |events| events.iter().any(|e| e.data["phase"] == "COMPLETED")).await;
    let ids: Vec<i64> = rest.iter().map(|e| e.id).collect();
    let expected: Vec<i64> = all.iter().map(|e| e.id).filter(|id| *id > middle).collect();
    assert_eq!(ids, expected);
}
