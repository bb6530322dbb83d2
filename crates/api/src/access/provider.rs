//! The provider of identities, where the instance has one: OpenID Connect, by the authorization code flow with PKCE.
//!
//! What is cryptography, the crate `accounts` does. Nothing that a browser brings is believed before it was compared with what was
//! kept when the sign-in began, and nothing that the provider sends before its signature and its claims were looked at.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::http::{Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use form_urlencoded::Serializer;
use http_body_util::Full;
use ml_job_accounts::{Expected, IdTokenError, ProviderKeys};
use ml_job_domain::access::Role;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::outbound::{Outbound, OutboundError, Reach};

/// How long it is believed what the provider says of itself.
const METADATA_LIFE: Duration = Duration::from_hours(1);
/// The largest answer of a provider.
const ANSWER_MAX_BYTES: usize = 1024 * 1024;
/// What a form leaves as it is, in the credentials of a client (RFC 6749, appendix B).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The settings of a provider.
#[derive(Debug, Clone)]
pub struct ProviderConfig {
    /// Its URL, as it names itself.
    pub issuer: String,
    /// What it calls this instance.
    pub client_id: String,
    /// What this instance shows it; absent for a client without a secret, which PKCE makes safe.
    pub client_secret: Option<ClientSecret>,
    /// What is asked for, `openid` among it.
    pub scopes: Vec<String>,
    /// The claim that names a person's groups.
    pub groups_claim: String,
    /// Which group gives which role.
    pub roles: BTreeMap<String, Role>,
    /// The role of whoever has none of these groups; absent: those may not come in.
    pub default_role: Option<Role>,
}

/// A secret that does not show itself.
#[derive(Clone)]
pub struct ClientSecret(pub String);

impl std::fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClientSecret(…)")
    }
}

/// Why a provider let nobody in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProviderError {
    #[error("the provider cannot be reached")]
    Unreachable(#[source] OutboundError),
    #[error("the provider answered {status} at {url}: {said}")]
    Refused { url: String, status: StatusCode, said: String },
    #[error("the answer of the provider at {url} cannot be read")]
    Unreadable { url: String, source: serde_json::Error },
    #[error("the provider calls itself `{0}`: OIDC_ISSUER has to be the same, to the letter")]
    OtherIssuer(String),
    #[error("a URL of the provider cannot be asked")]
    Url(#[source] axum::http::Error),
    #[error("the provider names an endpoint that is not encrypted: {0}")]
    Insecure(String),
    #[error("the provider does not say who it is")]
    IdToken(#[from] IdTokenError),
    #[error("the provider speaks of two people")]
    OtherSubject,
}

impl ProviderError {
    /// Whether it may work later, without anybody's doing.
    pub(crate) const fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Refused { status, .. } => status.as_u16() >= 500,
            _ => false,
        }
    }
}

/// What a provider says of itself (OpenID Connect Discovery 1.0).
#[derive(Debug, Clone, Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    end_session_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: String,
}

/// What a sign-in sends with it, and keeps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) state: &'a str,
    pub(crate) nonce: &'a str,
    pub(crate) code_verifier: &'a str,
    pub(crate) redirect_uri: &'a str,
}

/// Speaks with a provider.
pub(crate) struct Provider {
    pub(crate) config: ProviderConfig,
    outbound: Outbound,
    metadata: Mutex<Option<(Metadata, Instant)>>,
    keys: Mutex<Option<ProviderKeys>>,
}

impl Provider {
    pub(crate) fn new(config: ProviderConfig) -> Self {
        let outbound = Outbound::new(Reach::Anywhere);
        Self { config, outbound, metadata: Mutex::default(), keys: Mutex::default() }
    }

    /// What people call it: its host.
    pub(crate) fn name(&self) -> &str {
        let rest = self.config.issuer.split_once("://").map_or(self.config.issuer.as_str(), |(_, rest)| rest);
        rest.split('/').next().unwrap_or(rest)
    }

    /// Where a browser goes to sign in.
    pub(crate) async fn authorization_url(&self, asked: Asked<'_>) -> Result<String, ProviderError> {
        let endpoint = self.metadata().await?.authorization_endpoint;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(asked.code_verifier.as_bytes()));
        let query = Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.config.client_id)
            .append_pair("redirect_uri", asked.redirect_uri)
            .append_pair("scope", &self.config.scopes.join(" "))
            .append_pair("state", asked.state)
            .append_pair("nonce", asked.nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256")
            .finish();
        Ok(with_query(&endpoint, &query))
    }

    /// Where a browser goes to sign out there too; nothing where the provider has no such place.
    pub(crate) async fn sign_out_url(&self, return_url: &str) -> Result<Option<String>, ProviderError> {
        let query = Serializer::new(String::new())
            .append_pair("client_id", &self.config.client_id)
            .append_pair("post_logout_redirect_uri", return_url)
            .finish();
        Ok(self.metadata().await?.end_session_endpoint.map(|endpoint| with_query(&endpoint, &query)))
    }

    /// What the provider says of whoever came back with `code`.
    pub(crate) async fn claims(
        &self,
        code: &str,
        asked: Asked<'_>,
        now: DateTime<Utc>,
    ) -> Result<Map<String, Value>, ProviderError> {
        let metadata = self.metadata().await?;
        let tokens: Tokens = self.exchange(&metadata, code, asked).await?;
        let expected =
            Expected { issuer: &self.config.issuer, client_id: &self.config.client_id, nonce: asked.nonce, now };
        let mut claims = self.check(&metadata, &tokens.id_token, expected).await?;
        // Many providers say little in the token, and the rest here.
        if let Some(endpoint) = &metadata.userinfo_endpoint {
            let request = Request::get(endpoint)
                .header(header::AUTHORIZATION, format!("Bearer {}", tokens.access_token))
                .header(header::ACCEPT, "application/json");
            let more: Map<String, Value> = self.ask(endpoint, request.body(Full::default())).await?;
            if more.get("sub") != claims.get("sub") {
                return Err(ProviderError::OtherSubject);
            }
            for (name, value) in more {
                claims.entry(name).or_insert(value);
            }
        }
        Ok(claims)
    }

    async fn exchange(&self, metadata: &Metadata, code: &str, asked: Asked<'_>) -> Result<Tokens, ProviderError> {
        self.ask(&metadata.token_endpoint, self.token_request(metadata, code, asked)).await
    }

    /// What asks for the tokens of a code.
    fn token_request(
        &self,
        metadata: &Metadata,
        code: &str,
        asked: Asked<'_>,
    ) -> Result<Request<Full<Bytes>>, axum::http::Error> {
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", asked.redirect_uri)
            .append_pair("code_verifier", asked.code_verifier);
        let mut request = Request::post(&metadata.token_endpoint)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json");
        let methods = metadata.token_endpoint_auth_methods_supported.as_deref();
        // A provider that names none knows this one.
        let is_basic = methods.is_none_or(|methods| methods.iter().any(|method| method == "client_secret_basic"));
        match &self.config.client_secret {
            Some(ClientSecret(secret)) if is_basic => {
                let [id, secret] =
                    [&self.config.client_id, secret].map(|it| utf8_percent_encode(it, PLAIN).to_string());
                let credentials = STANDARD.encode(format!("{id}:{secret}"));
                request = request.header(header::AUTHORIZATION, format!("Basic {credentials}"));
            }
            Some(ClientSecret(secret)) => {
                form.append_pair("client_id", &self.config.client_id).append_pair("client_secret", secret);
            }
            None => {
                form.append_pair("client_id", &self.config.client_id);
            }
        }
        request.body(Full::new(Bytes::from(form.finish())))
    }

    /// Looks at an identity token. Where the keys that are known do not do, the provider may have others by now.
    async fn check(
        &self,
        metadata: &Metadata,
        token: &str,
        expected: Expected<'_>,
    ) -> Result<Map<String, Value>, ProviderError> {
        let mut known = self.keys.lock().await;
        if let Some(keys) = known.as_ref() {
            match keys.check(token, expected) {
                Err(IdTokenError::UnknownKey | IdTokenError::Signature) => {}
                checked => return Ok(checked?),
            }
        }
        let request = Request::get(&metadata.jwks_uri).header(header::ACCEPT, "application/json");
        let json = self.fetch(&metadata.jwks_uri, request.body(Full::default())).await?;
        let keys = ProviderKeys::read(&json)
            .map_err(|source| ProviderError::Unreadable { url: metadata.jwks_uri.clone(), source })?;
        Ok(known.insert(keys).check(token, expected)?)
    }

    async fn metadata(&self) -> Result<Metadata, ProviderError> {
        let mut known = self.metadata.lock().await;
        if let Some((metadata, at)) = known.as_ref()
            && at.elapsed() < METADATA_LIFE
        {
            return Ok(metadata.clone());
        }
        let url = format!("{}/.well-known/openid-configuration", self.config.issuer.trim_end_matches('/'));
        let request = Request::get(&url).header(header::ACCEPT, "application/json");
        let metadata: Metadata = self.ask(&url, request.body(Full::default())).await?;
        if metadata.issuer != self.config.issuer {
            return Err(ProviderError::OtherIssuer(metadata.issuer));
        }
        // A provider that is reached by https names no other endpoints; one on this machine may.
        if self.config.issuer.starts_with("https://") {
            let endpoints =
                [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri].into_iter();
            let endpoints = endpoints.chain(&metadata.userinfo_endpoint).chain(&metadata.end_session_endpoint);
            if let Some(open) = endpoints.into_iter().find(|endpoint| !endpoint.starts_with("https://")) {
                return Err(ProviderError::Insecure(open.clone()));
            }
        }
        *known = Some((metadata.clone(), Instant::now()));
        Ok(metadata)
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        url: &str,
        request: Result<Request<Full<Bytes>>, axum::http::Error>,
    ) -> Result<T, ProviderError> {
        let json = self.fetch(url, request).await?;
        serde_json::from_slice(&json).map_err(|source| ProviderError::Unreadable { url: url.to_owned(), source })
    }

    async fn fetch(
        &self,
        url: &str,
        request: Result<Request<Full<Bytes>>, axum::http::Error>,
    ) -> Result<Bytes, ProviderError> {
        let request = request.map_err(ProviderError::Url)?;
        let answer = self.outbound.send(request, ANSWER_MAX_BYTES).await.map_err(ProviderError::Unreachable)?;
        if answer.status().is_success() {
            return Ok(answer.into_body());
        }
        Err(ProviderError::Refused { url: url.to_owned(), status: answer.status(), said: reason(answer.body()) })
    }
}

/// Why a provider refuses, as far as it says so (RFC 6749, 5.2): words for a log, and nothing secret.
fn reason(body: &[u8]) -> String {
    let json: Value = serde_json::from_slice(body).unwrap_or_default();
    let said = |name: &str| json[name].as_str().map(|text| text.chars().take(200).collect::<String>());
    [said("error"), said("error_description")].into_iter().flatten().collect::<Vec<_>>().join(": ")
}

fn with_query(endpoint: &str, query: &str) -> String {
    let separator = if endpoint.contains('?') { '&' } else { '?' };
    format!("{endpoint}{separator}{query}")
}
