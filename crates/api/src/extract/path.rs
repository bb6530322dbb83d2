//! Parameters in the path.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use ml_job_domain::FieldError;
use serde::de::DeserializeOwned;
use serde::de::value::{Error, MapDeserializer};

use super::sentence::field_error;
use crate::problem::Problem;

/// The parameters of the path, as a struct with a field for each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let params = RawPathParams::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::invalid_field("path", "is not valid UTF-8"))?;
        Problem::unless_valid(params.iter().filter_map(|(name, value)| FieldError::of_nul(name, value)))?;
        let deserializer = MapDeserializer::<_, Error>::new(params.iter());
        serde_path_to_error::deserialize(deserializer).map(Self).map_err(|error| {
            let name = error.path().to_string();
            let raw = params.iter().find(|(key, _)| *key == name).map(|(_, value)| value);
            let mut field = field_error(error.path(), &error.inner().to_string(), raw);
            field.pointer = name;
            Problem::invalid(vec![field])
        })
    }
}
