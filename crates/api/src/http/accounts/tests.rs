//! People sign in, get tokens, and may do what their role allows; through the real router.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::http::StatusCode;
use chrono::TimeDelta;
use ml_job_accounts::{Claims, Purpose, Secret, SecretKind, WorkerTokens};
use ml_job_domain::access::{Caller, Decision, PersonalToken, Place, Role, Scope, User, decide, folded_name, need_of};
use ml_job_domain::{Clock as _, SessionId, TokenId, UserId};
use ml_job_store::{AddUser, NewSession, PatchUser, UserPatch};
use serde_json::{Value, json};

use crate::access::first_link;
use crate::test_app::{TestApp, TestResponse, UNKNOWN_ID};
use crate::{AccountsConfig, ApiDependencies};

pub(crate) const PASSWORD: &str = "four horses at noon";
const JSON: (&str, &str) = ("content-type", "application/json");

/// An instance with accounts, and the token of its workers.
pub(crate) struct Instance {
    pub(crate) app: TestApp,
    pub(crate) worker: String,
}

/// A browser, with its cookies.
#[derive(Default)]
pub(crate) struct Browser {
    pub(crate) session: String,
    pub(crate) csrf: String,
    device: String,
    visit: String,
}

impl Browser {
    fn keep(&mut self, response: &TestResponse) {
        for cookie in response.all("set-cookie") {
            let (pair, _) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            match name {
                "ml_job_session" => value.clone_into(&mut self.session),
                "ml_job_csrf" => value.clone_into(&mut self.csrf),
                "ml_job_device" => value.clone_into(&mut self.device),
                "ml_job_visit" => value.clone_into(&mut self.visit),
                other => panic!("an unknown cookie {other}"),
            }
        }
    }

    pub(crate) fn cookies(&self) -> String {
        let Self { session, csrf, device, visit } = self;
        format!("ml_job_session={session}; ml_job_csrf={csrf}; ml_job_device={device}; ml_job_visit={visit}")
    }
}

impl Instance {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With settings of the test's own.
    pub(crate) async fn with(change: impl FnOnce(&mut AccountsConfig)) -> Self {
        let change = |dependencies: &mut ApiDependencies| {
            if let Some(config) = &mut dependencies.config.accounts {
                change(config);
            }
        };
        Self::of(change).await
    }

    /// An instance whose dependencies the test changes first.
    pub(crate) async fn of(change: impl FnOnce(&mut ApiDependencies)) -> Self {
        let tokens = WorkerTokens::own().unwrap();
        let worker = tokens.first().unwrap();
        let app = TestApp::with(|dependencies| {
            dependencies.config.accounts = Some(AccountsConfig::new(tokens));
            change(dependencies);
        });
        Self { app: app.await, worker }
    }

    /// With an administrator, signed in.
    pub(crate) async fn with_administrator() -> (Self, Browser) {
        Self::new().await.and_administrator().await
    }

    /// And its administrator, signed in.
    pub(crate) async fn and_administrator(self) -> (Self, Browser) {
        let instance = self;
        let link = first_link(&instance.app.state.store, instance.app.clock.now()).await.unwrap().unwrap();
        let mut browser = Browser::default();
        let response = instance.use_link(&mut browser, &link, Some("ada")).await;
        assert_eq!(response.status, StatusCode::OK, "{}", response.text());
        (instance, browser)
    }

    pub(crate) async fn send(
        &self,
        browser: &mut Browser,
        method: &str,
        url: &str,
        body: Option<&Value>,
    ) -> TestResponse {
        let cookies = browser.cookies();
        let headers = [("cookie", cookies.as_str()), ("x-csrf-token", browser.csrf.as_str()), JSON];
        let body = body.map(Value::to_string).unwrap_or_default();
        let response = self.app.send(method, url, &headers, body).await;
        browser.keep(&response);
        response
    }

    pub(crate) async fn with_token(&self, method: &str, url: &str, token: &str, body: &Value) -> TestResponse {
        let authorization = format!("Bearer {token}");
        self.app.send(method, url, &[("authorization", authorization.as_str()), JSON], body.to_string()).await
    }

    pub(crate) async fn use_link(&self, browser: &mut Browser, link: &str, name: Option<&str>) -> TestResponse {
        let link = link.split_once('#').unwrap().1;
        let body = json!({ "link": link, "name": name, "password": PASSWORD });
        self.send(browser, "POST", "/api/auth/links/", Some(&body)).await
    }

    pub(crate) async fn sign_in(&self, browser: &mut Browser, name: &str, password: &str) -> TestResponse {
        let body = json!({ "name": name, "password": password });
        self.send(browser, "POST", "/api/auth/session", Some(&body)).await
    }

    /// A person of this role, without a password.
    pub(crate) async fn person(&self, role: Role) -> User {
        let user = User {
            user_id: UserId::new(),
            name: format!("{role} {}", TokenId::new()),
            role,
            is_active: true,
            created_at: self.app.clock.now(),
            last_seen_at: None,
        };
        let link = Secret::new(SecretKind::Link).unwrap();
        let added = self.app.state.store.add_user(&user, &link.digest(), self.app.clock.now()).await.unwrap();
        assert_eq!(added, AddUser::Added);
        user
    }

    /// A session of a person, without the page.
    pub(crate) async fn session_of(&self, user: &User) -> Browser {
        let [session, csrf] = [SecretKind::Session, SecretKind::Csrf].map(|kind| Secret::new(kind).unwrap());
        let life = self.app.state.accounts.as_ref().unwrap().life();
        let (store, now) = (&self.app.state.store, self.app.clock.now());
        let begun = NewSession {
            session_id: SessionId::new(),
            session_digest: session.digest(),
            csrf_digest: csrf.digest(),
            browser: None,
            address: None,
            is_new_browser: false,
            is_by_provider: false,
        };
        store.add_session(user.user_id, &begun, now, life).await.unwrap();
        Browser { session: session.reveal().to_owned(), csrf: csrf.reveal().to_owned(), ..Browser::default() }
    }

    pub(crate) async fn token_of(&self, user: &User, scopes: BTreeSet<Scope>) -> String {
        let secret = Secret::new(SecretKind::Personal).unwrap();
        let now = self.app.clock.now();
        let token = PersonalToken {
            token_id: TokenId::new(),
            name: "x".into(),
            scopes,
            created_at: now,
            expires_at: now + TimeDelta::days(1),
            used_at: None,
        };
        self.app.state.store.add_token(user.user_id, &token, &secret.digest()).await.unwrap();
        secret.reveal().to_owned()
    }

    async fn short_lived_token_of(&self, user: &User, scopes: BTreeSet<Scope>) -> String {
        let account = self.app.state.store.lookup_account(user.user_id).await.unwrap().unwrap();
        let claims = Claims::new(
            user.user_id,
            Purpose::Access,
            account.generation,
            scopes,
            self.app.clock.now(),
            TimeDelta::hours(1),
        );
        let accounts = self.app.state.accounts.as_ref().unwrap();
        accounts.tokens(&self.app.state).await.unwrap().issue(&claims).unwrap()
    }

    async fn audit(&self, browser: &mut Browser) -> Vec<String> {
        let list = self.send(browser, "GET", "/api/audit/?limit=1000", None).await.json();
        let text = |event: &Value, field: &str| event[field].as_str().unwrap_or("-").to_owned();
        let events = list["events"].as_array().unwrap().iter();
        events.map(|e| format!("{} {} {}", text(e, "name"), text(e, "action"), text(e, "outcome"))).collect()
    }
}

/// Every endpoint: method, path with something in the place of each parameter, and name.
fn endpoints() -> Vec<(String, String, String)> {
    let document = serde_json::to_value(crate::openapi()).unwrap();
    let mut endpoints = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let segments = path.split('/').map(|segment| match segment {
            "{action}" if path.contains("end") => "COMPLETE",
            "{action}" => "RUN",
            id if id.ends_with("_id}") => UNKNOWN_ID,
            name if name.starts_with('{') => "nothing-here",
            word => word,
        });
        let url = segments.collect::<Vec<_>>().join("/");
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap().to_owned();
            endpoints.push((method.to_uppercase(), url.clone(), name));
        }
    }
    endpoints
}

/// What the one function decides, and what the running API answers, for every endpoint and every kind of caller.
#[tokio::test]
async fn the_api_answers_what_the_policy_decides() {
    let instance = Instance::new().await;
    let bearer = |token: &str| vec![("authorization".to_owned(), format!("Bearer {token}"))];
    let mut users = Vec::new();
    let mut callers = vec![(Caller::Stranger, vec![]), (Caller::Worker, bearer(&instance.worker))];
    for role in Role::ALL {
        let user = instance.person(role).await;
        for scopes in [vec![], vec![Scope::Read], vec![Scope::Label], vec![Scope::Run], vec![Scope::Admin]] {
            let scopes: BTreeSet<Scope> = scopes.into_iter().collect();
            let person = Caller::Person { role, scopes: Some(scopes.clone()) };
            callers.push((person.clone(), bearer(&instance.token_of(&user, scopes.clone()).await)));
            callers.push((person, bearer(&instance.short_lived_token_of(&user, scopes).await)));
        }
        users.push(user);
    }
    let mut endpoints = endpoints();
    // What ends the short-lived tokens comes last.
    endpoints.sort_by_key(|(_, _, name)| name == "sign_out_everywhere");
    let mut seen = 0;
    for (method, url, name) in endpoints {
        let need = need_of(&name).unwrap();
        let mut callers = callers.clone();
        for user in &users {
            // One of its own for each endpoint: some end it.
            let browser = instance.session_of(user).await;
            let session = vec![("cookie".to_owned(), browser.cookies()), ("x-csrf-token".to_owned(), browser.csrf)];
            callers.push((Caller::Person { role: user.role, scopes: None }, session));
        }
        for (caller, headers) in callers {
            let headers: Vec<(&str, &str)> =
                headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let response = instance.app.send(&method, &url, &headers, "").await;
            let answered = match response.status {
                StatusCode::UNAUTHORIZED => "sign in",
                StatusCode::FORBIDDEN => "refused",
                _ => "let through",
            };
            // Nothing of what is asked for is there.
            let decision = decide(need, &caller, Place::Nowhere);
            let decided = match decision {
                Decision::Allowed => "let through",
                Decision::SignIn => "sign in",
                _ => "refused",
            };
            assert_eq!(answered, decided, "{method} {url} by {caller:?}: {decision:?}, {}", response.text());
            seen += 1;
        }
    }
    assert!(seen > 2000, "{seen} pairs of caller and endpoint were tried");
}

#[tokio::test]
async fn the_first_administrator_is_made_once_with_the_link_that_was_printed() {
    let instance = Instance::new().await;
    let store = &instance.app.state.store;
    assert_eq!(instance.app.get("/api/auth/session").await.json(), json!({ "mode": "local", "needs_setup": true }));
    let first = first_link(store, instance.app.clock.now()).await.unwrap().unwrap();
    let second = first_link(store, instance.app.clock.now()).await.unwrap().unwrap();
    let mut browser = Browser::default();
    let forged = instance.use_link(&mut browser, "/welcome#mljl_nonsense", Some("eve")).await;
    assert_eq!(forged.status, StatusCode::GONE);
    let nameless = instance.use_link(&mut browser, &first, None).await;
    assert_eq!(nameless.pointers(), ["/name"]);
    let made = instance.use_link(&mut browser, &first, Some("Ada")).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    assert_eq!(made.json()["user"]["role"], "administrator");
    assert_eq!(made.header("cache-control"), "no-store");
    assert!(!made.text().contains("mlj") && !made.text().contains("argon"), "no secret is in the body");
    for link in [&first, &second] {
        let again = instance.use_link(&mut Browser::default(), link, Some("eve")).await;
        assert_eq!(again.status, StatusCode::GONE);
    }
    assert_eq!(first_link(store, instance.app.clock.now()).await.unwrap(), None);
    let session = instance.send(&mut browser, "GET", "/api/auth/session", None).await;
    assert_eq!(session.json()["user"]["name"], "Ada");
    assert_eq!(session.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_link_is_over_after_a_day() {
    let instance = Instance::new().await;
    let link = first_link(&instance.app.state.store, instance.app.clock.now()).await.unwrap().unwrap();
    instance.app.clock.advance(Duration::from_hours(24));
    assert_eq!(instance.use_link(&mut Browser::default(), &link, Some("ada")).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn somebody_signs_in_and_out_and_everywhere() {
    let (instance, mut here) = Instance::with_administrator().await;
    let mut there = Browser::default();
    assert_eq!(instance.sign_in(&mut there, "ADA", PASSWORD).await.status, StatusCode::OK);
    assert_eq!(instance.send(&mut there, "GET", "/api/jobs/", None).await.status, StatusCode::OK);
    let old = there.cookies();
    assert_eq!(instance.send(&mut there, "DELETE", "/api/auth/session", None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(there.session, "", "the cookie is taken back");
    let with_old = instance.app.send("GET", "/api/jobs/", &[("cookie", &old)], "").await;
    assert_eq!(with_old.status, StatusCode::UNAUTHORIZED, "and would open nothing");
    assert_eq!(with_old.header("www-authenticate"), "Bearer");
    instance.sign_in(&mut there, "ada", PASSWORD).await;
    let user = instance.app.state.store.lookup_account_by_name("ada").await.unwrap().unwrap().user;
    let short = instance.short_lived_token_of(&user, [Scope::Read].into()).await;
    assert_eq!(instance.with_token("GET", "/api/jobs/", &short, &json!({})).await.status, StatusCode::OK);
    assert_eq!(instance.send(&mut here, "DELETE", "/api/auth/sessions/", None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(instance.send(&mut there, "GET", "/api/jobs/", None).await.status, StatusCode::UNAUTHORIZED);
    let ended = instance.with_token("GET", "/api/jobs/", &short, &json!({})).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn sessions_are_listed_and_one_elsewhere_is_ended() {
    let (instance, mut here) = Instance::with_administrator().await;
    let body = json!({ "name": "ada", "password": PASSWORD }).to_string();
    let agent = ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
    let mut there = Browser::default();
    there.keep(&instance.app.send("POST", "/api/auth/session", &[JSON, agent], body).await);
    let listed = instance.send(&mut here, "GET", "/api/auth/sessions/", None).await;
    assert!(!listed.text().contains("digest") && !listed.text().contains("mljs_"), "{}", listed.text());
    let listed = listed.json();
    let of = |is_current: bool| listed.as_array().unwrap().iter().find(|one| one["is_current"] == is_current).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert_eq!((of(false)["browser"].as_str(), of(true).get("browser")), (Some("Firefox on Linux"), None));
    let path = format!("/api/auth/sessions/{}", of(false)["session_id"].as_str().unwrap());
    let mut other = instance.session_of(&instance.person(Role::Administrator).await).await;
    assert_eq!(instance.send(&mut other, "DELETE", &path, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(instance.send(&mut there, "GET", "/api/jobs/", None).await.status, StatusCode::OK);
    assert_eq!(instance.send(&mut here, "DELETE", &path, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(instance.send(&mut there, "GET", "/api/jobs/", None).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(instance.send(&mut here, "GET", "/api/jobs/", None).await.status, StatusCode::OK);
    assert_eq!(instance.send(&mut here, "DELETE", &path, None).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_session_ends_when_nobody_is_there_and_after_its_longest_time() {
    let (instance, mut browser) = Instance::with_administrator().await;
    let config = instance.app.state.accounts.as_ref().unwrap().config.clone();
    let idle = config.session_idle;
    let begun = instance.app.clock.now();
    while instance.app.clock.now() - begun < TimeDelta::from_std(config.session_most).unwrap() {
        let response = instance.send(&mut browser, "GET", "/api/jobs/", None).await;
        assert_eq!(response.status, StatusCode::OK, "after {}", instance.app.clock.now() - begun);
        instance.app.clock.advance(idle.checked_sub(Duration::from_mins(2)).unwrap());
    }
    assert_eq!(instance.send(&mut browser, "GET", "/api/jobs/", None).await.status, StatusCode::UNAUTHORIZED);
    instance.sign_in(&mut browser, "ada", PASSWORD).await;
    instance.app.clock.advance(idle);
    assert_eq!(instance.send(&mut browser, "GET", "/api/jobs/", None).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_cookie_alone_changes_nothing() {
    let (instance, browser) = Instance::with_administrator().await;
    let cookies = browser.cookies();
    let other = instance.session_of(&instance.person(Role::Member).await).await;
    let job = json!({ "type": "COUNT", "label": "x" }).to_string();
    for csrf in ["", "nonsense", other.csrf.as_str(), browser.session.as_str()] {
        let headers = [("cookie", cookies.as_str()), ("x-csrf-token", csrf), JSON];
        let response = instance.app.send("POST", "/api/jobs/", &headers, job.clone()).await;
        assert_eq!(response.status, StatusCode::FORBIDDEN, "{csrf}");
    }
    let headers = [("cookie", cookies.as_str()), ("x-csrf-token", browser.csrf.as_str()), JSON];
    assert_eq!(instance.app.send("POST", "/api/jobs/", &headers, job).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_page_of_another_origin_cannot_sign_anybody_in_or_out() {
    let (instance, browser) = Instance::with_administrator().await;
    let cookies = browser.cookies();
    let foreign = [("origin", "https://evil.example"), ("host", "x"), ("cookie", cookies.as_str()), JSON];
    let body = json!({ "name": "ada", "password": PASSWORD }).to_string();
    let signed_in = instance.app.send("POST", "/api/auth/session", &foreign, body).await;
    assert_eq!(signed_in.status, StatusCode::FORBIDDEN);
    let signed_out = instance.app.send("DELETE", "/api/auth/session", &foreign, "").await;
    assert_eq!(signed_out.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_are_answered_alike() {
    let (instance, _) = Instance::with_administrator().await;
    let mut answers = Vec::new();
    for (name, password) in
        [("ada", "wrong horses at noon"), ("nobody", PASSWORD), ("", ""), ("ada", &"x".repeat(5000))]
    {
        let response = instance.sign_in(&mut Browser::default(), name, password).await;
        assert_eq!(response.status, StatusCode::UNAUTHORIZED);
        answers.push(response.json()["detail"].clone());
    }
    assert!(answers.iter().all(|answer| answer == &answers[0]), "{answers:?}");
}

#[tokio::test]
async fn guessing_ends_soon_and_locks_nobody_out_elsewhere() {
    let (instance, mut known) = Instance::with_administrator().await;
    let mut wrong = 0;
    let refused = loop {
        let response = instance.sign_in(&mut Browser::default(), "ada", "wrong horses at noon").await;
        match response.status {
            StatusCode::UNAUTHORIZED => wrong += 1,
            _ => break response,
        }
    };
    assert_eq!((wrong, refused.status), (10, StatusCode::TOO_MANY_REQUESTS));
    assert!(refused.header("retry-after").parse::<u32>().unwrap() <= 900);
    // The right password does not help the one who guesses, and a browser in which Ada has signed in before is not concerned.
    let late = instance.sign_in(&mut Browser::default(), "ada", PASSWORD).await;
    assert_eq!(late.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(instance.sign_in(&mut known, "ada", PASSWORD).await.status, StatusCode::OK);
    // Another account may still be tried from there, until that is too much as well.
    let other = instance.sign_in(&mut Browser::default(), "somebody else", PASSWORD).await;
    assert_eq!(other.status, StatusCode::UNAUTHORIZED);
    instance.app.clock.advance(Duration::from_mins(15));
    assert_eq!(instance.sign_in(&mut Browser::default(), "ada", PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_token_is_shown_once_does_what_it_is_for_and_says_when() {
    let (instance, mut browser) = Instance::with_administrator().await;
    let request = json!({ "name": "script", "scopes": ["read"], "expires_in_days": 30 });
    let created = instance.send(&mut browser, "POST", "/api/auth/tokens/", Some(&request)).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text());
    let secret = created.json()["secret"].as_str().unwrap().to_owned();
    assert!(secret.starts_with("mljp_"));
    let listed = instance.send(&mut browser, "GET", "/api/auth/tokens/", None).await;
    assert!(!listed.text().contains(&secret) && listed.json()[0].get("used_at").is_none());
    assert_eq!(instance.with_token("GET", "/api/jobs/", &secret, &json!({})).await.status, StatusCode::OK);
    let job = json!({ "type": "COUNT", "label": "x" });
    let refused = instance.with_token("POST", "/api/jobs/", &secret, &job).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.json()["detail"].as_str().unwrap().contains("scope `run`"));
    let listed = instance.send(&mut browser, "GET", "/api/auth/tokens/", None).await.json();
    assert_eq!(listed[0]["used_at"], "2026-01-01T12:00:00Z");
    let path = format!("/api/auth/tokens/{}", listed[0]["token_id"].as_str().unwrap());
    assert_eq!(instance.send(&mut browser, "DELETE", &path, None).await.status, StatusCode::NO_CONTENT);
    let gone = instance.with_token("GET", "/api/jobs/", &secret, &json!({})).await;
    assert_eq!(gone.status, StatusCode::UNAUTHORIZED);
    assert_eq!(instance.send(&mut browser, "DELETE", &path, None).await.status, StatusCode::NOT_FOUND);
    let endless = json!({ "name": "", "scopes": [], "expires_in_days": 367 });
    let refused = instance.send(&mut browser, "POST", "/api/auth/tokens/", Some(&endless)).await;
    assert_eq!(refused.pointers(), ["/name", "/scopes", "/expires_in_days"]);
}

#[tokio::test]
async fn a_token_ends_by_itself_and_nobody_deletes_that_of_another() {
    let instance = Instance::new().await;
    let user = instance.person(Role::Member).await;
    let token = instance.token_of(&user, [Scope::Read].into()).await;
    let id = instance.app.state.store.list_tokens(user.user_id).await.unwrap()[0].token_id;
    let mut other = instance.session_of(&instance.person(Role::Administrator).await).await;
    let deleted = instance.send(&mut other, "DELETE", &format!("/api/auth/tokens/{id}"), None).await;
    assert_eq!(deleted.status, StatusCode::NOT_FOUND);
    assert_eq!(instance.with_token("GET", "/api/jobs/", &token, &json!({})).await.status, StatusCode::OK);
    instance.app.clock.advance(Duration::from_hours(24));
    assert_eq!(instance.with_token("GET", "/api/jobs/", &token, &json!({})).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_script_gets_a_short_lived_token_for_a_password() {
    let (instance, _) = Instance::with_administrator().await;
    let ask = |scopes: Value| {
        let mut body = json!({ "name": "ada", "password": PASSWORD });
        if !scopes.is_null() {
            body["scopes"] = scopes;
        }
        body.to_string()
    };
    let issued = instance.app.send("POST", "/api/auth/token", &[JSON], ask(Value::Null)).await;
    assert_eq!(issued.status, StatusCode::OK, "{}", issued.text());
    let issued = issued.json();
    assert_eq!((&issued["token_type"], &issued["expires_in"]), (&json!("Bearer"), &json!(3600)));
    assert_eq!(issued["scopes"], json!(["read", "label", "run"]));
    let token = issued["access_token"].as_str().unwrap().to_owned();
    let job = json!({ "type": "COUNT", "label": "x" });
    assert_eq!(instance.with_token("POST", "/api/jobs/", &token, &job).await.status, StatusCode::CREATED);
    assert_eq!(instance.with_token("GET", "/api/users/", &token, &job).await.status, StatusCode::FORBIDDEN);
    instance.app.clock.advance(Duration::from_hours(1));
    let over = instance.with_token("GET", "/api/jobs/", &token, &job).await;
    assert_eq!(over.status, StatusCode::UNAUTHORIZED);
    let admin = instance.app.send("POST", "/api/auth/token", &[JSON], ask(json!(["admin"]))).await.json();
    let admin = admin["access_token"].as_str().unwrap().to_owned();
    assert_eq!(instance.with_token("GET", "/api/users/", &admin, &job).await.status, StatusCode::OK);
    let wrong = json!({ "name": "ada", "password": "wrong horses at noon" }).to_string();
    assert_eq!(instance.app.send("POST", "/api/auth/token", &[JSON], wrong).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_changed_password_ends_all_but_this_session() {
    let (instance, mut here) = Instance::with_administrator().await;
    let mut there = Browser::default();
    instance.sign_in(&mut there, "ada", PASSWORD).await;
    let change = |current: &str, new: &str| json!({ "current_password": current, "new_password": new });
    let weak = instance.send(&mut here, "POST", "/api/auth/password", Some(&change(PASSWORD, "password1234"))).await;
    assert_eq!(weak.pointers(), ["/new_password"]);
    let wrong =
        instance.send(&mut here, "POST", "/api/auth/password", Some(&change("nonsense", "five cows at noon"))).await;
    assert_eq!(wrong.pointers(), ["/current_password"]);
    let done =
        instance.send(&mut here, "POST", "/api/auth/password", Some(&change(PASSWORD, "five cows at noon"))).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert_eq!(instance.send(&mut here, "GET", "/api/jobs/", None).await.status, StatusCode::OK);
    assert_eq!(instance.send(&mut there, "GET", "/api/jobs/", None).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(instance.sign_in(&mut there, "ada", PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(instance.sign_in(&mut there, "ada", "five cows at noon").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_administrator_makes_accounts_and_links_and_takes_roles_away() {
    let (instance, mut ada) = Instance::with_administrator().await;
    let request = json!({ "name": "Bob", "role": "viewer" });
    let created = instance.send(&mut ada, "POST", "/api/users/", Some(&request)).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text());
    let created = created.json();
    let taken = instance.send(&mut ada, "POST", "/api/users/", Some(&json!({ "name": "bOB", "role": "viewer" }))).await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    let mut bob = Browser::default();
    assert_eq!(instance.sign_in(&mut bob, "bob", "").await.status, StatusCode::UNAUTHORIZED, "no password, no entry");
    let link = created["link"]["link_path"].as_str().unwrap();
    assert_eq!(instance.use_link(&mut bob, link, None).await.status, StatusCode::OK);
    assert_eq!(instance.use_link(&mut Browser::default(), link, None).await.status, StatusCode::GONE);
    let job = json!({ "type": "COUNT", "label": "x" });
    let refused = instance.send(&mut bob, "POST", "/api/jobs/", Some(&job)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text().contains("Your role is viewer; this needs member"), "{}", refused.text());
    let path = format!("/api/users/{}", created["user"]["user_id"].as_str().unwrap());
    let patched = instance.send(&mut ada, "PATCH", &path, Some(&json!({ "role": "member" }))).await;
    assert_eq!(patched.json()["role"], "member");
    assert_eq!(instance.send(&mut bob, "POST", "/api/jobs/", Some(&job)).await.status, StatusCode::CREATED);
    // A link for another password leaves the old one until it is used; then everything of before ends.
    let link = instance.send(&mut ada, "POST", &format!("{path}/link"), None).await.json();
    assert_eq!(instance.send(&mut bob, "GET", "/api/jobs/", None).await.status, StatusCode::OK);
    let mut new = Browser::default();
    let used = instance.use_link(&mut new, link["link_path"].as_str().unwrap(), None).await;
    assert_eq!(used.status, StatusCode::OK);
    assert_eq!(instance.send(&mut bob, "GET", "/api/jobs/", None).await.status, StatusCode::UNAUTHORIZED);
    instance.send(&mut ada, "PATCH", &path, Some(&json!({ "is_active": false }))).await;
    assert_eq!(instance.send(&mut new, "GET", "/api/jobs/", None).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(instance.sign_in(&mut new, "bob", PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    let unknown = instance.send(&mut ada, "PATCH", &format!("/api/users/{UNKNOWN_ID}"), Some(&json!({}))).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let (instance, mut ada) = Instance::with_administrator().await;
    let users = instance.send(&mut ada, "GET", "/api/users/", None).await.json();
    let path = format!("/api/users/{}", users[0]["user_id"].as_str().unwrap());
    for change in [json!({ "role": "viewer" }), json!({ "is_active": false })] {
        let refused = instance.send(&mut ada, "PATCH", &path, Some(&change)).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{change}");
    }
    instance.person(Role::Administrator).await;
    let patched = instance.send(&mut ada, "PATCH", &path, Some(&json!({ "role": "viewer" }))).await;
    assert_eq!(patched.status, StatusCode::OK);
    assert_eq!(instance.send(&mut ada, "GET", "/api/users/", None).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_audit_log_tells_who_did_what_and_what_was_refused() {
    let (instance, mut ada) = Instance::with_administrator().await;
    instance.sign_in(&mut Browser::default(), "ada", "wrong horses at noon").await;
    instance.sign_in(&mut Browser::default(), "nobody", "x").await;
    let mut viewer = instance.session_of(&instance.person(Role::Viewer).await).await;
    let (_, path) = {
        let response =
            instance.send(&mut ada, "POST", "/api/jobs/", Some(&json!({ "type": "COUNT", "label": "x" }))).await;
        let job = response.json();
        let path = format!("/api/jobs/{}", job["job_id"].as_str().unwrap());
        (job, path)
    };
    instance.send(&mut viewer, "DELETE", &path, None).await;
    instance.send(&mut viewer, "GET", &path, None).await;
    instance.send(&mut ada, "DELETE", &path, None).await;
    instance.send(&mut ada, "DELETE", &path, None).await;
    let told = instance.audit(&mut ada).await;
    let expected = [
        "ada delete_job failed",
        "ada delete_job done",
        "viewer delete_job refused",
        "ada create_job done",
        "nobody sign_in refused",
        "ada sign_in refused",
        "ada use_link done",
    ];
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for (told, expected) in told.iter().zip(expected) {
        let (who, what) = expected.split_once(' ').unwrap();
        assert!(told.starts_with(who) && told.ends_with(what), "{told}, expected {expected}");
    }
    let only = instance.send(&mut ada, "GET", "/api/audit/?action=create_job", None).await.json();
    assert_eq!((&only["total"], &only["events"][0]["target"]), (&json!(1), &json!("/api/jobs")));
    let id = only["events"][0]["user_id"].as_str().unwrap().to_owned();
    let own = instance.send(&mut ada, "GET", &format!("/api/audit/?user_id={id}&limit=2&offset=1"), None).await.json();
    assert_eq!(own["events"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn hostile_names_are_no_formulas_in_the_exported_log() {
    let (instance, mut ada) = Instance::with_administrator().await;
    for name in ["=cmd|' /C calc'!A0", "@SUM(1,1)", "a\"b,c"] {
        let made =
            instance.send(&mut ada, "POST", "/api/users/", Some(&json!({ "name": name, "role": "viewer" }))).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        instance.sign_in(&mut Browser::default(), name, "x").await;
    }
    let response = instance.send(&mut ada, "GET", "/api/audit/?format=csv", None).await;
    assert_eq!(response.header("content-type"), "text/csv; charset=utf-8");
    let mut lines = csv::Reader::from_reader(&*response.body);
    let names: Vec<String> = lines.records().map(|record| record.unwrap()[2].to_owned()).collect();
    assert!(names.contains(&"'=cmd|' /C calc'!A0".to_owned()) && names.contains(&"a\"b,c".to_owned()), "{names:?}");
    assert!(names.iter().all(|name| !name.starts_with(['=', '+', '-', '@'])), "{names:?}");
}

#[tokio::test]
async fn only_a_worker_claims_and_it_may_nothing_else() {
    let (instance, mut ada) = Instance::with_administrator().await;
    let job = json!({ "type": "COUNT", "label": "x", "config": { "points": 1 } });
    let job = instance.send(&mut ada, "POST", "/api/jobs/", Some(&job)).await.json();
    let path = format!("/api/jobs/{}", job["job_id"].as_str().unwrap());
    assert_eq!(
        instance.send(&mut ada, "POST", &format!("{path}/process/RUN"), None).await.status,
        StatusCode::ACCEPTED
    );
    let claim = json!({ "worker": "w", "types": ["COUNT"] });
    let refused = instance.send(&mut ada, "POST", &format!("{path}/claim"), Some(&claim)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let claimed = instance.with_token("POST", &format!("{path}/claim"), &instance.worker, &claim).await;
    assert_eq!(claimed.status, StatusCode::OK, "{}", claimed.text());
    for (method, url) in
        [("DELETE", path.as_str()), ("GET", "/api/files/"), ("GET", "/api/users/"), ("GET", "/metrics")]
    {
        let refused = instance.with_token(method, url, &instance.worker, &json!({})).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{method} {url}");
    }
    let forged = instance.with_token("POST", &format!("{path}/claim"), "mljw_nonsense", &claim).await;
    assert_eq!(forged.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn without_accounts_nothing_is_asked_for_and_there_are_none() {
    let app = TestApp::new().await;
    assert_eq!(app.get("/api/auth/session").await.json(), json!({ "mode": "off", "needs_setup": false }));
    let body = json!({ "name": "x", "password": "y", "link": "z", "role": "viewer", "scopes": ["read"], "expires_in_days": 1,
        "current_password": "x", "new_password": "y", "mail": [], "channel": "mail", "email": "a@example.org" });
    for (method, url, name) in endpoints() {
        let is_of_accounts = url.starts_with("/api/auth/") || url.starts_with("/api/users/") || url == "/api/audit/";
        if is_of_accounts && name != "get_session" {
            let response = app.send(&method, &url, &[JSON], body.to_string()).await;
            assert_eq!(response.status, StatusCode::CONFLICT, "{method} {url}: {}", response.text());
        }
    }
    // A token or a cookie of another instance is in nobody's way.
    let headers = [("authorization", "Bearer x"), ("cookie", "ml_job_session=y")];
    assert_eq!(app.send("GET", "/api/jobs/", &headers, "").await.status, StatusCode::OK);
    let text = |value: &Value| value.to_string();
    let document = serde_json::to_value(crate::openapi()).unwrap();
    assert!(text(&document["components"]["securitySchemes"]).contains("bearer"));
}

#[tokio::test]
async fn a_role_taken_away_counts_for_tokens_at_once() {
    let instance = Instance::new().await;
    instance.person(Role::Administrator).await;
    let user = instance.person(Role::Member).await;
    let job = json!({ "type": "COUNT", "label": "x" });
    let tokens = [
        instance.token_of(&user, [Scope::Run].into()).await,
        instance.short_lived_token_of(&user, [Scope::Run].into()).await,
    ];
    for token in &tokens {
        assert_eq!(instance.with_token("POST", "/api/jobs/", token, &job).await.status, StatusCode::CREATED);
    }
    let patch = UserPatch { role: Some(Role::Viewer), is_active: None };
    let patched = instance.app.state.store.patch_user(user.user_id, &patch).await.unwrap();
    assert!(matches!(patched, PatchUser::Patched(_)));
    for token in &tokens {
        assert_eq!(instance.with_token("POST", "/api/jobs/", token, &job).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(folded_name(&user.name), user.name);
}

#[tokio::test]
async fn labels_show_who_gave_them_in_lists_history_and_tables() {
    let (instance, mut ada) = Instance::with_administrator().await;
    let job = json!({ "type": "COUNT", "label": "x" });
    let job = instance.send(&mut ada, "POST", "/api/jobs/", Some(&job)).await.json();
    let shown = json!([{ "job_id": job["job_id"], "spectrum_filename": "a.fits", "spectrum_set": "ORACLE", "sequence_iteration": 0 }]);
    let added = instance.with_token("POST", "/api/labellings/batch/", &instance.worker, &shown).await;
    assert_eq!(added.status, StatusCode::NO_CONTENT, "{}", added.text());
    let url = format!("/api/labellings/?job_id={}", job["job_id"].as_str().unwrap());
    let listed = instance.send(&mut ada, "GET", &url, None).await.json();
    let path = format!("/api/labellings/{}", listed["labellings"][0]["labelling_id"].as_str().unwrap());
    let link = json!({ "name": "=1+1", "role": "labeller" });
    let link = instance.send(&mut ada, "POST", "/api/users/", Some(&link)).await.json();
    let mut bob = Browser::default();
    instance.use_link(&mut bob, link["link"]["link_path"].as_str().unwrap(), None).await;
    let members = format!("/api/spaces/{}/members/", job["space_id"].as_str().unwrap());
    let share = json!({ "user": "=1+1", "role": "labeller" });
    assert_eq!(instance.send(&mut ada, "POST", &members, Some(&share)).await.status, StatusCode::OK);
    instance.send(&mut ada, "PATCH", &path, Some(&json!({ "user_label": "one" }))).await;
    instance.app.clock.advance(Duration::from_mins(1));
    let patched = instance.send(&mut bob, "PATCH", &path, Some(&json!({ "user_label": "two" }))).await;
    assert_eq!(patched.status, StatusCode::OK, "{}", patched.text());
    let listed = instance.send(&mut ada, "GET", &url, None).await.json();
    let label = &listed["labellings"][0];
    // Nobody overwrites another: the first of two that differ counts.
    let counts = (&label["user_label"], &label["user_label_author"], &label["user_label_at"]);
    assert_eq!(counts, (&json!("one"), &json!("ada"), &json!("2026-01-01T12:00:00Z")));
    assert_eq!((&label["own_label"], &label["differs"]), (&json!("one"), &json!(true)));
    instance.send(&mut ada, "PATCH", &path, Some(&json!({ "user_label": null }))).await;
    let history = instance.send(&mut ada, "GET", &format!("{path}/history"), None).await.json();
    assert_eq!((&history[0]["author"], &history[0]["user_label"]), (&json!("ada"), &json!("one")));
    assert_eq!((&history[1]["author"], &history[1]["user_label"]), (&json!("=1+1"), &json!("two")));
    let table = instance.send(&mut ada, "GET", &format!("{url}&format=csv"), None).await;
    let mut lines = csv::Reader::from_reader(&*table.body);
    let columns = lines.headers().unwrap().clone();
    let line = lines.records().next().unwrap().unwrap();
    let cell = |name: &str| line[columns.iter().position(|column| column == name).unwrap()].to_owned();
    assert_eq!((cell("user_label_author"), cell("user_label_at")), ("'=1+1".into(), "2026-01-01T12:01:00Z".into()));
}
