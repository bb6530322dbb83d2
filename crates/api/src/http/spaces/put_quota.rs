//! `PUT /api/spaces/{space_id}/quota`: how much a space may take.

use axum::extract::State;
use ml_job_domain::FieldError;
use ml_job_domain::access::Space;
use ml_job_store::SpacePatch;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{SpacePath, TAG, find};
use crate::ApiState;
use crate::access::Seen;
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// How much a space may take. What is absent is not bounded.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Quota {
    /// How many bytes may lie below its jobs and in its folder together.
    #[schema(nullable = false, maximum = 9_223_372_036_854_775_807_i64, example = 100_000_000_000_u64)]
    quota_bytes: Option<u64>,
    /// How many of its jobs run at once; 0: none.
    #[schema(nullable = false, maximum = 2_147_483_647, example = 4)]
    quota_jobs: Option<u32>,
}

/// Set the quota of a space
///
/// Beyond its bytes no job is created or run and nothing uploaded (507). Beyond its jobs, more of them wait.
#[utoipa::path(
    put, path = "/api/spaces/{space_id}/quota", tag = TAG, params(SpacePath), request_body = Quota,
    responses(
        (status = 200, description = "The space as it is now", body = Space),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn put_space_quota(
    State(state): State<ApiState>,
    Path(SpacePath { space_id }): Path<SpacePath>,
    Seen(sight): Seen,
    Json(Quota { quota_bytes, quota_jobs }): Json<Quota>,
) -> Result<Json<Space>, Problem> {
    let is_large = quota_bytes.is_some_and(|bytes| i64::try_from(bytes).is_err());
    let is_many = quota_jobs.is_some_and(|jobs| i32::try_from(jobs).is_err());
    let problems = [
        is_large.then(|| FieldError::new("/quota_bytes", format!("must be at most {}", i64::MAX))),
        is_many.then(|| FieldError::new("/quota_jobs", format!("must be at most {}", i32::MAX))),
    ];
    Problem::unless_valid(problems.into_iter().flatten())?;
    find(&state, sight, space_id).await?;
    let patch = SpacePatch { quota_bytes: Some(quota_bytes), quota_jobs: Some(quota_jobs), ..SpacePatch::default() };
    state.store.patch_space(space_id, &patch).await?;
    find(&state, sight, space_id).await.map(Json)
}
