//! What each endpoint needs, by its name in the OpenAPI document.

use self::Object::{Campaign, Directory, File, Job, JobAsked, Labelling, List, Listing, Named, Nothing, Space};
use super::Need::{self, Person, Worker, WorkerOr};
use super::Permission::{Administer, Label, Observe, OwnAccount, Read, Run, Share};

/// What an endpoint concerns: in whose space that lies, the API looks up before the endpoint is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Object {
    /// Nothing that lies in a space.
    Nothing,
    /// Many: the answer leaves out what the caller may not see. The store's lists ask for it.
    List,
    /// What the body names: the handler has to ask.
    Named,
    /// The job `job_id` of the path.
    Job,
    /// The job `job_id` of the query.
    JobAsked,
    /// The labelling `labelling_id` of the path.
    Labelling,
    /// The campaign `campaign_id` of the path.
    Campaign,
    /// The space `space_id` of the path.
    Space,
    /// The file `filename` of the path in the directory `parent_dir_path` of the query.
    File,
    /// The directory `dirname` of the path in the directory `parent_dir_path` of the query.
    Directory,
    /// The directory `parent_dir_path` of the query.
    Listing,
}

/// Every endpoint, what it needs, and what it concerns. To add one, write its line here: without it nobody may call it.
pub const OPERATIONS: &[(&str, Need, Object)] = &[
    // Jobs
    ("create_job", Person(Run), Named),
    ("list_jobs", Person(Read), List),
    ("get_job", WorkerOr(Read), Job),
    ("patch_job", Person(Run), Job),
    ("delete_job", Person(Run), Job),
    ("process_job", Person(Run), Job),
    ("create_next_job", Person(Run), Job),
    ("listen_to_job", Person(Read), Job),
    ("get_job_log", Person(Read), Job),
    ("get_job_waiting", Person(Read), Job),
    ("get_job_performance", Person(Read), Job),
    ("list_job_spectra", Person(Read), Job),
    // Workers
    ("claim_job", Worker, Job),
    ("heartbeat", Worker, Job),
    ("release_job", Worker, Job),
    ("end_job", Worker, Job),
    ("create_labelling", Worker, Nothing),
    ("create_labellings", Worker, Nothing),
    ("put_job_type", Worker, Nothing),
    // Job types
    ("list_job_types", WorkerOr(Read), Nothing),
    // Labellings
    ("list_labellings", WorkerOr(Read), JobAsked),
    ("get_labelling", Person(Read), Labelling),
    ("get_labelling_history", Person(Read), Labelling),
    ("patch_labelling", Person(Label), Labelling),
    ("patch_labellings", Person(Label), Named),
    ("list_opinions", Person(Read), Labelling),
    ("adjudicate_labelling", Person(Run), Labelling),
    ("reopen_labelling", Person(Run), Labelling),
    ("take_seat", Person(Label), Job),
    ("leave_seat", Person(Label), Job),
    ("listen_to_seats", Person(Read), Job),
    ("get_job_agreement", Person(Read), Job),
    ("list_job_disagreements", Person(Read), Job),
    ("get_campaign_agreement", Person(Read), Campaign),
    ("list_campaign_disagreements", Person(Read), Campaign),
    // Campaigns
    ("create_campaign", Person(Run), Named),
    ("list_campaigns", Person(Read), List),
    ("get_campaign", Person(Read), Campaign),
    ("delete_campaign", Person(Run), Campaign),
    ("start_round", Person(Run), Campaign),
    ("label_chosen", Person(Label), Campaign),
    ("start_audit", Person(Run), Campaign),
    ("get_certificate", Person(Read), Campaign),
    ("export_labels", Person(Read), Campaign),
    ("export_list", Person(Read), Campaign),
    ("get_methods", Person(Read), Campaign),
    ("get_provenance", Person(Read), Campaign),
    // The archive
    ("search_spectra", Person(Read), Nothing),
    ("list_archive_directories", Person(Read), Nothing),
    ("get_archive_index", Person(Read), Nothing),
    ("refresh_archive_index", Person(Run), Nothing),
    ("get_spectrum", Person(Read), Nothing),
    ("download_spectrum", Person(Read), Nothing),
    ("get_spectrum_header", Person(Read), Nothing),
    ("measure_spectrum_lines", Person(Read), Nothing),
    ("list_spectrum_occurrences", Person(Read), List),
    // Files
    ("list_files", Person(Read), Listing),
    ("download_file", Person(Read), File),
    ("upload_file", Person(Run), File),
    ("delete_file", Person(Run), File),
    ("create_directory", Person(Run), Directory),
    ("delete_directory", Person(Run), Directory),
    // Accounts: one's own
    ("get_session", Need::Nothing, Nothing),
    ("sign_in", Need::Nothing, Nothing),
    ("use_link", Need::Nothing, Nothing),
    ("issue_token", Need::Nothing, Nothing),
    ("begin_provider_sign_in", Need::Nothing, Nothing),
    ("finish_provider_sign_in", Need::Nothing, Nothing),
    ("forgot_password", Need::Nothing, Nothing),
    ("confirm_email", Need::Nothing, Nothing),
    ("sign_out", Person(OwnAccount), Nothing),
    ("list_sessions", Person(OwnAccount), Nothing),
    ("end_session", Person(OwnAccount), Nothing),
    ("sign_out_everywhere", Person(OwnAccount), Nothing),
    ("change_password", Person(OwnAccount), Nothing),
    ("list_tokens", Person(OwnAccount), Nothing),
    ("create_token", Person(OwnAccount), Nothing),
    ("delete_token", Person(OwnAccount), Nothing),
    ("get_email", Person(OwnAccount), Nothing),
    ("ask_for_email", Person(OwnAccount), Nothing),
    ("delete_email", Person(OwnAccount), Nothing),
    // What one is told of
    ("get_notification_settings", Person(OwnAccount), Nothing),
    ("put_notification_settings", Person(OwnAccount), Nothing),
    ("create_webhook_secret", Person(OwnAccount), Nothing),
    ("send_test_notification", Person(OwnAccount), Nothing),
    ("list_deliveries", Person(OwnAccount), Nothing),
    // Accounts: those of others
    ("list_users", Person(Administer), Nothing),
    ("create_user", Person(Administer), Nothing),
    ("patch_user", Person(Administer), Nothing),
    ("create_user_link", Person(Administer), Nothing),
    ("list_audit_events", Person(Administer), Nothing),
    // Spaces
    ("list_spaces", Person(Read), List),
    ("create_space", Person(Run), Nothing),
    ("get_space", Person(Read), Space),
    ("patch_space", Person(Share), Space),
    ("delete_space", Person(Share), Space),
    ("put_space_quota", Person(Administer), Space),
    ("put_space_member", Person(Share), Space),
    ("delete_space_member", Person(Share), Space),
    ("list_space_links", Person(Share), Space),
    ("create_space_link", Person(Share), Space),
    ("delete_space_link", Person(Share), Space),
    ("visit_space", Need::Nothing, Nothing),
    ("end_visit", Need::Nothing, Nothing),
    ("move_job", Person(Share), Job),
    ("move_campaign", Person(Share), Campaign),
    ("list_groups", Person(Administer), Nothing),
    ("put_group", Person(Administer), Nothing),
    ("delete_group", Person(Administer), Nothing),
    // Health and numbers
    ("healthz", Need::Nothing, Nothing),
    ("readyz", Need::Nothing, Nothing),
    ("get_metrics", Person(Observe), Nothing),
];

/// What an endpoint needs; `None` for one that nobody has decided about.
pub fn need_of(operation: &str) -> Option<Need> {
    OPERATIONS.iter().find(|(name, ..)| *name == operation).map(|(_, need, _)| *need)
}

/// What an endpoint concerns; `None` for one that nobody has decided about.
pub fn object_of(operation: &str) -> Option<Object> {
    OPERATIONS.iter().find(|(name, ..)| *name == operation).map(|(.., object)| *object)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_endpoint_is_decided_twice() {
        let names: BTreeSet<&str> = OPERATIONS.iter().map(|(name, ..)| *name).collect();
        assert_eq!(names.len(), OPERATIONS.len());
        assert_eq!(need_of("delete_job"), Some(Person(Run)));
        assert_eq!((need_of("delete_everything"), object_of("delete_everything")), (None, None));
    }
}
