//! `GET /api/labellings/?job_id=…`: what a job shows to a person, as JSON or CSV.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use ml_job_domain::{JobId, Labelling, SpectrumSet};
use ml_job_store::LabellingFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{TAG, csv};
use crate::access::Who;
use crate::extract::{Json, Query};
use crate::page::{ALL, ListFormat, Paged};
use crate::problem::Problem;
use crate::{ApiState, opinions};

/// Without `limit` there is no end.
type LabellingsPage = Paged<ALL, 100_000>;

/// Which labellings.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// The job that shows them.
    job_id: JobId,
    /// Only this set.
    spectrum_set: Option<SpectrumSet>,
    /// As what.
    #[serde(default)]
    #[param(inline)]
    format: ListFormat,
    /// Whether the CSV begins with a byte-order mark (U+FEFF), without which spreadsheets take it for a text in their own
    /// script and garble other letters; scripts want none.
    #[serde(default)]
    byte_order_mark: bool,
    /// Whether the CSV has a line for what each person says, instead of one for the label that counts.
    #[serde(default)]
    #[param(default = false)]
    opinions: bool,
}

/// The labellings of a job.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LabellingList {
    /// The job.
    job_id: JobId,
    /// How many there are in all, with this filter.
    total: u64,
    /// `ORACLE`, then `PERFORMANCE_ESTIMATION`, then `CANDIDATE`; within each in the order of creation.
    labellings: Vec<Labelling>,
}

/// List the labellings of a job
///
/// `ORACLE`, then `PERFORMANCE_ESTIMATION`, then `CANDIDATE`. A job that does not exist has none. As CSV (RFC 4180) the list
/// is streamed, with the column names in the first line.
#[utoipa::path(
    get, path = "/api/labellings/", tag = TAG, params(LabellingsPage, ListQuery),
    responses(
        (status = 200, description = "The labellings", content(
            (LabellingList = "application/json"),
            (String = "text/csv"),
        )),
        (status = 404, description = "The caller may see no such job; without accounts it has no labellings"),
        (status = 422, description = "A parameter is missing or not valid"),
    ),
)]
pub(crate) async fn list_labellings(
    State(state): State<ApiState>,
    who: Who,
    Query(ListQuery { job_id, spectrum_set, format, byte_order_mark, opinions: spread }): Query<ListQuery>,
    Paged(page): LabellingsPage,
) -> Result<Response, Problem> {
    let filter = LabellingFilter { spectrum_set };
    match format {
        ListFormat::Csv => Ok(csv::stream(
            &state,
            who,
            job_id,
            filter,
            page,
            csv::Told { with_mark: byte_order_mark, opinions: spread },
        )
        .await?),
        ListFormat::Json => {
            let page = Some(page).filter(|page| page.offset > 0 || page.limit < ALL);
            let listed = state.store.list_labellings(job_id, &filter, page).await?;
            let labellings = opinions::seen(&state, &who, listed.items).await?;
            Ok(Json(LabellingList { job_id, total: listed.total, labellings }).into_response())
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use ml_job_domain::Labelling;
    use serde_json::{Value, json};

    use crate::test_app::{TestApp, UNKNOWN_ID};

    async fn job_with_labellings(app: &TestApp) -> Value {
        let (job, _) = app.pending_job().await;
        let one = |set: &str, name: &str| {
            json!({
                "job_id": job["job_id"], "spectrum_filename": name, "spectrum_set": set, "sequence_iteration": 0, "model_prediction": "-",
            })
        };
        let mut predicted = one("ORACLE", "a.fits");
        for (name, number) in Labelling::NUMBERS.into_iter().zip(numbers()) {
            predicted[name] = json!(number);
        }
        let batch = json!([
            one("CANDIDATE", "c.fits"),
            one("PERFORMANCE_ESTIMATION", "p.fits"),
            one("ORACLE", "z.fits"),
            predicted,
        ]);
        let response = app.post("/api/labellings/batch/", &batch).await;
        assert_eq!(response.status, StatusCode::NO_CONTENT, "{}", response.text());
        job["job_id"].clone()
    }

    /// One for each of the numbers: 0.5, 0.25, 0.125, …
    fn numbers() -> Vec<f64> {
        std::iter::successors(Some(0.5), |number| Some(number / 2.0)).take(Labelling::NUMBERS.len()).collect()
    }

    fn names(list: &Value) -> Vec<&str> {
        list["labellings"].as_array().unwrap().iter().map(|one| one["spectrum_filename"].as_str().unwrap()).collect()
    }

    #[tokio::test]
    async fn the_sets_come_in_order_and_each_as_it_was_made() {
        let app = TestApp::new().await;
        let id = job_with_labellings(&app).await;
        let url = format!("/api/labellings/?job_id={}", id.as_str().unwrap());
        let list = app.get(&url).await.json();
        assert_eq!((&list["job_id"], &list["total"]), (&id, &json!(4)));
        assert_eq!(names(&list), ["z.fits", "a.fits", "p.fits", "c.fits"]);
        let page = app.get(&format!("{url}&offset=1&limit=2")).await.json();
        assert_eq!((&page["total"], names(&page)), (&json!(4), vec!["a.fits", "p.fits"]));
        let oracle = app.get(&format!("{url}&spectrum_set=ORACLE")).await.json();
        assert_eq!((&oracle["total"], names(&oracle)), (&json!(2), vec!["z.fits", "a.fits"]));
    }

    #[tokio::test]
    async fn csv_is_quoted_and_runs_no_formula() {
        let app = TestApp::new().await;
        let id = job_with_labellings(&app).await;
        let url = format!("/api/labellings/?job_id={}", id.as_str().unwrap());
        let first = app.get(&url).await.json()["labellings"][0]["labelling_id"].as_str().unwrap().to_owned();
        let patch = json!({ "user_label": "=1+1", "user_comment": "a \"b\",\nc" });
        app.patch(&format!("/api/labellings/{first}"), &patch).await;
        let response = app.get(&format!("{url}&format=csv&spectrum_set=ORACLE")).await;
        assert_eq!(response.header("content-type"), "text/csv; charset=utf-8");
        let text = response.text();
        let (header, rest) = text.split_once("\r\n").unwrap();
        let texts = "labelling_id,job_id,spectrum_filename,spectrum_set,sequence_iteration,model_prediction,user_label,user_comment";
        assert_eq!(header, format!("{texts},{}", Labelling::NUMBERS.join(",")));
        assert!(header.contains("user_comment,model_probability,model_entropy,magnitude"), "{header}");
        let absent = ",".repeat(Labelling::NUMBERS.len());
        let known = numbers().iter().map(f64::to_string).collect::<Vec<_>>().join(",");
        let id = id.as_str().unwrap();
        assert!(
            rest.starts_with(&format!("{first},{id},z.fits,ORACLE,0,-,'=1+1,\"a \"\"b\"\",\nc\"{absent}\r\n")),
            "{rest}"
        );
        assert!(rest.ends_with(&format!("a.fits,ORACLE,0,-,,,{known}\r\n")), "{rest}");
    }

    #[tokio::test]
    async fn csv_streams_page_after_page() {
        let app = TestApp::new().await;
        let (job, _) = app.pending_job().await;
        let one = |n: u64| {
            json!({
                "job_id": job["job_id"], "spectrum_filename": format!("{n}.fits"), "spectrum_set": "CANDIDATE", "sequence_iteration": 0,
            })
        };
        app.post("/api/labellings/batch/", &(0..super::csv::PAGE + 7).map(one).collect()).await;
        let url = format!("/api/labellings/?format=csv&job_id={}", job["job_id"].as_str().unwrap());
        let lines = app.get(&url).await.text();
        assert_eq!(lines.lines().count() as u64, super::csv::PAGE + 8);
        let lines = app.get(&format!("{url}&offset=5&limit=2001")).await.text();
        assert_eq!(lines.lines().count(), 2002);
        assert!(lines.lines().last().unwrap().contains(",2005.fits,"));
    }

    #[tokio::test]
    async fn a_job_that_is_not_there_has_none_and_a_missing_id_is_told() {
        let app = TestApp::new().await;
        assert_eq!(app.get(&format!("/api/labellings/?job_id={UNKNOWN_ID}")).await.json()["total"], 0);
        let response = app.get("/api/labellings/").await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(response.json()["errors"][0], json!({ "pointer": "job_id", "message": "is required" }));
        let response = app.get(&format!("/api/labellings/?job_id={UNKNOWN_ID}&format=xml")).await;
        assert_eq!(response.pointers(), ["format"]);
    }
}
