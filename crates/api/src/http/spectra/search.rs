//! `GET /api/spectra/?q=…`: search the names of the archive.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use ml_job_domain::FieldError;
use ml_job_spectra::SearchResult;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::TAG;
use crate::ApiState;
use crate::extract::{Json, Query};
use crate::problem::Problem;

/// How many names are told at most.
const LIMIT_MAX: usize = 1000;
/// How many bytes a text may have: no name of a file is longer.
const QUERY_MAX: usize = 255;
/// How long a search waits for the archive's directories to be read the first time.
const PATIENCE: Duration = Duration::from_secs(1);

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchQuery {
    /// A part of the file name, whatever its case; empty for all.
    #[serde(default)]
    #[param(required = false, max_length = 255, example = "B6001_sp01")]
    q: String,
    /// How many names to tell.
    #[serde(default = "default_limit")]
    #[param(default = 20, minimum = 1, maximum = 1000, format = Int64)]
    limit: usize,
}

const fn default_limit() -> usize {
    20
}

/// Spectra whose names match.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SpectraFound {
    /// How many spectra match.
    total: usize,
    /// The first of them, by directory and name.
    spectra: Vec<SpectrumFound>,
    /// Whether the whole archive was searched; `false` while its directories are being read for the first time.
    is_complete: bool,
}

/// A spectrum whose name matches.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SpectrumFound {
    /// Its name, as `GET /api/spectra/{filename}` takes it.
    #[schema(example = "spec-56201-B6001_sp01-014.fits")]
    filename: String,
    /// The directory that it lies in, relative to the archive.
    #[schema(example = "/B6001")]
    dir_path: String,
}

/// Search the archive
///
/// By a part of the file name. The first search reads the archive's directories; until they are all read, `is_complete` is
/// `false` and there may be more. New files are found after ten minutes at the latest, and by their full name at once.
#[utoipa::path(
    get, path = "/api/spectra/", tag = TAG, params(SearchQuery),
    responses((status = 200, description = "The spectra whose names match", body = SpectraFound)),
)]
pub(crate) async fn search_spectra(
    State(state): State<ApiState>,
    Query(SearchQuery { q, limit }): Query<SearchQuery>,
) -> Result<Json<SpectraFound>, Problem> {
    let wrong = [
        (q.len() > QUERY_MAX).then(|| FieldError::new("q", format!("must have at most {QUERY_MAX} bytes"))),
        (!(1..=LIMIT_MAX).contains(&limit))
            .then(|| FieldError::new("limit", format!("must lie between 1 and {LIMIT_MAX}"))),
    ];
    Problem::unless_valid(wrong.into_iter().flatten())?;
    let archive = Arc::clone(&state.archive);
    let search = tokio::task::spawn_blocking(move || archive.search(&q, limit, PATIENCE));
    let SearchResult { total, first, is_complete } = search.await?.map_err(Problem::internal)?;
    let spectra = first.into_iter().map(|found| SpectrumFound {
        filename: found.name,
        dir_path: format!("/{}", found.directory.to_string_lossy()),
    });
    Ok(Json(SpectraFound { total, spectra: spectra.collect(), is_complete }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn spectra_are_found_by_a_part_of_their_name() {
        let app = TestApp::new().await;
        let names = app.sample_archive(3);
        let all = app.get("/api/spectra/").await.json();
        assert_eq!((&all["total"], &all["is_complete"]), (&json!(3), &json!(true)));
        let one = app.get(&format!("/api/spectra?q={}&limit=1", names[1].to_uppercase())).await.json();
        assert_eq!(one["spectra"], json!([{ "filename": names[1], "dir_path": "/B6001" }]));
        assert_eq!(app.get("/api/spectra?q=nope").await.json()["total"], 0);
    }

    #[tokio::test]
    async fn what_cannot_be_asked_is_refused() {
        let app = TestApp::new().await;
        for (query, pointer) in
            [("limit=0", "limit"), ("limit=1001", "limit"), (&*format!("q={}", "x".repeat(256)), "q")]
        {
            assert_eq!(app.get(&format!("/api/spectra?{query}")).await.pointers(), [pointer], "{query}");
        }
    }
}
