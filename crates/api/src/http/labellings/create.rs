//! `POST /api/labellings/`: show one spectrum of a job to a person.

use axum::extract::State;
use ml_job_domain::{Labelling, LabellingId, NewLabelling};
use ml_job_store::AddLabellings;

use super::TAG;
use crate::extract::Json;
use crate::idempotency::{self, Answer, Key};
use crate::problem::Problem;
use crate::{ApiState, opinions};

/// Create a labelling
#[utoipa::path(
    post, path = "/api/labellings/", tag = TAG, params(Key), request_body = NewLabelling,
    responses(
        (status = 201, description = "The labelling", body = Labelling),
        (status = 404, description = "There is no such job"),
    ),
)]
pub(crate) async fn create_labelling(
    State(state): State<ApiState>,
    key: Key,
    Json(request): Json<NewLabelling>,
) -> Result<Answer, Problem> {
    let key = key.of(&state, &request)?;
    Problem::unless_valid(request.problems(""))?;
    let mut labelling = request.into_labelling(LabellingId::new());
    opinions::choose_double(&state, std::slice::from_mut(&mut labelling)).await?;
    let answer = Answer::created(None, &labelling)?;
    let key = answer.for_key(key)?;
    match state.store.add_labellings(std::slice::from_ref(&labelling), None, key.as_ref(), None).await? {
        AddLabellings::Added => Ok(answer),
        AddLabellings::Repeated(known) => idempotency::repeated(known),
        AddLabellings::NoSuchJob(id) | AddLabellings::StaleAttempt { job: id } => Err(Problem::no_such_job(id)),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::test_app::{TestApp, UNKNOWN_ID};

    #[tokio::test]
    async fn a_labelling_is_created_and_found_again() {
        let app = TestApp::new().await;
        let (job, _) = app.pending_job().await;
        let request = json!({
            "job_id": job["job_id"], "spectrum_filename": "spec-1-B1_sp01-001.fits", "spectrum_set": "ORACLE", "sequence_iteration": 0,
        });
        let response = app.post("/api/labellings/", &request).await;
        assert_eq!(response.status, StatusCode::CREATED, "{}", response.text());
        let labelling = response.json();
        assert_eq!(labelling["spectrum_set"], "ORACLE");
        assert!(labelling.get("user_label").is_none());
        let path = format!("/api/labellings/{}", labelling["labelling_id"].as_str().unwrap());
        assert_eq!(app.get(&path).await.json(), labelling);
    }

    #[tokio::test]
    async fn texts_and_jobs_that_cannot_be_are_refused() {
        let app = TestApp::new().await;
        let long = "x".repeat(257);
        let table = [
            (json!({ "spectrum_filename": long }), StatusCode::UNPROCESSABLE_ENTITY, "/spectrum_filename"),
            (json!({ "sequence_iteration": -1 }), StatusCode::UNPROCESSABLE_ENTITY, "/sequence_iteration"),
            (json!({ "spectrum_set": "X" }), StatusCode::UNPROCESSABLE_ENTITY, "/spectrum_set"),
            (json!({ "user_label": "" }), StatusCode::UNPROCESSABLE_ENTITY, "/user_label"),
            (json!({}), StatusCode::NOT_FOUND, ""),
        ];
        for (change, status, pointer) in table {
            let mut request = json!({
                "job_id": UNKNOWN_ID, "spectrum_filename": "a.fits", "spectrum_set": "ORACLE", "sequence_iteration": 0,
            });
            request.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            let response = app.post("/api/labellings/", &request).await;
            assert_eq!(response.status, status, "{request}");
            assert_eq!(response.pointers().first().map_or("", String::as_str), pointer, "{request}");
        }
    }
}
