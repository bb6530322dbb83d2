//! Mail, by SMTP.

use std::time::Duration;

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use uuid::Uuid;

use super::letters::Letter;

/// How long a server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// Why no mail can be sent with these settings.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    /// The URL names no server.
    #[error("it is no URL of a mail server, such as smtps://user:password@mail.example.org")]
    Url(#[source] lettre::transport::smtp::Error),
    /// The sender has no address.
    #[error("`{0}` is no address of a sender, such as ML Job Manager <spectra@example.org>")]
    Sender(String, #[source] lettre::address::AddressError),
}

/// Why a mail was not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum MailError {
    #[error("`{0}` is no address")]
    Address(String),
    #[error("the mail cannot be written")]
    Letter(#[source] lettre::error::Error),
    #[error("the mail server does not take it")]
    Server(#[source] lettre::transport::smtp::Error),
}

impl MailError {
    /// Whether another try would end the same way.
    pub(super) fn is_final(&self) -> bool {
        match self {
            Self::Address(_) | Self::Letter(_) => true,
            Self::Server(error) => error.is_permanent(),
        }
    }
}

/// Sends mail.
#[derive(Debug, Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    page_url: String,
}

impl Mailer {
    /// Through the server that `url` names (`smtps://…`, or `smtp://…?tls=required`), in the name of `from`; links in the mails lead to
    /// the page at `page_url`.
    ///
    /// # Errors
    /// [`MailerError`] where a setting is wrong.
    pub fn new(url: &str, from: &str, page_url: &str) -> Result<Self, MailerError> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(MailerError::Url)?;
        let from = from.parse().map_err(|source| MailerError::Sender(from.to_owned(), source))?;
        let transport = builder.timeout(Some(PATIENCE)).build();
        Ok(Self { transport, from, page_url: page_url.trim_end_matches('/').to_owned() })
    }

    /// Where links lead.
    pub(super) fn page_url(&self) -> &str {
        &self.page_url
    }

    /// Sends a letter. The same event has the same id at every try, so that the reader's program can drop a second one.
    pub(super) async fn send(&self, to: &str, letter: Letter, event_id: Uuid) -> Result<(), MailError> {
        let address: Address = to.parse().map_err(|_| MailError::Address(to.to_owned()))?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(letter.subject)
            .message_id(Some(format!("<{event_id}@{}>", self.from.email.domain())))
            // No program answers it (RFC 3834).
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text)
            .map_err(MailError::Letter)?;
        self.transport.send(message).await.map(drop).map_err(MailError::Server)
    }
}

/// Whether a text is an address to which mail can be sent.
pub(crate) fn is_address(text: &str) -> bool {
    text.len() <= 254 && text.parse::<Address>().is_ok()
}
