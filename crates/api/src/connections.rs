//! The connections of the server: bounded in their number, and in the time for which they may be quiet.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::serve::Listener;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use crate::ApiConfig;
use crate::access::Peer;

/// The connections that are open, oldest first.
struct Connections {
    open: Mutex<BTreeMap<u64, Arc<Connection>>>,
    most: usize,
    /// A connection has ended, or has no request under way any more.
    changed: Notify,
}

#[derive(Default)]
struct Connection {
    requests: AtomicUsize,
    closing: CancellationToken,
}

/// A request that is under way on a connection, until its answer is sent.
struct UnderWay {
    connection: Arc<Connection>,
    all: Arc<Connections>,
}

impl Connections {
    /// Adds a connection. Where there are too many already, the oldest one without a request under way is closed for it; where
    /// all have one, this one waits.
    async fn admit(&self, number: u64) -> Arc<Connection> {
        loop {
            let changed = self.changed.notified();
            if let Some(admitted) = self.try_admit(number) {
                return admitted;
            }
            changed.await;
        }
    }

    fn try_admit(&self, number: u64) -> Option<Arc<Connection>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= self.most {
            let quiet =
                open.values().find(|it| it.requests.load(Ordering::Acquire) == 0 && !it.closing.is_cancelled())?;
            quiet.closing.cancel();
            return None;
        }
        let admitted = Arc::new(Connection::default());
        open.insert(number, Arc::clone(&admitted));
        Some(admitted)
    }

    fn remove(&self, number: u64) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&number);
        self.changed.notify_one();
    }
}

impl UnderWay {
    fn new(connection: &Arc<Connection>, all: &Arc<Connections>) -> Self {
        connection.requests.fetch_add(1, Ordering::AcqRel);
        Self { connection: Arc::clone(connection), all: Arc::clone(all) }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.connection.requests.fetch_sub(1, Ordering::AcqRel);
        self.all.changed.notify_one();
    }
}

/// Serves connections until `shutdown`, and then the requests that are under way.
pub(crate) async fn serve(listener: TcpListener, router: Router, config: &ApiConfig, shutdown: &CancellationToken) {
    let most = config.max_connections.max(1);
    let all = Arc::new(Connections { open: Mutex::default(), most, changed: Notify::new() });
    let ending = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(config.connection_idle);
    let accept = async {
        let mut listener = listener;
        for number in 0_u64.. {
            // Trouble with a connection, or with too few descriptors, is waited out by the listener.
            let (stream, peer) = Listener::accept(&mut listener).await;
            // Answers are small; waiting to fill a packet would cost 40 ms.
            let _ = stream.set_nodelay(true);
            let connection = all.admit(number).await;
            let service = service_fn({
                let (router, all, connection) = (router.clone(), Arc::clone(&all), Arc::clone(&connection));
                move |mut request: Request<Incoming>| {
                    request.extensions_mut().insert(Peer(peer));
                    answer(router.clone(), request, UnderWay::new(&connection, &all))
                }
            });
            let served = ending.watch(http.serve_connection(TokioIo::new(stream), service));
            let all = Arc::clone(&all);
            tokio::spawn(async move {
                tokio::select! {
                    _ = served => {}
                    () = connection.closing.cancelled() => {}
                }
                all.remove(number);
            });
        }
    };
    tokio::select! {
        () = shutdown.cancelled() => {}
        () = accept => {}
    }
    ending.shutdown().await;
}

async fn answer(router: Router, request: Request<Incoming>, under_way: UnderWay) -> Result<Response<Body>, Infallible> {
    let response = router.oneshot(request.map(Body::new)).await?;
    // The request is under way as long as its body is.
    Ok(response.map(|body| {
        Body::new(body.map_err(move |error| {
            let _ = &under_way;
            error
        }))
    }))
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::time::Duration;

    use ml_job_testkit::wait_for;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;
    use tokio::task::JoinHandle;

    use super::*;
    use crate::test_app::TestApp;

    const PATIENCE: Duration = Duration::from_secs(10);

    /// A server with such limits.
    async fn server(limit: impl FnOnce(&mut ApiConfig)) -> (SocketAddr, TestApp, JoinHandle<()>) {
        let app = TestApp::with(|dependencies| limit(&mut dependencies.config)).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (state, shutdown) = (app.state.clone(), app.shutdown.clone());
        let served = tokio::spawn(async move {
            serve(listener, crate::router(state.clone()), &state.config, &shutdown).await;
        });
        (address, app, served)
    }

    async fn connect(address: SocketAddr, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    /// What comes until the server closes the connection.
    async fn rest(mut stream: TcpStream) -> String {
        let mut text = Vec::new();
        let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut text)).await.expect("the server closes");
        // A connection may also be reset.
        let _ = read;
        String::from_utf8(text).unwrap()
    }

    async fn get(address: SocketAddr, path: &str) -> String {
        rest(connect(address, &format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")).await).await
    }

    fn stalled_upload(name: usize) -> String {
        format!(
            "POST /api/files/{name}/upload?parent_dir_path=/ HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\
             content-type: multipart/form-data; boundary=X\r\n\r\n\
             --X\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\nabc"
        )
    }

    #[tokio::test]
    async fn half_open_connections_give_way_to_requests() {
        let (address, _app, _) = server(|config| config.max_connections = 8).await;
        let mut half_open = Vec::new();
        for _ in 0..40 {
            half_open.push(connect(address, "GET /healthz HTTP/1.1\r\nhost: x\r\nx-a: ").await);
        }
        for path in ["/readyz", "/api/files", "/api/jobs"] {
            assert!(get(address, path).await.starts_with("HTTP/1.1 200"), "{path}");
        }
        assert_eq!(rest(half_open.swap_remove(0)).await, "", "the oldest was closed");
    }

    #[tokio::test]
    async fn a_request_under_way_is_not_closed_for_a_new_connection() {
        let (address, app, _) = server(|config| config.max_connections = 2).await;
        let (_, path) = app.pending_job().await;
        let mut listening = connect(address, &format!("GET {path}/events HTTP/1.1\r\nhost: x\r\n\r\n")).await;
        let mut first = [0; 12];
        listening.read_exact(&mut first).await.unwrap();
        for _ in 0..5 {
            assert!(get(address, "/healthz").await.starts_with("HTTP/1.1 200"));
        }
        app.shutdown.cancel();
        assert!(rest(listening).await.contains("event: phase"), "the stream went on to its own end");
    }

    #[tokio::test]
    async fn a_quiet_connection_is_closed() {
        let (address, _app, _) = server(|config| config.connection_idle = Duration::from_millis(50)).await;
        rest(connect(address, "GET /healthz HTTP/1.1\r\nhost").await).await;
        let kept_alive = connect(address, "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await;
        assert!(rest(kept_alive).await.ends_with("ok"));
    }

    #[test]
    fn uploads_that_stall_hold_no_thread() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(4).build().unwrap();
        runtime.block_on(async {
            let (address, app, _) = server(|_| {}).await;
            let mut stalled = Vec::new();
            for name in 0..12 {
                stalled.push(connect(address, &stalled_upload(name)).await);
            }
            wait_for(async || app.list_dir("/").len() == 12, PATIENCE).await;
            for path in ["/readyz", "/api/files", "/api/spectra"] {
                assert!(get(address, path).await.starts_with("HTTP/1.1 200"), "{path}");
            }
            app.pending_job().await;
        });
    }

    #[tokio::test]
    async fn an_upload_that_stalls_too_long_is_cut_off_and_leaves_nothing() {
        let (address, app, _) = server(|config| config.body_idle = Duration::from_millis(50)).await;
        let answer = rest(connect(address, &stalled_upload(1)).await).await;
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
        assert_eq!(app.list_dir("/"), Vec::<String>::new());
        let json = "POST /api/jobs HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{";
        let answer = rest(connect(address, json).await).await;
        assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("stopped sending"), "{answer}");
    }
}
