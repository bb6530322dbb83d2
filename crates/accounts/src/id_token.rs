//! Identity tokens of an OpenID Connect provider: whether one is for us, of now, and an answer to what we asked.

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::jwt;

/// How far clocks may differ.
const LEEWAY: TimeDelta = TimeDelta::minutes(1);
/// With public keys; a secret that both sides know signs nothing here.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// What is wrong with an identity token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenError {
    /// It has not the form of one.
    #[error("the identity token cannot be read")]
    Unreadable,
    /// It is signed in a way that is not allowed.
    #[error("the identity token is signed with {0}, which is not allowed")]
    Algorithm(String),
    /// None of the provider's keys is the one that signed it.
    #[error("the identity token is signed with a key that the provider does not name")]
    UnknownKey,
    /// It was changed.
    #[error("the signature of the identity token is wrong")]
    Signature,
    /// It is of another provider.
    #[error("the identity token is of `{0}`, another provider")]
    Issuer(String),
    /// It is for somebody else.
    #[error("the identity token is for another program")]
    Audience,
    /// It is over, or not yet.
    #[error("the identity token is over, or of a time to come: compare the clocks")]
    Time,
    /// It answers another question.
    #[error("the identity token answers another request")]
    Nonce,
}

/// What a token has to say.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The provider.
    pub issuer: &'a str,
    /// For whom.
    pub client_id: &'a str,
    /// In answer to what.
    pub nonce: &'a str,
    /// When.
    pub now: DateTime<Utc>,
}

/// The keys that a provider signs with, as it publishes them (RFC 7517).
#[derive(Debug, Clone, Default)]
pub struct ProviderKeys(Vec<Jwk>);

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

impl ProviderKeys {
    /// Reads them. Keys that are for something else, or of a kind that nobody knows, are left out.
    ///
    /// # Errors
    /// What is no set of keys.
    pub fn read(json: &[u8]) -> Result<Self, serde_json::Error> {
        let KeySet { keys } = serde_json::from_slice(json)?;
        let keys = keys.into_iter().filter_map(|key| serde_json::from_value::<Jwk>(key).ok());
        let signs = |key: &Jwk| key.common.public_key_use.as_ref().is_none_or(|it| *it == PublicKeyUse::Signature);
        Ok(Self(keys.filter(signs).collect()))
    }

    /// What a token says, if it is signed by one of these and is what was expected.
    ///
    /// # Errors
    /// [`IdTokenError`]; after [`UnknownKey`](IdTokenError::UnknownKey) the provider may have newer keys.
    pub fn check(&self, token: &str, expected: Expected<'_>) -> Result<Map<String, Value>, IdTokenError> {
        jwt::install();
        let header = decode_header(token).map_err(|_| IdTokenError::Unreadable)?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(IdTokenError::Algorithm(format!("{:?}", header.alg)));
        }
        let mut validation = Validation::new(header.alg);
        // The claims are looked at below, with the time of the caller.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        let is_meant = |key: &&Jwk| header.kid.is_none() || key.common.key_id == header.kid;
        let keys = self.0.iter().filter(is_meant).filter_map(|key| DecodingKey::from_jwk(key).ok());
        let mut keys = keys.filter(|key| key.family().algorithms().contains(&header.alg)).peekable();
        if keys.peek().is_none() {
            return Err(IdTokenError::UnknownKey);
        }
        let read = keys.find_map(|key| decode::<Map<String, Value>>(token, &key, &validation).ok());
        let claims = read.ok_or(IdTokenError::Signature)?.claims;
        compare(&claims, expected)?;
        Ok(claims)
    }
}

/// OpenID Connect Core, 3.1.3.7.
fn compare(claims: &Map<String, Value>, expected: Expected<'_>) -> Result<(), IdTokenError> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(expected.issuer) {
        return Err(IdTokenError::Issuer(text("iss").unwrap_or_default().to_owned()));
    }
    let audience: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    let is_party = text("azp").is_none_or(|party| party == expected.client_id);
    if !audience.contains(&expected.client_id) || !is_party || (audience.len() > 1 && text("azp").is_none()) {
        return Err(IdTokenError::Audience);
    }
    let time = |name: &str| {
        let seconds = claims.get(name).and_then(|value| value.as_i64().or_else(|| value.as_f64().map(floor)));
        seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0))
    };
    let is_over = time("exp").is_none_or(|end| end + LEEWAY <= expected.now);
    let is_to_come = time("iat").is_none_or(|begun| begun - LEEWAY > expected.now);
    if is_over || is_to_come || time("nbf").is_some_and(|begin| begin - LEEWAY > expected.now) {
        return Err(IdTokenError::Time);
    }
    if text("nonce") != Some(expected.nonce) {
        return Err(IdTokenError::Nonce);
    }
    if text("sub").is_none_or(str::is_empty) { Err(IdTokenError::Unreadable) } else { Ok(()) }
}

#[expect(clippy::cast_possible_truncation, reason = "what is no time is out of its range anyway")]
fn floor(seconds: f64) -> i64 {
    seconds.floor() as i64
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
    use serde_json::json;

    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_750_000_000, 0).unwrap()
    }

    fn expected() -> Expected<'static> {
        Expected { issuer: "https://id.example", client_id: "spectra", nonce: "n-1", now: now() }
    }

    fn claims() -> Value {
        let now = now().timestamp();
        json!({ "iss": "https://id.example", "aud": "spectra", "sub": "u1", "nonce": "n-1", "iat": now, "exp": now + 300 })
    }

    /// A provider with one key.
    struct Provider {
        key: EcdsaKeyPair,
        kid: &'static str,
    }

    impl Provider {
        fn new(kid: &'static str) -> Self {
            let random = SystemRandom::new();
            let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
            let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap();
            Self { key, kid }
        }

        fn jwk(&self) -> Value {
            let point = self.key.public_key().as_ref();
            let [x, y] = [&point[1..33], &point[33..]].map(|part| URL_SAFE_NO_PAD.encode(part));
            json!({ "kty": "EC", "crv": "P-256", "use": "sig", "kid": self.kid, "x": x, "y": y })
        }

        fn keys(&self) -> ProviderKeys {
            let unknown = json!({ "kty": "XYZ", "kid": "future" });
            let other = json!({ "kty": "EC", "crv": "P-256", "use": "enc", "kid": self.kid, "x": "AA", "y": "AA" });
            ProviderKeys::read(json!({ "keys": [unknown, other, self.jwk()] }).to_string().as_bytes()).unwrap()
        }

        fn sign(&self, header: &Value, claims: &Value) -> String {
            let message = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string())).join(".");
            let signature = self.key.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
            format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
        }

        fn token(&self, claims: &Value) -> String {
            self.sign(&json!({ "alg": "ES256", "kid": self.kid }), claims)
        }
    }

    #[test]
    fn a_token_for_us_of_now_and_in_answer_is_read() {
        let provider = Provider::new("k1");
        let read = provider.keys().check(&provider.token(&claims()), expected()).unwrap();
        assert_eq!(read["sub"], "u1");
        let mut many = claims();
        many["aud"] = json!(["spectra", "other"]);
        many["azp"] = json!("spectra");
        assert!(provider.keys().check(&provider.token(&many), expected()).is_ok());
        let nameless = provider.sign(&json!({ "alg": "ES256" }), &claims());
        assert!(provider.keys().check(&nameless, expected()).is_ok(), "a key without a name is looked for");
    }

    #[test]
    fn a_token_that_is_not_what_was_expected_is_refused_and_says_why() {
        let provider = Provider::new("k1");
        let seconds = now().timestamp();
        for (name, value, error) in [
            ("iss", json!("https://evil.example"), IdTokenError::Issuer("https://evil.example".into())),
            ("iss", json!("https://id.example/"), IdTokenError::Issuer("https://id.example/".into())),
            ("aud", json!("other"), IdTokenError::Audience),
            ("aud", json!(["other"]), IdTokenError::Audience),
            ("aud", json!(["spectra", "other"]), IdTokenError::Audience),
            ("aud", json!(null), IdTokenError::Audience),
            ("azp", json!("other"), IdTokenError::Audience),
            ("exp", json!(seconds - 61), IdTokenError::Time),
            ("exp", json!(null), IdTokenError::Time),
            ("iat", json!(seconds + 61), IdTokenError::Time),
            ("nbf", json!(seconds + 61), IdTokenError::Time),
            ("nonce", json!("n-2"), IdTokenError::Nonce),
            ("nonce", json!(null), IdTokenError::Nonce),
            ("sub", json!(""), IdTokenError::Unreadable),
        ] {
            let mut claims = claims();
            claims[name] = value.clone();
            let refused = provider.keys().check(&provider.token(&claims), expected());
            assert_eq!(refused, Err(error), "{name}: {value}");
        }
    }

    #[test]
    fn a_forged_token_is_refused() {
        let (provider, other) = (Provider::new("k1"), Provider::new("k1"));
        let check = |token: &str| provider.keys().check(token, expected());
        assert_eq!(check(&other.token(&claims())), Err(IdTokenError::Signature));
        assert_eq!(check(&Provider::new("k2").token(&claims())), Err(IdTokenError::UnknownKey));
        let token = provider.token(&claims());
        let [_, body, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
        let head = |alg: &str| URL_SAFE_NO_PAD.encode(json!({ "alg": alg, "kid": "k1" }).to_string());
        for (alg, error) in [
            ("none", IdTokenError::Unreadable),
            ("HS256", IdTokenError::Algorithm("HS256".into())),
            ("RS256", IdTokenError::UnknownKey),
        ] {
            assert_eq!(check(&format!("{}.{body}.{signature}", head(alg))), Err(error), "{alg}");
            assert!(check(&format!("{}.{body}.", head(alg))).is_err());
        }
        for broken in ["", "..", "a.b.c", &token[..token.len() - 1]] {
            assert!(check(broken).is_err(), "{broken}");
        }
        assert!(ProviderKeys::read(b"{}").is_err() && ProviderKeys::read(b"<html>").is_err());
    }
}
