//! Messages to a webhook, in the form of Standard Webhooks (<https://www.standardwebhooks.com>).

use axum::http::{Request, StatusCode, Uri, header};
use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use http_body_util::Full;
use ml_job_accounts::sign_webhook;
use ml_job_store::DueDelivery;
use serde_json::{Value, json};

use crate::outbound::{Outbound, OutboundError};

/// How much of an answer is read; nothing of it is kept.
const ANSWER_MAX_BYTES: usize = 64 * 1024;
const USER_AGENT: &str = concat!("ml-job/", env!("CARGO_PKG_VERSION"));
/// The longest URL.
const URL_MAX: usize = 2000;

/// Why a webhook did not take a message.
#[derive(Debug, thiserror::Error)]
pub(super) enum WebhookError {
    #[error("its secret cannot be read")]
    Secret,
    #[error("its URL cannot be read")]
    Url(#[source] axum::http::Error),
    #[error("the answer was {0}")]
    Status(StatusCode),
    #[error(transparent)]
    Outbound(OutboundError),
}

/// Sends a message; `page_url` is where the page is, if that is known.
pub(super) async fn send(
    outbound: &Outbound,
    delivery: &DueDelivery,
    (url, secret): (&str, &str),
    page_url: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), WebhookError> {
    let body = body(delivery, page_url).to_string();
    let (id, timestamp) = (delivery.event_id.to_string(), now.timestamp().to_string());
    let signature = sign_webhook(secret, &id, &timestamp, &body).ok_or(WebhookError::Secret)?;
    let request = Request::post(url)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, USER_AGENT)
        .header("webhook-id", id)
        .header("webhook-timestamp", timestamp)
        .header("webhook-signature", signature)
        .body(Full::new(Bytes::from(body)))
        .map_err(WebhookError::Url)?;
    let answer = outbound.send(request, ANSWER_MAX_BYTES).await;
    match answer {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) => Err(WebhookError::Status(answer.status())),
        Err(error) => Err(WebhookError::Outbound(error)),
    }
}

/// What is sent: what happened, when, and of what.
fn body(delivery: &DueDelivery, page_url: Option<&str>) -> Value {
    let mut data = delivery.data.clone();
    if let (Some(page_url), Some(job_id)) = (page_url, data["job_id"].as_str().map(str::to_owned)) {
        data["url"] = json!(format!("{page_url}/jobs/{job_id}"));
    }
    let at = delivery.created_at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    json!({ "type": delivery.kind, "timestamp": at, "data": data })
}

/// What is wrong with the URL of a webhook, if anything. Where it leads is looked at whenever something is sent.
pub(crate) fn url_problem(url: &str) -> Option<String> {
    if url.len() > URL_MAX {
        return Some(format!("must have at most {URL_MAX} characters"));
    }
    let Ok(uri) = url.parse::<Uri>() else { return Some("is no URL".to_owned()) };
    match (uri.scheme_str(), uri.authority()) {
        (Some("http" | "https"), Some(authority)) if authority.as_str().contains('@') => {
            Some("must hold no name and no password: check the signature instead".to_owned())
        }
        (Some("http" | "https"), Some(authority)) if !authority.host().is_empty() => None,
        _ => Some("must begin with https:// or http:// and name a host".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_leads_to_a_host_by_http_and_holds_no_password() {
        for url in ["https://hooks.example.org/x?y=z", "http://10.0.0.1:8080", "https://[2001:db8::1]/"] {
            assert_eq!(url_problem(url), None, "{url}");
        }
        for url in
            ["", "hooks.example.org", "/x", "ftp://x", "file:///etc/passwd", "https://", "https://a:b@x", "http://a b"]
        {
            assert!(url_problem(url).is_some(), "{url}");
        }
        assert!(url_problem(&format!("https://x/{}", "y".repeat(URL_MAX))).is_some());
    }
}
