//! `/api/jobs/{job_id}/seats/…`: who labels the spectra of a job now, and who is asked which of them next.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::response::sse::Event;
use chrono::{DateTime, TimeDelta, Utc};
use futures::Stream;
use ml_job_domain::{FieldError, JobId, LabellingId, SeatId, sentence};
use ml_job_store::{JobListener, Seat, SeatRequest, StoreError, TakeSeat};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use utoipa::{IntoParams, ToSchema};

use super::stream::{self, RETRY};
use super::{JobPath, TAG};
use crate::access::{Admission, Listening, Person};
use crate::extract::{Json, Path};
use crate::problem::Problem;
use crate::{ApiState, jobs};

/// How long a seat that is not heard of is kept: a page asks again after a third of it.
const LIFE: Duration = Duration::from_secs(30);
/// How many labellings a seat may be asked at once.
const COUNT_MAX: u32 = 100;
/// How many labellings a wish may name.
const AMONG_MAX: usize = 2000;
/// A listener is told of comings and goings at most once in this time: fifty who work fast would otherwise be a storm.
const PAUSE: Duration = Duration::from_millis(500);
/// When a listener looks although nothing was heard.
const LOOK_AGAIN: Duration = Duration::from_secs(15);

/// Which seat.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct SeatPath {
    /// The job's id.
    job_id: JobId,
    /// The seat: a UUID that the page makes up when it opens.
    seat_id: SeatId,
}

/// What somebody who labels looks at, and wants to be asked.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeatWish {
    /// The labelling that is looked at, for others to see; absent: none.
    #[serde(default)]
    #[schema(nullable = false)]
    labelling_id: Option<LabellingId>,
    /// How many labellings the person wants to be asked next, 0 to 100.
    #[serde(default)]
    #[schema(maximum = 100)]
    count: u32,
    /// Which ones, those that she wishes most first, at most 2000; absent: of the oracle and estimation sets, in the order of the list.
    #[serde(default)]
    #[schema(nullable = false, max_items = 2000)]
    among: Option<Vec<LabellingId>>,
}

/// What somebody is asked next.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SeatAnswer {
    /// After how many seconds without a word the seat is given up.
    expires_in_seconds: u64,
    /// The labellings that nobody else is asked meanwhile, in the order of the wish.
    leased: Vec<LabellingId>,
    /// What others are asked.
    taken: Vec<TakenLabelling>,
    /// What of the wish others have answered, and a second answer is not wanted.
    answered: Vec<LabellingId>,
}

/// A labelling that somebody else is asked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TakenLabelling {
    labelling_id: LabellingId,
    /// Who.
    #[schema(example = "ada")]
    name: String,
}

/// Sit down to label the spectra of a job
///
/// Says that the person is there, and gives her the next labellings so that nobody else is asked the same. Repeat it to stay, and to be
/// asked more; who is not heard of for `expires_in_seconds` has gone. Nobody is kept from labelling what somebody else is asked: it
/// becomes a second opinion.
#[utoipa::path(
    put, path = "/api/jobs/{job_id}/seats/{seat_id}", tag = TAG, params(SeatPath), request_body = SeatWish,
    responses(
        (status = 200, description = "What the person is asked", body = SeatAnswer),
        (status = 409, description = "The seat is somebody else's or at another job, or there are no accounts"),
    ),
)]
pub(crate) async fn take_seat(
    State(state): State<ApiState>,
    Path(SeatPath { job_id, seat_id }): Path<SeatPath>,
    person: Person,
    Json(SeatWish { labelling_id, count, among }): Json<SeatWish>,
) -> Result<Json<SeatAnswer>, Problem> {
    let few = (count > COUNT_MAX).then(|| FieldError::new("/count", format!("must be at most {COUNT_MAX}")));
    let long = among.as_ref().is_some_and(|among| among.len() > AMONG_MAX);
    let long = long.then(|| FieldError::new("/among", format!("must be at most {AMONG_MAX} labellings")));
    Problem::unless_valid(few.into_iter().chain(long))?;
    let now = state.clock.now();
    let expires_at = now + TimeDelta::from_std(LIFE).map_err(Problem::internal)?;
    let author = person.user.name.as_str();
    let request = SeatRequest { seat_id, job_id, author, labelling_id, among: among.as_deref(), count, expires_at };
    let taken = match state.store.take_seat(&request, now).await? {
        TakeSeat::Taken(taken) => taken,
        TakeSeat::NoSuchJob => return Err(Problem::no_such_job(job_id)),
        TakeSeat::Foreign => {
            return Err(Problem::conflict("This seat is somebody else's, or at another job: make up another id."));
        }
    };
    Ok(Json(SeatAnswer {
        expires_in_seconds: LIFE.as_secs(),
        leased: taken.leased,
        taken: taken.taken.into_iter().map(|(labelling_id, name)| TakenLabelling { labelling_id, name }).collect(),
        answered: taken.answered,
    }))
}

/// Stand up
///
/// What the person was asked is free for others. A seat that is not there is left already.
#[utoipa::path(
    delete, path = "/api/jobs/{job_id}/seats/{seat_id}", tag = TAG, params(SeatPath),
    responses((status = 204, description = "The seat is left"), (status = 409, description = "There are no accounts")),
)]
pub(crate) async fn leave_seat(
    State(state): State<ApiState>,
    Path(SeatPath { job_id, seat_id }): Path<SeatPath>,
    person: Person,
) -> Result<StatusCode, Problem> {
    state.store.leave_seat(job_id, seat_id, &person.user.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who labels now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Present {
    /// The people, by name; who has two pages open is there twice.
    people: Vec<PresentPerson>,
}

/// Somebody who labels now.
#[serde_with::skip_serializing_none]
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PresentPerson {
    /// Who.
    #[schema(example = "ada")]
    name: String,
    /// The page.
    seat_id: SeatId,
    /// What is looked at; absent: nothing yet.
    labelling_id: Option<LabellingId>,
    /// Since when.
    since: DateTime<Utc>,
}

impl From<Seat> for PresentPerson {
    fn from(seat: Seat) -> Self {
        Self { name: seat.author, seat_id: seat.seat_id, labelling_id: seat.labelling_id, since: seat.taken_at }
    }
}

/// Listen to who labels the spectra of a job
///
/// Server-sent events of the name `present`: who is there and looks at what, at once and whenever somebody comes, moves on or goes.
#[utoipa::path(
    get, path = "/api/jobs/{job_id}/seats/events", tag = TAG, params(JobPath),
    responses((status = 200, description = "The events", body = String, content_type = "text/event-stream",
        example = "event: present\ndata: {\"people\":[{\"name\":\"ada\"}]}\n\n")),
)]
pub(crate) async fn listen_to_seats(
    State(state): State<ApiState>,
    Path(JobPath { job_id }): Path<JobPath>,
    admission: Admission,
) -> Result<Response, Problem> {
    let listener = state.store.listen(job_id);
    jobs::find(&state, job_id).await?;
    let client = Listening::new(admission);
    let feed = Feed { state, job_id, listener, client, told: None, quiet_until: None };
    Ok(stream::answer(feed.into_stream()))
}

/// Where one listener stands.
struct Feed {
    state: ApiState,
    job_id: JobId,
    listener: JobListener,
    client: Listening,
    /// What was told last.
    told: Option<Vec<PresentPerson>>,
    /// When the listener may be told again.
    quiet_until: Option<Instant>,
}

impl Feed {
    fn into_stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        self.state.metrics.event_streams(1.0);
        futures::stream::unfold(self, |mut feed| async move { feed.next().await.map(|event| (Ok(event), feed)) })
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            if !self.client.may_go_on(&self.state).await {
                return None;
            }
            let (people, wait) = match self.read().await {
                Ok(read) => read?,
                Err(error) => {
                    let error = sentence(&error);
                    tracing::warn!(job.id = %self.job_id, error, "A stream of who labels ends: {error}");
                    return None;
                }
            };
            if self.told.as_ref() != Some(&people) {
                let present = Present { people };
                let data = serde_json::to_string(&present).unwrap_or_default();
                self.told = Some(present.people);
                self.quiet_until = Some(Instant::now() + PAUSE);
                return Some(Event::default().event("present").data(data).retry(RETRY));
            }
            if !self.wait(wait).await {
                return None;
            }
        }
    }

    /// Who is there, and how long it is worth waiting before looking again; nothing where the job is gone.
    async fn read(&self) -> Result<Option<(Vec<PresentPerson>, Duration)>, StoreError> {
        if self.state.store.lookup_job(self.job_id).await?.is_none() {
            return Ok(None);
        }
        let now = self.state.clock.now();
        let seats = self.state.store.list_seats(self.job_id, now).await?;
        let next = seats.iter().filter_map(|seat| (seat.expires_at - now).to_std().ok()).min();
        let wait = next.map_or(LOOK_AGAIN, |next| next.min(LOOK_AGAIN));
        Ok(Some((seats.into_iter().map(PresentPerson::from).collect(), wait)))
    }

    /// Waits until it is worth looking again; answers false when the server shuts down.
    async fn wait(&mut self, most: Duration) -> bool {
        tokio::select! {
            () = self.state.shutdown.cancelled() => return false,
            () = self.listener.changed() => {}
            () = tokio::time::sleep(most) => {}
            () = self.client.next_time(&self.state) => {}
        }
        let Some(until) = self.quiet_until.take() else { return true };
        tokio::select! {
            () = self.state.shutdown.cancelled() => false,
            () = tokio::time::sleep_until(until) => true,
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
    use std::time::Duration;

    use axum::http::StatusCode;
    use ml_job_domain::access::Role;
    use serde_json::{Value, json};

    use crate::test_app::{TestApp, TestPerson, UNKNOWN_ID};

    const ADA: &str = "0199c0de-0000-7000-8000-00000000000a";
    const BOB: &str = "0199c0de-0000-7000-8000-00000000000b";

    async fn sit(app: &TestApp, who: &TestPerson, job: &Value, seat: &str, wish: &Value) -> Value {
        let url = format!("/api/jobs/{}/seats/{seat}", job["job_id"].as_str().unwrap());
        let response = app.by(who, "PUT", &url, Some(wish)).await;
        assert_eq!(response.status, StatusCode::OK, "{}", response.text());
        response.json()
    }

    #[tokio::test]
    async fn who_sits_down_is_asked_what_nobody_else_is_asked() {
        let (app, worker) = TestApp::with_accounts().await;
        let ada = app.person("ada", Role::Member).await;
        let bob = app.person("<b>bob", Role::Labeller).await;
        let (job, ids) = app.experiment_by(&ada, &worker, 3, None).await;
        let asked = sit(&app, &ada, &job, ADA, &json!({ "count": 2 })).await;
        assert_eq!(asked, json!({ "expires_in_seconds": 30, "leased": ids[..2], "taken": [], "answered": [] }));
        let asked = sit(&app, &bob, &job, BOB, &json!({ "count": 2, "among": ids })).await;
        assert_eq!((&asked["leased"], asked["taken"].as_array().unwrap().len()), (&json!([ids[2]]), 2));
        let url = format!("/api/jobs/{}/seats/{ADA}", job["job_id"].as_str().unwrap());
        assert_eq!(app.by(&bob, "PUT", &url, Some(&json!({}))).await.status, StatusCode::CONFLICT);
        assert_eq!(app.by(&ada, "DELETE", &url, None).await.status, StatusCode::NO_CONTENT);
        assert_eq!(sit(&app, &bob, &job, BOB, &json!({ "count": 9 })).await["leased"], json!(ids));
    }

    #[tokio::test]
    async fn wishes_that_are_too_long_and_jobs_that_are_not_there_are_refused() {
        let (app, worker) = TestApp::with_accounts().await;
        let ada = app.person("ada", Role::Member).await;
        let (job, _) = app.experiment_by(&ada, &worker, 1, None).await;
        let url = format!("/api/jobs/{}/seats/{ADA}", job["job_id"].as_str().unwrap());
        let wish = json!({ "count": 101, "among": vec![UNKNOWN_ID; 2001] });
        assert_eq!(app.by(&ada, "PUT", &url, Some(&wish)).await.pointers(), ["/count", "/among"]);
        let url = format!("/api/jobs/{UNKNOWN_ID}/seats/{ADA}");
        assert_eq!(app.by(&ada, "PUT", &url, Some(&json!({}))).await.status, StatusCode::NOT_FOUND);
        let viewer = app.person("eve", Role::Viewer).await;
        assert_eq!(app.by(&viewer, "PUT", &url, Some(&json!({}))).await.status, StatusCode::FORBIDDEN);
        // Without accounts nobody is told apart.
        let open = TestApp::new().await;
        let response = open.put(&url, &json!({})).await;
        assert_eq!(response.status, StatusCode::CONFLICT, "{}", response.text());
    }

    #[tokio::test]
    async fn whoever_listens_is_told_who_comes_moves_and_goes() {
        let (app, worker) = TestApp::with_accounts().await;
        let (ada, bob) = (app.person("ada", Role::Member).await, app.person("<b>bob", Role::Labeller).await);
        let (job, ids) = app.experiment_by(&ada, &worker, 2, None).await;
        let events = format!("/api/jobs/{}/seats/events", job["job_id"].as_str().unwrap());
        let mut listening = app.listen_by(&ada, &events).await;
        assert!(listening.until("event: present\n").await.contains(r#"data: {"people":[]}"#));
        sit(&app, &bob, &job, BOB, &json!({ "labelling_id": ids[1] })).await;
        let told = listening.until(&ids[1]).await;
        assert!(told.contains(r#""name":"<b>bob""#), "{told}");
        sit(&app, &bob, &job, BOB, &json!({ "labelling_id": ids[0] })).await;
        listening.until(&ids[0]).await;
        // Who is not heard of any more has gone, and the next one who is tells of it.
        app.clock.advance(Duration::from_secs(31));
        sit(&app, &ada, &job, ADA, &json!({})).await;
        let told = listening.until(r#""name":"ada""#).await;
        assert!(!told.rsplit("event: present").next().unwrap().contains("bob"), "{told}");
        app.shutdown.cancel();
        listening.until_it_ends().await;
    }
}
