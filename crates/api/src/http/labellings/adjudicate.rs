//! `PUT` and `DELETE /api/labellings/{labelling_id}/adjudication`: which label counts where people differ.

use axum::extract::State;
use ml_job_domain::{Labelling, LabellingPatch};
use ml_job_store::{Adjudicate, Adjudication, Said};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{LabellingPath, TAG};
use crate::ApiState;
use crate::access::Person;
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Which label counts.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAdjudication {
    /// The label, 1 to 30 characters.
    #[schema(min_length = 1, max_length = 30)]
    user_label: String,
    /// What is to be noted, 1 to 50 characters.
    #[serde(default)]
    #[schema(nullable = false, min_length = 1, max_length = 50)]
    user_comment: Option<String>,
}

/// Settle the label of a spectrum
///
/// From then on this label counts, whatever people say; what they said stays, and the history tells who settled it. Where two people are
/// asked blindly, both must have answered.
#[utoipa::path(
    put, path = "/api/labellings/{labelling_id}/adjudication", tag = TAG, params(LabellingPath), request_body = NewAdjudication,
    responses(
        (status = 200, description = "The labelling as it is now", body = Labelling),
        (status = 409, description = "Nobody has labelled it, one of two answers is missing, or there are no accounts"),
    ),
)]
pub(crate) async fn adjudicate_labelling(
    State(state): State<ApiState>,
    Path(path): Path<LabellingPath>,
    person: Person,
    Json(NewAdjudication { user_label, user_comment }): Json<NewAdjudication>,
) -> Result<Json<Labelling>, Problem> {
    let patch =
        LabellingPatch { user_label: Some(Some(user_label.clone())), user_comment: user_comment.clone().map(Some) };
    Problem::unless_valid(patch.problems(""))?;
    settle(&state, path, &person, Some(Adjudication { label: user_label, comment: user_comment })).await
}

/// Open the label of a spectrum again
///
/// What people say decides again which label counts.
#[utoipa::path(
    delete, path = "/api/labellings/{labelling_id}/adjudication", tag = TAG, params(LabellingPath),
    responses(
        (status = 200, description = "The labelling as it is now", body = Labelling),
        (status = 409, description = "Nobody has labelled it, one of two answers is missing, or there are no accounts"),
    ),
)]
pub(crate) async fn reopen_labelling(
    State(state): State<ApiState>,
    Path(path): Path<LabellingPath>,
    person: Person,
) -> Result<Json<Labelling>, Problem> {
    settle(&state, path, &person, None).await
}

async fn settle(
    state: &ApiState,
    LabellingPath { labelling_id }: LabellingPath,
    person: &Person,
    settled: Option<Adjudication>,
) -> Result<Json<Labelling>, Problem> {
    let said = Said { author: &person.user.name, at: state.clock.now() };
    match state.store.adjudicate(labelling_id, settled.as_ref(), said).await? {
        Adjudicate::Settled(labelling) => Ok(Json(*labelling)),
        Adjudicate::NoSuchLabelling => Err(Problem::no_such_labelling(labelling_id)),
        Adjudicate::Waiting => {
            Err(Problem::conflict("Two people are asked about this spectrum, and one answer is missing."))
        }
        Adjudicate::NothingSaid => {
            Err(Problem::conflict("Nobody has labelled this spectrum: there is nothing to settle."))
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use ml_job_domain::access::Role;
    use serde_json::json;

    use crate::test_app::{TestApp, UNKNOWN_ID};

    #[tokio::test]
    async fn a_member_settles_what_two_people_differ_about() {
        let (app, worker) = TestApp::with_accounts().await;
        let (ada, bob) = (app.person("ada", Role::Labeller).await, app.person("bob", Role::Labeller).await);
        let eve = app.person("eve", Role::Member).await;
        let (_, ids) = app.experiment_by(&eve, &worker, 1, None).await;
        let path = format!("/api/labellings/{}", ids[0]);
        let url = format!("{path}/adjudication");
        let settled = json!({ "user_label": "peak", "user_comment": "both wings" });
        let early = app.by(&eve, "PUT", &url, Some(&settled)).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.text());
        app.label_by(&ada, &ids[0], "other").await;
        let one = app.by(&eve, "PUT", &url, Some(&settled)).await;
        assert!(one.status == StatusCode::CONFLICT && !one.text().contains("other"), "{}", one.text());
        app.label_by(&bob, &ids[0], "single").await;
        assert_eq!(app.by(&bob, "PUT", &url, Some(&settled)).await.status, StatusCode::FORBIDDEN, "a labeller may not");
        let done = app.by(&eve, "PUT", &url, Some(&settled)).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        let told = done.json();
        assert_eq!(
            (&told["user_label"], &told["adjudicated_by"], &told["user_label_author"], &told["user_comment"]),
            (&json!("peak"), &json!("eve"), &json!("eve"), &json!("both wings"))
        );
        let history = app.get_by(&ada, &format!("{path}/history")).await.json();
        assert_eq!((history[1].get("is_adjudication"), &history[2]["is_adjudication"]), (None, &json!(true)));
        let open = app.by(&eve, "DELETE", &url, None).await.json();
        assert_eq!((&open["user_label"], open.get("adjudicated_by")), (&json!("other"), None));
    }

    #[tokio::test]
    async fn what_cannot_be_settled_is_told() {
        let (app, _) = TestApp::with_accounts().await;
        let eve = app.person("eve", Role::Member).await;
        let url = format!("/api/labellings/{UNKNOWN_ID}/adjudication");
        let response = app.by(&eve, "PUT", &url, Some(&json!({ "user_label": "" }))).await;
        assert_eq!(response.pointers(), ["/user_label"]);
        let response = app.by(&eve, "PUT", &url, Some(&json!({ "user_label": "x" }))).await;
        assert_eq!(response.status, StatusCode::NOT_FOUND);
        let open = TestApp::new().await;
        assert_eq!(open.put(&url, &json!({ "user_label": "x" })).await.status, StatusCode::CONFLICT);
    }
}
