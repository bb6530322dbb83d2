//! `GET /api/labellings/{labelling_id}`: one labelling.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use ml_job_domain::Labelling;

use super::{LabellingPath, TAG};
use crate::access::Who;
use crate::extract::Path;
use crate::problem::Problem;
use crate::{ApiState, etag, opinions};

/// Get a labelling
#[utoipa::path(
    get, path = "/api/labellings/{labelling_id}", tag = TAG, params(LabellingPath),
    responses(
        (status = 200, description = "The labelling", body = Labelling,
            headers(("ETag" = String, description = "For `If-Match`"))),
        (status = 304, description = "The client has it already"),
    ),
)]
pub(crate) async fn get_labelling(
    State(state): State<ApiState>,
    Path(LabellingPath { labelling_id }): Path<LabellingPath>,
    who: Who,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let labelling = state.store.lookup_labelling(labelling_id).await?;
    let labelling = labelling.ok_or_else(|| Problem::no_such_labelling(labelling_id))?;
    etag::answer(&opinions::seen(&state, &who, vec![labelling]).await?.first(), &headers)
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use crate::test_app::{TestApp, UNKNOWN_ID};

    #[tokio::test]
    async fn an_unknown_labelling_is_404() {
        let app = TestApp::new().await;
        let response = app.get(&format!("/api/labellings/{UNKNOWN_ID}")).await;
        assert_eq!(response.status, StatusCode::NOT_FOUND);
        assert_eq!(response.json()["detail"], format!("There is no labelling {UNKNOWN_ID}."));
        assert_eq!(app.get("/api/labellings/1").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
