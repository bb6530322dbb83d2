//! What is said between the API and a reader, over one socket: frames of JSON, each after its length.
//!
//! The open files travel with the first bytes of a request (`SCM_RIGHTS`). An answer that has a body is followed by a frame
//! with it, which goes to the client as it is.

use std::io::{self, IoSlice, IoSliceMut, Read as _, Write as _};
use std::mem::MaybeUninit;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream as BlockingStream;

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, Interest};
use tokio::net::UnixStream;

use super::{FactsRequest, LinesRequest, RowsRequest, SpectrumRequest};

/// A result, its pool, the pool of that one…: so many files at most.
pub(crate) const MAX_FILES: usize = 8;

/// A frame at most: the longest page of spectra has a fifth of it.
const MAX_FRAME_BYTES: u32 = 512 << 20;

type Length = [u8; size_of::<u32>()];

/// What is wanted of the files that come along.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Request {
    /// Rows of a matrix of spectra.
    Rows(RowsRequest),
    /// A spectrum of a survey's file.
    Spectrum(SpectrumRequest),
    /// Measurements of lines of a spectrum.
    Lines(LinesRequest),
    /// All cards of a file's headers.
    Header,
    /// The facts of some files of the archive.
    Facts(FactsRequest),
}

/// What a reader says.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    /// The JSON, or the file, for the client.
    Body(#[serde(skip)] Vec<u8>),
    /// The path of another file that is needed, relative to the root of the files.
    Needs(String),
    /// There is nothing to show.
    Refused(Refusal),
}

/// Why there is nothing to show.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Refusal {
    /// The file is at fault, for this reason.
    Unreadable(String),
    /// More is asked for than one answer holds.
    TooMuch(String),
    /// The file holds no spectrum of that name.
    NoSuchTarget,
    /// The machine is at fault.
    Failed(String),
}

/// Sends a request with its files.
///
/// # Errors
/// Where the reader is gone.
pub(super) async fn send_request(
    socket: &mut UnixStream,
    request: &Request,
    files: &[BorrowedFd<'_>],
) -> io::Result<()> {
    let frame = framed(&serde_json::to_vec(request)?)?;
    let socket_ref = &*socket;
    let sent = socket_ref.async_io(Interest::WRITABLE, || {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_FILES))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        if !control.push(SendAncillaryMessage::ScmRights(files)) {
            return Err(io::Error::other("too many files for one request"));
        }
        let flags = SendFlags::NOSIGNAL;
        Ok(rustix::net::sendmsg(socket_ref, &[IoSlice::new(&frame)], &mut control, flags)?)
    });
    let sent = sent.await?;
    socket.write_all(&frame[sent..]).await
}

/// Waits for the answer.
///
/// # Errors
/// Where the reader breaks off or talks nonsense.
pub(super) async fn receive_answer(socket: &mut UnixStream) -> io::Result<Answer> {
    let answer = serde_json::from_slice(&receive(socket).await?)?;
    Ok(if matches!(answer, Answer::Body(_)) { Answer::Body(receive(socket).await?) } else { answer })
}

async fn receive(socket: &mut UnixStream) -> io::Result<Vec<u8>> {
    let length = checked(socket.read_u32().await?)?;
    let mut frame = Vec::new();
    socket.take(u64::from(length)).read_to_end(&mut frame).await?;
    if frame.len() == length as usize { Ok(frame) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Waits for a request; `None` where nobody will ask any more.
///
/// # Errors
/// Where the API breaks off in the middle.
pub(super) fn receive_request<T: DeserializeOwned>(
    socket: &mut BlockingStream,
) -> io::Result<Option<(T, Vec<OwnedFd>)>> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_FILES))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let mut length = Length::default();
    let received =
        rustix::net::recvmsg(&*socket, &mut [IoSliceMut::new(&mut length)], &mut control, RecvFlags::CMSG_CLOEXEC)?;
    if received.bytes == 0 {
        return Ok(None);
    }
    let rights = control.drain().filter_map(|message| match message {
        RecvAncillaryMessage::ScmRights(files) => Some(files),
        _ => None,
    });
    let files = rights.flatten().collect();
    socket.read_exact(&mut length[received.bytes..])?;
    let mut json = vec![0; checked(u32::from_be_bytes(length))? as usize];
    socket.read_exact(&mut json)?;
    Ok(Some((serde_json::from_slice(&json)?, files)))
}

/// Sends an answer.
///
/// # Errors
/// Where the API is gone.
pub(super) fn send_answer(socket: &mut BlockingStream, answer: &Answer) -> io::Result<()> {
    socket.write_all(&framed(&serde_json::to_vec(answer)?)?)?;
    let Answer::Body(body) = answer else { return Ok(()) };
    socket.write_all(&length_of(body)?)?;
    socket.write_all(body)
}

fn framed(json: &[u8]) -> io::Result<Vec<u8>> {
    Ok([&length_of(json)?, json].concat())
}

fn length_of(frame: &[u8]) -> io::Result<Length> {
    let length = u32::try_from(frame.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
    checked(length).map(u32::to_be_bytes)
}

fn checked(length: u32) -> io::Result<u32> {
    if length <= MAX_FRAME_BYTES { Ok(length) } else { Err(io::ErrorKind::FileTooLarge.into()) }
}
