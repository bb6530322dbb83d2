//! How many jobs run at once, and on which GPU.

use ml_job_queue::Queue;

use crate::setup::Setup;

const UNTIL_GO: &str = "echo $$ > pids; echo GPU=$CUDA_VISIBLE_DEVICES; while ! [ -e go ]; do sleep 0.01; done";

#[tokio::test]
async fn a_full_worker_leaves_messages_to_others() {
    let setup = Setup::new().await;
    setup.module("SCRIPT", UNTIL_GO, "");
    let mut config = setup.config();
    config.concurrency = 1;
    let worker = setup.start(config);
    let first = setup.queue_script().await;
    setup.pids_of(first, 1).await;
    let second = setup.queue_script().await;
    let job_type = "SCRIPT".parse().unwrap();
    assert_eq!(setup.queue.depth(&job_type).await.unwrap(), 1);

    std::fs::write(setup.job_dir(first).join("go"), "").unwrap();
    setup.api.end_of(first).await;
    setup.pids_of(second, 1).await;
    std::fs::write(setup.job_dir(second).join("go"), "").unwrap();
    setup.api.end_of(second).await;
    worker.stop().await;
}

#[tokio::test]
async fn jobs_that_use_a_gpu_get_one_each_and_hold_up_nobody_else() {
    let setup = Setup::new().await;
    setup.module("TRAIN", UNTIL_GO, "gpu = true");
    setup.module("SCRIPT", UNTIL_GO, "");
    let mut config = setup.config();
    config.concurrency = 3;
    config.gpus = Some(vec!["7".into()]);
    let worker = setup.start(config);
    let training = setup.queue_job("TRAIN", serde_json::json!({})).await;
    setup.pids_of(training, 1).await;
    let waiting = setup.queue_job("TRAIN", serde_json::json!({})).await;
    let script = setup.queue_script().await;
    setup.pids_of(script, 1).await;
    assert_eq!(setup.api.job(waiting).await.attempt, None, "there is no second GPU");

    for id in [script, training] {
        std::fs::write(setup.job_dir(id).join("go"), "").unwrap();
        setup.api.end_of(id).await;
    }
    setup.pids_of(waiting, 1).await;
    std::fs::write(setup.job_dir(waiting).join("go"), "").unwrap();
    setup.api.end_of(waiting).await;
    assert!(setup.log_of(training).contains("GPU=7\n") && setup.log_of(waiting).contains("GPU=7\n"));
    assert!(setup.log_of(script).contains("GPU=\n"));
    worker.stop().await;
}
