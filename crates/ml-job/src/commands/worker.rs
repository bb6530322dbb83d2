//! `ml-job worker`: a worker service. It needs the broker, the API and the shared storage; nothing else.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Args;
use ml_job_domain::shown_url;

use super::health::Health;
use super::shutdown_on_signal;
use crate::platform;
use crate::settings::{BrokerSettings, DataSettings, ModuleSettings, WorkerSettings, WorkerTokenSettings};

/// How often the API is asked whether it is there.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

#[derive(Debug, Args)]
pub(crate) struct Worker {
    /// The API that jobs are claimed from
    #[arg(long, env = "API_URL", value_name = "URL", default_value = "http://ml-job-api:10000")]
    api_url: String,

    /// How long to wait for the API at start, in seconds
    #[arg(long, env = "API_CONNECTION_TIMEOUT", value_name = "SECONDS", default_value_t = 60)]
    api_connection_timeout: u64,

    #[command(flatten)]
    data: DataSettings,
    #[command(flatten)]
    broker: BrokerSettings,
    #[command(flatten)]
    settings: WorkerSettings,
    #[command(flatten)]
    token: WorkerTokenSettings,
    #[command(flatten)]
    modules: ModuleSettings,
}

impl Worker {
    pub(crate) async fn run(self) -> Result<()> {
        platform::hide_secrets();
        let shutdown = shutdown_on_signal()?;
        let broker_url = self.broker.service_url()?;
        let roots = self.data.prepare_roots()?;
        let mut config = platform::worker_config(&self.api_url, &roots, &self.settings, &self.modules)?;
        config.tokens = self.token.tokens();
        let queue = platform::open_broker(&broker_url, &self.broker).await?;
        tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            answered = self.wait_for_api() => answered?,
        }
        ml_job_worker::run(config, queue, shutdown).await.context("the worker stopped")
    }

    /// Waits until the API answers, so that a wrong address is told instead of waiting for ever.
    async fn wait_for_api(&self) -> Result<()> {
        let health = Health { url: self.api_url.clone() };
        let deadline = Instant::now() + Duration::from_secs(self.api_connection_timeout);
        while let Err(error) = health.ask().await {
            if Instant::now() >= deadline {
                return Err(error.context(format!("waited {} s for the API", self.api_connection_timeout)));
            }
            tracing::info!("Waiting for the API at {}", shown_url(&self.api_url));
            tokio::time::sleep(POLL_INTERVAL).await;
        }
        Ok(())
    }
}
