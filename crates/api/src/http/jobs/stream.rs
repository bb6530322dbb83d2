//! Answers that go on: server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::{HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures::Stream;

/// How often a quiet stream shows that it lives, well below the time-outs of usual proxies (60 s).
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// When a client should reconnect.
pub(super) const RETRY: Duration = Duration::from_secs(2);

/// An answer of these events, which proxies neither keep nor gather: they are meant for now.
pub(super) fn answer(events: impl Stream<Item = Result<Event, Infallible>> + Send + 'static) -> Response {
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-transform"));
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}
