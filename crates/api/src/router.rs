//! Every route, in one list.

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, Response as HttpResponse, StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use tower::ServiceExt as _;
use tower::util::option_layer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate, SizeAbove};
use tower_http::normalize_path::NormalizePath;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::UtoipaMethodRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

use crate::access::{Gate, admit};
use crate::http::{
    accounts, campaigns, files, job_types, jobs, labellings, notifications, operations, spaces, spectra,
};
use crate::observe::observe;
use crate::openapi::{finish, start};
use crate::problem::Problem;
use crate::unread::read_what_is_left;
use crate::{ApiState, doors};

/// Bodies below this are not worth compressing.
const COMPRESS_ABOVE_BYTES: u64 = 1024;

/// Where people come by https: browsers shall come by nothing else for a year.
const HSTS: &str = "max-age=31536000";

/// The service: the API, `/docs`, `/openapi.json`, `/healthz`, `/readyz`, `/metrics`, and the UI for the rest.
pub fn router(state: ApiState) -> Router {
    let (api, document) = mounts();
    let is_secure = state.accounts.as_ref().is_some_and(|accounts| accounts.config.is_secure());
    // What comes later in this chain lies further outside.
    let api = api.fallback(not_found).method_not_allowed_fallback(method_not_allowed);
    let api = match &state.accounts {
        Some(_) => {
            let gate = Arc::new(Gate::new(&document));
            api.layer(middleware::from_fn_with_state((state.clone(), gate), admit))
        }
        None => api,
    };
    let api = api
        .layer(CatchPanicLayer::custom(|panic| panicked(&panic)))
        .layer(middleware::from_fn(read_what_is_left))
        .layer(RequestBodyTimeoutLayer::new(state.config.body_idle))
        .layer(middleware::from_fn_with_state(state.clone(), doors::guard))
        .layer(middleware::from_fn_with_state(state.clone(), observe))
        .layer(CompressionLayer::new().gzip(true).compress_when(SizeAbove::new(COMPRESS_ABOVE_BYTES).and(IsText)))
        .layer(doors::layer(&state.config.cors_origins))
        .with_state(state);
    // The trailing slash goes before the routes are looked at, but not in front of `/docs/`, which needs its own.
    Router::new()
        .merge(SwaggerUi::new("/docs").url("/openapi.json", document))
        .fallback_service(NormalizePath::trim_trailing_slash(api))
        .layer(SetResponseHeaderLayer::if_not_present(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(SetResponseHeaderLayer::if_not_present(header::REFERRER_POLICY, HeaderValue::from_static("same-origin")))
        .layer(option_layer(is_secure.then(|| {
            SetResponseHeaderLayer::if_not_present(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS))
        })))
}

/// The document, as it is served at `/openapi.json` and kept in `openapi/ml-job.json`.
pub fn openapi() -> OpenApi {
    mounts().1
}

/// The routes and their document.
fn mounts() -> (Router<ApiState>, OpenApi) {
    let mounts = Mounts { router: Router::new(), document: start() }
        .add(routes!(jobs::create::create_job, jobs::list::list_jobs))
        .add(routes!(jobs::get::get_job, jobs::patch::patch_job, jobs::delete::delete_job))
        .add(routes!(jobs::process::process_job))
        .add(routes!(jobs::next::create_next_job))
        .add(routes!(jobs::events::listen_to_job))
        .add(routes!(jobs::log::get_job_log))
        .add(routes!(jobs::waiting::get_job_waiting))
        .add(routes!(jobs::performance::get_job_performance))
        .add(routes!(jobs::spectra::list_job_spectra))
        .add(routes!(jobs::claim::claim_job))
        .add(routes!(jobs::heartbeat::heartbeat))
        .add(routes!(jobs::release::release_job))
        .add(routes!(jobs::end::end_job))
        .add(routes!(job_types::list::list_job_types))
        .add(routes!(job_types::put::put_job_type))
        .add(routes!(labellings::create::create_labelling, labellings::list::list_labellings))
        .add(routes!(labellings::create_batch::create_labellings, labellings::patch_batch::patch_labellings))
        .add(routes!(labellings::get::get_labelling, labellings::patch::patch_labelling))
        .add(routes!(labellings::history::get_labelling_history))
        .add(routes!(labellings::opinions::list_opinions))
        .add(routes!(labellings::adjudicate::adjudicate_labelling, labellings::adjudicate::reopen_labelling))
        .add(routes!(jobs::seats::take_seat, jobs::seats::leave_seat))
        .add(routes!(jobs::seats::listen_to_seats))
        .add(routes!(jobs::agreement::get_job_agreement))
        .add(routes!(jobs::agreement::list_job_disagreements))
        .add(routes!(campaigns::agreement::get_campaign_agreement))
        .add(routes!(campaigns::agreement::list_campaign_disagreements))
        .add(routes!(campaigns::create::create_campaign, campaigns::list::list_campaigns))
        .add(routes!(campaigns::get::get_campaign, campaigns::delete::delete_campaign))
        .add(routes!(campaigns::round::start_round))
        .add(routes!(campaigns::label::label_chosen, campaigns::export::export_labels))
        .add(routes!(campaigns::audit::start_audit))
        .add(routes!(campaigns::certificate::get_certificate))
        .add(routes!(campaigns::export::export_list))
        .add(routes!(campaigns::methods::get_methods))
        .add(routes!(campaigns::provenance::get_provenance))
        .add(routes!(spectra::search::search_spectra))
        .add(routes!(spectra::directories::list_archive_directories))
        .add(routes!(spectra::index::get_archive_index, spectra::index::refresh_archive_index))
        .add(routes!(spectra::get::get_spectrum))
        .add(routes!(spectra::lines::measure_spectrum_lines))
        .add(routes!(spectra::header::get_spectrum_header))
        .add(routes!(spectra::occurrences::list_spectrum_occurrences))
        .add(routes!(spectra::fits::download_spectrum))
        .add(routes!(files::list::list_files))
        .add_unlimited(routes!(files::upload::upload_file))
        .add(routes!(files::download::download_file))
        .add(routes!(files::delete::delete_file))
        .add(routes!(files::create_directory::create_directory, files::delete_directory::delete_directory))
        .add(routes!(accounts::get_session::get_session, accounts::sign_in::sign_in, accounts::sign_out::sign_out))
        .add(routes!(accounts::list_sessions::list_sessions, accounts::sign_out_everywhere::sign_out_everywhere))
        .add(routes!(accounts::end_session::end_session))
        .add(routes!(accounts::change_password::change_password))
        .add(routes!(accounts::use_link::use_link))
        .add(routes!(accounts::issue_token::issue_token))
        .add(routes!(accounts::list_tokens::list_tokens, accounts::create_token::create_token))
        .add(routes!(accounts::delete_token::delete_token))
        .add(routes!(accounts::begin_provider_sign_in::begin_provider_sign_in))
        .add(routes!(accounts::finish_provider_sign_in::finish_provider_sign_in))
        .add(routes!(accounts::forgot_password::forgot_password))
        .add(routes!(
            accounts::get_email::get_email,
            accounts::ask_for_email::ask_for_email,
            accounts::delete_email::delete_email
        ))
        .add(routes!(accounts::confirm_email::confirm_email))
        .add(routes!(
            notifications::get_settings::get_notification_settings,
            notifications::put_settings::put_notification_settings
        ))
        .add(routes!(notifications::create_secret::create_webhook_secret))
        .add(routes!(notifications::send_test::send_test_notification))
        .add(routes!(notifications::list_deliveries::list_deliveries))
        .add(routes!(accounts::list_users::list_users, accounts::create_user::create_user))
        .add(routes!(accounts::patch_user::patch_user))
        .add(routes!(accounts::create_user_link::create_user_link))
        .add(routes!(accounts::list_audit_events::list_audit_events))
        .add(routes!(spaces::list::list_spaces, spaces::create::create_space))
        .add(routes!(spaces::get::get_space, spaces::patch::patch_space, spaces::delete::delete_space))
        .add(routes!(spaces::put_quota::put_space_quota))
        .add(routes!(spaces::put_member::put_space_member))
        .add(routes!(spaces::delete_member::delete_space_member))
        .add(routes!(spaces::list_links::list_space_links, spaces::create_link::create_space_link))
        .add(routes!(spaces::delete_link::delete_space_link))
        .add(routes!(spaces::visit::visit_space, spaces::end_visit::end_visit))
        .add(routes!(spaces::move_job::move_job))
        .add(routes!(spaces::move_campaign::move_campaign))
        .add(routes!(spaces::list_groups::list_groups, spaces::put_group::put_group))
        .add(routes!(spaces::delete_group::delete_group))
        .add(routes!(operations::healthz::healthz))
        .add(routes!(operations::readyz::readyz))
        .add(routes!(operations::metrics::get_metrics));
    let Mounts { router, mut document } = mounts;
    finish(&mut document);
    (router, document)
}

/// Routes without a trailing slash, and their document with the slash that the contract has.
struct Mounts {
    router: Router<ApiState>,
    document: OpenApi,
}

impl Mounts {
    fn add(mut self, (schemas, paths, methods): UtoipaMethodRouter<ApiState>) -> Self {
        for (path, item) in paths.paths {
            self.router = self.router.route(path.trim_end_matches('/'), methods.clone());
            self.document.paths.paths.insert(path, item);
        }
        self.document.components.get_or_insert_default().schemas.extend(schemas);
        self
    }

    /// A route whose bodies may be of any size, since it counts itself and keeps nothing in memory.
    fn add_unlimited(self, (schemas, paths, methods): UtoipaMethodRouter<ApiState>) -> Self {
        self.add((schemas, paths, methods.layer(DefaultBodyLimit::disable())))
    }
}

async fn not_found(State(state): State<ApiState>, request: Request) -> Response {
    let path = request.uri().path();
    match &state.ui {
        Some(ui) if path != "/api" && !path.starts_with("/api/") => ui.clone().oneshot(request).await.into_response(),
        _ => Problem::not_found(format!("There is nothing at {path}.")).into_response(),
    }
}

async fn method_not_allowed(request: Request) -> Problem {
    let detail = format!("{} is not possible at {}.", request.method(), request.uri().path());
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail)
}

fn panicked(panic: &(dyn Any + Send)) -> HttpResponse<Body> {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    Problem::internal(format!("a handler panicked: {}", text.unwrap_or("without a word"))).into_response()
}

/// Compresses JSON and CSV lists, but neither files (whose ranges count their own bytes) nor event streams.
#[derive(Debug, Clone, Copy)]
struct IsText;

impl Predicate for IsText {
    fn should_compress<B: axum::body::HttpBody>(&self, response: &HttpResponse<B>) -> bool {
        let fields = response.headers();
        if fields.contains_key(header::ACCEPT_RANGES) {
            return false;
        }
        let media_type = fields.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        ["application/json", "text/csv", "text/html", "text/javascript", "text/css"]
            .iter()
            .any(|text| media_type.starts_with(text))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use axum::routing::get;
    use serde_json::json;

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn every_path_answers_with_and_without_a_slash() {
        let app = TestApp::new().await;
        for path in ["/api/jobs", "/api/job-types", "/api/files", "/healthz", "/metrics"] {
            for slash in ["", "/"] {
                assert_eq!(app.get(&format!("{path}{slash}")).await.status, StatusCode::OK, "{path}{slash}");
            }
        }
        let job = json!({ "type": "COUNT", "label": "x" });
        assert_eq!(app.post("/api/jobs/", &job).await.status, StatusCode::CREATED);
        assert_eq!(app.post("/api/jobs", &job).await.status, StatusCode::CREATED);
    }

    #[tokio::test]
    async fn unknown_paths_and_methods_are_problems() {
        let app = TestApp::new().await;
        for (method, path, status) in [
            ("GET", "/api/nope", StatusCode::NOT_FOUND),
            ("GET", "/api", StatusCode::NOT_FOUND),
            ("GET", "/nope", StatusCode::NOT_FOUND),
            ("PUT", "/api/jobs/", StatusCode::METHOD_NOT_ALLOWED),
            ("TRACE", "/api/labellings/batch", StatusCode::METHOD_NOT_ALLOWED),
        ] {
            let response = app.send(method, path, &[], "").await;
            assert_eq!(response.status, status, "{method} {path}");
            assert_eq!(response.header("content-type"), "application/problem+json", "{method} {path}");
            assert_eq!(response.json()["status"], status.as_u16());
        }
        let response = app.send("PUT", "/api/jobs", &[], "").await;
        assert!(response.header("allow").contains("POST"), "{}", response.header("allow"));
    }

    #[tokio::test]
    async fn a_panic_is_a_500_that_tells_nothing() {
        let app = TestApp::new().await;
        app.queue.panic_on_ping();
        let response = app.get("/readyz").await;
        assert_eq!(response.status, StatusCode::INTERNAL_SERVER_ERROR);
        let problem = response.json();
        assert_eq!(problem["code"], "internal");
        assert!(!problem.to_string().contains("secret"), "{problem}");
        assert_eq!(app.get("/healthz").await.status, StatusCode::OK, "the next request is served");
    }

    #[tokio::test]
    async fn request_ids_are_taken_over_and_sent_back() {
        let app = TestApp::new().await;
        let response = app.send("GET", "/api/jobs/x", &[("x-request-id", "trace-7")], "").await;
        assert_eq!(response.header("x-request-id"), "trace-7");
        assert_eq!(response.json()["request_id"], "trace-7");
    }

    #[tokio::test]
    async fn no_other_origin_may_read_unless_it_is_named() {
        let app = TestApp::new().await;
        let preflight = [("origin", "http://a.example"), ("access-control-request-method", "PATCH")];
        let response = app.send("OPTIONS", "/api/jobs/", &preflight, "").await;
        assert_eq!(response.header("access-control-allow-origin"), "");
        assert_eq!(app.send("GET", "/api/jobs", &preflight[..1], "").await.header("access-control-allow-origin"), "");

        let app = TestApp::with(|d| d.config.cors_origins = vec!["http://a.example/".to_owned()]).await;
        let response = app.send("GET", "/api/nope", &[("origin", "http://a.example")], "").await;
        assert_eq!(response.header("access-control-allow-origin"), "http://a.example", "errors can be read too");
        assert_eq!(response.header("access-control-allow-credentials"), "");
        let response = app.send("GET", "/api/jobs", &[("origin", "http://b.example")], "").await;
        assert_eq!(response.header("access-control-allow-origin"), "");

        let app = TestApp::with(|d| d.config.cors_origins = vec!["*".to_owned()]).await;
        let response = app.send("OPTIONS", "/api/jobs/", &preflight, "").await;
        assert_eq!((response.status, response.header("access-control-allow-origin").as_str()), (StatusCode::OK, "*"));
    }

    #[tokio::test]
    async fn no_page_may_frame_ours_and_no_browser_guesses_types() {
        let app = TestApp::new().await;
        for path in ["/api/jobs", "/docs/", "/healthz"] {
            let response = app.get(path).await;
            assert_eq!(
                (response.header("x-frame-options"), response.header("x-content-type-options")),
                ("DENY".into(), "nosniff".into()),
                "{path}"
            );
        }
    }

    #[tokio::test]
    async fn json_is_compressed_and_downloads_are_not() {
        let app = TestApp::new().await;
        let gzip = [("accept-encoding", "gzip")];
        app.upload("x.json", "/", &[b' '; 5000]).await;
        assert_eq!(
            app.send("GET", "/api/files/x.json/download?parent_dir_path=/", &gzip, "").await.header("content-encoding"),
            ""
        );
        for n in 0..20 {
            app.create_job(&json!({ "type": "COUNT", "label": format!("job {n}") })).await;
        }
        assert_eq!(app.send("GET", "/api/jobs", &gzip, "").await.header("content-encoding"), "gzip");
    }

    #[tokio::test]
    async fn the_document_and_its_page_are_served() {
        let app = TestApp::new().await;
        let document = app.get("/openapi.json").await.json();
        assert_eq!(document, serde_json::to_value(crate::openapi()).unwrap());
        let page = app.get("/docs").await;
        assert_eq!((page.status, page.header("location").as_str()), (StatusCode::SEE_OTHER, "/docs/"));
        let page = app.get("/docs/").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("swagger-ui"));
    }

    #[tokio::test]
    async fn the_ui_answers_what_is_not_the_apis() {
        let ui = axum::Router::new().route("/", get(async || "page")).fallback(async || "app");
        let app = TestApp::with(|dependencies| dependencies.ui = Some(ui)).await;
        assert_eq!(app.get("/").await.text(), "page");
        assert_eq!(app.get("/jobs/x").await.text(), "app");
        assert_eq!(app.get("/api/nope").await.status, StatusCode::NOT_FOUND);
    }
}
