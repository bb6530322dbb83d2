//! `ml-job up`: the whole platform in one process.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use ml_job_queue::{MemoryQueue, Queue};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::shutdown_on_signal;
use crate::platform;
use crate::settings::{
    AccessSettings, ApiSettings, BrokerSettings, DataSettings, DatabaseSettings, ListenSettings, ModuleSettings, Roots,
    WorkerSettings,
};

#[derive(Debug, Args)]
pub(crate) struct Up {
    #[command(flatten)]
    pub(crate) listen: ListenSettings,
    #[command(flatten)]
    pub(crate) data: DataSettings,
    #[command(flatten)]
    pub(crate) database: DatabaseSettings,
    #[command(flatten)]
    pub(crate) broker: BrokerSettings,
    #[command(flatten)]
    pub(crate) api: ApiSettings,
    #[command(flatten)]
    pub(crate) access: AccessSettings,
    #[command(flatten)]
    pub(crate) worker: WorkerSettings,
    #[command(flatten)]
    pub(crate) modules: ModuleSettings,
}

/// The platform, running.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) roots: Roots,
    api: JoinHandle<Result<()>>,
    worker: JoinHandle<Result<()>>,
    stop_api: CancellationToken,
    stop_worker: CancellationToken,
    _data_dir_lock: std::fs::File,
}

impl Up {
    pub(crate) async fn run(self) -> Result<()> {
        let shutdown = shutdown_on_signal()?;
        let running = self.start().await?;
        running.until(shutdown).await
    }

    /// Starts everything; returns when the API answers.
    pub(crate) async fn start(&self) -> Result<Running> {
        platform::hide_secrets();
        self.access.auth(self.listen.address())?;
        let data_dir = self.data.prepare_data_dir()?;
        let lock = platform::lock_data_dir(&data_dir)?;
        let roots = self.data.prepare_roots()?;
        let listener = platform::listen(self.listen.address()).await?;
        let address = listener.local_addr().context("cannot read the address that was taken")?;

        let accounts = self.access.accounts(address, true, &roots)?;
        let database = self.database.embedded(&data_dir, &roots.files)?;
        let store = platform::open_store(&database, self.database.connect_timeout()).await?;
        let queue: Arc<dyn Queue> = match &self.broker.broker_url {
            Some(url) => platform::open_broker(url, &self.broker).await?,
            None => Arc::new(MemoryQueue::new()),
        };

        let kinds = platform::catalogue(&self.modules)?;
        let url = format!("http://{}", reachable(address));
        if accounts.is_some() {
            platform::tell_first_link(&store, &self.access.shown_url(&url)).await?;
        }
        let tokens = accounts.as_ref().map(|accounts| accounts.worker_tokens.clone());
        let dependencies =
            platform::api_dependencies(store, queue.clone(), &roots, &self.api, address, kinds, accounts)?;
        let stop_api = CancellationToken::new();
        let api = tokio::spawn({
            let stop = stop_api.clone();
            async move { ml_job_api::serve(listener, dependencies, stop).await.context("the API stopped") }
        });

        let mut config = platform::worker_config(&url, &roots, &self.worker, &self.modules)?;
        config.tokens = tokens;
        // One person's machine mostly runs one job at a time, which should not leave cores idle.
        config.threads_per_job = config.threads_per_job.or(Some(super::cores()));
        let stop_worker = CancellationToken::new();
        let worker = tokio::spawn({
            let stop = stop_worker.clone();
            async move { ml_job_worker::run(config, queue, stop).await.context("the worker stopped") }
        });
        tracing::info!(address = %address, data = %data_dir.display(), "Serving on {url}, documentation at {url}/docs");
        Ok(Running { address, roots, api, worker, stop_api, stop_worker, _data_dir_lock: lock })
    }
}

impl Running {
    /// The URL of the API for clients on this machine.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", reachable(self.address))
    }

    /// Serves until `shutdown`, or until a part fails; then stops the worker first, so that it can hand its jobs back.
    pub(crate) async fn until(mut self, shutdown: CancellationToken) -> Result<()> {
        let mut outcome = Ok(());
        tokio::select! {
            () = shutdown.cancelled() => {}
            ended = &mut self.api => outcome = ended.context("the API crashed").flatten(),
            ended = &mut self.worker => outcome = ended.context("the worker crashed").flatten(),
        }
        self.stop_worker.cancel();
        if !self.worker.is_finished() {
            outcome = outcome.and((&mut self.worker).await.context("the worker crashed").flatten());
        }
        self.stop_api.cancel();
        if !self.api.is_finished() {
            outcome = outcome.and((&mut self.api).await.context("the API crashed").flatten());
        }
        outcome
    }
}

/// The address to call: a wildcard address is answered on loopback as well.
fn reachable(address: SocketAddr) -> SocketAddr {
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => (Ipv4Addr::LOCALHOST, address.port()).into(),
        IpAddr::V6(ip) if ip.is_unspecified() => (Ipv6Addr::LOCALHOST, address.port()).into(),
        _ => address,
    }
}
