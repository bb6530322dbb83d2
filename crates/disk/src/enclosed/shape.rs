//! How a dataset is stored, and how much it may hold: looked at before a value is read.

use hdf5::Dataset;
use hdf5::dataset::Layout;
use hdf5::filters::Filter;
use hdf5::types::TypeDescriptor;

use super::EnclosedError;

/// The longest text that is read, in bytes: the longest name that a file can have.
pub const MAX_TEXT_BYTES: usize = 256;

/// The widest texts of fixed length that are read, in bytes: numpy and h5py reserve more than the texts need, and fill up with
/// zeros or spaces.
pub(super) const MAX_TEXT_WIDTH: usize = 4096;

/// Points of a spectrum at most: two hundred times those that a survey's spectrograph takes.
pub const MAX_POINTS: usize = 1_000_000;

/// Spectra of a file at most: ten times those of the largest survey.
pub const MAX_ROWS: usize = 100_000_000;

/// Bytes that one chunk may have unpacked. HDF5 unpacks a chunk as a whole, whatever is read of it.
const MAX_CHUNK_BYTES: usize = 64 << 20;

/// Whose values a dataset may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// Only its own.
    Own,
    /// Also those of other HDF5 files (virtual layout): see [`virtual_sources`](super::virtual_sources).
    Virtual,
}

/// Refuses what no dataset of ours has: other layouts, filters, types, huge chunks.
pub(super) fn check_storage(dataset: &Dataset, path: &str, values: Values) -> Result<(), EnclosedError> {
    let refuse = |detail: String| Err(EnclosedError::Refused { path: path.to_owned(), detail });
    let properties = dataset.dcpl()?;
    if !properties.get_external()?.is_empty() {
        return Err(EnclosedError::ExternalStorage(path.to_owned()));
    }
    match properties.get_layout()? {
        Layout::Contiguous | Layout::Chunked => {}
        Layout::Virtual if values == Values::Virtual => {}
        Layout::Virtual => return Err(EnclosedError::ExternalStorage(path.to_owned())),
        Layout::Compact => return refuse("is stored in its header, which is not read".into()),
    }
    if let Some(filter) = properties.get_filters()?.iter().find_map(unknown_filter) {
        return refuse(format!("is packed with {filter}; gzip, shuffle, Fletcher-32 and SZIP are read"));
    }
    let kind = dataset.dtype()?;
    match kind.to_descriptor() {
        Ok(
            TypeDescriptor::Float(_)
            | TypeDescriptor::Integer(_)
            | TypeDescriptor::Unsigned(_)
            | TypeDescriptor::VarLenUnicode
            | TypeDescriptor::VarLenAscii,
        ) => {}
        Ok(TypeDescriptor::FixedUnicode(bytes) | TypeDescriptor::FixedAscii(bytes)) if bytes <= MAX_TEXT_WIDTH => {}
        Ok(TypeDescriptor::FixedUnicode(bytes) | TypeDescriptor::FixedAscii(bytes)) => {
            return refuse(format!("holds texts of {bytes} bytes instead of at most {MAX_TEXT_WIDTH}"));
        }
        Ok(other) => return refuse(format!("holds {other}, neither numbers nor texts")),
        // What the library says of halves, which h5py writes as float16.
        Err(error) if error.to_string().contains("float") => {
            return refuse(format!("holds floating-point numbers of {} bits; 32 and 64 are read", 8 * kind.size()));
        }
        Err(_) => return refuse("holds neither numbers nor texts".into()),
    }
    let chunk = properties.get_chunk()?.unwrap_or_default();
    let bytes = chunk.iter().try_fold(kind.size(), |bytes, &axis| bytes.checked_mul(axis));
    match bytes {
        Some(bytes) if bytes <= MAX_CHUNK_BYTES => Ok(()),
        _ => refuse(format!("is cut into chunks of {chunk:?} values, more than {} MiB each", MAX_CHUNK_BYTES >> 20)),
    }
}

/// The name of a filter that is not read.
fn unknown_filter(filter: &Filter) -> Option<String> {
    match filter {
        Filter::Deflate(_) | Filter::Shuffle | Filter::Fletcher32 | Filter::SZip(..) => None,
        Filter::NBit => Some("N-bit".into()),
        Filter::ScaleOffset(_) => Some("scale-offset".into()),
        // The numbers are those of the registry of The HDF Group.
        Filter::User(32_000, _) => Some("LZF".into()),
        Filter::User(32_001, _) => Some("Blosc".into()),
        Filter::User(32_008, _) => Some("bitshuffle".into()),
        Filter::User(32_015, _) => Some("Zstandard".into()),
        Filter::User(number, _) => Some(format!("the filter of number {number}")),
        #[allow(unreachable_patterns, clippy::allow_attributes, reason = "hdf5 has more filters with more features")]
        other => Some(format!("{other:?}")),
    }
}

/// Rows and points of a matrix of spectra, neither of them beyond all reason.
///
/// # Errors
/// [`EnclosedError::Refused`] for other dimensions and for more than [`MAX_ROWS`] or [`MAX_POINTS`].
pub fn matrix_shape(dataset: &Dataset) -> Result<[usize; 2], EnclosedError> {
    let shape = dataset.shape();
    match shape[..] {
        [rows, points] if rows <= MAX_ROWS && points <= MAX_POINTS => Ok([rows, points]),
        _ => Err(EnclosedError::Refused {
            path: own_name(dataset),
            detail: format!("has the shape {shape:?}, not at most {MAX_ROWS} spectra of at most {MAX_POINTS} points"),
        }),
    }
}

/// Compares the shape of a dataset with what it should be, so that nothing larger is ever read.
///
/// # Errors
/// [`EnclosedError::Refused`] where it is another.
pub fn check_shape(dataset: &Dataset, expected: &[usize]) -> Result<(), EnclosedError> {
    let found = dataset.shape();
    if found == expected {
        return Ok(());
    }
    Err(EnclosedError::Refused {
        path: own_name(dataset),
        detail: format!("has the shape {found:?} instead of {expected:?}"),
    })
}

/// The dataset's name in the file, without the leading slash.
pub(super) fn own_name(dataset: &Dataset) -> String {
    dataset.name().trim_start_matches('/').to_owned()
}
