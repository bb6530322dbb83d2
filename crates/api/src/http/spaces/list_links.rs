//! `GET /api/spaces/{space_id}/links/`: the links to a space.

use axum::extract::State;
use ml_job_domain::access::ShareLink;
use serde::Serialize;
use utoipa::ToSchema;

use super::{SpacePath, TAG, find};
use crate::ApiState;
use crate::access::Seen;
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// The links to a space.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShareLinkList {
    /// Those that work, oldest first.
    links: Vec<ShareLink>,
}

/// List the links to a space
///
/// Those that still work, without their secrets, which nobody keeps.
#[utoipa::path(
    get, path = "/api/spaces/{space_id}/links/", tag = TAG, params(SpacePath),
    responses(
        (status = 200, description = "The links", body = ShareLinkList),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn list_space_links(
    State(state): State<ApiState>,
    Path(SpacePath { space_id }): Path<SpacePath>,
    Seen(sight): Seen,
) -> Result<Json<ShareLinkList>, Problem> {
    find(&state, sight, space_id).await?;
    Ok(Json(ShareLinkList { links: state.store.list_space_links(space_id, state.clock.now()).await? }))
}
