//! The bytes of one file, read where they lie or unpacked into memory.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

use crate::compression::{Compression, Unpacker};
use crate::error::ReadError;

/// How much is read at once when a file is opened: the headers of a LAMOST file, primary and extension, in one call.
const HEAD_BYTES: usize = 7 * 2880;

/// No spectrum of any layout comes near this size; it bounds what one odd file can make us allocate.
pub(crate) const LIMIT_BYTES: u64 = 64 << 20;

/// How a sample is stored: big-endian IEEE 754, as FITS has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sample {
    /// Single precision (BITPIX −32, TFORM `E`).
    F32,
    /// Double precision (BITPIX −64, TFORM `D`).
    F64,
}

impl Sample {
    pub(crate) fn bytes(self) -> u64 {
        match self {
            Self::F32 => 4,
            Self::F64 => 8,
        }
    }
}

/// The content of one file after another, with buffers that are used again.
#[derive(Default)]
pub(crate) struct Content {
    file: Option<File>,
    /// Size in bytes of the FITS file: of what a packed file holds.
    len: u64,
    head: Vec<u8>,
    packed: Vec<u8>,
    inflated: Vec<u8>,
    is_packed: bool,
    scratch: Vec<u8>,
    unpacker: Unpacker,
}

impl Content {
    /// Opens `path` and reads its first bytes; a packed file is recognised from them and unpacked completely.
    ///
    /// # Errors
    ///
    /// Whatever keeps the file from being opened, read or unpacked.
    pub(crate) fn open(&mut self, path: &Path) -> Result<(), ReadError> {
        self.file = None;
        // Without O_NONBLOCK a pipe under the name would hold us until somebody writes to it.
        let file = OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(ReadError::NotRegular);
        }
        let size = metadata.len();
        if size == 0 {
            return Err(ReadError::Empty);
        }
        self.head.resize(HEAD_BYTES, 0);
        let read = read_full(&file, &mut self.head, 0)?;
        self.head.truncate(read);
        self.is_packed = Compression::detect(&self.head).is_some();
        if self.is_packed {
            if size > LIMIT_BYTES {
                return Err(ReadError::TooLarge { limit_bytes: LIMIT_BYTES });
            }
            self.inflate(&file, size)?;
        } else {
            self.len = size;
        }
        self.file = Some(file);
        Ok(())
    }

    /// A file that lies in memory, not packed.
    pub(crate) fn of_bytes(bytes: Vec<u8>) -> Self {
        Self { len: bytes.len() as u64, inflated: bytes, is_packed: true, ..Self::default() }
    }

    fn inflate(&mut self, file: &File, size: u64) -> Result<(), ReadError> {
        self.packed.clear();
        self.packed.extend_from_slice(&self.head);
        let start = self.head.len();
        self.packed.resize(start.max(usize::try_from(size).unwrap_or(usize::MAX)), 0);
        let read = read_full(file, &mut self.packed[start..], start as u64)?;
        self.packed.truncate(start + read);
        self.unpacker.unpack(&self.packed, LIMIT_BYTES, &mut self.inflated)?;
        self.len = self.inflated.len() as u64;
        Ok(())
    }

    /// Size in bytes of the FITS file.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// The first bytes: all of a small or packed file, the first blocks of another.
    pub(crate) fn head(&self) -> &[u8] {
        if self.is_packed { &self.inflated } else { &self.head }
    }

    /// Fills `out` with the bytes from `offset` on.
    ///
    /// # Errors
    ///
    /// [`ReadError::TruncatedData`] where the file ends before.
    pub(crate) fn read_at(&self, offset: u64, out: &mut [u8]) -> Result<(), ReadError> {
        let head = self.head();
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        if let Some(bytes) = start.checked_add(out.len()).and_then(|end| head.get(start..end)) {
            out.copy_from_slice(bytes);
            return Ok(());
        }
        let read = match &self.file {
            Some(file) if !self.is_packed => read_full(file, out, offset)?,
            _ => 0,
        };
        if read == out.len() {
            Ok(())
        } else {
            Err(ReadError::TruncatedData { declared_bytes: out.len() as u64, found_bytes: read as u64 })
        }
    }

    /// Reads `count` samples from `offset` on into `out`, as double precision.
    ///
    /// # Errors
    ///
    /// [`ReadError::TruncatedData`] where the file ends before; nothing is allocated then.
    pub(crate) fn read_samples(
        &mut self,
        offset: u64,
        count: usize,
        sample: Sample,
        out: &mut Vec<f64>,
    ) -> Result<(), ReadError> {
        let bytes = self.take_scratch(offset, count as u64, sample.bytes())?;
        out.clear();
        match sample {
            Sample::F32 => out.extend(bytes.as_chunks().0.iter().map(|&sample| f64::from(f32::from_be_bytes(sample)))),
            Sample::F64 => out.extend(bytes.as_chunks().0.iter().map(|&sample| f64::from_be_bytes(sample))),
        }
        self.scratch = bytes;
        Ok(())
    }

    /// Reads `count` records of `width` bytes into a buffer that is to be handed back with [`Content::put_scratch`].
    ///
    /// # Errors
    ///
    /// [`ReadError::TruncatedData`] where the file ends before; nothing is allocated then.
    pub(crate) fn take_scratch(&mut self, offset: u64, count: u64, width: u64) -> Result<Vec<u8>, ReadError> {
        let size = count.saturating_mul(width);
        let found_bytes = self.len.saturating_sub(offset);
        if size > found_bytes {
            return Err(ReadError::TruncatedData { declared_bytes: size, found_bytes });
        }
        if size > LIMIT_BYTES {
            return Err(ReadError::TooLarge { limit_bytes: LIMIT_BYTES });
        }
        let mut bytes = std::mem::take(&mut self.scratch);
        bytes.resize(usize::try_from(size).unwrap_or(0), 0);
        self.read_at(offset, &mut bytes)?;
        Ok(bytes)
    }

    pub(crate) fn put_scratch(&mut self, scratch: Vec<u8>) {
        self.scratch = scratch;
    }

    /// The whole FITS file in memory, unpacked if need be.
    ///
    /// # Errors
    ///
    /// [`ReadError::TooLarge`] beyond [`LIMIT_BYTES`].
    pub(crate) fn load(&mut self) -> Result<&[u8], ReadError> {
        if self.is_packed {
            return Ok(&self.inflated);
        }
        if self.len > LIMIT_BYTES {
            return Err(ReadError::TooLarge { limit_bytes: LIMIT_BYTES });
        }
        let mut bytes = std::mem::take(&mut self.packed);
        bytes.resize(usize::try_from(self.len).unwrap_or(0), 0);
        let result = self.read_at(0, &mut bytes);
        self.packed = bytes;
        result.map(|()| self.packed.as_slice())
    }
}

/// Reads until `out` is full or the file ends; returns how many bytes there were.
fn read_full(file: &File, out: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut done = 0;
    while done < out.len() {
        match file.read_at(&mut out[done..], offset + done as u64) {
            Ok(0) => break,
            Ok(read) => done += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(bytes: &[u8]) -> (tempfile::NamedTempFile, Content) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let mut content = Content::default();
        content.open(file.path()).unwrap();
        (file, content)
    }

    #[test]
    fn samples_are_big_endian() {
        let bytes: Vec<u8> = [1.5_f32, -2.0].iter().flat_map(|value| value.to_be_bytes()).collect();
        let (_file, mut content) = opened(&bytes);
        let mut samples = Vec::new();
        content.read_samples(0, 2, Sample::F32, &mut samples).unwrap();
        assert_eq!(samples, [1.5, -2.0]);
    }

    #[test]
    fn asking_for_more_than_there_is_allocates_nothing() {
        let (_file, mut content) = opened(&[0; 100]);
        let mut samples = Vec::new();
        let error = content.read_samples(60, usize::MAX / 16, Sample::F64, &mut samples).unwrap_err();
        assert!(matches!(error, ReadError::TruncatedData { found_bytes: 40, .. }));
        assert_eq!(samples.capacity(), 0);
    }

    #[test]
    fn bytes_beyond_the_head_are_read_where_they_lie() {
        let mut bytes = vec![7; HEAD_BYTES];
        bytes.extend_from_slice(&[1, 2, 3]);
        let (_file, content) = opened(&bytes);
        let mut tail = [0; 4];
        content.read_at(HEAD_BYTES as u64 - 1, &mut tail).unwrap();
        assert_eq!(tail, [7, 1, 2, 3]);
    }

    #[test]
    fn directories_and_pipes_are_refused_without_waiting() {
        let directory = tempfile::tempdir().unwrap();
        assert!(matches!(Content::default().open(directory.path()), Err(ReadError::NotRegular)));
        let pipe = directory.path().join("pipe.fits");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(matches!(Content::default().open(&pipe), Err(ReadError::NotRegular)));
    }
}
