//! The tokens of workers: in a file that API and workers read, so that they can be replaced while both run.

use std::fs::{OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use crate::{RandomnessError, Secret, SecretKind, digest, is_same};

/// The fewest characters of a token: somebody may have made it otherwise than we do.
const SHORTEST: usize = 32;
/// For the owner only.
const MODE: u32 = 0o600;

/// The file of the workers' tokens cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WorkerTokenError {
    /// It cannot be read or made.
    #[error("the file of the workers' tokens {} cannot be {doing}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What was tried.
        doing: &'static str,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// It holds no token.
    #[error("the file of the workers' tokens {} holds no token of {SHORTEST} characters or more", .0.display())]
    Empty(PathBuf),
    /// A token could not be made.
    #[error("no token for workers can be made")]
    Randomness(#[from] RandomnessError),
}

/// Where the tokens are: one a line, empty lines and those that begin with `#` aside.
///
/// The first is what a worker shows; the API takes all of them, so that a new one can be put first while workers still show the old one.
#[derive(Clone)]
pub enum WorkerTokens {
    /// Of one process, which is API and worker both, and of nobody else.
    Own(Secret),
    /// In a file, which is read for every request of a worker.
    File(PathBuf),
}

impl WorkerTokens {
    /// A token that nobody else has.
    ///
    /// # Errors
    /// [`RandomnessError`].
    pub fn own() -> Result<Self, RandomnessError> {
        Secret::new(SecretKind::Worker).map(Self::Own)
    }

    /// Those of a file, which is made, with one token, where it is missing.
    ///
    /// # Errors
    /// [`WorkerTokenError`].
    pub fn in_file(path: &Path) -> Result<Self, WorkerTokenError> {
        if !path.exists() {
            make(path, Secret::new(SecretKind::Worker)?.reveal()).map_err(|source| WorkerTokenError::File {
                path: path.to_owned(),
                doing: "made",
                source,
            })?;
        }
        let tokens = Self::File(path.to_owned());
        tokens.first()?;
        Ok(tokens)
    }

    /// The token that a worker shows.
    ///
    /// # Errors
    /// [`WorkerTokenError`] while the file cannot be read.
    pub fn first(&self) -> Result<String, WorkerTokenError> {
        match self {
            Self::Own(secret) => Ok(secret.reveal().to_owned()),
            Self::File(path) => read(path)?.into_iter().next().ok_or_else(|| WorkerTokenError::Empty(path.clone())),
        }
    }

    /// Whether a token is a worker's.
    ///
    /// # Errors
    /// [`WorkerTokenError`] while the file cannot be read.
    pub fn has(&self, shown: &str) -> Result<bool, WorkerTokenError> {
        let shown = digest(shown);
        let is_shown = |token: &str| is_same(&digest(token), &shown);
        match self {
            Self::Own(secret) => Ok(is_shown(secret.reveal())),
            // All are compared, so that the time tells nothing of their order.
            Self::File(path) => Ok(read(path)?.iter().filter(|token| is_shown(token)).count() > 0),
        }
    }
}

impl std::fmt::Debug for WorkerTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Own(_) => f.write_str("Own(…)"),
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
        }
    }
}

fn read(path: &Path) -> Result<Vec<String>, WorkerTokenError> {
    let failed = |source| WorkerTokenError::File { path: path.to_owned(), doing: "read", source };
    let text = std::fs::read_to_string(path).map_err(failed)?;
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let tokens: Vec<String> = lines.filter(|line| line.len() >= SHORTEST).map(str::to_owned).collect();
    if tokens.is_empty() { Err(WorkerTokenError::Empty(path.to_owned())) } else { Ok(tokens) }
}

/// Makes the file, complete or not at all; where another process was faster, its file stays.
fn make(path: &Path, token: &str) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Another API may make it at the same time.
    let unfinished = parent.join(format!(".worker-token-{}", &digest(token)[..16]));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(MODE).open(&unfinished)?;
    file.set_permissions(Permissions::from_mode(MODE))?;
    writeln!(file, "{token}")?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&unfinished, path);
    std::fs::remove_file(&unfinished)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_is_made_for_its_owner_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("worker-token");
        let api = WorkerTokens::in_file(&path).unwrap();
        let worker = WorkerTokens::in_file(&path).unwrap();
        assert!(api.has(&worker.first().unwrap()).unwrap());
        assert!(!api.has("mljw_something else, which is long enough").unwrap());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
    }

    #[test]
    fn a_token_is_replaced_while_both_run() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("worker-token");
        let tokens = WorkerTokens::in_file(&path).unwrap();
        let old = tokens.first().unwrap();
        let new = "n".repeat(40);
        std::fs::write(&path, format!("# the new one first\n\n{new}\n{old}\n")).unwrap();
        assert_eq!(tokens.first().unwrap(), new);
        assert!(tokens.has(&old).unwrap() && tokens.has(&new).unwrap());
        std::fs::write(&path, &new).unwrap();
        assert!(!tokens.has(&old).unwrap() && tokens.has(&new).unwrap());
    }

    #[test]
    fn a_file_without_a_token_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("worker-token");
        std::fs::write(&path, "change-me\n").unwrap();
        let error = WorkerTokens::in_file(&path).unwrap_err().to_string();
        assert!(error.contains("holds no token of 32 characters"), "{error}");
        assert!(WorkerTokens::in_file(&folder.path().join("no/such/folder")).is_err());
        assert!(!format!("{:?}", WorkerTokens::own().unwrap()).contains("mljw"));
    }
}
