//! Fifty people label one experiment at once, over HTTP, as fast as nobody labels: no label is lost, none is double where one is wanted,
//! and nobody waits.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected should fail")]
#![expect(clippy::print_stdout, reason = "it tells what it measured")]
#![expect(clippy::cast_precision_loss, reason = "some thousand labels")]

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use ml_job_domain::{SeatId, SpaceId};
use ml_job_testkit::{TestBroker, TestDatabase};
use ml_job_tests::{Person, Process};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::Instant;

const WORKER_TOKEN: &str = "a-token-of-the-workers-of-this-test-0123456789";
const LABELLERS: usize = 50;
const SPECTRA: usize = 1000;
/// How long a person looks at a spectrum, and by how much that differs: nobody labels in step. Fifty so give some eighty labels a
/// second.
const LOOK: Duration = Duration::from_millis(400);
const MORE: u64 = 400;
/// How long 99 of 100 labels may take, where nobody says otherwise with `LABEL_P99_MS`: the machine of a test does other things as well.
const P99_MS: u128 = 1000;

/// A job that shows so many spectra; its id.
async fn experiment(administrator: &Person, url: &str) -> String {
    let job = administrator
        .call(Method::POST, "/jobs/", Some(&json!({ "type": "ACTIVE_ML", "label": "x", "space_id": SpaceId::MAIN })))
        .await;
    let shown = |n: usize| {
        json!({ "job_id": job["job_id"], "spectrum_filename": format!("{n}.fits"), "spectrum_set": "ORACLE",
            "sequence_iteration": 0, "model_prediction": "peak" })
    };
    let batch: Value = (0..SPECTRA).map(shown).collect();
    let worker = Client::builder().no_proxy().build().unwrap();
    let added = worker.post(format!("{url}/api/labellings/batch/")).bearer_auth(WORKER_TOKEN).json(&batch);
    let added = added.send().await.unwrap();
    assert_eq!(added.status(), StatusCode::NO_CONTENT);
    job["job_id"].as_str().unwrap().to_owned()
}

/// Labels until nothing is left to ask; what was said, and how long each label took.
async fn label(person: Person, number: u64, name: String, job: String) -> Vec<(String, Duration)> {
    let seat = SeatId::new();
    let mut said = Vec::new();
    // Of everybody's own, and the same in each run.
    let mut looks = number;
    let mut look = || {
        looks = looks.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        LOOK + Duration::from_millis((looks >> 33) % MORE)
    };
    loop {
        tokio::time::sleep(look()).await;
        let asked = person.call(Method::PUT, &format!("/jobs/{job}/seats/{seat}"), Some(&json!({ "count": 5 }))).await;
        let leased: Vec<String> = serde_json::from_value(asked["leased"].clone()).unwrap();
        if leased.is_empty() && asked["taken"] == json!([]) {
            return said;
        }
        for id in leased {
            tokio::time::sleep(look()).await;
            let began = Instant::now();
            let told = person
                .call(Method::PATCH, &format!("/labellings/{id}"), Some(&json!({ "user_label": format!("by {name}") })))
                .await;
            said.push((id, began.elapsed()));
            assert_eq!(told["own_label"], format!("by {name}"));
        }
    }
}

async fn of_fifty_labellers_no_label_is_lost_none_is_double_and_nobody_waits(what: &str, process: &mut Process) {
    let url = format!("http://{}", process.address(1).await);
    let administrator = Person::first_administrator(process, &url).await;
    let mut people = Vec::new();
    for n in 0..LABELLERS {
        let name = format!("person {n}");
        let made =
            administrator.call(Method::POST, "/users/", Some(&json!({ "name": name, "role": "labeller" }))).await;
        let link = made["link"]["link_path"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
        let share = json!({ "user": name, "role": "labeller" });
        administrator.call(Method::POST, &format!("/spaces/{}/members/", SpaceId::MAIN), Some(&share)).await;
        people.push((name, Person::by_link(&url, &link, None).await));
    }
    let job = Arc::new(experiment(&administrator, &url).await);

    let began = Instant::now();
    let mut work = JoinSet::new();
    for (number, (name, person)) in (1..).zip(people) {
        let job = job.to_string();
        work.spawn(async move { (name.clone(), label(person, number, name, job).await) });
    }
    let mut given: HashMap<String, Vec<String>> = HashMap::new();
    let mut times = Vec::new();
    while let Some(done) = work.join_next().await {
        let (name, said) = done.unwrap();
        for (id, time) in said {
            given.entry(id).or_default().push(name.clone());
            times.push(time);
        }
    }
    let took = began.elapsed();
    assert_eq!(given.len(), SPECTRA, "every spectrum is asked");
    let (mut single, mut double) = (0, 0);
    for (id, names) in &mut given {
        let kept = administrator.call(Method::GET, &format!("/labellings/{id}/opinions"), None).await;
        let mut kept: Vec<&str> = kept.as_array().unwrap().iter().map(|it| it["author"].as_str().unwrap()).collect();
        kept.sort_unstable();
        names.sort();
        assert_eq!(&kept, names, "labels that were answered are kept, and no others");
        match kept.len() {
            1 => single += 1,
            2 => double += 1,
            more => panic!("{more} people were asked about {id}"),
        }
    }
    // A tenth is asked of two, within four standard deviations.
    assert!((62..=138).contains(&double) && single + double == SPECTRA, "{single} and {double}");
    times.sort();
    let at = |share: usize| times[(times.len() * share / 1000).min(times.len() - 1)].as_micros() as f64 / 1000.0;
    let rate = times.len() as f64 / took.as_secs_f64();
    println!(
        "{what}: {LABELLERS} labellers, {} labels in {:.1} s ({rate:.0}/s); a label takes {:.1} ms (median), {:.1} ms (p95), \
         {:.1} ms (p99), {:.1} ms (most)",
        times.len(),
        took.as_secs_f64(),
        at(500),
        at(950),
        at(990),
        at(1000),
    );
    let most = std::env::var("LABEL_P99_MS").ok().and_then(|text| text.parse().ok()).unwrap_or(P99_MS);
    assert!(at(990) < most as f64, "99 of 100 labels took up to {:.1} ms; {most} ms were allowed", at(990));
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_labellers_at_once_on_the_embedded_platform() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("token"), WORKER_TOKEN).unwrap();
    std::fs::create_dir(directory.path().join("spectra")).unwrap();
    let arguments =
        words(&["up", "--listen", "127.0.0.1:0", "--auth", "local", "--data-dir", "data", "--spectra-dir", "spectra"]);
    let arguments = [arguments, words(&["--worker-token-file", "token"])].concat();
    let mut process = Process::start(directory.path(), "up", &arguments);
    of_fifty_labellers_no_label_is_lost_none_is_double_and_nobody_waits("SQLite", &mut process).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_labellers_at_once_on_postgresql() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("token"), WORKER_TOKEN).unwrap();
    let (database, broker) = (TestDatabase::postgres(), TestBroker::new());
    let api = words(&["api", "--listen", "127.0.0.1:0", "--auth", "local", "--database-url", database.url()]);
    let services =
        words(&["--broker-url", broker.url(), "--job-queue", broker.prefix(), "--worker-token-file", "token"]);
    let places = words(&["--data-dir", "data", "--files-dir", "files", "--spectra-dir", "spectra"]);
    let mut process = Process::start(directory.path(), "api", &[api, services, places].concat());
    of_fifty_labellers_no_label_is_lost_none_is_double_and_nobody_waits("PostgreSQL", &mut process).await;
}
