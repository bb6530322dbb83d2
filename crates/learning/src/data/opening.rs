//! Opening an HDF5 file, or saying in the words of the person who named it why it cannot be opened.

use std::fs;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use hdf5::File;

use crate::error::LearningError;

/// Bytes at the start of a file that tell what it is instead of HDF5.
const TELLING_BYTES: u64 = 512;

/// Opens the file at `path`, which errors call `shown`.
///
/// # Errors
/// What is wrong with it: that it is not there, is no regular file, is empty, of another kind or truncated, or that somebody has it open
/// for writing.
pub(super) fn open(path: &Path, shown: &Path) -> Result<File, LearningError> {
    let refuse = |message: &str| Err(LearningError::data(shown, message));
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return refuse("There is no such file."),
        Err(error) => return Err(LearningError::io(shown, "look at it", error)),
        Ok(metadata) if metadata.is_dir() => {
            return refuse("It is a directory; an HDF5 file is needed, `result.h5` of a preprocessing for example.");
        }
        // Opening a pipe would wait for somebody to write into it.
        Ok(metadata) if !metadata.is_file() => return refuse("It is a device or a pipe; an HDF5 file is needed."),
        Ok(metadata) if metadata.len() == 0 => return refuse("It is empty: it has no bytes."),
        Ok(_) => {}
    }
    File::open(path).map_err(|error| refusal(path, shown, error))
}

/// What HDF5 means by its refusal.
fn refusal(path: &Path, shown: &Path, error: hdf5::Error) -> LearningError {
    let told = error.to_string();
    if told.contains("unable to lock file") {
        let action = "open it, because another program has it open for writing, a notebook for example: close it there";
        LearningError::reading(shown, action, error)
    } else if told.contains("already open for") {
        let message = "A program has it open for writing (SWMR), or crashed while it wrote: close it there. If nobody writes \
                       any more, `h5clear -s` on the file takes the mark away.";
        LearningError::data(shown, message)
    } else if told.contains("truncated file") {
        LearningError::data(shown, "It is truncated: it ends before its data do. Copy or download it again.")
    } else if told.contains("signature not found") {
        LearningError::data(shown, format!("It is no HDF5 file{}.", what_else(path)))
    } else {
        LearningError::reading(shown, "open it as HDF5", error)
    }
}

/// What a file that is no HDF5 seems to be.
fn what_else(path: &Path) -> &'static str {
    let mut start = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(TELLING_BYTES).read_to_end(&mut start));
    if read.is_err() {
        return "";
    }
    let is_text = |bytes: &[u8]| bytes.iter().all(|byte| *byte >= b' ' || byte.is_ascii_whitespace());
    match &start[..] {
        [b'S', b'I', b'M', b'P', b'L', b'E', ..] => {
            " but a FITS file: preprocessing makes HDF5 of a directory of such files"
        }
        [0x1f, 0x8b, ..] => " but one packed with gzip: unpack it",
        [b'P', b'K', 3, 4, ..] => " but a zip archive (numpy's .npz is one, too)",
        [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => " but an array of numpy",
        text if is_text(text) => " but a text",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(path: &Path) -> String {
        let error = open(path, Path::new("x.h5")).unwrap_err();
        assert_eq!(error.class(), Some(ml_job_domain::FailureClass::Usage), "{error:?}");
        error.to_string()
    }

    #[test]
    fn each_refusal_names_the_true_cause() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("x.h5");
        assert_eq!(sentence(&place), "x.h5: There is no such file.");
        assert!(sentence(folder.path()).contains("is a directory"));
        for (content, expected) in [
            (&b""[..], "no bytes"),
            (b"name,label\r\na,1\r\n", "but a text"),
            (b"SIMPLE  =                    T", "but a FITS file"),
            (b"\x1f\x8b\x08\x00", "gzip"),
            (b"PK\x03\x04\x00", "zip"),
            (b"\x93NUMPY\x01", "numpy"),
            (b"\x00\x01\x02", "It is no HDF5 file."),
        ] {
            fs::write(&place, content).unwrap();
            assert!(sentence(&place).contains(expected), "{}", sentence(&place));
        }
        File::create(&place)
            .unwrap()
            .new_dataset::<f64>()
            .shape(100)
            .create("x")
            .unwrap()
            .write_raw(&[1.0; 100])
            .unwrap();
        let whole = fs::read(&place).unwrap();
        fs::write(&place, &whole[..whole.len() / 2]).unwrap();
        assert!(sentence(&place).contains("truncated"), "{}", sentence(&place));
    }

    #[test]
    fn a_file_that_somebody_writes_is_not_called_broken() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("x.h5");
        File::create(&place).unwrap().close().unwrap();
        // HDF5 locks a file that it writes, whole and for itself alone.
        let writer = fs::File::options().read(true).write(true).open(&place).unwrap();
        writer.lock().unwrap();
        let error = open(&place, Path::new("x.h5")).unwrap_err();
        let told = error.to_string();
        assert!(told.contains("another program has it open for writing"), "{told}");
        assert_eq!(error.class(), Some(ml_job_domain::FailureClass::Transient), "it is worth another attempt");
    }
}
