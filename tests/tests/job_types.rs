//! A job type of an external program, with all the powers of a built-in one: the example of `docs/job-types.md` on a platform.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;
use std::time::Duration;

use ml_job_domain::{Job, Phase};
use ml_job_testkit::wait_for;
use ml_job_tests::{Client, Kind, Platform};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const TYPE: &str = "NEAREST_MEAN";

/// A platform that knows the example, and a pool in its files: every third spectrum has a peak.
async fn platform(kind: Kind, archive: &Path) -> Platform {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/examples");
    let platform = Platform::start(kind, archive, &["--modules-dir", modules.to_str().unwrap()]).await;
    let declared = async || {
        let types = platform.client().get("/job-types/").await.json();
        types.as_array().unwrap().iter().any(|job_type| job_type["type"] == TYPE)
    };
    wait_for(declared, Duration::from_secs(30)).await;
    let spectra: serde_json::Map<String, Value> = (0..20)
        .map(|i| (format!("s{i:02}.fits"), json!([0.1 * f64::from(i % 4), if i % 3 == 0 { 1.0 } else { 0.0 }, 0.0])))
        .collect();
    std::fs::write(platform.files().join("pool.json"), json!({ "spectra": spectra }).to_string()).unwrap();
    platform
}

fn config() -> Value {
    json!({ "pool_path": "/pool.json", "classes": ["flat", "peak"], "batch": 6 })
}

async fn run(client: &Client, job: &Job) -> Job {
    client.call(Method::POST, &format!("/jobs/{}/process/RUN", job.job_id), None).await.job(StatusCode::ACCEPTED);
    client.wait_for_end(job).await
}

async fn label(client: &Client, job: &Job) {
    let shown = client.get(&format!("/labellings/?job_id={}", job.job_id)).await.json();
    for labelling in shown["labellings"].as_array().unwrap() {
        let number: u32 = labelling["spectrum_filename"].as_str().unwrap()[1..3].parse().unwrap();
        let patch = json!({ "user_label": if number.is_multiple_of(3) { "peak" } else { "flat" } });
        let url = format!("/labellings/{}", labelling["labelling_id"].as_str().unwrap());
        assert!(client.call(Method::PATCH, &url, Some(&patch)).await.status.is_success());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_checks_configs_and_makes_the_next_iteration() {
    let archive = tempfile::tempdir().unwrap();
    let platform = platform(Kind::Embedded, archive.path()).await;
    let client = platform.client();
    let types = client.get("/job-types/").await.json();
    let known = types.as_array().unwrap().iter().find(|job_type| job_type["type"] == TYPE).unwrap();
    assert_eq!((&known["iterates"], &known["results"][0]["name"]), (&json!(true), &json!("predictions.json")));

    let mut twice = config();
    twice["classes"] = json!(["peak", "peak"]);
    let refused = client.post("/jobs/", &json!({ "type": TYPE, "label": "x", "config": twice })).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        refused.json()["errors"],
        json!([{ "pointer": "/config/classes", "message": "a class is there twice" }])
    );

    let first = client.wait_for_success(&client.run(TYPE, "Peaks", &config()).await).await;
    let next = format!("/jobs/{}/next", first.job_id);
    let unlabelled = client.call(Method::POST, &next, None).await;
    assert_eq!(unlabelled.status, StatusCode::CONFLICT);
    assert_eq!(unlabelled.detail(), "No spectrum is labelled flat yet: each class needs one.");

    label(client, &first).await;
    let second = client.call(Method::POST, &next, None).await.job(StatusCode::CREATED);
    assert_eq!(second.config.as_ref().unwrap()["labels_path"], format!("{}/labels.json", second.dir_path));
    let second = run(client, &second).await;
    assert_eq!((second.phase, second.iteration), (Phase::Completed, Some(1)), "{:?}", second.error);
    assert_eq!(second.metrics, Some(json!({ "spectra": 20, "labelled": 6 })));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_api_has_no_program_the_worker_checks_and_the_api_says_what_is_missing() {
    let archive = tempfile::tempdir().unwrap();
    let platform = platform(Kind::Distributed, archive.path()).await;
    let client = platform.client();
    let mut twice = config();
    twice["classes"] = json!(["peak", "peak"]);
    let failed = client.wait_for_end(&client.run(TYPE, "Twice", &twice).await).await;
    let failure = failed.error.unwrap();
    assert_eq!((failed.phase, failure.code.as_str()), (Phase::Error, "usage"));
    assert_eq!(failure.message, "the config is not valid: /classes: a class is there twice");

    let done = client.wait_for_success(&client.run(TYPE, "Peaks", &config()).await).await;
    let refused = client.call(Method::POST, &format!("/jobs/{}/next", done.job_id), None).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.detail().contains("MODULES_DIR"), "{}", refused.detail());
}
