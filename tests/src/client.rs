//! The REST API as a script would call it.

use std::time::Duration;

use ml_job_domain::{Job, Phase};
use ml_job_testkit::wait_for;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use tokio::time::Instant;

/// How long a job may take.
const PATIENCE: Duration = Duration::from_mins(2);
/// How often a state is looked at while waiting for it.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// An answer of the API.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&self.body)))
    }

    /// The sentence of an error.
    pub fn detail(&self) -> String {
        self.json()["detail"].as_str().expect("an error has a detail").to_owned()
    }

    /// The job in the body.
    ///
    /// # Panics
    /// Where the status is not `expected`.
    pub fn job(&self, expected: StatusCode) -> Job {
        assert_eq!(self.status, expected, "{}", String::from_utf8_lossy(&self.body));
        serde_json::from_slice(&self.body).expect("the body is a job")
    }
}

/// A server-sent event.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its number.
    pub id: i64,
    /// Its kind: `phase`, `progress` or `log`.
    pub kind: String,
    /// What it tells.
    pub data: Value,
}

/// A client of one API.
pub struct Client {
    http: reqwest::Client,
    base_url: String,
}

impl Client {
    /// A client of the API at `address` (host and port).
    pub fn new(address: &str) -> Self {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).build().expect("an HTTP client");
        Self { http, base_url: format!("http://{address}") }
    }

    /// Scheme, host and port.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Sends a request to `path` below `/api`.
    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        self.try_call(method, path, body).await.expect("the API answers")
    }

    /// As [`call`](Self::call), where the API may be away.
    ///
    /// # Errors
    /// Where no answer comes.
    pub async fn try_call(&self, method: Method, path: &str, body: Option<&Value>) -> reqwest::Result<Answer> {
        let mut request = self.http.request(method, format!("{}/api{path}", self.base_url));
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await?;
        Ok(Answer { status: response.status(), body: response.bytes().await?.to_vec() })
    }

    /// `GET` below `/api`.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    /// `POST` below `/api`.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    /// Uploads a file into a directory of the files API.
    pub async fn upload(&self, directory: &str, name: &str, content: Vec<u8>) -> Answer {
        let form = Form::new().part("file", Part::bytes(content).file_name(name.to_owned()));
        let url = format!("{}/api/files/{name}/upload", self.base_url);
        let request = self.http.post(url).query(&[("parent_dir_path", directory)]).multipart(form);
        let response = request.send().await.expect("the API answers");
        Answer { status: response.status(), body: response.bytes().await.expect("a whole answer").to_vec() }
    }

    /// Downloads a file of a directory of the files API.
    pub async fn download(&self, directory: &str, name: &str) -> Answer {
        let url = format!("{}/api/files/{name}/download", self.base_url);
        let response =
            self.http.get(url).query(&[("parent_dir_path", directory)]).send().await.expect("the API answers");
        Answer { status: response.status(), body: response.bytes().await.expect("a whole answer").to_vec() }
    }

    /// The job as it stands.
    pub async fn job(&self, job: &Job) -> Job {
        self.get(&format!("/jobs/{}", job.job_id)).await.job(StatusCode::OK)
    }

    /// Creates a job with a config and runs it.
    pub async fn run(&self, job_type: &str, label: &str, config: &Value) -> Job {
        let request = serde_json::json!({ "type": job_type, "label": label, "config": config });
        let job = self.post("/jobs/", &request).await.job(StatusCode::CREATED);
        self.call(Method::POST, &format!("/jobs/{}/process/RUN", job.job_id), None).await.job(StatusCode::ACCEPTED)
    }

    /// Waits until `wanted` holds for a job. The API may be away meanwhile.
    ///
    /// # Panics
    /// Where it does not within two minutes.
    pub async fn wait_for_job(&self, job: &Job, what: &str, wanted: impl Fn(&Job) -> bool) -> Job {
        let deadline = Instant::now() + PATIENCE;
        let mut last = None;
        while Instant::now() < deadline {
            if let Ok(answer) = self.try_call(Method::GET, &format!("/jobs/{}", job.job_id), None).await {
                let job = answer.job(StatusCode::OK);
                if wanted(&job) {
                    return job;
                }
                last = Some(job);
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
        panic!("waited for {what}; the job is {last:?}");
    }

    /// Waits until a job has ended, in whatever way.
    pub async fn wait_for_end(&self, job: &Job) -> Job {
        self.wait_for_job(job, "the end of the job", |job| job.phase.is_final()).await
    }

    /// Waits until a job has ended, and well.
    ///
    /// # Panics
    /// Where it ended badly.
    pub async fn wait_for_success(&self, job: &Job) -> Job {
        let job = self.wait_for_end(job).await;
        assert_eq!(job.phase, Phase::Completed, "{:?}", job.error);
        job
    }

    /// Waits until the API says that it is ready.
    pub async fn wait_until_ready(&self) {
        let url = format!("{}/readyz", self.base_url);
        let ready = async || self.http.get(&url).send().await.is_ok_and(|response| response.status().is_success());
        wait_for(ready, PATIENCE).await;
    }

    /// Listens to a job's events after `last_event_id` until `enough`.
    ///
    /// # Panics
    /// Where the stream ends, or two minutes have passed, before that.
    pub async fn events(&self, job: &Job, last_event_id: Option<i64>, enough: impl Fn(&[Event]) -> bool) -> Vec<Event> {
        let mut request = self.http.get(format!("{}/api/jobs/{}/events", self.base_url, job.job_id));
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id.to_string());
        }
        let mut response = request.send().await.expect("the API answers");
        assert_eq!(response.status(), StatusCode::OK);
        let (mut text, mut events) = (String::new(), Vec::new());
        while !enough(&events) {
            let chunk = tokio::time::timeout(PATIENCE, response.chunk()).await.expect("an event in time");
            let chunk = chunk.expect("the stream goes on").expect("the stream has not ended");
            text.push_str(&String::from_utf8_lossy(&chunk));
            while let Some((event, rest)) = text.split_once("\n\n") {
                events.extend(parse_event(event));
                text = rest.to_owned();
            }
        }
        events
    }
}

/// Reads one event; comments (keep-alives) are none.
fn parse_event(text: &str) -> Option<Event> {
    let field =
        |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':').map(str::trim_start));
    let data = serde_json::from_str(field("data")?).expect("events hold JSON");
    Some(Event { id: field("id")?.parse().ok()?, kind: field("event")?.to_owned(), data })
}
