//! Messages as bytes: small JSON documents with a version.

use ml_job_domain::MESSAGE_VERSION;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Why some bytes are no message of ours.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// Not JSON, or a field is missing or wrong.
    #[error("not a message of this platform")]
    Malformed(#[source] serde_json::Error),
    /// Written by a program with other messages.
    #[error("message version {0} is unknown here (known: {MESSAGE_VERSION})")]
    UnknownVersion(u32),
}

/// The part that every version has.
#[derive(Deserialize)]
struct Versioned {
    v: u32,
}

/// Writes a message as JSON.
///
/// # Errors
///
/// [`WireError::Malformed`] where a value has no JSON form.
pub(crate) fn encode<M: Serialize>(message: &M) -> Result<Vec<u8>, WireError> {
    serde_json::to_vec(message).map_err(WireError::Malformed)
}

/// Reads a message. Unknown fields are ignored; an unknown version is refused before anything else is looked at.
///
/// # Errors
///
/// [`WireError`] for anything but a message that this program understands.
pub(crate) fn decode<M: DeserializeOwned>(bytes: &[u8]) -> Result<M, WireError> {
    let Versioned { v } = serde_json::from_slice(bytes).map_err(WireError::Malformed)?;
    if v != MESSAGE_VERSION {
        return Err(WireError::UnknownVersion(v));
    }
    serde_json::from_slice(bytes).map_err(WireError::Malformed)
}

#[cfg(test)]
mod tests {
    use ml_job_domain::{ControlMessage, JobId, JobMessage};
    use serde_json::json;

    use super::*;

    const JOB_ID: &str = "0199c0de-7b1e-7f3a-9d57-0123456789ab";

    #[test]
    fn a_job_message_is_small_flat_json() {
        let json = json!({
            "v": 1, "job_id": JOB_ID, "type": "ACTIVE_ML", "attempt": 2, "enqueued_at": "2026-01-02T03:04:05Z",
        });
        let message: JobMessage = decode(json.to_string().as_bytes()).unwrap();
        assert_eq!(message.job_type.as_str(), "ACTIVE_ML");
        let written: serde_json::Value = serde_json::from_slice(&encode(&message).unwrap()).unwrap();
        assert_eq!(written, json);
    }

    #[test]
    fn unknown_fields_are_ignored() {
        let json = json!({ "v": 1, "job_id": JOB_ID, "action": "abort", "since_next_year": [1, 2] });
        let message: ControlMessage = decode(json.to_string().as_bytes()).unwrap();
        assert_eq!(message, ControlMessage::abort(JOB_ID.parse::<JobId>().unwrap()));
    }

    #[test]
    fn an_unknown_version_is_refused_whatever_else_it_says() {
        let error = decode::<JobMessage>(br#"{"v":2,"shard":"7 of 12"}"#).unwrap_err();
        assert!(matches!(error, WireError::UnknownVersion(2)), "{error:?}");
    }

    #[test]
    fn anything_else_is_malformed() {
        let no_type = format!(r#"{{"v":1,"job_id":"{JOB_ID}"}}"#);
        for bytes in [&b""[..], b"\xff\xfe", b"[]", b"{}", br#"{"v":"1"}"#, br#"{"v":-1}"#, no_type.as_bytes()] {
            let error = decode::<JobMessage>(bytes).unwrap_err();
            assert!(matches!(error, WireError::Malformed(_)), "{bytes:?}: {error:?}");
        }
    }
}
