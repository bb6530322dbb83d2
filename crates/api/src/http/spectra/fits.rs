//! `GET /api/spectra/{filename}/fits`: the file itself.

use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use ml_job_spectra::SpectrumName;

use super::{SpectrumPath, TAG, locate, open};
use crate::ApiState;
use crate::download::{Binary, Disposition, send};
use crate::extract::Path;
use crate::problem::Problem;

/// Download a spectrum's FITS file
///
/// As it lies in the archive: packed where only the packed file is there, with a name that says so. Answers `Range`.
#[utoipa::path(
    get, path = "/api/spectra/{filename}/fits", tag = TAG, params(SpectrumPath),
    responses(
        (status = 200, description = "The file", content(
            (Binary = "application/fits"), (Binary = "application/gzip"),
        )),
        (status = 206, description = "The part that `Range` asks for", content(
            (Binary = "application/fits"), (Binary = "application/gzip"),
        )),
        (status = 304, description = "The client has it already"),
        (status = 404, description = "The archive has no such spectrum"),
        (status = 416, description = "The range lies behind the end"),
    ),
)]
pub(crate) async fn download_spectrum(
    State(state): State<ApiState>,
    Path(path): Path<SpectrumPath>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (name, located) = locate(&state, &path).await?;
    let file_name = file_name(&name, located.is_gzip);
    let file = open(&name, located).await?;
    Ok(send(file, Disposition::Attachment(&file_name), &method, &headers))
}

fn file_name(name: &SpectrumName, is_gzip: bool) -> String {
    let plain = name.as_str().strip_suffix(".gz").unwrap_or(name.as_str());
    if is_gzip { format!("{plain}.gz") } else { plain.to_owned() }
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
