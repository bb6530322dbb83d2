//! A platform with accounts: the first administrator by the printed link, scripts by token, workers by a file that is replaced
//! while everything runs.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected should fail")]

use std::path::Path;
use std::time::Duration;

use ml_job_testkit::{TestBroker, TestDatabase, wait_for};
use ml_job_tests::{PASSWORD, Process, first_link, run_command};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_mins(2);

/// A script that acts for the administrator.
struct Script {
    http: Client,
    url: String,
    token: String,
}

impl Script {
    /// Makes the administrator with the link that the process printed, and a token for him.
    async fn of_first_administrator(process: &Process, address: &str) -> Self {
        let link = first_link(process).await;
        let http = Client::builder().no_proxy().build().unwrap();
        let mut script = Self { http, url: format!("http://{address}"), token: String::new() };
        let body = json!({ "link": link, "name": "ada", "password": PASSWORD });
        let (status, _) = script.call(Method::POST, "/auth/links/", Some(&body)).await;
        assert_eq!(status, StatusCode::OK);
        let body = json!({ "name": "ada", "password": PASSWORD });
        let (_, issued) = script.call(Method::POST, "/auth/token", Some(&body)).await;
        issued["access_token"].as_str().unwrap().clone_into(&mut script.token);
        script
    }

    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> (StatusCode, Value) {
        let mut request = self.http.request(method, format!("{}/api{path}", self.url));
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.unwrap();
        (response.status(), response.json().await.unwrap_or_default())
    }

    /// Asks for a preprocessing job of the archive, and runs it; its path.
    async fn run_job(&self) -> String {
        let job = json!({ "type": "DATA_PREPROCESSING", "label": "x", "config": { "data_dir_path": "archive", "recursive": true,
            "wave_start_point": 6519.0, "wave_end_point": 6732.0, "wave_point_count": 20 } });
        let (status, job) = self.call(Method::POST, "/jobs/", Some(&job)).await;
        assert_eq!(status, StatusCode::CREATED, "{job}");
        let path = format!("/jobs/{}", job["job_id"].as_str().unwrap());
        let (status, told) = self.call(Method::POST, &format!("{path}/process/RUN"), None).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{told}");
        path
    }

    async fn wait_until_completed(&self, path: &str) {
        let completed = async || self.call(Method::GET, path, None).await.1["phase"] == "COMPLETED";
        wait_for(completed, PATIENCE).await;
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

fn make_archive(directory: &Path) {
    let made = run_command(directory, ["sample", "--output", "spectra/archive", "--count", "3", "--seed", "7"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_embedded_platform_runs_jobs_for_people_who_signed_in_and_for_nobody_else() {
    let directory = tempfile::tempdir().unwrap();
    make_archive(directory.path());
    let arguments =
        words(&["up", "--listen", "127.0.0.1:0", "--auth", "local", "--data-dir", "data", "--spectra-dir", "spectra"]);
    let mut process = Process::start(directory.path(), "up", &arguments);
    let address = process.address(1).await;
    let script = Script::of_first_administrator(&process, &address).await;
    let path = script.run_job().await;
    script.wait_until_completed(&path).await;
    let stranger = Script { token: String::new(), http: script.http.clone(), url: script.url.clone() };
    for (method, path) in [(Method::GET, path.as_str()), (Method::DELETE, path.as_str()), (Method::GET, "/files/")] {
        assert_eq!(stranger.call(method, path, None).await.0, StatusCode::UNAUTHORIZED);
    }
    // The database is in the data directory, beside what the files API hands out.
    process.terminate().await;
    let again = Process::start(directory.path(), "again", &arguments);
    wait_for(async || again.log().contains("Serving on"), PATIENCE).await;
    assert!(!again.log().contains("/welcome#"), "there is an account: no link is printed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_shows_its_token_and_both_sides_get_another_one_while_they_run() {
    let directory = tempfile::tempdir().unwrap();
    make_archive(directory.path());
    let (database, broker) = (TestDatabase::postgres(), TestBroker::new());
    let common = words(&["--broker-url", broker.url(), "--job-queue", broker.prefix(), "--data-dir", "data"]);
    let common = [common, words(&["--files-dir", "files", "--spectra-dir", "spectra"])].concat();
    let api = words(&["api", "--listen", "127.0.0.1:0", "--auth", "local", "--database-url", database.url()]);
    let api = [api, words(&["--worker-token-file", "api-token"]), common.clone()].concat();
    let mut api = Process::start(directory.path(), "api", &api);
    let address = api.address(1).await;
    let script = Script::of_first_administrator(&api, &address).await;

    // A worker with a token of its own invention waits, and goes on with the right one.
    let [ours, theirs] = ["api-token", "worker-token"].map(|name| directory.path().join(name));
    std::fs::write(&theirs, "x".repeat(40)).unwrap();
    let url = format!("http://{address}");
    let worker = [words(&["worker", "--api-url", &url, "--worker-token-file", "worker-token"]), common].concat();
    let worker = Process::start(directory.path(), "worker", &worker);
    wait_for(async || worker.log().contains("401"), PATIENCE).await;
    let first = script.run_job().await;
    assert_eq!(script.call(Method::GET, &first, None).await.1["phase"], "PROCESSING");
    std::fs::copy(&ours, &theirs).unwrap();
    script.wait_until_completed(&first).await;

    // Another token: first beside the old one, then shown, then alone.
    let old = std::fs::read_to_string(&ours).unwrap();
    let new = "n".repeat(40);
    std::fs::write(&ours, format!("{new}\n{old}")).unwrap();
    std::fs::write(&theirs, &new).unwrap();
    std::fs::write(&ours, &new).unwrap();
    let second = script.run_job().await;
    script.wait_until_completed(&second).await;
    for log in [api.log(), worker.log()] {
        assert!(!log.contains(&new) && !log.contains(old.trim()), "no token is logged");
    }
}
