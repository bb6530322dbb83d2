//! Requests to the API, one method each.

use std::net::IpAddr;
use std::time::Duration;

use ml_job_accounts::WorkerTokens;
use ml_job_domain::protocol::{ATTEMPT_HEADER, Claim, ClaimRequest, EndRequest, Heartbeat, ReleaseRequest};
use ml_job_domain::{Action, Job, JobId, JobTypeManifest, NewLabelling, sentence};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Method, RequestBuilder, Response, StatusCode, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::ApiError;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Long enough for the largest batch of labellings on a busy database.
const REQUEST_TIMEOUT: Duration = Duration::from_mins(1);
/// A heartbeat that takes longer than this is repeated: it must come through several times per lease.
const HEARTBEAT_TIMEOUT: Duration = Duration::from_secs(5);
/// How much of an error page is worth keeping.
const DETAIL_MAX_CHARS: usize = 500;

/// A client of the API at `url`. The proxy that the environment names is for the world outside: where the API is on this
/// machine, it is not asked.
pub fn http_client(url: &Url) -> reqwest::ClientBuilder {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let is_named = host == "localhost" || host.ends_with(".localhost");
    let is_here = is_named
        || address.is_ok_and(|address| {
            let address = address.to_canonical();
            // The unspecified address is this machine for whoever connects to it.
            address.is_loopback() || address.is_unspecified()
        });
    let builder = reqwest::Client::builder();
    if is_here { builder.no_proxy() } else { builder }
}

/// The answer to a request that is made in the name of a claim.
#[derive(Debug)]
pub(crate) enum Fenced<T> {
    /// It was accepted.
    Accepted(T),
    /// The job is not ours (any more): the API's sentence.
    Lost(String),
}

/// A client of the API. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct ApiClient {
    http: reqwest::Client,
    tokens: Option<WorkerTokens>,
    /// Ends with a slash.
    root: Url,
}

#[derive(Deserialize)]
struct Problem {
    detail: String,
}

#[derive(Deserialize)]
struct Total {
    total: u64,
}

impl ApiClient {
    /// A client of the API at `url`; `/api` is added where it has no path.
    pub(crate) fn new(mut url: Url, tokens: Option<WorkerTokens>) -> Result<Self, reqwest::Error> {
        if matches!(url.path(), "" | "/") {
            url.set_path("/api/");
        } else if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        let agent = concat!("ml-job-worker/", env!("CARGO_PKG_VERSION"));
        let http =
            http_client(&url).user_agent(agent).connect_timeout(CONNECT_TIMEOUT).timeout(REQUEST_TIMEOUT).build()?;
        Ok(Self { http, tokens, root: url })
    }

    /// Declares a job type.
    pub(crate) async fn put_job_type(&self, manifest: &JobTypeManifest) -> Result<(), ApiError> {
        let path = format!("job-types/{}", manifest.job_type);
        let request = self.request(Method::PUT, &path).json(manifest);
        send("declare a job type", request).await.map(drop)
    }

    /// Claims a job.
    pub(crate) async fn claim(&self, id: JobId, claim: &ClaimRequest) -> Result<Fenced<Claim>, ApiError> {
        let request = self.request(Method::POST, &format!("jobs/{id}/claim")).json(claim);
        or_lost(fetch("claim a job", request).await)
    }

    /// Says that a job goes on, and what is new.
    pub(crate) async fn heartbeat(&self, id: JobId, heartbeat: &Heartbeat) -> Result<Fenced<()>, ApiError> {
        let request = self.request(Method::POST, &format!("jobs/{id}/heartbeat")).json(heartbeat);
        fenced("send a heartbeat", request.timeout(HEARTBEAT_TIMEOUT)).await
    }

    /// Reports the end of a job: [`Action::Complete`] or [`Action::Error`].
    pub(crate) async fn end(&self, id: JobId, action: Action, end: &EndRequest) -> Result<Fenced<()>, ApiError> {
        let request = self.request(Method::POST, &format!("jobs/{id}/end/{action}")).json(end);
        fenced("report the end of a job", request).await
    }

    /// Hands a job back.
    pub(crate) async fn release(&self, id: JobId, release: &ReleaseRequest) -> Result<Fenced<()>, ApiError> {
        let request = self.request(Method::POST, &format!("jobs/{id}/release")).json(release);
        fenced("hand a job back", request).await
    }

    /// Adds labellings, all or none.
    pub(crate) async fn add_labellings(
        &self,
        attempt: u32,
        labellings: &[NewLabelling],
    ) -> Result<Fenced<()>, ApiError> {
        let request = self.request(Method::POST, "labellings/batch/").header(ATTEMPT_HEADER, attempt).json(labellings);
        fenced("add labellings", request).await
    }

    /// How many labellings a job has.
    pub(crate) async fn count_labellings(&self, id: JobId) -> Result<u64, ApiError> {
        let job_id = id.to_string();
        let request = self.request(Method::GET, "labellings/").query(&[("job_id", job_id.as_str()), ("limit", "1")]);
        fetch::<Total>("count labellings", request).await.map(|counted| counted.total)
    }

    /// The job as it is now; `None` when it is gone.
    pub(crate) async fn lookup_job(&self, id: JobId) -> Result<Option<Job>, ApiError> {
        match or_lost(fetch("look up a job", self.request(Method::GET, &format!("jobs/{id}"))).await)? {
            Fenced::Accepted(job) => Ok(Some(job)),
            Fenced::Lost(_) => Ok(None),
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut url = self.root.clone();
        url.set_path(&format!("{}{path}", self.root.path()));
        let request = self.http.request(method, url);
        match self.tokens.as_ref().map(WorkerTokens::first) {
            None => request,
            Some(Ok(token)) => request.bearer_auth(token),
            Some(Err(error)) => {
                // Without it the API refuses for now, and is asked again.
                let error = sentence(&error);
                tracing::warn!(error, "The worker cannot show who it is: {error}");
                request
            }
        }
    }
}

/// The response, if it is a success.
async fn send(doing: &'static str, request: RequestBuilder) -> Result<Response, ApiError> {
    let response = request.send().await.map_err(|source| ApiError::Unreachable { doing, source })?;
    if response.status().is_success() { Ok(response) } else { Err(failure(doing, response).await) }
}

/// What a reply means that is no success.
async fn failure(doing: &'static str, mut response: Response) -> ApiError {
    let status = response.status();
    let is_for_now = status.is_server_error()
        // A token that is being replaced: what was computed is not thrown away for it.
        || matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
        || matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
        // A proxy whose API is being replaced says 404 for everything: not a word of the API's.
        || !is_problem(response.headers());
    let mut body = Vec::new();
    while body.len() < 64 << 10 {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(source) => return ApiError::Unreachable { doing, source },
        }
    }
    let detail = match serde_json::from_slice::<Problem>(&body) {
        Ok(problem) => problem.detail,
        Err(_) => String::from_utf8_lossy(&body).into_owned(),
    };
    let detail = detail.trim().chars().take(DETAIL_MAX_CHARS).collect();
    if is_for_now {
        ApiError::Unavailable { doing, status, detail }
    } else {
        ApiError::Refused { doing, status, detail }
    }
}

/// Whether the API itself speaks, and not a proxy or another program at its address.
fn is_problem(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|value| value.starts_with("application/problem+json"))
}

/// 404 and 409 of the API mean that the job is not ours.
fn or_lost<T>(answer: Result<T, ApiError>) -> Result<Fenced<T>, ApiError> {
    match answer {
        Ok(answer) => Ok(Fenced::Accepted(answer)),
        Err(ApiError::Refused { status: StatusCode::NOT_FOUND | StatusCode::CONFLICT, detail, .. }) => {
            Ok(Fenced::Lost(detail))
        }
        Err(error) => Err(error),
    }
}

/// For replies whose body adds nothing to their status.
async fn fenced(doing: &'static str, request: RequestBuilder) -> Result<Fenced<()>, ApiError> {
    or_lost(send(doing, request).await.map(drop))
}

async fn fetch<T: DeserializeOwned>(doing: &'static str, request: RequestBuilder) -> Result<T, ApiError> {
    send(doing, request).await?.json().await.map_err(|source| ApiError::Unreachable { doing, source })
}
