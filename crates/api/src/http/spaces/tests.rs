//! Who sees what; through the real router.

mod matrix;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use ml_job_domain::SpaceId;
use ml_job_domain::access::{Role, Scope, SpaceRole, User};
use ml_job_store::{NewMember, PutMember};
use serde_json::{Value, json};

use crate::dispatcher::publish_due;
use crate::http::accounts::tests::{Browser, Instance};
use crate::test_app::{CountKind, TestApp, TestResponse};

/// A person with a browser.
struct Somebody {
    user: User,
    browser: Browser,
}

impl Instance {
    async fn somebody(&self, role: Role) -> Somebody {
        let user = self.person(role).await;
        let browser = self.session_of(&user).await;
        Somebody { user, browser }
    }

    async fn get(&self, who: &mut Somebody, url: &str) -> TestResponse {
        self.send(&mut who.browser, "GET", url, None).await
    }

    async fn post(&self, who: &mut Somebody, url: &str, body: &Value) -> TestResponse {
        self.send(&mut who.browser, "POST", url, Some(body)).await
    }

    /// A space that somebody made.
    async fn space(&self, who: &mut Somebody, name: &str) -> SpaceId {
        let made = self.post(who, "/api/spaces/", &json!({ "name": name })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        made.json()["space_id"].as_str().unwrap().parse().unwrap()
    }

    async fn share(&self, space: SpaceId, with: &User, role: SpaceRole) {
        let put = self.app.state.store.put_space_member(space, &NewMember::Person(with.name.clone()), role).await;
        assert!(matches!(put.unwrap(), PutMember::Put(_)));
    }

    /// A job in a space, or in the own one, by its path.
    async fn job(&self, who: &mut Somebody, space: Option<SpaceId>) -> (Value, String) {
        let request = json!({ "type": "COUNT", "label": "x", "config": { "points": 3 }, "space_id": space });
        let made = self.post(who, "/api/jobs/", &request).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let job = made.json();
        let path = format!("/api/jobs/{}", job["job_id"].as_str().unwrap());
        (job, path)
    }

    async fn by_worker(&self, url: &str, body: &Value) {
        let answer = self.with_token("POST", url, &self.worker, body).await;
        assert!(answer.status.is_success(), "{url}: {}", answer.text());
    }

    async fn labelling(&self, job: &Value) {
        let labelling = json!({ "job_id": job["job_id"], "spectrum_filename": "a.fits", "spectrum_set": "ORACLE",
            "sequence_iteration": 0 });
        self.by_worker("/api/labellings/", &labelling).await;
    }

    async fn complete(&self, path: &str) {
        self.by_worker(&format!("{path}/claim"), &json!({ "worker": "w", "types": ["COUNT"] })).await;
        let end = json!({ "started_at": "2026-01-01T12:00:00Z", "ended_at": "2026-01-01T12:00:01Z", "attempt": 1 });
        self.by_worker(&format!("{path}/end/COMPLETE"), &end).await;
    }
}

fn total(response: &TestResponse) -> u64 {
    response.json()["total"].as_u64().unwrap_or_else(|| panic!("no total: {}", response.text()))
}

#[tokio::test]
async fn without_accounts_there_is_one_space_that_nobody_sees() {
    let app = TestApp::new().await;
    let (job, _) = app.pending_job().await;
    assert!(job.get("space_id").is_none());
    assert_eq!(app.get("/api/jobs/").await.json()["total"], 1);
    for url in ["/api/spaces/", "/api/groups/", &format!("/api/spaces/{}", SpaceId::MAIN)] {
        assert_eq!(app.get(url).await.status, StatusCode::CONFLICT, "{url}");
    }
    let elsewhere = json!({ "type": "COUNT", "label": "x", "space_id": SpaceId::new() });
    assert_eq!(app.post("/api/jobs/", &elsewhere).await.pointers(), ["/space_id"]);
}

#[tokio::test]
async fn what_lies_in_ones_own_space_is_seen_by_oneself_and_by_administrators() {
    let instance = Instance::new().await;
    let (mut ada, mut grace) = (instance.somebody(Role::Member).await, instance.somebody(Role::Member).await);
    let mut admin = instance.somebody(Role::Administrator).await;
    let (job, path) = instance.job(&mut ada, None).await;
    assert!(job["space_id"].is_string(), "not in the space that the instance begins with: {job}");
    instance.labelling(&job).await;
    for (who, sees) in [(&mut ada, true), (&mut grace, false), (&mut admin, true)] {
        let count = u64::from(sees);
        assert_eq!(total(&instance.get(who, "/api/jobs/").await), count);
        assert_eq!(total(&instance.get(who, "/api/jobs/?q=X&phase=PENDING").await), count);
        let occurrences = instance.get(who, "/api/spectra/a.fits/occurrences").await.json();
        assert_eq!(occurrences["occurrences"].as_array().unwrap().len() as u64, count);
        let directories = instance.get(who, "/api/files/?parent_dir_path=/JOBS").await.json();
        assert_eq!(directories["directory_count"], count, "{directories}");
        assert_eq!(directories["total"], count, "{directories}");
        let spaces = instance.get(who, "/api/files/?parent_dir_path=/SPACES").await;
        assert!(spaces.status == StatusCode::NOT_FOUND || spaces.json()["total"] == 0, "{}", spaces.text());
        let status = if sees { StatusCode::OK } else { StatusCode::NOT_FOUND };
        assert_eq!(instance.get(who, &path).await.status, status);
        let url = format!("/api/labellings/?job_id={}", job["job_id"].as_str().unwrap());
        assert_eq!(instance.get(who, &url).await.status, status);
        let dir = job["dir_path"].as_str().unwrap();
        assert_eq!(
            instance.get(who, &format!("/api/files/config.json/download?parent_dir_path={dir}")).await.status,
            status
        );
        let chosen = instance.get(who, &format!("/api/jobs/?space_id={}", job["space_id"].as_str().unwrap())).await;
        assert_eq!(total(&chosen), count);
        assert_eq!(total(&instance.get(who, &format!("/api/jobs/?space_id={}", SpaceId::MAIN)).await), 0);
    }
}

#[tokio::test]
async fn what_is_hidden_is_answered_like_what_is_not_there() {
    let instance = Instance::new().await;
    let mut admin = instance.somebody(Role::Administrator).await;
    let (mut ada, mut grace) = (instance.somebody(Role::Member).await, instance.somebody(Role::Member).await);
    let space = instance.space(&mut ada, "ours").await;
    let (job, _) = instance.job(&mut ada, Some(space)).await;
    let id = job["job_id"].as_str().unwrap();
    let unknown = crate::test_app::UNKNOWN_ID;
    let dir = job["dir_path"].as_str().unwrap();
    let none = format!("/JOBS/job_x_{unknown}");
    for (method, there, not_there) in [
        ("GET", format!("/api/jobs/{id}"), format!("/api/jobs/{unknown}")),
        ("DELETE", format!("/api/jobs/{id}"), format!("/api/jobs/{unknown}")),
        ("GET", format!("/api/labellings/?job_id={id}"), format!("/api/labellings/?job_id={unknown}")),
        ("GET", format!("/api/spaces/{space}"), format!("/api/spaces/{unknown}")),
        ("GET", format!("/api/files/?parent_dir_path={dir}"), format!("/api/files/?parent_dir_path={none}")),
        (
            "POST",
            format!("/api/files/directories/a?parent_dir_path={dir}"),
            format!("/api/files/directories/a?parent_dir_path={none}"),
        ),
        (
            "DELETE",
            format!("/api/files/config.json?parent_dir_path={dir}"),
            format!("/api/files/config.json?parent_dir_path={none}"),
        ),
        (
            "DELETE",
            format!("/api/files/directories/a?parent_dir_path={dir}"),
            format!("/api/files/directories/a?parent_dir_path={none}"),
        ),
        (
            "GET",
            format!("/api/files/config.json/download?parent_dir_path={dir}"),
            format!("/api/files/config.json/download?parent_dir_path={none}"),
        ),
    ] {
        let mut answers = Vec::new();
        for url in [&there, &not_there] {
            // Whoever sees all is told by the endpoint itself that it is not there; but labellings of no job are none.
            let sees_all = *url == not_there && !url.contains("/labellings/");
            let who = if sees_all { &mut admin } else { &mut grace };
            let answer = instance.send(&mut who.browser, method, url, None).await;
            let mut body = answer.json();
            for field in ["request_id", "instance"] {
                body.as_object_mut().unwrap().remove(field);
            }
            let text = body.to_string().replace(id, "ID").replace(&space.to_string(), "ID").replace(unknown, "ID");
            answers.push((answer.status, text));
        }
        assert_eq!(answers[0], answers[1], "{method} {there}");
        assert!(answers[0].0.is_client_error(), "{method} {there}");
    }
}

#[tokio::test]
async fn a_space_is_shared_by_name_by_group_and_no_longer() {
    let instance = Instance::new().await;
    let (mut ada, mut grace) = (instance.somebody(Role::Member).await, instance.somebody(Role::Labeller).await);
    let mut admin = instance.somebody(Role::Administrator).await;
    let space = instance.space(&mut ada, "ours").await;
    let (_, path) = instance.job(&mut ada, Some(space)).await;
    let members = format!("/api/spaces/{space}/members/");
    let share = json!({ "user": grace.user.name.to_uppercase(), "role": "viewer" });
    let shared = instance.post(&mut ada, &members, &share).await;
    assert_eq!((shared.status, &shared.json()["name"]), (StatusCode::OK, &json!(grace.user.name)));
    assert_eq!(instance.get(&mut grace, &path).await.status, StatusCode::OK);
    let listed = instance.get(&mut grace, "/api/spaces/").await.json();
    let of_space = listed["spaces"].as_array().unwrap().iter().find(|it| it["space_id"] == space.to_string()).unwrap();
    assert_eq!(of_space["role"], "viewer");
    let detail = instance.get(&mut grace, &format!("/api/spaces/{space}")).await.json();
    assert_eq!(detail["members"].as_array().unwrap().len(), 2);
    assert_eq!(
        instance.post(&mut grace, &members, &share).await.status,
        StatusCode::FORBIDDEN,
        "viewers share nothing"
    );

    let group = json!({ "name": "team", "members": [grace.user.name] });
    assert_eq!(instance.post(&mut ada, "/api/groups/", &group).await.status, StatusCode::FORBIDDEN);
    assert_eq!(instance.post(&mut admin, "/api/groups/", &group).await.status, StatusCode::OK);
    let unknown = json!({ "name": "team", "members": ["nobody at all"] });
    assert_eq!(instance.post(&mut admin, "/api/groups/", &unknown).await.pointers(), ["/members/0"]);
    let of_group = instance.post(&mut ada, &members, &json!({ "group": "team", "role": "owner" })).await.json();
    let groups = instance.get(&mut admin, "/api/groups/").await.json();
    assert_eq!(groups["groups"][0]["members"], json!([grace.user.name]));

    for (body, pointer) in [
        (json!({ "role": "viewer" }), "/user"),
        (json!({ "user": "a", "group": "b", "role": "viewer" }), "/user"),
        (json!({ "user": "nobody at all", "role": "viewer" }), "/user"),
        (json!({ "group": "nobody at all", "role": "viewer" }), "/group"),
        (json!({ "user": "x", "role": "king" }), "/role"),
    ] {
        assert_eq!(instance.post(&mut ada, &members, &body).await.pointers(), [pointer], "{body}");
    }
    for id in [of_group["group_id"].as_str().unwrap().to_owned(), grace.user.user_id.to_string()] {
        let url = format!("{members}{id}");
        assert_eq!(instance.send(&mut ada.browser, "DELETE", &url, None).await.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(instance.get(&mut grace, &path).await.status, StatusCode::NOT_FOUND);
    let own = format!("{members}{}", ada.user.user_id);
    assert_eq!(instance.send(&mut ada.browser, "DELETE", &own, None).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn whoever_has_a_link_looks_at_its_space_and_changes_nothing() {
    let instance = Instance::new().await;
    let mut ada = instance.somebody(Role::Member).await;
    let (ours, other) = (instance.space(&mut ada, "ours").await, instance.space(&mut ada, "other").await);
    let (job, path) = instance.job(&mut ada, Some(ours)).await;
    let (_, hidden) = instance.job(&mut ada, Some(other)).await;
    let links = format!("/api/spaces/{ours}/links/");
    let refused = instance.post(&mut ada, &links, &json!({ "name": "", "expires_in_days": 0 })).await;
    assert_eq!(refused.pointers(), ["/name", "/expires_in_days"]);
    let made = instance.post(&mut ada, &links, &json!({ "name": "referee", "expires_in_days": 2 })).await;
    assert_eq!((made.status, made.header("cache-control").as_str()), (StatusCode::CREATED, "no-store"));
    let link = made.json();
    let secret = link["link_path"].as_str().unwrap().strip_prefix("/shared#").unwrap().to_owned();
    let listed = instance.get(&mut ada, &links).await;
    assert_eq!(listed.json()["links"][0]["name"], "referee");
    assert!(!listed.text().contains("mljv_"), "nobody keeps the secret");

    let mut visitor = Somebody { user: ada.user.clone(), browser: Browser::default() };
    let gone = instance.post(&mut visitor, "/api/auth/visit", &json!({ "link": "mljv_nonsense" })).await;
    assert_eq!(gone.status, StatusCode::GONE);
    let opened = instance.post(&mut visitor, "/api/auth/visit", &json!({ "link": secret })).await;
    assert_eq!((opened.status, &opened.json()["name"]), (StatusCode::OK, &json!("ours")));
    let session = instance.get(&mut visitor, "/api/auth/session").await.json();
    assert_eq!((&session["visit"]["space_id"], session.get("user")), (&json!(ours), None));
    assert_eq!(instance.get(&mut visitor, &path).await.status, StatusCode::OK);
    assert_eq!(total(&instance.get(&mut visitor, "/api/jobs/").await), 1);
    assert_eq!(instance.get(&mut visitor, &hidden).await.status, StatusCode::NOT_FOUND);
    let directory = format!("/api/files/?parent_dir_path={}", job["dir_path"].as_str().unwrap());
    assert_eq!(instance.get(&mut visitor, &directory).await.status, StatusCode::OK);
    assert_eq!(instance.get(&mut visitor, "/api/files/?parent_dir_path=/").await.status, StatusCode::NOT_FOUND);
    let detail = instance.get(&mut visitor, &format!("/api/spaces/{ours}")).await.json();
    assert_eq!((&detail["role"], &detail["members"]), (&json!("viewer"), &json!([])));
    assert_eq!(instance.post(&mut visitor, "/api/jobs/", &json!({})).await.status, StatusCode::FORBIDDEN);
    assert_eq!(instance.send(&mut visitor.browser, "DELETE", &path, None).await.status, StatusCode::FORBIDDEN);
    assert_eq!(instance.get(&mut visitor, "/api/users/").await.status, StatusCode::FORBIDDEN);
    // The same as a token, for scripts.
    assert_eq!(instance.with_token("GET", &path, &secret, &json!({})).await.status, StatusCode::OK);

    // Who is signed in looks through the link until leaving it.
    let opened = instance.post(&mut ada, "/api/auth/visit", &json!({ "link": secret })).await;
    assert_eq!(opened.status, StatusCode::OK);
    assert_eq!(instance.get(&mut ada, &hidden).await.status, StatusCode::NOT_FOUND);
    let left = instance.send(&mut ada.browser, "DELETE", "/api/auth/visit", None).await;
    assert_eq!(left.status, StatusCode::NO_CONTENT);
    assert_eq!(instance.get(&mut ada, &hidden).await.status, StatusCode::OK);

    let url = format!("{links}{}", link["link_id"].as_str().unwrap());
    assert_eq!(instance.send(&mut ada.browser, "DELETE", &url, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(instance.get(&mut visitor, &path).await.status, StatusCode::UNAUTHORIZED);
    let made = instance.post(&mut ada, &links, &json!({ "name": "x", "expires_in_days": 1 })).await.json();
    let secret = made["link_path"].as_str().unwrap().strip_prefix("/shared#").unwrap().to_owned();
    assert_eq!(instance.with_token("GET", &path, &secret, &json!({})).await.status, StatusCode::OK);
    instance.app.clock.advance(Duration::from_hours(24));
    assert_eq!(instance.with_token("GET", &path, &secret, &json!({})).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_config_reads_nothing_of_another_space() {
    let kinds = Arc::new(CountKind { iterates: true });
    let instance = Instance::of(|dependencies| dependencies.kinds = kinds).await;
    let (mut ada, mut grace) = (instance.somebody(Role::Member).await, instance.somebody(Role::Member).await);
    let (ours, hers) = (instance.space(&mut ada, "ours").await, instance.space(&mut grace, "hers").await);
    let (own, _) = instance.job(&mut ada, Some(ours)).await;
    let (foreign, _) = instance.job(&mut grace, Some(hers)).await;
    let dir = |job: &Value| job["dir_path"].as_str().unwrap().to_owned();
    let (own, foreign) = (dir(&own), dir(&foreign));
    let bare = foreign.trim_start_matches('/');
    let with = |path: &str| json!({ "type": "COUNT", "label": "x", "space_id": ours, "config": { "points": 3, "path": path } });
    for path in [
        format!("{foreign}/result.h5"),
        format!("{bare}/result.h5"),
        format!("//JOBS/./x/../{}/result.h5", bare.trim_start_matches("JOBS/")),
        format!("TEMPLATES/../{bare}/result.h5"),
        format!("{own}/../../{bare}/result.h5"),
        format!("/SPACES/{hers}/pool.h5"),
        "/SPACES/x/pool.h5".to_owned(),
        "/JOBS".to_owned(),
        "/JOBS/job_of_nobody/result.h5".to_owned(),
    ] {
        let refused = instance.post(&mut ada, "/api/jobs/", &with(&path)).await;
        assert_eq!(refused.pointers(), ["/config/path"], "{path}: {}", refused.text());
    }
    for path in [format!("{own}/result.h5"), format!("/SPACES/{ours}/pool.h5"), "/known.csv".to_owned()] {
        let made = instance.post(&mut ada, "/api/jobs/", &with(&path)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{path}: {}", made.text());
    }

    // A file that was uploaded instead is read, and refused, at RUN.
    let (job, path) = instance.job(&mut ada, Some(ours)).await;
    let config = json!({ "points": 3, "path": format!("{foreign}/result.h5") }).to_string();
    instance.app.write_file(job["dir_path"].as_str().unwrap(), "config.json", config.as_bytes());
    let refused = instance.post(&mut ada, &format!("{path}/process/RUN"), &json!({})).await;
    assert_eq!(refused.pointers(), ["/config/path"], "{}", refused.text());

    // So is what the next iteration of a job would read once its files lie elsewhere.
    let (pool, pool_path) = instance.job(&mut ada, Some(ours)).await;
    let request = json!({ "type": "COUNT", "label": "x", "space_id": ours,
        "config": { "points": 3, "path": format!("{}/result.h5", pool["dir_path"].as_str().unwrap()) } });
    let first = instance.post(&mut ada, "/api/jobs/", &request).await.json();
    let path = format!("/api/jobs/{}", first["job_id"].as_str().unwrap());
    assert_eq!(instance.post(&mut ada, &format!("{path}/process/RUN"), &json!({})).await.status, StatusCode::ACCEPTED);
    instance.complete(&path).await;
    let labelled = json!({ "job_id": first["job_id"], "spectrum_filename": "a.fits", "spectrum_set": "ORACLE",
        "sequence_iteration": 0, "user_label": "peak" });
    instance.by_worker("/api/labellings/", &labelled).await;
    let next = format!("{path}/next");
    let made = instance.post(&mut ada, &next, &json!({})).await;
    assert_eq!((made.status, &made.json()["space_id"]), (StatusCode::CREATED, &json!(ours)), "{}", made.text());
    let elsewhere = instance.space(&mut ada, "elsewhere").await;
    let moved = instance
        .send(&mut ada.browser, "PUT", &format!("{pool_path}/space"), Some(&json!({ "space_id": elsewhere })))
        .await;
    assert_eq!(moved.status, StatusCode::OK, "{}", moved.text());
    assert_eq!(instance.post(&mut ada, &next, &json!({})).await.pointers(), ["/config/path"]);
}

#[tokio::test]
async fn a_new_job_lies_where_its_maker_may_make_one() {
    let instance = Instance::new().await;
    let (mut ada, mut grace) = (instance.somebody(Role::Member).await, instance.somebody(Role::Member).await);
    let space = instance.space(&mut ada, "ours").await;
    let (job, _) = instance.job(&mut ada, Some(space)).await;
    let create = json!({ "type": "COUNT", "label": "x", "space_id": space });
    assert_eq!(instance.post(&mut grace, "/api/jobs/", &create).await.pointers(), ["/space_id"]);
    let child = json!({ "type": "COUNT", "label": "x", "parent_job_id": job["job_id"] });
    assert_eq!(instance.post(&mut grace, "/api/jobs/", &child).await.pointers(), ["/parent_job_id"]);
    instance.share(space, &grace.user, SpaceRole::Labeller).await;
    for body in [&create, &child] {
        assert_eq!(instance.post(&mut grace, "/api/jobs/", body).await.status, StatusCode::FORBIDDEN);
    }
    instance.share(space, &grace.user, SpaceRole::Member).await;
    for body in [&create, &child] {
        let made = instance.post(&mut grace, "/api/jobs/", body).await;
        assert_eq!((made.status, &made.json()["space_id"]), (StatusCode::CREATED, &json!(space)));
    }
    let own = instance.job(&mut grace, None).await.0;
    let split = json!({ "type": "COUNT", "label": "x", "parent_job_id": job["job_id"], "space_id": own["space_id"] });
    assert_eq!(instance.post(&mut grace, "/api/jobs/", &split).await.pointers(), ["/space_id"]);
    let campaign = json!({ "label": "x", "space_id": SpaceId::new(),
        "plan": { "pool": { "matrix": "/x.h5" }, "classes": ["a", "b"], "wanted": ["b"] } });
    assert_eq!(instance.post(&mut grace, "/api/campaigns/", &campaign).await.pointers(), ["/space_id"]);
}

#[tokio::test]
async fn what_belongs_together_moves_together_and_its_owner_moves_it() {
    let instance = Instance::new().await;
    let (mut ada, mut grace) = (instance.somebody(Role::Member).await, instance.somebody(Role::Member).await);
    let (ours, hers) = (instance.space(&mut ada, "ours").await, instance.space(&mut grace, "hers").await);
    let (root, path) = instance.job(&mut ada, Some(ours)).await;
    let child = json!({ "type": "COUNT", "label": "x", "parent_job_id": root["job_id"] });
    let child = instance.post(&mut ada, "/api/jobs/", &child).await.json();
    let place = format!("{path}/space");
    let to_hers = json!({ "space_id": hers });
    let unseen = instance.send(&mut ada.browser, "PUT", &place, Some(&to_hers)).await;
    assert_eq!(unseen.pointers(), ["/space_id"]);
    instance.share(hers, &ada.user, SpaceRole::Viewer).await;
    let refused = instance.send(&mut ada.browser, "PUT", &place, Some(&to_hers)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    instance.share(hers, &ada.user, SpaceRole::Member).await;
    instance.share(ours, &grace.user, SpaceRole::Member).await;
    let not_hers = instance.send(&mut grace.browser, "PUT", &place, Some(&to_hers)).await;
    assert_eq!(not_hers.status, StatusCode::FORBIDDEN, "a member does not move what others own");
    let moved = instance.send(&mut ada.browser, "PUT", &place, Some(&to_hers)).await;
    assert_eq!(moved.json(), json!({ "space_id": hers, "jobs": 2 }));
    let there = instance.get(&mut grace, &format!("/api/jobs/{}", child["job_id"].as_str().unwrap())).await.json();
    assert_eq!(there["space_id"], json!(hers));

    let campaign = json!({ "label": "x", "space_id": ours,
        "plan": { "pool": { "matrix": "/x.h5" }, "classes": ["a", "b"], "wanted": ["b"] } });
    let campaign = instance.post(&mut ada, "/api/campaigns/", &campaign).await.json();
    let url = format!("/api/campaigns/{}", campaign["campaign_id"].as_str().unwrap());
    let round = instance.get(&mut ada, &url).await.json()["jobs"][0]["job_id"].as_str().unwrap().to_owned();
    let alone = instance.send(&mut ada.browser, "PUT", &format!("/api/jobs/{round}/space"), Some(&to_hers)).await;
    assert_eq!(alone.status, StatusCode::CONFLICT, "{}", alone.text());
    let moved = instance.send(&mut ada.browser, "PUT", &format!("{url}/space"), Some(&to_hers)).await;
    assert_eq!(moved.json(), json!({ "space_id": hers, "jobs": 1 }));
    let round = instance.get(&mut grace, &format!("/api/jobs/{round}")).await.json();
    assert_eq!(round["space_id"], json!(hers));
}

#[tokio::test]
async fn whoever_may_listen_no_longer_hears_no_more() {
    for events in ["events", "seats/events"] {
        whoever_may_listen_no_longer_hears_no_more_of(events).await;
    }
}

async fn whoever_may_listen_no_longer_hears_no_more_of(events: &str) {
    let instance = Instance::of(|d| d.config.admission_interval = Duration::from_millis(20)).await;
    let (mut ada, grace) = (instance.somebody(Role::Member).await, instance.somebody(Role::Member).await);
    let space = instance.space(&mut ada, "ours").await;
    let (_, path) = instance.job(&mut ada, Some(space)).await;
    instance.share(space, &grace.user, SpaceRole::Viewer).await;
    let events = format!("{path}/{events}");
    let of_grace = instance.app.listen_as(&events, &[("cookie", &grace.browser.cookies())]).await;
    let of_ada = instance.app.listen_as(&events, &[("cookie", &ada.browser.cookies())]).await;
    let ended = instance.app.state.store.delete_space_member(space, grace.user.user_id.as_uuid()).await;
    assert_eq!(ended.unwrap(), ml_job_store::DeleteMember::Deleted);
    of_grace.until_it_ends().await;
    let still = instance.app.listen_as(&events, &[("cookie", &ada.browser.cookies())]).await;
    let signed_out = instance.send(&mut ada.browser, "DELETE", "/api/auth/session", None).await;
    assert_eq!(signed_out.status, StatusCode::NO_CONTENT);
    of_ada.until_it_ends().await;
    still.until_it_ends().await;
}

#[tokio::test]
async fn an_open_stream_is_no_sign_of_life() {
    let instance = Instance::of(|d| d.config.admission_interval = Duration::from_millis(20)).await;
    let mut ada = instance.somebody(Role::Member).await;
    let (_, path) = instance.job(&mut ada, None).await;
    let stream = instance.app.listen_as(&format!("{path}/events"), &[("cookie", &ada.browser.cookies())]).await;
    instance.app.clock.advance(Duration::from_mins(30));
    stream.until_it_ends().await;
    assert_eq!(instance.get(&mut ada, &path).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn labels_of_a_batch_are_given_where_one_may_label() {
    let instance = Instance::new().await;
    let (mut ada, mut grace) = (instance.somebody(Role::Member).await, instance.somebody(Role::Labeller).await);
    let space = instance.space(&mut ada, "ours").await;
    let (job, _) = instance.job(&mut ada, Some(space)).await;
    instance.labelling(&job).await;
    let url = format!("/api/labellings/?job_id={}", job["job_id"].as_str().unwrap());
    let id = instance.get(&mut ada, &url).await.json()["labellings"][0]["labelling_id"].clone();
    let batch = json!({ "labelling_ids": [id], "batch": [{ "user_label": "peak" }] });
    let label = async |who: &mut Somebody| {
        instance.send(&mut who.browser, "PATCH", "/api/labellings/batch/", Some(&batch)).await.status
    };
    assert_eq!(label(&mut grace).await, StatusCode::NOT_FOUND);
    instance.share(space, &grace.user, SpaceRole::Viewer).await;
    assert_eq!(label(&mut grace).await, StatusCode::FORBIDDEN);
    instance.share(space, &grace.user, SpaceRole::Labeller).await;
    assert_eq!(label(&mut grace).await, StatusCode::NO_CONTENT);
    assert_eq!(instance.get(&mut ada, &url).await.json()["labellings"][0]["user_label_author"], grace.user.name);
}

#[tokio::test]
async fn one_persons_key_is_not_anothers() {
    let instance = Instance::new().await;
    let all: BTreeSet<Scope> = Scope::ALL.into_iter().collect();
    let job = json!({ "type": "COUNT", "label": "x" }).to_string();
    let mut ids = BTreeSet::new();
    for _ in 0..2 {
        let token = instance.token_of(&instance.person(Role::Member).await, all.clone()).await;
        let authorization = format!("Bearer {token}");
        let headers =
            [("authorization", authorization.as_str()), ("content-type", "application/json"), ("idempotency-key", "k")];
        for _ in 0..2 {
            let made = instance.app.send("POST", "/api/jobs/", &headers, job.clone()).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
            ids.insert(made.json()["job_id"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(ids.len(), 2, "one for each person");
}

#[tokio::test]
async fn folders_of_all_are_changed_by_administrators_and_those_of_a_space_by_its_members() {
    let instance = Instance::new().await;
    let (mut ada, mut grace) = (instance.somebody(Role::Member).await, instance.somebody(Role::Member).await);
    let mut admin = instance.somebody(Role::Administrator).await;
    let space = instance.space(&mut ada, "ours").await;
    let folder = format!("/SPACES/{space}");
    let make = async |who: &mut Somebody, parent: &str, name: &str| {
        let url = format!("/api/files/directories/{name}?parent_dir_path={parent}");
        instance.send(&mut who.browser, "POST", &url, None).await.status
    };
    assert_eq!(make(&mut ada, &folder, "a").await, StatusCode::CREATED);
    assert_eq!(make(&mut grace, &folder, "b").await, StatusCode::UNPROCESSABLE_ENTITY, "there is no such directory");
    assert_eq!(make(&mut grace, "/", "TEMPLATES").await, StatusCode::CREATED);
    assert_eq!(make(&mut ada, "/TEMPLATES", "x").await, StatusCode::CREATED, "what is nobody's is everybody's");
    let seen = async |who: &mut Somebody| total(&instance.get(who, "/api/files/?parent_dir_path=/SPACES").await);
    assert_eq!((seen(&mut ada).await, seen(&mut grace).await, seen(&mut admin).await), (1, 0, 1));
    let delete = "/api/files/directories/SPACES?parent_dir_path=/";
    assert_eq!(instance.send(&mut ada.browser, "DELETE", delete, None).await.status, StatusCode::FORBIDDEN);
    let spaces = format!("/api/spaces/{space}");
    let full = instance.send(&mut ada.browser, "DELETE", &spaces, None).await;
    assert_eq!(full.status, StatusCode::CONFLICT, "a file lies in it");
    let emptied = format!("/api/files/directories/a?parent_dir_path={folder}");
    assert_eq!(instance.send(&mut ada.browser, "DELETE", &emptied, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(instance.send(&mut ada.browser, "DELETE", &spaces, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(instance.app.list_dir("/SPACES"), [""; 0]);
    let own = instance.get(&mut ada, "/api/spaces/").await.json()["spaces"][0].clone();
    let stays = format!("/api/spaces/{}", own["space_id"].as_str().unwrap());
    assert_eq!(instance.send(&mut ada.browser, "DELETE", &stays, None).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn spaces_take_turns_and_each_keeps_its_order() {
    let instance = Instance::new().await;
    let (mut ada, mut grace) = (instance.somebody(Role::Member).await, instance.somebody(Role::Member).await);
    let mut ids = Vec::new();
    for _ in 0..8 {
        let (job, path) = instance.job(&mut ada, None).await;
        assert_eq!(
            instance.post(&mut ada, &format!("{path}/process/RUN"), &json!({})).await.status,
            StatusCode::ACCEPTED
        );
        ids.push(job["job_id"].as_str().unwrap().to_owned());
    }
    let (other, other_path) = instance.job(&mut grace, None).await;
    instance.post(&mut grace, &format!("{other_path}/process/RUN"), &json!({})).await;
    let other = other["job_id"].as_str().unwrap().to_owned();
    let told = instance.get(&mut grace, &format!("{other_path}/waiting")).await.json();
    assert_eq!((&told["reason"], &told["ahead"]), (&json!("turn"), &json!(1)), "not eight: {told}");
    publish_due(&instance.app.state).await.unwrap();
    assert_eq!(instance.app.queue.published(), [&ids[0], &other, &ids[1], &ids[2], &ids[3]].map(String::clone));
    let told = instance.get(&mut ada, &format!("/api/jobs/{}/waiting", ids[7])).await.json();
    assert_eq!((&told["reason"], &told["ahead"]), (&json!("turn"), &json!(8)), "{told}");
    assert_eq!(publish_due(&instance.app.state).await.unwrap(), 0, "the others wait until one is taken");
    let claim = json!({ "worker": "w", "types": ["COUNT"] });
    instance.by_worker(&format!("/api/jobs/{}/claim", ids[0]), &claim).await;
    assert_eq!(publish_due(&instance.app.state).await.unwrap(), 1);
    assert_eq!(instance.app.queue.published().last(), Some(&ids[4]));
}

#[tokio::test]
async fn beyond_its_quota_a_space_takes_no_more_bytes_and_its_jobs_wait() {
    let instance = Instance::new().await;
    let mut ada = instance.somebody(Role::Member).await;
    let mut admin = instance.somebody(Role::Administrator).await;
    let space = instance.space(&mut ada, "ours").await;
    let url = format!("/api/spaces/{space}");
    let quota = json!({ "quota_bytes": 1000, "quota_jobs": 1 });
    let refused = instance.send(&mut ada.browser, "PUT", &format!("{url}/quota"), Some(&quota)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "owners do not set their own quota");
    let set = instance.send(&mut admin.browser, "PUT", &format!("{url}/quota"), Some(&quota)).await;
    assert_eq!((set.status, &set.json()["quota_bytes"]), (StatusCode::OK, &json!(1000)), "{}", set.text());

    let (first, first_path) = instance.job(&mut ada, Some(space)).await;
    let (_, second_path) = instance.job(&mut ada, Some(space)).await;
    for path in [&first_path, &second_path] {
        assert_eq!(
            instance.post(&mut ada, &format!("{path}/process/RUN"), &json!({})).await.status,
            StatusCode::ACCEPTED
        );
    }
    assert_eq!(publish_due(&instance.app.state).await.unwrap(), 1);
    let told = instance.get(&mut ada, &format!("{second_path}/waiting")).await.json();
    assert_eq!(told["reason"], "quota", "{told}");
    instance.complete(&first_path).await;
    assert_eq!(publish_due(&instance.app.state).await.unwrap(), 1, "the next one's time has come");
    let told = instance.get(&mut ada, &format!("{second_path}/waiting")).await.json();
    assert_eq!(told["reason"], "worker", "{told}");

    let dir = first["dir_path"].as_str().unwrap();
    let upload = async |ada: &mut Somebody, length: usize| {
        let cookies = ada.browser.cookies();
        let headers = [
            ("cookie", cookies.as_str()),
            ("x-csrf-token", ada.browser.csrf.as_str()),
            ("content-type", "multipart/form-data; boundary=XX"),
        ];
        let content = "x".repeat(length);
        let body = format!("--XX\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\n{content}\r\n--XX--\r\n");
        instance.app.send("POST", &format!("/api/files/x/upload?parent_dir_path={dir}"), &headers, body).await
    };
    let large = upload(&mut ada, 2000).await;
    assert_eq!(large.status, StatusCode::INSUFFICIENT_STORAGE, "{}", large.text());
    assert!(large.text().contains("left in this space"), "{}", large.text());
    assert_eq!(upload(&mut ada, 900).await.status, StatusCode::CREATED);
    assert_eq!(upload(&mut ada, 900).await.status, StatusCode::INSUFFICIENT_STORAGE);
    let used = instance.get(&mut ada, &url).await.json()["used_bytes"].as_u64().unwrap();
    assert!((900..=1000).contains(&used), "{used}");
    instance.app.write_file(dir, "result.h5", &[0; 1000]);
    instance.app.state.usage.forget();
    let full =
        instance.post(&mut ada, "/api/jobs/", &json!({ "type": "COUNT", "label": "x", "space_id": space })).await;
    assert_eq!(full.status, StatusCode::INSUFFICIENT_STORAGE);
    assert!(full.text().contains("This space is full"), "{}", full.text());
    let elsewhere = instance.post(&mut ada, "/api/jobs/", &json!({ "type": "COUNT", "label": "x" })).await;
    assert_eq!(elsewhere.status, StatusCode::CREATED, "another space has room");
    let file = format!("/api/files/result.h5?parent_dir_path={dir}");
    assert_eq!(instance.send(&mut ada.browser, "DELETE", &file, None).await.status, StatusCode::NO_CONTENT);
    let room =
        instance.post(&mut ada, "/api/jobs/", &json!({ "type": "COUNT", "label": "x", "space_id": space })).await;
    assert_eq!(room.status, StatusCode::CREATED, "{}", room.text());
}
