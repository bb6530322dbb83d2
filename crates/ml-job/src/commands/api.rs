//! `ml-job api`: the API service, for a deployment with PostgreSQL and RabbitMQ.

use anyhow::{Context, Result};
use clap::Args;

use super::shutdown_on_signal;
use crate::platform;
use crate::settings::{
    AccessSettings, ApiSettings, BrokerSettings, DataSettings, DatabaseSettings, ListenSettings, ModuleSettings,
};

#[derive(Debug, Args)]
pub(crate) struct Api {
    #[command(flatten)]
    listen: ListenSettings,
    #[command(flatten)]
    data: DataSettings,
    #[command(flatten)]
    database: DatabaseSettings,
    #[command(flatten)]
    broker: BrokerSettings,
    #[command(flatten)]
    settings: ApiSettings,
    #[command(flatten)]
    access: AccessSettings,
    #[command(flatten)]
    modules: ModuleSettings,
}

impl Api {
    pub(crate) async fn run(self) -> Result<()> {
        platform::hide_secrets();
        let shutdown = shutdown_on_signal()?;
        self.access.auth(self.listen.address())?;
        let (database, broker_url) = (self.database.service()?, self.broker.service_url()?);
        let roots = self.data.prepare_roots()?;
        let listener = platform::listen(self.listen.address()).await?;
        let address = listener.local_addr().context("cannot read the address that was taken")?;
        let accounts = self.access.accounts(address, false, &roots)?;
        let store = platform::open_store(&database, self.database.connect_timeout()).await?;
        let queue = platform::open_broker(&broker_url, &self.broker).await?;
        let kinds = platform::catalogue(&self.modules)?;
        kinds.log_errors();
        if accounts.is_some() {
            platform::tell_first_link(&store, &self.access.shown_url(&format!("http://{address}"))).await?;
        }
        let dependencies = platform::api_dependencies(store, queue, &roots, &self.settings, address, kinds, accounts)?;
        tracing::info!(address = %address, "Serving on http://{address}, documentation at http://{address}/docs");
        ml_job_api::serve(listener, dependencies, shutdown).await.context("the API stopped")
    }
}
