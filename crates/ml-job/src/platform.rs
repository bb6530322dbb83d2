//! The parts, made from the settings and started: shared by `up`, `demo`, `api` and `worker`.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use ml_job_api::files::FilesRoot;
use ml_job_api::{AccountsConfig, ApiConfig, ApiDependencies, first_link};
use ml_job_domain::{Clock as _, SystemClock, shown_url};
use ml_job_kinds::Catalogue;
use ml_job_queue::{AmqpConfig, AmqpQueue, Queue};
use ml_job_spectra::Archive;
use ml_job_store::{ConnectOptions, Store};
use ml_job_worker::WorkerConfig;
use rustix::process::{DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit};
use tokio::net::TcpListener;

use crate::commands::warn;
use crate::settings::{ApiSettings, BrokerSettings, Database, ModuleSettings, Roots, WorkerSettings};

/// Opens the database and brings it up to date.
pub(crate) async fn open_store(database: &Database, connect_timeout: Duration) -> Result<Store> {
    let store = connect_store(database, connect_timeout).await?;
    store.migrate().await.context("cannot migrate the database")?;
    Ok(store)
}

/// Opens the database as it is.
pub(crate) async fn connect_store(database: &Database, connect_timeout: Duration) -> Result<Store> {
    let options = ConnectOptions { connect_timeout, ..ConnectOptions::default() };
    match database {
        Database::Url(url) => Store::connect(url, &options).await,
        Database::File(path) => Store::open_file(path, &options).await,
    }
    .context("cannot open the database")
}

/// Connects to RabbitMQ, waiting for it to come up.
pub(crate) async fn open_broker(url: &str, settings: &BrokerSettings) -> Result<Arc<dyn Queue>> {
    let config =
        AmqpConfig { connect_timeout: settings.connect_timeout(), ..AmqpConfig::new(url, settings.job_queue.as_str()) };
    Ok(Arc::new(AmqpQueue::connect(&config).await.context("cannot connect to the broker")?))
}

/// Takes the port, or says who might have it.
pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            anyhow!("{address} is in use, perhaps by another ml-job: choose another address with --listen")
        }
        _ => anyhow!(error).context(format!("cannot listen on {address}")),
    })
}

/// The job types that there are.
pub(crate) fn catalogue(modules: &ModuleSettings) -> Result<Catalogue> {
    Catalogue::load(modules.dir()).context("--modules-dir (MODULES_DIR)")
}

/// What the API needs.
pub(crate) fn api_dependencies(
    store: Store,
    queue: Arc<dyn Queue>,
    roots: &Roots,
    settings: &ApiSettings,
    address: SocketAddr,
    kinds: Catalogue,
    accounts: Option<AccountsConfig>,
) -> Result<ApiDependencies> {
    Ok(ApiDependencies {
        store,
        queue,
        files: FilesRoot::open(&roots.files).context("cannot open the files directory")?,
        archive: Archive::open(&roots.spectra).into(),
        clock: Arc::new(SystemClock),
        config: ApiConfig {
            cors_origins: settings.cors_origins.clone(),
            loopback_only: address.ip().to_canonical().is_loopback(),
            allowed_hosts: settings.allowed_hosts.clone(),
            accounts,
            max_upload_bytes: settings.max_upload_bytes,
            lease: Duration::from_secs(settings.job_lease_seconds),
            max_attempts: settings.job_max_attempts,
            max_connections: most_connections(),
            index_interval: Duration::from_mins(settings.spectra_index_minutes),
            ..ApiConfig::default()
        },
        kinds: Arc::new(kinds),
        ui: Some(crate::ui::router()),
    })
}

/// Keeps other processes of this user, those of jobs above all, from reading this one's memory and environment, where passwords
/// are. It leaves no core dump either.
pub(crate) fn hide_secrets() {
    if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
        tracing::warn!(%error, "The environment of this process cannot be hidden from jobs: {error}");
    }
}

/// Says how the first administrator is made, while there is no account.
pub(crate) async fn tell_first_link(store: &Store, url: &str) -> Result<()> {
    let link = first_link(store, SystemClock.now()).await.map_err(|error| anyhow!(error));
    if let Some(path) = link.context("cannot make the link for the first administrator")? {
        // Not to the log, which others may read.
        warn(&format!("\nThere is no account yet. Make the administrator's, once, within a day, at\n  {url}{path}\n"));
    }
    Ok(())
}

/// As many as the default, or as half of the descriptors that this process may have: files and the database need some too.
/// The soft limit is usually far below the hard one, for programs that cannot count beyond 1024; it is raised.
fn most_connections() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, ..limit };
    let allowed = if setrlimit(Resource::Nofile, raised).is_ok() { limit.maximum } else { limit.current };
    let half = allowed.and_then(|most| usize::try_from(most / 2).ok()).unwrap_or(usize::MAX);
    half.min(ApiConfig::default().max_connections)
}

/// What the worker needs.
pub(crate) fn worker_config(
    api_url: &str,
    roots: &Roots,
    settings: &WorkerSettings,
    modules: &ModuleSettings,
) -> Result<WorkerConfig> {
    let types = settings.types.iter().map(|name| name.parse()).collect::<Result<Vec<_>, _>>();
    let types = types.context("--types (WORKER_TYPES)")?;
    let url = api_url.parse().with_context(|| format!("`{}` is no URL of an API (API_URL)", shown_url(api_url)))?;
    let mut config = WorkerConfig::new(url, &roots.files, &roots.spectra);
    config.concurrency = usize::try_from(settings.concurrency).unwrap_or(usize::MAX);
    config.modules_dir = modules.dir().map(Path::to_owned);
    config.threads_per_job = settings.threads.and_then(|threads| usize::try_from(threads).ok());
    config.types = (!types.is_empty()).then_some(types);
    config.shutdown_grace = Duration::from_secs(settings.shutdown_grace);
    Ok(config)
}

/// Keeps a second process from serving the same data directory. Held as long as the value lives.
pub(crate) fn lock_data_dir(data_dir: &Path) -> Result<std::fs::File> {
    let path = data_dir.join("ml-job.lock");
    let file = std::fs::File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    file.try_lock().map_err(|error| match error {
        std::fs::TryLockError::WouldBlock => {
            anyhow!("another ml-job is using {}: stop it, or choose another --data-dir", data_dir.display())
        }
        std::fs::TryLockError::Error(error) => anyhow!(error).context(format!("cannot lock {}", path.display())),
    })?;
    Ok(file)
}
