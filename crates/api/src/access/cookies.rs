//! The cookies of somebody who is signed in.

use axum::http::{HeaderMap, HeaderValue, header};
use chrono::TimeDelta;
use ml_job_accounts::Secret;

/// Who is signed in. No script can read it.
const SESSION: &str = "ml_job_session";
/// What the page sends along, as a header, to change something: only a page of this origin can read it.
const CSRF: &str = "ml_job_csrf";
/// The link to a space that somebody opened. No script can read it.
const VISIT: &str = "ml_job_visit";
/// In this browser somebody has signed in before. No script can read it.
const DEVICE: &str = "ml_job_device";
/// A sign-in with a provider has begun here. No script can read it. It comes along when the provider's page leads back.
const SIGN_IN: &str = "ml_job_sign_in";
/// Browsers take such a cookie from this very host only, and over an encrypted connection only.
const HOST_PREFIX: &str = "__Host-";

/// How long a browser is known.
pub(crate) const DEVICE_LIFE: TimeDelta = TimeDelta::days(180);

/// Names, reads and writes the cookies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cookies {
    /// Whether people come by encrypted connections only.
    pub(crate) is_secure: bool,
}

impl Cookies {
    fn name(self, name: &str) -> String {
        format!("{}{name}", if self.is_secure { HOST_PREFIX } else { "" })
    }

    /// The session's secret, if the request carries one.
    pub(crate) fn session(self, headers: &HeaderMap) -> Option<String> {
        read(headers, &self.name(SESSION))
    }

    /// The secret of the link that somebody opened, if the request carries one.
    pub(crate) fn visit(self, headers: &HeaderMap) -> Option<String> {
        read(headers, &self.name(VISIT))
    }

    /// The cookie of somebody who has just opened a link.
    pub(crate) fn visiting(self, link: &str, life: TimeDelta) -> Option<HeaderValue> {
        self.write(VISIT, link, life, true)
    }

    /// Takes that cookie back.
    pub(crate) fn visited(self) -> Option<HeaderValue> {
        self.write(VISIT, "", TimeDelta::zero(), true)
    }

    /// What shows that this browser is known, if it is.
    pub(crate) fn device(self, headers: &HeaderMap) -> Option<String> {
        read(headers, &self.name(DEVICE))
    }

    /// The cookies of somebody who has just signed in.
    pub(crate) fn signed_in(
        self,
        session: &Secret,
        csrf: &Secret,
        most: TimeDelta,
        device: Option<&str>,
    ) -> Vec<HeaderValue> {
        let mut cookies =
            vec![self.write(SESSION, session.reveal(), most, true), self.write(CSRF, csrf.reveal(), most, false)];
        cookies.extend(device.map(|device| self.write(DEVICE, device, DEVICE_LIFE, true)));
        cookies.into_iter().flatten().collect()
    }

    /// Takes the session's cookies back.
    pub(crate) fn signed_out(self) -> Vec<HeaderValue> {
        let gone = [(SESSION, true), (CSRF, false)];
        gone.into_iter().filter_map(|(name, hidden)| self.write(name, "", TimeDelta::zero(), hidden)).collect()
    }

    /// What shows that a sign-in with a provider has begun in this browser, if it has.
    pub(crate) fn sign_in(self, headers: &HeaderMap) -> Option<String> {
        read(headers, &self.name(SIGN_IN))
    }

    /// The cookie of a browser in which a sign-in with a provider begins.
    pub(crate) fn sign_in_begun(self, browser: &Secret, life: TimeDelta) -> Option<HeaderValue> {
        self.write_for(SIGN_IN, browser.reveal(), life, true, "Lax")
    }

    /// Takes it back.
    pub(crate) fn sign_in_ended(self) -> Option<HeaderValue> {
        self.write_for(SIGN_IN, "", TimeDelta::zero(), true, "Lax")
    }

    fn write(self, name: &str, value: &str, life: TimeDelta, is_hidden: bool) -> Option<HeaderValue> {
        self.write_for(name, value, life, is_hidden, "Strict")
    }

    fn write_for(
        self,
        name: &str,
        value: &str,
        life: TimeDelta,
        is_hidden: bool,
        same_site: &str,
    ) -> Option<HeaderValue> {
        let hidden = if is_hidden { "; HttpOnly" } else { "" };
        let secure = if self.is_secure { "; Secure" } else { "" };
        let name = self.name(name);
        let cookie =
            format!("{name}={value}; Path=/; Max-Age={}; SameSite={same_site}{hidden}{secure}", life.num_seconds());
        HeaderValue::try_from(cookie).ok()
    }
}

fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, value)| *found == name && !value.is_empty()).map(|(_, value)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use ml_job_accounts::SecretKind;

    use super::*;

    #[test]
    fn cookies_are_hidden_strict_and_secure_where_they_can_be() {
        let secret = |kind| Secret::new(kind).unwrap();
        let (session, csrf) = (secret(SecretKind::Session), secret(SecretKind::Csrf));
        let written = |is_secure| {
            let cookies = Cookies { is_secure }.signed_in(&session, &csrf, TimeDelta::hours(1), Some("x.y.z"));
            cookies.iter().map(|cookie| cookie.to_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let plain = written(false);
        assert_eq!(
            plain[0],
            format!("ml_job_session={}; Path=/; Max-Age=3600; SameSite=Strict; HttpOnly", session.reveal())
        );
        assert!(!plain[1].contains("HttpOnly") && plain[2].contains("HttpOnly"));
        let secure = written(true);
        assert!(secure.iter().all(|cookie| cookie.starts_with("__Host-ml_job_") && cookie.ends_with("; Secure")));
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=b; xml_job_session=no; ml_job_session=; c"));
        assert_eq!(Cookies { is_secure: false }.session(&headers), None);
        headers.append(header::COOKIE, HeaderValue::from_static("theme=dark; ml_job_session=mljs_1"));
        assert_eq!(Cookies { is_secure: false }.session(&headers), Some("mljs_1".to_owned()));
        assert_eq!(Cookies { is_secure: true }.session(&headers), None);
    }
}
