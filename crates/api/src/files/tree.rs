//! Whole trees of directories, however deep they are: neither the stack nor the descriptors grow with the depth.

use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use cap_std::fs::Dir;
use uuid::Uuid;

use super::is_temporary;

/// Opens a directory beneath the root, and makes it and its parents where they are missing. A link out of the root is
/// refused, and so is a file in the way.
pub(super) fn make_directory(root: &Dir, path: &str) -> io::Result<Dir> {
    match root.open_dir(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        opened => return opened,
    }
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    for end in ends {
        match root.create_dir(&path[..end]) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    root.open_dir(path)
}

/// Deletes the directory `name` with all that is in it; of links, the links.
///
/// Directories in its directories are moved up to it before they are emptied.
pub(super) fn delete_directory(parent: &Dir, name: &str) -> io::Result<()> {
    let top = parent.open_dir(name)?;
    loop {
        let Some(entry) = top.entries()?.next() else { return parent.remove_dir(name) };
        let entry = entry?;
        let name = entry.file_name();
        if !entry.file_type()?.is_dir() {
            top.remove_file(name)?;
        } else if top.remove_dir(&name).is_err() {
            let below = top.open_dir(&name)?;
            for (name, is_directory) in list(&below)? {
                if is_directory {
                    below.rename(name, &top, Uuid::now_v7().simple().to_string())?;
                } else {
                    below.remove_file(name)?;
                }
            }
            top.remove_dir(&name)?;
        }
    }
}

/// Deletes unfinished uploads below `root` that have not been written to for `max_age`; answers how many. What cannot be
/// read is passed over, and so is what lies deeper than a path is long: no upload goes there.
pub(super) fn delete_stale(root: &Dir, max_age: Duration) -> u64 {
    let is_stale = |directory: &Dir, name: &OsString| {
        let modified = directory.symlink_metadata(name).and_then(|metadata| metadata.modified()).ok();
        let age = modified.and_then(|time| SystemTime::now().duration_since(time.into_std()).ok());
        age.is_some_and(|age| age >= max_age)
    };
    let mut deleted = 0;
    let mut waiting = vec![PathBuf::from(".")];
    while let Some(path) = waiting.pop() {
        let Ok(directory) = root.open_dir(&path) else { continue };
        for (name, is_directory) in list(&directory).unwrap_or_default() {
            if is_directory {
                waiting.push(path.join(name));
            } else if name.to_str().is_some_and(is_temporary)
                && is_stale(&directory, &name)
                && directory.remove_file(&name).is_ok()
            {
                deleted += 1;
            }
        }
    }
    deleted
}

/// How many bytes the files of a directory have, however deep. What cannot be read is passed over, and so are links.
pub(super) fn size_of(root: &Dir, directory: &Path) -> u64 {
    let mut bytes = 0;
    let mut waiting = vec![directory.to_owned()];
    while let Some(path) = waiting.pop() {
        let Ok(directory) = root.open_dir(&path) else { continue };
        for (name, is_directory) in list(&directory).unwrap_or_default() {
            if is_directory {
                waiting.push(path.join(name));
            } else {
                let metadata = directory.symlink_metadata(name).ok().filter(cap_std::fs::Metadata::is_file);
                bytes += metadata.map_or(0, |metadata| metadata.len());
            }
        }
    }
    bytes
}

/// The names in a directory, and whether each is a directory (a link to one is not).
fn list(directory: &Dir) -> io::Result<Vec<(OsString, bool)>> {
    directory
        .entries()?
        .map(|entry| entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?.is_dir()))))
        .collect()
}

#[cfg(test)]
mod tests {
    use cap_std::ambient_authority;

    use super::*;
    use crate::files::names::TEMPORARY_PREFIX;

    const DEPTH: usize = 4000;

    /// A directory with files and a link at the top, at the bottom and half-way down a tree that is `DEPTH` deep.
    fn deep() -> (tempfile::TempDir, Dir) {
        let folder = tempfile::tempdir().unwrap();
        let root = Dir::open_ambient_dir(folder.path(), ambient_authority()).unwrap();
        root.write("kept", "").unwrap();
        let mut directory = root.try_clone().unwrap();
        for level in 0..DEPTH {
            directory.create_dir("d").unwrap();
            directory = directory.open_dir("d").unwrap();
            if level % (DEPTH / 4) == 0 {
                directory.write(format!("{TEMPORARY_PREFIX}{level}"), "half").unwrap();
                directory.create_dir_all("e/f").unwrap();
                directory.symlink_contents("/", "link").unwrap();
            }
        }
        (folder, root)
    }

    #[test]
    fn a_deep_tree_is_deleted_and_its_links_are_not_followed() {
        let (_folder, root) = deep();
        root.create_dir("outside").unwrap();
        root.write("outside/x", "").unwrap();
        root.symlink("../outside", "d/to-outside").unwrap();
        delete_directory(&root, "d").unwrap();
        assert!(root.exists("outside/x") && root.exists("kept") && !root.exists("d"));
    }

    #[test]
    fn stale_uploads_are_looked_for_in_a_deep_tree() {
        let (_folder, root) = deep();
        assert_eq!(delete_stale(&root, Duration::from_hours(1)), 0);
        // The others lie beyond the longest path.
        assert_eq!(delete_stale(&root, Duration::ZERO), 3);
        delete_directory(&root, "d").unwrap();
    }

    #[test]
    fn the_longest_path_can_be_made_and_a_link_out_of_the_root_is_refused() {
        let (_folder, root) = deep();
        delete_directory(&root, "d").unwrap();
        let path = vec!["n"; 2000].join("/");
        make_directory(&root, &path).unwrap();
        make_directory(&root, &path).unwrap();
        delete_directory(&root, "n").unwrap();
        root.symlink_contents("/tmp", "out").unwrap();
        assert!(make_directory(&root, "out/x").is_err());
        assert!(make_directory(&root, "kept/x").is_err());
        root.create_dir("inside").unwrap();
        root.symlink("inside", "link").unwrap();
        make_directory(&root, "link/x").unwrap();
        assert!(root.is_dir("inside/x"));
    }
}
