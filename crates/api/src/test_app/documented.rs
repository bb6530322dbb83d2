//! The OpenAPI document, held against what is answered.

use std::sync::LazyLock;

use axum::http::StatusCode;
use serde_json::Value;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(crate::openapi()).unwrap());

/// Fails where the document does not know that this request may be answered so. What is at no path of the API is not
/// looked at.
pub(super) fn assert_documented(method: &str, url: &str, status: StatusCode) {
    let parts = |path: &str| path.trim_matches('/').split('/').map(str::to_owned).collect::<Vec<_>>();
    let asked = parts(url.split('?').next().unwrap_or_default());
    let fits = |path: &&String| {
        let known = parts(path);
        known.len() == asked.len()
            && known.iter().zip(&asked).all(|(known, asked)| known.starts_with('{') || known == asked)
    };
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let Some(path) = paths.keys().filter(fits).min_by_key(|path| path.matches('{').count()) else { return };
    let Some(operation) = paths[path].get(method.to_lowercase()) else { return };
    let known = operation["responses"].get(status.as_str());
    assert!(known.is_some(), "{method} {path} answers {status}, which the document does not tell");
}
