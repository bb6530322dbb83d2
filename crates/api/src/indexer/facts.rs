//! The facts of the archive's files, read some files at a time.

use std::fs::File;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, StreamExt as _};
use ml_job_domain::sentence;
use ml_job_store::{FileFacts, SpectrumFacts, TargetFacts, Unreadable, WaitingFile};

use super::IndexError;
use crate::ApiState;
use crate::files::open_regular;
use crate::reader::{Answer, FactsRequest, FileAnswer, MAX_FILES, ReaderError, Refusal, Request, SpectrumAnswer};

/// Files whose facts are written down together.
const FILES: u64 = 256;
/// How long to wait, and how often, while somebody wants to see a spectrum.
const COURTESY: Duration = Duration::from_millis(20);
const COURTESY_MAX: u32 = 50;

/// Reads the facts of some files that wait; whether there were any.
pub(super) async fn step(state: &ApiState) -> Result<bool, IndexError> {
    let waiting = state.store.waiting_archive_files(FILES).await?;
    if waiting.is_empty() {
        return Ok(false);
    }
    let batches: Vec<Vec<WaitingFile>> = waiting.chunks(MAX_FILES).map(<[_]>::to_vec).collect();
    let mut read =
        stream::iter(batches).map(|batch| read_batch(state, batch)).buffer_unordered(state.fact_readers.places_max());
    let mut facts = Vec::new();
    while let Some(batch) = read.next().await {
        if state.shutdown.is_cancelled() {
            break;
        }
        facts.extend(batch?);
    }
    state.store.put_archive_facts(&facts).await?;
    Ok(true)
}

/// What some files say. Where one of them ends the reader, each is read alone.
async fn read_batch(state: &ApiState, files: Vec<WaitingFile>) -> Result<Vec<FileFacts>, IndexError> {
    let mut facts = Vec::new();
    let mut opened = Vec::new();
    for file in files {
        match open(state, &file).await? {
            Ok(open) => opened.push((file, open)),
            Err(unreadable) => facts.push(FileFacts { file, outcome: Err(unreadable) }),
        }
    }
    let (files, handles): (Vec<WaitingFile>, Vec<File>) = opened.into_iter().unzip();
    match ask(state, &files, &handles).await? {
        Ok(answers) => facts.extend(together(files, answers)),
        Err(unreadable) if files.len() == 1 => {
            facts.extend(files.into_iter().map(|file| FileFacts { file, outcome: Err(unreadable.clone()) }));
        }
        Err(_) => {
            for file in files {
                facts.extend(Box::pin(read_batch(state, vec![file])).await?);
            }
        }
    }
    Ok(facts)
}

fn together(files: Vec<WaitingFile>, answers: Vec<FileAnswer>) -> impl Iterator<Item = FileFacts> {
    files.into_iter().zip(answers).map(|(file, answer)| {
        let outcome = match answer {
            FileAnswer::Spectra(spectra) => Ok(spectra.into_iter().map(target_facts).collect()),
            FileAnswer::Unreadable { code, sentence } => Err(Unreadable { code, sentence }),
        };
        FileFacts { file, outcome }
    })
}

async fn open(state: &ApiState, file: &WaitingFile) -> Result<Result<File, Unreadable>, IndexError> {
    let (archive, dir_path, filename) = (Arc::clone(&state.archive), file.dir_path.clone(), file.filename.clone());
    let opened = tokio::task::spawn_blocking(move || {
        let Some(located) = archive.locate_file(&dir_path, &filename)? else { return Ok(None) };
        open_regular(&located.path)
    });
    Ok(match opened.await? {
        Ok(Some(open)) => Ok(open.into_std()),
        Ok(None) => Err(unreadable("vanished", "the file is gone")),
        Err(error) if is_exhausted(&error) => return Err(error.into()),
        Err(error) => Err(unreadable("unreadable", &format!("the file cannot be read: {}", sentence(&error)))),
    })
}

/// Whether this process, and not the file, is at fault.
fn is_exhausted(error: &std::io::Error) -> bool {
    use rustix::io::Errno;
    [Errno::MFILE, Errno::NFILE, Errno::NOMEM].map(Errno::raw_os_error).map(Some).contains(&error.raw_os_error())
}

async fn ask(
    state: &ApiState,
    files: &[WaitingFile],
    handles: &[File],
) -> Result<Result<Vec<FileAnswer>, Unreadable>, IndexError> {
    if files.is_empty() {
        return Ok(Ok(Vec::new()));
    }
    for _ in 0..COURTESY_MAX {
        if !state.readers.is_busy() || state.shutdown.is_cancelled() {
            break;
        }
        tokio::time::sleep(COURTESY).await;
    }
    let request = Request::Facts(FactsRequest { names: files.iter().map(|file| file.name.clone()).collect() });
    match state.fact_readers.ask(&request, handles).await {
        Ok(Answer::Body(body)) => Ok(Ok(serde_json::from_slice(&body).map_err(std::io::Error::other)?)),
        Ok(Answer::Refused(Refusal::Unreadable(reason) | Refusal::TooMuch(reason))) => {
            Ok(Err(unreadable("unreadable", &reason)))
        }
        Ok(Answer::Refused(Refusal::NoSuchTarget)) => Ok(Err(unreadable("no_such_target", "the file has no spectrum"))),
        Ok(Answer::Refused(Refusal::Failed(cause)) | Answer::Needs(cause)) => Err(std::io::Error::other(cause).into()),
        Err(error @ (ReaderError::Crashed(_) | ReaderError::TooLong(_))) => {
            Ok(Err(unreadable("crashed", &error.to_string())))
        }
        Err(error @ (ReaderError::Busy | ReaderError::Io(_))) => Err(std::io::Error::other(error).into()),
    }
}

fn unreadable(code: &str, sentence: &str) -> Unreadable {
    Unreadable { code: code.to_owned(), sentence: sentence.to_owned() }
}

fn target_facts(answer: SpectrumAnswer) -> TargetFacts {
    TargetFacts {
        target: answer.target,
        facts: SpectrumFacts {
            format: answer.format,
            class: answer.class,
            subclass: answer.subclass,
            snr: answer.snr,
            magnitude: answer.magnitude,
            z: answer.z,
            ra: answer.ra,
            dec: answer.dec,
            observed_at: answer.observed_at,
            mjd: answer.mjd,
            plate: answer.plate,
            targetname: answer.targetname,
            target_id: answer.target_id,
        },
    }
}
