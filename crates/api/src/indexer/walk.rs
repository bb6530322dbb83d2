//! A pass through the directories of the archive.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use ml_job_domain::sentence;
use ml_job_spectra::{DirectoryMark, Listing};
use ml_job_store::{ArchiveEntry, DueDirectory, IndexPass, ListedDirectory, SubDirectory};
use tokio::sync::mpsc;

use super::IndexError;
use crate::ApiState;

/// Directories that are looked at together.
const DIRECTORIES: u64 = 64;
/// Pieces of a directory's list that wait to be written down.
const PIECES: usize = 2;
/// A list that changed so lately may change again within what the file system takes for the same time.
const UNSURE: Duration = Duration::from_secs(2);

/// The next directories; ends the pass where there are none.
pub(super) async fn step(state: &ApiState, pass: IndexPass) -> Result<(), IndexError> {
    let due = state.store.due_archive_directories(DIRECTORIES).await?;
    if due.is_empty() {
        return Ok(state.store.finish_index_pass(pass, state.clock.now()).await?);
    }
    let archive = Arc::clone(&state.archive);
    let marked = move || due.into_iter().map(|due| (archive.mark(&due.path), due)).collect::<Vec<_>>();
    let mut unchanged = Vec::new();
    for (mark, due) in tokio::task::spawn_blocking(marked).await? {
        match mark {
            Ok(Some(mark)) if !pass.is_thorough && due.modified_ns == Some(mark.modified_ns) => {
                unchanged.push(due.directory_id);
            }
            Ok(Some(mark)) => look_into(state, pass, &due, &mark).await?,
            Ok(None) => gone(state, pass, &due).await?,
            Err(error) => fail(state, pass, &due, &error).await?,
        }
    }
    Ok(state.store.keep_archive_directories(pass, &unchanged).await?)
}

/// Lists a directory, unless it is one that the pass knows already under another path.
async fn look_into(
    state: &ApiState,
    pass: IndexPass,
    due: &DueDirectory,
    mark: &DirectoryMark,
) -> Result<(), IndexError> {
    let (store, id) = (&state.store, due.directory_id);
    if due.is_link
        && let Some(path) = store.same_archive_directory(pass, id, &mark.identity).await?
    {
        let failure = format!("a link to {path}, whose spectra are listed there");
        return Ok(store.fail_archive_directory(pass, id, &failure, true).await?);
    }
    let (send, mut pieces) = mpsc::channel::<Listing>(PIECES);
    let (archive, path) = (Arc::clone(&state.archive), due.path.clone());
    let listed = tokio::task::spawn_blocking(move || {
        archive.list(&path, &mut |piece| send.blocking_send(piece).map_err(std::io::Error::other))
    });
    while let Some(piece) = pieces.recv().await {
        write_down(state, pass, due, piece).await?;
    }
    if let Err(error) = listed.await? {
        return fail(state, pass, due, &error).await;
    }
    let is_unsure = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .is_ok_and(|now| now.as_nanos().cast_signed() - i128::from(mark.modified_ns) < UNSURE.as_nanos().cast_signed());
    let modified_ns = (!is_unsure).then_some(mark.modified_ns);
    let listed = ListedDirectory { directory_id: id, identity: mark.identity.clone(), modified_ns };
    Ok(store.finish_archive_directory(pass, &listed).await?)
}

async fn write_down(state: &ApiState, pass: IndexPass, due: &DueDirectory, piece: Listing) -> Result<(), IndexError> {
    let files = piece.files.into_iter().map(|file| ArchiveEntry {
        filename: file.filename,
        name: file.name,
        size_bytes: file.size_bytes,
        modified_ns: file.modified_ns,
    });
    // What a link leads to, and all below it, comes after what no link leads to.
    let is_link = due.is_link;
    let directories = piece.directories.into_iter();
    let directories = directories.map(|found| SubDirectory { path: found.path, is_link: found.is_link || is_link });
    let (files, directories): (Vec<_>, Vec<_>) = (files.collect(), directories.collect());
    if !directories.is_empty() {
        state.store.put_archive_directories(pass, due.directory_id, &directories).await?;
    }
    if !files.is_empty() {
        state.store.put_archive_entries(pass, due.directory_id, &files).await?;
    }
    Ok(())
}

/// The directory vanished since it was listed, or it is the archive itself, which need not be there.
async fn gone(state: &ApiState, pass: IndexPass, due: &DueDirectory) -> Result<(), IndexError> {
    Ok(state.store.fail_archive_directory(pass, due.directory_id, "the directory does not exist", true).await?)
}

async fn fail(state: &ApiState, pass: IndexPass, due: &DueDirectory, error: &std::io::Error) -> Result<(), IndexError> {
    let failure = format!("the directory cannot be read: {}", sentence(error));
    tracing::warn!(directory = due.path, "Indexer: {}: {failure}", due.path);
    Ok(state.store.fail_archive_directory(pass, due.directory_id, &failure, false).await?)
}
