//! The API as a running service, with the tasks beside it.

use std::time::Duration;

use ml_job_domain::sentence;
use ml_job_store::StoreError;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::duty::rest;
use crate::{ApiDependencies, ApiState, connections, dispatcher, indexer, router, sweeper, teller};

/// An upload that was not written to for so long is given up.
const STALE_UPLOAD: Duration = Duration::from_hours(24);
/// How often such uploads are looked for.
const CLEAN_INTERVAL: Duration = Duration::from_hours(6);

/// Why the service ended.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The job types could not be declared.
    #[error("the job types could not be stored")]
    JobTypes(#[source] StoreError),
}

/// Serves until `shutdown`, then ends what is under way, for at most the configured time.
///
/// # Errors
/// [`ServeError`] where the service cannot start.
pub async fn serve(
    listener: TcpListener,
    dependencies: ApiDependencies,
    shutdown: CancellationToken,
) -> Result<(), ServeError> {
    // A service that fails must end its tasks as well, and they must not end the caller's.
    let shutdown = shutdown.child_token();
    let grace = dependencies.config.shutdown_grace;
    let state = ApiState::new(dependencies, shutdown.clone());
    declare_job_types(&state).await.map_err(ServeError::JobTypes)?;
    let tasks = TaskTracker::new();
    tasks.spawn(dispatcher::run(state.clone()));
    tasks.spawn(sweeper::run(state.clone()));
    tasks.spawn(indexer::run(state.clone()));
    tasks.spawn(teller::run(state.clone()));
    tasks.spawn(clean_uploads(state.clone()));
    tasks.close();

    tokio::select! {
        () = connections::serve(listener, router(state.clone()), &state.config, &shutdown) => {}
        () = expire(&shutdown, grace) => {
            tracing::warn!("Requests were still under way after {grace:?}; their connections are closed");
        }
    }
    shutdown.cancel();
    if tokio::time::timeout(grace, tasks.wait()).await.is_err() {
        tracing::warn!("Background tasks did not end within {grace:?}");
    }
    Ok(())
}

/// Ends `grace` after the shutdown.
async fn expire(shutdown: &CancellationToken, grace: Duration) {
    shutdown.cancelled().await;
    tokio::time::sleep(grace).await;
}

/// Makes the job types known that are known here, so that jobs can be created before the first worker is there.
pub(crate) async fn declare_job_types(state: &ApiState) -> Result<(), StoreError> {
    for manifest in state.kinds.manifests() {
        state.store.put_job_type(&manifest, state.clock.now()).await?;
    }
    Ok(())
}

async fn clean_uploads(state: ApiState) {
    while !state.shutdown.is_cancelled() {
        match state.files.delete_stale_uploads(STALE_UPLOAD).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "Deleted {count} uploads that never ended"),
            Err(error) => {
                let error = sentence(&error);
                tracing::warn!(error, "Stale uploads could not be deleted: {error}");
            }
        }
        rest(&state, CLEAN_INTERVAL).await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;
    use crate::test_app::TestApp;

    async fn request(address: std::net::SocketAddr, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        stream
    }

    async fn read_until(stream: &mut TcpStream, end: &str) -> String {
        let mut text = Vec::new();
        while !String::from_utf8_lossy(&text).contains(end) {
            let mut buffer = [0; 1024];
            let count = tokio::time::timeout(Duration::from_secs(10), stream.read(&mut buffer)).await.unwrap().unwrap();
            assert!(count > 0, "the connection closed: {}", String::from_utf8_lossy(&text));
            text.extend_from_slice(&buffer[..count]);
        }
        String::from_utf8(text).unwrap()
    }

    #[tokio::test]
    async fn the_service_answers_and_ends_cleanly_with_a_listener_on_a_stream() {
        let app = TestApp::new().await;
        let (_, path) = app.pending_job().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown = CancellationToken::new();
        let server = tokio::spawn(serve(listener, app.dependencies(), shutdown.clone()));
        let mut health = request(address, "/healthz").await;
        assert!(read_until(&mut health, "ok").await.starts_with("HTTP/1.1 200"));
        let mut events = request(address, &format!("{path}/events")).await;
        read_until(&mut events, "PENDING").await;
        shutdown.cancel();
        tokio::time::timeout(Duration::from_secs(9), server)
            .await
            .expect("ends before the grace is over")
            .unwrap()
            .unwrap();
    }

    #[tokio::test]
    async fn uploads_that_never_ended_are_deleted_when_they_are_old() {
        let app = TestApp::new().await;
        std::fs::create_dir(app.on_disk("/a")).unwrap();
        app.write_file("/a", ".ml-job-upload-1", b"half");
        app.write_file("/a", "kept", b"");
        assert_eq!(app.state.files.delete_stale_uploads(STALE_UPLOAD).await.unwrap(), 0);
        assert_eq!(app.state.files.delete_stale_uploads(Duration::ZERO).await.unwrap(), 1);
        assert_eq!(app.list_dir("/a"), ["kept"]);
    }
}
