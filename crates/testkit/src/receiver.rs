//! A server that keeps what it is sent, and answers as the test says.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// What was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedRequest {
    /// Method and path.
    pub target: String,
    /// The headers, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl ReceivedRequest {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Debug, Default)]
struct Script {
    requests: Vec<ReceivedRequest>,
    answers: VecDeque<String>,
}

/// An HTTP server on a port of this machine. It answers 200, or what the test has put in line.
#[derive(Debug)]
pub struct HttpReceiver {
    address: SocketAddr,
    script: Arc<Mutex<Script>>,
    task: AbortHandle,
}

impl HttpReceiver {
    /// Begins to listen.
    ///
    /// # Panics
    /// When this machine gives no port to listen at.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("the listener has an address");
        let script = Arc::<Mutex<Script>>::default();
        let kept = Arc::clone(&script);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let script = Arc::clone(&kept);
                tokio::spawn(async move { serve(stream, &script).await });
            }
        });
        Self { address, script, task: task.abort_handle() }
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The URL of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Answers one request so, after those that were put in line before.
    pub fn answer_with(&self, status: u16, headers: &[(&str, &str)], body: &str) {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        let answer =
            format!("HTTP/1.1 {status} Said\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}");
        lock(&self.script).answers.push_back(answer);
    }

    /// What was sent so far.
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        lock(&self.script).requests.clone()
    }
}

impl Drop for HttpReceiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock(script: &Mutex<Script>) -> MutexGuard<'_, Script> {
    script.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads one request, and answers it.
async fn serve(stream: TcpStream, script: &Mutex<Script>) {
    let mut stream = BufReader::new(stream);
    let Some(request) = read(&mut stream).await else { return };
    let answer = {
        let mut script = lock(script);
        script.requests.push(request);
        script.answers.pop_front()
    };
    let answer =
        answer.unwrap_or_else(|| "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned());
    // A sender that has gone needs no answer.
    let _ = stream.write_all(answer.as_bytes()).await;
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<ReceivedRequest> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        match line.trim_end() {
            "" if lines.is_empty() => return None,
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let (first, rest) = lines.split_first()?;
    let headers: Vec<(String, String)> = rest
        .iter()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length =
        headers.iter().find(|(name, _)| name == "content-length").map_or(Some(0), |(_, it)| it.parse().ok())?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    let target = first.rsplit_once(' ').map_or(first.as_str(), |(target, _)| target).to_owned();
    Some(ReceivedRequest { target, headers, body: String::from_utf8_lossy(&body).into_owned() })
}
