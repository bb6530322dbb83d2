//! `GET /api/files/`: what a directory holds.

use axum::extract::State;

use super::TAG;
use crate::ApiState;
use crate::extract::{Json, Query};
use crate::files::Listing;
use crate::http::DirectoryQuery;
use crate::problem::Problem;

/// List a directory
///
/// By name. Uploads that are not complete, devices, and links that lead out of the files root are left out.
#[utoipa::path(
    get, path = "/api/files/", tag = TAG, params(DirectoryQuery),
    responses(
        (status = 200, description = "What the directory holds", body = Listing),
        (status = 404, description = "There is no such directory"),
    ),
)]
pub(crate) async fn list_files(
    State(state): State<ApiState>,
    Query(DirectoryQuery { parent_dir_path }): Query<DirectoryQuery>,
) -> Result<Json<Listing>, Problem> {
    Ok(Json(state.files.list(&parent_dir_path).await?))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn files_and_directories_come_by_name() {
        let app = TestApp::new().await;
        std::fs::create_dir(app.on_disk("/b")).unwrap();
        std::fs::create_dir(app.on_disk("/a")).unwrap();
        app.write_file("/", "z.txt", b"12345");
        app.write_file("/", "jiří ☄.txt", b"");
        app.write_file("/", ".ml-job-upload-hidden", b"half");
        std::os::unix::fs::symlink("/etc/passwd", app.on_disk("/leaving")).unwrap();
        std::os::unix::fs::symlink("nowhere", app.on_disk("/dangling")).unwrap();
        std::os::unix::fs::symlink("z.txt", app.on_disk("/inside")).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            app.on_disk("/pipe"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RWXU,
            0,
        )
        .unwrap();
        for url in ["/api/files/?parent_dir_path=/", "/api/files"] {
            let list = app.get(url).await.json();
            let names: Vec<&str> =
                list["files"].as_array().unwrap().iter().map(|f| f["filename"].as_str().unwrap()).collect();
            assert_eq!(names, ["inside", "jiří ☄.txt", "z.txt"]);
            assert_eq!(list["files"][2]["size"], 5);
            assert!(list["files"][2]["modified_at"].as_str().unwrap().ends_with('Z'));
            assert_eq!(list["directories"], serde_json::json!([{ "dirname": "a" }, { "dirname": "b" }]));
            assert_eq!(
                (&list["total"], &list["file_count"], &list["directory_count"]),
                (&5.into(), &3.into(), &2.into())
            );
            assert_eq!(list["parent_dir_path"], "/");
        }
    }

    #[tokio::test]
    async fn a_missing_directory_is_404() {
        let app = TestApp::new().await;
        app.write_file("/", "file", b"");
        for path in ["/nope", "/file", "/file/x"] {
            let response = app.get(&format!("/api/files/?parent_dir_path={path}")).await;
            assert_eq!(response.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}
