//! `GET /api/spectra/{filename}/occurrences`: in which jobs a spectrum was shown, and what was said of it.

use std::collections::HashMap;

use axum::extract::State;
use ml_job_domain::{JobId, Labelling, LabellingId, SpectrumSet};
use ml_job_spectra::{SpectrumName, strip_compression};
use serde::Serialize;
use utoipa::ToSchema;

use super::{SpectrumPath, TAG};
use crate::access::{Seen, Who};
use crate::extract::{Json, Path};
use crate::problem::Problem;
use crate::{ApiState, opinions};

/// Occurrences that are told at most.
const LIMIT: u64 = 200;

/// Where a spectrum occurs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SpectrumOccurrences {
    /// The newest first, 200 at most.
    occurrences: Vec<Occurrence>,
    /// Whether these are all.
    is_complete: bool,
}

/// A spectrum in a job.
#[serde_with::skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Occurrence {
    /// The job that shows it.
    job_id: JobId,
    /// The job's label.
    job_label: String,
    /// The job's type.
    #[schema(example = "ACTIVE_ML")]
    job_type: String,
    /// The labelling.
    labelling_id: LabellingId,
    /// As what it is shown.
    spectrum_set: SpectrumSet,
    /// In which iteration.
    sequence_iteration: u32,
    /// What a person says of it.
    user_label: Option<String>,
    /// A person's comment.
    user_comment: Option<String>,
}

/// List the jobs that show a spectrum
///
/// Those that the caller may see, with the labels that people gave it. A name that no job shows has none, whether the archive knows it or not.
#[utoipa::path(
    get, path = "/api/spectra/{filename}/occurrences", tag = TAG, params(SpectrumPath, Seen),
    responses(
        (status = 200, description = "The jobs and labels", body = SpectrumOccurrences),
        (status = 422, description = "The name is not valid"),
    ),
)]
pub(crate) async fn list_spectrum_occurrences(
    State(state): State<ApiState>,
    Seen(sight): Seen,
    Path(SpectrumPath { filename }): Path<SpectrumPath>,
    who: Who,
) -> Result<Json<SpectrumOccurrences>, Problem> {
    let name = filename
        .parse::<SpectrumName>()
        .map_err(|error| Problem::invalid_field("filename", format!("`{filename}` is no spectrum: {error}")))?;
    let mut found = state.store.list_labellings_of_spectrum(sight, strip_compression(name.as_str()), LIMIT + 1).await?;
    let is_complete = found.len() as u64 <= LIMIT;
    found.truncate(usize::try_from(LIMIT).unwrap_or(usize::MAX));
    let found = opinions::seen(&state, &who, found).await?;
    let mut jobs = HashMap::new();
    let mut occurrences = Vec::with_capacity(found.len());
    for labelling in found {
        let job_id = labelling.job_id;
        if let std::collections::hash_map::Entry::Vacant(place) = jobs.entry(job_id) {
            // A job that was deleted in the meantime took its labellings along.
            let Some(job) = state.store.lookup_job(job_id).await? else { continue };
            place.insert((job.label, job.job_type.to_string()));
        }
        occurrences.extend(jobs.get(&job_id).map(|(label, kind)| occurrence(labelling, label, kind)));
    }
    Ok(Json(SpectrumOccurrences { occurrences, is_complete }))
}

fn occurrence(labelling: Labelling, job_label: &str, job_type: &str) -> Occurrence {
    Occurrence {
        job_id: labelling.job_id,
        job_label: job_label.to_owned(),
        job_type: job_type.to_owned(),
        labelling_id: labelling.labelling_id,
        spectrum_set: labelling.spectrum_set,
        sequence_iteration: labelling.sequence_iteration,
        user_label: labelling.user_label,
        user_comment: labelling.user_comment,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn the_newest_label_of_any_job_comes_first() {
        let app = TestApp::new().await;
        let (first, second) = (app.labelling().await, app.labelling().await);
        let path = format!("/api/labellings/{}", second["labelling_id"].as_str().unwrap());
        let patch = json!({ "user_label": "double", "user_comment": "sure" }).to_string();
        let patched = app.send("PATCH", &path, &[("content-type", "application/json")], patch).await;
        assert_eq!(patched.status, StatusCode::OK, "{}", patched.text());
        let found = app.get("/api/spectra/a.fits.gz/occurrences").await.json();
        assert_eq!(found["is_complete"], true);
        let occurrences = found["occurrences"].as_array().unwrap();
        assert_eq!(occurrences.len(), 2);
        assert_eq!(
            (&occurrences[0]["job_id"], &occurrences[0]["user_label"], &occurrences[0]["user_comment"]),
            (&second["job_id"], &json!("double"), &json!("sure"))
        );
        assert_eq!((&occurrences[1]["job_id"], occurrences[1].get("user_label")), (&first["job_id"], None));
        assert!(occurrences[0]["job_label"].is_string() && occurrences[0]["job_type"].is_string());
        assert_eq!(app.get("/api/spectra/b.fits/occurrences").await.json()["occurrences"], json!([]));
        assert_eq!(app.get("/api/spectra/..%2fx.fits/occurrences").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
