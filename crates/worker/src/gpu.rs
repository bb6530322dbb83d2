//! GPUs: at most one job on each.

use std::path::Path;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::Notify;

/// The GPUs that the machine shows, as `CUDA_VISIBLE_DEVICES` names them: `visible`, the variable's own value, if it is
/// set; else one number per `nvidia<N>` in `dev_dir`.
pub(crate) fn detect(visible: Option<&str>, dev_dir: &Path) -> Vec<String> {
    if let Some(visible) = visible {
        // CUDA stops reading at the first entry that names no device; `-1` is the usual way to say "none".
        let names = visible.split(',').map(str::trim).take_while(|name| !name.is_empty() && *name != "-1");
        return names.map(str::to_owned).collect();
    }
    let Ok(entries) = std::fs::read_dir(dev_dir) else { return Vec::new() };
    let is_gpu = |name: &str| name.strip_prefix("nvidia").is_some_and(|number| number.parse::<u32>().is_ok());
    let count = entries.flatten().filter(|entry| entry.file_name().to_str().is_some_and(is_gpu)).count();
    (0..count).map(|number| number.to_string()).collect()
}

/// The GPUs of a worker.
#[derive(Clone)]
pub(crate) struct GpuPool(Arc<Shared>);

struct Shared {
    free: Mutex<Vec<String>>,
    count: usize,
    freed: Notify,
}

/// A GPU that belongs to one job; it goes back when this is dropped.
pub(crate) struct Gpu {
    name: String,
    pool: GpuPool,
}

impl GpuPool {
    pub(crate) fn new(mut names: Vec<String>) -> Self {
        let count = names.len();
        names.reverse();
        Self(Arc::new(Shared { free: Mutex::new(names), count, freed: Notify::new() }))
    }

    /// How many there are, free or not.
    pub(crate) fn count(&self) -> usize {
        self.0.count
    }

    pub(crate) fn take(&self) -> Option<Gpu> {
        let name = self.0.free.lock().pop()?;
        Some(Gpu { name, pool: self.clone() })
    }

    pub(crate) fn has_free(&self) -> bool {
        !self.0.free.lock().is_empty()
    }

    /// Resolves after a GPU has come back since the last call.
    pub(crate) async fn freed(&self) {
        self.0.freed.notified().await;
    }
}

impl Gpu {
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Gpu {
    fn drop(&mut self) {
        self.pool.0.free.lock().push(std::mem::take(&mut self.name));
        self.pool.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_wins_over_the_devices() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm", "null"] {
            std::fs::write(dir.path().join(name), "").unwrap();
        }
        assert_eq!(detect(None, dir.path()), ["0", "1"]);
        assert_eq!(detect(Some("GPU-5f2a, 3"), dir.path()), ["GPU-5f2a", "3"]);
        assert_eq!(detect(Some("1,-1,2"), dir.path()), ["1"]);
        assert!(detect(Some(""), dir.path()).is_empty());
        assert!(detect(None, Path::new("/no/such/dev")).is_empty());
    }

    #[tokio::test]
    async fn a_gpu_comes_back_when_its_job_is_over() {
        let pool = GpuPool::new(vec!["0".into(), "1".into()]);
        let first = pool.take().unwrap();
        let second = pool.take().unwrap();
        assert_eq!((first.name(), second.name()), ("0", "1"));
        assert!(pool.take().is_none() && !pool.has_free());
        drop(first);
        pool.freed().await;
        assert_eq!(pool.take().unwrap().name(), "0");
    }
}
