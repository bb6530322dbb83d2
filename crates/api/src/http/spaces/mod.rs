//! `/api/spaces/…`, `/api/groups/…` and what moves into a space: who sees what, on an instance with accounts.

pub(crate) mod create;
pub(crate) mod create_link;
pub(crate) mod delete;
pub(crate) mod delete_group;
pub(crate) mod delete_link;
pub(crate) mod delete_member;
pub(crate) mod end_visit;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod list_groups;
pub(crate) mod list_links;
pub(crate) mod move_campaign;
pub(crate) mod move_job;
pub(crate) mod patch;
pub(crate) mod put_group;
pub(crate) mod put_member;
pub(crate) mod put_quota;
#[cfg(test)]
mod tests;
pub(crate) mod visit;

use ml_job_accounts::Secret;
use ml_job_domain::SpaceId;
use ml_job_domain::access::{SPACES_DIR, Space};
use ml_job_store::{FoundPlace, Sight, Subject};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::ApiState;
use crate::access::{Accounts, Person};
use crate::files::DirPath;
use crate::problem::Problem;

/// The tag of these endpoints in the document.
pub(crate) const TAG: &str = "spaces";

/// Which space.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct SpacePath {
    /// The space's id.
    pub(crate) space_id: SpaceId,
}

/// Where something is to move.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
pub(crate) struct NewPlace {
    /// The space.
    space_id: SpaceId,
}

/// What moved.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct Moved {
    /// Where it lies now.
    space_id: SpaceId,
    /// How many jobs moved.
    #[schema(example = 6)]
    jobs: u64,
}

/// The space of this id, as the caller sees it.
///
/// # Errors
/// 404 where there is none.
async fn find(state: &ApiState, sight: Sight, id: SpaceId) -> Result<Space, Problem> {
    Accounts::of(state)?;
    let spaces = state.store.list_spaces(Sight { chosen: Some(id), ..sight }).await?;
    spaces.into_iter().next().ok_or_else(|| Problem::no_such_space(id))
}

/// In which space something lies of which its owner disposes.
///
/// # Errors
/// As `missing` says where there is no such thing, 409 without accounts.
async fn where_it_lies(
    state: &ApiState,
    subject: &Subject,
    missing: impl FnOnce() -> Problem,
) -> Result<SpaceId, Problem> {
    Accounts::of(state)?;
    let found = state.store.find_place(subject, None).await?;
    found.map(|FoundPlace { space_id, .. }| space_id).ok_or_else(missing)
}

/// The folder of a space.
fn folder(id: SpaceId) -> Result<DirPath, Problem> {
    format!("/{SPACES_DIR}/{id}").parse().map_err(Problem::internal)
}

/// Where a link to a space leads: behind the `#`, which browsers send to nobody.
fn link_path(secret: &Secret) -> String {
    format!("/shared#{}", secret.reveal())
}

/// Nothing where the caller is a person whose name may be noted.
fn name_of(person: &Person) -> String {
    person.user.name.clone()
}
