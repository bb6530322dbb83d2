//! `ml-job health`: for health checks of containers, which have no curl.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Health {
    /// The API to ask
    #[arg(long, env = "API_URL", value_name = "URL", default_value = "http://127.0.0.1:10000")]
    pub(super) url: String,
}

impl Health {
    pub(crate) async fn run(self) -> Result<()> {
        self.ask().await
    }

    /// Asks once.
    pub(super) async fn ask(&self) -> Result<()> {
        let client = reqwest::Client::builder().timeout(Duration::from_secs(5)).build().context("no HTTP client")?;
        let url = format!("{}/readyz", self.url.trim_end_matches('/'));
        let response = client.get(&url).send().await.with_context(|| format!("no answer from {url}"))?;
        let status = response.status();
        if !status.is_success() {
            bail!("{url} answers {status}: {}", response.text().await.unwrap_or_default());
        }
        Ok(())
    }
}
