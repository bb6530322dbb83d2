//! What can go wrong between worker and API.

use reqwest::StatusCode;

/// A request to the API failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    /// No reply: the API is away, or the network, or it was too slow.
    #[error("cannot {doing}: the API does not answer")]
    Unreachable {
        /// What was attempted.
        doing: &'static str,
        #[source]
        source: reqwest::Error,
    },
    /// The API, or something before it, replied that it cannot do it now.
    #[error("cannot {doing} now: {status} {detail}")]
    Unavailable {
        /// What was attempted.
        doing: &'static str,
        status: StatusCode,
        detail: String,
    },
    /// The API refused the request, and will refuse it again.
    #[error("cannot {doing}: the API refused it with {status}: {detail}")]
    Refused {
        /// What was attempted.
        doing: &'static str,
        status: StatusCode,
        detail: String,
    },
}

impl ApiError {
    /// Whether the same request may succeed later.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Unavailable { .. } => true,
            Self::Refused { .. } => false,
        }
    }

    /// Whether the API may have done what was asked, though no reply says so.
    pub(crate) fn may_have_happened(&self) -> bool {
        match self {
            Self::Unreachable { source, .. } => !source.is_connect(),
            Self::Unavailable { .. } => true,
            Self::Refused { .. } => false,
        }
    }
}
