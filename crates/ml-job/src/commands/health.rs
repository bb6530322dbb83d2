//! `ml-job health`: for health checks of containers, which have no curl.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use ml_job_domain::shown_url;
use ml_job_worker::http_client;

#[derive(Debug, Args)]
pub(crate) struct Health {
    /// The API to ask
    #[arg(long, env = "API_URL", value_name = "URL", default_value = "http://127.0.0.1:10000")]
    pub(super) url: String,
}

impl Health {
    /// Asks once.
    pub(crate) async fn ask(&self) -> Result<()> {
        let url = format!("{}/readyz", self.url.trim_end_matches('/'));
        let shown = shown_url(&url);
        let url = url.parse().with_context(|| format!("`{shown}` is no URL of an API (API_URL)"))?;
        let client = http_client(&url).timeout(Duration::from_secs(5)).build().context("no HTTP client")?;
        let response = client.get(url).send().await.with_context(|| format!("no answer from {shown}"))?;
        let status = response.status();
        if !status.is_success() {
            bail!("{shown} answers {status}: {}", response.text().await.unwrap_or_default());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_error_shows_a_password() {
        for url in ["http://u:SECRET@127.0.0.1:1", "http://u:SECRET@[127"] {
            let error = Health { url: url.into() }.ask().await.unwrap_err();
            let shown = format!("{error:?}");
            assert!(shown.contains("http://…@") && !shown.contains("SECRET"), "{shown}");
        }
    }
}
