//! `GET /api/files/{filename}/download`: fetch a file, or a part of it.

use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::Response;

use super::{FilePath, ParentQuery, TAG};
use crate::ApiState;
use crate::download::{Binary, Disposition, send};
use crate::extract::{Path, Query};
use crate::problem::Problem;

/// Download a file
///
/// Answers `Range`, `If-Range`, `If-None-Match` and `If-Modified-Since`, so that a download that broke off can go on.
#[utoipa::path(
    get, path = "/api/files/{filename}/download", tag = TAG, params(FilePath, ParentQuery),
    responses(
        (status = 200, description = "The file", body = Binary, content_type = "application/octet-stream"),
        (status = 206, description = "The part that `Range` asks for", body = Binary, content_type = "application/octet-stream"),
        (status = 304, description = "The client has it already"),
        (status = 404, description = "There is no such file"),
        (status = 416, description = "The range lies behind the end"),
    ),
)]
pub(crate) async fn download_file(
    State(state): State<ApiState>,
    Path(FilePath { filename }): Path<FilePath>,
    Query(ParentQuery { parent_dir_path }): Query<ParentQuery>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let file = state.files.open_file(&parent_dir_path, &filename).await?;
    Ok(send(file, Disposition::Attachment(filename.as_str()), &method, &headers))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn a_file_comes_back_as_it_went_in() {
        let app = TestApp::new().await;
        let content: Vec<u8> = (0..1_000_000_u32).map(|n| (n % 251) as u8).collect();
        app.upload("odd ž.html", "/", &content).await;
        let response = app.get("/api/files/odd%20%C5%BE.html/download/?parent_dir_path=/").await;
        assert_eq!(response.status, StatusCode::OK);
        assert_eq!(response.body, content);
        assert_eq!(response.header("content-length"), "1000000");
        assert_eq!(response.header("content-type"), "application/octet-stream", "a browser must not run it");
        assert_eq!(response.header("x-content-type-options"), "nosniff");
        assert!(response.header("content-security-policy").contains("sandbox"));
        assert_eq!(
            response.header("content-disposition"),
            "attachment; filename=\"odd _.html\"; filename*=UTF-8''odd%20%C5%BE.html"
        );
    }

    #[tokio::test]
    async fn a_broken_download_goes_on_where_it_stopped() {
        let app = TestApp::new().await;
        app.upload("x", "/", b"0123456789").await;
        let url = "/api/files/x/download?parent_dir_path=/";
        let whole = app.get(url).await;
        let etag = whole.header("etag");
        let part = app.send("GET", url, &[("range", "bytes=4-"), ("if-range", &etag)], "").await;
        assert_eq!((part.status, part.text().as_str()), (StatusCode::PARTIAL_CONTENT, "456789"));
        assert_eq!(part.header("content-range"), "bytes 4-9/10");
        assert_eq!(part.header("content-length"), "6");
        app.upload("x", "/", b"abcdefghij").await;
        let changed = app.send("GET", url, &[("range", "bytes=4-"), ("if-range", &etag)], "").await;
        assert_eq!((changed.status, changed.text().as_str()), (StatusCode::OK, "abcdefghij"));
    }

    #[tokio::test]
    async fn conditions_and_ranges_that_cannot_be_met() {
        let app = TestApp::new().await;
        app.upload("x", "/", b"0123456789").await;
        let url = "/api/files/x/download?parent_dir_path=/";
        let whole = app.get(url).await;
        for condition in [("if-none-match", whole.header("etag")), ("if-modified-since", whole.header("last-modified"))]
        {
            let response = app.send("GET", url, &[(condition.0, &condition.1)], "").await;
            assert_eq!((response.status, response.body.len()), (StatusCode::NOT_MODIFIED, 0), "{condition:?}");
        }
        let response = app.send("GET", url, &[("range", "bytes=10-")], "").await;
        assert_eq!(response.status, StatusCode::RANGE_NOT_SATISFIABLE);
        assert_eq!(response.header("content-range"), "bytes */10");
        let response = app.send("GET", url, &[("range", "bytes=0-1,3-4")], "").await;
        assert_eq!((response.status, response.body.len()), (StatusCode::OK, 10));
    }

    #[tokio::test]
    async fn head_tells_the_length_and_sends_nothing() {
        let app = TestApp::new().await;
        app.upload("x", "/", b"0123456789").await;
        let response = app.send("HEAD", "/api/files/x/download?parent_dir_path=/", &[("range", "bytes=0-1")], "").await;
        assert_eq!((response.status, response.body.len()), (StatusCode::OK, 0));
        assert_eq!(response.header("content-length"), "10");
    }

    #[tokio::test]
    async fn only_regular_files_are_files() {
        let app = TestApp::new().await;
        std::fs::create_dir(app.on_disk("/directory")).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            app.on_disk("/pipe"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RWXU,
            0,
        )
        .unwrap();
        std::os::unix::fs::symlink("/dev/zero", app.on_disk("/zero")).unwrap();
        for name in ["directory", "pipe", "zero", "nope"] {
            let response = app.get(&format!("/api/files/{name}/download?parent_dir_path=/")).await;
            assert_eq!(response.status, StatusCode::NOT_FOUND, "{name}");
        }
        assert_eq!(app.get("/api/files/x/download?parent_dir_path=/nope").await.status, StatusCode::NOT_FOUND);
    }
}
