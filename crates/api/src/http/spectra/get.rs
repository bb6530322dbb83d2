//! `GET /api/spectra/{filename}`: a spectrum as JSON, for plots.

use std::time::SystemTime;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ml_job_spectra::{Located, ReadError, Spectrum, read_spectrum, sentence};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{SpectrumPath, TAG, locate};
use crate::ApiState;
use crate::download::matches_etag;
use crate::extract::{Path, Query};
use crate::problem::Problem;

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

/// A spectrum. Header facts that the file does not state are left out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Spectrum)]
pub(crate) struct SpectrumView {
    /// The name that was asked for, without `.gz`.
    filename: String,
    /// Designation of the target (DESIG).
    #[serde(skip_serializing_if = "Option::is_none")]
    targetname: Option<String>,
    /// Date of the observation (DATE-OBS).
    #[serde(skip_serializing_if = "Option::is_none")]
    observed_at: Option<String>,
    /// Class that the survey's pipeline found (CLASS): STAR, GALAXY, QSO or UNKNOWN.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "STAR")]
    class: Option<&'static str>,
    /// Subclass (SUBCLASS).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "A2V")]
    subtype: Option<String>,
    /// Right ascension, in degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    ra: Option<f64>,
    /// Declination, in degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    dec: Option<f64>,
    /// Which bands the magnitudes are of (MAGTYPE).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ugrizjh")]
    magtype: Option<String>,
    /// Magnitude in the first band.
    #[serde(skip_serializing_if = "Option::is_none")]
    mag_1: Option<f64>,
    /// Magnitude in the second band.
    #[serde(skip_serializing_if = "Option::is_none")]
    mag_2: Option<f64>,
    /// Magnitude in the third band.
    #[serde(skip_serializing_if = "Option::is_none")]
    mag_3: Option<f64>,
    /// Magnitude in the fourth band.
    #[serde(skip_serializing_if = "Option::is_none")]
    mag_4: Option<f64>,
    /// Magnitude in the fifth band.
    #[serde(skip_serializing_if = "Option::is_none")]
    mag_5: Option<f64>,
    /// Magnitude in the sixth band.
    #[serde(skip_serializing_if = "Option::is_none")]
    mag_6: Option<f64>,
    /// Magnitude in the seventh band.
    #[serde(skip_serializing_if = "Option::is_none")]
    mag_7: Option<f64>,
    /// Signal-to-noise ratio in u.
    #[serde(skip_serializing_if = "Option::is_none")]
    sn_u: Option<f64>,
    /// Signal-to-noise ratio in g.
    #[serde(skip_serializing_if = "Option::is_none")]
    sn_g: Option<f64>,
    /// Signal-to-noise ratio in r.
    #[serde(skip_serializing_if = "Option::is_none")]
    sn_r: Option<f64>,
    /// Signal-to-noise ratio in i.
    #[serde(skip_serializing_if = "Option::is_none")]
    sn_i: Option<f64>,
    /// Signal-to-noise ratio in z.
    #[serde(skip_serializing_if = "Option::is_none")]
    sn_z: Option<f64>,
    /// Redshift.
    #[serde(skip_serializing_if = "Option::is_none")]
    z: Option<f64>,
    /// Error of the redshift.
    #[serde(skip_serializing_if = "Option::is_none")]
    z_err: Option<f64>,
    /// Wavelength of each point, in Å.
    wave: Vec<f64>,
    /// Flux of each point, in 1e-17 erg s⁻¹ cm⁻² Å⁻¹; `null` where it is no number.
    #[schema(value_type = Vec<Option<f64>>)]
    flux: Vec<f64>,
    /// Inverse variance of each flux, where it was asked for and is known; 0 where a point tells nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Option<f64>>>)]
    ivar: Option<Vec<f64>>,
}

impl SpectrumView {
    fn new(filename: String, spectrum: Spectrum, with_ivar: bool) -> Self {
        let Spectrum { meta, wavelength, flux, ivar, .. } = spectrum;
        // A fact that is no number is none.
        let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
        let [mag_1, mag_2, mag_3, mag_4, mag_5, mag_6, mag_7] = meta.mag.map(finite);
        let [sn_u, sn_g, sn_r, sn_i, sn_z] = meta.sn.map(finite);
        Self {
            filename,
            targetname: meta.targetname,
            observed_at: meta.observed_at,
            class: meta.class.map(ml_job_spectra::ObjectClass::as_str),
            subtype: meta.subclass,
            ra: finite(meta.ra),
            dec: finite(meta.dec),
            magtype: meta.magtype,
            mag_1,
            mag_2,
            mag_3,
            mag_4,
            mag_5,
            mag_6,
            mag_7,
            sn_u,
            sn_g,
            sn_r,
            sn_i,
            sn_z,
            z: finite(meta.z),
            z_err: finite(meta.z_err),
            wave: wavelength,
            flux,
            ivar: ivar.filter(|_| with_ivar),
        }
    }
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
    let read = tokio::task::spawn_blocking(move || {
        let mut spectrum = read_spectrum(&located.path).map_err(unreadable)?;
        if let Some(points) = query.max_points {
            spectrum = spectrum.downsample(usize::try_from(points).unwrap_or(usize::MAX));
        }
        let filename = name.as_str().strip_suffix(".gz").unwrap_or(name.as_str()).to_owned();
        let view = SpectrumView::new(filename, spectrum, query.ivar);
        serde_json::to_vec(&view).map_err(Problem::internal)
    });
    let body = read.await??;
    Ok((validators(&etag), [(header::CONTENT_TYPE, "application/json")], body).into_response())
}

fn unreadable(error: ReadError) -> Problem {
    match error {
        ReadError::NotFound => Problem::not_found("The spectrum has just gone from the archive."),
        ReadError::Io(error) => Problem::internal(error),
        error => {
            let message = format!("is in the archive, but cannot be read as a spectrum: {}", sentence(&error));
            Problem::invalid_field("filename", message)
        }
    }
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

    #[tokio::test]
    async fn samples_that_are_no_numbers_are_null() {
        use ml_job_spectra::{Spectrum, SpectrumMeta};
        let spectrum = Spectrum {
            wavelength: vec![1.0, 2.0, 3.0],
            flux: vec![f64::NAN, f64::INFINITY, 0.5],
            meta: SpectrumMeta { ra: Some(f64::NAN), ..SpectrumMeta::default() },
            ..Spectrum::default()
        };
        let view = serde_json::to_value(super::SpectrumView::new("x.fits".into(), spectrum, true)).unwrap();
        let expected = serde_json::json!({ "filename": "x.fits", "wave": [1.0, 2.0, 3.0], "flux": [null, null, 0.5] });
        assert_eq!(view, expected);
    }
}
