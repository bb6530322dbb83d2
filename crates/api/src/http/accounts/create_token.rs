//! `POST /api/auth/tokens/`: a personal access token.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use ml_job_accounts::{Secret, SecretKind};
use ml_job_domain::access::{PersonalToken, Scope, name_problems};
use ml_job_domain::{FieldError, TokenId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TAG;
use crate::ApiState;
use crate::access::Person;
use crate::extract::Json;
use crate::problem::Problem;

/// How long a token may work.
const DAYS_MAX: u32 = 366;

/// A token that somebody wants.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewToken {
    /// What to call it, 1 to 50 characters.
    #[schema(min_length = 1, max_length = 50, example = "nightly script")]
    name: String,
    /// What it is to be used for: at least one scope.
    #[schema(min_items = 1)]
    scopes: BTreeSet<Scope>,
    /// After how many days it ends.
    #[schema(minimum = 1, maximum = 366, example = 90)]
    expires_in_days: u32,
}

/// A token, and its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreatedToken {
    /// The token.
    #[serde(flatten)]
    token: PersonalToken,
    /// What to send as `Authorization: Bearer …`. It is shown this once.
    #[schema(example = "mljp_…")]
    secret: String,
}

/// Make a personal access token
///
/// It may do what its scopes say, and never more than its person. Its secret is shown once.
#[utoipa::path(
    post, path = "/api/auth/tokens/", tag = TAG, request_body = NewToken,
    responses(
        (status = 201, description = "The token and its secret", body = CreatedToken),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn create_token(
    State(state): State<ApiState>,
    person: Person,
    Json(request): Json<NewToken>,
) -> Result<Response, Problem> {
    let mut errors = name_problems("/name", &request.name);
    if request.scopes.is_empty() {
        errors.push(FieldError::new("/scopes", "must name at least one scope"));
    }
    if !(1..=DAYS_MAX).contains(&request.expires_in_days) {
        errors.push(FieldError::new("/expires_in_days", format!("must lie between 1 and {DAYS_MAX}")));
    }
    Problem::unless_valid(errors)?;
    let secret = Secret::new(SecretKind::Personal).map_err(Problem::internal)?;
    let now = state.clock.now();
    let token = PersonalToken {
        token_id: TokenId::new(),
        name: request.name,
        scopes: request.scopes,
        created_at: now,
        expires_at: now + TimeDelta::days(i64::from(request.expires_in_days)),
        used_at: None,
    };
    state.store.add_token(person.user.user_id, &token, &secret.digest()).await?;
    let created = Json(CreatedToken { token, secret: secret.reveal().to_owned() });
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], created).into_response())
}
