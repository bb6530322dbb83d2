//! Around every request: an id, a span, a line in the log, a place in the metrics, and the shape of its error.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;
use uuid::Uuid;

use crate::budget::Held;
use crate::{ApiState, problem};

/// The header that carries the id of a request, both ways.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken over from a client.
const REQUEST_ID_MAX: usize = 100;

/// The middleware. A valid `X-Request-Id` is kept, else a UUID is made; either way it is sent back.
pub(crate) async fn observe(State(state): State<ApiState>, mut request: Request, next: Next) -> Response {
    let held = Held::default();
    request.extensions_mut().insert(held.clone());
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let request_id = request_id(request.headers());
    let span = tracing::info_span!("http", request.id = request_id, http.method = %method, http.route = route);
    async move {
        let mut response = problem::answering(request_id.clone(), path.clone(), next.run(request)).await;
        drop(held);
        if let Ok(value) = HeaderValue::from_str(&request_id) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        let status = response.status().as_u16();
        let took = started.elapsed();
        state.metrics.answered(label(&method), &route, status, took);
        let duration_ms = took.as_secs_f64() * 1e3;
        // Health checks and metrics come every few seconds, heartbeats too: they would drown the rest.
        if is_chatter(&route) && status < 500 {
            tracing::debug!(http.status = status, http.duration_ms = duration_ms, "{method} {path} answered {status}");
        } else {
            tracing::info!(http.status = status, http.duration_ms = duration_ms, "{method} {path} answered {status}");
        }
        response
    }
    .instrument(span)
    .await
}

/// A method as a label: whatever a stranger makes up must not become a time series of its own.
fn label(method: &Method) -> &'static str {
    const KNOWN: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("OTHER")
}

fn is_chatter(route: &str) -> bool {
    matches!(route, "/healthz" | "/readyz" | "/metrics") || route.ends_with("/heartbeat")
}

/// The id that the client chose, where it is short and plain, else a new one.
fn request_id(headers: &HeaderMap) -> String {
    let plain = |id: &&str| {
        let fits = !id.is_empty() && id.len() <= REQUEST_ID_MAX;
        fits && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':'))
    };
    match headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(plain) {
        Some(id) => id.to_owned(),
        None => Uuid::now_v7().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_methods_share_a_label() {
        assert_eq!(label(&Method::PATCH), "PATCH");
        assert_eq!(label(&Method::from_bytes(b"X17").unwrap()), "OTHER");
    }

    #[test]
    fn only_a_plain_request_id_is_taken_over() {
        let id = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_static(text));
            request_id(&headers)
        };
        assert_eq!(id("trace-1.a:b_C"), "trace-1.a:b_C");
        for odd in ["", "a b", "{\"x\":1}"] {
            assert!(Uuid::parse_str(&id(odd)).is_ok(), "{odd:?} should be replaced");
        }
    }
}
