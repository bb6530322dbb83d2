//! What administrators and their tools ask: outside of `/api`.

pub(crate) mod healthz;
pub(crate) mod metrics;
pub(crate) mod readyz;

/// The tag of these endpoints in the document.
pub(crate) const TAG: &str = "operations";
