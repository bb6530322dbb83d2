//! What the messages say, for people.

use ml_job_domain::notice::MessageKind;
use serde_json::Value;

/// A mail, without its addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) subject: String,
    pub(super) text: String,
}

/// The mail for a message to the person of this name; links lead to the page at `page_url`.
pub(super) fn letter(kind: MessageKind, data: &Value, name: &str, page_url: &str) -> Letter {
    let said = |field: &str| plain(data[field].as_str().unwrap_or("unknown"));
    let job_url = format!("{page_url}/jobs/{}", data["job_id"].as_str().unwrap_or_default());
    let account_url = format!("{page_url}/account");
    let (subject, text) = match kind {
        MessageKind::JobEnded => {
            let (label, phase) = (said("label"), said("phase"));
            (format!("{label}: {phase}"), format!("The job {label} ({}) is {phase}.\n\n{job_url}", said("type")))
        }
        MessageKind::LabelsWaiting => {
            let (label, count) = (said("label"), data["labels_waiting"].as_u64().unwrap_or_default());
            (
                format!("{label}: {count} spectra wait for labels"),
                format!("{count} spectra of {label} wait for labels.\n\n{job_url}"),
            )
        }
        MessageKind::Disagreement => {
            let (label, spectrum) = (said("label"), said("spectrum_filename"));
            let labels: Vec<String> =
                data["labels"].as_array().into_iter().flatten().filter_map(Value::as_str).map(plain).collect();
            (
                format!("{label}: people disagree about {spectrum}"),
                format!("{spectrum} of {label} was called {}.\n\n{job_url}", labels.join(" and ")),
            )
        }
        MessageKind::Test => {
            ("A test".to_owned(), format!("Messages arrive. What you are told of is set at\n\n{account_url}"))
        }
        MessageKind::PasswordLink => (
            "A link to choose a password".to_owned(),
            format!(
                "With this link you choose a password, once, within a day:\n\n{page_url}{}\n\nYou did not ask for it? Then do nothing: \
                 without the link your password stays as it is.",
                data["link"].as_str().unwrap_or_default()
            ),
        ),
        MessageKind::AddressLink => (
            "Is this your address?".to_owned(),
            format!(
                "Somebody who is signed in as {} wants messages to go to this address. If that is you, open this link within a day:\n\n\
                 {page_url}{}\n\nElse do nothing.",
                plain(name),
                data["link"].as_str().unwrap_or_default()
            ),
        ),
        MessageKind::PasswordChanged => (
            "Your password was changed".to_owned(),
            warned("The password of your account was changed, and all sessions have ended.", &account_url),
        ),
        MessageKind::TokenCreated => (
            "A new token".to_owned(),
            warned(&format!("There is a new token for scripts, {}.", said("name")), &account_url),
        ),
        MessageKind::NewBrowser => (
            "A sign-in with a new browser".to_owned(),
            warned(
                &format!("Somebody signed in to your account: {}, from {}.", said("browser"), said("address")),
                &account_url,
            ),
        ),
        MessageKind::AddressChanged => {
            let to = data["email"].as_str().map_or("no address any more".to_owned(), plain);
            (
                "Messages go elsewhere".to_owned(),
                warned(&format!("Messages about your account go to {to}."), &account_url),
            )
        }
        MessageKind::WebhookSwitchedOff => (
            "Your webhook was switched off".to_owned(),
            format!(
                "Nothing arrived at your webhook, so that it was switched off: {}\n\nSave it again to switch it on:\n\n{account_url}",
                said("because")
            ),
        ),
    };
    Letter { subject: format!("[ML Job Manager] {subject}"), text: format!("Hello {},\n\n{text}\n", plain(name)) }
}

/// What happened, and what to do if it was somebody else.
fn warned(what: &str, account_url: &str) -> String {
    format!(
        "{what}\n\nIf it was you, all is well. If not, change your password and end all sessions, and tell an administrator:\n\n{account_url}"
    )
}

/// A text of somebody's, on one line.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_kind_has_a_letter_that_names_what_it_is_about() {
        let data = json!({
            "job_id": "0199", "label": "Be stars: round 3", "phase": "COMPLETED", "type": "ACTIVE_ML", "labels_waiting": 12,
            "spectrum_filename": "a.fits", "labels": ["one", "two"], "link": "/welcome#mljl_x", "name": "nightly",
            "browser": "Firefox on Linux", "address": "192.0.2.7", "email": "b@example.org", "because": "The answer was 500.",
        });
        let words = |kind| match kind {
            MessageKind::JobEnded => "The job Be stars: round 3 (ACTIVE_ML) is COMPLETED.",
            MessageKind::LabelsWaiting => "12 spectra of Be stars: round 3 wait for labels.",
            MessageKind::Disagreement => "a.fits of Be stars: round 3 was called one and two.",
            MessageKind::Test => "Messages arrive.",
            MessageKind::PasswordLink | MessageKind::AddressLink => "https://x.example/welcome#mljl_x",
            MessageKind::PasswordChanged => "The password of your account was changed",
            MessageKind::TokenCreated => "a new token for scripts, nightly.",
            MessageKind::NewBrowser => "Firefox on Linux, from 192.0.2.7.",
            MessageKind::AddressChanged => "go to b@example.org.",
            MessageKind::WebhookSwitchedOff => "The answer was 500.",
        };
        for kind in MessageKind::ALL {
            let letter = letter(kind, &data, "ada", "https://x.example");
            assert!(letter.text.contains(words(kind)), "{kind}: {}", letter.text);
            assert!(letter.text.starts_with("Hello ada,") && letter.text.contains("https://x.example/"), "{kind}");
        }
    }

    #[test]
    fn no_text_of_anybody_begins_a_line_or_a_header() {
        let data = json!({ "label": "x\r\nBcc: everybody@example.org\r\n\r\nBuy", "phase": "ERROR", "type": "COUNT", "job_id": "1" });
        let letter = letter(MessageKind::JobEnded, &data, "a\nb", "https://x.example");
        assert!(!letter.subject.contains(['\r', '\n']) && !letter.text.contains("\nBcc"), "{letter:?}");
    }
}
