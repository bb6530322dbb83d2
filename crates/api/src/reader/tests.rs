//! Readers that crash, hang and are left alone: played by a shell, so that it needs no file that does it.

use std::path::PathBuf;
use std::time::Duration;

use axum::http::StatusCode;
use ml_job_testkit::wait_for_some;
use tempfile::TempDir;

use super::{Answer, ReaderCommand, ReaderError, Readers, Request, SpectrumRequest};
use crate::test_app::TestApp;

/// A shell that runs `script` instead of reading, with `$0` as a place for what it has to tell.
struct Shell {
    folder: TempDir,
    command: ReaderCommand,
}

impl Shell {
    fn new(script: &str, deadline: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let args = vec!["-c".into(), format!("echo $$ >\"$0\"; {script}").into(), folder.path().join("told").into()];
        Self { command: ReaderCommand { program: "/bin/sh".into(), args, deadline }, folder }
    }

    async fn told(&self) -> String {
        let place = self.folder.path().join("told");
        let told = async || std::fs::read_to_string(&place).ok().filter(|text| text.ends_with('\n'));
        wait_for_some(told, SOON).await
    }

    /// Waits until the shell's process is gone, or only waits to be reaped.
    async fn is_gone(&self) {
        let status = PathBuf::from(format!("/proc/{}/status", self.told().await.trim()));
        let gone = async || match std::fs::read_to_string(&status) {
            Ok(text) => text.contains("State:\tZ").then_some(()),
            Err(_) => Some(()),
        };
        wait_for_some(gone, SOON).await;
    }
}

fn request() -> Request {
    let (filename, target) = ("x.fits".into(), String::new());
    Request::Spectrum(SpectrumRequest { filename, target, as_fits: false, max_points: None, ivar: false })
}

const LONG: Duration = Duration::from_mins(10);
const SOON: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_crash_is_told_with_its_signal() {
    let shell = Shell::new("kill -SEGV $$", LONG);
    let error = Readers::new(shell.command.clone()).ask(&request(), &[]).await.unwrap_err();
    assert_eq!(error.to_string(), "reading it ended the process that reads (signal 11)");
}

#[tokio::test]
async fn a_reader_that_takes_too_long_is_killed() {
    let shell = Shell::new("exec sleep 600", Duration::from_millis(300));
    let error = Readers::new(shell.command.clone()).ask(&request(), &[]).await.unwrap_err();
    assert!(matches!(error, ReaderError::TooLong(_)), "{error}");
    shell.is_gone().await;
}

#[tokio::test]
async fn a_reader_is_killed_when_the_client_goes_away() {
    let shell = Shell::new("exec sleep 600", LONG);
    let command = shell.command.clone();
    let client = tokio::spawn(async move { Readers::new(command).ask(&request(), &[]).await.map(|_| ()) });
    shell.told().await;
    client.abort();
    shell.is_gone().await;
}

#[tokio::test]
async fn a_reader_inherits_neither_environment_nor_descriptors() {
    let script = "tr '\\0' '\\n' </proc/$$/environ >\"$0.env\"; ls -l /proc/$$/fd >\"$0.fds\"";
    let shell = Shell::new(script, LONG);
    let foreign = tempfile::NamedTempFile::new().unwrap();
    assert!(Readers::new(shell.command.clone()).ask(&request(), &[]).await.is_err());
    let read = |name| std::fs::read_to_string(shell.folder.path().join(name)).unwrap();
    assert_eq!(read("told.env"), "");
    let descriptors = read("told.fds");
    assert!(
        descriptors.contains("socket:") && !descriptors.contains(foreign.path().to_str().unwrap()),
        "{descriptors}"
    );
}

#[tokio::test]
async fn a_reader_is_used_again_until_something_goes_wrong() {
    let app = TestApp::new().await;
    let name = &app.sample_archive(1)[0];
    let idle = || {
        let idle = app.state.readers.idle.lock().unwrap();
        idle.iter().map(|reader| (reader.process.id(), reader.answered)).collect::<Vec<_>>()
    };
    assert_eq!(app.get(&format!("/api/spectra/{name}")).await.status, StatusCode::OK);
    let [(first, 1)] = idle()[..] else { panic!("{:?}", idle()) };
    assert_eq!(app.get(&format!("/api/spectra/{name}?max_points=9")).await.status, StatusCode::OK);
    assert_eq!(idle(), [(first, 2)]);
    std::fs::write(app.archive_root().join("page.fits"), "<html>").unwrap();
    assert_eq!(app.get("/api/spectra/page.fits").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(idle(), []);
    assert_eq!(app.get(&format!("/api/spectra/{name}?max_points=9")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn no_reader_is_left_where_all_were_killed() {
    let app = TestApp::new().await;
    let name = &app.sample_archive(1)[0];
    assert_eq!(app.get(&format!("/api/spectra/{name}")).await.status, StatusCode::OK);
    let mut reader = app.state.readers.idle.lock().unwrap().pop().unwrap();
    reader.process.kill().await.unwrap();
    app.state.readers.idle.lock().unwrap().push(reader);
    assert_eq!(app.get(&format!("/api/spectra/{name}?max_points=9")).await.status, StatusCode::OK);
}

/// The endpoints say which file it is, and the API goes on.
#[tokio::test]
async fn a_file_that_ends_its_reader_is_a_problem_of_its_own() {
    let shell = Shell::new("kill -ABRT $$", LONG);
    let app = TestApp::with(|dependencies| dependencies.config.reader = shell.command.clone()).await;
    let name = &app.sample_archive(1)[0];
    let (job, path) = app.pending_job().await;
    app.write_file(job["dir_path"].as_str().unwrap(), "result.h5", b"hostile");
    for (url, pointer) in [(format!("/api/spectra/{name}"), "filename"), (format!("{path}/spectra"), "job_id")] {
        let response = app.get(&url).await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", response.text());
        assert_eq!(response.pointers(), [pointer]);
        assert!(response.text().contains("ended the process that reads (signal 6)"), "{}", response.text());
    }
    assert_eq!(app.get(&path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn nothing_comes_of_a_request_without_its_file() {
    let app = TestApp::new().await;
    let answer = app.state.readers.ask(&request(), &[]).await.unwrap();
    assert!(matches!(answer, Answer::Refused(super::Refusal::Failed(_))), "{answer:?}");
}
