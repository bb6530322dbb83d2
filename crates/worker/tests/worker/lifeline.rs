//! Nothing that a job started outlives its worker.

use std::process::{Child, Command, Stdio};

use ml_job_domain::JobId;

use crate::setup::{HOST, Setup, is_alive, wait_until, wait_until_gone};

/// A script with a child and a grandchild, all deaf to SIGTERM.
const FAMILY: &str = r#"
    trap '' TERM HUP
    env
    sh -c 'sleep 1000 & printf "%s\n%s\n" $$ $! > children; wait' &
    while ! [ -s children ]; do sleep 0.01; done
    { echo $$; cat children; } > pids.new
    mv pids.new pids
    wait
"#;

struct KillOnDrop(Child);

impl Drop for KillOnDrop {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn start_worker(setup: &Setup) -> (KillOnDrop, JobId, Vec<u32>) {
    start_worker_with(setup, FAMILY, 3).await
}

async fn start_worker_with(setup: &Setup, script: &str, processes: usize) -> (KillOnDrop, JobId, Vec<u32>) {
    setup.module("SCRIPT", script, "");
    let job = crate::setup::job("SCRIPT", serde_json::json!({}));
    let id = job.job_id;
    setup.api.add_job(&job).await;
    let worker = Command::new(HOST)
        .args(["worker", &setup.api.url])
        .args([setup.path("files"), setup.path("spectra"), setup.path("modules")])
        .args([&id.to_string(), "SCRIPT"])
        .env("DATABASE_URL", "postgres://user:secret@db/ml")
        .env("RABBITMQ_DEFAULT_PASS", "secret")
        // Not there, and not to be asked about this machine.
        .env("http_proxy", "http://127.0.0.1:9")
        .env("TMPDIR", setup.path("scratch"))
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let pids = setup.pids_of(id, processes).await;
    (KillOnDrop(worker), id, pids)
}

fn parent_of(pid: u32) -> u32 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    stat.rsplit(')').next().unwrap().split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn kill(signal: &str, pids: &[u32]) {
    let killed = Command::new("kill").arg(signal).args(pids.iter().map(u32::to_string)).status().unwrap();
    assert!(killed.success());
}

#[tokio::test]
async fn a_killed_worker_takes_its_jobs_and_their_children_along() {
    let setup = Setup::new().await;
    let (mut worker, id, pids) = start_worker(&setup).await;
    assert!(pids.iter().all(|pid| is_alive(*pid)));
    worker.0.kill().unwrap();
    worker.0.wait().unwrap();
    wait_until_gone(&pids).await;
    let left = || std::fs::read_dir(setup.path("scratch")).unwrap().count();
    assert_eq!(left(), 1, "nobody deletes the temporary files of a killed worker");
    setup.start(setup.config()).stop().await;
    assert_eq!(left(), 0, "but the next worker does");
    let log = setup.log_of(id);
    assert!(log.contains("ML_JOB_PROTOCOL=1"), "what was written before is there:\n{log}");
    assert!(!log.contains("secret"), "secrets of the worker leak into a job:\n{log}");
}

#[tokio::test]
async fn a_killed_supervisor_is_an_error_of_the_job_and_leaves_nothing_running() {
    let setup = Setup::new().await;
    let (_worker, id, pids) = start_worker(&setup).await;
    kill("-KILL", &[parent_of(pids[0])]);
    wait_until_gone(&pids).await;
    let (action, end) = setup.api.end_of(id).await;
    assert_eq!((action.as_str(), end.error.unwrap().code.as_str()), ("ERROR", "fatal"));
    assert!(setup.log_of(id).contains("because the supervisor of the job's process died"));
}

#[tokio::test]
async fn a_supervisor_outlives_polite_signals() {
    let setup = Setup::new().await;
    let (mut worker, _, pids) = start_worker(&setup).await;
    let supervisor = parent_of(pids[0]);
    for signal in ["-TERM", "-HUP", "-INT"] {
        kill(signal, &[supervisor]);
    }
    // It still does its duty, the last one.
    worker.0.kill().unwrap();
    worker.0.wait().unwrap();
    wait_until_gone(&pids).await;
    wait_until("the supervisor to end", || (!is_alive(supervisor)).then_some(())).await;
}

#[tokio::test]
async fn a_module_does_not_outlive_worker_and_supervisor_killed_together() {
    let setup = Setup::new().await;
    let (worker, _, pids) = start_worker_with(&setup, "echo $$ > pids; exec sleep 1000", 1).await;
    kill("-KILL", &[worker.0.id(), parent_of(pids[0])]);
    wait_until_gone(&pids).await;
}
