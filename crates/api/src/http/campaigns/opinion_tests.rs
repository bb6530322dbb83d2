//! Several people label one campaign.

use axum::http::StatusCode;
use ml_job_domain::access::Role;
use serde_json::{Value, json};

use crate::test_app::{TestApp, TestPerson};

/// A campaign with what it wants of several labellers, the job of its first round, and so many labellings of it by the worker.
async fn campaign(
    app: &TestApp,
    member: &TestPerson,
    worker: &TestPerson,
    wants: &Value,
    count: usize,
) -> (String, Vec<String>) {
    let mut plan =
        json!({ "pool": { "matrix": "/JOBS/x/result.h5" }, "classes": ["other", "peak"], "wanted": ["peak"] });
    plan.as_object_mut().unwrap().extend(wants.as_object().unwrap().clone());
    let made = app
        .by(
            member,
            "POST",
            "/api/campaigns/",
            Some(&json!({ "label": "Be stars", "plan": plan,
        "space_id": ml_job_domain::SpaceId::MAIN })),
        )
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let path = format!("/api/campaigns/{}", made.json()["campaign_id"].as_str().unwrap());
    let job = app.get_by(member, &path).await.json()["jobs"][0]["job_id"].clone();
    let shown = |n: usize| {
        json!({ "job_id": job, "spectrum_filename": format!("{n}.fits"), "spectrum_set": "ORACLE", "sequence_iteration": 0,
            "draw": { "kind": "UNCERTAIN" } })
    };
    let shown: Value = (0..count).map(shown).collect();
    assert_eq!(app.by(worker, "POST", "/api/labellings/batch/", Some(&shown)).await.status, StatusCode::NO_CONTENT);
    let listed = app.get_by(worker, &format!("/api/labellings/?job_id={}", job.as_str().unwrap())).await.json();
    let ids = listed["labellings"].as_array().unwrap().iter();
    (path, ids.map(|one| one["labelling_id"].as_str().unwrap().to_owned()).collect())
}

/// The lines of a table, by column.
fn lines(csv: &str) -> Vec<std::collections::HashMap<String, String>> {
    csv::Reader::from_reader(csv.as_bytes()).deserialize().map(Result::unwrap).collect()
}

#[tokio::test]
async fn the_list_of_labels_says_who_and_tells_all_opinions_where_asked() {
    let (app, worker) = TestApp::with_accounts().await;
    let (ada, bob) = (app.person("ada", Role::Member).await, app.person("=bob", Role::Labeller).await);
    let (path, ids) = campaign(&app, &ada, &worker, &json!({ "double_blind": 1.0 }), 2).await;
    app.label_by(&ada, &ids[0], "peak").await;
    let labels = format!("{path}/labels?format=csv");
    assert_eq!(lines(&app.get_by(&bob, &labels).await.text()).len(), 0, "the second of two must not see the first");
    assert_eq!(lines(&app.get_by(&ada, &labels).await.text())[0]["author"], "ada");
    app.label_by(&bob, &ids[0], "other").await;
    let table = lines(&app.get_by(&bob, &labels).await.text());
    assert_eq!((table.len(), table[0]["label"].as_str(), table[0]["author"].as_str()), (1, "peak", "ada"));
    assert_eq!(table[0]["labelled_at"], "2026-01-01T12:00:00.000Z");
    let all = lines(&app.get_by(&bob, &format!("{labels}&opinions=true")).await.text());
    let told: Vec<_> = all.iter().map(|line| [&*line["author"], &*line["label"], &*line["counts"]]).collect();
    assert_eq!(told, [["ada", "peak", "true"], ["'=bob", "other", "false"]]);
    // A third one settles it.
    let eve = app.person("eve", Role::Administrator).await;
    let url = format!("/api/labellings/{}/adjudication", ids[0]);
    assert_eq!(app.by(&eve, "PUT", &url, Some(&json!({ "user_label": "other" }))).await.status, StatusCode::OK);
    let all = lines(&app.get_by(&bob, &format!("{labels}&opinions=true")).await.text());
    let told: Vec<_> =
        all.iter().map(|line| [&*line["author"], &*line["label"], &*line["counts"], &*line["settled_by"]]).collect();
    let expected =
        [["eve", "other", "true", "eve"], ["ada", "peak", "false", "eve"], ["'=bob", "other", "false", "eve"]];
    assert_eq!(told, expected);
    for format in ["votable", "fits"] {
        let table = app.get_by(&ada, &format!("{path}/labels?format={format}&opinions=true")).await;
        assert_eq!(table.status, StatusCode::OK);
        assert!(String::from_utf8_lossy(&table.body).contains("author"), "{format}");
    }
    let job = app.get_by(&ada, &path).await.json()["jobs"][0]["job_id"].as_str().unwrap().to_owned();
    let table = app.get_by(&ada, &format!("/api/labellings/?job_id={job}&format=csv&opinions=true")).await.text();
    let told: Vec<_> =
        lines(&table).iter().map(|line| format!("{} {}", line["user_label_author"], line["user_label"])).collect();
    assert_eq!(told, ["ada peak", "'=bob other", " "]);
}

#[tokio::test]
async fn what_people_differ_about_waits_in_a_queue_until_it_is_settled() {
    let (app, worker) = TestApp::with_accounts().await;
    let (ada, bob) = (app.person("ada", Role::Member).await, app.person("bob", Role::Labeller).await);
    let (path, ids) = campaign(&app, &ada, &worker, &json!({ "double_blind": 1.0 }), 3).await;
    for (id, first, second) in [(&ids[0], "peak", "other"), (&ids[1], "peak", "peak"), (&ids[2], "other", "peak")] {
        app.label_by(&ada, id, first).await;
        app.label_by(&bob, id, second).await;
    }
    let url = format!("{path}/disagreements");
    let queue = app.get_by(&bob, &url).await.json();
    let told: Vec<_> =
        queue["disagreements"].as_array().unwrap().iter().map(|it| &it["labelling"]["labelling_id"]).collect();
    assert_eq!((&queue["total"], told), (&json!(2), vec![&json!(ids[0]), &json!(ids[2])]));
    let opinions = queue["disagreements"][0]["opinions"].as_array().unwrap();
    let said: Vec<_> = opinions.iter().map(|it| (&it["author"], &it["user_label"])).collect();
    assert_eq!(said, [(&json!("ada"), &json!("peak")), (&json!("bob"), &json!("other"))]);
    let settle = format!("/api/labellings/{}/adjudication", ids[0]);
    app.by(&ada, "PUT", &settle, Some(&json!({ "user_label": "peak" }))).await;
    assert_eq!(app.get_by(&bob, &url).await.json()["total"], 1);
    let all = app.get_by(&bob, &format!("{url}?settled=true&offset=1&limit=1")).await.json();
    assert_eq!((&all["total"], &all["disagreements"][0]["labelling"]["labelling_id"]), (&json!(2), &json!(ids[2])));
    let agreement = app.get_by(&ada, &format!("{path}/agreement")).await.json();
    assert_eq!((&agreement["both"], &agreement["disagreements"]), (&json!(3), &json!(2)));
}

#[tokio::test]
async fn a_campaign_that_wants_it_takes_the_combined_label() {
    let (app, worker) = TestApp::with_accounts().await;
    let (ada, bob) = (app.person("ada", Role::Member).await, app.person("bob", Role::Labeller).await);
    for (wants, expected) in [(json!({ "combine_labels": "dawid_skene" }), ["other", ""]), (json!({}), ["peak", "ada"])]
    {
        let (path, ids) = campaign(&app, &ada, &worker, &wants, 1).await;
        app.label_by(&ada, &ids[0], "peak").await;
        app.label_by(&bob, &ids[0], "other").await;
        let table = lines(&app.get_by(&ada, &format!("{path}/labels")).await.text());
        assert_eq!([&*table[0]["label"], &*table[0]["author"]], expected);
    }
}

#[tokio::test]
async fn a_certificate_tells_nobody_what_she_is_to_be_asked_herself() {
    let (app, worker) = TestApp::with_accounts().await;
    let (ada, bob) = (app.person("ada", Role::Member).await, app.person("bob", Role::Labeller).await);
    let (path, _) = campaign(&app, &ada, &worker, &json!({ "double_blind": 1.0 }), 1).await;
    let audit = format!("{path}/audits/1");
    let job = app.by(&ada, "POST", &audit, Some(&json!({ "kind": "PRECISION" }))).await.json()["job_id"].clone();
    let draw = json!({ "job_id": job, "spectrum_filename": "a.fits", "spectrum_set": "PERFORMANCE_ESTIMATION",
        "sequence_iteration": 1, "draw": { "kind": "AUDIT" } });
    let shown = app.by(&worker, "POST", "/api/labellings/", Some(&draw)).await.json();
    let id = shown["labelling_id"].as_str().unwrap();
    let certificate = format!("{audit}/certificate");
    assert_eq!(app.get_by(&bob, &certificate).await.status, StatusCode::OK);
    app.label_by(&ada, id, "peak").await;
    let refused = app.get_by(&bob, &certificate).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("1 spectra that wait for a second, blind answer"), "{}", refused.text());
    assert_eq!(app.get_by(&ada, &certificate).await.status, StatusCode::OK);
    app.label_by(&bob, id, "peak").await;
    assert_eq!(app.get_by(&bob, &certificate).await.status, StatusCode::OK);
}
