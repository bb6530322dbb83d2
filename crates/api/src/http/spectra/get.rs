//! `GET /api/spectra/{filename}`: a spectrum as JSON, for plots.

use std::time::SystemTime;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ml_job_spectra::Located;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{SpectrumPath, TAG, locate, open};
use crate::ApiState;
use crate::download::matches_etag;
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::reader::{Answer, Refusal, Request, SpectrumRequest, SpectrumView};

/// How long a client may use a spectrum without asking again, in seconds. The archive is read-only: what changes in it is a
/// new data release, whose files have other names or can wait an hour.
const CACHE_CONTROL: &str = "public, max-age=3600, immutable";
/// Fewest points that are worth drawing.
const POINTS_MIN: u32 = 4;
/// Most points that can be asked for: more than any spectrum has.
const POINTS_MAX: u32 = 1_000_000;

/// How much of it.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SpectrumQuery {
    /// At most so many points: of each stretch the lowest and the highest flux stay, so that lines stay visible. Absent: all.
    #[param(minimum = 4, maximum = 1_000_000)]
    max_points: Option<u32>,
    /// Whether the inverse variance comes along, for an error band.
    #[serde(default)]
    #[param(default = false)]
    ivar: bool,
}

/// Get a spectrum
///
/// Wavelength, flux and header facts, for plots. Without `.gz` the name finds the packed file too.
#[utoipa::path(
    get, path = "/api/spectra/{filename}", tag = TAG, params(SpectrumPath, SpectrumQuery),
    responses(
        (status = 200, description = "The spectrum", body = SpectrumView),
        (status = 304, description = "The client has it already"),
        (status = 404, description = "The archive has no such spectrum"),
        (status = 422, description = "The name is not valid, or the file cannot be read as a spectrum"),
    ),
)]
pub(crate) async fn get_spectrum(
    State(state): State<ApiState>,
    Path(path): Path<SpectrumPath>,
    Query(query): Query<SpectrumQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if query.max_points.is_some_and(|points| !(POINTS_MIN..=POINTS_MAX).contains(&points)) {
        let message = format!("must be {POINTS_MIN} to {POINTS_MAX}");
        return Err(Problem::invalid_field("max_points", message));
    }
    let (name, located) = locate(&state, &path).await?;
    let etag = etag(&located, query);
    if matches_etag(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, validators(&etag)).into_response());
    }
    let filename = name.as_str().strip_suffix(".gz").unwrap_or(name.as_str()).to_owned();
    let file = open(&name, located).await?;
    let request = Request::Spectrum(SpectrumRequest { filename, max_points: query.max_points, ivar: query.ivar });
    let answer = state.readers.ask(&request, &[file.into_std()]).await.map_err(|error| error.problem(unreadable))?;
    match answer {
        Answer::Body(body) => {
            Ok((validators(&etag), [(header::CONTENT_TYPE, "application/json")], body).into_response())
        }
        Answer::Refused(Refusal::Unreadable(reason) | Refusal::TooMuch(reason)) => Err(unreadable(&reason)),
        Answer::Refused(Refusal::Failed(cause)) | Answer::Needs(cause) => Err(Problem::internal(cause)),
    }
}

fn unreadable(reason: &str) -> Problem {
    Problem::invalid_field("filename", format!("is in the archive, but cannot be read as a spectrum: {reason}"))
}

fn validators(etag: &str) -> HeaderMap {
    let mut fields = HeaderMap::new();
    if let Ok(etag) = HeaderValue::from_str(etag) {
        fields.insert(header::ETAG, etag);
    }
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE_CONTROL));
    fields
}

/// Weak, since the same JSON may be sent compressed or not.
fn etag(located: &Located, query: SpectrumQuery) -> String {
    let modified = located.modified_at.and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
    let modified = modified.unwrap_or_default().as_nanos();
    let points = query.max_points.unwrap_or_default();
    format!("W/\"{:x}-{modified:x}-{points:x}-{}\"", located.size_bytes, u8::from(query.ivar))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn a_spectrum_comes_with_its_header() {
        let app = TestApp::new().await;
        let name = &app.sample_archive(1)[0];
        let response = app.get(&format!("/api/spectra/{name}")).await;
        assert_eq!(response.status, StatusCode::OK, "{}", response.text());
        let spectrum = response.json();
        assert_eq!(spectrum["filename"], *name);
        assert_eq!(spectrum["type"], "STAR");
        for key in ["targetname", "observed_at", "ra", "dec", "magtype", "mag_1", "sn_r", "z"] {
            assert!(!spectrum[key].is_null(), "{key} is missing");
        }
        let points = spectrum["wave"].as_array().unwrap().len();
        assert_eq!((points, spectrum["flux"].as_array().unwrap().len()), (3909, 3909));
        assert!(spectrum.get("ivar").is_none());
        let with_ivar = app.get(&format!("/api/spectra/{name}?ivar=true")).await.json();
        assert_eq!(with_ivar["ivar"].as_array().unwrap().len(), 3909);
        let small = app.get(&format!("/api/spectra/{name}/?max_points=100")).await.json();
        assert!(small["wave"].as_array().unwrap().len() <= 100);
        assert_eq!(small["wave"].as_array().unwrap().len(), small["flux"].as_array().unwrap().len());
    }

    #[tokio::test]
    async fn a_spectrum_is_not_sent_twice() {
        let app = TestApp::new().await;
        let name = &app.sample_archive(1)[0];
        let url = format!("/api/spectra/{name}");
        let first = app.get(&url).await;
        assert!(first.header("cache-control").contains("immutable"));
        let etag = first.header("etag");
        let second = app.send("GET", &url, &[("if-none-match", &etag)], "").await;
        assert_eq!((second.status, second.body.len()), (StatusCode::NOT_MODIFIED, 0));
        let other = app.send("GET", &format!("{url}?max_points=10"), &[("if-none-match", &etag)], "").await;
        assert_eq!(other.status, StatusCode::OK, "another question, another answer");
    }

    #[tokio::test]
    async fn names_and_files_that_are_no_spectra_are_refused() {
        let app = TestApp::new().await;
        for (name, status) in [
            ("spec-56201-B6001_sp01-999.fits", StatusCode::NOT_FOUND),
            ("nope.fits.gz", StatusCode::NOT_FOUND),
            ("notes.txt", StatusCode::UNPROCESSABLE_ENTITY),
            ("..%2fsecret.fits", StatusCode::UNPROCESSABLE_ENTITY),
            ("%2fetc%2fx.fits", StatusCode::UNPROCESSABLE_ENTITY),
            (".hidden.fits", StatusCode::UNPROCESSABLE_ENTITY),
            ("a%00.fits", StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let response = app.get(&format!("/api/spectra/{name}")).await;
            assert_eq!(response.status, status, "{name}");
        }
        std::fs::write(app.archive_root().join("page.fits"), "<html>").unwrap();
        let response = app.get("/api/spectra/page.fits").await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(response.json()["errors"][0]["message"].as_str().unwrap().contains("cannot be read as a spectrum"));
        assert!(!response.text().contains(app.archive_root().to_str().unwrap()), "no path of the server is told");
        assert_eq!(app.get("/api/spectra/page.fits?max_points=3").await.pointers(), ["max_points"]);
    }
}
