//! The page, embedded into the binary at build time from `web/dist`.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, Response, StatusCode, header};
use rust_embed::RustEmbed;

/// The built page. The folder is empty where the page was not built; then [`router`] says how to build it.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/dist"]
#[allow_missing = true]
struct Page;

/// What is shown when the binary was built without the page.
const NO_PAGE: &str = "<!doctype html><meta charset=utf-8><title>ML Job Manager</title>\
<p>The API is running: see <a href=/docs>the API's documentation</a>. \
This binary was built without the page; <code>make build</code> builds both.";

/// What the page may load and do: nothing of anybody else's.
///
/// Checking configs against their JSON Schemas compiles code (`unsafe-eval`);
/// a script that was smuggled into the page's text is not run for all that.
const POLICY: &str = "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Serves the page: files by name, and `index.html` for every path that the page itself routes.
pub(crate) fn router() -> Router {
    Router::new().fallback(serve)
}

async fn serve(request: Request) -> Response<Body> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return plain(StatusCode::METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", "no-store", Body::empty());
    }
    let path = request.uri().path().trim_start_matches('/');
    if let Some(file) = Page::get(path) {
        // Vite puts a hash into the names of everything below assets/.
        let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
        let media_type = file.metadata.mimetype().to_owned();
        return plain(StatusCode::OK, &media_type, cache, Body::from(file.data));
    }
    if path.starts_with("assets/") {
        return plain(StatusCode::NOT_FOUND, "text/plain; charset=utf-8", "no-store", Body::from("no such file"));
    }
    let html = Page::get("index.html").map_or_else(|| Body::from(NO_PAGE), |file| Body::from(file.data));
    plain(StatusCode::OK, "text/html; charset=utf-8", "no-cache", html)
}

fn plain(status: StatusCode, media_type: &str, cache: &str, body: Body) -> Response<Body> {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, media_type)
        .header(header::CACHE_CONTROL, cache)
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::CONTENT_SECURITY_POLICY, POLICY)
        .body(body)
        .unwrap_or_default()
}
