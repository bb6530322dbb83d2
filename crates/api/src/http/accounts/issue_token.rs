//! `POST /api/auth/token`: a short-lived token for a script.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use ml_job_accounts::{Claims, Purpose};
use ml_job_domain::access::{AuditOutcome, Scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{TAG, check_password};
use crate::ApiState;
use crate::access::{Accounts, Client, note};
use crate::extract::Json;
use crate::problem::Problem;

/// Whose token, and what for.
#[derive(Deserialize, ToSchema)]
pub(crate) struct IssueToken {
    /// The account's name, in upper or lower case.
    #[schema(example = "ada")]
    name: String,
    /// The password.
    #[schema(format = Password)]
    password: String,
    /// What the token may be used for.
    #[serde(default = "usual_scopes")]
    #[schema(default = json!(["read", "label", "run"]), required = false)]
    scopes: BTreeSet<Scope>,
}

fn usual_scopes() -> BTreeSet<Scope> {
    [Scope::Read, Scope::Label, Scope::Run].into()
}

/// A short-lived token.
#[derive(Serialize, ToSchema)]
pub(crate) struct IssuedToken {
    /// The token, a JSON Web Token: to be sent as `Authorization: Bearer …`.
    access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// For how many seconds it works.
    #[schema(example = 3600)]
    expires_in: i64,
    /// What it may be used for; never more than the person may.
    scopes: BTreeSet<Scope>,
}

/// Get a short-lived token
///
/// For scripts. It ends by itself, with a new password, and when its person signs out everywhere. A script that runs on its own
/// uses a personal access token instead, so that it need not know a password.
#[utoipa::path(
    post, path = "/api/auth/token", tag = TAG, request_body = IssueToken,
    responses(
        (status = 200, description = "The token", body = IssuedToken),
        (status = 401, description = "The name or the password is wrong"),
        (status = 409, description = "The instance runs without accounts"),
        (status = 429, description = "This client has tried too often; `Retry-After` says when it may again"),
    ),
)]
pub(crate) async fn issue_token(
    State(state): State<ApiState>,
    client: Client,
    headers: HeaderMap,
    Json(IssueToken { name, password, scopes }): Json<IssueToken>,
) -> Result<Response, Problem> {
    let accounts = Accounts::of(&state)?;
    let account = check_password(&state, accounts, &client, &headers, (&name, password, "issue_token")).await?;
    let life = accounts.token_life();
    let claims =
        Claims::new(account.user.user_id, Purpose::Access, account.generation, scopes.clone(), state.clock.now(), life);
    let access_token = accounts.tokens(&state).await?.issue(&claims).map_err(Problem::internal)?;
    note(&state, &client, Some(&account.user), "issue_token", None, AuditOutcome::Done).await;
    let token = IssuedToken { access_token, token_type: "Bearer", expires_in: life.num_seconds(), scopes };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(token)).into_response())
}
