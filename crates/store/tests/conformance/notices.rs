use std::collections::BTreeSet;

use chrono::TimeDelta;
use ml_job_domain::access::{PersonalToken, Role, Scope, SpaceRole, User};
use ml_job_domain::notice::{Channel, DeliveryState, MessageKind, NoticeKind, NotificationSettings};
use ml_job_domain::{
    CampaignId, CampaignPlace, CampaignRole, JobId, NewCampaign, SessionId, SpaceId, SpectrumSet, TokenId,
};
use ml_job_store::{
    AddCampaign, AddCampaignJob, Disagreement, DueDelivery, MailedLink, NewMember, NewSession, NewWebhook,
    PatchLabellings, PutMember, SessionLife, Target,
};
use serde_json::json;

use crate::accounts::{added, digest};
use crate::harness::{JobLife as _, TestStore, claim_request, done, labelling, new_job, preprocessing};

conformance![
    settings_are_kept_and_a_webhook_keeps_its_secret,
    the_end_of_a_job_is_told_to_who_ran_it_as_they_wish,
    the_end_of_a_campaigns_job_is_told_to_its_keepers,
    labels_that_wait_are_told_to_who_labelled_before,
    a_disagreement_is_told_to_who_labelled,
    what_waits_is_told_in_order_and_nothing_overtakes,
    a_webhook_that_is_switched_off_gets_nothing_and_its_owner_is_told,
    what_happens_to_an_account_is_told_by_mail_if_there_is_an_address,
    an_address_is_its_persons_once_the_link_was_used,
    a_mailed_link_is_forgotten_once_it_is_delivered_and_shows_the_address,
    old_messages_are_forgotten_and_others_stay,
];

const ALL: [NoticeKind; 3] = NoticeKind::ALL;
const LIFE: SessionLife = SessionLife { idle: TimeDelta::minutes(30), most: TimeDelta::hours(12) };

fn webhook(url: &str, kinds: &[NoticeKind]) -> NewWebhook {
    NewWebhook { url: url.to_owned(), kinds: kinds.iter().copied().collect(), secret: format!("secret of {url}") }
}

/// Somebody with a webhook of this name for these kinds.
async fn listener(store: &TestStore, name: &str, kinds: &[NoticeKind]) -> User {
    let user = added(store, name, Role::Member).await;
    store.put_notification_settings(user.user_id, &BTreeSet::new(), Some(&webhook(name, kinds))).await.unwrap();
    // Who may see no job is told of none.
    let shared = store.put_space_member(SpaceId::MAIN, &NewMember::Person(name.to_owned()), SpaceRole::Owner).await;
    assert!(matches!(shared.unwrap(), PutMember::Put(_)));
    user
}

/// Gives somebody an address, as the link does that was sent there.
async fn show_address(store: &TestStore, user: &User, email: &str) {
    let link = MailedLink { email: email.to_owned(), data: json!({ "link": "/x#mljl_1" }) };
    let secret = digest(&user.user_id.as_uuid().simple().to_string()[..20]);
    let tomorrow = store.now() + TimeDelta::days(1);
    store.add_email_link(user.user_id, &secret, &link, store.now(), tomorrow).await.unwrap();
    let account = store.use_email_link(&secret, store.now()).await.unwrap().unwrap();
    assert_eq!(account.email.as_deref(), Some(email));
    for delivery in due(store).await {
        store.mark_delivered(&delivery, store.now()).await.unwrap();
    }
}

async fn due(store: &TestStore) -> Vec<DueDelivery> {
    store.due_deliveries(store.now(), 100).await.unwrap()
}

/// Who is told of what, and how.
async fn told(store: &TestStore) -> Vec<(String, MessageKind)> {
    due(store).await.into_iter().map(|delivery| (delivery.name, delivery.kind)).collect()
}

async fn settings_are_kept_and_a_webhook_keeps_its_secret(store: TestStore) {
    let ada = added(&store, "ada", Role::Member).await;
    assert_eq!(store.lookup_notification_settings(ada.user_id).await.unwrap(), NotificationSettings::default());
    let mail = BTreeSet::from([NoticeKind::JobEnded]);
    let first = webhook("https://a.example", &[NoticeKind::LabelsWaiting, NoticeKind::Disagreement]);
    assert!(store.put_notification_settings(ada.user_id, &mail, Some(&first)).await.unwrap(), "its secret is new");
    let second = webhook("https://b.example", &[]);
    assert!(!store.put_notification_settings(ada.user_id, &mail, Some(&second)).await.unwrap());
    let settings = store.lookup_notification_settings(ada.user_id).await.unwrap();
    let kept = settings.webhook.unwrap();
    assert_eq!((settings.mail, kept.url.as_str(), kept.kinds.len()), (mail.clone(), "https://b.example", 0));
    store.tell_for_a_test(ada.user_id, Channel::Webhook, store.now()).await.unwrap();
    let target = Target::Webhook { url: second.url.clone(), secret: first.secret.clone() };
    assert_eq!(due(&store).await[0].target, target);
    assert!(store.set_webhook_secret(ada.user_id, "other").await.unwrap());
    let target = Target::Webhook { url: second.url.clone(), secret: "other".to_owned() };
    assert_eq!(due(&store).await[0].target, target);
    assert!(!store.put_notification_settings(ada.user_id, &mail, None).await.unwrap());
    assert_eq!(due(&store).await[0].target, Target::Gone);
    assert!(!store.set_webhook_secret(ada.user_id, "x").await.unwrap());
    assert!(store.put_notification_settings(ada.user_id, &mail, Some(&first)).await.unwrap(), "and a new one then");
}

async fn the_end_of_a_job_is_told_to_who_ran_it_as_they_wish(store: TestStore) {
    let ada = listener(&store, "ada", &[NoticeKind::JobEnded]).await;
    let bob = listener(&store, "bob", &[NoticeKind::LabelsWaiting]).await;
    listener(&store, "stranger", &ALL).await;
    show_address(&store, &ada, "ada@example.org").await;
    let mail = BTreeSet::from([NoticeKind::JobEnded]);
    store.put_notification_settings(ada.user_id, &mail, Some(&webhook("ada", &[NoticeKind::JobEnded]))).await.unwrap();
    let claim = store.claimed("watched").await;
    let id = claim.job.job_id;
    for user in [&ada, &ada, &bob] {
        store.watch_job(id, user.user_id).await.unwrap();
    }
    store.watch_job(JobId::new(), ada.user_id).await.unwrap();
    assert_eq!(told(&store).await, []);
    store.complete(&claim).await;
    let due = due(&store).await;
    let targets: Vec<&Target> = due.iter().map(|delivery| &delivery.target).collect();
    let hook = Target::Webhook { url: "ada".into(), secret: "secret of ada".into() };
    assert_eq!(targets, [&Target::Mail("ada@example.org".into()), &hook]);
    assert_eq!(due[0].event_id, due[1].event_id, "it is one event");
    assert_eq!((&due[0].data["label"], &due[0].data["phase"]), (&json!("watched"), &json!("COMPLETED")));
    // An end is told once, however it came.
    let aborted = store.queued("aborted").await.job_id;
    store.watch_job(aborted, ada.user_id).await.unwrap();
    done(store.abort_job(aborted, store.now()).await.unwrap());
    let all = store.list_deliveries(ada.user_id, 10).await.unwrap();
    let ended = all.iter().filter(|delivery| delivery.kind == MessageKind::JobEnded).count();
    assert_eq!((ended, store.list_deliveries(bob.user_id, 10).await.unwrap().len()), (4, 0));
}

async fn the_end_of_a_campaigns_job_is_told_to_its_keepers(store: TestStore) {
    let ada = listener(&store, "ada", &ALL).await;
    let plan = json!({ "pool": { "matrix": "/JOBS/x/result.h5" }, "classes": ["other", "peak"], "wanted": ["peak"] });
    let request: NewCampaign = serde_json::from_value(json!({ "label": "Be stars", "plan": plan })).unwrap();
    let campaign = request.into_campaign(CampaignId::new(), store.now());
    assert_eq!(store.add_campaign(&campaign, None).await.unwrap(), AddCampaign::Added);
    store.watch_campaign(campaign.campaign_id, ada.user_id).await.unwrap();
    store.watch_campaign(campaign.campaign_id, ada.user_id).await.unwrap();
    let job = new_job("round").into_job(JobId::new(), store.now());
    let place = CampaignPlace { campaign_id: campaign.campaign_id, role: CampaignRole::Round, number: 0 };
    assert_eq!(store.add_campaign_job(&place, &job).await.unwrap(), AddCampaignJob::Added);
    done(store.run_job(job.job_id, &json!({}), store.now()).await.unwrap());
    let claim = store.claim(job.job_id).await;
    store.label(&[labelling(job.job_id, "a.fits", SpectrumSet::Oracle)]).await;
    store.complete(&claim).await;
    let all = store.list_deliveries(ada.user_id, 10).await.unwrap();
    let kinds: Vec<MessageKind> = all.iter().map(|delivery| delivery.kind).collect();
    assert_eq!(kinds, [MessageKind::LabelsWaiting, MessageKind::JobEnded]);
}

async fn labels_that_wait_are_told_to_who_labelled_before(store: TestStore) {
    let ada = listener(&store, "ada", &ALL).await;
    listener(&store, "bob", &ALL).await;
    let before = store.claimed("before").await;
    let shown = labelling(before.job.job_id, "a.fits", SpectrumSet::Oracle);
    store.label(std::slice::from_ref(&shown)).await;
    store.complete(&before).await;
    let patch = ml_job_domain::LabellingPatch { user_label: Some(Some("peak".to_owned())), user_comment: None };
    let patched = store.patch_labellings(&[(shown.labelling_id, patch)], store.now(), None, Some("ada")).await.unwrap();
    assert!(matches!(patched, PatchLabellings::Patched(_)));
    let next = ml_job_domain::NewJob { parent_job_id: Some(before.job.job_id), ..new_job("next") };
    let next = next.into_job(JobId::new(), store.now());
    assert_eq!(store.add_job(&next, None).await.unwrap(), ml_job_store::AddJob::Added);
    done(store.run_job(next.job_id, &json!({}), store.now()).await.unwrap());
    done(store.claim_job(next.job_id, &claim_request("worker-1"), store.now()).await.unwrap());
    let claim = ml_job_domain::protocol::EndRequest {
        started_at: store.now(),
        ended_at: store.now(),
        attempt: Some(1),
        metrics: None,
        error: None,
    };
    let shown = [SpectrumSet::Oracle, SpectrumSet::PerformanceEstimation, SpectrumSet::Candidate];
    store.label(&shown.map(|set| labelling(next.job_id, "b.fits", set))).await;
    done(store.end_job(next.job_id, ml_job_domain::Action::Complete, &claim, store.now()).await.unwrap());
    let due = due(&store).await;
    assert_eq!(due.len(), 1, "{due:?}");
    assert_eq!((due[0].user_id, due[0].kind), (ada.user_id, MessageKind::LabelsWaiting));
    assert_eq!((&due[0].data["labels_waiting"], &due[0].data["type"]), (&json!(2), &json!(preprocessing())));
}

async fn a_disagreement_is_told_to_who_labelled(store: TestStore) {
    let ada = listener(&store, "ada", &[NoticeKind::Disagreement]).await;
    let job_id = store.pending("x").await.job_id;
    let shown = labelling(job_id, "a.fits", SpectrumSet::Oracle);
    store.label(std::slice::from_ref(&shown)).await;
    let patch = ml_job_domain::LabellingPatch { user_label: Some(Some("peak".to_owned())), user_comment: None };
    let patched = store.patch_labellings(&[(shown.labelling_id, patch)], store.now(), None, Some("ada")).await.unwrap();
    assert!(matches!(patched, PatchLabellings::Patched(_)));
    let says = async |who: &str, label: &str| {
        let patch = ml_job_domain::LabellingPatch { user_label: Some(Some(label.to_owned())), user_comment: None };
        let patches = [(shown.labelling_id, patch)];
        let patched = store.patch_labellings(&patches, store.now(), None, Some(who)).await.unwrap();
        assert!(matches!(patched, PatchLabellings::Patched(_)));
    };
    says("bob", "peak").await;
    assert_eq!(due(&store).await, [], "they agree");
    says("bob", "other").await;
    let told = due(&store).await;
    assert_eq!((told.len(), told[0].user_id, told[0].kind), (1, ada.user_id, MessageKind::Disagreement));
    assert_eq!((&told[0].data["spectrum_filename"], &told[0].data["labels"][1]), (&json!("a.fits"), &json!("other")));
    says("cyd", "double").await;
    let all = store.list_deliveries(ada.user_id, 10).await.unwrap();
    assert_eq!(all.len(), 1, "it is told once");
    let nowhere = Disagreement {
        job_id: JobId::new(),
        spectrum_filename: "a.fits".to_owned(),
        labels: vec!["peak".to_owned(), "other".to_owned()],
    };
    assert_eq!(store.tell_of_disagreement(&nowhere, store.now()).await.unwrap(), 0);
}

async fn what_waits_is_told_in_order_and_nothing_overtakes(store: TestStore) {
    let [ada, bob] = [listener(&store, "ada", &ALL).await, listener(&store, "bob", &ALL).await];
    for user in [&ada, &ada, &bob] {
        store.tell_for_a_test(user.user_id, Channel::Webhook, store.now()).await.unwrap();
    }
    let first = due(&store).await;
    assert_eq!(first.iter().map(|delivery| delivery.name.as_str()).collect::<Vec<_>>(), ["ada", "bob"]);
    let later = store.now() + TimeDelta::seconds(60);
    store.mark_tried(&first[0], "The answer was 500.", later).await.unwrap();
    store.mark_delivered(&first[1], store.now()).await.unwrap();
    assert_eq!(due(&store).await, [], "the second of ada waits for the first");
    let listed = store.list_deliveries(ada.user_id, 10).await.unwrap();
    assert_eq!((listed[1].attempts, listed[1].last_error.as_deref()), (1, Some("The answer was 500.")));
    assert_eq!((listed[1].next_at, listed[1].state), (Some(later), DeliveryState::Waiting));
    store.advance(60);
    let again = due(&store).await;
    assert_eq!((again.len(), again[0].event_id, again[0].attempts), (1, first[0].event_id, 1));
    store.mark_undeliverable(&again[0], "The answer was 501.", store.now()).await.unwrap();
    let second = due(&store).await;
    assert_eq!(second.len(), 1);
    assert!(second[0].delivery_id > first[0].delivery_id);
    let listed = store.list_deliveries(ada.user_id, 10).await.unwrap();
    assert_eq!((listed[1].state, listed[1].attempts, listed[1].next_at), (DeliveryState::Failed, 2, None));
    // What was ended stays ended, whoever is late.
    store.mark_delivered(&again[0], store.now()).await.unwrap();
    assert_eq!(store.list_deliveries(ada.user_id, 10).await.unwrap()[1].state, DeliveryState::Failed);
}

async fn a_webhook_that_is_switched_off_gets_nothing_and_its_owner_is_told(store: TestStore) {
    let ada = listener(&store, "ada", &ALL).await;
    show_address(&store, &ada, "ada@example.org").await;
    let job = store.queued("x").await.job_id;
    store.watch_job(job, ada.user_id).await.unwrap();
    store.tell_for_a_test(ada.user_id, Channel::Webhook, store.now()).await.unwrap();
    store.switch_webhook_off(ada.user_id, "The answer was 500.", store.now()).await.unwrap();
    let off = store.lookup_notification_settings(ada.user_id).await.unwrap().webhook.unwrap();
    assert_eq!((off.off_at, off.off_because.as_deref()), (Some(store.now()), Some("The answer was 500.")));
    done(store.abort_job(job, store.now()).await.unwrap());
    assert_eq!(told(&store).await, [("ada".to_owned(), MessageKind::WebhookSwitchedOff)]);
    store.put_notification_settings(ada.user_id, &BTreeSet::new(), Some(&webhook("ada", &ALL))).await.unwrap();
    let on = store.lookup_notification_settings(ada.user_id).await.unwrap().webhook.unwrap();
    assert_eq!((on.off_at, on.off_because), (None, None));
}

async fn what_happens_to_an_account_is_told_by_mail_if_there_is_an_address(store: TestStore) {
    let [ada, bob] = [added(&store, "ada", Role::Member).await, added(&store, "bob", Role::Member).await];
    show_address(&store, &ada, "ada@example.org").await;
    for (number, user) in [&ada, &bob].into_iter().enumerate() {
        let token = PersonalToken {
            token_id: TokenId::new(),
            name: "nightly".to_owned(),
            scopes: [Scope::Read].into(),
            created_at: store.now(),
            expires_at: store.now(),
            used_at: None,
        };
        store.add_token(user.user_id, &token, &digest(&format!("t{number}"))).await.unwrap();
        for (text, is_new_browser) in [("new", true), ("old", false)] {
            let session = NewSession {
                session_id: SessionId::new(),
                session_digest: digest(&format!("{text}{number}")),
                csrf_digest: digest("c"),
                browser: Some("Firefox on Linux".to_owned()),
                address: None,
                is_new_browser,
                is_by_provider: false,
            };
            store.add_session(user.user_id, &session, store.now(), LIFE).await.unwrap();
        }
        store.set_password(user.user_id, "hash", store.now()).await.unwrap();
        store.delete_email(user.user_id, store.now()).await.unwrap();
    }
    let mut kinds = Vec::new();
    while let [next] = &due(&store).await[..] {
        assert_eq!((next.user_id, &next.target), (ada.user_id, &Target::Mail("ada@example.org".to_owned())));
        kinds.push(next.kind);
        store.mark_delivered(next, store.now()).await.unwrap();
    }
    let expected =
        [MessageKind::TokenCreated, MessageKind::NewBrowser, MessageKind::PasswordChanged, MessageKind::AddressChanged];
    assert_eq!(kinds, expected);
}

async fn an_address_is_its_persons_once_the_link_was_used(store: TestStore) {
    let ada = added(&store, "ada", Role::Member).await;
    let link = |email: &str| MailedLink { email: email.to_owned(), data: json!({ "link": "/x#y" }) };
    let tomorrow = store.now() + TimeDelta::days(1);
    store.add_email_link(ada.user_id, &digest("a"), &link("a@example.org"), store.now(), tomorrow).await.unwrap();
    assert_eq!(store.lookup_account(ada.user_id).await.unwrap().unwrap().email, None);
    assert_eq!(store.list_accounts_to_remind("ada").await.unwrap(), []);
    assert_eq!(due(&store).await[0].target, Target::Mail("a@example.org".to_owned()));
    // The link for another address ends the first.
    store.add_email_link(ada.user_id, &digest("b"), &link("b@example.org"), store.now(), tomorrow).await.unwrap();
    assert_eq!(store.use_email_link(&digest("a"), store.now()).await.unwrap(), None);
    assert_eq!(store.use_email_link(&digest("b"), tomorrow).await.unwrap(), None, "it is over then");
    let account = store.use_email_link(&digest("b"), store.now()).await.unwrap().unwrap();
    assert_eq!(account.email.as_deref(), Some("b@example.org"));
    assert_eq!(store.use_email_link(&digest("b"), store.now()).await.unwrap(), None);
    for meant in ["ADA", "b@example.org"] {
        assert_eq!(store.list_accounts_to_remind(meant).await.unwrap().len(), 1, "{meant}");
    }
    assert_eq!(store.list_accounts_to_remind("a@example.org").await.unwrap(), []);
    store.delete_email(ada.user_id, store.now()).await.unwrap();
    assert_eq!(store.list_accounts_to_remind("ada").await.unwrap(), []);
}

async fn a_mailed_link_is_forgotten_once_it_is_delivered_and_shows_the_address(store: TestStore) {
    let ada = added(&store, "ada", Role::Member).await;
    let tomorrow = store.now() + TimeDelta::days(1);
    let link = MailedLink { email: "ada@example.org".to_owned(), data: json!({ "link": "/welcome#mljl_1" }) };
    assert!(store.mail_password_link(ada.user_id, &digest("l"), store.now(), tomorrow, &link).await.unwrap());
    let sent = due(&store).await.remove(0);
    assert_eq!((sent.kind, &sent.data), (MessageKind::PasswordLink, &link.data));
    store.mark_tried(&sent, "no", store.now()).await.unwrap();
    assert_eq!(due(&store).await[0].data, link.data, "it is needed for the next try");
    store.mark_delivered(&sent, store.now()).await.unwrap();
    let kept: Vec<String> = store.raw_texts("SELECT CAST(data AS text) FROM deliveries").await;
    assert_eq!(kept, ["{}"]);
    assert_eq!(store.use_password_link(&digest("l"), "hash", store.now()).await.unwrap(), Some(ada.user_id));
    let account = store.lookup_account(ada.user_id).await.unwrap().unwrap();
    assert_eq!(account.email.as_deref(), Some("ada@example.org"), "whoever has the link had it from there");
}

async fn old_messages_are_forgotten_and_others_stay(store: TestStore) {
    let ada = listener(&store, "ada", &ALL).await;
    for _ in 0..2 {
        store.tell_for_a_test(ada.user_id, Channel::Webhook, store.now()).await.unwrap();
    }
    store.mark_delivered(&due(&store).await[0], store.now()).await.unwrap();
    assert_eq!(store.delete_ended_deliveries(store.now()).await.unwrap(), 0);
    assert_eq!(store.delete_ended_deliveries(store.now() + TimeDelta::seconds(1)).await.unwrap(), 1);
    assert_eq!(store.list_deliveries(ada.user_id, 10).await.unwrap()[0].state, DeliveryState::Waiting);
}
