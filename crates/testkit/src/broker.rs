//! Queues of its own for each test, on a real broker.

use lapin::options::{ExchangeDeleteOptions, QueueDeleteOptions};
use lapin::{Connection, ConnectionProperties};
use ml_job_domain::JobType;
use ml_job_queue::AmqpConfig;
use uuid::Uuid;

use crate::block_on::block_on;

/// Where RabbitMQ is looked for unless `ML_JOB_TEST_BROKER_URL` says otherwise.
const DEFAULT_SERVER: &str = "amqp://guest:guest@127.0.0.1:5672/%2f";

/// A random prefix for queue names on the RabbitMQ server that `ML_JOB_TEST_BROKER_URL` names, else on this machine's.
///
/// Dropping this value deletes what the prefix had there: for the built-in job types, and those given to
/// [`with_types`](TestBroker::with_types).
#[derive(Debug)]
pub struct TestBroker {
    url: String,
    prefix: String,
    types: Vec<JobType>,
}

impl TestBroker {
    /// A prefix that nobody uses. Nothing is made on the server yet.
    #[expect(clippy::new_without_default, reason = "a default that differs each time would surprise")]
    pub fn new() -> Self {
        let url = std::env::var("ML_JOB_TEST_BROKER_URL").unwrap_or_else(|_| DEFAULT_SERVER.to_owned());
        let prefix = format!("ml-job-test-{}", Uuid::new_v4().simple());
        let types = [JobType::DATA_PREPROCESSING, JobType::ACTIVE_ML];
        Self { url, prefix, types: types.map(|name| name.parse().expect("a built-in type has a valid name")).into() }
    }

    /// Also deletes the queues of these types in the end.
    #[must_use]
    pub fn with_types(mut self, types: &[JobType]) -> Self {
        self.types.extend_from_slice(types);
        self
    }

    /// The server's URL (the setting `BROKER_URL`).
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The beginning of all names (the setting `JOB_QUEUE`).
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Deletes all that the prefix has on the server, with all messages.
    ///
    /// # Errors
    /// Where the server is away or refuses.
    pub async fn wipe(&self) -> lapin::Result<()> {
        let connection = Connection::connect(&self.url, ConnectionProperties::default()).await?;
        let channel = connection.create_channel().await?;
        let of_types = self.types.iter().map(ToString::to_string);
        for name in of_types.chain(["dead-letters".to_owned()]) {
            let queue = format!("{}.{name}", self.prefix);
            channel.queue_delete(queue.into(), QueueDeleteOptions::default()).await?;
        }
        for name in ["", ".dead-letters", ".control"] {
            let exchange = format!("{}{name}", self.prefix);
            channel.exchange_delete(exchange.into(), ExchangeDeleteOptions::default()).await?;
        }
        connection.close(200, "done".into()).await
    }

    /// What [`AmqpQueue::connect`](ml_job_queue::AmqpQueue::connect) needs.
    pub fn config(&self) -> AmqpConfig {
        AmqpConfig::new(&self.url, &self.prefix)
    }
}

impl Drop for TestBroker {
    fn drop(&mut self) {
        if let Err(error) = block_on(self.wipe()) {
            // A test that panics must not panic again here.
            eprintln!("the queues of {} are left over: {error}", self.prefix);
        }
    }
}
