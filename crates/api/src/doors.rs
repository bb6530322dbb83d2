//! What a browser may be made to send: an instance without accounts serves whoever reaches it, and any web page that its user
//! opens reaches it through her browser.
//!
//! Two doors are shut. *By name*: an instance that listens on loopback answers to names of this machine only, so that a page
//! whose own name was pointed at 127.0.0.1 (DNS rebinding) is no friend of ours. *By origin*: what changes something is refused
//! when a page of another origin sent it (Fetch Metadata, W3C; the header Origin where a browser is older). Programs that are no
//! browsers send neither header, and are not concerned. Who may *read* from another origin, CORS says ([`layer`]).

use std::net::IpAddr;
use std::str::FromStr as _;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::cors::{AllowOrigin, Any, CorsLayer};

use crate::ApiState;
use crate::observe::REQUEST_ID;
use crate::problem::Problem;

/// In `CORS_ORIGINS`: any origin.
const ANY: &str = "*";
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Refuses what a page of another origin makes a browser send.
///
/// # Errors
/// 403, which names what was refused and the setting that allows it.
pub(crate) async fn guard(State(state): State<ApiState>, request: Request, next: Next) -> Result<Response, Problem> {
    let config = &state.config;
    let host = host_of(&request);
    if config.loopback_only && !host.as_deref().is_none_or(|host| is_ours(host, &config.allowed_hosts)) {
        let asked = host.unwrap_or_default();
        return Err(refused(format!(
            "This instance serves this machine only and was asked for as `{asked}`: name it in ALLOWED_HOSTS if that is right."
        )));
    }
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !is_read && is_foreign(request.headers(), host.as_deref(), &config.cors_origins) {
        return Err(refused(
            "A page of another origin may not change anything here: name its origin in CORS_ORIGINS if it may."
                .to_owned(),
        ));
    }
    Ok(next.run(request).await)
}

fn refused(detail: String) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, detail)
}

/// The name that was asked for, with its port: of the header Host, or of the URL where HTTP/2 has it.
fn host_of(request: &Request) -> Option<String> {
    let mut named = request.headers().get_all(header::HOST).iter();
    let host = named.next().map(|host| String::from_utf8_lossy(host.as_bytes()).into_owned());
    // Two names are no name.
    if named.next().is_some() {
        return Some(String::new());
    }
    host.or_else(|| request.uri().authority().map(ToString::to_string))
}

/// Whether a name is one of this machine, or one that the administrator has listed.
fn is_ours(host: &str, allowed: &[String]) -> bool {
    let Ok(authority) = Authority::from_str(host) else { return false };
    let name = authority.host().trim_end_matches('.');
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    let is_loopback = address.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback());
    let name = name.to_ascii_lowercase();
    let is_local = name == "localhost" || name.ends_with(".localhost");
    is_loopback || is_local || allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(&name))
}

/// Whether a browser says that a page of another origin, which is not listed, sent this.
fn is_foreign(headers: &HeaderMap, host: Option<&str>, listed: &[String]) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = text(&header::ORIGIN);
    if listed.iter().any(|listed| listed == ANY || origin == Some(listed.trim_end_matches('/'))) {
        return false;
    }
    match text(&FETCH_SITE) {
        // "none" is a person herself: a bookmark, the address bar.
        Some("same-origin" | "none") => false,
        Some(_) => true,
        None => headers.contains_key(header::ORIGIN) && !is_own(origin, [host, text(&FORWARDED_HOST)]),
    }
}

/// Whether an origin is that of one of the names that this request came under.
fn is_own(origin: Option<&str>, names: [Option<&str>; 2]) -> bool {
    let authority = origin.and_then(|origin| origin.split_once("://")).map(|(_, authority)| authority);
    authority.is_some_and(|authority| names.into_iter().flatten().any(|name| name.eq_ignore_ascii_case(authority)))
}

/// Who may read from another origin: those that are listed, nobody by default; never with credentials.
pub(crate) fn layer(origins: &[String]) -> CorsLayer {
    let exposed = [
        header::CONTENT_DISPOSITION,
        header::CONTENT_RANGE,
        header::ETAG,
        header::LOCATION,
        REQUEST_ID,
        HeaderName::from_static("retry-after"),
    ];
    let layer = CorsLayer::new().allow_methods(Any).allow_headers(Any).expose_headers(exposed);
    if origins.iter().any(|origin| origin == ANY) {
        return layer.allow_origin(Any);
    }
    let origins = origins.iter().filter_map(|origin| HeaderValue::from_str(origin.trim_end_matches('/')).ok());
    layer.allow_origin(AllowOrigin::list(origins))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use super::is_ours;
    use crate::test_app::TestApp;

    #[test]
    fn names_of_this_machine_are_ours() {
        let allowed = ["archive.example".to_owned()];
        for host in [
            "localhost",
            "localhost:10000",
            "LOCALHOST",
            "localhost.",
            "app.localhost:1",
            "127.0.0.1:10000",
            "127.8.9.1",
            "[::1]:10000",
            "[::ffff:127.0.0.1]",
            "archive.example:80",
            "Archive.Example",
        ] {
            assert!(is_ours(host, &allowed), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "evil.example:127",
            "user@evil.example",
            "192.168.1.5:10000",
            "0.0.0.0",
            "[::]",
            "not a name",
            "xlocalhost",
        ] {
            assert!(!is_ours(host, &allowed), "{host}");
        }
    }

    #[tokio::test]
    async fn an_instance_on_loopback_does_not_answer_to_a_strangers_name() {
        let app = TestApp::with(|dependencies| dependencies.config.loopback_only = true).await;
        for (host, status) in [
            ("127.0.0.1:10000", StatusCode::OK),
            ("localhost:10000", StatusCode::OK),
            ("evil.example", StatusCode::FORBIDDEN),
            ("evil.example:10000", StatusCode::FORBIDDEN),
        ] {
            for path in ["/api/jobs", "/", "/api/spectra/x.fits", "/metrics"] {
                let response = app.send("GET", path, &[("host", host)], "").await;
                let is_as_wanted = (response.status == StatusCode::FORBIDDEN) == (status == StatusCode::FORBIDDEN);
                assert!(is_as_wanted, "{host}{path}: {}", response.status);
            }
        }
        let twice = app.send("GET", "/api/jobs", &[("host", "localhost"), ("host", "evil.example")], "").await;
        assert_eq!(twice.status, StatusCode::FORBIDDEN);
        let listed = TestApp::with(|dependencies| {
            dependencies.config.loopback_only = true;
            dependencies.config.allowed_hosts = vec!["proxy.example".to_owned()];
        });
        assert_eq!(
            listed.await.send("GET", "/api/jobs", &[("host", "proxy.example")], "").await.status,
            StatusCode::OK
        );
    }

    #[tokio::test]
    async fn a_page_of_another_origin_changes_nothing() {
        let app = TestApp::new().await;
        let (_, path) = app.pending_job().await;
        let own = ("host", "127.0.0.1:10000");
        for foreign in [
            &[own, ("origin", "https://evil.example")][..],
            &[own, ("origin", "null")],
            &[own, ("origin", "http://127.0.0.1:8000")],
            &[own, ("origin", "http://127.0.0.1:10000"), ("sec-fetch-site", "cross-site")],
            &[own, ("sec-fetch-site", "same-site")],
        ] {
            for (method, url) in [
                ("POST", format!("{path}/process/ABORT")),
                ("POST", "/api/files/directories/?parent_dir_path=/&dirname=x".to_owned()),
                ("POST", "/api/files/x.json/upload?parent_dir_path=/".to_owned()),
                ("PATCH", path.clone()),
                ("DELETE", path.clone()),
            ] {
                let response = app.send(method, &url, foreign, "").await;
                assert_eq!(response.status, StatusCode::FORBIDDEN, "{method} {url} {foreign:?}");
                assert_eq!(response.header("access-control-allow-origin"), "", "{foreign:?}");
            }
        }
        assert_eq!(app.get(&path).await.json()["phase"], "PENDING");
    }

    #[tokio::test]
    async fn the_own_page_programs_and_listed_origins_go_on_as_ever() {
        let app = TestApp::with(|d| d.config.cors_origins = vec!["http://old.example/".to_owned()]).await;
        for own in [
            &[][..],
            &[("host", "127.0.0.1:10000"), ("origin", "http://127.0.0.1:10000")],
            &[("host", "127.0.0.1:10000"), ("origin", "http://127.0.0.1:10000"), ("sec-fetch-site", "same-origin")],
            &[("host", "api:10000"), ("x-forwarded-host", "search.example"), ("origin", "https://search.example")],
            &[("host", "127.0.0.1:10000"), ("sec-fetch-site", "none")],
            &[("host", "127.0.0.1:10000"), ("origin", "http://old.example"), ("sec-fetch-site", "cross-site")],
        ] {
            let (_, path) = app.pending_job().await;
            let response = app.send("POST", &format!("{path}/process/ABORT"), own, "").await;
            assert_eq!(response.status, StatusCode::ACCEPTED, "{own:?}: {}", response.text());
        }
    }
}
