//! `offset` and `limit` of the lists.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use ml_job_domain::FieldError;
use ml_job_store::Page;
use serde::Deserialize;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{KnownFormat, ObjectBuilder, Required, SchemaFormat, Type};
use utoipa::{IntoParams, ToSchema};

use crate::extract::Query;
use crate::problem::Problem;

/// The furthest page: beyond any table, and within the integers of both databases.
const OFFSET_MAX: u64 = 1_000_000_000_000;
const INT64: SchemaFormat = SchemaFormat::KnownFormat(KnownFormat::Int64);
/// As a default: everything.
pub(crate) const ALL: u64 = OFFSET_MAX;

/// As what a list is answered.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ListFormat {
    #[default]
    Json,
    Csv,
}

/// The page that a request asks for: at most `MAX` items, `DEFAULT` where it does not say how many.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paged<const DEFAULT: u64, const MAX: u64>(pub(crate) Page);

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    offset: u64,
    limit: Option<u64>,
}

impl<S: Send + Sync, const DEFAULT: u64, const MAX: u64> FromRequestParts<S> for Paged<DEFAULT, MAX> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(Asked { offset, limit }) = Query::from_request_parts(parts, state).await?;
        let at_most = |name: &str, value: u64, most: u64| {
            (value > most).then(|| FieldError::new(name, format!("must be at most {most}")))
        };
        let wrong = [at_most("offset", offset, OFFSET_MAX), limit.and_then(|limit| at_most("limit", limit, MAX))];
        Problem::unless_valid(wrong.into_iter().flatten())?;
        Ok(Self(Page { offset, limit: limit.unwrap_or(DEFAULT) }))
    }
}

impl<const DEFAULT: u64, const MAX: u64> IntoParams for Paged<DEFAULT, MAX> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let parameter = |name: &str, default: u64, most: u64, description: &str| {
            let whole = ObjectBuilder::new().schema_type(Type::Integer).format(Some(INT64));
            let whole = whole.default((default != ALL).then(|| default.into()));
            let schema = whole.minimum(Some(0)).maximum(Some(most));
            let named = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query);
            named.required(Required::False).description(Some(description)).schema(Some(schema)).build()
        };
        let absent = if DEFAULT == ALL { "How many to show; absent: all." } else { "How many to show." };
        vec![parameter("offset", 0, OFFSET_MAX, "How many to pass over."), parameter("limit", DEFAULT, MAX, absent)]
    }
}
