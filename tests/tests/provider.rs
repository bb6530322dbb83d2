//! People sign in with a provider of identities: a certified one, which runs beside the platform.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected should fail")]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Lines};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use ml_job_testkit::wait_for;
use ml_job_tests::Process;
use reqwest::header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, StatusCode, Url};
use serde_json::{Value, json};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_mins(2);
/// How often one is led on before it is a circle.
const STEPS_MAX: usize = 20;

fn web() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("web")
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The provider, with keys of its own; killed when dropped.
struct Provider {
    child: Child,
    /// What it says; it may not be left alone with it.
    _said: Lines<BufReader<ChildStdout>>,
}

impl Provider {
    fn start(port: u16, page_url: &str) -> Self {
        let mut child = Command::new("node")
            .arg(web().join("e2e/provider.mjs"))
            .args([&port.to_string(), page_url])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap() == "listening"), "the provider listens");
        Self { child, _said: lines }
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A platform that knows people by the provider.
struct Instance {
    process: Process,
    provider: Option<Provider>,
    provider_port: u16,
    url: String,
    _directory: TempDir,
}

impl Instance {
    async fn start(options: &[&str]) -> Option<Self> {
        if !web().join("node_modules/oidc-provider").is_dir() {
            eprintln!("SKIPPED: no provider of identities (scripts/setup-web.sh installs it)");
            return None;
        }
        let directory = tempfile::tempdir().unwrap();
        let (port, provider_port) = (free_port(), free_port());
        let url = format!("http://127.0.0.1:{port}");
        let secret = directory.path().join("secret");
        std::fs::write(&secret, "hush & hush\n").unwrap();
        let (listen, issuer) = (format!("127.0.0.1:{port}"), format!("http://127.0.0.1:{provider_port}"));
        let common = ["up", "--listen", &listen, "--data-dir", "data", "--auth", "oidc", "--public-url", &url];
        let provider = ["--oidc-issuer", &issuer, "--oidc-client-id", "spectra", "--oidc-client-secret-file", "secret"];
        let arguments = [&common[..], &provider, options].concat();
        let arguments: Vec<String> = arguments.into_iter().map(str::to_owned).collect();
        let mut process = Process::start(directory.path(), "up", &arguments);
        process.address(1).await;
        let provider = Some(Provider::start(provider_port, &url));
        Some(Self { process, provider, provider_port, url, _directory: directory })
    }

    /// The provider starts again, with other keys.
    fn restart_provider(&mut self) {
        self.provider = None;
        self.provider = Some(Provider::start(self.provider_port, &self.url));
    }
}

/// A browser: it keeps cookies, and is led on by hand.
struct Browser {
    http: Client,
    url: String,
    cookies: BTreeMap<String, String>,
    /// Where it was, the last place last.
    seen: Vec<Url>,
}

impl Browser {
    fn new(instance: &Instance) -> Self {
        let http = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { http, url: instance.url.clone(), cookies: BTreeMap::new(), seen: Vec::new() }
    }

    async fn send(&mut self, method: Method, url: &str, form: Option<&str>) -> (StatusCode, HeaderMap, String) {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = self.http.request(method, url).header(COOKIE, cookies.join("; "));
        if let Some(csrf) = self.cookies.get("ml_job_csrf") {
            request = request.header("x-csrf-token", csrf);
        }
        if let Some(form) = form {
            request = request.header("content-type", "application/x-www-form-urlencoded").body(form.to_owned());
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        for cookie in headers.get_all(SET_COOKIE) {
            let (pair, attributes) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() || attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        (status, headers, response.text().await.unwrap())
    }

    /// Goes on from a place until nobody leads on; signs in at the provider under this name. Where it ends.
    async fn go(&mut self, url: &str, name: &str) -> Url {
        let mut at = Url::parse(url).unwrap();
        for _ in 0..STEPS_MAX {
            self.seen.push(at.clone());
            let (_, mut headers, _) = self.send(Method::GET, at.as_str(), None).await;
            if at.path().starts_with("/interaction/") {
                let form = format!("prompt=login&login={name}&password=x");
                (_, headers, _) = self.send(Method::POST, at.as_str(), Some(&form)).await;
            }
            let Some(next) = headers.get(LOCATION) else { return at };
            at = at.join(next.to_str().unwrap()).unwrap();
            let is_page = at.as_str().starts_with(&self.url) && !at.path().starts_with("/api/");
            if is_page {
                return at;
            }
        }
        panic!("led in a circle: {:?}", self.seen);
    }

    /// Signs in with the provider. Where it ends: path and fragment.
    async fn sign_in(&mut self, name: &str) -> String {
        let url = format!("{}/api/auth/provider/begin?return_path=/files", self.url);
        shown(&self.go(&url, name).await)
    }

    async fn session(&mut self) -> Value {
        let url = format!("{}/api/auth/session", self.url);
        serde_json::from_str(&self.send(Method::GET, &url, None).await.2).unwrap()
    }

    async fn status(&mut self, method: Method, path: &str) -> StatusCode {
        let url = format!("{}/api{path}", self.url);
        self.send(method, &url, None).await.0
    }

    /// Where the provider led back to.
    fn finish_url(&self) -> Url {
        self.seen.iter().rfind(|url| url.path() == "/api/auth/provider/finish").unwrap().clone()
    }
}

fn shown(url: &Url) -> String {
    url.fragment().map_or(url.path().to_owned(), |fragment| format!("{}#{fragment}", url.path()))
}

#[tokio::test(flavor = "multi_thread")]
async fn people_sign_in_with_the_provider_and_their_groups_say_what_they_may() {
    let Some(mut instance) = Instance::start(&["--oidc-roles", "astronomers=member,heads=administrator"]).await else {
        return;
    };
    let mut ada = Browser::new(&instance);
    assert_eq!(ada.session().await["mode"], "oidc");
    assert_eq!(ada.session().await["provider"], format!("127.0.0.1:{}", instance.provider_port));
    assert_eq!(ada.sign_in("ada").await, "/files");
    let session = ada.session().await;
    assert_eq!((&session["user"]["name"], &session["user"]["role"]), (&json!("ada"), &json!("member")));
    assert_eq!(ada.status(Method::GET, "/jobs/").await, StatusCode::OK);
    assert_eq!(ada.status(Method::GET, "/users/").await, StatusCode::FORBIDDEN);
    assert!(!ada.cookies.contains_key("ml_job_sign_in"), "it is taken back");
    // The same person is the same account, in another browser too; the second one is no longer new to nobody.
    let mut again = Browser::new(&instance);
    again.sign_in("ada").await;
    assert_eq!(again.session().await["user"]["user_id"], session["user"]["user_id"]);
    let mut root = Browser::new(&instance);
    assert_eq!(root.sign_in("root").await, "/files");
    assert_eq!(root.session().await["user"]["role"], "administrator");
    // Whose groups have no role stays outside, and is told why.
    let mut eve = Browser::new(&instance);
    assert_eq!(eve.sign_in("eve").await, "/sign-in-refused#no_role");
    assert!(eve.session().await.get("user").is_none());
    let audit = root.send(Method::GET, &format!("{}/api/audit/?limit=100", instance.url), None).await.2;
    assert!(audit.contains("finish_provider_sign_in") && audit.contains("no_role"), "{audit}");
    // Signing out here leads to the provider, and from there back.
    let (status, _, told) = ada.send(Method::DELETE, &format!("{}/api/auth/session", instance.url), None).await;
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(status, StatusCode::OK);
    let provider_url = told["provider_url"].as_str().unwrap();
    assert!(provider_url.contains("/session/end?client_id=spectra"), "{provider_url}");
    assert_eq!(ada.send(Method::GET, provider_url, None).await.0, StatusCode::OK);
    assert!(ada.session().await.get("user").is_none());
    // Other keys, as after a rotation.
    instance.restart_provider();
    assert_eq!(Browser::new(&instance).sign_in("ada").await, "/files");
    // A provider that is away is told, and comes back.
    instance.provider = None;
    assert_eq!(finish_without_provider(&instance).await, "/sign-in-refused#away");
    instance.restart_provider();
    assert_eq!(Browser::new(&instance).sign_in("ada").await, "/files");
    let log = instance.process.log();
    assert!(!log.contains("hush") && !log.contains("mljs_"), "no secret is logged");
}

/// Comes back from a provider that dies before it is asked who it was.
async fn finish_without_provider(instance: &Instance) -> String {
    let mut browser = Browser::new(instance);
    let begin = format!("{}/api/auth/provider/begin", instance.url);
    let (_, headers, _) = browser.send(Method::GET, &begin, None).await;
    let asked = Url::parse(headers[LOCATION].to_str().unwrap()).unwrap();
    let state = asked.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let finish = format!("{}/api/auth/provider/finish?code=x&state={state}", instance.url);
    shown(&browser.go(&finish, "nobody").await)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_not_to_what_this_browser_asked_lets_nobody_in() {
    let Some(instance) = Instance::start(&["--oidc-default-role", "viewer"]).await else { return };
    let mut ada = Browser::new(&instance);
    assert_eq!(ada.sign_in("ada").await, "/files");
    let finished = ada.finish_url();
    assert!(finished.query_pairs().any(|(name, _)| name == "iss"), "the provider names itself (RFC 9207)");
    // The same answer once more.
    assert_eq!(shown(&ada.go(finished.as_str(), "ada").await), "/sign-in-refused#stale");
    // Begins again, and changes the answer on its way.
    let begin = format!("{}/api/auth/provider/begin", instance.url);
    let code = finished.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    for (change, refusal) in [
        (("state", "mljc_x".to_owned()), "stale"),
        (("iss", "https://evil.example".to_owned()), "invalid"),
        // A code of a sign-in that has ended, or of nobody.
        (("code", code), "invalid"),
        (("code", "nonsense".to_owned()), "invalid"),
        (("error", "access_denied".to_owned()), "denied"),
    ] {
        let mut browser = Browser::new(&instance);
        let (_, headers, _) = browser.send(Method::GET, &begin, None).await;
        let asked = Url::parse(headers[LOCATION].to_str().unwrap()).unwrap();
        let value = |name: &str| asked.query_pairs().find(|(found, _)| found == name).unwrap().1.into_owned();
        assert_eq!((value("code_challenge_method"), value("response_type")), ("S256".into(), "code".into()));
        let mut answer = BTreeMap::from([("state", value("state")), ("code", "c".to_owned())]);
        answer.insert(change.0, change.1.clone());
        let mut url = Url::parse(&format!("{}/api/auth/provider/finish", instance.url)).unwrap();
        url.query_pairs_mut().extend_pairs(answer);
        let ended = shown(&browser.go(url.as_str(), "ada").await);
        assert_eq!(ended, format!("/sign-in-refused#{refusal}"), "{change:?}");
        assert!(browser.session().await.get("user").is_none(), "{change:?}");
    }
    // An answer in another browser than the one that asked: somebody wants her to be signed in as him.
    let (mut mallory, mut victim) = (Browser::new(&instance), Browser::new(&instance));
    let (_, headers, _) = mallory.send(Method::GET, &begin, None).await;
    let asked = headers[LOCATION].to_str().unwrap().to_owned();
    mallory.cookies.remove("ml_job_sign_in");
    mallory.go(&asked, "mallory").await;
    let answer = mallory.finish_url();
    victim.send(Method::GET, &begin, None).await;
    assert_eq!(shown(&victim.go(answer.as_str(), "x").await), "/sign-in-refused#stale");
    assert!(victim.session().await.get("user").is_none() && mallory.session().await.get("user").is_none());
    wait_for(async || instance.process.log().contains("began in another browser"), PATIENCE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_away_at_the_start_is_told_and_accounts_of_ones_own_work() {
    let Some(mut instance) = Instance::start(&["--oidc-default-role", "viewer"]).await else { return };
    instance.provider = None;
    let mut browser = Browser::new(&instance);
    assert_eq!(browser.sign_in("ada").await, "/sign-in-refused#away");
    wait_for(async || instance.process.log().contains("the provider cannot be reached"), PATIENCE).await;
    // The first administrator, by the printed link; then somebody of that name comes from the provider.
    let log = instance.process.log();
    let (_, rest) = log.split_once("/welcome#").unwrap();
    let link = rest.split_whitespace().next().unwrap();
    let http = Client::builder().no_proxy().build().unwrap();
    let body = json!({ "link": link, "name": "ada", "password": "four horses at noon" });
    let made = http.post(format!("{}/api/auth/links/", instance.url)).json(&body).send().await.unwrap();
    assert_eq!(made.status(), StatusCode::OK);
    let made: Value = made.json().await.unwrap();
    instance.restart_provider();
    assert_eq!(browser.sign_in("ada").await, "/files");
    let session = browser.session().await;
    assert_eq!((&session["user"]["name"], &session["user"]["role"]), (&json!("ada (2)"), &json!("viewer")));
    assert_ne!(session["user"]["user_id"], made["user"]["user_id"], "nobody gets an account by its name or address");
}
