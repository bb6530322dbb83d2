//! Paths of a configuration, held beneath the root of the files.

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use ml_job_disk::{Root, RootError};

use ml_job_learning::data::SpectraFile;
use ml_job_learning::error::LearningError;

/// How many results of results may stand between a file and the spectra that it refers to.
const DEEPEST: usize = 16;

/// The files, as a configuration names them: relative to a root that nothing leads out of.
#[derive(Debug)]
pub(crate) struct Files {
    root: Root,
}

impl Files {
    pub(crate) fn open(root: &Path) -> Result<Self, LearningError> {
        let root = Root::open(root).map_err(|error| LearningError::io("the root of the files", "open it", error))?;
        Ok(Self { root })
    }

    /// The real place of an existing file or directory; `field` is named in errors.
    pub(crate) fn resolve(&self, field: &str, path: &str) -> Result<PathBuf, LearningError> {
        self.root.resolve(path).map_err(|error| {
            let why = match error {
                RootError::Io { source, .. } if source.kind() == ErrorKind::NotFound => "does not exist",
                RootError::Io { .. } => "cannot be opened",
                _ => "leads out of the files",
            };
            LearningError::config(field, format!("{field}: \"{path}\" {why}."))
        })
    }

    /// Opens a file of spectra. Its fluxes may lie in other files, as those of our results do: all of them must lie beneath the root.
    pub(crate) fn open_spectra(&self, field: &str, path: &str) -> Result<SpectraFile, LearningError> {
        let file = SpectraFile::open(&self.resolve(field, path)?, Path::new(path))?;
        self.confine(&file, DEEPEST)?;
        Ok(file)
    }

    fn confine(&self, file: &SpectraFile, depth: usize) -> Result<(), LearningError> {
        for source in file.sources() {
            let refused = |why: &str| {
                let name = source.file_name().unwrap_or_default().to_string_lossy();
                Err(LearningError::data(file.shown(), format!("Its fluxes lie in another file, {name}, {why}.")))
            };
            let Ok(place) = source.canonicalize() else { return refused("which is not there any more") };
            if !self.root.holds(&place) {
                return refused("which lies outside the files");
            }
            if depth == 0 {
                return refused("which refers to yet another one, too often");
            }
            self.confine(&SpectraFile::open(&place, file.shown())?, depth - 1)?;
        }
        Ok(())
    }
}

/// The way from the directory `from` to the file `to`; both are canonical.
pub(crate) fn relative(from: &Path, to: &Path) -> PathBuf {
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ml_job_learning::data::ResultFile;

    #[test]
    fn nothing_leads_out_of_the_root() {
        let outer = tempfile::tempdir().unwrap();
        let inside = outer.path().join("files");
        std::fs::create_dir_all(inside.join("JOBS")).unwrap();
        std::fs::write(inside.join("JOBS/pool.h5"), b"").unwrap();
        std::fs::write(outer.path().join("secret"), b"").unwrap();
        std::os::unix::fs::symlink(outer.path().join("secret"), inside.join("link")).unwrap();
        std::os::unix::fs::symlink("JOBS/pool.h5", inside.join("inner")).unwrap();
        let root = Files::open(&inside).unwrap();
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

    fn write_pool(place: &Path) {
        let file = ResultFile::create(place).unwrap();
        file.write_names("filenames", 10, ["a.fits", "b.fits"].into_iter()).unwrap();
        file.write_matrix("fluxes", 2, &[1.0, 2.0, 3.0, 4.0]).unwrap();
        file.finish().unwrap();
    }

    /// A file whose fluxes are those of `pool`, which it calls `name`.
    fn refer(place: &Path, pool: &Path, name: &str) {
        let source = SpectraFile::open(pool, pool).unwrap();
        let file = ResultFile::create(place).unwrap();
        file.refer_to_fluxes(&source, name, &[0..1, 1..2]).unwrap();
        file.finish().unwrap();
    }

    #[test]
    fn fluxes_that_lie_elsewhere_must_lie_beneath_the_root() {
        let outer = tempfile::tempdir().unwrap();
        let inside = outer.path().join("files");
        std::fs::create_dir_all(inside.join("JOBS")).unwrap();
        let root = Files::open(&inside).unwrap();
        let (own, secret) = (inside.join("pool.h5"), outer.path().join("secret.h5"));
        write_pool(&own);
        write_pool(&secret);

        refer(&inside.join("JOBS/good.h5"), &own, "../pool.h5");
        let good = root.open_spectra("pool_data_path", "JOBS/good.h5").unwrap();
        assert_eq!(good.read_rows(0..2).unwrap(), [1.0, 2.0, 3.0, 4.0]);
        refer(&inside.join("JOBS/twice.h5"), &inside.join("JOBS/good.h5"), "good.h5");
        root.open_spectra("pool_data_path", "JOBS/twice.h5").unwrap();

        for name in ["../../secret.h5", secret.to_str().unwrap()] {
            refer(&inside.join("JOBS/bad.h5"), &secret, name);
            refer(&inside.join("JOBS/worse.h5"), &inside.join("JOBS/bad.h5"), "bad.h5");
            for file in ["JOBS/bad.h5", "JOBS/worse.h5"] {
                let sentence = root.open_spectra("pool_data_path", file).unwrap_err().to_string();
                assert!(sentence.contains(file) && sentence.contains("outside the files"), "{sentence}");
            }
        }
        std::fs::remove_file(&own).unwrap();
        let sentence = root.open_spectra("pool_data_path", "JOBS/good.h5").unwrap_err().to_string();
        assert!(sentence.contains("pool.h5, which is not there any more"), "{sentence}");
    }

    #[test]
    fn links_in_a_file_are_refused_with_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let file = hdf5::File::create(folder.path().join("x.h5")).unwrap();
        file.link_external("/etc/other.h5", "/fluxes", "fluxes").unwrap();
        file.close().unwrap();
        let sentence =
            Files::open(folder.path()).unwrap().open_spectra("pool_data_path", "x.h5").unwrap_err().to_string();
        assert_eq!(sentence, "x.h5: The file is refused: its `fluxes` is a link, which is not followed.");
    }

    #[test]
    fn the_way_between_two_places_goes_up_and_down() {
        let way = |from, to| relative(Path::new(from), Path::new(to));
        assert_eq!(way("/f/JOBS/a", "/f/JOBS/b/pool.h5"), Path::new("../b/pool.h5"));
        assert_eq!(way("/f/JOBS/a", "/f/JOBS/a/pool.h5"), Path::new("pool.h5"));
    }
}
