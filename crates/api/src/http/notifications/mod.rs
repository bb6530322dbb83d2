//! `/api/auth/notifications/…`: what one is told of, and how.

pub(crate) mod create_secret;
pub(crate) mod get_settings;
pub(crate) mod list_deliveries;
pub(crate) mod put_settings;
pub(crate) mod send_test;
#[cfg(test)]
mod tests;

/// The tag of these endpoints in the document.
pub(crate) const TAG: &str = "notifications";
