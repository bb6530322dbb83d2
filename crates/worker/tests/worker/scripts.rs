//! A job type needs no Rust: a manifest and a script.

use std::io::Write;

use serde_json::json;

use crate::setup::{Setup, is_alive};

#[tokio::test]
async fn a_script_with_a_manifest_is_a_job_type() {
    let script = r#"
        echo '{"progress":{"done":1,"total":2,"unit":"steps"}}'
        echo '{"log":{"level":"warn","message":"look here"}}'
        echo 'plain text'
        echo 'from stderr' >&2
        echo '{"metrics":{"rate":17.5}}'
        echo '{"metrics":{"count":3}}'
        cp "$1" result.json
        [ "$2" = "$PWD" ] || exit 1
        echo '{"progress":{"done":2,"total":2,"unit":"steps"}}'
    "#;
    let (setup, worker) = Setup::with_script(script).await;
    let id = setup.queue_job("SCRIPT", json!({ "answer": 42 })).await;
    let (action, end) = setup.api.end_of(id).await;

    assert_eq!(action, "COMPLETE", "{}", setup.log_of(id));
    assert_eq!(end.metrics, Some(json!({ "rate": 17.5, "count": 3 })));
    assert_eq!((end.attempt, end.error), (Some(1), None));
    assert!(end.ended_at > end.started_at);
    let result = std::fs::read_to_string(setup.job_dir(id).join("result.json")).unwrap();
    assert_eq!(result, r#"{"answer":42}"#);

    let log = setup.log_of(id);
    for expected in [
        &format!("INFO  job {id} (SCRIPT), attempt 1, on "),
        "WARN  look here",
        "INFO  plain text",
        "INFO  from stderr",
        "INFO  completed after ",
    ] {
        assert!(log.contains(expected), "{expected:?} is missing in\n{log}");
    }
    assert_eq!(json!(setup.api.job(id).await.progress), json!({ "done": 2, "total": 2, "unit": "steps" }));
    let told = setup.api.look(|record| record.log_of(id));
    for expected in ["look here", "plain text", "from stderr"] {
        assert!(told.iter().any(|line| line == expected), "{expected:?} is missing in {told:?}");
    }
    let types = setup.api.store.list_job_types().await.unwrap();
    assert_eq!(types.iter().find(|known| known.job_type.as_str() == "SCRIPT").unwrap().title, "A script");
    let is_declared = |line: &str| line.contains("/api/job-types/DATA_PREPROCESSING") && line.contains(" 200");
    assert!(setup.api.look(|record| record.requests().any(is_declared)), "built-in types are declared as well");
    worker.stop().await;
    let left = std::fs::read_dir(setup.path("scratch")).unwrap().count();
    assert_eq!(left, 0, "temporary files are deleted");
}

#[tokio::test]
async fn what_a_script_prints_can_be_anything() {
    let script = r#"
        printf 'caf\351 \033[31mred\n'
        printf '{"loss":0.5}\n'
        printf '{"progress":{"done":"many"}}\n'
        head -c 5000000 /dev/zero | tr '\0' 'x'
        printf '\n'
        seq 1 2500
        printf 'no line end'
    "#;
    let (setup, worker) = Setup::with_script(script).await;
    let id = setup.queue_script().await;
    assert_eq!(setup.api.end_of(id).await.0, "COMPLETE");
    let log = setup.log_of(id);
    for expected in [
        "caf\u{FFFD} \u{FFFD}[31mred\n",
        "{\"loss\":0.5}\n",
        "the module wrote a `progress` line that was not understood",
        "bytes more]\n",
        "INFO  2500\n",
        "INFO  no line end\n",
    ] {
        assert!(log.contains(expected), "{expected:?} is missing");
    }
    assert!(log.len() < 400_000, "a line of 5 MB is cut, yet the log has {} bytes", log.len());
    // More lines than one heartbeat may carry: all arrive, in order.
    let numbers: Vec<u32> =
        setup.api.look(|record| record.log_of(id).iter().filter_map(|line| line.parse().ok()).collect());
    assert_eq!(numbers, (1..=2500).collect::<Vec<u32>>());
    worker.stop().await;
}

#[tokio::test]
async fn a_job_sees_what_it_needs() {
    let setup = Setup::new().await;
    setup.module("SCRIPT", "env; exit 0", "[env]\nGREETING = \"hello\"");
    let mut config = setup.config();
    config.threads_per_job = Some(3);
    let worker = setup.start(config);
    let id = setup.queue_script().await;
    assert_eq!(setup.api.end_of(id).await.0, "COMPLETE");
    let log = setup.log_of(id);
    let files = setup.path("files").canonicalize().unwrap();
    for expected in [
        format!("ML_JOB_ID={id}\n"),
        "ML_JOB_TYPE=SCRIPT\n".into(),
        "ML_JOB_ATTEMPT=1\n".into(),
        "ML_JOB_PROTOCOL=1\n".into(),
        "ML_JOB_THREADS=3\n".into(),
        "OMP_NUM_THREADS=3\n".into(),
        "GREETING=hello\n".into(),
        format!("FILES_DIR_PATH={}\n", files.display()),
        format!("SPECTRA_DIR_PATH={}\n", setup.path("spectra").display()),
        format!("ML_JOB_DIR={}\n", setup.job_dir(id).canonicalize().unwrap().display()),
    ] {
        assert!(log.contains(&expected), "{expected:?} is missing in\n{log}");
    }
    assert!(!log.contains("CARGO"), "the worker's own environment leaks:\n{log}");
    worker.stop().await;
}

#[tokio::test]
async fn a_manifest_that_is_wrong_stops_the_worker_at_its_start() {
    let setup = Setup::new().await;
    std::fs::write(setup.path("modules/bad.toml"), "type = \"BAD\"").unwrap();
    let error = setup.start(setup.config()).ended().await.unwrap_err();
    assert!(error.to_string().contains("bad.toml is not a manifest of a job type"), "{error}");
    setup.api.look(|record| assert_eq!(record.requests().count(), 0));
}

#[tokio::test]
async fn what_a_job_leaves_running_is_ended_with_it() {
    let script = r"
        sleep 1000 &
        echo $! > pids
    ";
    let (setup, worker) = Setup::with_script(script).await;
    let id = setup.queue_script().await;
    assert_eq!(setup.api.end_of(id).await.0, "COMPLETE");
    let pids = setup.pids_of(id, 1).await;
    crate::setup::wait_until_gone(&pids).await;
    worker.stop().await;
}

#[tokio::test]
async fn what_leaves_the_group_of_a_job_is_ended_with_it() {
    // A child and a grandchild in sessions of their own; the grandchild loses its parent while the job runs.
    let script = r"
        : > pids.new
        setsid sh -c 'echo $$ >> pids.new; while :; do echo x; sleep 0.01; done' &
        (setsid sh -c 'setsid sleep 1000 & echo $! >> pids.new' &)
        while [ $(wc -l < pids.new) -lt 2 ]; do sleep 0.01; done
        cp pids.new pids
    ";
    let (setup, worker) = Setup::with_script(script).await;
    let id = setup.queue_script().await;
    assert_eq!(setup.api.end_of(id).await.0, "COMPLETE", "{}", setup.log_of(id));
    let pids = setup.pids_of(id, 2).await;
    assert!(!pids.iter().any(|pid| is_alive(*pid)), "they are gone before the API hears of the end");
    assert!(!setup.log_of(id).contains("holds the module's standard"), "{}", setup.log_of(id));
    worker.stop().await;
}

#[tokio::test]
async fn a_stranger_who_goes_on_writing_does_not_hold_the_job() {
    let (setup, worker) = Setup::with_script("echo $$ > pids; while ! [ -e go ]; do sleep 0.01; done; echo last").await;
    let id = setup.queue_script().await;
    let pid = setup.pids_of(id, 1).await[0];
    // This test has the pipe as well, and is no child of the job's.
    let mut pipe = std::fs::OpenOptions::new().write(true).open(format!("/proc/{pid}/fd/1")).unwrap();
    let writing = std::thread::spawn(move || while pipe.write_all(b"stranger\n").is_ok() {});
    std::fs::write(setup.job_dir(id).join("go"), "").unwrap();
    assert_eq!(setup.api.end_of(id).await.0, "COMPLETE");
    writing.join().unwrap();
    let log = setup.log_of(id);
    assert!(log.contains("last\n") && log.contains("another process holds the module's standard output open"));
    worker.stop().await;
}

#[tokio::test]
async fn a_stranger_who_holds_the_output_in_silence_does_not_hold_the_job() {
    let (setup, worker) = Setup::with_script("echo $$ > pids; while ! [ -e go ]; do sleep 0.01; done").await;
    let id = setup.queue_script().await;
    let pid = setup.pids_of(id, 1).await[0];
    let pipes = ["1", "2"].map(|name| std::fs::OpenOptions::new().write(true).open(format!("/proc/{pid}/fd/{name}")));
    std::fs::write(setup.job_dir(id).join("go"), "").unwrap();
    assert_eq!(setup.api.end_of(id).await.0, "COMPLETE");
    for name in ["output", "error"] {
        assert!(setup.log_of(id).contains(&format!("holds the module's standard {name} open")), "{name}");
    }
    assert!(pipes.iter().all(Result::is_ok));
    worker.stop().await;
}
