//! The index of the archive: which spectra there are, and what their headers say.
//!
//! One process leads. It walks through the directories ([`walk`]), which is quick where their times have not changed, and then
//! reads the facts of files that are new or changed ([`facts`]) in readers of their own, with less of the processor than
//! others get, and not while somebody waits for a spectrum. All that it has to remember stands in the database, so that
//! another process, or this one after a crash, goes on where it was.

mod facts;
mod walk;

use std::time::Duration;

use ml_job_domain::sentence;
use ml_job_store::{IndexProgress, Role, StoreError};
use tokio::time::Instant;

use crate::ApiState;
use crate::duty::Duty;

/// How long the indexer rests where nothing is to be done; whoever asks another process for a pass waits so long.
const REST: Duration = Duration::from_secs(2);
/// How long it rests after a failure.
const RETRY: Duration = Duration::from_secs(10);
/// How often the numbers for Prometheus are counted again while it works.
const COUNT_INTERVAL: Duration = Duration::from_secs(30);

/// Why a step failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IndexError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The archive, or whoever reads it.
    #[error("the archive cannot be indexed")]
    Io(#[from] std::io::Error),
    /// A thread.
    #[error("a thread that indexes the archive failed")]
    Thread(#[from] tokio::task::JoinError),
}

/// Keeps the index until shutdown, while this process leads.
pub(crate) async fn run(state: ApiState) {
    let mut duty = Duty::new(Role::Indexer);
    let mut counted: Option<Instant> = None;
    while !state.shutdown.is_cancelled() {
        let pause = match lead(&state, &mut duty, &mut counted).await {
            Ok(true) => continue,
            Ok(false) => REST,
            Err(error) => {
                let error = sentence(&error);
                tracing::warn!(error, "Indexer: {error}; trying again");
                RETRY
            }
        };
        tokio::select! {
            () = state.shutdown.cancelled() => {}
            () = state.index_wanted.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// One step, if this process leads; whether there is more to do.
async fn lead(state: &ApiState, duty: &mut Duty, counted: &mut Option<Instant>) -> Result<bool, IndexError> {
    if !duty.is_ours(state).await? {
        return Ok(false);
    }
    let is_more = step(state).await?;
    let is_count_old = counted.is_none_or(|at| at.elapsed() >= COUNT_INTERVAL);
    let is_news = if is_more { is_count_old } else { !state.metrics.is_archive_settled() };
    if is_news {
        *counted = Some(Instant::now());
        let progress = state.store.index_progress().await?;
        state.metrics.archive(&progress, !is_more);
        log(&progress, is_more);
    }
    if is_more {
        state.metrics.archive_changes();
    }
    Ok(is_more)
}

/// Some directories, or the facts of some files; whether anything was to be done.
pub(crate) async fn step(state: &ApiState) -> Result<bool, IndexError> {
    let now = state.clock.now();
    let due_before = now - state.config.index_interval;
    if let Some(pass) = state.store.begin_index_pass(due_before, now).await? {
        walk::step(state, pass).await?;
        return Ok(true);
    }
    facts::step(state).await
}

fn log(progress: &IndexProgress, is_more: bool) {
    let IndexProgress { directories, read, waiting, unreadable, .. } = progress;
    let how_far = if is_more { "goes on" } else { "is up to date" };
    tracing::info!(
        directories,
        read,
        waiting,
        unreadable,
        "The index of the archive {how_far}: {read} spectra in {directories} directories, {waiting} files wait, {unreadable} cannot be read"
    );
}

#[cfg(test)]
mod tests;
