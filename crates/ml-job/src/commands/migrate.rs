//! `ml-job migrate`: bring the database up to date, or say what is missing.

use anyhow::{Context, Result, bail};
use clap::Args;
use ml_job_store::{ConnectOptions, Store};

use crate::settings::{DataSettings, DatabaseSettings};

#[derive(Debug, Args)]
pub(crate) struct Migrate {
    #[command(flatten)]
    data: DataSettings,
    #[command(flatten)]
    database: DatabaseSettings,

    /// Change nothing; fail when a migration is missing
    #[arg(long)]
    check: bool,
}

impl Migrate {
    pub(crate) async fn run(self) -> Result<()> {
        let url = if let Ok(url) = self.database.service_url() {
            url
        } else {
            let roots = self.data.prepare_roots()?;
            self.database.embedded_url(&self.data.prepare_data_dir()?, &roots.files)?
        };
        let options = ConnectOptions { connect_timeout: self.database.connect_timeout(), ..ConnectOptions::default() };
        let store = Store::connect(&url, &options).await.context("cannot open the database")?;
        let pending = store.pending_migrations().await.context("cannot read the state of the migrations")?;
        if self.check && !pending.is_empty() {
            bail!("{} migrations are missing: {}", pending.len(), pending.join(", "));
        }
        if !self.check {
            store.migrate().await.context("cannot migrate the database")?;
        }
        tracing::info!(migrations.applied = if self.check { 0 } else { pending.len() }, "The database is up to date");
        Ok(())
    }
}
