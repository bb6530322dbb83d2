use axum::http::StatusCode;
use ml_job_domain::JobId;
use serde_json::{Value, json};

use crate::campaigns;
use crate::test_app::{TestApp, UNKNOWN_ID};

fn plan() -> Value {
    json!({ "pool": { "matrix": "/JOBS/x/result.h5" }, "classes": ["other", "peak"], "wanted": ["peak"] })
}

async fn campaign(app: &TestApp) -> String {
    let response = app.post("/api/campaigns/", &json!({ "label": "Be stars", "plan": plan() })).await;
    assert_eq!(response.status, StatusCode::CREATED, "{}", response.text());
    let path = format!("/api/campaigns/{}", response.json()["campaign_id"].as_str().unwrap());
    assert_eq!(response.header("location"), path);
    path
}

async fn jobs(app: &TestApp, campaign: &str) -> Vec<Value> {
    app.get(campaign).await.json()["jobs"].as_array().unwrap().clone()
}

async fn complete(app: &TestApp, job: &Value) {
    let path = format!("/api/jobs/{}", job["job_id"].as_str().unwrap());
    let claimed = app.post(&format!("{path}/claim"), &json!({ "worker": "w", "types": ["COUNT"] })).await;
    assert_eq!(claimed.status, StatusCode::OK, "{}", claimed.text());
    let attempt = claimed.json()["attempt"].clone();
    let end = json!({ "started_at": "2026-01-01T12:00:00Z", "ended_at": "2026-01-01T12:00:01Z", "attempt": attempt });
    let ended = app.post(&format!("{path}/end/COMPLETE"), &end).await;
    assert_eq!(ended.status, StatusCode::OK, "{}", ended.text());
}

#[tokio::test]
async fn a_campaign_on_a_matrix_begins_with_its_first_round() {
    let app = TestApp::new().await;
    let campaign = campaign(&app).await;
    let jobs = jobs(&app, &campaign).await;
    assert_eq!(jobs.len(), 1, "{jobs:?}");
    assert_eq!((&jobs[0]["role"], &jobs[0]["number"]), (&json!("ROUND"), &json!(0)));
    let job = app.get(&format!("/api/jobs/{}", jobs[0]["job_id"].as_str().unwrap())).await.json();
    assert_eq!((&job["phase"], &job["label"]), (&json!("PROCESSING"), &json!("Be stars: round 0")));
    let listed = app.get("/api/campaigns/").await.json();
    assert_eq!((&listed["total"], &listed["campaigns"][0]["label"]), (&json!(1), &json!("Be stars")));
}

#[tokio::test]
async fn a_round_is_started_once_however_often_somebody_clicks() {
    let app = TestApp::new().await;
    let campaign = campaign(&app).await;
    let early = app.post_empty(&format!("{campaign}/rounds/1")).await;
    assert_eq!((early.status, &early.json()["detail"]), (StatusCode::CONFLICT, &json!("Round 0 is PROCESSING.")));
    complete(&app, &jobs(&app, &campaign).await[0]).await;
    let url = format!("{campaign}/rounds/1");
    let answers = futures::future::join_all((0..8).map(|_| app.post_empty(&url))).await;
    let ids: std::collections::BTreeSet<String> = answers
        .iter()
        .map(|answer| {
            assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
            answer.json()["job_id"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(jobs(&app, &campaign).await.len(), 2);
    assert_eq!(app.get("/api/jobs/").await.json()["total"], 2, "nobody who came too late leaves a job");
    let skipped = app.post_empty(&format!("{campaign}/rounds/7")).await;
    assert_eq!(
        (skipped.status, &skipped.json()["detail"]),
        (StatusCode::CONFLICT, &json!("The next round is number 2."))
    );
}

#[tokio::test]
async fn labels_of_ones_own_choice_reach_the_newest_round() {
    let app = TestApp::new().await;
    let campaign = campaign(&app).await;
    let url = format!("{campaign}/labels");
    let labels = json!([
        { "spectrum_filename": "a.fits", "user_label": "peak" }, { "spectrum_filename": "b.fits", "user_label": "UNSURE" },
    ]);
    assert_eq!(app.post(&url, &labels).await.status, StatusCode::NO_CONTENT);
    assert_eq!(app.get(&campaign).await.json()["assessment"]["labelled"], 2);
    let job_id = jobs(&app, &campaign).await[0]["job_id"].as_str().unwrap().to_owned();
    let shown = app.get(&format!("/api/labellings/?job_id={job_id}")).await.json();
    assert_eq!(shown["labellings"][0]["draw"], json!({ "kind": "CHOSEN" }));
    let wrong = json!([
        { "spectrum_filename": "a.fits", "user_label": "peek" }, { "spectrum_filename": "a.fits", "user_label": "peak" },
    ]);
    assert_eq!(app.post(&url, &wrong).await.pointers(), ["/0/user_label", "/1/spectrum_filename"]);
}

#[tokio::test]
async fn an_audit_has_its_number_and_its_certificate() {
    let app = TestApp::new().await;
    let campaign = campaign(&app).await;
    let url = format!("{campaign}/audits/1");
    assert_eq!(app.get(&format!("{url}/certificate")).await.status, StatusCode::NOT_FOUND);
    let first = app.post(&url, &json!({ "kind": "PRECISION" })).await;
    let again = app.post(&url, &json!({ "kind": "PRECISION" })).await;
    assert_eq!((first.status, again.json()["job_id"].clone()), (StatusCode::CREATED, first.json()["job_id"].clone()));
    let odd = app.post(&format!("{campaign}/audits/2"), &json!({ "kind": "PRECISION", "class": "other" })).await;
    assert_eq!(odd.pointers(), ["/class"]);
    let third = app.post(&format!("{campaign}/audits/3"), &json!({ "kind": "RECALL" })).await;
    assert_eq!(third.status, StatusCode::CONFLICT);
    assert_eq!(app.get(&format!("{url}/certificate")).await.json()["audit"], 1);
}

#[tokio::test]
async fn a_job_of_a_campaign_goes_only_with_it() {
    let app = TestApp::new().await;
    let campaign = campaign(&app).await;
    let job = jobs(&app, &campaign).await[0].clone();
    complete(&app, &job).await;
    let path = format!("/api/jobs/{}", job["job_id"].as_str().unwrap());
    assert_eq!(app.delete(&path).await.status, StatusCode::CONFLICT);
    assert_eq!(app.delete(&campaign).await.status, StatusCode::NO_CONTENT);
    assert_eq!(app.get(&campaign).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.delete(&campaign).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.delete(&path).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_campaign_that_makes_no_sense_is_refused_before_anything_is_kept() {
    let app = TestApp::new().await;
    let mut wrong = json!({ "label": "", "plan": plan() });
    wrong["plan"]["wanted"] = json!(["peek"]);
    let response = app.post("/api/campaigns/", &wrong).await;
    assert_eq!(response.pointers(), ["/label", "/plan/wanted/0", "/plan/wanted"]);
    assert_eq!(app.get("/api/campaigns/").await.json()["total"], 0);
    assert_eq!(app.get(&format!("/api/campaigns/{UNKNOWN_ID}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_a_process_that_died_left_undone_is_begun() {
    let app = TestApp::new().await;
    let request: ml_job_domain::NewCampaign =
        serde_json::from_value(json!({ "label": "left", "plan": plan() })).unwrap();
    let id = ml_job_domain::CampaignId::from(JobId::new().as_uuid());
    let kept = request.into_campaign(id, app.state.clock.now());
    assert!(matches!(app.state.store.add_campaign(&kept, None).await.unwrap(), ml_job_store::AddCampaign::Added));
    campaigns::begin_all(&app.state).await.unwrap();
    campaigns::begin_all(&app.state).await.unwrap();
    assert_eq!(jobs(&app, &format!("/api/campaigns/{id}")).await.len(), 1);
}

/// A list in the directory of the newest round's job, as the round itself would have left it.
async fn with_list(app: &TestApp, campaign: &str) -> Value {
    let place = jobs(app, campaign).await.pop().unwrap();
    let path = format!("/api/jobs/{}", place["job_id"].as_str().unwrap());
    let claimed = app.post(&format!("{path}/claim"), &json!({ "worker": "w", "types": ["COUNT"] })).await;
    let attempt = claimed.json()["attempt"].clone();
    let end = json!({
        "started_at": "2026-01-01T12:00:00Z", "ended_at": "2026-01-01T12:00:01Z", "attempt": attempt,
        "metrics": { "model": "linear", "listed": 2, "taught": 50, "pool_sha256": "ab" },
    });
    let ended = app.post(&format!("{path}/end/COMPLETE"), &end).await;
    assert_eq!(ended.status, StatusCode::OK, "{}", ended.text());
    let job = app.get(&path).await.json();
    let list = json!({
        "listed": [
            { "filename": "a.fits", "probability": 1.0, "confirmed": true, "class": "peak", "star": "a.fits",
              "ra": 10.5, "dec": -5.25, "snr": 31.0,
              "line": { "equivalent_width": -4.5, "equivalent_width_error": 0.25, "fwhm": 210.0 } },
            { "filename": "b.fits", "probability": 0.75, "class": "peak" },
        ],
        "near": [],
    });
    app.write_file(job["dir_path"].as_str().unwrap(), "list.json", list.to_string().as_bytes());
    job
}

#[tokio::test]
async fn a_list_is_a_table_with_what_people_said() {
    let app = TestApp::new().await;
    let campaign = campaign(&app).await;
    let none = app.get(&format!("{campaign}/list")).await;
    assert_eq!(
        (none.status, app.get(&format!("{campaign}/list?audit=1")).await.status),
        (StatusCode::CONFLICT, StatusCode::NOT_FOUND)
    );
    with_list(&app, &campaign).await;
    let labels = json!([{ "spectrum_filename": "a.fits", "user_label": "UNSURE" }]);
    assert_eq!(app.post(&format!("{campaign}/labels"), &labels).await.status, StatusCode::NO_CONTENT);
    let job_id = jobs(&app, &campaign).await[0]["job_id"].as_str().unwrap().to_owned();
    let shown = app.get(&format!("/api/labellings/?job_id={job_id}")).await.json();
    let labelling = format!("/api/labellings/{}", shown["labellings"][0]["labelling_id"].as_str().unwrap());
    app.patch(&labelling, &json!({ "user_label": "peak" })).await;
    let csv = app.get(&format!("{campaign}/list")).await;
    assert_eq!((csv.status, csv.header("content-type").as_str()), (StatusCode::OK, "text/csv; charset=utf-8"));
    let disposition = csv.header("content-disposition");
    assert!(disposition.starts_with("attachment; filename=\"Be-stars-list.csv\""), "{disposition}");
    let text = csv.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "filename,ra,dec,probability,class,confirmed,label,labelled_at,labelled_in,drawn_as,comment,star,snr,magnitude,equivalent_width,equivalent_width_error,fwhm,peak_separation,v_over_r,author"
    );
    assert_eq!(
        lines[1],
        "a.fits,10.5,-5.25,1,peak,true,peak,2026-01-01T12:00:00.000Z,round 0,CHOSEN,,a.fits,31,,-4.5,0.25,210,,,"
    );
    assert_eq!(lines[2], "b.fits,,,0.75,peak,false,,,,,,,,,,,,,,");
    let labels = app.get(&format!("{campaign}/labels")).await.text();
    let lines: Vec<&str> = labels.lines().collect();
    assert_eq!(
        lines[0],
        "filename,label,comment,labelled_at,labelled_in,drawn_as,draw_probability,blind,author,counts,settled_by"
    );
    assert_eq!(lines[1..], ["a.fits,peak,,2026-01-01T12:00:00.000Z,round 0,CHOSEN,,false,,true,"]);
    let votable = app.get(&format!("{campaign}/list?format=votable")).await;
    assert_eq!(votable.header("content-type"), "application/x-votable+xml");
    let id = campaign.rsplit('/').next().unwrap();
    assert!(votable.text().contains(&format!("<INFO name=\"campaign_id\" value=\"{id}\"/>")), "{}", votable.text());
    let fits = app.get(&format!("{campaign}/list?format=fits")).await;
    assert_eq!((fits.header("content-type").as_str(), &fits.body[..9]), ("application/fits", &b"SIMPLE  ="[..]));
    let parquet = app.get(&format!("{campaign}/list?format=parquet")).await;
    assert_eq!(
        (parquet.header("content-type").as_str(), &parquet.body[..4]),
        ("application/vnd.apache.parquet", &b"PAR1"[..])
    );
    assert_eq!(app.get(&format!("{campaign}/list?format=pdf")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_paragraph_for_a_paper_says_what_was_done_and_no_bound_that_nobody_has() {
    let app = TestApp::new().await;
    let campaign = campaign(&app).await;
    with_list(&app, &campaign).await;
    let methods = app.get(&format!("{campaign}/methods")).await;
    assert_eq!(
        (methods.status, methods.header("content-type").as_str()),
        (StatusCode::OK, "text/plain; charset=utf-8")
    );
    let text = methods.text();
    assert!(text.contains("for peak by active learning with ML Job Manager"), "{text}");
    assert!(text.contains("In one round"), "{text}");
    assert!(!text.contains("audit") && !text.contains("References"), "nothing was audited: {text}");
    assert_eq!(app.get(&format!("/api/campaigns/{UNKNOWN_ID}/methods")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_provenance_names_nothing_that_it_does_not_declare() {
    let app = TestApp::new().await;
    let campaign = campaign(&app).await;
    let job = with_list(&app, &campaign).await;
    let response = app.get(&format!("{campaign}/provenance")).await;
    assert_eq!(response.header("content-type"), "application/json");
    let document = response.json();
    assert_eq!(document["entity"]["ml:matrix"]["ml:sha256"], "ab");
    assert_eq!(document["entity"]["ml:list-0"]["ml:model"], "linear");
    assert_eq!(document["entity"]["ml:list-0"]["ml:sha256"].as_str().map(str::len), Some(64));
    let activity = format!("ml:job-{}", job["job_id"].as_str().unwrap());
    assert_eq!(document["activity"][&activity]["prov:startTime"], "2026-01-01T12:00:00.000000Z");
    let kinds = ["entity", "activity", "agent"];
    let declared: std::collections::BTreeSet<&String> =
        kinds.iter().flat_map(|kind| document[kind].as_object().unwrap().keys()).collect();
    for (kind, relations) in
        document.as_object().unwrap().iter().filter(|(kind, _)| !kinds.contains(&kind.as_str()) && *kind != "prefix")
    {
        for relation in relations.as_object().unwrap().values() {
            for named in relation.as_object().unwrap().values() {
                assert!(declared.contains(&named.as_str().unwrap().to_owned()), "{kind}: {named}");
            }
        }
    }
}

#[tokio::test]
async fn a_candidate_that_a_person_labels_teaches() {
    let app = TestApp::new().await;
    let campaign = campaign(&app).await;
    let job = jobs(&app, &campaign).await.pop().unwrap();
    let candidate = json!({
        "job_id": job["job_id"], "spectrum_filename": "c.fits", "spectrum_set": "CANDIDATE", "sequence_iteration": 0,
    });
    let made = app.post("/api/labellings/", &candidate).await.json();
    assert_eq!(app.get(&campaign).await.json()["assessment"]["labelled"], 0);
    let path = format!("/api/labellings/{}", made["labelling_id"].as_str().unwrap());
    app.patch(&path, &json!({ "user_label": "peak" })).await;
    assert_eq!(app.get(&campaign).await.json()["assessment"]["labelled"], 1);
}
