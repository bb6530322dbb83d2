//! A mail server that keeps what it is sent.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// A mail as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedMail {
    /// To whom.
    pub to: String,
    /// Headers and text, as they came.
    pub raw: String,
}

impl ReceivedMail {
    /// The text, with lines that the quoted-printable form has broken put together again.
    pub fn text(&self) -> String {
        let (_, body) = self.raw.split_once("\r\n\r\n").unwrap_or_default();
        body.replace("=\r\n", "").replace("=3D", "=").replace("\r\n", "\n")
    }

    /// What stands behind the `#` of the link in it.
    ///
    /// # Panics
    /// Where there is none.
    pub fn link_secret(&self) -> String {
        let text = self.text();
        let (_, rest) = text.split_once('#').expect("the mail has a link");
        rest.split_whitespace().next().expect("the link has a secret").to_owned()
    }
}

#[derive(Debug, Default)]
struct Mailbox {
    mails: Vec<ReceivedMail>,
    /// What is answered to the next recipients, before any is taken.
    refusals: Vec<String>,
}

/// An SMTP server on a port of this machine.
#[derive(Debug)]
pub struct MailServer {
    address: SocketAddr,
    kept: Arc<Mutex<Mailbox>>,
    task: AbortHandle,
}

impl MailServer {
    /// Begins to listen.
    ///
    /// # Panics
    /// When this machine gives no port to listen at.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("the listener has an address");
        let kept = Arc::<Mutex<Mailbox>>::default();
        let shared = Arc::clone(&kept);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&shared);
                tokio::spawn(async move { serve(stream, &shared).await });
            }
        });
        Self { address, kept, task: task.abort_handle() }
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The next mail is refused with this answer, such as `451 Try again`.
    pub fn refuse_once(&self, answer: &str) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).refusals.push(answer.to_owned());
    }

    /// What came so far.
    pub fn mails(&self) -> Vec<ReceivedMail> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).mails.clone()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Speaks as much of SMTP (RFC 5321) as a client needs.
async fn serve(stream: TcpStream, kept: &Mutex<Mailbox>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    let mut to = String::new();
    answer(&mut stream, "220 test").await?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "RCPT" => {
                let refusal = kept.lock().unwrap_or_else(PoisonError::into_inner).refusals.pop();
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                answer(&mut stream, refusal.as_deref().unwrap_or("250 OK")).await?;
            }
            "DATA" => {
                answer(&mut stream, "354 Go on").await?;
                let mut raw = String::new();
                loop {
                    let mut line = String::new();
                    stream.read_line(&mut line).await.ok()?;
                    if line == ".\r\n" {
                        break;
                    }
                    raw.push_str(line.strip_prefix('.').unwrap_or(&line));
                }
                let mail = ReceivedMail { to: to.clone(), raw };
                kept.lock().unwrap_or_else(PoisonError::into_inner).mails.push(mail);
                answer(&mut stream, "250 Taken").await?;
            }
            "QUIT" => {
                answer(&mut stream, "221 Bye").await?;
                return Some(());
            }
            _ => answer(&mut stream, "250 OK").await?,
        }
    }
}

async fn answer(stream: &mut BufReader<TcpStream>, text: &str) -> Option<()> {
    stream.write_all(format!("{text}\r\n").as_bytes()).await.ok()
}
