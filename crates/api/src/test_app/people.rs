//! An instance with accounts, and people who use it with tokens.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use ml_job_accounts::{Secret, SecretKind, WorkerTokens};
use ml_job_domain::access::{PersonalToken, Role, Scope, SpaceRole, User};
use ml_job_domain::{Clock as _, SpaceId, TokenId, UserId};
use ml_job_store::{AddUser, NewMember, PutMember};
use serde_json::{Value, json};

use super::{Listening, TestApp, TestResponse};
use crate::{AccountsConfig, ApiDependencies};

/// Somebody with an account, or a worker.
#[derive(Debug, Clone)]
pub(crate) struct TestPerson {
    token: String,
}

impl TestApp {
    /// An instance with accounts, and a worker.
    pub(crate) async fn with_accounts() -> (Self, TestPerson) {
        Self::with_accounts_and(|_| {}).await
    }

    /// The same, whose dependencies the test changes first.
    pub(crate) async fn with_accounts_and(change: impl FnOnce(&mut ApiDependencies)) -> (Self, TestPerson) {
        let tokens = WorkerTokens::own().unwrap();
        let token = tokens.first().unwrap();
        let app = Self::with(|dependencies| {
            dependencies.config.accounts = Some(AccountsConfig::new(tokens));
            change(dependencies);
        })
        .await;
        (app, TestPerson { token })
    }

    /// Somebody of this name and role, who shares the space that the instance begins with.
    pub(crate) async fn person(&self, name: &str, role: Role) -> TestPerson {
        let now = self.clock.now();
        let (user_id, name) = (UserId::new(), name.to_owned());
        let user = User { user_id, name, role, is_active: true, created_at: now, last_seen_at: None };
        let link = Secret::new(SecretKind::Link).unwrap();
        assert_eq!(self.store.add_user(&user, &link.digest(), now).await.unwrap(), AddUser::Added);
        let secret = Secret::new(SecretKind::Personal).unwrap();
        let token = PersonalToken {
            token_id: TokenId::new(),
            name: "x".into(),
            scopes: Scope::ALL.into_iter().collect::<BTreeSet<_>>(),
            created_at: now,
            expires_at: now + TimeDelta::days(365),
            used_at: None,
        };
        self.store.add_token(user_id, &token, &secret.digest()).await.unwrap();
        // All of them share the space that the instance begins with.
        let member = NewMember::Person(user.name.clone());
        let shared = self.store.put_space_member(SpaceId::MAIN, &member, SpaceRole::Owner).await.unwrap();
        assert!(matches!(shared, PutMember::Put(_)));
        TestPerson { token: secret.reveal().to_owned() }
    }

    /// A request of somebody.
    pub(crate) async fn by(&self, person: &TestPerson, method: &str, url: &str, body: Option<&Value>) -> TestResponse {
        let authorization = format!("Bearer {}", person.token);
        let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
        self.send(method, url, &headers, body.map(Value::to_string).unwrap_or_default()).await
    }

    pub(crate) async fn get_by(&self, person: &TestPerson, url: &str) -> TestResponse {
        self.by(person, "GET", url, None).await
    }

    /// Opens a stream of somebody, and answers once its first event is there.
    pub(crate) async fn listen_by(&self, person: &TestPerson, url: &str) -> Listening {
        self.listen_as(url, &[("authorization", &format!("Bearer {}", person.token))]).await
    }

    /// Somebody says what a spectrum is; the labelling as she sees it then.
    pub(crate) async fn label_by(&self, person: &TestPerson, id: &str, label: &str) -> Value {
        let url = format!("/api/labellings/{id}");
        let response = self.by(person, "PATCH", &url, Some(&json!({ "user_label": label }))).await;
        assert_eq!(response.status, 200, "{}", response.text());
        response.json()
    }

    /// A job of a member whose config asks for a share of double-blind labels, and so many labellings by the worker; their ids.
    pub(crate) async fn experiment_by(
        &self,
        member: &TestPerson,
        worker: &TestPerson,
        count: usize,
        parent: Option<&Value>,
    ) -> (Value, Vec<String>) {
        let config = json!({ "points": 3, "double_blind": 1.0 });
        self.experiment_with(member, worker, count, parent, config).await
    }

    /// The same with another config.
    pub(crate) async fn experiment_with(
        &self,
        member: &TestPerson,
        worker: &TestPerson,
        count: usize,
        parent: Option<&Value>,
        config: Value,
    ) -> (Value, Vec<String>) {
        let mut job = json!({ "type": "COUNT", "label": "x", "config": config, "space_id": SpaceId::MAIN });
        if let Some(parent) = parent {
            job["parent_job_id"] = parent["job_id"].clone();
        }
        let job = self.by(member, "POST", "/api/jobs/", Some(&job)).await.json();
        let shown = |n: usize| {
            json!({ "job_id": job["job_id"], "spectrum_filename": format!("{n}.fits"), "spectrum_set": "ORACLE",
                "sequence_iteration": 0, "model_prediction": "peak", "model_probability": 0.75 })
        };
        let shown: Value = (0..count).map(shown).collect();
        let added = self.by(worker, "POST", "/api/labellings/batch/", Some(&shown)).await;
        assert_eq!(added.status, 204, "{}", added.text());
        let listed = self.get_by(worker, &labellings_url(&job)).await.json();
        let ids = listed["labellings"].as_array().unwrap().iter();
        let ids = ids.map(|one| one["labelling_id"].as_str().unwrap().to_owned()).collect();
        (job, ids)
    }
}

impl TestApp {
    /// A member runs a job, and the worker completes it.
    pub(crate) async fn complete_by(&self, member: &TestPerson, worker: &TestPerson, job: &Value) {
        let path = format!("/api/jobs/{}", job["job_id"].as_str().unwrap());
        assert_eq!(self.by(member, "POST", &format!("{path}/process/RUN"), None).await.status, 202);
        let claim = json!({ "worker": "w", "types": ["COUNT"] });
        let claimed = self.by(worker, "POST", &format!("{path}/claim"), Some(&claim)).await;
        let attempt = claimed.json()["attempt"].clone();
        let at = "2026-01-01T12:00:00Z";
        let end = json!({ "started_at": at, "ended_at": at, "attempt": attempt });
        assert_eq!(self.by(worker, "POST", &format!("{path}/end/COMPLETE"), Some(&end)).await.status, 200);
    }
}

/// Where the labellings of a job are listed.
pub(crate) fn labellings_url(job: &Value) -> String {
    format!("/api/labellings/?job_id={}", job["job_id"].as_str().unwrap())
}
