use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::time::Duration;

use ml_job_store::{ArchiveFilter, ArchiveSort, Page};
use ml_job_testkit::wait_for;

use super::*;
use crate::ReaderCommand;
use crate::test_app::TestApp;

const DEEP: &str = "dr5.lamost.org/v3/sas/fits/20131111/GAC116N20B1";

async fn found(app: &TestApp) -> Vec<String> {
    let page = Page { offset: 0, limit: 100 };
    let page = app.state.store.search_archive(&ArchiveFilter::default(), ArchiveSort::default(), page).await.unwrap();
    let mut found: Vec<String> =
        page.items.iter().map(|item| format!("{} {} {}", item.dir_path, item.name, item.state.as_str())).collect();
    found.sort();
    found
}

fn write(app: &TestApp, path: &str, content: &[u8]) {
    let path = app.archive_root().join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

#[tokio::test]
async fn an_archive_of_any_depth_is_indexed_with_what_cannot_be_read() {
    let app = TestApp::new().await;
    let name = &app.sample_archive(1)[0];
    let spectrum = std::fs::read(app.archive_root().join("B6001").join(name)).unwrap();
    write(&app, &format!("{DEEP}/deep.FIT"), &spectrum);
    write(&app, "page.fits", b"<html>");
    app.index_archive().await;
    let expected =
        ["/ page.fits unreadable".to_owned(), format!("/B6001 {name} read"), format!("/{DEEP} deep.FIT read")];
    assert_eq!(found(&app).await, expected);
    assert!(!step(&app.state).await.unwrap(), "all is done");
}

#[tokio::test]
async fn changes_are_seen_by_the_times_of_directories() {
    let app = TestApp::new().await;
    write(&app, "a/1.fits", b"x");
    write(&app, "b/2.fits", b"x");
    // Both are of another day, so that their times can be trusted.
    let yesterday = days_ago(1);
    for directory in ["a", "b"] {
        std::fs::File::open(app.archive_root().join(directory)).unwrap().set_modified(yesterday).unwrap();
    }
    app.index_archive().await;
    // Nothing tells of a file that comes without its directory's time.
    write(&app, "a/3.fits", b"x");
    std::fs::File::open(app.archive_root().join("a")).unwrap().set_modified(yesterday).unwrap();
    write(&app, "b/4.fits", b"x");
    std::fs::remove_file(app.archive_root().join("b/2.fits")).unwrap();
    app.clock.advance(Duration::from_mins(11));
    app.index_archive().await;
    assert_eq!(found(&app).await, ["/a 1.fits unreadable", "/b 4.fits unreadable"]);
    // Whoever asks for it gets all.
    app.state.store.request_index_pass().await.unwrap();
    app.index_archive().await;
    assert_eq!(found(&app).await, ["/a 1.fits unreadable", "/a 3.fits unreadable", "/b 4.fits unreadable"]);
    std::fs::remove_dir_all(app.archive_root().join("b")).unwrap();
    app.clock.advance(Duration::from_mins(11));
    app.index_archive().await;
    assert_eq!(found(&app).await, ["/a 1.fits unreadable", "/a 3.fits unreadable"]);
}

fn days_ago(days: u64) -> std::time::SystemTime {
    std::time::SystemTime::now() - Duration::from_hours(24 * days)
}

#[tokio::test]
async fn links_in_circles_end_and_what_they_lead_to_is_listed_once() {
    let app = TestApp::new().await;
    write(&app, "real/x.fits", b"x");
    std::fs::create_dir(app.beside("disk")).unwrap();
    std::fs::write(app.beside("disk").join("far.fits"), b"x").unwrap();
    symlink("..", app.archive_root().join("real/up")).unwrap();
    symlink("real", app.archive_root().join("a-link")).unwrap();
    symlink(app.beside("disk"), app.archive_root().join("linked")).unwrap();
    symlink(app.archive_root(), app.beside("disk").join("back")).unwrap();
    for _ in 0..2 {
        app.index_archive().await;
        assert_eq!(found(&app).await, ["/linked far.fits unreadable", "/real x.fits unreadable"]);
        app.clock.advance(Duration::from_mins(11));
    }
    let progress = app.state.store.index_progress().await.unwrap();
    assert_eq!(progress.directories_failed, 3, "{progress:?}");
}

#[tokio::test]
async fn a_directory_that_cannot_be_read_for_a_while_is_not_forgotten() {
    let app = TestApp::new().await;
    write(&app, "shut/x.fits", b"x");
    app.index_archive().await;
    let shut = app.archive_root().join("shut");
    std::fs::set_permissions(&shut, std::fs::Permissions::from_mode(0o000)).unwrap();
    let is_open_to_us = std::fs::read_dir(&shut).is_ok();
    app.state.store.request_index_pass().await.unwrap();
    app.index_archive().await;
    std::fs::set_permissions(&shut, std::fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(found(&app).await, ["/shut x.fits unreadable"]);
    let failed = app.state.store.index_progress().await.unwrap().directories_failed;
    assert_eq!(failed, u64::from(!is_open_to_us), "whoever may do anything reads it");
}

#[tokio::test]
async fn an_archive_that_is_not_there_is_empty() {
    let app = TestApp::new().await;
    std::fs::remove_dir(app.archive_root()).unwrap();
    app.index_archive().await;
    assert!(app.state.store.is_archive_indexed(true).await.unwrap());
    assert_eq!(found(&app).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_file_that_ends_its_reader_is_unreadable_and_the_others_are_read() {
    // Reads a request to its end and crashes: whatever is asked, however few files come along.
    let args = vec!["-c".into(), "kill -SEGV $$".into()];
    let command = ReaderCommand { program: "/bin/sh".into(), args, deadline: Duration::from_mins(1) };
    let app = TestApp::with(|dependencies| dependencies.config.reader = command).await;
    app.sample_archive(3);
    app.index_archive().await;
    let progress = app.state.store.index_progress().await.unwrap();
    assert_eq!((progress.unreadable, progress.waiting), (3, 0));
    assert_eq!(progress.reasons[0].code, "crashed");
    assert_eq!(progress.reasons[0].example, "reading it ended the process that reads (signal 11)");
}

#[tokio::test]
async fn the_task_indexes_by_itself_and_ends_with_the_server() {
    let app = TestApp::new().await;
    app.sample_archive(2);
    let task = tokio::spawn(run(app.state.clone()));
    let is_done = async || app.state.store.index_progress().await.unwrap().read == 2;
    wait_for(is_done, Duration::from_secs(30)).await;
    app.shutdown.cancel();
    tokio::time::timeout(Duration::from_secs(10), task).await.unwrap().unwrap();
}
