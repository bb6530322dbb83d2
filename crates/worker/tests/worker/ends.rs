//! How jobs end, and what people are told.

use ml_job_domain::JobFailure;

use crate::setup::Setup;

async fn error_of(script: &str) -> (JobFailure, String, Vec<String>) {
    let (setup, worker) = Setup::with_script(script).await;
    let id = setup.queue_script().await;
    let (action, end) = setup.api.end_of(id).await;
    assert_eq!(action, "ERROR", "{}", setup.log_of(id));
    let told = setup.api.look(|record| record.log_of(id));
    worker.stop().await;
    (end.error.unwrap(), setup.log_of(id), told)
}

#[tokio::test]
async fn a_usage_error_reaches_the_user_as_its_sentence() {
    let (failure, log, told) = error_of(
        r#"echo '{"error":{"class":"usage","message":"the directory X holds no FITS file","chain":["read_dir failed"]}}'; exit 1"#,
    )
    .await;
    assert_eq!((failure.code.as_str(), failure.message.as_str()), ("usage", "the directory X holds no FITS file"));
    assert!(log.contains("failed (usage) after "), "{log}");
    assert!(log.contains("because read_dir failed\n"), "{log}");
    assert!(told.iter().any(|line| line.contains("the directory X holds no FITS file")));
}

#[tokio::test]
async fn a_fatal_error_tells_the_user_nothing_that_only_a_developer_understands() {
    let (failure, log, told) = error_of(
        r#"echo '{"error":{"class":"fatal","message":"NaN in layer 3","chain":["/secret/path is odd"]}}'; exit 1"#,
    )
    .await;
    assert_eq!(failure.code, "fatal");
    assert_eq!(failure.message, "the job failed because of an error in the program; the details are in its log.txt");
    assert!(log.contains("because NaN in layer 3\n") && log.contains("because /secret/path is odd\n"), "{log}");
    assert!(!told.iter().any(|line| line.contains("NaN") || line.contains("/secret")), "{told:?}");
}

#[tokio::test]
async fn a_transient_error_lets_the_job_be_tried_again() {
    let (setup, worker) =
        Setup::with_script(r#"echo '{"error":{"class":"transient","message":"no space is left"}}'; exit 1"#).await;
    let id = setup.queue_script().await;
    let failure = setup.api.wait_for("the release", |record| record.releases_of(id).pop()).await;
    let failure = failure.expect("a release with a reason");
    assert_eq!((failure.code.as_str(), failure.message.as_str()), ("transient", "no space is left"));
    assert!(setup.log_of(id).contains("it may be tried again: no space is left"));

    // The second attempt appends to the log of the first.
    setup.publish(id, "SCRIPT").await;
    setup.api.wait_for("the second release", |record| (record.releases_of(id).len() == 2).then_some(())).await;
    let log = setup.log_of(id);
    assert!(log.contains("attempt 1, on") && log.contains("attempt 2, on"), "{log}");
    setup.api.look(|record| assert_eq!(record.count("/end/"), 0));
    worker.stop().await;
}

#[tokio::test]
async fn a_signal_is_named() {
    let (failure, log, _) = error_of("kill -KILL $$").await;
    assert_eq!(failure.code, "fatal");
    assert!(failure.message.contains("SIGKILL (signal 9), most likely because the machine ran out of memory"));
    assert!(log.contains("SIGKILL"), "{log}");
    let (failure, _, _) = error_of("kill -SEGV $$").await;
    assert!(failure.message.contains("SIGSEGV (signal 11), a crash in native code"), "{}", failure.message);
}

#[tokio::test]
async fn an_exit_status_without_a_reason_is_the_programs_fault() {
    let (failure, log, _) = error_of("echo Traceback >&2; exit 3").await;
    assert_eq!(failure.code, "fatal");
    assert!(log.contains("Traceback\n") && log.contains("because the process ended with exit status 3"), "{log}");
}

#[tokio::test]
async fn an_error_that_is_not_understood_is_not_a_success() {
    let (failure, log, _) = error_of(r#"echo '{"error":"oh no"}'; sleep 1000"#).await;
    assert_eq!(failure.code, "fatal");
    assert!(log.contains("oh no"), "{log}");
}

#[tokio::test]
async fn a_program_that_cannot_be_started_is_an_administrators_matter() {
    let setup = Setup::new().await;
    setup.module("SCRIPT", "", "");
    let manifest = std::fs::read_to_string(setup.path("modules/SCRIPT.toml")).unwrap();
    std::fs::write(setup.path("modules/SCRIPT.toml"), manifest.replace("\"sh\"", "\"no-such-program\"")).unwrap();
    let worker = setup.start(setup.config());
    let id = setup.queue_script().await;
    let (action, end) = setup.api.end_of(id).await;
    let failure = end.error.unwrap();
    assert_eq!((action.as_str(), failure.code.as_str()), ("ERROR", "fatal"));
    assert_eq!(failure.message, "the program of this job type cannot be started: tell an administrator");
    assert!(setup.log_of(id).contains("because cannot start the program: No such file"), "{}", setup.log_of(id));
    worker.stop().await;
}

#[tokio::test]
async fn a_job_that_takes_too_long_is_stopped() {
    let setup = Setup::new().await;
    setup.module("SCRIPT", "sleep 1000", "timeout_s = 0.2");
    let worker = setup.start(setup.config());
    let id = setup.queue_script().await;
    let failure = setup.api.end_of(id).await.1.error.unwrap();
    assert_eq!(failure.message, "the job took longer than its type allows, and was stopped");
    worker.stop().await;
}

#[tokio::test]
async fn a_directory_outside_the_files_root_is_never_used() {
    let (setup, worker) = Setup::with_script("touch here").await;
    let mut job = crate::setup::job("SCRIPT", serde_json::json!({}));
    job.dir_path = "/../outside".into();
    let id = job.job_id;
    setup.api.add_job(&job).await;
    setup.publish(id, "SCRIPT").await;
    let failure = setup.api.wait_for("the release", |record| record.releases_of(id).pop()).await;
    assert_eq!(failure.unwrap().message, "the job's directory cannot be used: tell an administrator");
    assert!(!setup.path("outside").exists());
    worker.stop().await;
}
