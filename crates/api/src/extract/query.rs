//! Parameters in the query string.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use ml_job_domain::FieldError;
use serde::de::DeserializeOwned;

use super::sentence::field_error;
use crate::problem::Problem;

/// The parameters of the query string, as a struct. Unknown parameters are ignored, unreadable values are 422.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        pairs(query)?;
        let deserializer = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
        serde_path_to_error::deserialize(deserializer).map(Self).map_err(|error| {
            let raw = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| *key == error.path().to_string());
            let raw = raw.as_ref().map(|(_, value)| value.as_ref());
            let mut field = field_error(error.path(), &error.inner().to_string(), raw);
            let name = field.pointer.trim_start_matches('/');
            field.pointer = if name.is_empty() { "query".to_owned() } else { name.to_owned() };
            Problem::invalid(vec![field])
        })
    }
}

/// The decoded pairs of a query string.
///
/// # Errors
/// 422 where a value holds a NUL, which no file name has and PostgreSQL cannot compare with.
pub(crate) fn pairs(query: &str) -> Result<Vec<(String, String)>, Problem> {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    Problem::unless_valid(pairs.iter().filter_map(|(key, value)| FieldError::of_nul(key, value)))?;
    Ok(pairs)
}
