//! What people are told of, through the real router, a mail server and a receiver of webhooks.

use std::time::Duration;

use axum::http::StatusCode;
use chrono::TimeDelta;
use ml_job_accounts::sign_webhook;
use ml_job_domain::Clock as _;
use ml_job_domain::access::Role;
use ml_job_domain::notice::TRIES;
use ml_job_testkit::{HttpReceiver, MailServer, ReceivedMail, wait_for};
use serde_json::{Value, json};

use crate::AccountsConfig;
use crate::http::accounts::tests::{Browser, Instance, PASSWORD};
use crate::teller::{Mailer, Outcome, attempt, tell_due};

const SOON: Duration = Duration::from_secs(10);

/// An instance that sends mail, its administrator, and the mail server.
async fn with_mail() -> (Instance, Browser, MailServer) {
    let server = MailServer::start().await;
    let mailer = Mailer::new(&server.url(), "Spectra <spectra@example.org>", "https://x.example").unwrap();
    let instance = Instance::with(|config| config.mailer = Some(mailer)).await;
    let (instance, browser) = instance.and_administrator().await;
    (instance, browser, server)
}

/// An instance whose webhooks may lead to this machine, and its administrator.
async fn with_receiver() -> (Instance, Browser, HttpReceiver) {
    let change = |config: &mut AccountsConfig| {
        config.webhook_networks = vec!["127.0.0.0/8".parse().unwrap()];
        config.public_url = Some("http://x.example".to_owned());
    };
    let (instance, browser) = Instance::with(change).await.and_administrator().await;
    (instance, browser, HttpReceiver::start().await)
}

async fn tell(instance: &Instance) -> usize {
    let state = &instance.app.state;
    tell_due(state, state.accounts.as_ref().unwrap()).await.unwrap()
}

/// Sets the webhook for everything; its secret.
async fn set_webhook(instance: &Instance, browser: &mut Browser, url: &str) -> String {
    let kinds = json!(["job_ended", "labels_waiting", "disagreement"]);
    let body = json!({ "mail": [], "webhook": { "url": url, "kinds": kinds } });
    let set = instance.send(browser, "PUT", "/api/auth/notifications", Some(&body)).await;
    assert_eq!((set.status, set.header("cache-control").as_str()), (StatusCode::OK, "no-store"), "{}", set.text());
    set.json()["secret"].as_str().unwrap_or_default().to_owned()
}

async fn deliveries(instance: &Instance, browser: &mut Browser) -> Value {
    instance.send(browser, "GET", "/api/auth/notifications/deliveries/", None).await.json()
}

/// Makes a job, runs it and ends it, as its worker does.
async fn end_a_job(instance: &Instance, browser: &mut Browser, label: &str) {
    let job = json!({ "type": "COUNT", "label": label, "config": { "points": 1 } });
    let job = instance.send(browser, "POST", "/api/jobs/", Some(&job)).await.json();
    let path = format!("/api/jobs/{}", job["job_id"].as_str().unwrap());
    let run = instance.send(browser, "POST", &format!("{path}/process/RUN"), None).await;
    assert_eq!(run.status, StatusCode::ACCEPTED);
    let claim = json!({ "worker": "w", "types": ["COUNT"] });
    instance.with_token("POST", &format!("{path}/claim"), &instance.worker, &claim).await;
    let end = json!({ "started_at": "2026-01-01T12:00:00Z", "ended_at": "2026-01-01T12:00:01Z", "attempt": 1 });
    let ended = instance.with_token("POST", &format!("{path}/end/COMPLETE"), &instance.worker, &end).await;
    assert_eq!(ended.status, StatusCode::OK, "{}", ended.text());
}

/// Shows an address, by the link that is sent there.
async fn show_address(instance: &Instance, browser: &mut Browser, server: &MailServer, email: &str) {
    let wanted = json!({ "email": email, "current_password": PASSWORD });
    let asked = instance.send(browser, "PUT", "/api/auth/email", Some(&wanted)).await;
    assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.text());
    tell(instance).await;
    let mail = server.mails().pop().unwrap();
    assert_eq!(mail.to, email);
    let confirm = json!({ "link": mail.link_secret() });
    let confirmed = instance.send(&mut Browser::default(), "POST", "/api/auth/email/confirm", Some(&confirm)).await;
    assert_eq!(confirmed.json()["email"], *email, "{}", confirmed.text());
    let again = instance.send(&mut Browser::default(), "POST", "/api/auth/email/confirm", Some(&confirm)).await;
    assert_eq!(again.status, StatusCode::GONE);
}

#[tokio::test]
async fn the_end_of_a_job_reaches_a_webhook_signed_and_with_the_id_of_its_event() {
    let (instance, mut ada, receiver) = with_receiver().await;
    let secret = set_webhook(&instance, &mut ada, &receiver.url("/hook?x=1")).await;
    assert!(secret.starts_with("whsec_"));
    assert_eq!(set_webhook(&instance, &mut ada, &receiver.url("/hook?x=1")).await, "", "it is shown once");
    end_a_job(&instance, &mut ada, "Be stars").await;
    assert_eq!((tell(&instance).await, tell(&instance).await), (1, 0));
    let [request] = &receiver.requests()[..] else { panic!("one message: {:?}", receiver.requests()) };
    assert_eq!(request.target, "POST /hook?x=1");
    let header = |name: &str| request.header(name).unwrap().to_owned();
    assert_eq!(header("content-type"), "application/json");
    let body: Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!((&body["type"], &body["data"]["label"]), (&json!("job_ended"), &json!("Be stars")));
    let id = body["data"]["job_id"].as_str().unwrap();
    assert_eq!(body["data"]["url"], format!("http://x.example/jobs/{id}"));
    assert_eq!(header("webhook-timestamp"), instance.app.clock.now().timestamp().to_string());
    let signed = sign_webhook(&secret, &header("webhook-id"), &header("webhook-timestamp"), &request.body);
    assert_eq!(Some(header("webhook-signature")), signed);
    let listed = deliveries(&instance, &mut ada).await;
    assert_eq!((&listed[0]["state"], &listed[0]["event_id"]), (&json!("delivered"), &json!(header("webhook-id"))));
    // Nobody else sees them, and what somebody else runs is told to that person.
    let mut bob = instance.session_of(&instance.person(Role::Member).await).await;
    assert_eq!(deliveries(&instance, &mut bob).await, json!([]));
    end_a_job(&instance, &mut bob, "of another").await;
    assert_eq!(tell(&instance).await, 0);
}

#[tokio::test]
async fn what_was_not_taken_is_tried_again_in_order_under_the_same_id() {
    let (instance, mut ada, receiver) = with_receiver().await;
    set_webhook(&instance, &mut ada, &receiver.url("/")).await;
    receiver.answer_with(500, &[], "secret words of the receiver");
    receiver.answer_with(302, &[("location", &receiver.url("/elsewhere"))], "");
    for label in ["first", "second"] {
        end_a_job(&instance, &mut ada, label).await;
    }
    assert_eq!(tell(&instance).await, 1, "the second waits");
    let listed = deliveries(&instance, &mut ada).await;
    assert_eq!(listed[1]["last_error"], "the answer was 500 Internal Server Error");
    assert_eq!((&listed[1]["attempts"], &listed[0]["attempts"]), (&json!(1), &json!(0)));
    instance.app.clock.advance(Duration::from_secs(9));
    assert_eq!(tell(&instance).await, 0);
    instance.app.clock.advance(Duration::from_secs(1));
    assert_eq!(tell(&instance).await, 1);
    assert_eq!(deliveries(&instance, &mut ada).await[1]["last_error"], "the answer was 302 Found");
    instance.app.clock.advance(Duration::from_secs(20));
    assert_eq!(tell(&instance).await, 2);
    let requests = receiver.requests();
    let label = |body: &str| serde_json::from_str::<Value>(body).unwrap()["data"]["label"].as_str().unwrap().to_owned();
    let labels: Vec<String> = requests.iter().map(|request| label(&request.body)).collect();
    assert_eq!(labels, ["first", "first", "first", "second"]);
    assert!(requests.iter().all(|request| request.target == "POST /"), "no redirect is followed");
    let ids: Vec<_> = requests.iter().map(|request| request.header("webhook-id").unwrap()).collect();
    assert!(ids[0] == ids[1] && ids[1] == ids[2] && ids[2] != ids[3], "{ids:?}");
}

#[tokio::test]
async fn a_message_that_was_sent_by_a_process_that_died_is_sent_again() {
    let (instance, mut ada, receiver) = with_receiver().await;
    set_webhook(&instance, &mut ada, &receiver.url("/")).await;
    end_a_job(&instance, &mut ada, "x").await;
    // The process dies after the receiver has it, and before the database knows.
    let state = &instance.app.state;
    let due = state.store.due_deliveries(instance.app.clock.now(), 10).await.unwrap();
    let sent = attempt(state, state.accounts.as_ref().unwrap(), &due[0]).await;
    assert!(matches!(sent, Outcome::Delivered));
    assert_eq!((tell(&instance).await, tell(&instance).await), (1, 0));
    let ids: Vec<String> =
        receiver.requests().iter().map(|request| request.header("webhook-id").unwrap().to_owned()).collect();
    assert_eq!(ids, [due[0].event_id.to_string(), due[0].event_id.to_string()]);
}

#[tokio::test]
async fn nobodys_webhook_leads_to_this_host_or_its_network() {
    let receiver = HttpReceiver::start().await;
    let (instance, mut ada) = Instance::with_administrator().await;
    for url in [receiver.url("/"), format!("http://localhost:{}/", receiver.port())] {
        set_webhook(&instance, &mut ada, &url).await;
        let test = json!({ "channel": "webhook" });
        let sent = instance.send(&mut ada, "POST", "/api/auth/notifications/test", Some(&test)).await;
        assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text());
        tell(&instance).await;
        let listed = deliveries(&instance, &mut ada).await;
        let error = listed[0]["last_error"].as_str().unwrap();
        assert!(error.contains("no public address") && error.contains("WEBHOOK_ALLOWED_NETWORKS"), "{error}");
        // The next one waits for this one no longer.
        let due =
            instance.app.state.store.due_deliveries(instance.app.clock.now() + TimeDelta::hours(1), 1).await.unwrap();
        instance.app.state.store.mark_undeliverable(&due[0], error, instance.app.clock.now()).await.unwrap();
    }
    assert_eq!(receiver.requests().len(), 0);
    for wrong in ["", "ftp://x", "https://a:b@x.example/", "gopher://127.0.0.1"] {
        let body = json!({ "mail": [], "webhook": { "url": wrong, "kinds": [] } });
        let refused = instance.send(&mut ada, "PUT", "/api/auth/notifications", Some(&body)).await;
        assert_eq!(refused.pointers(), ["/webhook/url"], "{wrong}");
    }
}

#[tokio::test]
async fn a_webhook_where_nothing_arrives_is_switched_off_until_it_is_saved_again() {
    let (instance, mut ada, receiver) = with_receiver().await;
    set_webhook(&instance, &mut ada, &receiver.url("/")).await;
    for _ in 0..TRIES {
        receiver.answer_with(503, &[], "");
    }
    let test = json!({ "channel": "webhook" });
    for _ in 0..2 {
        let sent = instance.send(&mut ada, "POST", "/api/auth/notifications/test", Some(&test)).await;
        assert_eq!(sent.status, StatusCode::ACCEPTED);
    }
    let mut tried = 0;
    for _ in 0..2 * TRIES {
        tried += tell(&instance).await;
        instance.app.clock.advance(Duration::from_hours(1));
    }
    assert_eq!(tried, TRIES as usize, "the second is given up with the first");
    instance.sign_in(&mut ada, "ada", PASSWORD).await;
    let settings = instance.send(&mut ada, "GET", "/api/auth/notifications", None).await.json();
    assert_eq!(settings["webhook"]["off_because"], "the answer was 503 Service Unavailable");
    let refused = instance.send(&mut ada, "POST", "/api/auth/notifications/test", Some(&test)).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    set_webhook(&instance, &mut ada, &receiver.url("/")).await;
    instance.send(&mut ada, "POST", "/api/auth/notifications/test", Some(&test)).await;
    assert_eq!(tell(&instance).await, 1);
    assert_eq!(deliveries(&instance, &mut ada).await[0]["state"], "delivered");
    // Whoever answers 410 wants no more.
    receiver.answer_with(410, &[], "");
    instance.send(&mut ada, "POST", "/api/auth/notifications/test", Some(&test)).await;
    tell(&instance).await;
    let settings = instance.send(&mut ada, "GET", "/api/auth/notifications", None).await.json();
    assert_eq!(settings["webhook"]["off_because"], "The answer was 410 Gone.");
    // Another secret, shown once.
    let renewed = instance.send(&mut ada, "POST", "/api/auth/notifications/secret", None).await;
    assert_eq!(renewed.status, StatusCode::CREATED);
    assert!(renewed.json()["secret"].as_str().unwrap().starts_with("whsec_"));
}

#[tokio::test]
async fn an_address_is_shown_with_the_password_and_messages_go_there() {
    let (instance, mut ada, server) = with_mail().await;
    let wrong = json!({ "email": "ada@example.org", "current_password": "wrong horses at noon" });
    let refused = instance.send(&mut ada, "PUT", "/api/auth/email", Some(&wrong)).await;
    assert_eq!(refused.pointers(), ["/current_password"]);
    let wrong = json!({ "email": "nobody", "current_password": PASSWORD });
    assert_eq!(instance.send(&mut ada, "PUT", "/api/auth/email", Some(&wrong)).await.pointers(), ["/email"]);
    show_address(&instance, &mut ada, &server, "ada@example.org").await;
    let shown = instance.send(&mut ada, "GET", "/api/auth/email", None).await.json();
    assert_eq!(shown, json!({ "email": "ada@example.org", "is_mail_sent": true }));
    let mail = json!({ "mail": ["job_ended"] });
    assert_eq!(instance.send(&mut ada, "PUT", "/api/auth/notifications", Some(&mail)).await.status, StatusCode::OK);
    end_a_job(&instance, &mut ada, "Žofie\r\nBcc: x@example.org").await;
    server.refuse_once("451 Try again");
    assert_eq!((tell(&instance).await, server.mails().len()), (1, 1));
    instance.app.clock.advance(Duration::from_secs(10));
    tell(&instance).await;
    let told = server.mails().pop().unwrap();
    assert_eq!(told.to, "ada@example.org");
    assert!(told.raw.contains("Auto-Submitted: auto-generated") && told.raw.contains("Message-ID: <"), "{}", told.raw);
    assert!(!told.raw.lines().any(|line| line.starts_with("Bcc")), "{}", told.raw);
    // The address of before is told of another one, and of none.
    show_address(&instance, &mut ada, &server, "new@example.org").await;
    tell(&instance).await;
    assert_eq!(server.mails().pop().unwrap().to, "ada@example.org");
    assert_eq!(instance.send(&mut ada, "DELETE", "/api/auth/email", None).await.status, StatusCode::NO_CONTENT);
    tell(&instance).await;
    let last = server.mails().pop().unwrap();
    assert!(last.to == "new@example.org" && last.text().contains("no address any more"), "{last:?}");
    // An address that the server does not know is not tried again.
    show_address(&instance, &mut ada, &server, "gone@example.org").await;
    server.refuse_once("550 No such user");
    let test = json!({ "channel": "mail" });
    tell(&instance).await;
    instance.send(&mut ada, "POST", "/api/auth/notifications/test", Some(&test)).await;
    tell(&instance).await;
    let listed = deliveries(&instance, &mut ada).await;
    assert_eq!((&listed[0]["kind"], &listed[0]["state"]), (&json!("test"), &json!("failed")), "{listed}");
}

#[tokio::test]
async fn people_are_told_of_what_happens_to_their_account() {
    let (instance, mut ada, server) = with_mail().await;
    show_address(&instance, &mut ada, &server, "ada@example.org").await;
    let before = server.mails().len();
    let token = json!({ "name": "nightly", "scopes": ["read"], "expires_in_days": 1 });
    instance.send(&mut ada, "POST", "/api/auth/tokens/", Some(&token)).await;
    // The browser that is known is no news.
    instance.sign_in(&mut ada, "ada", PASSWORD).await;
    instance.sign_in(&mut Browser::default(), "ada", PASSWORD).await;
    let change = json!({ "current_password": PASSWORD, "new_password": "five cows at noon" });
    instance.send(&mut ada, "POST", "/api/auth/password", Some(&change)).await;
    tell(&instance).await;
    let subjects: Vec<String> = server.mails()[before..].iter().map(subject).collect();
    let expected = ["A new token", "A sign-in with a new browser", "Your password was changed"];
    assert_eq!(subjects, expected.map(|subject| format!("[ML Job Manager] {subject}")));
}

fn subject(mail: &ReceivedMail) -> String {
    let line = mail.raw.lines().find(|line| line.starts_with("Subject: ")).unwrap();
    line.trim_start_matches("Subject: ").to_owned()
}

#[tokio::test]
async fn a_forgotten_password_is_answered_alike_and_a_link_goes_to_the_address() {
    let (instance, mut ada, server) = with_mail().await;
    show_address(&instance, &mut ada, &server, "ada@example.org").await;
    let before = server.mails().len();
    let ask = async |name: &str| {
        instance.send(&mut Browser::default(), "POST", "/api/auth/forgotten", Some(&json!({ "name": name }))).await
    };
    for name in ["ADA", "nobody", "ada@example.org"] {
        let answer = ask(name).await;
        assert_eq!((answer.status, answer.text().as_str()), (StatusCode::ACCEPTED, ""), "{name}");
    }
    let told = async || {
        tell(&instance).await;
        server.mails().len() == before + 2
    };
    wait_for(told, SOON).await;
    let mail = server.mails().pop().unwrap();
    assert_eq!(mail.to, "ada@example.org");
    let link = format!("/welcome#{}", mail.link_secret());
    assert!(mail.text().contains(&format!("https://x.example{link}")), "{}", mail.text());
    assert_eq!(instance.send(&mut ada, "GET", "/api/jobs/", None).await.status, StatusCode::OK, "nothing has ended");
    assert_eq!(instance.use_link(&mut Browser::default(), &link, None).await.status, StatusCode::OK);
    assert_eq!(instance.send(&mut ada, "GET", "/api/jobs/", None).await.status, StatusCode::UNAUTHORIZED);
    let refused = loop {
        let answer = ask("nobody").await;
        if answer.status != StatusCode::ACCEPTED {
            break answer;
        }
    };
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let mut ada = Browser::default();
    instance.sign_in(&mut ada, "ada", PASSWORD).await;
    let audit = instance.send(&mut ada, "GET", "/api/audit/?limit=1000", None).await.text();
    assert!(audit.contains("forgot_password") && !audit.contains("mljl_"), "{audit}");
}

#[tokio::test]
async fn a_new_account_gets_its_link_by_mail_and_the_administrator_does_not() {
    let (instance, mut ada, server) = with_mail().await;
    let request = json!({ "name": "Bob", "role": "viewer", "email": "bob@example.org" });
    let created = instance.send(&mut ada, "POST", "/api/users/", Some(&request)).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text());
    assert_eq!(created.json()["link"]["mailed_to"], "bob@example.org");
    assert!(created.json()["link"].get("link_path").is_none() && !created.text().contains("mljl_"));
    tell(&instance).await;
    let mail = server.mails().pop().unwrap();
    let mut bob = Browser::default();
    let link = format!("/welcome#{}", mail.link_secret());
    assert_eq!(instance.use_link(&mut bob, &link, None).await.status, StatusCode::OK);
    let shown = instance.send(&mut bob, "GET", "/api/auth/email", None).await.json();
    assert_eq!(shown["email"], "bob@example.org", "whoever has the link had it from there");
    // A link for another password goes to the address that the person has shown, and to no other.
    let path = format!("/api/users/{}/link?by_mail=true", created.json()["user"]["user_id"].as_str().unwrap());
    let sent = instance.send(&mut ada, "POST", &path, None).await;
    assert_eq!((sent.status, &sent.json()["mailed_to"]), (StatusCode::CREATED, &json!("bob@example.org")));
    let nobody = instance.person(Role::Viewer).await;
    let path = format!("/api/users/{}/link?by_mail=true", nobody.user_id);
    assert_eq!(instance.send(&mut ada, "POST", &path, None).await.status, StatusCode::CONFLICT);
    let wrong = json!({ "name": "Eve", "role": "viewer", "email": "x" });
    assert_eq!(instance.send(&mut ada, "POST", "/api/users/", Some(&wrong)).await.pointers(), ["/email"]);
}

#[tokio::test]
async fn without_a_mail_server_everything_else_works() {
    let (instance, mut ada) = Instance::with_administrator().await;
    let session = instance.send(&mut ada, "GET", "/api/auth/session", None).await.json();
    assert!(session.get("sends_mail").is_none());
    for (method, url, body) in [
        ("PUT", "/api/auth/email", json!({ "email": "a@example.org", "current_password": PASSWORD })),
        ("POST", "/api/auth/forgotten", json!({ "name": "ada" })),
        ("POST", "/api/users/", json!({ "name": "x", "role": "viewer", "email": "x@example.org" })),
    ] {
        let refused = instance.send(&mut ada, method, url, Some(&body)).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{url}");
        assert!(refused.text().contains("SMTP_URL"), "{}", refused.text());
    }
    let request = json!({ "name": "Bob", "role": "viewer" });
    let created = instance.send(&mut ada, "POST", "/api/users/", Some(&request)).await.json();
    assert!(created["link"]["link_path"].as_str().unwrap().starts_with("/welcome#mljl_"));
    assert_eq!(tell(&instance).await, 0);
}
