//! HDF5 files of strangers, read without leaving them.
//!
//! A dataset may be a link into another file, keep its values in any file of the machine (external storage), or be
//! assembled from other files (virtual datasets). Somebody who may upload a file must not read the machine's with it. And a
//! file of a few kilobytes may declare terabytes: shapes, chunks and lengths of texts are checked before a value is read.
//!
//! The C library itself is not to be trusted with damaged files: whoever serves others opens them in another process.

#![expect(
    unsafe_code,
    reason = "two calls of the C library, which hdf5-metno offers only together with selections that it cannot read"
)]

mod shape;
mod text;

use std::ffi::{CStr, c_char};

use hdf5::dataset::{DatasetCreate, Layout};
use hdf5::{Dataset, Group, IndexType, IterationOrder, LinkType};
use hdf5_sys::h5i::hid_t;
use hdf5_sys::h5p::{H5Pget_virtual_count, H5Pget_virtual_dsetname, H5Pget_virtual_filename};

pub use shape::{MAX_POINTS, MAX_ROWS, MAX_TEXT_BYTES, Values, check_shape, matrix_shape};
pub use text::{read_texts, visit_texts};

/// Why a dataset is not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnclosedError {
    /// There is none of this name.
    #[error("it has no dataset `{0}`")]
    Missing(String),
    /// It is a link, and not the dataset itself.
    #[error("its `{0}` is a link, which is not followed")]
    Link(String),
    /// Its values lie in a file of another kind.
    #[error("its `{0}` keeps its values in other files, which are not read")]
    ExternalStorage(String),
    /// It is stored in a way, or holds something, that is not read.
    #[error("its `{path}` {detail}")]
    Refused {
        /// Which dataset or group.
        path: String,
        /// What is wrong with it.
        detail: String,
    },
    /// HDF5 cannot read it.
    #[error("it cannot be read as HDF5")]
    Hdf5(#[from] hdf5::Error),
}

/// Opens the dataset at `path` below `group`, which is neither a link nor behind one, and is stored as spectra are.
///
/// That is: numbers or short texts, plain or packed with a filter that every HDF5 library has, in this file, or with
/// [`Values::Virtual`] in other HDF5 files.
///
/// # Errors
/// [`EnclosedError`], which names the dataset.
pub fn open_dataset(group: &Group, path: &str, values: Values) -> Result<Dataset, EnclosedError> {
    if let Some((groups, name)) = path.rsplit_once('/') {
        return open_dataset(&open_group(group, groups)?, name, values);
    }
    refuse_links(group, path, path)?;
    let dataset = group.dataset(path)?;
    shape::check_storage(&dataset, path, values)?;
    Ok(dataset)
}

/// The names in a group that has at most `limit` of them.
///
/// # Errors
/// [`EnclosedError::Refused`] where it has more.
pub fn member_names(group: &Group, limit: usize) -> Result<Vec<String>, EnclosedError> {
    let found = group.len();
    if usize::try_from(found).is_ok_and(|found| found <= limit) {
        return Ok(group.member_names()?);
    }
    let path = group.name().trim_start_matches('/').to_owned();
    Err(EnclosedError::Refused { path, detail: format!("has {found} members instead of at most {limit}") })
}

/// Opens the group at `path` below `group`, where neither it nor a group on the way is a link.
///
/// # Errors
/// [`EnclosedError`], which names the group.
pub fn open_group(group: &Group, path: &str) -> Result<Group, EnclosedError> {
    let (first, rest) = path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest)));
    refuse_links(group, first, path)?;
    let group = group.group(first)?;
    rest.map_or(Ok(group.clone()), |rest| open_group(&group, rest))
}

/// The files that a virtual dataset reads from, as it names them, each once; none for any other dataset.
///
/// # Errors
/// Where HDF5 cannot tell.
pub fn virtual_sources(dataset: &Dataset) -> Result<Vec<String>, hdf5::Error> {
    virtual_names(dataset, H5Pget_virtual_filename)
}

/// The datasets of other files that a virtual dataset reads from, each once; none for any other dataset.
///
/// # Errors
/// Where HDF5 cannot tell.
pub fn virtual_datasets(dataset: &Dataset) -> Result<Vec<String>, hdf5::Error> {
    virtual_names(dataset, H5Pget_virtual_dsetname)
}

fn virtual_names(dataset: &Dataset, ask: Ask) -> Result<Vec<String>, hdf5::Error> {
    let properties = dataset.dcpl()?;
    if properties.get_layout()? != Layout::Virtual {
        return Ok(Vec::new());
    }
    let mut sources = hdf5::sync::sync(|| part_names(&properties, ask))?;
    sources.sort_unstable();
    sources.dedup();
    Ok(sources)
}

/// How the C library tells a text about a part of a virtual dataset.
type Ask = unsafe extern "C" fn(hid_t, usize, *mut c_char, usize) -> isize;

/// A name of each part of a virtual dataset.
fn part_names(properties: &DatasetCreate, ask: Ask) -> Result<Vec<String>, hdf5::Error> {
    let mut parts = 0;
    // SAFETY: the property list is open as long as its handle lives, and `parts` is a valid place for the number.
    if unsafe { H5Pget_virtual_count(properties.id(), &raw mut parts) } < 0 {
        return Err("the parts of a virtual dataset cannot be counted".into());
    }
    let name = |part| {
        let unreadable = || hdf5::Error::from("the source of a virtual dataset cannot be read");
        // SAFETY: without a buffer only the length is told.
        let length = unsafe { ask(properties.id(), part, std::ptr::null_mut(), 0) };
        let mut buffer = vec![0_u8; usize::try_from(length).map_err(|_| unreadable())? + 1];
        // SAFETY: the buffer has the size that is told along with it.
        let written = unsafe { ask(properties.id(), part, buffer.as_mut_ptr().cast(), buffer.len()) };
        if written < 0 {
            return Err(unreadable());
        }
        Ok(CStr::from_bytes_until_nul(&buffer).map_err(|_| unreadable())?.to_string_lossy().into_owned())
    };
    (0..parts).map(name).collect()
}

fn refuse_links(group: &Group, name: &str, path: &str) -> Result<(), EnclosedError> {
    let kind = group.find_link(IndexType::Name, IterationOrder::Native, |found, info| {
        Ok((found == name).then_some(info.link_type))
    })?;
    match kind {
        Some(LinkType::Hard) => Ok(()),
        Some(LinkType::Soft | LinkType::External) => Err(EnclosedError::Link(path.to_owned())),
        None => Err(EnclosedError::Missing(path.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use hdf5::File;
    use hdf5::types::{FixedUnicode, VarLenUnicode};

    use super::*;

    fn file(folder: &std::path::Path) -> File {
        let file = File::create(folder.join("x.h5")).unwrap();
        file.new_dataset_builder().with_data(&[1.0, 2.0]).create("own").unwrap();
        file
    }

    #[test]
    fn own_datasets_open_wherever_they_stand() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(folder.path());
        let group = file.create_group("metadata").unwrap();
        group.new_dataset_builder().with_data(&[3.0]).create("ra").unwrap();
        assert_eq!(open_dataset(&file, "own", Values::Own).unwrap().size(), 2);
        let column = open_dataset(&file, "metadata/ra", Values::Own).unwrap();
        assert_eq!(column.size(), 1);
        assert_eq!(virtual_sources(&column).unwrap(), [""; 0]);
        for missing in ["nope", "metadata/nope", "nope/ra"] {
            assert!(matches!(open_dataset(&file, missing, Values::Own), Err(EnclosedError::Missing(_))), "{missing}");
        }
    }

    #[test]
    fn links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(folder.path());
        file.link_soft("/own", "soft").unwrap();
        file.link_external("other.h5", "/own", "external").unwrap();
        for link in ["soft", "external", "external/x"] {
            assert!(matches!(open_dataset(&file, link, Values::Own), Err(EnclosedError::Link(_))), "{link}");
        }
    }

    #[test]
    fn values_in_other_files_are_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let secret = folder.path().join("secret");
        std::fs::write(&secret, [7; 16]).unwrap();
        let file = file(folder.path());
        let builder = file.new_dataset::<u8>().shape(16).with_dcpl(|p| p.external(secret.to_str().unwrap(), 0, 16));
        builder.create("fluxes").unwrap();
        assert!(matches!(open_dataset(&file, "fluxes", Values::Own), Err(EnclosedError::ExternalStorage(_))));
    }

    #[test]
    fn a_virtual_dataset_names_its_sources() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(folder.path());
        let builder = file.new_dataset::<f64>().shape(4);
        let builder = builder
            .with_dcpl(|p| p.virtual_map("b.h5", "own", 2, 0..2, 4, 0..2).virtual_map("a.h5", "own", 2, 0..2, 4, 2..4));
        builder.create("both").unwrap();
        assert!(matches!(open_dataset(&file, "both", Values::Own), Err(EnclosedError::ExternalStorage(_))));
        let dataset = open_dataset(&file, "both", Values::Virtual).unwrap();
        assert_eq!(virtual_sources(&dataset).unwrap(), ["a.h5", "b.h5"]);
        assert_eq!(virtual_datasets(&dataset).unwrap(), ["own"]);
    }

    fn refusal<T: std::fmt::Debug>(result: Result<T, EnclosedError>) -> String {
        let error = result.unwrap_err();
        assert!(matches!(error, EnclosedError::Refused { .. }), "{error:?}");
        error.to_string()
    }

    #[test]
    fn what_is_stored_in_other_ways_than_spectra_are_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(folder.path());
        let numbers = || file.new_dataset::<f64>();
        numbers().chunk(4).shape(8).shuffle().deflate(3).fletcher32().create("packed").unwrap();
        open_dataset(&file, "packed", Values::Own).unwrap();
        file.new_dataset::<i32>()
            .chunk(4)
            .shape(8)
            .scale_offset(hdf5::filters::ScaleOffset::Integer(4))
            .create("so")
            .unwrap();
        assert!(refusal(open_dataset(&file, "so", Values::Own)).contains("is packed with scale-offset"));
        numbers().chunk(1 << 24).shape(1 << 30).create("chunks").unwrap();
        assert!(refusal(open_dataset(&file, "chunks", Values::Own)).contains("more than 64 MiB"));
        file.new_dataset::<FixedUnicode<5000>>().shape(2).create("long").unwrap();
        assert!(refusal(open_dataset(&file, "long", Values::Own)).contains("texts of 5000 bytes"));
        file.new_dataset::<[i32; 2]>().shape(2).create("pairs").unwrap();
        assert!(refusal(open_dataset(&file, "pairs", Values::Own)).contains("neither numbers nor texts"));
        numbers().shape(2).with_dcpl(|p| p.layout(Layout::Compact)).create("compact").unwrap();
        assert!(refusal(open_dataset(&file, "compact", Values::Own)).contains("in its header"));
    }

    #[test]
    fn sizes_beyond_reason_are_refused_before_anything_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(folder.path());
        let declared = |name: &str, shape: (usize, usize)| {
            file.new_dataset::<f64>().chunk((1, 1024)).shape(shape).create(name).unwrap()
        };
        assert_eq!(matrix_shape(&declared("good", (11_000_000, 4000))).unwrap(), [11_000_000, 4000]);
        for (name, shape) in [("points", (2, MAX_POINTS + 1)), ("rows", (MAX_ROWS + 1, 1024))] {
            assert!(refusal(matrix_shape(&declared(name, shape))).contains("has the shape"));
        }
        let own = open_dataset(&file, "own", Values::Own).unwrap();
        assert!(refusal(matrix_shape(&own)).contains("its `own` has the shape [2]"));
        check_shape(&own, &[2]).unwrap();
        assert!(refusal(check_shape(&own, &[3])).contains("[2] instead of [3]"));
        assert_eq!(member_names(&file, 4).unwrap().len(), 4);
        assert!(refusal(member_names(&file, 2)).contains("4 members instead of at most 2"));
    }

    #[test]
    fn texts_are_read_in_every_form_and_long_ones_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(folder.path());
        let variable: Vec<VarLenUnicode> = ["a", "ž"].iter().map(|text| text.parse().unwrap()).collect();
        let fixed: Vec<FixedUnicode<8>> = ["a", "ž"].iter().map(|text| text.parse().unwrap()).collect();
        let long: Vec<VarLenUnicode> = vec!["x".repeat(257).parse().unwrap()];
        file.new_dataset_builder().with_data(&variable).create("variable").unwrap();
        file.new_dataset_builder().with_data(&fixed).create("fixed").unwrap();
        file.new_dataset_builder().with_data(&long).create("long").unwrap();
        let open = |name| open_dataset(&file, name, Values::Own).unwrap();
        assert_eq!(read_texts(&open("variable"), 0..2).unwrap(), ["a", "ž"]);
        assert_eq!(read_texts(&open("fixed"), 1..2).unwrap(), ["ž"]);
        assert!(refusal(read_texts(&open("long"), 0..1)).contains("a text of 257 bytes"));
        let wide: Vec<FixedUnicode<512>> =
            ["a".to_owned(), "ž".to_owned(), "x".repeat(257)].map(|text| text.parse().unwrap()).to_vec();
        file.new_dataset_builder().with_data(&wide).create("wide").unwrap();
        assert_eq!(read_texts(&open("wide"), 0..2).unwrap(), ["a", "ž"], "how wide the column is does not matter");
        assert!(refusal(read_texts(&open("wide"), 0..3)).contains("a text of 257 bytes"));
        assert!(refusal(read_texts(&open("own"), 0..1)).contains("holds no texts"));
    }
}
