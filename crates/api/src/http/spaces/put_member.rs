//! `POST /api/spaces/{space_id}/members/`: share a space with a person or a group.

use axum::extract::State;
use ml_job_domain::FieldError;
use ml_job_domain::access::{SpaceMember, SpaceRole};
use ml_job_store::{NewMember, PutMember};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{SpacePath, TAG, find};
use crate::ApiState;
use crate::access::Seen;
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// With whom to share: a person or a group.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Share {
    /// The name of the person.
    #[schema(nullable = false, example = "ada")]
    user: Option<String>,
    /// The name of the group.
    #[schema(nullable = false, example = "spectroscopists")]
    group: Option<String>,
    /// What that one may do in it.
    role: SpaceRole,
}

/// Share a space
///
/// Or change what somebody may do in it. It counts from the next request on.
#[utoipa::path(
    post, path = "/api/spaces/{space_id}/members/", tag = TAG, params(SpacePath), request_body = Share,
    responses(
        (status = 200, description = "It is shared", body = SpaceMember),
        (status = 409, description = "Nobody would be left to own it, or the instance runs without accounts"),
    ),
)]
pub(crate) async fn put_space_member(
    State(state): State<ApiState>,
    Path(SpacePath { space_id }): Path<SpacePath>,
    Seen(sight): Seen,
    Json(Share { user, group, role }): Json<Share>,
) -> Result<Json<SpaceMember>, Problem> {
    find(&state, sight, space_id).await?;
    let (member, pointer) = match (user, group) {
        (Some(user), None) => (NewMember::Person(user), "/user"),
        (None, Some(group)) => (NewMember::Group(group), "/group"),
        _ => {
            return Err(Problem::invalid(vec![FieldError::new(
                "/user",
                "either this or `group` is required, not both",
            )]));
        }
    };
    match state.store.put_space_member(space_id, &member, role).await? {
        PutMember::Put(member) => Ok(Json(member)),
        PutMember::NoSuchName => {
            let what = if pointer == "/user" { "person" } else { "group" };
            Err(Problem::invalid_field(pointer, format!("is the name of no {what}")))
        }
        PutMember::NeedsOwner => Err(needs_owner()),
    }
}

/// 409: a space has an owner, and one's own oneself.
pub(super) fn needs_owner() -> Problem {
    Problem::conflict("A space needs an owner, who is a person; a person's own space needs that person.")
}
