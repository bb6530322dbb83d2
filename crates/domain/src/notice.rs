//! What people are told of when they do not look: kinds of messages, the ways they go, and what became of them.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Backoff;
use crate::named::named;

/// What a person may choose to be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// A job that the person ran, or one of a campaign that the person keeps, has ended.
    JobEnded,
    /// Spectra of such a job, or of one that goes on from labels of the person, wait for labels.
    LabelsWaiting,
    /// People disagree about a spectrum of such a job.
    Disagreement,
}

named!(
    NoticeKind,
    "kind of notice",
    JobEnded = "job_ended",
    LabelsWaiting = "labels_waiting",
    Disagreement = "disagreement"
);

/// What a message is about: something that its person chose to be told of, or something of the account itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// See [`NoticeKind::JobEnded`].
    JobEnded,
    /// See [`NoticeKind::LabelsWaiting`].
    LabelsWaiting,
    /// See [`NoticeKind::Disagreement`].
    Disagreement,
    /// Its person wanted to see whether messages arrive.
    Test,
    /// A link with which its person chooses a password.
    PasswordLink,
    /// A link that shows that an address is its person's.
    AddressLink,
    /// The password was changed.
    PasswordChanged,
    /// There is a new token.
    TokenCreated,
    /// Somebody signed in with a browser that was not seen before.
    NewBrowser,
    /// Messages go to another address from now on, or to none.
    AddressChanged,
    /// The webhook was switched off, because nothing arrived there.
    WebhookSwitchedOff,
}

named!(
    MessageKind,
    "kind of message",
    JobEnded = "job_ended",
    LabelsWaiting = "labels_waiting",
    Disagreement = "disagreement",
    Test = "test",
    PasswordLink = "password_link",
    AddressLink = "address_link",
    PasswordChanged = "password_changed",
    TokenCreated = "token_created",
    NewBrowser = "new_browser",
    AddressChanged = "address_changed",
    WebhookSwitchedOff = "webhook_switched_off"
);

impl From<NoticeKind> for MessageKind {
    fn from(kind: NoticeKind) -> Self {
        match kind {
            NoticeKind::JobEnded => Self::JobEnded,
            NoticeKind::LabelsWaiting => Self::LabelsWaiting,
            NoticeKind::Disagreement => Self::Disagreement,
        }
    }
}

impl MessageKind {
    /// Whether the message holds a secret, which is forgotten once it is delivered.
    pub const fn is_secret(self) -> bool {
        matches!(self, Self::PasswordLink | Self::AddressLink)
    }
}

/// How a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By e-mail.
    Mail,
    /// To the person's webhook.
    Webhook,
}

named!(Channel, "channel", Mail = "mail", Webhook = "webhook");

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It is tried, again and again if need be.
    Waiting,
    /// It was taken.
    Delivered,
    /// It was given up.
    Failed,
}

named!(DeliveryState, "state of a delivery", Waiting = "waiting", Delivered = "delivered", Failed = "failed");

/// A message to a person, and what became of it.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Delivery {
    /// The id of what happened, as in the header `webhook-id`: the same at every try, and for everybody who is told.
    pub event_id: Uuid,
    /// How it goes.
    pub channel: Channel,
    /// What it is about.
    pub kind: MessageKind,
    /// Since when it is to be told.
    pub created_at: DateTime<Utc>,
    /// What became of it.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// Not before this time it is tried again; only while it waits.
    pub next_at: Option<DateTime<Utc>>,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When it was taken or given up.
    pub ended_at: Option<DateTime<Utc>>,
}

/// Where a person's webhook is, and what for.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Webhook {
    /// Where messages are sent to.
    #[cfg_attr(feature = "openapi", schema(max_length = 2000, example = "https://hooks.example.org/spectra"))]
    pub url: String,
    /// What is told there.
    pub kinds: BTreeSet<NoticeKind>,
    /// Since when it is switched off, because nothing arrived there.
    pub off_at: Option<DateTime<Utc>>,
    /// The last thing that went wrong before it was switched off.
    pub off_because: Option<String>,
}

/// What a person wants to be told of, and how.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotificationSettings {
    /// What is told by e-mail, where the person has shown an address.
    pub mail: BTreeSet<NoticeKind>,
    /// The webhook, where there is one.
    pub webhook: Option<Webhook>,
}

/// How often a message is tried before it is given up: within about eight hours.
pub const TRIES: u32 = 16;
/// The pauses between the tries.
const PAUSES: Backoff = Backoff::new(Duration::from_secs(10), Duration::from_hours(1));

/// How long to wait after a message was tried `attempts` times in vain; nothing: it is given up.
pub fn pause_after(attempts: u32) -> Option<Duration> {
    (attempts < TRIES).then(|| PAUSES.after(attempts.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_tried_for_about_eight_hours_and_then_given_up() {
        assert_eq!(pause_after(1), Some(Duration::from_secs(10)));
        assert_eq!(pause_after(2), Some(Duration::from_secs(20)));
        assert_eq!(pause_after(TRIES - 1), Some(Duration::from_hours(1)));
        assert_eq!(pause_after(TRIES), None);
        let all: Duration = (1..TRIES).filter_map(pause_after).sum();
        assert!(all > Duration::from_hours(7) && all < Duration::from_hours(9), "{all:?}");
    }

    #[test]
    fn serde_uses_the_same_names() {
        for kind in MessageKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        for kind in NoticeKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), MessageKind::from(kind).as_str());
        }
        for state in DeliveryState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
        for channel in Channel::ALL {
            assert_eq!(serde_json::to_value(channel).unwrap(), channel.as_str());
        }
    }
}
