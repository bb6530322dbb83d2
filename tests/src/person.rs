//! Somebody who is signed in, as a browser is known.

use std::time::Duration;

use ml_job_testkit::wait_for_some;
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use crate::Process;

const PATIENCE: Duration = Duration::from_mins(2);
/// The password of everybody.
pub const PASSWORD: &str = "four horses at noon";

/// The secret of the link with which the first administrator is made, once the process has printed it.
pub async fn first_link(process: &Process) -> String {
    let link = async || {
        let log = process.log();
        let start = log.find("/welcome#")? + "/welcome#".len();
        log[start..].split_whitespace().next().map(str::to_owned)
    };
    wait_for_some(link, PATIENCE).await
}

/// Somebody with a session.
#[derive(Debug, Clone)]
pub struct Person {
    http: Client,
    url: String,
    cookies: String,
    csrf: String,
}

impl Person {
    /// Makes the administrator `ada` with the link that the process printed.
    pub async fn first_administrator(process: &Process, url: &str) -> Self {
        Self::by_link(url, &first_link(process).await, Some("ada")).await
    }

    /// Chooses the password with a link's secret, and is signed in at the platform `url`.
    ///
    /// # Panics
    /// Where the link does not work.
    pub async fn by_link(url: &str, link: &str, name: Option<&str>) -> Self {
        let http = Client::builder().no_proxy().build().expect("a client");
        let body = json!({ "link": link, "name": name, "password": PASSWORD });
        let response = http.post(format!("{url}/api/auth/links/")).json(&body).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK);
        let set = response.headers().get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
        let pairs: Vec<&str> = set.filter_map(|cookie| cookie.split(';').next()).collect();
        let csrf = pairs.iter().find_map(|pair| pair.strip_prefix("ml_job_csrf=")).expect("a token against forgery");
        Self { url: url.to_owned(), cookies: pairs.join("; "), csrf: csrf.to_owned(), http }
    }

    /// Sends a request to a path below `/api`.
    ///
    /// # Errors
    /// Where nobody answers.
    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> reqwest::Result<(StatusCode, Value)> {
        let mut request = self.http.request(method, format!("{}/api{path}", self.url));
        request = request.header(COOKIE, &self.cookies).header("x-csrf-token", &self.csrf);
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await?;
        Ok((response.status(), response.json().await.unwrap_or_default()))
    }

    /// Sends a request that has to succeed; what it answers.
    ///
    /// # Panics
    /// Where it does not.
    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let (status, answer) = self.send(method, path, body).await.expect("an answer");
        assert!(status.is_success(), "{path}: {status} {answer}");
        answer
    }
}
