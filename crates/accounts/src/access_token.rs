//! Short-lived tokens: JSON Web Tokens (RFC 7519), signed with HMAC-SHA-256 and nothing else.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::errors::Error;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use ml_job_domain::UserId;
use ml_job_domain::access::Scope;
use serde::{Deserialize, Serialize};

use crate::jwt;

/// What a token is for. One of one kind never does for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To call the API.
    Access,
    /// To tell a browser in which somebody has signed in before.
    Device,
}

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Whose it is.
    #[serde(rename = "sub")]
    pub user_id: UserId,
    /// What it is for.
    #[serde(rename = "use")]
    pub purpose: Purpose,
    /// Until when it works, in seconds since 1970.
    #[serde(rename = "exp")]
    pub expires_at: i64,
    /// The account's generation when it was made: with the next one it ends.
    #[serde(rename = "gen")]
    pub generation: u32,
    /// What it may be used for.
    pub scopes: BTreeSet<Scope>,
}

impl Claims {
    /// The claims of a token that works for `life`.
    pub fn new(
        user_id: UserId,
        purpose: Purpose,
        generation: u32,
        scopes: BTreeSet<Scope>,
        now: DateTime<Utc>,
        life: TimeDelta,
    ) -> Self {
        Self { user_id, purpose, expires_at: (now + life).timestamp(), generation, scopes }
    }
}

/// Makes short-lived tokens and reads them.
pub struct AccessTokens {
    signing: EncodingKey,
    reading: DecodingKey,
    validation: Validation,
}

impl AccessTokens {
    /// With this key.
    pub fn new(key: &str) -> Self {
        jwt::install();
        let mut validation = Validation::new(Algorithm::HS256);
        // The time is the caller's, and the claim is no option of ours: without it nothing is read.
        validation.validate_exp = false;
        validation.set_required_spec_claims(&["exp", "sub"]);
        Self {
            signing: EncodingKey::from_secret(key.as_bytes()),
            reading: DecodingKey::from_secret(key.as_bytes()),
            validation,
        }
    }

    /// The token that says so.
    ///
    /// # Errors
    /// What the library says; it has no reason to.
    pub fn issue(&self, claims: &Claims) -> Result<String, Error> {
        encode(&Header::new(Algorithm::HS256), claims, &self.signing)
    }

    /// What a token for this purpose says; nothing where it is not ours, was changed, or is over.
    pub fn read(&self, token: &str, purpose: Purpose, now: DateTime<Utc>) -> Option<Claims> {
        let claims = decode::<Claims>(token, &self.reading, &self.validation).ok()?.claims;
        (claims.purpose == purpose && claims.expires_at > now.timestamp()).then_some(claims)
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_750_000_000, 0).unwrap()
    }

    fn claims() -> Claims {
        Claims::new(UserId::new(), Purpose::Access, 3, [Scope::Read, Scope::Run].into(), now(), TimeDelta::minutes(5))
    }

    #[test]
    fn a_token_says_what_it_was_made_with_until_it_is_over() {
        let tokens = AccessTokens::new("mljk_one");
        let claims = claims();
        let token = tokens.issue(&claims).unwrap();
        assert_eq!(tokens.read(&token, Purpose::Access, now()), Some(claims));
        assert_eq!(tokens.read(&token, Purpose::Device, now()), None);
        assert_eq!(tokens.read(&token, Purpose::Access, now() + TimeDelta::minutes(5)), None);
        assert_eq!(AccessTokens::new("mljk_other").read(&token, Purpose::Access, now()), None);
    }

    #[test]
    fn what_was_changed_or_is_not_signed_is_not_read() {
        let tokens = AccessTokens::new("mljk_one");
        let token = tokens.issue(&claims()).unwrap();
        let [head, body, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(body).unwrap()).unwrap();
        let more = URL_SAFE_NO_PAD.encode(text.replace("\"read\"", "\"admin\""));
        let without = URL_SAFE_NO_PAD.encode(text.replace("\"exp\"", "\"other\""));
        let none = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"none"}"#);
        let other = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"HS512"}"#);
        for forged in [
            format!("{head}.{more}.{signature}"),
            format!("{head}.{without}.{signature}"),
            format!("{none}.{body}."),
            format!("{none}.{body}.{signature}"),
            format!("{other}.{body}.{signature}"),
            format!("{head}.{body}."),
            format!("{head}.{body}"),
            String::new(),
            "...".to_owned(),
        ] {
            assert_eq!(tokens.read(&forged, Purpose::Access, now()), None, "{forged}");
        }
    }
}
