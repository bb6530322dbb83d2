//! `GET /api/labellings/{labelling_id}`: one labelling.

use axum::extract::State;
use ml_job_domain::Labelling;

use super::{LabellingPath, TAG};
use crate::ApiState;
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Get a labelling
#[utoipa::path(
    get, path = "/api/labellings/{labelling_id}", tag = TAG, params(LabellingPath),
    responses((status = 200, description = "The labelling", body = Labelling)),
)]
pub(crate) async fn get_labelling(
    State(state): State<ApiState>,
    Path(LabellingPath { labelling_id }): Path<LabellingPath>,
) -> Result<Json<Labelling>, Problem> {
    let labelling = state.store.lookup_labelling(labelling_id).await?;
    labelling.map(Json).ok_or_else(|| Problem::no_such_labelling(labelling_id))
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
