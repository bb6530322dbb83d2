//! A network that fails when told to.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

/// A TCP proxy before a server, whose connections can be cut, refused and frozen. Works in the runtime that made it.
#[derive(Debug)]
pub struct TestProxy {
    address: SocketAddr,
    weather: watch::Sender<Weather>,
    accepted: Arc<AtomicUsize>,
    task: AbortHandle,
}

/// What the network does. Connections of an older storm are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Weather {
    storm: u64,
    refuses: bool,
    frozen: bool,
}

impl TestProxy {
    /// Forwards connections to `target` (`host:port`).
    ///
    /// # Panics
    /// When this machine gives no port to listen at.
    pub async fn start(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("the listener has an address");
        let (weather, observer) = watch::channel(Weather { storm: 0, refuses: false, frozen: false });
        let accepted = Arc::new(AtomicUsize::new(0));
        let task = tokio::spawn(serve(listener, target.to_owned(), observer, Arc::clone(&accepted))).abort_handle();
        Self { address, weather, accepted, task }
    }

    /// Where to connect to instead of the target.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many connections were forwarded so far.
    pub fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }

    /// Cuts all connections. New ones are forwarded.
    pub fn cut(&self) {
        self.weather.send_modify(|weather| weather.storm += 1);
    }

    /// Cuts all connections and closes new ones as soon as they come, until [`restore`](Self::restore).
    pub fn take_down(&self) {
        self.weather.send_modify(|weather| {
            weather.storm += 1;
            weather.refuses = true;
        });
    }

    /// Keeps all connections open and forwards nothing, until [`restore`](Self::restore).
    pub fn freeze(&self) {
        self.weather.send_modify(|weather| weather.frozen = true);
    }

    /// Forwards again; what was held back by a freeze goes on.
    pub fn restore(&self) {
        self.weather.send_modify(|weather| {
            weather.refuses = false;
            weather.frozen = false;
        });
    }
}

impl Drop for TestProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, target: String, weather: watch::Receiver<Weather>, accepted: Arc<AtomicUsize>) {
    // Dropped, and all connections with it, when the proxy is.
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        if weather.borrow().refuses {
            continue;
        }
        let Ok(server) = TcpStream::connect(&target).await else { continue };
        accepted.fetch_add(1, Ordering::SeqCst);
        connections.spawn(forward(client, server, weather.clone()));
    }
}

/// Forwards both ways until one side closes or a storm cuts the connection.
async fn forward(client: TcpStream, server: TcpStream, mut weather: watch::Receiver<Weather>) {
    let born_in = weather.borrow().storm;
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::select! {
        () = pump(from_client, to_server, weather.clone()) => {}
        () = pump(from_server, to_client, weather.clone()) => {}
        _ = weather.wait_for(|weather| weather.storm > born_in) => {}
    }
}

async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut weather: watch::Receiver<Weather>) {
    let mut buffer = vec![0; 8192];
    while let Ok(count) = from.read(&mut buffer).await {
        let thawed = weather.wait_for(|weather| !weather.frozen).await.is_ok();
        if count == 0 || !thawed || to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A server that sends back what it gets, and a proxy before it.
    async fn echo() -> TestProxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let target = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut from, mut to) = stream.split();
                    let _ = tokio::io::copy(&mut from, &mut to).await;
                });
            }
        });
        TestProxy::start(&target).await
    }

    async fn says(stream: &mut TcpStream, text: &[u8; 2]) -> [u8; 2] {
        stream.write_all(text).await.unwrap();
        let mut answer = [0; 2];
        stream.read_exact(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn a_cut_ends_old_connections_and_lets_new_ones_in() {
        let proxy = echo().await;
        let mut old = TcpStream::connect(proxy.address()).await.unwrap();
        assert_eq!(says(&mut old, b"hi").await, *b"hi");
        proxy.cut();
        assert!(matches!(old.read(&mut [0; 2]).await, Ok(0) | Err(_)));
        let mut new = TcpStream::connect(proxy.address()).await.unwrap();
        assert_eq!(says(&mut new, b"yo").await, *b"yo");
        assert_eq!(proxy.accepted(), 2);
    }

    #[tokio::test]
    async fn what_is_down_answers_nobody_until_it_is_restored() {
        let proxy = echo().await;
        proxy.take_down();
        let mut refused = TcpStream::connect(proxy.address()).await.unwrap();
        assert!(matches!(refused.read(&mut [0; 2]).await, Ok(0) | Err(_)));
        proxy.restore();
        let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
        assert_eq!(says(&mut stream, b"hi").await, *b"hi");
    }

    #[tokio::test]
    async fn a_freeze_holds_back_what_is_sent() {
        let proxy = echo().await;
        let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
        assert_eq!(says(&mut stream, b"hi").await, *b"hi");
        proxy.freeze();
        stream.write_all(b"yo").await.unwrap();
        let mut answer = [0; 2];
        let heard = tokio::time::timeout(Duration::from_millis(50), stream.read_exact(&mut answer)).await;
        assert!(heard.is_err(), "a frozen network answers nothing");
        proxy.restore();
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(answer, *b"yo");
    }
}
