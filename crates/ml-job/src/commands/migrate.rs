//! `ml-job migrate`: bring the database up to date, or say what is missing.

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::platform;
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
        let database = if let Ok(database) = self.database.service() {
            database
        } else {
            let roots = self.data.prepare_roots()?;
            self.database.embedded(&self.data.prepare_data_dir()?, &roots.files)?
        };
        let store = platform::connect_store(&database, self.database.connect_timeout()).await?;
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
