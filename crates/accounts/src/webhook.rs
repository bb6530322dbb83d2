//! The signature of a message to a webhook, after Standard Webhooks: HMAC-SHA-256 of id, time and body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::SecretKind;

/// The value of the header `webhook-signature`; nothing where the secret cannot be read.
pub fn sign_webhook(secret: &str, id: &str, timestamp: &str, body: &str) -> Option<String> {
    let key = STANDARD.decode(secret.strip_prefix(SecretKind::Webhook.prefix())?).ok()?;
    let signer = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    let signed = signer.chain_update(format!("{id}.{timestamp}.{body}")).finalize().into_bytes();
    Some(format!("v1,{}", STANDARD.encode(signed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_standard() {
        // The example of the reference libraries.
        let signature = sign_webhook(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signature.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        assert_eq!(sign_webhook("mljs_x", "", "", ""), None);
    }

    #[test]
    fn a_new_secret_signs() {
        let secret = crate::Secret::new(SecretKind::Webhook).unwrap();
        assert!(sign_webhook(secret.reveal(), "a", "1", "{}").is_some());
    }
}
