//! Requests that the API makes itself: to people's webhooks, and to a provider of identities.
//!
//! What people name may not lead to services that only this host reaches: a name is resolved here, its addresses are checked, and
//! the connection goes to an address that was checked, so that nobody can change it in between. No redirect is followed and no proxy
//! is asked, for either would lead elsewhere.

mod addresses;

use std::error::Error;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::http::{Request, Response};
use bytes::Bytes;
use futures::future::BoxFuture;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::TokioExecutor;
use ipnet::IpNet;
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

/// How long an answer may take, from the first look for the name.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long one connection may take.
const CONNECT_PATIENCE: Duration = Duration::from_secs(5);

/// Where requests may go.
#[derive(Debug, Clone)]
pub(crate) enum Reach {
    /// Wherever the administrator has said.
    Anywhere,
    /// To public addresses, and to these networks.
    Public(Vec<IpNet>),
}

impl Reach {
    fn allows(&self, address: IpAddr) -> bool {
        match self {
            Self::Anywhere => true,
            Self::Public(allowed) => {
                addresses::is_public(address) || allowed.iter().any(|network| network.contains(&address.to_canonical()))
            }
        }
    }
}

/// A name leads to where nothing may be sent.
#[derive(Debug, Clone, thiserror::Error)]
#[error(
    "`{host}` is {address}, which is no public address: an administrator can allow its network (WEBHOOK_ALLOWED_NETWORKS)"
)]
pub(crate) struct NotPublic {
    host: String,
    address: IpAddr,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OutboundError {
    #[error(transparent)]
    NotPublic(NotPublic),
    #[error("the URL names no host")]
    NoHost,
    #[error("there was no answer within {} s", PATIENCE.as_secs())]
    TooSlow,
    #[error("there is no connection")]
    Unreachable(#[source] hyper_util::client::legacy::Error),
    #[error("the answer has more than {0} bytes")]
    TooLarge(usize),
    #[error("the answer broke off")]
    BrokenOff(#[source] Box<dyn Error + Send + Sync>),
}

/// Sends requests to where they may go. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Outbound {
    reach: Arc<Reach>,
    client: Client<HttpsConnector<HttpConnector<Resolver>>, Full<Bytes>>,
}

impl Outbound {
    /// With the authorities that this system trusts.
    pub(crate) fn new(reach: Reach) -> Self {
        let reach = Arc::new(reach);
        let mut http = HttpConnector::new_with_resolver(Resolver(Arc::clone(&reach)));
        http.enforce_http(false);
        http.set_connect_timeout(Some(CONNECT_PATIENCE));
        let https = HttpsConnectorBuilder::new().with_tls_config(tls()).https_or_http().enable_http1();
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(https.wrap_connector(http));
        Self { reach, client }
    }

    /// Sends a request; the answer, of at most so many bytes, whatever its status.
    ///
    /// # Errors
    /// [`OutboundError`].
    pub(crate) async fn send(
        &self,
        request: Request<Full<Bytes>>,
        most_bytes: usize,
    ) -> Result<Response<Bytes>, OutboundError> {
        // An address needs no resolver, so that it is not asked.
        let host = request.uri().host().ok_or(OutboundError::NoHost)?;
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        if let Ok(address) = literal
            && !self.reach.allows(address)
        {
            return Err(OutboundError::NotPublic(NotPublic { host: host.to_owned(), address }));
        }
        let answer = async {
            let response = self.client.request(request).await.map_err(refused)?;
            let (head, body) = response.into_parts();
            let body = Limited::new(body, most_bytes).collect().await.map_err(|error| {
                if error.is::<LengthLimitError>() {
                    OutboundError::TooLarge(most_bytes)
                } else {
                    OutboundError::BrokenOff(error)
                }
            })?;
            Ok(Response::from_parts(head, body.to_bytes()))
        };
        tokio::time::timeout(PATIENCE, answer).await.map_err(|_| OutboundError::TooSlow)?
    }
}

/// What our own resolver said, where it is the cause.
fn refused(error: hyper_util::client::legacy::Error) -> OutboundError {
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(current) = cause {
        if let Some(found) = current.downcast_ref::<NotPublic>() {
            return OutboundError::NotPublic(found.clone());
        }
        // An I/O error keeps what it was made of inside.
        let inner = current.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = inner.map(|inner| inner as &(dyn Error + 'static)).or_else(|| current.source());
    }
    OutboundError::Unreachable(error)
}

fn tls() -> ClientConfig {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    for error in &found.errors {
        tracing::warn!(%error, "Certificates of authorities could not be read: {error}");
    }
    roots.add_parsable_certificates(found.certs);
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    // The provider of a fixed build has all that these versions need.
    let builder = builder.with_safe_default_protocol_versions().expect("ring knows the versions of TLS");
    builder.with_root_certificates(roots).with_no_client_auth()
}

/// Resolves names to addresses to which something may be sent, and to no others.
#[derive(Debug, Clone)]
struct Resolver(Arc<Reach>);

impl tower::Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = Box<dyn Error + Send + Sync>;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let reach = Arc::clone(&self.0);
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let (allowed, refused): (Vec<_>, Vec<_>) = found.into_iter().partition(|found| reach.allows(found.ip()));
            match refused.first() {
                Some(first) if allowed.is_empty() => {
                    Err(NotPublic { host: name.as_str().to_owned(), address: first.ip() }.into())
                }
                _ => Ok(allowed.into_iter()),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use ml_job_testkit::HttpReceiver;

    use super::*;

    fn request(url: &str) -> Request<Full<Bytes>> {
        Request::get(url).body(Full::default()).unwrap()
    }

    fn public() -> Outbound {
        Outbound::new(Reach::Public(Vec::new()))
    }

    #[tokio::test]
    async fn nothing_is_sent_to_this_host_or_its_network_however_it_is_written() {
        let receiver = HttpReceiver::start().await;
        let port = receiver.port();
        for host in
            ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "127.1", "0x7f.1"]
        {
            let refused = public().send(request(&format!("http://{host}:{port}/")), 100).await.unwrap_err();
            let is_refused = matches!(refused, OutboundError::NotPublic(_));
            // Where a system's resolver does not know such a form, there is no address at all.
            let is_unknown = matches!(refused, OutboundError::Unreachable(_)) && !host.contains(['[', 'l', '.']);
            assert!(is_refused || is_unknown || host.starts_with("0x") || host == "127.1", "{host}: {refused:?}");
        }
        assert_eq!(receiver.requests().len(), 0);
        let allowed = Outbound::new(Reach::Public(vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()]));
        for host in ["127.0.0.1", "localhost"] {
            let answer = allowed.send(request(&format!("http://{host}:{port}/")), 100).await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK, "{host}");
        }
        assert_eq!(receiver.requests().len(), 2);
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_leads_nowhere() {
        let receiver = HttpReceiver::start().await;
        receiver.answer_with(StatusCode::FOUND.as_u16(), &[("location", &receiver.url("/elsewhere"))], "");
        let answer = Outbound::new(Reach::Anywhere).send(request(&receiver.url("/")), 100).await.unwrap();
        assert_eq!((answer.status(), receiver.requests().len()), (StatusCode::FOUND, 1));
    }

    #[tokio::test]
    async fn a_long_answer_is_refused_and_a_closed_port_is_told() {
        let receiver = HttpReceiver::start().await;
        receiver.answer_with(200, &[], &"x".repeat(101));
        let outbound = Outbound::new(Reach::Anywhere);
        let refused = outbound.send(request(&receiver.url("/")), 100).await.unwrap_err();
        assert!(matches!(refused, OutboundError::TooLarge(100)), "{refused:?}");
        let url = receiver.url("/");
        drop(receiver);
        let gone = outbound.send(request(&url), 100).await.unwrap_err();
        assert!(matches!(gone, OutboundError::Unreachable(_)), "{gone:?}");
    }
}
