//! The tables `deliveries`, `notification_settings`, `job_watchers` and `campaign_watchers`: what people are told of.
//!
//! A message is added in the transaction of what happened ([`tell`]), and stays until it was taken or given up
//! ([`deliveries`]): a process that dies in between tells it twice rather than not at all.

mod deliveries;
mod settings;
pub(crate) mod tell;
mod watchers;

pub use deliveries::{DueDelivery, Target};
pub use settings::NewWebhook;
pub use tell::{Disagreement, MailedLink};
