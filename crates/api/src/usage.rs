//! How much lies in a space, and whether there is room for more.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use ml_job_domain::SpaceId;
use ml_job_domain::access::{FilesPlace, SPACES_DIR};
use ml_job_store::Subject;
use tokio::time::Instant;

use crate::ApiState;
use crate::files::{DirPath, FilesError};
use crate::problem::Problem;

/// How long a measurement counts: many uploads in a row do not walk the directories each time.
const FRESH: Duration = Duration::from_secs(5);

/// What was measured last, by space.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    measured: Mutex<HashMap<SpaceId, (Instant, u64)>>,
}

impl Usage {
    fn known(&self, id: SpaceId) -> Option<u64> {
        let measured = self.measured.lock().unwrap_or_else(PoisonError::into_inner);
        measured.get(&id).filter(|(at, _)| at.elapsed() < FRESH).map(|(_, bytes)| *bytes)
    }

    fn keep(&self, id: SpaceId, bytes: u64) {
        self.measured.lock().unwrap_or_else(PoisonError::into_inner).insert(id, (Instant::now(), bytes));
    }

    /// Something was added or deleted: what was measured counts no more.
    pub(crate) fn forget(&self) {
        self.measured.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// How many bytes lie below the jobs of a space and in its folder.
///
/// # Errors
/// Where the database or the disk does not answer.
pub(crate) async fn bytes_in(state: &ApiState, id: SpaceId) -> Result<u64, Problem> {
    if let Some(known) = state.usage.known(id) {
        return Ok(known);
    }
    let mut directories = Vec::new();
    for path in state.store.list_directories(id).await?.into_iter().chain([format!("/{SPACES_DIR}/{id}")]) {
        directories.push(path.parse::<DirPath>().map_err(Problem::internal)?);
    }
    let bytes = state.files.size_of(directories).await?;
    state.usage.keep(id, bytes);
    Ok(bytes)
}

/// How many bytes more may lie in a space; nothing where that is not bounded.
///
/// # Errors
/// 507 where there is no room.
pub(crate) async fn room_in(state: &ApiState, id: SpaceId) -> Result<Option<u64>, Problem> {
    if state.accounts.is_none() {
        return Ok(None);
    }
    let Some(space) = state.store.lookup_space(id).await? else { return Ok(None) };
    let Some(most) = space.quota_bytes else { return Ok(None) };
    let used = bytes_in(state, id).await?;
    if used >= most { Err(full(used, most)) } else { Ok(Some(most - used)) }
}

/// How many bytes more may lie in the space to which a path belongs; nothing where that is not bounded.
///
/// # Errors
/// 507 where there is no room.
pub(crate) async fn room_at(state: &ApiState, path: &DirPath) -> Result<Option<u64>, Problem> {
    if state.accounts.is_none() {
        return Ok(None);
    }
    let subject = match FilesPlace::of(path.as_str()) {
        FilesPlace::Job { directory } => Subject::Directory(directory.to_owned()),
        FilesPlace::Space(Some(id)) => Subject::Space(id),
        FilesPlace::Shared | FilesPlace::Root | FilesPlace::Space(None) => return Ok(None),
    };
    match state.store.find_place(&subject, None).await? {
        Some(place) => room_in(state, place.space_id).await,
        None => Ok(None),
    }
}

/// What a write came to that had this much room: beyond it the space is full.
pub(crate) fn within(room: Option<u64>, error: FilesError) -> Problem {
    match error {
        FilesError::TooLarge { limit_bytes } if room == Some(limit_bytes) => {
            let detail = format!("The file is larger than the {limit_bytes} bytes that are left in this space.");
            Problem::new(StatusCode::INSUFFICIENT_STORAGE, detail)
        }
        other => other.into(),
    }
}

fn full(used: u64, most: u64) -> Problem {
    let detail = format!(
        "This space is full: {used} bytes lie in it, and it may hold {most}. Delete jobs or files, or ask an administrator for more."
    );
    Problem::new(StatusCode::INSUFFICIENT_STORAGE, detail)
}
