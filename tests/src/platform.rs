//! A whole platform, in the two ways that it is run.

use std::path::{Path, PathBuf};

use ml_job_testkit::{TestBroker, TestDatabase};
use tempfile::TempDir;

use crate::{Client, Process};

/// How the platform is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `ml-job up` with SQLite and the queue in memory.
    Embedded,
    /// `ml-job api` and `ml-job worker` on PostgreSQL and RabbitMQ.
    Distributed,
}

/// A running platform with directories of its own.
pub struct Platform {
    kind: Kind,
    // The processes before what they use: fields are dropped in this order, and a process that lives on would make its
    // queues anew.
    worker: Option<Process>,
    api: Process,
    services: Option<(TestDatabase, TestBroker)>,
    directory: TempDir,
    spectra: PathBuf,
    options: Vec<String>,
    starts: usize,
    client: Client,
}

impl Platform {
    /// Starts a platform over an archive; `options` go to the process that runs the jobs.
    pub async fn start(kind: Kind, spectra: &Path, options: &[&str]) -> Self {
        let directory = tempfile::Builder::new().prefix("ml-job-test-").tempdir().expect("a temporary directory");
        std::fs::create_dir_all(directory.path().join("files")).expect("a files directory");
        let options: Vec<String> = options.iter().map(ToString::to_string).collect();
        let services = match kind {
            Kind::Embedded => None,
            Kind::Distributed => Some((
                TestDatabase::postgres(),
                TestBroker::new()
                    .with_types(&["PATIENCE", "NEAREST_MEAN"].map(|name| name.parse().expect("a job type"))),
            )),
        };
        let spectra = spectra.to_path_buf();
        let api_arguments = api_arguments(kind, directory.path(), &spectra, &options, services.as_ref(), "127.0.0.1:0");
        let mut api = Process::start(directory.path(), "api", &api_arguments);
        let client = Client::new(&api.address(1).await);
        let mut platform = Self { kind, directory, spectra, options, services, api, worker: None, starts: 1, client };
        if kind == Kind::Distributed {
            platform.start_worker("worker");
        }
        platform.client.wait_until_ready().await;
        platform
    }

    /// A client of its API.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The files directory.
    pub fn files(&self) -> PathBuf {
        self.directory.path().join("files")
    }

    /// The process that serves the API (and, embedded, runs the jobs).
    pub fn api(&mut self) -> &mut Process {
        &mut self.api
    }

    /// The process that runs the jobs.
    pub fn worker(&mut self) -> &mut Process {
        self.worker.as_mut().unwrap_or(&mut self.api)
    }

    /// Starts a worker in place of the present one, which is killed where it still runs.
    pub fn start_worker(&mut self, name: &str) {
        let (_, broker) = self.services.as_ref().expect("only a distributed platform has workers apart");
        let mut arguments: Vec<String> = ["worker", "--api-url", self.client.base_url()].map(String::from).to_vec();
        arguments.extend(broker_arguments(broker));
        arguments.extend(directory_arguments(self.directory.path(), &self.spectra));
        arguments.extend(self.options.clone());
        self.worker = Some(Process::start(self.directory.path(), name, &arguments));
    }

    /// Starts the API process again on the same address, after it was killed or stopped.
    pub async fn restart_api(&mut self) {
        let address = self.client.base_url().trim_start_matches("http://").to_owned();
        let arguments = api_arguments(
            self.kind,
            self.directory.path(),
            &self.spectra,
            &self.options,
            self.services.as_ref(),
            &address,
        );
        self.api.kill();
        self.api = Process::start(self.directory.path(), "api", &arguments);
        self.starts += 1;
        self.api.address(self.starts).await;
        self.client.wait_until_ready().await;
    }
}

fn api_arguments(
    kind: Kind,
    directory: &Path,
    spectra: &Path,
    options: &[String],
    services: Option<&(TestDatabase, TestBroker)>,
    listen: &str,
) -> Vec<String> {
    let command = if kind == Kind::Embedded { "up" } else { "api" };
    let mut arguments: Vec<String> =
        [command, "--listen", listen, "--job-lease-seconds", "3"].map(String::from).to_vec();
    arguments.extend(directory_arguments(directory, spectra));
    match services {
        Some((database, broker)) => {
            arguments.extend(["--database-url".to_owned(), database.url().to_owned()]);
            arguments.extend(broker_arguments(broker));
        }
        None => arguments.extend(options.iter().cloned()),
    }
    arguments
}

fn directory_arguments(directory: &Path, spectra: &Path) -> Vec<String> {
    let path = |path: &Path| path.to_str().expect("temporary paths are UTF-8").to_owned();
    vec![
        "--data-dir".into(),
        path(&directory.join("data")),
        "--files-dir".into(),
        path(&directory.join("files")),
        "--spectra-dir".into(),
        path(spectra),
    ]
}

fn broker_arguments(broker: &TestBroker) -> Vec<String> {
    vec!["--broker-url".into(), broker.url().to_owned(), "--job-queue".into(), broker.prefix().to_owned()]
}
