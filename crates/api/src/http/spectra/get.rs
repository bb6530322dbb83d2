//! `GET /api/spectra/{filename}`: a spectrum as JSON, for plots.

use std::time::SystemTime;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use headers::{ETag, HeaderMapExt as _};
use ml_job_spectra::Located;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Place, PlaceQuery, SpectrumPath, TAG, locate, no_such_spectrum};
use crate::ApiState;
use crate::etag::is_known;
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
/// Wavelength, flux and header facts, for plots. Wherever in the archive the file lies, however it is packed.
#[utoipa::path(
    get, path = "/api/spectra/{filename}", tag = TAG, params(SpectrumPath, SpectrumQuery, PlaceQuery),
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
    Query(place): Query<PlaceQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if query.max_points.is_some_and(|points| !(POINTS_MIN..=POINTS_MAX).contains(&points)) {
        let message = format!("must be {POINTS_MIN} to {POINTS_MAX}");
        return Err(Problem::invalid_field("max_points", message));
    }
    let place = locate(&state, &path, &place).await?;
    let points = query.max_points.unwrap_or_default();
    let etag = validator(&place.located, &format!("{points:x}-{}", u8::from(query.ivar)))?;
    if is_known(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, validators(etag)).into_response());
    }
    let (filename, target) = (place.filename.clone(), place.located.target.clone());
    let request = SpectrumRequest { filename, target, as_fits: false, max_points: query.max_points, ivar: query.ivar };
    let body = read(&state, &place, &Request::Spectrum(request)).await?;
    Ok((validators(etag), [(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// Has a reader read the file of the spectrum.
pub(super) async fn read(state: &ApiState, place: &Place, request: &Request) -> Result<Vec<u8>, Problem> {
    let file = place.open().await?;
    let asked = state.readers.ask(request, &[file.into_std()]).await;
    match asked.map_err(|error| error.problem(unreadable))? {
        Answer::Body(body) => Ok(body),
        Answer::Refused(Refusal::NoSuchTarget) => Err(no_such_spectrum(&place.filename)),
        Answer::Refused(Refusal::Unreadable(reason) | Refusal::TooMuch(reason)) => Err(unreadable(&reason)),
        Answer::Refused(Refusal::Failed(cause)) | Answer::Needs(cause) => Err(Problem::internal(cause)),
    }
}

fn unreadable(reason: &str) -> Problem {
    Problem::invalid_field("filename", format!("is in the archive, but cannot be read as a spectrum: {reason}"))
}

pub(super) fn validators(etag: ETag) -> HeaderMap {
    let mut fields = HeaderMap::new();
    fields.typed_insert(etag);
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE_CONTROL));
    fields
}

/// What tells an answer about a file from others. Weak, since the same JSON may be sent compressed or not.
pub(super) fn validator(located: &Located, question: &str) -> Result<ETag, Problem> {
    let modified = located.modified_at.and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
    let modified = modified.unwrap_or_default().as_nanos();
    format!("W/\"{:x}-{modified:x}-{question}\"", located.size_bytes).parse().map_err(Problem::internal)
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

    /// As `wget -r` and `rsync` leave an archive.
    #[tokio::test]
    async fn a_spectrum_is_found_at_any_depth_under_any_name() {
        let app = TestApp::new().await;
        let name = &app.sample_archive(1)[0];
        let spectrum = std::fs::read(app.archive_root().join("B6001").join(name)).unwrap();
        let mut names = Vec::new();
        for (place, name) in [
            ("dr5.lamost.org/v3/sas/fits/20131111/GAC116N20B1", &b"spec-56608-GAC116N20B1_sp15-092.fits"[..]),
            ("dr17/sdss/spectro/redux/26/spectra/lite/0266", b"spec-0266-51602-0001.fits"),
            ("my/stars/be/deep", b"spec 100% #2+\xc2\xbd & co.FIT"),
            ("my/stars/be/deep", b"h\xe9lios-080"),
            ("my/stars/be/deep", b"two\nlines.fits"),
            ("my/stars/be/deep", b"back\\slash.fits"),
        ] {
            use std::os::unix::ffi::OsStrExt as _;
            let place = app.archive_root().join(place);
            std::fs::create_dir_all(&place).unwrap();
            let name = std::ffi::OsStr::from_bytes(name);
            std::fs::write(place.join(name), &spectrum).unwrap();
            names.push(ml_job_spectra::escape(name));
        }
        app.index_archive().await;
        for name in names {
            let encoded = percent_encoding::utf8_percent_encode(&name, percent_encoding::NON_ALPHANUMERIC).to_string();
            let response = app.get(&format!("/api/spectra/{encoded}?max_points=9")).await;
            assert_eq!(response.status, StatusCode::OK, "{name}: {}", response.text());
            assert_eq!(response.json()["filename"], name);
            assert_eq!(app.get(&format!("/api/spectra/{encoded}/fits")).await.body, spectrum, "{name}");
            let found = app.get(&format!("/api/spectra?q={encoded}")).await.json();
            assert_eq!((&found["total"], &found["spectra"][0]["filename"]), (&1.into(), &name.as_str().into()));
        }
        // As results have these names.
        for name in ["h\u{fffd}lios-080", "two\u{fffd}lines.fits", "back\\slash.fits"] {
            let encoded = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC).to_string();
            let response = app.get(&format!("/api/spectra/{encoded}?max_points=9")).await;
            assert_eq!(response.status, StatusCode::OK, "{name}");
            assert_eq!(app.get(&format!("/api/spectra/{encoded}/fits")).await.status, StatusCode::OK);
            assert_eq!(app.get(&format!("/api/spectra/{encoded}x")).await.status, StatusCode::NOT_FOUND);
        }
    }

    #[tokio::test]
    async fn a_directory_picks_one_of_two_of_the_same_name() {
        let app = TestApp::new().await;
        let name = &app.sample_archive(2)[0];
        let other = std::fs::read(app.archive_root().join("B6001").join(name.replace("001.fits", "002.fits"))).unwrap();
        std::fs::create_dir_all(app.archive_root().join("dr2/v1")).unwrap();
        std::fs::write(app.archive_root().join("dr2/v1").join(name), [&other[..], &[0; 2880]].concat()).unwrap();
        app.index_archive().await;
        assert_eq!(app.get(&format!("/api/spectra?q={name}")).await.json()["total"], 2);
        let size = async |query: &str| app.get(&format!("/api/spectra/{name}/fits{query}")).await.body.len();
        assert_eq!(size("").await, size("?dir_path=/B6001").await);
        assert_eq!(size("?dir_path=/dr2/v1").await, other.len() + 2880);
        assert_eq!(app.get(&format!("/api/spectra/{name}?dir_path=/dr2/v1")).await.status, StatusCode::OK);
        assert_eq!(app.get(&format!("/api/spectra/{name}?dir_path=/dr2")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(app.get(&format!("/api/spectra/{name}?dir_path=/../x")).await.pointers(), ["dir_path"]);
    }

    #[tokio::test]
    async fn a_target_that_a_file_does_not_hold_is_not_found() {
        let app = TestApp::new().await;
        let name = &app.sample_archive(1)[0];
        for tail in ["", "/fits"] {
            let response = app.get(&format!("/api/spectra/{name}%23COADD_B{tail}")).await;
            assert_eq!(response.status, StatusCode::NOT_FOUND);
            assert!(response.text().contains(&format!("{name}#COADD_B")), "{}", response.text());
        }
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
            ("notes.txt", StatusCode::NOT_FOUND),
            ("a%5cb.fits", StatusCode::NOT_FOUND),
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
