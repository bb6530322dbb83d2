//! Paths of a configuration, held beneath the root of the files.

use std::path::{Component, Path, PathBuf};

use crate::error::LearningError;

/// The directory that all paths of a configuration are relative to.
#[derive(Debug, Clone)]
pub(super) struct Root {
    canonical: PathBuf,
}

impl Root {
    pub(super) fn new(root: &Path) -> Result<Self, LearningError> {
        let canonical =
            root.canonicalize().map_err(|error| LearningError::io("the root of the files", "open it", error))?;
        Ok(Self { canonical })
    }

    /// The real place of an existing file or directory; `field` is named in errors.
    ///
    /// Symbolic links are followed as long as they stay beneath the root.
    pub(super) fn resolve(&self, field: &str, path: &str) -> Result<PathBuf, LearningError> {
        let relative = Path::new(path.trim_start_matches('/'));
        let plain = relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if !plain || path.contains('\0') {
            return Err(LearningError::config(field, format!("{field}: \"{path}\" leads out of the files.")));
        }
        let place = self.canonical.join(relative).canonicalize().map_err(|error| {
            let why = if error.kind() == std::io::ErrorKind::NotFound { "does not exist" } else { "cannot be opened" };
            LearningError::config(field, format!("{field}: \"{path}\" {why}."))
        })?;
        if place.starts_with(&self.canonical) {
            Ok(place)
        } else {
            Err(LearningError::config(field, format!("{field}: \"{path}\" leads out of the files.")))
        }
    }
}

/// The way from the directory `from` to the file `to`; both are canonical.
pub(super) fn relative(from: &Path, to: &Path) -> PathBuf {
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_out_of_the_root() {
        let outer = tempfile::tempdir().unwrap();
        let inside = outer.path().join("files");
        std::fs::create_dir_all(inside.join("JOBS")).unwrap();
        std::fs::write(inside.join("JOBS/pool.h5"), b"").unwrap();
        std::fs::write(outer.path().join("secret"), b"").unwrap();
        std::os::unix::fs::symlink(outer.path().join("secret"), inside.join("link")).unwrap();
        std::os::unix::fs::symlink("JOBS/pool.h5", inside.join("inner")).unwrap();
        let root = Root::new(&inside).unwrap();
        for path in ["../secret", "/../secret", "JOBS/../../secret", "link", "JOBS/\0"] {
            let sentence = root.resolve("pool_data_path", path).unwrap_err().to_string();
            assert!(sentence.contains("leads out of the files"), "{path:?}: {sentence}");
        }
        let real = inside.canonicalize().unwrap().join("JOBS/pool.h5");
        for path in ["JOBS/pool.h5", "/JOBS/pool.h5", "//JOBS/./pool.h5", "inner"] {
            assert_eq!(root.resolve("pool_data_path", path).unwrap(), real, "{path:?}");
        }
        let missing = root.resolve("pool_data_path", "/JOBS/none.h5").unwrap_err();
        assert_eq!(missing.to_string(), "pool_data_path: \"/JOBS/none.h5\" does not exist.");
        assert_eq!(missing.pointer(), Some("/pool_data_path"));
    }

    #[test]
    fn the_way_between_two_places_goes_up_and_down() {
        let way = |from, to| relative(Path::new(from), Path::new(to));
        assert_eq!(way("/f/JOBS/a", "/f/JOBS/b/pool.h5"), Path::new("../b/pool.h5"));
        assert_eq!(way("/f/JOBS/a", "/f/JOBS/a/pool.h5"), Path::new("pool.h5"));
    }
}
