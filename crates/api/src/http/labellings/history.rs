//! `GET /api/labellings/{labelling_id}/history`: what a person said before, so that it can be taken back.

use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::{LabellingPath, TAG};
use crate::access::Who;
use crate::extract::{Json, Path};
use crate::problem::Problem;
use crate::{ApiState, opinions};

/// What a person said at one time.
#[serde_with::skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LabellingChange {
    /// Who said so; absent where there were no accounts.
    #[schema(example = "ada")]
    author: Option<String>,
    /// When.
    changed_at: DateTime<Utc>,
    /// The class that was chosen; absent: none.
    user_label: Option<String>,
    /// What was noted; absent: nothing.
    user_comment: Option<String>,
    /// Whether it settled which label counts, instead of saying what its author thinks; absent: no.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_adjudication: bool,
}

/// Get what was said of a spectrum, oldest first
///
/// One entry for each change, with its author's label and comment after it. Before the first change there was neither. Who is asked
/// blindly sees her own alone until both have answered.
#[utoipa::path(
    get, path = "/api/labellings/{labelling_id}/history", tag = TAG, params(LabellingPath),
    responses((status = 200, description = "The changes, oldest first", body = Vec<LabellingChange>)),
)]
pub(crate) async fn get_labelling_history(
    State(state): State<ApiState>,
    Path(LabellingPath { labelling_id }): Path<LabellingPath>,
    who: Who,
) -> Result<Json<Vec<LabellingChange>>, Problem> {
    let labelling = state.store.lookup_labelling(labelling_id).await?;
    let labelling = labelling.ok_or_else(|| Problem::no_such_labelling(labelling_id))?;
    let changes = state.store.labelling_history(labelling_id).await?;
    let said = state.store.opinions_of(&[labelling_id]).await?.remove(&labelling_id).unwrap_or_default();
    let changes = opinions::keep_visible(&labelling, &said, &who, changes, |change| change.author.as_deref());
    let changes = changes.into_iter().map(|change| LabellingChange {
        author: change.author,
        changed_at: change.changed_at,
        user_label: change.user_label,
        user_comment: change.user_comment,
        is_adjudication: change.is_adjudication,
    });
    Ok(Json(changes.collect()))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::test_app::{TestApp, UNKNOWN_ID};

    #[tokio::test]
    async fn every_change_is_kept_in_order() {
        let app = TestApp::new().await;
        let labelling = app.labelling().await;
        let path = format!("/api/labellings/{}", labelling["labelling_id"].as_str().unwrap());
        for patch in [json!({ "user_label": "a" }), json!({ "user_comment": "odd" }), json!({ "user_label": null })] {
            app.patch(&path, &patch).await;
        }
        let history = app.get(&format!("{path}/history")).await.json();
        let at = "2026-01-01T12:00:00Z";
        assert_eq!(
            history,
            json!([
                { "changed_at": at, "user_label": "a" },
                { "changed_at": at, "user_label": "a", "user_comment": "odd" },
                { "changed_at": at, "user_comment": "odd" },
            ])
        );
    }

    #[tokio::test]
    async fn an_unknown_labelling_has_no_history() {
        let app = TestApp::new().await;
        let response = app.get(&format!("/api/labellings/{UNKNOWN_ID}/history")).await;
        assert_eq!(response.status, StatusCode::NOT_FOUND);
    }
}
