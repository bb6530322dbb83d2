//! The little of the REST API that the demonstration calls.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use ml_job_domain::{Job, JobId, Labelling, Observer};
use ml_job_worker::http_client;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// How often a running job is looked at.
const POLL_INTERVAL: Duration = Duration::from_millis(200);

/// A client of one API.
pub(super) struct Client {
    http: reqwest::Client,
    base: String,
}

impl Client {
    /// A client of the API at `url`.
    pub(super) fn new(url: &str) -> Result<Self> {
        let root = url.parse().context("no URL of an API")?;
        let http = http_client(&root).timeout(Duration::from_mins(1)).build().context("no HTTP client")?;
        Ok(Self { http, base: format!("{url}/api") })
    }

    /// Has the archive looked through now: it has changed since the platform started.
    pub(super) async fn index_archive(&self) -> Result<()> {
        send(self.http.post(format!("{}/spectra/index/", self.base))).await.map(drop)
    }

    /// The jobs of a type that have completed and whose labels begin with `label`, newest first.
    pub(super) async fn completed(&self, label: &str, job_type: &str) -> Result<Vec<Job>> {
        #[derive(serde::Deserialize)]
        struct Jobs {
            jobs: Vec<Job>,
        }
        let query = [("q", label), ("type", job_type), ("phase", "COMPLETED"), ("limit", "100")];
        let found: Jobs = answer(self.http.get(format!("{}/jobs/", self.base)).query(&query)).await?;
        Ok(found.jobs.into_iter().filter(|job| job.label.starts_with(label)).collect())
    }

    /// Creates a job.
    pub(super) async fn create(&self, job: &Value) -> Result<Job> {
        answer(self.http.post(format!("{}/jobs/", self.base)).json(job)).await
    }

    /// Runs a job and follows it to its end.
    pub(super) async fn run_and_watch(&self, id: JobId, observer: &mut impl Observer) -> Result<Job> {
        let mut job: Job = answer(self.http.post(format!("{}/jobs/{id}/process/RUN", self.base))).await?;
        while !job.phase.is_final() {
            tokio::time::sleep(POLL_INTERVAL).await;
            job = answer(self.http.get(format!("{}/jobs/{id}", self.base))).await?;
            job.progress.iter().cloned().for_each(|progress| observer.progress(progress));
        }
        Ok(job)
    }

    /// What a job asks about.
    pub(super) async fn labellings(&self, id: JobId) -> Result<Vec<Labelling>> {
        #[derive(serde::Deserialize)]
        struct Labellings {
            labellings: Vec<Labelling>,
        }
        let found: Labellings = answer(self.http.get(format!("{}/labellings/?job_id={id}", self.base))).await?;
        Ok(found.labellings)
    }

    /// Labels spectra, all or nothing.
    pub(super) async fn label(&self, asked: &[&Labelling], class: impl Fn(&str) -> Result<String>) -> Result<()> {
        let ids: Vec<_> = asked.iter().map(|labelling| labelling.labelling_id).collect();
        let batch = asked.iter().map(|labelling| Ok(json!({ "user_label": class(&labelling.spectrum_filename)? })));
        let body = json!({ "labelling_ids": ids, "batch": batch.collect::<Result<Vec<_>>>()? });
        send(self.http.patch(format!("{}/labellings/batch/", self.base)).json(&body)).await?;
        Ok(())
    }

    /// Creates the next iteration of a job.
    pub(super) async fn next(&self, id: JobId) -> Result<Job> {
        answer(self.http.post(format!("{}/jobs/{id}/next", self.base))).await
    }
}

/// Sends a request; an error of the API becomes its sentence.
async fn answer<T: DeserializeOwned>(request: reqwest::RequestBuilder) -> Result<T> {
    let body = send(request).await?;
    serde_json::from_slice(&body).context("the API's answer is not what its description says")
}

async fn send(request: reqwest::RequestBuilder) -> Result<Vec<u8>> {
    let response = request.send().await.context("the API does not answer")?;
    let status = response.status();
    let body = response.bytes().await.context("the API broke off its answer")?;
    if !status.is_success() {
        let problem: Value = serde_json::from_slice(&body).unwrap_or_default();
        bail!("the API answers {status}: {}", problem["detail"].as_str().unwrap_or("no reason given"));
    }
    Ok(body.to_vec())
}
