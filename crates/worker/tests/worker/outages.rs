//! An API that is away, slow of speech, or contradicts itself.

use serde_json::json;

use crate::api::{Fault, Record};
use crate::setup::Setup;

#[tokio::test]
async fn a_worker_waits_for_the_api_to_come_up() {
    let setup = Setup::new().await;
    setup.module("SCRIPT", "exit 0", "");
    setup.api.fault("PUT", Fault::HangUp, 2);
    setup.api.fault("PUT", Fault::Status(404), 1);
    let worker = setup.start(setup.config());
    let id = setup.queue_script().await;
    assert_eq!(setup.api.end_of(id).await.0, "COMPLETE");
    worker.stop().await;
}

#[tokio::test]
async fn a_refused_job_type_stops_the_worker_at_its_start() {
    let setup = Setup::new().await;
    setup.module("SCRIPT", "exit 0", "");
    setup.api.fault("PUT /api/job-types/SCRIPT", Fault::Refuse(422), 1);
    let error = setup.start(setup.config()).ended().await.unwrap_err();
    assert_eq!(error.to_string(), "the API refuses the job type SCRIPT: refused for the test");
}

#[tokio::test]
async fn a_claim_whose_answer_is_lost_is_repeated_and_stays_one_attempt() {
    let setup = Setup::new().await;
    setup.module("SCRIPT", "echo run >> runs", "");
    setup.api.fault("/claim", Fault::LoseReply, 2);
    let worker = setup.start(setup.config());
    let id = setup.queue_script().await;
    assert_eq!(setup.api.end_of(id).await.0, "COMPLETE");
    worker.stop().await;
    assert_eq!(setup.api.look(|record| record.count("/claim 200")), 3);
    assert_eq!(setup.api.job(id).await.attempt, Some(1));
    assert_eq!(std::fs::read_to_string(setup.job_dir(id).join("runs")).unwrap(), "run\n");
}

#[tokio::test]
async fn an_end_is_reported_until_it_is_heard() {
    let setup = Setup::new().await;
    setup.module("SCRIPT", "exit 0", "");
    setup.api.fault("/claim", Fault::Status(503), 2);
    setup.api.fault("/end/", Fault::HangUp, 1);
    setup.api.fault("/end/", Fault::Status(502), 1);
    // A proxy without its API: no word of the API's, though the status is one that would end the matter.
    setup.api.fault("/end/", Fault::Status(404), 1);
    let worker = setup.start(setup.config());
    let id = setup.queue_script().await;
    assert_eq!(setup.api.end_of(id).await.0, "COMPLETE");
    setup.api.look(|record| {
        assert_eq!(record.count("/end/COMPLETE 200"), 1);
    });
    assert_eq!(setup.api.job(id).await.attempt, Some(1));
    worker.stop().await;
}

#[tokio::test]
async fn an_end_whose_answer_is_lost_is_an_end() {
    let setup = Setup::new().await;
    setup.module("SCRIPT", "exit 0", "");
    setup.api.fault("/end/", Fault::LoseReply, 1);
    let worker = setup.start(setup.config());
    let id = setup.queue_script().await;
    setup.api.wait_for("the second report", |record| (record.count("/end/COMPLETE 409") == 1).then_some(())).await;
    let next = setup.queue_script().await;
    assert_eq!(setup.api.end_of(next).await.0, "COMPLETE");
    assert_eq!(setup.api.end_of(id).await.0, "COMPLETE");
    worker.stop().await;
}

#[tokio::test]
async fn a_report_that_the_api_cannot_take_becomes_an_error_that_it_can() {
    let setup = Setup::new().await;
    setup.module("SCRIPT", r#"echo '{"metrics":{"a":1}}'"#, "");
    setup.api.fault("/end/COMPLETE", Fault::Refuse(422), 1);
    let worker = setup.start(setup.config());
    let id = setup.queue_script().await;
    let (action, end) = setup.api.end_of(id).await;
    assert_eq!((action.as_str(), end.metrics), ("ERROR", None));
    worker.stop().await;
}

#[tokio::test]
async fn a_job_outlives_heartbeats_that_fail_and_nothing_is_lost() {
    let setup = Setup::new().await;
    setup.module("SCRIPT", "for i in 1 2 3; do echo line $i; done; while ! [ -e go ]; do sleep 0.01; done", "");
    setup.api.fault("/heartbeat", Fault::HangUp, 3);
    let worker = setup.start(setup.config());
    let id = setup.queue_script().await;
    setup.api.wait_for("the lines", |record| record.log_of(id).contains(&"line 3".into()).then_some(())).await;
    std::fs::write(setup.job_dir(id).join("go"), "").unwrap();
    assert_eq!(setup.api.end_of(id).await.0, "COMPLETE");
    let mut lines = setup.api.look(|record| record.log_of(id));
    lines.retain(|line| line.starts_with("line"));
    assert_eq!(lines, ["line 1", "line 2", "line 3"]);
    worker.stop().await;
}

#[tokio::test]
async fn labellings_arrive_in_batches_and_only_once() {
    // 12,000 labellings, in one line.
    let script = r#"
        printf '{"labellings":['
        i=1
        while [ $i -lt 12000 ]; do
            printf '{"spectrum_filename":"s%d.fits","spectrum_set":"ORACLE","sequence_iteration":0},' $i
            i=$((i + 1))
        done
        printf '{"spectrum_filename":"last.fits","spectrum_set":"CANDIDATE","sequence_iteration":0,"model_prediction":"-"}]}\n'
    "#;
    let setup = Setup::new().await;
    setup.module("SCRIPT", script, "");
    setup.api.fault("POST /api/labellings", Fault::LoseReply, 1);
    setup.api.fault("POST /api/labellings", Fault::Status(503), 1);
    let worker = setup.start(setup.config());
    let id = setup.queue_script().await;
    assert_eq!(setup.api.end_of(id).await.0, "COMPLETE");
    assert_eq!(setup.api.look(Record::batches), [5000, 5000, 2000]);
    let labellings = setup.api.labellings(id).await;
    assert_eq!(labellings.len(), 12_000);
    assert_eq!(labellings[0].spectrum_filename, "s1.fits");
    let last = &labellings[11_999];
    let expected = json!({ "labelling_id": last.labelling_id, "job_id": id, "spectrum_filename": "last.fits",
        "spectrum_set": "CANDIDATE", "sequence_iteration": 0, "model_prediction": "-" });
    assert_eq!(json!(last), expected);
    worker.stop().await;
}

#[tokio::test]
async fn a_job_whose_labellings_are_refused_is_no_success() {
    let setup = Setup::new().await;
    let line = r#"echo '{"labellings":[{"spectrum_filename":"","spectrum_set":"ORACLE","sequence_iteration":0}]}'"#;
    setup.module("SCRIPT", line, "");
    let worker = setup.start(setup.config());
    let id = setup.queue_script().await;
    let (action, end) = setup.api.end_of(id).await;
    assert_eq!((action.as_str(), end.error.unwrap().code.as_str()), ("ERROR", "fatal"));
    assert!(setup.log_of(id).contains("because the API refused the job's labellings"), "{}", setup.log_of(id));
    worker.stop().await;
}
