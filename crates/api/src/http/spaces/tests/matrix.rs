//! Every endpoint that concerns something in a space, asked by every kind of caller of the running API: what the one function
//! decides, is what is answered.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use ml_job_accounts::{Secret, SecretKind};
use ml_job_domain::access::{
    Caller, Decision, OPERATIONS, Object, Place, Role, Scope, ShareLink, SpaceRole, decide, need_of, object_of,
};
use ml_job_domain::lifecycle::Event;
use ml_job_domain::{
    Campaign, CampaignId, Clock as _, JobId, Labelling, LabellingId, NewCampaign, NewJob, ShareLinkId, ShownSpectrum,
    SpaceId, SpectrumSet,
};
use serde_json::{Value, json};

use super::Instance;
use crate::test_app::{TestResponse, UNKNOWN_ID};

/// One caller: what is known of it, its role in the space, and the header that shows it.
struct Someone {
    caller: Caller,
    in_space: Option<SpaceRole>,
    header: Vec<(String, String)>,
}

/// What lies in the space, made anew for each that changes something.
struct Things {
    job: JobId,
    directory: String,
    labelling: LabellingId,
    campaign: CampaignId,
    space: SpaceId,
}

async fn things(instance: &Instance, space: SpaceId) -> Things {
    let (store, now) = (&instance.app.state.store, instance.app.clock.now());
    let request = NewJob {
        job_type: "COUNT".parse().unwrap(),
        label: "x".into(),
        description: None,
        config: None,
        parent_job_id: None,
        space_id: Some(space),
    };
    let job = request.into_job(JobId::new(), now);
    let added = store.add_job(&job, None).await.unwrap();
    assert_eq!(added, ml_job_store::AddJob::Added);
    // One that has ended, so that its event stream ends.
    store.apply(job.job_id, Event::Abort, now, &instance.app.state.config.rules()).await.map(drop).unwrap();
    let shown = ShownSpectrum::new("a.fits", SpectrumSet::Oracle, 0).into_new(job.job_id);
    let labelling: Labelling = shown.into_labelling(LabellingId::new());
    let added = store.add_labellings(std::slice::from_ref(&labelling), None, None, None).await.unwrap();
    assert_eq!(added, ml_job_store::AddLabellings::Added);
    let plan = json!({ "pool": { "matrix": "/x.h5" }, "classes": ["a", "b"], "wanted": ["b"] });
    let request: NewCampaign =
        serde_json::from_value(json!({ "label": "x", "plan": plan, "space_id": space })).unwrap();
    let campaign: Campaign = request.into_campaign(CampaignId::new(), now);
    let added = store.add_campaign(&campaign, None).await.unwrap();
    assert_eq!(added, ml_job_store::AddCampaign::Added);
    std::fs::create_dir_all(instance.app.on_disk(&job.dir_path).join("there")).unwrap();
    instance.app.write_file(&job.dir_path, "file", b"x");
    Things {
        job: job.job_id,
        directory: job.dir_path,
        labelling: labelling.labelling_id,
        campaign: campaign.campaign_id,
        space,
    }
}

/// The endpoints that concern something in a space: method, path with names of parameters, name, and what.
fn endpoints() -> Vec<(String, String, String, Object)> {
    let document = serde_json::to_value(crate::openapi()).unwrap();
    let mut endpoints = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap().to_owned();
            let object = object_of(&name).unwrap();
            if !matches!(object, Object::Nothing | Object::List | Object::Named) {
                endpoints.push((method.to_uppercase(), path.clone(), name, object));
            }
        }
    }
    endpoints
}

fn url(path: &str, name: &str, object: Object, things: &Things) -> String {
    let segments = path.split('/').map(|segment| match segment {
        "{job_id}" => things.job.to_string(),
        "{labelling_id}" => things.labelling.to_string(),
        "{campaign_id}" => things.campaign.to_string(),
        "{space_id}" => things.space.to_string(),
        "{filename}" => "file".to_owned(),
        "{dirname}" if name == "create_directory" => "new".to_owned(),
        "{dirname}" => "there".to_owned(),
        "{action}" if path.contains("end") => "COMPLETE".to_owned(),
        "{action}" => "RUN".to_owned(),
        "{number}" => "1".to_owned(),
        id if id.ends_with("_id}") => UNKNOWN_ID.to_owned(),
        word => word.to_owned(),
    });
    let url = segments.collect::<Vec<_>>().join("/");
    match object {
        Object::JobAsked => format!("{url}?job_id={}", things.job),
        Object::File | Object::Directory | Object::Listing => format!("{url}?parent_dir_path={}", things.directory),
        _ => url,
    }
}

/// What the API said.
fn answered(response: &TestResponse, things: &Things) -> &'static str {
    let hidden = [
        format!("There is no job {}.", things.job),
        format!("There is no labelling {}.", things.labelling),
        format!("There is no campaign {}.", things.campaign),
        format!("There is no space {}.", things.space),
        "There is no such file.".to_owned(),
        "There is no such directory.".to_owned(),
    ];
    let problem: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    match response.status {
        StatusCode::UNAUTHORIZED => "sign in",
        StatusCode::FORBIDDEN => "refused",
        StatusCode::NOT_FOUND if hidden.iter().any(|it| problem["detail"] == **it) => "not there",
        StatusCode::UNPROCESSABLE_ENTITY if problem["errors"][0]["message"] == "is the path of no directory" => {
            "not there"
        }
        _ => "let through",
    }
}

async fn callers(instance: &Instance, space: SpaceId, other: SpaceId) -> Vec<Someone> {
    let bearer = |token: &str| vec![("authorization".to_owned(), format!("Bearer {token}"))];
    let mut callers = vec![
        Someone { caller: Caller::Stranger, in_space: None, header: vec![] },
        Someone { caller: Caller::Worker, in_space: None, header: bearer(&instance.worker) },
    ];
    for (of, in_space) in [(space, Some(SpaceRole::Viewer)), (other, None)] {
        let secret = Secret::new(SecretKind::Share).unwrap();
        let now = instance.app.clock.now();
        let link = ShareLink {
            link_id: ShareLinkId::new(),
            name: "x".into(),
            created_by: None,
            created_at: now,
            expires_at: now + chrono::TimeDelta::days(1),
        };
        instance.app.state.store.add_space_link(of, &link, &secret.digest()).await.unwrap();
        callers.push(Someone { caller: Caller::Visitor, in_space, header: bearer(secret.reveal()) });
    }
    for role in Role::ALL {
        for in_space in SpaceRole::ALL.into_iter().map(Some).chain([None]) {
            let user = instance.person(role).await;
            if let Some(own) = in_space {
                instance.share(space, &user, own).await;
            }
            for scopes in [vec![Scope::Read], vec![Scope::Label], Scope::ALL.to_vec()] {
                let scopes: BTreeSet<Scope> = scopes.into_iter().collect();
                let token = instance.token_of(&user, scopes.clone()).await;
                callers.push(Someone {
                    caller: Caller::Person { role, scopes: Some(scopes) },
                    in_space,
                    header: bearer(&token),
                });
            }
            let browser = instance.session_of(&user).await;
            let header = vec![("cookie".to_owned(), browser.cookies()), ("x-csrf-token".to_owned(), browser.csrf)];
            callers.push(Someone { caller: Caller::Person { role, scopes: None }, in_space, header });
        }
    }
    callers
}

#[tokio::test]
async fn the_api_answers_what_the_policy_decides_for_what_lies_in_a_space() {
    let instance = Instance::new().await;
    let mut owner = instance.somebody(Role::Member).await;
    let (space, other) = (instance.space(&mut owner, "ours").await, instance.space(&mut owner, "other").await);
    let callers = callers(&instance, space, other).await;
    let (mut seen, mut hidden) = (0, 0);
    for (method, path, name, object) in endpoints() {
        let need = need_of(&name).unwrap();
        let mut lying = things(&instance, space).await;
        for Someone { caller, in_space, header } in &callers {
            let decision = decide(need, caller, Place::Space(*in_space));
            if method == "DELETE" || name == "create_directory" {
                lying = things(&instance, space).await;
            }
            let url = url(&path, &name, object, &lying);
            let headers: Vec<(&str, &str)> =
                header.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let response = instance.app.send_for_head(&method, &url, &headers).await;
            let decided = match decision {
                Decision::Allowed => "let through",
                Decision::SignIn => "sign in",
                Decision::Hidden => "not there",
                _ => "refused",
            };
            let told = answered(&response, &lying);
            assert_eq!(told, decided, "{method} {url} by {caller:?}, {in_space:?}: {decision:?}, {}", response.text());
            seen += 1;
            hidden += usize::from(decided == "not there");
        }
    }
    assert!(seen > 3000 && hidden > 200, "{seen} pairs of caller and endpoint were tried, {hidden} of them hidden");
    let concerned = OPERATIONS.iter().filter(|(.., object)| !matches!(object, Object::Nothing));
    assert!(concerned.count() > 40);
}
