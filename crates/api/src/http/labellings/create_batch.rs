//! `POST /api/labellings/batch/`: show many spectra to a person, all or none.

use axum::extract::State;
use axum::http::HeaderMap;
use ml_job_domain::protocol::ATTEMPT_HEADER;
use ml_job_domain::{Labelling, LabellingId, NewLabelling};
use ml_job_store::AddLabellings;

use super::TAG;
use crate::extract::{Batch, Object};
use crate::idempotency::{self, Answer, Key};
use crate::problem::Problem;
use crate::{ApiState, opinions};

/// Create labellings
///
/// All or none. A worker sends the attempt number of its claim along, so that one that was cut off cannot add to what
/// its successor found.
#[utoipa::path(
    post, path = "/api/labellings/batch/", tag = TAG, request_body = Vec<NewLabelling>,
    params(("X-Job-Attempt" = Option<u32>, Header, description = "The attempt number of the worker's claim", maximum = 2_147_483_647), Key),
    responses(
        (status = 204, description = "All are created"),
        (status = 404, description = "One names a job that there is not; none is created"),
        (status = 409, description = "The attempt is not the live one; none is created"),
        (status = 422, description = "Something in the request is not valid; none is created"),
    ),
)]
pub(crate) async fn create_labellings(
    State(state): State<ApiState>,
    headers: HeaderMap,
    key: Key,
    Batch(request): Batch<Vec<Object<NewLabelling>>>,
) -> Result<Answer, Problem> {
    let attempt = attempt(&headers)?;
    let problems = request.iter().enumerate().flat_map(|(index, Object(new))| new.problems(&format!("/{index}")));
    Problem::unless_valid(problems)?;
    let news: Vec<&NewLabelling> = request.iter().map(|Object(new)| new).collect();
    let key = Answer::no_content().for_key(key.of(&state, &(attempt, news))?)?;
    let labellings = request.into_iter().map(|Object(new)| new.into_labelling(LabellingId::new()));
    let mut labellings: Vec<Labelling> = labellings.collect();
    opinions::choose_double(&state, &mut labellings).await?;
    match state.store.add_labellings(&labellings, attempt, key.as_ref(), None).await? {
        AddLabellings::Added => Ok(Answer::no_content()),
        AddLabellings::Repeated(known) => idempotency::repeated(known),
        AddLabellings::NoSuchJob(id) => Err(Problem::no_such_job(id)),
        AddLabellings::StaleAttempt { job } => Err(Problem::stale_attempt(job, None)),
    }
}

fn attempt(headers: &HeaderMap) -> Result<Option<u32>, Problem> {
    let Some(value) = headers.get(ATTEMPT_HEADER) else { return Ok(None) };
    let attempt = value.to_str().ok().filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
    let attempt = attempt.and_then(|text| text.parse::<u32>().ok()).filter(|attempt| i32::try_from(*attempt).is_ok());
    attempt.map(Some).ok_or_else(|| Problem::invalid_field("X-Job-Attempt", "must be a whole number, 0 to 2147483647"))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::{Value, json};

    use crate::test_app::{TestApp, UNKNOWN_ID};

    fn batch(job_id: &Value, count: usize) -> Value {
        let one = |n| json!({ "job_id": job_id, "spectrum_filename": format!("{n}.fits"), "spectrum_set": "CANDIDATE", "sequence_iteration": 1 });
        (0..count).map(one).collect()
    }

    #[tokio::test]
    async fn all_are_created_or_none() {
        let app = TestApp::new().await;
        let (job, _) = app.pending_job().await;
        let url = format!("/api/labellings/?job_id={}", job["job_id"].as_str().unwrap());
        let mut bad = batch(&job["job_id"], 3);
        bad[2]["spectrum_filename"] = json!("");
        let response = app.post("/api/labellings/batch/", &bad).await;
        assert_eq!(response.pointers(), ["/2/spectrum_filename"]);
        bad[2] = batch(&json!(UNKNOWN_ID), 1)[0].clone();
        assert_eq!(app.post("/api/labellings/batch/", &bad).await.status, StatusCode::NOT_FOUND);
        assert_eq!(app.get(&url).await.json()["total"], 0);
        let response = app.post("/api/labellings/batch/", &batch(&job["job_id"], 3)).await;
        assert_eq!(response.status, StatusCode::NO_CONTENT, "{}", response.text());
        assert_eq!(app.get(&url).await.json()["total"], 3);
        assert_eq!(app.post("/api/labellings/batch", &json!([])).await.status, StatusCode::NO_CONTENT);
    }

    #[tokio::test]
    async fn a_worker_that_was_cut_off_adds_nothing() {
        let app = TestApp::new().await;
        let (job, _) = app.claimed_job("w1").await;
        let body = batch(&job["job_id"], 2).to_string();
        for (attempt, status) in [
            ("1", StatusCode::NO_CONTENT),
            ("2", StatusCode::CONFLICT),
            ("one", StatusCode::UNPROCESSABLE_ENTITY),
            ("4294967295", StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let headers = [("content-type", "application/json"), ("x-job-attempt", attempt)];
            let response = app.send("POST", "/api/labellings/batch/", &headers, body.clone()).await;
            assert_eq!(response.status, status, "attempt {attempt}: {}", response.text());
        }
    }
}
