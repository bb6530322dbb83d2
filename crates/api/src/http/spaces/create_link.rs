//! `POST /api/spaces/{space_id}/links/`: a link with which whoever has it looks at a space.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use chrono::TimeDelta;
use ml_job_accounts::{Secret, SecretKind};
use ml_job_domain::access::{ShareLink, name_problems};
use ml_job_domain::{FieldError, ShareLinkId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{SpacePath, TAG, find, link_path, name_of};
use crate::ApiState;
use crate::access::{Person, Seen};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// How long a link may work.
const DAYS_MAX: u32 = 366;

/// A link that somebody wants.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewShareLink {
    /// What to call it, 1 to 50 characters.
    #[schema(min_length = 1, max_length = 50, example = "for the referee")]
    name: String,
    /// After how many days it ends.
    #[schema(minimum = 1, maximum = 366, example = 30)]
    expires_in_days: u32,
}

/// A link, and where it leads.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreatedShareLink {
    /// The link.
    #[serde(flatten)]
    link: ShareLink,
    /// Where it leads, below the page's address. It is shown this once. Scripts send what stands behind the `#` as a token.
    #[schema(example = "/shared#mljv_…")]
    link_path: String,
}

/// Make a link to a space
///
/// Whoever has it looks at all that lies in the space, and changes nothing, without an account.
#[utoipa::path(
    post, path = "/api/spaces/{space_id}/links/", tag = TAG, params(SpacePath), request_body = NewShareLink,
    responses(
        (status = 201, description = "The link", body = CreatedShareLink),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn create_space_link(
    State(state): State<ApiState>,
    Path(SpacePath { space_id }): Path<SpacePath>,
    person: Person,
    Seen(sight): Seen,
    Json(NewShareLink { name, expires_in_days }): Json<NewShareLink>,
) -> Result<Response, Problem> {
    let mut errors = name_problems("/name", &name);
    if !(1..=DAYS_MAX).contains(&expires_in_days) {
        errors.push(FieldError::new("/expires_in_days", format!("must lie between 1 and {DAYS_MAX}")));
    }
    Problem::unless_valid(errors)?;
    find(&state, sight, space_id).await?;
    let secret = Secret::new(SecretKind::Share).map_err(Problem::internal)?;
    let now = state.clock.now();
    let link = ShareLink {
        link_id: ShareLinkId::new(),
        name,
        created_by: Some(name_of(&person)),
        created_at: now,
        expires_at: now + TimeDelta::days(i64::from(expires_in_days)),
    };
    state.store.add_space_link(space_id, &link, &secret.digest()).await?;
    let created = Json(CreatedShareLink { link, link_path: link_path(&secret) });
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], created).into_response())
}
