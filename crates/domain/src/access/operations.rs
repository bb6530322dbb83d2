//! What each endpoint needs, by its name in the OpenAPI document.

use super::Need::{self, Nothing, Person, Worker, WorkerOr};
use super::Permission::{Administer, Label, Observe, OwnAccount, Read, Run};

/// Every endpoint and what it needs. To add one, write its line here: without it the API does not start.
pub const OPERATIONS: &[(&str, Need)] = &[
    // Jobs
    ("create_job", Person(Run)),
    ("list_jobs", Person(Read)),
    ("get_job", WorkerOr(Read)),
    ("patch_job", Person(Run)),
    ("delete_job", Person(Run)),
    ("process_job", Person(Run)),
    ("create_next_job", Person(Run)),
    ("listen_to_job", Person(Read)),
    ("get_job_log", Person(Read)),
    ("get_job_performance", Person(Read)),
    ("list_job_spectra", Person(Read)),
    // Workers
    ("claim_job", Worker),
    ("heartbeat", Worker),
    ("release_job", Worker),
    ("end_job", Worker),
    ("create_labelling", Worker),
    ("create_labellings", Worker),
    ("put_job_type", Worker),
    // Job types
    ("list_job_types", WorkerOr(Read)),
    // Labellings
    ("list_labellings", WorkerOr(Read)),
    ("get_labelling", Person(Read)),
    ("get_labelling_history", Person(Read)),
    ("patch_labelling", Person(Label)),
    ("patch_labellings", Person(Label)),
    ("list_opinions", Person(Read)),
    ("adjudicate_labelling", Person(Run)),
    ("reopen_labelling", Person(Run)),
    ("take_seat", Person(Label)),
    ("leave_seat", Person(Label)),
    ("listen_to_seats", Person(Read)),
    ("get_job_agreement", Person(Read)),
    ("list_job_disagreements", Person(Read)),
    ("get_campaign_agreement", Person(Read)),
    ("list_campaign_disagreements", Person(Read)),
    // Campaigns
    ("create_campaign", Person(Run)),
    ("list_campaigns", Person(Read)),
    ("get_campaign", Person(Read)),
    ("delete_campaign", Person(Run)),
    ("start_round", Person(Run)),
    ("label_chosen", Person(Label)),
    ("start_audit", Person(Run)),
    ("get_certificate", Person(Read)),
    ("export_labels", Person(Read)),
    ("export_list", Person(Read)),
    ("get_methods", Person(Read)),
    ("get_provenance", Person(Read)),
    // The archive
    ("search_spectra", Person(Read)),
    ("list_archive_directories", Person(Read)),
    ("get_archive_index", Person(Read)),
    ("refresh_archive_index", Person(Run)),
    ("get_spectrum", Person(Read)),
    ("download_spectrum", Person(Read)),
    ("get_spectrum_header", Person(Read)),
    ("measure_spectrum_lines", Person(Read)),
    ("list_spectrum_occurrences", Person(Read)),
    // Files
    ("list_files", Person(Read)),
    ("download_file", Person(Read)),
    ("upload_file", Person(Run)),
    ("delete_file", Person(Run)),
    ("create_directory", Person(Run)),
    ("delete_directory", Person(Run)),
    // Accounts: one's own
    ("get_session", Nothing),
    ("sign_in", Nothing),
    ("use_link", Nothing),
    ("issue_token", Nothing),
    ("begin_provider_sign_in", Nothing),
    ("finish_provider_sign_in", Nothing),
    ("forgot_password", Nothing),
    ("confirm_email", Nothing),
    ("sign_out", Person(OwnAccount)),
    ("list_sessions", Person(OwnAccount)),
    ("end_session", Person(OwnAccount)),
    ("sign_out_everywhere", Person(OwnAccount)),
    ("change_password", Person(OwnAccount)),
    ("list_tokens", Person(OwnAccount)),
    ("create_token", Person(OwnAccount)),
    ("delete_token", Person(OwnAccount)),
    ("get_email", Person(OwnAccount)),
    ("ask_for_email", Person(OwnAccount)),
    ("delete_email", Person(OwnAccount)),
    // What one is told of
    ("get_notification_settings", Person(OwnAccount)),
    ("put_notification_settings", Person(OwnAccount)),
    ("create_webhook_secret", Person(OwnAccount)),
    ("send_test_notification", Person(OwnAccount)),
    ("list_deliveries", Person(OwnAccount)),
    // Accounts: those of others
    ("list_users", Person(Administer)),
    ("create_user", Person(Administer)),
    ("patch_user", Person(Administer)),
    ("create_user_link", Person(Administer)),
    ("list_audit_events", Person(Administer)),
    // Health and numbers
    ("healthz", Nothing),
    ("readyz", Nothing),
    ("get_metrics", Person(Observe)),
];

/// What an endpoint needs; `None` for one that nobody has decided about.
pub fn need_of(operation: &str) -> Option<Need> {
    OPERATIONS.iter().find(|(name, _)| *name == operation).map(|(_, need)| *need)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_endpoint_is_decided_twice() {
        let names: BTreeSet<&str> = OPERATIONS.iter().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), OPERATIONS.len());
        assert_eq!(need_of("delete_job"), Some(Person(Run)));
        assert_eq!(need_of("delete_everything"), None);
    }
}
