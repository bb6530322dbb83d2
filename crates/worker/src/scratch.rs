//! A worker's directory for temporary files, and what killed workers left of theirs.
//!
//! The owner holds a lock on the directory as long as it lives; the kernel lets go of it however the owner ends.

use std::fs::File;
use std::io;
use std::path::Path;

use ml_job_domain::sentence;
use tempfile::TempDir;
use tracing::{info, warn};

/// How the names of these directories begin.
const PREFIX: &str = "ml-job-scratch-";

/// How often to try anew when another worker takes the new directory for one of the dead.
const TRIES: u32 = 10;

/// The directory; deleted when dropped.
#[derive(Debug)]
pub(crate) struct Scratch {
    dir: TempDir,
    _lock: File,
}

impl Scratch {
    /// A directory in `parent`, after those of dead workers have been deleted there.
    pub(crate) fn make(parent: &Path) -> io::Result<Self> {
        delete_of_the_dead(parent);
        for _ in 0..TRIES {
            let dir = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
            if let Some(lock) = lock(dir.path()).filter(|_| dir.path().exists()) {
                return Ok(Self { dir, _lock: lock });
            }
        }
        Err(io::Error::other("the new directory cannot be locked"))
    }

    /// A directory for one job; deleted when dropped.
    pub(crate) fn for_job(&self) -> io::Result<TempDir> {
        tempfile::Builder::new().prefix("job-").tempdir_in(self.dir.path())
    }
}

/// The lock of a directory, where nobody holds it.
fn lock(dir: &Path) -> Option<File> {
    let lock = File::open(dir).ok()?;
    lock.try_lock().ok().map(|()| lock)
}

fn delete_of_the_dead(parent: &Path) {
    let Ok(entries) = std::fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX))
            && entry.file_type().is_ok_and(|kind| kind.is_dir());
        let path = entry.path();
        if !is_ours {
            continue;
        }
        let Some(_lock) = lock(&path) else { continue };
        match std::fs::remove_dir_all(&path) {
            Ok(()) => info!("Deleted the temporary files of a worker that was killed: {}", path.display()),
            Err(error) => {
                warn!(
                    error = sentence(&error),
                    "Cannot delete the temporary files of a killed worker: {}",
                    path.display()
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{create_dir, read_dir, write};

    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn only_what_dead_workers_left_is_deleted() {
        let parent = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        let living = Scratch::make(parent.path()).unwrap();
        let job = living.for_job().unwrap();
        for name in ["ml-job-scratch-dead", "ml-job-other", "other"] {
            create_dir(parent.path().join(name)).unwrap();
            write(parent.path().join(name).join("x"), "x").unwrap();
        }
        write(parent.path().join("ml-job-scratch-file"), "x").unwrap();
        write(outside.path().join("x"), "x").unwrap();
        std::os::unix::fs::symlink(outside.path(), parent.path().join("ml-job-scratch-link")).unwrap();
        std::os::unix::fs::symlink(outside.path(), parent.path().join("ml-job-scratch-dead/link")).unwrap();

        let second = Scratch::make(parent.path()).unwrap();
        assert!(job.path().exists() && second.dir.path().exists());
        drop((job, living, second));
        assert_eq!(names(parent.path()), ["ml-job-other", "ml-job-scratch-file", "ml-job-scratch-link", "other"]);
        assert!(outside.path().join("x").exists() && parent.path().join("other/x").exists());
    }

    #[test]
    fn many_workers_may_start_at_once() {
        let parent = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            let starts: Vec<_> = (0..16).map(|_| scope.spawn(|| Scratch::make(parent.path()).unwrap())).collect();
            let workers: Vec<Scratch> = starts.into_iter().map(|start| start.join().unwrap()).collect();
            assert!(workers.iter().all(|worker| worker.for_job().is_ok()));
            assert_eq!(names(parent.path()).len(), workers.len());
        });
    }
}
