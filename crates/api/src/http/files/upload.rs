//! `POST /api/files/{filename}/upload`: put a file into a directory, whole or not at all.

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest as _, Multipart, Request, State};
use chrono::{DateTime, Utc};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use super::{FilePath, ParentQuery, TAG, in_parent};
use crate::ApiState;
use crate::extract::{Path, Query};
use crate::files::{DirPath, FileEntry, Upload};
use crate::idempotency::{self, Answer, Key};
use crate::problem::Problem;
use crate::usage;

/// The name of the part that holds the file.
const PART: &str = "file";

/// A file that was uploaded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UploadedFile {
    /// Its name.
    filename: String,
    /// The directory it lies in.
    #[schema(value_type = String)]
    parent_dir_path: DirPath,
    /// Its size in bytes.
    size: u64,
    /// When it was stored.
    modified_at: DateTime<Utc>,
}

/// The form of an upload.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes the form")]
pub(crate) struct UploadForm {
    /// The file.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
}

/// Upload a file
///
/// An existing file is replaced in one step when the new one is complete; an upload that breaks off leaves it as it was.
#[utoipa::path(
    post, path = "/api/files/{filename}/upload", tag = TAG, params(FilePath, ParentQuery, Key),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "The file as it is stored", body = UploadedFile),
        (status = 413, description = "The file is larger than the administrator allows"),
        (status = 422, description = "A name is not valid, the directory missing, or the form not complete"),
        (status = 507, description = "No space is left, on the disk or in the quota of the space"),
    ),
)]
pub(crate) async fn upload_file(
    State(state): State<ApiState>,
    Path(FilePath { filename }): Path<FilePath>,
    Query(ParentQuery { parent_dir_path }): Query<ParentQuery>,
    key: Key,
    request: Request,
) -> Result<Answer, Problem> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| {
        Problem::unsupported_media_type("The body must be `multipart/form-data` with a part named `file`.")
    })?;
    loop {
        let part = form.next_field().await.map_err(cut_off)?;
        let Some(part) = part else {
            return Err(Problem::invalid_field("file", "is required: the body has no part of that name"));
        };
        if part.name() != Some(PART) {
            continue;
        }
        let room = usage::room_at(&state, &parent_dir_path.join(&filename)).await?;
        let limit = [room, state.config.max_upload_bytes].into_iter().flatten().min();
        let upload = state.files.begin_upload(&parent_dir_path, &filename, limit);
        let mut upload = upload.await.map_err(in_parent)?;
        let content = receive(part, &mut upload, &key, room).await?;
        let key = key.of(&state, &content)?;
        if let Some(answer) = idempotency::known(&state, key.as_ref()).await? {
            return Ok(answer);
        }
        let stored = upload.finish().await?;
        state.usage.forget();
        tracing::info!(file.name = %filename, file.size = stored.size, "Stored {filename} in {parent_dir_path}");
        let FileEntry { filename, size, modified_at } = stored;
        let stored = UploadedFile { filename, parent_dir_path, size, modified_at };
        return idempotency::keep(&state, key, Answer::created(None, &stored)?).await;
    }
}

#[expect(clippy::needless_pass_by_value, reason = "what `map_err` passes")]
fn cut_off(error: MultipartError) -> Problem {
    Problem::broken_body(&error, "file", "is no complete multipart form")
}

/// Takes the content in; answers its digest, where the request has a key and must be told from others.
async fn receive(
    mut part: Field<'_>,
    upload: &mut Upload,
    key: &Key,
    room: Option<u64>,
) -> Result<Option<String>, Problem> {
    let mut digest = key.is_given().then(Sha256::new);
    while let Some(chunk) = part.chunk().await.map_err(cut_off)? {
        if let Some(digest) = &mut digest {
            digest.update(&chunk);
        }
        upload.write(chunk).await.map_err(|error| usage::within(room, error))?;
    }
    Ok(digest.map(|digest| format!("{:x}", digest.finalize())))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::{Body, Bytes};
    use axum::http::StatusCode;
    use futures::{StreamExt as _, stream};
    use ml_job_testkit::wait_for;

    use super::*;
    use crate::files::FilesError;
    use crate::test_app::TestApp;

    const START: &str = "--XX\r\ncontent-disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n";
    const HEADERS: [(&str, &str); 1] = [("content-type", "multipart/form-data; boundary=XX")];

    #[tokio::test]
    async fn a_file_is_stored_and_replaced() {
        let app = TestApp::new().await;
        let response = app.upload("a b.txt", "/", b"first").await;
        assert_eq!(response.status, StatusCode::CREATED, "{}", response.text());
        let file = response.json();
        assert_eq!(
            (&file["filename"], &file["parent_dir_path"], &file["size"]),
            (&"a b.txt".into(), &"/".into(), &5.into())
        );
        assert_eq!(app.upload("a b.txt", "/", b"second!").await.json()["size"], 7);
        assert_eq!(app.read_file("/", "a b.txt"), b"second!");
        assert_eq!(app.list_dir("/"), ["a b.txt"], "no temporary file is left");
    }

    #[tokio::test]
    async fn missing_parents_are_made() {
        let app = TestApp::new().await;
        let response = app.upload("x", "/a/b%20c/d", b"content").await;
        assert_eq!(response.status, StatusCode::CREATED, "{}", response.text());
        assert_eq!(app.read_file("/a/b c/d", "x"), b"content");
    }

    #[tokio::test]
    async fn other_parts_before_the_file_are_passed_over() {
        let app = TestApp::new().await;
        let body =
            format!("--XX\r\ncontent-disposition: form-data; name=\"note\"\r\n\r\nhello\r\n{START}data\r\n--XX--\r\n");
        let response = app.send("POST", "/api/files/x/upload/?parent_dir_path=/", &HEADERS, body).await;
        assert_eq!(response.status, StatusCode::CREATED, "{}", response.text());
        assert_eq!(app.read_file("/", "x"), b"data");
    }

    #[tokio::test]
    async fn an_upload_that_is_cut_off_leaves_the_old_file() {
        let app = TestApp::new().await;
        app.upload("x", "/", b"old").await;
        let broken = stream::iter([Ok(Bytes::from(START)), Ok(Bytes::from(vec![b'n'; 300_000]))])
            .chain(stream::iter([Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset))]));
        let response =
            app.send("POST", "/api/files/x/upload?parent_dir_path=/", &HEADERS, Body::from_stream(broken)).await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(app.read_file("/", "x"), b"old");
        wait_for(async || app.list_dir("/") == ["x"], Duration::from_secs(10)).await;
        let no_end = format!("{START}never ends");
        let response = app.send("POST", "/api/files/x/upload?parent_dir_path=/", &HEADERS, no_end).await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(app.read_file("/", "x"), b"old");
    }

    #[tokio::test]
    async fn a_client_that_vanishes_leaves_nothing_behind() {
        let app = TestApp::new().await;
        let (sender, receiver) = tokio::sync::mpsc::channel::<Result<Bytes, std::io::Error>>(1);
        let body = Body::from_stream(stream::unfold(receiver, |mut r| async { r.recv().await.map(|c| (c, r)) }));
        let request = app.start("POST", "/api/files/x/upload?parent_dir_path=/", &HEADERS, body);
        sender.send(Ok(Bytes::from(START))).await.unwrap();
        sender.send(Ok(Bytes::from(vec![0; 100_000]))).await.unwrap();
        wait_for(async || app.list_dir("/").len() == 1, Duration::from_secs(10)).await;
        request.abort();
        wait_for(async || app.list_dir("/").is_empty(), Duration::from_secs(10)).await;
    }

    #[tokio::test]
    async fn the_limit_is_413_and_the_old_file_stays() {
        let app = TestApp::with(|dependencies| dependencies.config.max_upload_bytes = Some(10)).await;
        app.upload("x", "/", b"0123456789").await;
        let response = app.upload("x", "/", b"0123456789!").await;
        assert_eq!(response.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(app.read_file("/", "x"), b"0123456789");
    }

    #[test]
    fn a_full_disk_is_507() {
        let full = std::io::Error::from(rustix::io::Errno::NOSPC);
        let response = in_parent(FilesError::Full(full));
        assert_eq!(response.status(), StatusCode::INSUFFICIENT_STORAGE);
    }

    #[tokio::test]
    async fn forms_names_and_directories_that_cannot_be_are_refused() {
        let app = TestApp::new().await;
        std::fs::create_dir(app.on_disk("/taken")).unwrap();
        let json = [("content-type", "application/json")];
        let response = app.send("POST", "/api/files/x/upload?parent_dir_path=/", &json, "{}").await;
        assert_eq!(response.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let other = "--XX\r\ncontent-disposition: form-data; name=\"other\"\r\n\r\nx\r\n--XX--\r\n";
        let response = app.send("POST", "/api/files/x/upload?parent_dir_path=/", &HEADERS, other).await;
        assert_eq!(response.pointers(), ["file"]);
        app.write_file("/", "file", b"");
        std::os::unix::fs::symlink("/tmp", app.on_disk("/out")).unwrap();
        for parent in ["/file", "/file/x", "/out", "/out/x"] {
            assert_eq!(app.upload("x", parent, b"").await.pointers(), ["parent_dir_path"], "{parent}");
        }
        assert_eq!(app.upload("taken", "/", b"").await.pointers(), ["filename"]);
        assert_eq!(app.upload(".ml-job-upload-x", "/", b"").await.pointers(), ["filename"]);
        let response = app.send("POST", "/api/files/x/upload", &HEADERS, "").await;
        assert_eq!(response.pointers(), ["parent_dir_path"]);
    }
}
