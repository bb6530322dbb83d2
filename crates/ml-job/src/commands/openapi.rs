//! `ml-job openapi`: the API's description, for `openapi/ml-job.json` and for clients.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Openapi {
    /// File to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Openapi {
    pub(crate) fn run(self) -> Result<()> {
        let mut document = ml_job_api::openapi().to_pretty_json().context("cannot write the document as JSON")?;
        document.push('\n');
        match self.output {
            Some(path) => std::fs::write(&path, document).with_context(|| format!("cannot write {}", path.display())),
            None => super::print(document.as_bytes()).context("cannot write to standard output"),
        }
    }
}
