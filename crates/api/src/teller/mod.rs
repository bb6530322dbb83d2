//! Tells people what they want to be told: messages from the store, by mail and to webhooks.
//!
//! One process leads. A message is kept until it was taken, so that one that dies in between tells it twice rather than not at all;
//! whoever gets a message knows it by the id of its event. Of each person and way the oldest message goes first, and the next
//! ones wait for it.

mod letters;
mod mailer;
mod webhook;

use std::time::Duration;

use axum::http::StatusCode;
use chrono::TimeDelta;
use futures::StreamExt as _;
use ml_job_domain::notice::pause_after;
use ml_job_domain::sentence;
use ml_job_store::{DueDelivery, Role, StoreError, Target};
use tokio::time::Instant;

use crate::ApiState;
use crate::access::Accounts;
use crate::duty::{Duty, rest};
pub(crate) use mailer::is_address;
pub use mailer::{Mailer, MailerError};
use webhook::WebhookError;
pub(crate) use webhook::url_problem;

/// How many messages are read at once.
const BATCH: u32 = 100;
/// How many messages are under way at once, to different people.
const AT_ONCE: usize = 8;
/// How long messages are shown that were taken or given up.
const KEPT: TimeDelta = TimeDelta::days(30);
/// How often older ones are forgotten.
const FORGET_INTERVAL: Duration = Duration::from_hours(1);
/// How much is kept of what went wrong.
const ERROR_MAX: usize = 300;

/// What came of a try.
pub(crate) enum Outcome {
    Delivered,
    /// It may work later.
    NotNow(String),
    /// It will never work.
    Never(String),
    /// Nothing will work there.
    SwitchOff(String),
}

/// Tells people until shutdown, while this process leads.
pub(crate) async fn run(state: ApiState) {
    let Some(accounts) = &state.accounts else { return };
    let mut duty = Duty::new(Role::Teller);
    let mut forgotten: Option<Instant> = None;
    while !state.shutdown.is_cancelled() {
        if let Err(error) = step(&state, accounts, &mut duty, &mut forgotten).await {
            let error = sentence(&error);
            tracing::warn!(error, "Messages to people: {error}; trying again");
        }
        rest(&state, state.config.dispatch_interval).await;
    }
}

async fn step(
    state: &ApiState,
    accounts: &Accounts,
    duty: &mut Duty,
    forgotten: &mut Option<Instant>,
) -> Result<(), StoreError> {
    if !duty.is_ours(state).await? {
        return Ok(());
    }
    if forgotten.is_none_or(|at| at.elapsed() >= FORGET_INTERVAL) {
        state.store.delete_ended_deliveries(state.clock.now() - KEPT).await?;
        *forgotten = Some(Instant::now());
    }
    tell_due(state, accounts).await.map(drop)
}

/// Tries all messages that are due, in order; how many tries there were.
///
/// # Errors
/// Where the store does not answer.
pub(crate) async fn tell_due(state: &ApiState, accounts: &Accounts) -> Result<usize, StoreError> {
    let mut tried = 0;
    while !state.shutdown.is_cancelled() {
        let due = state.store.due_deliveries(state.clock.now(), BATCH).await?;
        if due.is_empty() {
            break;
        }
        tried += due.len();
        let tries = due.into_iter().map(|delivery| async move { tell(state, accounts, &delivery).await });
        let results: Vec<_> = futures::stream::iter(tries).buffer_unordered(AT_ONCE).collect().await;
        results.into_iter().collect::<Result<(), StoreError>>()?;
    }
    Ok(tried)
}

/// Tries one message, and notes what came of it.
async fn tell(state: &ApiState, accounts: &Accounts, delivery: &DueDelivery) -> Result<(), StoreError> {
    let outcome = attempt(state, accounts, delivery).await;
    let (store, now, id) = (&state.store, state.clock.now(), delivery.event_id);
    let told = |what: &str, error: &str| {
        tracing::warn!(user.id = %delivery.user_id, event.id = %id, error, "Message {id} ({}) {what}: {error}", delivery.kind);
    };
    match outcome {
        Outcome::Delivered => store.mark_delivered(delivery, now).await,
        Outcome::NotNow(error) => {
            let error = shortened(&error);
            let is_webhook = matches!(delivery.target, Target::Webhook { .. });
            if let Some(pause) = pause_after(delivery.attempts + 1).and_then(|pause| TimeDelta::from_std(pause).ok()) {
                return store.mark_tried(delivery, &error, now + pause).await;
            }
            told("is given up", &error);
            store.mark_undeliverable(delivery, &error, now).await?;
            if is_webhook { store.switch_webhook_off(delivery.user_id, &error, now).await } else { Ok(()) }
        }
        Outcome::Never(error) => {
            let error = shortened(&error);
            told("cannot be delivered", &error);
            store.mark_undeliverable(delivery, &error, now).await
        }
        Outcome::SwitchOff(error) => {
            let error = shortened(&error);
            told("ends its webhook", &error);
            store.mark_undeliverable(delivery, &error, now).await?;
            store.switch_webhook_off(delivery.user_id, &error, now).await
        }
    }
}

/// Tries one message.
pub(crate) async fn attempt(state: &ApiState, accounts: &Accounts, delivery: &DueDelivery) -> Outcome {
    match &delivery.target {
        Target::Gone => Outcome::Never("There is no address any more.".to_owned()),
        Target::Mail(address) => {
            let Some(mailer) = &accounts.config.mailer else {
                return Outcome::Never("This instance sends no mail (SMTP_URL).".to_owned());
            };
            let letter = letters::letter(delivery.kind, &delivery.data, &delivery.name, mailer.page_url());
            match mailer.send(address, letter, delivery.event_id).await {
                Ok(()) => Outcome::Delivered,
                Err(error) if error.is_final() => Outcome::Never(sentence(&error)),
                Err(error) => Outcome::NotNow(sentence(&error)),
            }
        }
        Target::Webhook { url, secret } => {
            let page_url = accounts.config.public_url.as_deref();
            let sent = webhook::send(&accounts.outbound, delivery, (url, secret), page_url, state.clock.now()).await;
            match sent {
                Ok(()) => Outcome::Delivered,
                Err(WebhookError::Status(StatusCode::GONE)) => {
                    Outcome::SwitchOff("The answer was 410 Gone.".to_owned())
                }
                Err(error) => Outcome::NotNow(sentence(&error)),
            }
        }
    }
}

fn shortened(error: &str) -> String {
    error.chars().take(ERROR_MAX).collect()
}
