//! `GET /api/files/`: what a directory holds.

use std::collections::HashSet;

use axum::extract::State;
use ml_job_domain::access::{FilesPlace, JOBS_DIR, SPACES_DIR};
use ml_job_store::Sight;

use super::TAG;
use crate::ApiState;
use crate::access::Seen;
use crate::extract::{Json, Query};
use crate::files::Listing;
use crate::http::DirectoryQuery;
use crate::problem::Problem;

/// List a directory
///
/// By name. Of `/JOBS` and `/SPACES` what the caller may see. Uploads that are not complete, devices, and links that lead out of the files root are left out.
#[utoipa::path(
    get, path = "/api/files/", tag = TAG, params(DirectoryQuery),
    responses(
        (status = 200, description = "What the directory holds", body = Listing),
        (status = 404, description = "There is no such directory"),
    ),
)]
pub(crate) async fn list_files(
    State(state): State<ApiState>,
    Seen(sight): Seen,
    Query(DirectoryQuery { parent_dir_path }): Query<DirectoryQuery>,
) -> Result<Json<Listing>, Problem> {
    let mut listing = state.files.list(&parent_dir_path).await?;
    let sight = Sight { chosen: None, ..sight };
    if sight != Sight::ALL && FilesPlace::of(parent_dir_path.as_str()) == FilesPlace::Root {
        leave_out(&state, sight, &mut listing).await?;
    }
    Ok(Json(listing))
}

/// Leaves out what the caller may not see of the folders of jobs or spaces.
async fn leave_out(state: &ApiState, sight: Sight, listing: &mut Listing) -> Result<(), Problem> {
    let spaces = state.store.list_spaces(sight).await?;
    if listing.parent_dir_path.as_str() == format!("/{SPACES_DIR}") {
        let seen: HashSet<String> = spaces.iter().map(|space| space.space_id.to_string()).collect();
        listing.retain_directories(|name| seen.contains(name));
        listing.retain_files(|_| false);
        return Ok(());
    }
    let set = |paths: Vec<String>| paths.into_iter().collect::<HashSet<String>>();
    let seen = set(state.store.list_seen_directories(sight).await?);
    // What belongs to no job lies in the space that the instance begins with.
    let sees_main = spaces.iter().any(|space| space.space_id.is_main());
    let known = if sees_main { set(state.store.list_seen_directories(Sight::ALL).await?) } else { HashSet::new() };
    let path = |name: &str| format!("/{JOBS_DIR}/{name}");
    listing.retain_directories(|name| seen.contains(&path(name)) || sees_main && !known.contains(&path(name)));
    listing.retain_files(|_| sees_main);
    Ok(())
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
