//! What an administrator can set.

use std::time::Duration;

use crate::ReaderCommand;

/// The settings of the API and of the tasks beside it.
#[derive(Debug, Clone)]
pub struct ApiConfig {
    /// The origins that browsers may call from; empty: any.
    pub cors_origins: Vec<String>,
    /// The largest file that may be uploaded, in bytes; absent: as large as the disk allows.
    pub max_upload_bytes: Option<u64>,
    /// The largest JSON body, in bytes. The default (64 MiB) holds a batch of 285,000 labellings.
    pub max_json_bytes: u64,
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
    /// How often an event stream looks for events that another replica stored.
    pub event_poll_interval: Duration,
    /// The program that opens the files of strangers.
    pub reader: ReaderCommand,
    /// How long requests may go on after a shutdown was asked for.
    pub shutdown_grace: Duration,
}

impl Default for ApiConfig {
    fn default() -> Self {
        Self {
            cors_origins: Vec::new(),
            max_upload_bytes: None,
            max_json_bytes: 64 * 1024 * 1024,
            lease: Duration::from_secs(10),
            max_attempts: 3,
            sweep_interval: Duration::from_secs(1),
            reconcile_interval: Duration::from_secs(5),
            reconcile_after: Duration::from_secs(15),
            dispatch_interval: Duration::from_secs(1),
            event_poll_interval: Duration::from_secs(1),
            reader: ReaderCommand::default(),
            shutdown_grace: Duration::from_secs(10),
        }
    }
}
