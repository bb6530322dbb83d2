//! What is handed out once, and kept as a digest only.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// Random bytes in a secret: 256 bits, beyond any guessing, so that one fast hash is enough to keep it by.
const BYTES: usize = 32;

/// The system gave no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the system gives no random bytes")]
pub struct RandomnessError(#[source] getrandom::Error);

/// What a secret is for. It begins with a name of that, so that scanners find one that was published, and a person sees what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretKind {
    /// The cookie of somebody who is signed in.
    Session,
    /// What a page sends along to change something.
    Csrf,
    /// A personal access token.
    Personal,
    /// A link that works once.
    Link,
    /// A link to a space.
    Share,
    /// A worker's token.
    Worker,
    /// The key that signs short-lived tokens.
    Key,
    /// The key that signs messages to a webhook.
    Webhook,
}

impl SecretKind {
    /// How such a secret begins.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Session => "mljs_",
            Self::Csrf => "mljc_",
            Self::Personal => "mljp_",
            Self::Link => "mljl_",
            Self::Share => "mljv_",
            Self::Worker => "mljw_",
            Self::Key => "mljk_",
            // Of Standard Webhooks.
            Self::Webhook => "whsec_",
        }
    }
}

/// A new secret. It shows itself only where it is asked for by name.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Makes one.
    ///
    /// # Errors
    /// [`RandomnessError`].
    pub fn new(kind: SecretKind) -> Result<Self, RandomnessError> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(RandomnessError)?;
        let text = match kind {
            SecretKind::Webhook => STANDARD.encode(bytes),
            _ => URL_SAFE_NO_PAD.encode(bytes),
        };
        Ok(Self(format!("{}{text}", kind.prefix())))
    }

    /// The secret itself, to hand it out.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn digest(&self) -> String {
        digest(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The SHA-256 digest of a secret, in 64 hexadecimal digits.
pub fn digest(secret: &str) -> String {
    format!("{:x}", Sha256::digest(secret.as_bytes()))
}

/// Whether two digests are the same, in a time that tells nothing of where they differ.
pub fn is_same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_say_what_they_are_and_do_not_show_themselves() {
        let [one, other] = [Secret::new(SecretKind::Personal).unwrap(), Secret::new(SecretKind::Personal).unwrap()];
        assert_ne!(one, other);
        assert!(one.reveal().starts_with("mljp_") && one.reveal().len() == 5 + 43, "{}", one.reveal());
        assert!(one.reveal().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        assert_eq!(format!("{one:?}"), "Secret(…)");
        assert_eq!(one.digest(), digest(one.reveal()));
        assert!(is_same(&one.digest(), &one.digest()) && !is_same(&one.digest(), &other.digest()));
    }

    #[test]
    fn a_digest_is_sha_256() {
        // FIPS 180-2, B.1.
        assert_eq!(digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
