//! What an administrator can set about accounts.

use std::net::IpAddr;
use std::time::Duration;

use ipnet::IpNet;
use ml_job_accounts::WorkerTokens;

use super::ProviderConfig;
use crate::teller::Mailer;

/// The settings of an instance with accounts.
#[derive(Debug, Clone)]
pub struct AccountsConfig {
    /// What workers show.
    pub worker_tokens: WorkerTokens,
    /// Under which URL people reach the instance; with `https` cookies are for encrypted connections only.
    pub public_url: Option<String>,
    /// The proxies whose word about the client's address is taken.
    pub trusted_proxies: Vec<IpAddr>,
    /// After this time without a request a session ends.
    pub session_idle: Duration,
    /// After this time a session ends anyway.
    pub session_most: Duration,
    /// How long a short-lived token works.
    pub token_life: Duration,
    /// Who else lets people in; absent: nobody.
    pub provider: Option<ProviderConfig>,
    /// What sends mail; absent: none is sent.
    pub mailer: Option<Mailer>,
    /// Networks that webhooks may lead to although they are not public.
    pub webhook_networks: Vec<IpNet>,
}

impl AccountsConfig {
    /// The defaults.
    pub fn new(worker_tokens: WorkerTokens) -> Self {
        Self {
            worker_tokens,
            public_url: None,
            trusted_proxies: Vec::new(),
            session_idle: Duration::from_mins(30),
            session_most: Duration::from_hours(12),
            token_life: Duration::from_hours(1),
            provider: None,
            mailer: None,
            webhook_networks: Vec::new(),
        }
    }

    /// Whether people come by encrypted connections only.
    pub(crate) fn is_secure(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}
