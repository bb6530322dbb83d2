//! `GET /api/spectra/{filename}/fits`: the file itself.

use axum::extract::State;
use axum::http::{HeaderMap, Method, header};
use axum::response::{IntoResponse, Response};
use headers::HeaderMapExt as _;

use super::get::{read, validator};
use super::{Place, PlaceQuery, SpectrumPath, TAG, locate};
use crate::ApiState;
use crate::download::{Binary, Disposition, present, send};
use crate::etag::is_known;
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::reader::{Request, SpectrumRequest};

/// Download a spectrum's FITS file
///
/// As it lies in the archive: packed where only the packed file is there, with a name that says so. Answers `Range`. Of
/// `file#target` the one spectrum: a binary table with wavelength, flux and, where they are known, inverse variance and mask.
#[utoipa::path(
    get, path = "/api/spectra/{filename}/fits", tag = TAG, params(SpectrumPath, PlaceQuery),
    responses(
        (status = 200, description = "The file", content(
            (Binary = "application/fits"), (Binary = "application/gzip"),
        )),
        (status = 206, description = "The part that `Range` asks for", content(
            (Binary = "application/fits"), (Binary = "application/gzip"),
        )),
        (status = 304, description = "The client has it already"),
        (status = 404, description = "The archive has no such spectrum"),
        (status = 422, description = "The name is not valid, or the file cannot be read as a spectrum"),
        (status = 416, description = "The range lies behind the end"),
    ),
)]
pub(crate) async fn download_spectrum(
    State(state): State<ApiState>,
    Path(path): Path<SpectrumPath>,
    Query(query): Query<PlaceQuery>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let place = locate(&state, &path, &query).await?;
    if place.located.target.is_empty() {
        let file = place.open().await?;
        return Ok(send(file, Disposition::Attachment(&place.located.file_name()), &method, &headers));
    }
    let etag = validator(&place.located, "fits")?;
    let mut fields = HeaderMap::new();
    fields.typed_insert(etag.clone());
    if is_known(&headers, &etag) {
        return Ok((axum::http::StatusCode::NOT_MODIFIED, fields).into_response());
    }
    let bytes = extract(&state, &place).await?;
    fields.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-cache"));
    present(&mut fields, Disposition::Attachment(&extracted_name(&place)));
    Ok((fields, bytes).into_response())
}

/// One spectrum of many, as a FITS file of its own.
async fn extract(state: &ApiState, place: &Place) -> Result<Vec<u8>, Problem> {
    let (filename, target) = (place.filename.clone(), place.located.target.clone());
    let request = SpectrumRequest { filename, target, as_fits: true, max_points: None, ivar: true };
    read(state, place, &Request::Spectrum(request)).await
}

/// `file_target.fits`: a file system or a shell may make something else of `#`.
fn extracted_name(place: &Place) -> String {
    let target = &place.located.target;
    let file = place.filename.strip_suffix(&format!("#{target}")).unwrap_or(&place.filename);
    format!("{}_{}.fits", file.strip_suffix(".fits").unwrap_or(file), target.replace('/', "_"))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn the_file_comes_as_it_lies_in_the_archive() {
        let app = TestApp::new().await;
        let name = &app.sample_archive(1)[0];
        let response = app.get(&format!("/api/spectra/{name}/fits")).await;
        assert_eq!((response.status, &response.body[..9]), (StatusCode::OK, &b"SIMPLE  ="[..]));
        assert_eq!(response.header("content-disposition"), format!("attachment; filename=\"{name}\""));
        let part = app.send("GET", &format!("/api/spectra/{name}/fits/"), &[("range", "bytes=0-5")], "").await;
        assert_eq!((part.status, part.text().as_str()), (StatusCode::PARTIAL_CONTENT, "SIMPLE"));
    }

    #[tokio::test]
    async fn a_packed_file_says_so_in_its_name() {
        let app = TestApp::new().await;
        std::fs::write(app.archive_root().join("x.fits.gz"), b"packed").unwrap();
        let response = app.get("/api/spectra/x.fits/fits").await;
        assert_eq!(response.header("content-disposition"), "attachment; filename=\"x.fits.gz\"");
        assert_eq!(response.header("content-encoding"), "", "no proxy or browser may unpack it on the way");
        assert_eq!(response.text(), "packed");
        assert_eq!(app.get("/api/spectra/y.fits/fits").await.status, StatusCode::NOT_FOUND);
    }
}
