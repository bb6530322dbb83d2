//! `/api/files/…`.

pub(crate) mod create_directory;
pub(crate) mod delete;
pub(crate) mod delete_directory;
pub(crate) mod download;
pub(crate) mod list;
pub(crate) mod upload;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::files::{DirPath, FileName, FilesError};
use crate::problem::Problem;

/// The tag of these endpoints in the document.
pub(crate) const TAG: &str = "files";

/// Which file.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct FilePath {
    /// The file's name: no `/`, not `.` or `..`, at most 255 bytes.
    #[param(value_type = String, min_length = 1, max_length = 255, example = "config.json")]
    pub(crate) filename: FileName,
}

/// Which directory.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct DirectoryNamePath {
    /// The directory's name: no `/`, not `.` or `..`, at most 255 bytes.
    #[param(value_type = String, min_length = 1, max_length = 255, example = "training")]
    pub(crate) dirname: FileName,
}

/// Where it lies.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ParentQuery {
    /// The directory it lies in, from the root of the files; starts with `/`.
    #[param(value_type = String, example = "/", pattern = "^/")]
    pub(crate) parent_dir_path: DirPath,
}

/// A directory that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DirectoryView {
    /// Its name.
    dirname: String,
    /// The directory it lies in.
    #[schema(value_type = String)]
    parent_dir_path: DirPath,
}

/// Where the directory that should hold it is none, the parameter is wrong that names it.
pub(crate) fn in_parent(error: FilesError) -> Problem {
    match error {
        FilesError::NoSuchDirectory => Problem::invalid_field("parent_dir_path", "is the path of no directory"),
        other => other.into(),
    }
}

#[cfg(test)]
mod traversal_tests {
    use axum::http::StatusCode;

    use crate::test_app::TestApp;

    /// Every way to write "one up, then the secret" that a path, a router or a file system might swallow.
    const NAMES: [&str; 16] = [
        "..%2fsecret.txt",
        "..%2Fsecret.txt",
        "%2e%2e%2fsecret.txt",
        "%2e%2e%2Fsecret.txt",
        "%2Fetc%2Fpasswd",
        "..%5csecret.txt",
        "..%00%2fsecret.txt",
        "secret.txt%00.png",
        "%2e%2e",
        "%2e",
        "..%252fsecret.txt",
        "%c0%ae%c0%ae%2fsecret.txt",
        "%ef%bc%8e%ef%bc%8e%2fsecret.txt",
        "leaving-link",
        "leaving-directory%2fsecret.txt",
        "absolute-link",
    ];
    const PARENTS: [&str; 12] = [
        "/..",
        "/../",
        "/a/../..",
        "/%2e%2e",
        "/..%2f",
        "..",
        "",
        "%2e%2e%2f",
        "/a/%2e%2e/%2e%2e",
        "/leaving-directory",
        "/%00",
        "/.",
    ];

    /// An app with a secret beside the files root, and links inside that lead to it.
    async fn app() -> TestApp {
        let app = TestApp::new().await;
        std::fs::write(app.beside("secret.txt"), "secret").unwrap();
        std::os::unix::fs::symlink("../secret.txt", app.on_disk("/leaving-link")).unwrap();
        std::os::unix::fs::symlink("..", app.on_disk("/leaving-directory")).unwrap();
        std::os::unix::fs::symlink(app.beside("secret.txt"), app.on_disk("/absolute-link")).unwrap();
        app
    }

    fn is_refused(status: StatusCode) -> bool {
        matches!(status, StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// The predecessor let `/../../etc` through, to read, write and delete recursively.
    #[tokio::test]
    async fn nothing_is_read_outside_of_the_root() {
        let app = app().await;
        for name in NAMES {
            let response = app.get(&format!("/api/files/{name}/download?parent_dir_path=/")).await;
            assert!(is_refused(response.status), "{name}: {}", response.status);
        }
        for parent in PARENTS {
            let response = app.get(&format!("/api/files/secret.txt/download?parent_dir_path={parent}")).await;
            assert!(is_refused(response.status), "{parent}: {}", response.status);
            let response = app.get(&format!("/api/files/?parent_dir_path={parent}")).await;
            assert!(is_refused(response.status), "{parent}: {}", response.status);
        }
    }

    #[tokio::test]
    async fn nothing_is_written_or_deleted_outside_of_the_root() {
        let app = app().await;
        std::fs::create_dir(app.beside("victim")).unwrap();
        for parent in PARENTS {
            let response = app.upload("secret.txt", parent, b"overwritten").await;
            assert!(is_refused(response.status), "upload to {parent}: {}", response.status);
            let response = app.delete(&format!("/api/files/secret.txt?parent_dir_path={parent}")).await;
            assert!(is_refused(response.status), "delete in {parent}: {}", response.status);
            for name in ["victim", "%2e%2e", "..%2fvictim"] {
                let url = format!("/api/files/directories/{name}?parent_dir_path={parent}");
                assert!(is_refused(app.delete(&url).await.status), "delete of {name} in {parent}");
                assert!(is_refused(app.post_empty(&url).await.status), "mkdir of {name} in {parent}");
            }
        }
        for name in NAMES {
            app.upload(name, "/", b"overwritten").await;
            app.delete(&format!("/api/files/{name}?parent_dir_path=/")).await;
            app.delete(&format!("/api/files/directories/{name}?parent_dir_path=/")).await;
        }
        assert_eq!(std::fs::read(app.beside("secret.txt")).unwrap(), b"secret");
        assert!(app.beside("victim").is_dir());
    }

    #[tokio::test]
    async fn a_very_long_name_is_refused() {
        let app = TestApp::new().await;
        let name = "a".repeat(256);
        let response = app.get(&format!("/api/files/{name}/download?parent_dir_path=/")).await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
        let deep = "/a".repeat(2049);
        let response = app.get(&format!("/api/files/?parent_dir_path={deep}")).await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
