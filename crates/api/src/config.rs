//! What an administrator can set.

use std::time::Duration;

use ml_job_domain::lifecycle::Rules;

use crate::{AccountsConfig, ReaderCommand};

/// The settings of the API and of the tasks beside it.
#[derive(Debug, Clone)]
pub struct ApiConfig {
    /// The origins beside its own from which pages may call; `*` for any.
    pub cors_origins: Vec<String>,
    /// Whether it listens on loopback alone, so that only this machine may be meant.
    pub loopback_only: bool,
    /// Names beside those of this machine under which an instance on loopback answers: that of a proxy in front of it.
    pub allowed_hosts: Vec<String>,
    /// Accounts; absent: whoever reaches the API may do everything.
    pub accounts: Option<AccountsConfig>,
    /// The largest file that may be uploaded, in bytes; absent: as large as the disk allows.
    pub max_upload_bytes: Option<u64>,
    /// The largest batch of labellings, in bytes. The default (64 MiB) holds 285,000. Other JSON bodies have at most 4 MiB.
    pub max_json_bytes: u64,
    /// How many bytes of JSON bodies all requests under way may hold together; more is answered 503.
    pub json_budget_bytes: usize,
    /// How many connections may be open. Beyond it the oldest one without a request under way is closed for a new one.
    pub max_connections: usize,
    /// How long a connection may take to send the head of a request, be it the first or the next.
    pub connection_idle: Duration,
    /// How long the body of a request may stall.
    pub body_idle: Duration,
    /// How long a claim lasts without a heartbeat.
    pub lease: Duration,
    /// How many times a job is tried before it is given up.
    pub max_attempts: u32,
    /// How often expired claims are looked for.
    pub sweep_interval: Duration,
    /// How often queued jobs are compared with the broker's queues.
    pub reconcile_interval: Duration,
    /// How long a published job may wait before an empty queue means that its message was lost.
    pub reconcile_after: Duration,
    /// How often the outbox is looked at when nothing wakes the dispatcher.
    pub dispatch_interval: Duration,
    /// How often it is asked whether those who listen to a job still may.
    pub admission_interval: Duration,
    /// How often the directories of the archive are looked through for what was added or removed.
    pub index_interval: Duration,
    /// The program that opens the files of strangers.
    pub reader: ReaderCommand,
    /// How long requests may go on after a shutdown was asked for.
    pub shutdown_grace: Duration,
}

impl Default for ApiConfig {
    fn default() -> Self {
        Self {
            cors_origins: Vec::new(),
            loopback_only: false,
            allowed_hosts: Vec::new(),
            accounts: None,
            max_upload_bytes: None,
            max_json_bytes: 64 * 1024 * 1024,
            json_budget_bytes: 128 * 1024 * 1024,
            max_connections: 10_000,
            connection_idle: Duration::from_mins(1),
            body_idle: Duration::from_secs(30),
            lease: Duration::from_secs(10),
            max_attempts: 3,
            sweep_interval: Duration::from_secs(1),
            reconcile_interval: Duration::from_secs(5),
            reconcile_after: Duration::from_secs(15),
            dispatch_interval: Duration::from_secs(1),
            admission_interval: Duration::from_secs(10),
            index_interval: Duration::from_mins(10),
            reader: ReaderCommand::default(),
            shutdown_grace: Duration::from_secs(10),
        }
    }
}

impl ApiConfig {
    /// The rules of a job's life.
    pub fn rules(&self) -> Rules {
        Rules { lease: self.lease, max_attempts: self.max_attempts, ..Rules::default() }
    }
}
