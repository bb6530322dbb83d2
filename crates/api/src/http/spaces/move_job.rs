//! `PUT /api/jobs/{job_id}/space`: move a job, and all that belongs to it, to another space.

use axum::extract::State;
use ml_job_store::{MoveJob, Subject};

use super::{Moved, NewPlace, TAG, where_it_lies};
use crate::ApiState;
use crate::access::{Who, target_space};
use crate::extract::{Json, Path};
use crate::http::jobs::JobPath;
use crate::problem::Problem;

/// Move a job to another space
///
/// With the jobs that it continues and those that continue it, their labels and their directories: an experiment moves as a whole.
/// Needs an owner of the space in which they lie, and a member of the other.
#[utoipa::path(
    put, path = "/api/jobs/{job_id}/space", tag = TAG, params(JobPath), request_body = NewPlace,
    responses(
        (status = 200, description = "They lie there", body = Moved),
        (status = 409, description = "One belongs to a campaign or lies elsewhere, or the instance runs without accounts"),
    ),
)]
pub(crate) async fn move_job(
    State(state): State<ApiState>,
    who: Who,
    Path(JobPath { job_id }): Path<JobPath>,
    Json(NewPlace { space_id }): Json<NewPlace>,
) -> Result<Json<Moved>, Problem> {
    let from = where_it_lies(&state, &Subject::Job(job_id), || Problem::no_such_job(job_id)).await?;
    target_space(&state, &who, space_id).await?;
    match state.store.move_job(job_id, from, space_id).await? {
        MoveJob::Moved(jobs) => {
            tracing::info!(job.id = %job_id, space.id = %space_id, "Moved {jobs} jobs to the space {space_id}");
            Ok(Json(Moved { space_id, jobs }))
        }
        MoveJob::NotFound => Err(Problem::no_such_job(job_id)),
        MoveJob::OfCampaign(id) => {
            Err(Problem::conflict(format!("A job of it belongs to the campaign {id}, which moves as a whole.")))
        }
        MoveJob::Elsewhere(id) => Err(Problem::conflict(format!("The job {id}, which belongs to it, lies elsewhere."))),
    }
}
