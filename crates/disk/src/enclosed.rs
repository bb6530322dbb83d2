//! HDF5 files of strangers, read without leaving them.
//!
//! A dataset may be a link into another file, keep its values in any file of the machine (external storage), or be
//! assembled from other files (virtual datasets). Somebody who may upload a file must not read the machine's with it.

#![expect(
    unsafe_code,
    reason = "two calls of the C library, which hdf5-metno offers only together with selections that it cannot read"
)]

use std::ffi::CStr;

use hdf5::dataset::{DatasetCreate, Layout};
use hdf5::{Dataset, Group, IndexType, IterationOrder, LinkType};
use hdf5_sys::h5p::{H5Pget_virtual_count, H5Pget_virtual_filename};

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
    /// HDF5 cannot read it.
    #[error("it cannot be read as HDF5")]
    Hdf5(#[from] hdf5::Error),
}

/// Opens the dataset at `path` below `group`, where neither it nor a group on the way is a link and its values lie in HDF5.
///
/// The values of a virtual dataset may still lie in other HDF5 files: see [`virtual_sources`].
///
/// # Errors
/// [`EnclosedError`], which names the dataset.
pub fn enclosed_dataset(group: &Group, path: &str) -> Result<Dataset, EnclosedError> {
    if let Some((groups, name)) = path.rsplit_once('/') {
        return enclosed_dataset(&enclosed_group(group, groups)?, name);
    }
    refuse_links(group, path, path)?;
    let dataset = group.dataset(path)?;
    if dataset.dcpl()?.get_external()?.is_empty() {
        Ok(dataset)
    } else {
        Err(EnclosedError::ExternalStorage(path.to_owned()))
    }
}

/// Opens the group at `path` below `group`, where neither it nor a group on the way is a link.
///
/// # Errors
/// [`EnclosedError`], which names the group.
pub fn enclosed_group(group: &Group, path: &str) -> Result<Group, EnclosedError> {
    let (first, rest) = path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest)));
    refuse_links(group, first, path)?;
    let group = group.group(first)?;
    rest.map_or(Ok(group.clone()), |rest| enclosed_group(&group, rest))
}

/// The files that a virtual dataset reads from, as it names them, each once; none for any other dataset.
///
/// # Errors
/// Where HDF5 cannot tell.
pub fn virtual_sources(dataset: &Dataset) -> Result<Vec<String>, hdf5::Error> {
    let properties = dataset.dcpl()?;
    if properties.get_layout()? != Layout::Virtual {
        return Ok(Vec::new());
    }
    let mut sources = hdf5::sync::sync(|| source_names(&properties))?;
    sources.sort_unstable();
    sources.dedup();
    Ok(sources)
}

/// The file name of each part of a virtual dataset.
fn source_names(properties: &DatasetCreate) -> Result<Vec<String>, hdf5::Error> {
    let mut parts = 0;
    // SAFETY: the property list is open as long as its handle lives, and `parts` is a valid place for the number.
    if unsafe { H5Pget_virtual_count(properties.id(), &raw mut parts) } < 0 {
        return Err("the parts of a virtual dataset cannot be counted".into());
    }
    let name = |part| {
        let unreadable = || hdf5::Error::from("the source of a virtual dataset cannot be read");
        // SAFETY: without a buffer only the length is told.
        let length = unsafe { H5Pget_virtual_filename(properties.id(), part, std::ptr::null_mut(), 0) };
        let mut buffer = vec![0_u8; usize::try_from(length).map_err(|_| unreadable())? + 1];
        // SAFETY: the buffer has the size that is told along with it.
        let written =
            unsafe { H5Pget_virtual_filename(properties.id(), part, buffer.as_mut_ptr().cast(), buffer.len()) };
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
        assert_eq!(enclosed_dataset(&file, "own").unwrap().size(), 2);
        let column = enclosed_dataset(&file, "metadata/ra").unwrap();
        assert_eq!(column.size(), 1);
        assert_eq!(virtual_sources(&column).unwrap(), [""; 0]);
        for missing in ["nope", "metadata/nope", "nope/ra"] {
            assert!(matches!(enclosed_dataset(&file, missing), Err(EnclosedError::Missing(_))), "{missing}");
        }
    }

    #[test]
    fn links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(folder.path());
        file.link_soft("/own", "soft").unwrap();
        file.link_external("other.h5", "/own", "external").unwrap();
        for link in ["soft", "external", "external/x"] {
            assert!(matches!(enclosed_dataset(&file, link), Err(EnclosedError::Link(_))), "{link}");
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
        assert!(matches!(enclosed_dataset(&file, "fluxes"), Err(EnclosedError::ExternalStorage(_))));
    }

    #[test]
    fn a_virtual_dataset_names_its_sources() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(folder.path());
        let builder = file.new_dataset::<f64>().shape(4);
        let builder = builder
            .with_dcpl(|p| p.virtual_map("b.h5", "own", 2, 0..2, 4, 0..2).virtual_map("a.h5", "own", 2, 0..2, 4, 2..4));
        let dataset = builder.create("both").unwrap();
        assert_eq!(virtual_sources(&dataset).unwrap(), ["a.h5", "b.h5"]);
    }
}
