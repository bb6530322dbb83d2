//! `GET /api/spectra/{filename}/lines`: what is measured of spectral lines.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ml_job_domain::FieldError;
use ml_job_spectra::lines::{Line, LineWindow};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::get::{read, validator, validators};
use super::{PlaceQuery, SpectrumPath, TAG, locate};
use crate::ApiState;
use crate::etag::is_known;
use crate::extract::{Path, Query, pairs};
use crate::problem::Problem;
use crate::reader::{LinesRequest, LinesView, Request};

/// Redshifts of lines that may be looked for.
const Z: std::ops::RangeInclusive<f64> = -0.5..=20.0;
/// Half the widths of windows, in km/s.
const HALF_WIDTH: std::ops::RangeInclusive<f64> = 50.0..=8000.0;

/// The lines by name.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "only describes the names, which the library reads")]
pub(crate) enum LineName {
    HAlpha,
    HBeta,
    HGamma,
    HDelta,
    #[schema(rename = "he_i_4471")]
    HeI4471,
    #[schema(rename = "he_i_5876")]
    HeI5876,
    #[schema(rename = "he_i_6678")]
    HeI6678,
    #[schema(rename = "he_i_7065")]
    HeI7065,
    CaK,
    #[schema(rename = "mg_ii_4481")]
    MgII4481,
    #[schema(rename = "ca_ii_8498")]
    CaII8498,
    #[schema(rename = "ca_ii_8542")]
    CaII8542,
    #[schema(rename = "ca_ii_8662")]
    CaII8662,
}

/// Which lines.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only describes the parameter, which may be repeated")]
pub(crate) struct LinesQuery {
    /// A line; may be given several times. Absent: Hα, Hβ, He I 6678 and Ca II K.
    #[param(required = false, style = Form, explode, inline)]
    line: Vec<LineName>,
}

/// Where and how wide.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WindowQuery {
    /// The redshift at which lines are looked for. Absent: the one that the header states, else 0.
    #[param(minimum = -0.5, maximum = 20)]
    z: Option<f64>,
    /// Half the width of each line's window, in km/s; the continuum reaches 2.5 to 3 times as far. Absent: one that suits the line.
    #[param(minimum = 50, maximum = 8000)]
    half_width: Option<f64>,
}

/// Measure lines of a spectrum
///
/// Equivalent width, full width at half maximum, centroid, and of two peaks separation and V/R, each with its error, on the pixels
/// as observed. The method is described in `docs/lines.md`.
#[utoipa::path(
    get, path = "/api/spectra/{filename}/lines", tag = TAG, params(SpectrumPath, LinesQuery, WindowQuery, PlaceQuery),
    responses(
        (status = 200, description = "The measurements", body = LinesView),
        (status = 304, description = "The client has it already"),
        (status = 404, description = "The archive has no such spectrum"),
        (status = 422, description = "A name or a number is not valid, or the file cannot be read as a spectrum"),
    ),
)]
pub(crate) async fn measure_spectrum_lines(
    State(state): State<ApiState>,
    Path(path): Path<SpectrumPath>,
    Query(window): Query<WindowQuery>,
    Query(place): Query<PlaceQuery>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lines = lines(raw.as_deref().unwrap_or_default(), window)?;
    let place = locate(&state, &path, &place).await?;
    let etag = validator(&place.located, &question(&lines, window))?;
    if is_known(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, validators(etag)).into_response());
    }
    let request = LinesRequest { target: place.located.target.clone(), lines, z: window.z };
    let body = read(&state, &place, &Request::Lines(request)).await?;
    Ok((validators(etag), [(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// The lines that are asked for, with their windows.
fn lines(raw: &str, window: WindowQuery) -> Result<Vec<(Line, LineWindow)>, Problem> {
    let out_of = |name: &str, value: Option<f64>, range: std::ops::RangeInclusive<f64>| {
        let message = || format!("must be {} to {}", range.start(), range.end());
        value.is_some_and(|value| !range.contains(&value)).then(|| FieldError::new(name, message()))
    };
    let names: Vec<String> = pairs(raw)?.into_iter().filter(|(key, _)| key == "line").map(|(_, name)| name).collect();
    let unknown = names.iter().find(|name| Line::of_code(name).is_none()).map(|name| {
        let known = Line::ALL.map(Line::code).join(", ");
        FieldError::new("line", format!("`{name}` is not a line that is known here; there are: {known}"))
    });
    let faults = [out_of("z", window.z, Z), out_of("half_width", window.half_width, HALF_WIDTH), unknown];
    Problem::unless_valid(faults.into_iter().flatten())?;
    let mut asked: Vec<Line> = Vec::new();
    for line in names.iter().filter_map(|name| Line::of_code(name)) {
        if !asked.contains(&line) {
            asked.push(line);
        }
    }
    let asked = if asked.is_empty() { Line::USUAL.to_vec() } else { asked };
    Ok(asked.into_iter().map(|line| (line, window_of(line, window.half_width))).collect())
}

fn window_of(line: Line, half_width: Option<f64>) -> LineWindow {
    let own = line.window();
    let half_width = half_width.unwrap_or(own.half_width);
    LineWindow { half_width, reach: own.reach / own.half_width * half_width }
}

/// What was asked, in the characters of an entity tag.
fn question(lines: &[(Line, LineWindow)], WindowQuery { z, half_width }: WindowQuery) -> String {
    let names: Vec<&str> = lines.iter().map(|(line, _)| line.code()).collect();
    let bits = |value: Option<f64>| value.map_or(String::new(), |value| format!("{:x}", value.to_bits()));
    format!("lines-{}-{}-{}", names.join("."), bits(z), bits(half_width))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn the_usual_lines_are_measured() {
        let app = TestApp::new().await;
        let name = &app.sample_archive(1)[0];
        let response = app.get(&format!("/api/spectra/{name}/lines")).await;
        assert_eq!(response.status, StatusCode::OK, "{}", response.text());
        let measured = response.json();
        let lines = measured["lines"].as_array().unwrap();
        let names: Vec<&str> = lines.iter().map(|line| line["line"].as_str().unwrap()).collect();
        assert_eq!(names, ["h_alpha", "h_beta", "he_i_6678", "ca_k"]);
        assert_eq!((&lines[0]["title"], &lines[0]["half_width"]), (&"Hα".into(), &1000.0.into()));
        assert!(lines[0]["equivalent_width_error"].as_f64().unwrap() > 0.0, "{measured}");
        let stated = app.get(&format!("/api/spectra/{name}")).await.json();
        assert_eq!((&measured["z"], &measured["medium"]), (&stated["z"], &"vacuum".into()));
        let etag = response.header("etag");
        let url = format!("/api/spectra/{name}/lines");
        assert_eq!(app.send("GET", &url, &[("if-none-match", &etag)], "").await.status, StatusCode::NOT_MODIFIED);
        let other = format!("{url}?half_width=900");
        assert_eq!(app.send("GET", &other, &[("if-none-match", &etag)], "").await.status, StatusCode::OK);
    }

    #[tokio::test]
    async fn a_line_that_the_spectrum_does_not_reach_says_so() {
        let app = TestApp::new().await;
        let name = &app.sample_archive(1)[0];
        let url = format!("/api/spectra/{name}/lines?line=h_beta&line=h_beta&line=ca_k&z=3&half_width=700");
        let measured = app.get(&url).await.json();
        let lines = measured["lines"].as_array().unwrap();
        assert_eq!((lines.len(), &measured["z"]), (2, &3.0.into()));
        assert_eq!((&lines[0]["half_width"], &lines[0]["reach"]), (&700.0.into(), &1750.0.into()));
        assert!(lines[0]["reason"].as_str().unwrap().contains("does not cover"));
        assert!(lines[0].get("equivalent_width").is_none());
    }

    #[tokio::test]
    async fn what_makes_no_sense_is_refused_by_name() {
        let app = TestApp::new().await;
        let name = &app.sample_archive(1)[0];
        for (query, field) in [
            ("line=h_omega", "line"),
            ("z=-1", "z"),
            ("z=nan", "z"),
            ("half_width=9000", "half_width"),
            ("half_width=x", "half_width"),
        ] {
            let response = app.get(&format!("/api/spectra/{name}/lines?{query}")).await;
            assert_eq!(
                (response.status, response.pointers()),
                (StatusCode::UNPROCESSABLE_ENTITY, vec![field.into()]),
                "{query}"
            );
        }
        assert_eq!(app.get("/api/spectra/nope.fits/lines").await.status, StatusCode::NOT_FOUND);
    }
}
