//! `ml-job demo`: the main job on a sample archive, through the real REST API, and then a platform to look around in.

mod client;
mod learning;

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use ml_job_domain::{Job, JobType, Phase};
use ml_job_spectra::sample::{SampleConfig, generate};
use serde_json::json;

use self::client::Client;
use super::up::{Running, Up};
use super::{Bar, cores, say, shutdown_on_signal};
use crate::settings::Auth;

/// Where the sample archive lies below the spectra directory.
const ARCHIVE: &str = "SAMPLE";
/// The label of the demonstration's preprocessing job, by which a later start finds it.
const LABEL: &str = "Sample archive";

#[derive(Debug, Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    up: Up,

    /// How many spectra the sample archive holds, when it is made
    #[arg(long, value_name = "N", default_value_t = 3000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    count: u64,

    /// Stop when the job is done instead of serving on
    #[arg(long)]
    exit: bool,
}

impl Demo {
    pub(crate) async fn run(self) -> Result<()> {
        ensure!(
            self.up.access.auth(self.up.listen.address())? == Auth::Off,
            "the demonstration works without accounts, on this machine only: leave --listen and --auth as they are"
        );
        let shutdown = shutdown_on_signal()?;
        let running = self.up.start().await?;
        let stopped = shutdown.clone();
        let walked = tokio::select! {
            () = stopped.cancelled() => Ok(()),
            walked = self.walk(&running) => walked,
        };
        if self.exit || walked.is_err() {
            shutdown.cancel();
        }
        walked.and(running.until(shutdown).await)
    }

    async fn walk(&self, running: &Running) -> Result<()> {
        let client = Client::new(&running.url())?;
        if self.make_archive(&running.roots.spectra).await? {
            client.index_archive().await?;
        }
        let earlier = client.completed(LABEL, JobType::DATA_PREPROCESSING).await?.into_iter().next();
        let job = match earlier {
            Some(job) => job,
            None => preprocess(&client).await?,
        };
        let directory = running.roots.files.join(job.dir_path.trim_start_matches('/'));
        say(&format!("\nThe sample archive is preprocessed: {}", summary(&job)));
        say(&format!("  {}", directory.join("result.h5").display()));
        learning::run(&client, &job, &running.roots.spectra.join(ARCHIVE).join("truth.csv")).await?;
        let url = running.url();
        say(&format!("\nOpen\n  {url}/        the page\n  {url}/docs    the API, to try out\n"));
        if !self.exit {
            say("Serving until Ctrl-C.");
        }
        Ok(())
    }

    /// Makes the archive unless an earlier start has made it; says whether it did.
    async fn make_archive(&self, spectra: &Path) -> Result<bool> {
        let directory = spectra.join(ARCHIVE);
        if directory.join("truth.csv").is_file() {
            return Ok(false);
        }
        let config = SampleConfig { count: self.count, seed: 1, ..SampleConfig::default() };
        let bar = Bar::new("Making a sample archive");
        let mut making = bar.clone();
        // The folder gets its name when it is complete, so that an interrupted start does not leave half an archive.
        let unfinished = spectra.join(format!(".{ARCHIVE}.unfinished"));
        tokio::task::spawn_blocking(move || -> Result<()> {
            if unfinished.exists() {
                std::fs::remove_dir_all(&unfinished).context("cannot remove an unfinished sample archive")?;
            }
            generate(&unfinished, &config, cores(), &mut making).context("cannot make the sample archive")?;
            std::fs::rename(&unfinished, &directory).context("cannot rename the sample archive")
        })
        .await
        .context("making the sample archive crashed")??;
        bar.finish();
        Ok(true)
    }
}

/// Creates the job, runs it and watches it.
async fn preprocess(client: &Client) -> Result<Job> {
    let job = client
        .create(&json!({
            "type": JobType::DATA_PREPROCESSING,
            "label": LABEL,
            "description": "The region around the Hα line of every spectrum of the sample archive",
            "config": {
                "data_dir_path": ARCHIVE,
                "recursive": true,
                "wave_start_point": 6519.0,
                "wave_end_point": 6732.0,
                "wave_point_count": 140
            }
        }))
        .await?;
    watch(client, &job, "Preprocessing").await
}

/// Runs a job to its end under a progress bar.
async fn watch(client: &Client, job: &Job, what: &'static str) -> Result<Job> {
    let mut bar = Bar::new(what);
    let job = client.run_and_watch(job.job_id, &mut bar).await?;
    bar.clear();
    match (job.phase, &job.error) {
        (Phase::Completed, _) => Ok(job),
        (_, Some(error)) => bail!("the job {} failed: {}", job.label, error.message),
        (phase, None) => bail!("the job {} is {phase}", job.label),
    }
}

fn summary(job: &Job) -> String {
    let seconds = job.execution_duration.unwrap_or_default();
    let spectra = job.metrics.as_ref().and_then(|metrics| metrics.get("spectra")?.as_u64());
    match spectra {
        Some(spectra) => format!("{spectra} spectra in {seconds:.1} s"),
        None => format!("{seconds:.1} s"),
    }
}
