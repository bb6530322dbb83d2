//! `GET /api/labellings/{labelling_id}/opinions`: what each person says of a spectrum.

use axum::extract::State;
use ml_job_domain::opinion::Opinion;

use super::{LabellingPath, TAG};
use crate::access::Who;
use crate::extract::{Json, Path};
use crate::problem::Problem;
use crate::{ApiState, opinions};

/// Get what each person says of a spectrum
///
/// The newest of each, in the order in which they first said something. Who is asked blindly sees her own alone until both have
/// answered. On an instance without accounts there are none.
#[utoipa::path(
    get, path = "/api/labellings/{labelling_id}/opinions", tag = TAG, params(LabellingPath),
    responses((status = 200, description = "The opinions", body = Vec<Opinion>)),
)]
pub(crate) async fn list_opinions(
    State(state): State<ApiState>,
    Path(LabellingPath { labelling_id }): Path<LabellingPath>,
    who: Who,
) -> Result<Json<Vec<Opinion>>, Problem> {
    let labelling = state.store.lookup_labelling(labelling_id).await?;
    let labelling = labelling.ok_or_else(|| Problem::no_such_labelling(labelling_id))?;
    let said = state.store.opinions_of(&[labelling_id]).await?.remove(&labelling_id).unwrap_or_default();
    let told = opinions::keep_visible(&labelling, &said, &who, said.clone(), |opinion| opinion.author.as_deref());
    Ok(Json(told))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use ml_job_domain::access::Role;
    use serde_json::json;

    use crate::test_app::{TestApp, UNKNOWN_ID, labellings_url};

    /// Wherever labels are told, the second of two is told nothing before she has answered.
    #[tokio::test]
    async fn the_second_of_two_answers_blindly() {
        let (app, worker) = TestApp::with_accounts().await;
        let (ada, bob) = (app.person("ada", Role::Member).await, app.person("bob", Role::Labeller).await);
        let eve = app.person("eve", Role::Viewer).await;
        let (job, ids) = app.experiment_by(&ada, &worker, 1, None).await;
        let path = format!("/api/labellings/{}", ids[0]);
        let places = [
            labellings_url(&job),
            format!("{}&format=csv", labellings_url(&job)),
            path.clone(),
            format!("{path}/history"),
            format!("{path}/opinions"),
            "/api/spectra/0.fits/occurrences".to_owned(),
        ];
        let hidden = app.get_by(&ada, &path).await.json();
        assert_eq!((&hidden["is_hidden"], hidden.get("model_prediction")), (&json!(true), None));
        let seen = app.label_by(&ada, &ids[0], "secret of ada").await;
        assert_eq!((&seen["user_label"], &seen["model_prediction"]), (&json!("secret of ada"), &json!("peak")));
        for place in &places {
            let told = app.get_by(&bob, place).await.text();
            assert!(!told.contains("secret") && !told.contains("0.75"), "{place}: {told}");
            assert!(app.get_by(&ada, place).await.text().contains("secret of ada"), "{place}");
            assert!(app.get_by(&eve, place).await.text().contains("secret of ada"), "{place}: a viewer is never asked");
            assert!(
                app.get_by(&worker, place).await.status == StatusCode::FORBIDDEN || place.contains("job_id"),
                "{place}"
            );
        }
        let answered = app.label_by(&bob, &ids[0], "other").await;
        assert_eq!(
            (&answered["user_label"], &answered["own_label"], &answered["differs"], answered.get("is_hidden")),
            (&json!("secret of ada"), &json!("other"), &json!(true), None)
        );
        for place in &places {
            assert!(app.get_by(&bob, place).await.text().contains("secret of ada"), "{place}");
        }
        let opinions = app.get_by(&bob, &format!("{path}/opinions")).await.json();
        let told: Vec<_> = opinions.as_array().unwrap().iter().map(|it| (&it["author"], &it["blind_label"])).collect();
        assert_eq!(told, [(&json!("ada"), &json!("secret of ada")), (&json!("bob"), &json!("other"))]);
        let unknown = app.get_by(&bob, &format!("/api/labellings/{UNKNOWN_ID}/opinions")).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn one_labeller_is_asked_as_ever() {
        let (app, worker) = TestApp::with_accounts().await;
        let ada = app.person("ada", Role::Member).await;
        app.person("eve", Role::Viewer).await;
        let (_, ids) = app.experiment_by(&ada, &worker, 1, None).await;
        let path = format!("/api/labellings/{}", ids[0]);
        assert_eq!(app.get_by(&ada, &path).await.json()["model_prediction"], "peak");
        app.label_by(&ada, &ids[0], "one").await;
        assert_eq!(app.label_by(&ada, &ids[0], "two").await["user_label"], "two");
    }

    #[tokio::test]
    async fn a_tag_of_what_is_seen_is_good_for_a_condition() {
        let (app, worker) = TestApp::with_accounts().await;
        let (ada, bob) = (app.person("ada", Role::Member).await, app.person("bob", Role::Labeller).await);
        let (_, ids) = app.experiment_by(&ada, &worker, 1, None).await;
        let path = format!("/api/labellings/{}", ids[0]);
        let before = app.get_by(&bob, &path).await.header("etag");
        app.label_by(&ada, &ids[0], "peak").await;
        assert_eq!(app.get_by(&bob, &path).await.header("etag"), before, "the tag tells nothing either");
        app.label_by(&bob, &ids[0], "other").await;
        assert_ne!(app.get_by(&bob, &path).await.header("etag"), before);
    }
}
