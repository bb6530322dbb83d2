//! `GET /api/jobs/{job_id}/events`: what happens to a job, as it happens (server-sent events).
//!
//! Events come from the database, in order and numbered; the store only says when to look again. So a client that
//! reconnects with `Last-Event-ID` misses nothing.

use std::collections::VecDeque;
use std::convert::Infallible;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use futures::Stream;
use ml_job_domain::{EventKind, Job, JobEvent, JobId, sentence};
use ml_job_store::{JobListener, StoreError};
use serde::Deserialize;
use utoipa::IntoParams;

use super::stream::{self, RETRY};
use super::{JobPath, TAG};
use crate::access::{Admission, Listening};
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::{ApiState, jobs};

/// How many events are read at once.
const PAGE: u32 = 500;

/// From where.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// Like the header `Last-Event-ID`, which wins: the last event that the client has. 0 replays the job's whole life.
    #[param(minimum = 0, maximum = 9_223_372_036_854_775_807_i64)]
    last_event_id: Option<u64>,
}

/// Listen to a job
///
/// Server-sent events: `phase` (the job without its config), `progress` and `log` (a line). A client without
/// `Last-Event-ID` gets the job as it is first, and from then on what happens. When the job has ended and all has been
/// told, the stream ends; a client that reconnects then is answered 204, which tells an `EventSource` to stop. It ends soon after
/// the caller may listen no longer, too.
#[utoipa::path(
    get, path = "/api/jobs/{job_id}/events", tag = TAG,
    params(JobPath, EventsQuery, ("Last-Event-ID" = Option<u64>, Header, description = "The last event that the client has")),
    responses(
        (status = 200, description = "The events", body = String, content_type = "text/event-stream",
            example = "event: progress\nid: 17\ndata: {\"done\":1200,\"total\":3000,\"unit\":\"spectra\"}\n\n"),
        (status = 204, description = "The job has ended, and the client has heard all of it"),
    ),
)]
pub(crate) async fn listen_to_job(
    State(state): State<ApiState>,
    Path(JobPath { job_id }): Path<JobPath>,
    Query(query): Query<EventsQuery>,
    admission: Admission,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let last = last_event_id(&headers, query)?;
    // Listening comes before reading, so that nothing falls in between.
    let listener = state.store.listen(job_id);
    let newest = state.store.last_event_id(job_id).await?;
    let job = jobs::find(&state, job_id).await?;
    let mut pending = VecDeque::new();
    let after = match last {
        Some(last) if job.phase.is_final() && last >= newest => return Ok(StatusCode::NO_CONTENT.into_response()),
        Some(last) => last,
        None => {
            pending.push_back(snapshot(&job, newest));
            newest
        }
    };
    let client = Listening::new(admission);
    let feed = Feed { state, job_id, listener, client, pending, after, ended: false };
    Ok(stream::answer(feed.into_stream()))
}

fn last_event_id(headers: &HeaderMap, query: EventsQuery) -> Result<Option<i64>, Problem> {
    let invalid = |name: &str| Problem::invalid_field(name, "must be the id of an event, a whole number");
    let in_query = query.last_event_id.map(i64::try_from).transpose().map_err(|_| invalid("last_event_id"))?;
    let Some(value) = headers.get("last-event-id") else { return Ok(in_query) };
    let id = value.to_str().ok().and_then(|text| text.parse::<i64>().ok()).filter(|id| *id >= 0);
    id.map(Some).ok_or_else(|| invalid("Last-Event-ID"))
}

/// The job as it is, in the shape of the last event.
fn snapshot(job: &Job, event_id: i64) -> Event {
    let data = serde_json::to_value(Job { config: None, ..job.clone() }).unwrap_or_default();
    to_sse(&JobEvent { event_id, job_id: job.job_id, kind: EventKind::Phase, data }).retry(RETRY)
}

fn to_sse(event: &JobEvent) -> Event {
    // JSON has no line ends, which would end the field.
    Event::default().id(event.event_id.to_string()).event(event.kind.as_str()).data(event.data.to_string())
}

/// Where one client stands.
struct Feed {
    state: ApiState,
    job_id: JobId,
    listener: JobListener,
    client: Listening,
    pending: VecDeque<Event>,
    after: i64,
    ended: bool,
}

impl Feed {
    fn into_stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        self.state.metrics.event_streams(1.0);
        futures::stream::unfold(self, |mut feed| async move { feed.next().await.map(|event| (Ok(event), feed)) })
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.pending.pop_front() {
                return Some(event);
            }
            if self.ended {
                return None;
            }
            if !self.client.may_go_on(&self.state).await {
                return None;
            }
            match self.read().await {
                // A job that was deleted while somebody listened has no more to say.
                Ok(true) => {}
                Ok(false) => {
                    if !self.wait().await {
                        return None;
                    }
                }
                Err(error) => {
                    let error = sentence(&error);
                    tracing::warn!(job.id = %self.job_id, error, "An event stream ends: {error}");
                    return None;
                }
            }
        }
    }

    /// Reads what is new; answers whether there was anything, be it the end.
    async fn read(&mut self) -> Result<bool, StoreError> {
        // The phase is looked up first: events of the job are then complete up to its end.
        let job = self.state.store.lookup_job(self.job_id).await?;
        let events = self.state.store.events_after(self.job_id, self.after, PAGE).await?;
        if let Some(last) = events.last() {
            self.after = last.event_id;
            self.pending.extend(events.iter().map(to_sse));
            return Ok(true);
        }
        self.ended = job.is_none_or(|job| job.phase.is_final());
        Ok(self.ended)
    }

    /// Waits until it is worth reading again; answers false when the server shuts down.
    async fn wait(&mut self) -> bool {
        tokio::select! {
            () = self.state.shutdown.cancelled() => false,
            () = self.listener.changed() => true,
            () = self.client.next_time(&self.state) => true,
        }
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.state.metrics.event_streams(-1.0);
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::{Value, json};

    use crate::test_app::{TestApp, UNKNOWN_ID};

    /// The events of a stream that has ended: name, id and data.
    fn events(text: &str) -> Vec<(String, i64, Value)> {
        let field = |event: &str, name: &str| {
            event.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned())
        };
        let events = text.split("\n\n").filter_map(|event| {
            let name = field(event, "event:")?;
            let id = field(event, "id:")?.parse().unwrap();
            Some((name, id, serde_json::from_str(&field(event, "data:")?).unwrap()))
        });
        events.collect()
    }

    #[tokio::test]
    async fn a_listener_gets_the_job_as_it_is_and_then_what_happens() {
        let app = TestApp::new().await;
        let (_, path) = app.pending_job().await;
        let listening = app.listen(&format!("{path}/events")).await;
        app.post_empty(&format!("{path}/process/RUN")).await;
        app.post(&format!("{path}/claim"), &json!({ "worker": "w1", "types": ["COUNT"] })).await;
        let beat = json!({
            "worker": "w1", "attempt": 1, "progress": { "done": 1 },
            "log": [{ "at": "2026-01-01T12:00:00Z", "message": "two\nlines" }],
        });
        app.post(&format!("{path}/heartbeat"), &beat).await;
        let end = json!({ "started_at": "2026-01-01T12:00:00Z", "ended_at": "2026-01-01T12:00:01Z", "attempt": 1 });
        app.post(&format!("{path}/end/COMPLETE"), &end).await;
        let events = events(&listening.until_it_ends().await);
        let phases: Vec<&str> =
            events.iter().filter(|e| e.0 == "phase").map(|e| e.2["phase"].as_str().unwrap()).collect();
        assert_eq!(phases, ["PENDING", "PROCESSING", "PROCESSING", "COMPLETED"]);
        assert!(events.iter().all(|event| event.2.get("config").is_none()));
        assert!(events.iter().any(|event| event.0 == "progress" && event.2["done"] == 1));
        assert!(events.iter().any(|event| event.0 == "log" && event.2["message"] == "two\nlines"));
        assert!(events.windows(2).all(|pair| pair[0].1 < pair[1].1), "ids grow: {events:?}");
    }

    #[tokio::test]
    async fn a_reconnected_listener_misses_nothing_and_hears_nothing_twice() {
        let app = TestApp::new().await;
        let (_, path) = app.queued_job().await;
        app.post_empty(&format!("{path}/process/ABORT")).await;
        let all = events(&app.get(&format!("{path}/events?last_event_id=0")).await.text());
        assert_eq!(
            all.iter().map(|event| event.2["phase"].as_str().unwrap()).collect::<Vec<_>>(),
            ["PROCESSING", "ABORTED"]
        );
        let first = all[0].1.to_string();
        let rest = app.send("GET", &format!("{path}/events"), &[("last-event-id", &first)], "").await;
        assert_eq!(events(&rest.text()), all[1..]);
        let last = all[1].1.to_string();
        let done = app.send("GET", &format!("{path}/events"), &[("last-event-id", &last)], "").await;
        assert_eq!(done.status, StatusCode::NO_CONTENT, "tells an EventSource to stop");
    }

    #[tokio::test]
    async fn a_shutdown_and_a_deletion_end_the_stream() {
        let app = TestApp::new().await;
        let (_, path) = app.pending_job().await;
        let listening = app.listen(&format!("{path}/events")).await;
        app.delete(&path).await;
        assert_eq!(events(&listening.until_it_ends().await).len(), 1);
        let (_, path) = app.pending_job().await;
        let listening = app.listen(&format!("{path}/events/")).await;
        app.shutdown.cancel();
        assert_eq!(events(&listening.until_it_ends().await).len(), 1);
    }

    #[tokio::test]
    async fn an_unknown_job_and_a_strange_id_are_refused() {
        let app = TestApp::new().await;
        let response = app.get(&format!("/api/jobs/{UNKNOWN_ID}/events")).await;
        assert_eq!(response.status, StatusCode::NOT_FOUND);
        let (_, path) = app.pending_job().await;
        for id in ["x", "-1", "99999999999999999999"] {
            let response = app.send("GET", &format!("{path}/events"), &[("last-event-id", id)], "").await;
            assert_eq!(response.pointers(), ["Last-Event-ID"], "{id}");
            let response = app.get(&format!("{path}/events?last_event_id={id}")).await;
            assert_eq!(response.pointers(), ["last_event_id"], "{id}");
        }
    }
}
