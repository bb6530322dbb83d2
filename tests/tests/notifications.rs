//! A message to a webhook survives the death of the API: it comes again, signed, under the same id.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected should fail")]

use std::time::Duration;

use ml_job_accounts::sign_webhook;
use ml_job_testkit::{HttpReceiver, TestDatabase, wait_for};
use ml_job_tests::{Person, Process, run_command};
use reqwest::Method;
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_mins(2);

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

/// A platform whose API dies between two tries, on this database if not on its own.
async fn a_message_outlives_the_api(database: Option<TestDatabase>) {
    let directory = tempfile::tempdir().unwrap();
    let made = run_command(directory.path(), ["sample", "--output", "spectra/archive", "--count", "3", "--seed", "7"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut arguments = words(&["up", "--auth", "local", "--data-dir", "data", "--spectra-dir", "spectra"]);
    arguments.extend(words(&["--webhook-allowed-networks", "127.0.0.0/8", "--listen"]));
    let at = |address: &str| {
        let database = database.as_ref().map(|database| words(&["--database-url", database.url()]));
        [arguments.clone(), words(&[address]), database.unwrap_or_default()].concat()
    };
    let mut process = Process::start(directory.path(), "up", &at("127.0.0.1:0"));
    let address = process.address(1).await;
    let browser = Person::first_administrator(&process, &format!("http://{address}")).await;
    let receiver = HttpReceiver::start().await;
    receiver.answer_with(503, &[], "");
    let wanted = json!({ "mail": [], "webhook": { "url": receiver.url("/hook"), "kinds": ["job_ended"] } });
    let set = browser.call(Method::PUT, "/auth/notifications", Some(&wanted)).await;
    let secret = set["secret"].as_str().unwrap().to_owned();
    let job = json!({ "type": "DATA_PREPROCESSING", "label": "x", "config": { "data_dir_path": "archive", "recursive": true,
        "wave_start_point": 6519.0, "wave_end_point": 6732.0, "wave_point_count": 20 } });
    let job = browser.call(Method::POST, "/jobs/", Some(&job)).await;
    let id = job["job_id"].as_str().unwrap();
    browser.call(Method::POST, &format!("/jobs/{id}/process/RUN"), None).await;
    wait_for(async || receiver.requests().len() == 1, PATIENCE).await;
    // Its answer is known to the database before the power goes, or it is not: either way the message comes again.
    process.kill();
    let again = Process::start(directory.path(), "again", &at(&address));
    wait_for(async || receiver.requests().len() >= 2, PATIENCE).await;
    let requests = receiver.requests();
    for request in &requests {
        let header = |name: &str| request.header(name).unwrap();
        assert_eq!(header("webhook-id"), requests[0].header("webhook-id").unwrap());
        let signed = sign_webhook(&secret, header("webhook-id"), header("webhook-timestamp"), &request.body);
        assert_eq!(Some(header("webhook-signature")), signed.as_deref());
        let body: Value = serde_json::from_str(&request.body).unwrap();
        assert_eq!((&body["data"]["job_id"], &body["data"]["phase"]), (&json!(id), &json!("COMPLETED")));
    }
    let delivered = async || {
        let listed = browser.send(Method::GET, "/auth/notifications/deliveries/", None).await;
        listed.is_ok_and(|(_, listed)| listed[0]["state"] == "delivered")
    };
    wait_for(delivered, PATIENCE).await;
    for log in [process.log(), again.log()] {
        assert!(!log.contains(&secret), "no secret is logged");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_outlives_the_api_on_sqlite() {
    a_message_outlives_the_api(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_outlives_the_api_on_postgresql() {
    a_message_outlives_the_api(Some(TestDatabase::postgres())).await;
}
