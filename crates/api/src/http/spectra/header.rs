//! `GET /api/spectra/{filename}/header`: every card of the file's headers.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::get::{read, validator, validators};
use super::{PlaceQuery, SpectrumPath, TAG, locate};
use crate::ApiState;
use crate::etag::is_known;
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::reader::{HeaderView, Request};

/// Get the header cards of a spectrum's file
///
/// All cards of all units, in their order and as they are written. Of a file that is not FITS there are none.
#[utoipa::path(
    get, path = "/api/spectra/{filename}/header", tag = TAG, params(SpectrumPath, PlaceQuery),
    responses(
        (status = 200, description = "The cards", body = HeaderView),
        (status = 304, description = "The client has it already"),
        (status = 404, description = "The archive has no such spectrum"),
        (status = 422, description = "The name is not valid, or the file cannot be read"),
    ),
)]
pub(crate) async fn get_spectrum_header(
    State(state): State<ApiState>,
    Path(path): Path<SpectrumPath>,
    Query(place): Query<PlaceQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let place = locate(&state, &path, &place).await?;
    let etag = validator(&place.located, "header")?;
    if is_known(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, validators(etag)).into_response());
    }
    let body = read(&state, &place, &Request::Header).await?;
    Ok((validators(etag), [(header::CONTENT_TYPE, "application/json")], body).into_response())
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn every_card_is_told() {
        let app = TestApp::new().await;
        let name = &app.sample_archive(1)[0];
        let response = app.get(&format!("/api/spectra/{name}/header")).await;
        assert_eq!(response.status, StatusCode::OK, "{}", response.text());
        let units = response.json()["units"].as_array().unwrap().clone();
        let cards = units[0]["cards"].as_array().unwrap();
        let of = |keyword: &str| cards.iter().find(|card| card["keyword"] == keyword).cloned();
        assert_eq!(of("SIMPLE").unwrap()["value"], "T");
        assert!(of("DESIG").is_some() && of("END").is_none());
        let etag = response.header("etag");
        let again = app.send("GET", &format!("/api/spectra/{name}/header"), &[("if-none-match", &etag)], "").await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
        std::fs::write(app.archive_root().join("table.csv"), "wavelength,flux\n5000,1\n5001,2\n").unwrap();
        assert_eq!(app.get("/api/spectra/table.csv/header").await.json()["units"], serde_json::json!([]));
        assert_eq!(app.get("/api/spectra/nope.fits/header").await.status, StatusCode::NOT_FOUND);
    }
}
