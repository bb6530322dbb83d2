use std::collections::BTreeSet;

use chrono::TimeDelta;
use futures::future::join_all;
use ml_job_domain::access::{AuditEvent, AuditOutcome, PersonalToken, Role, Scope, User};
use ml_job_domain::{SessionId, TokenId, UserId};
use ml_job_store::{
    AddUser, AuditFilter, NewSession, Page, PatchUser, ProviderPerson, SessionLife, SignInByProvider, SignInFlow,
    StoreError, UserPatch,
};

use crate::harness::TestStore;

conformance![
    an_account_is_found_by_its_name_in_upper_and_lower_case,
    a_name_is_given_once,
    of_many_with_a_link_one_becomes_the_first_administrator,
    a_link_for_a_password_works_once_and_ends_what_was_before,
    a_session_lasts_as_long_as_somebody_is_there,
    sessions_are_listed_and_ended_by_their_person_only,
    a_token_is_found_by_its_digest_until_it_is_over,
    an_account_that_is_shut_out_opens_nothing,
    of_two_administrators_who_unmake_each_other_one_stays,
    the_audit_log_is_read_newest_first,
    all_processes_sign_with_one_key,
    a_sign_in_with_a_provider_ends_once_and_in_time,
    a_person_of_a_provider_has_one_account_and_nobody_elses,
    roles_follow_the_provider_where_that_is_wanted_and_the_last_administrator_stays,
];

const LIFE: SessionLife = SessionLife { idle: TimeDelta::minutes(30), most: TimeDelta::hours(12) };
const PAGE: Page = Page { offset: 0, limit: 10 };

fn user(store: &TestStore, name: &str, role: Role) -> User {
    User {
        user_id: UserId::new(),
        name: name.to_owned(),
        role,
        is_active: true,
        created_at: store.now(),
        last_seen_at: None,
    }
}

/// A session whose secret has the digest of this text.
fn session(text: &str) -> NewSession {
    NewSession {
        session_id: SessionId::new(),
        session_digest: digest(text),
        csrf_digest: digest("c"),
        browser: Some("Firefox on Linux".to_owned()),
        address: Some("192.0.2.7".to_owned()),
        is_new_browser: false,
        is_by_provider: false,
    }
}

/// As long as a digest, and unlike the others.
pub(crate) fn digest(text: &str) -> String {
    format!("{text:0>64}")
}

pub(crate) async fn added(store: &TestStore, name: &str, role: Role) -> User {
    let user = user(store, name, role);
    let link = digest(&user.user_id.as_uuid().simple().to_string());
    assert_eq!(store.add_user(&user, &link, store.now() + TimeDelta::days(1)).await.unwrap(), AddUser::Added);
    user
}

async fn an_account_is_found_by_its_name_in_upper_and_lower_case(store: TestStore) {
    let ada = added(&store, "Áda", Role::Member).await;
    for name in ["Áda", "ÁDA", "áda"] {
        let found = store.lookup_account_by_name(name).await.unwrap().unwrap();
        assert_eq!((&found.user, found.password_hash, found.generation), (&ada, None, 0), "{name}");
    }
    assert_eq!(store.lookup_account_by_name("Ada").await.unwrap(), None);
    assert_eq!(store.lookup_account(ada.user_id).await.unwrap().unwrap().user, ada);
    assert_eq!(store.list_users().await.unwrap(), [ada]);
}

async fn a_name_is_given_once(store: TestStore) {
    added(&store, "ada", Role::Viewer).await;
    let twin = user(&store, "ADA", Role::Administrator);
    assert_eq!(store.add_user(&twin, &digest("x"), store.now()).await.unwrap(), AddUser::NameTaken);
    assert_eq!(store.lookup_link(&digest("x"), store.now() - TimeDelta::days(1)).await.unwrap(), None);
    assert_eq!(store.count_users().await.unwrap(), 1);
}

async fn of_many_with_a_link_one_becomes_the_first_administrator(store: TestStore) {
    let tomorrow = store.now() + TimeDelta::days(1);
    for link in ["a", "b"] {
        store.add_setup_link(&digest(link), store.now(), tomorrow).await.unwrap();
    }
    assert_eq!(store.lookup_link(&digest("a"), store.now()).await.unwrap(), Some(None));
    assert_eq!(store.lookup_link(&digest("a"), tomorrow).await.unwrap(), None, "it is over then");
    let viewer = user(&store, "late", Role::Viewer);
    assert!(!store.add_first_administrator(&digest("c"), &viewer, "h", store.now()).await.unwrap());
    let tries = (0..8).map(|n| {
        let store = &store;
        async move {
            let one = user(store, &format!("{n}"), Role::Viewer);
            store.add_first_administrator(&digest(["a", "b"][n % 2]), &one, "h", store.now()).await.unwrap()
        }
    });
    let made = join_all(tries).await.into_iter().filter(|made| *made).count();
    let users = store.list_users().await.unwrap();
    assert_eq!((made, users.len(), users[0].role), (1, 1, Role::Administrator));
    assert_eq!(store.lookup_link(&digest("b"), store.now()).await.unwrap(), None);
}

async fn a_link_for_a_password_works_once_and_ends_what_was_before(store: TestStore) {
    let ada = added(&store, "ada", Role::Member).await;
    let tomorrow = store.now() + TimeDelta::days(1);
    assert!(!store.add_password_link(UserId::new(), &digest("n"), store.now(), tomorrow).await.unwrap());
    for link in ["a", "b"] {
        assert!(store.add_password_link(ada.user_id, &digest(link), store.now(), tomorrow).await.unwrap());
    }
    store.add_session(ada.user_id, &session("s"), store.now(), LIFE).await.unwrap();
    assert_eq!(store.lookup_link(&digest("a"), store.now()).await.unwrap().unwrap().unwrap().user_id, ada.user_id);
    assert_eq!(store.use_password_link(&digest("a"), "new", tomorrow).await.unwrap(), None, "it is over then");
    assert_eq!(store.use_password_link(&digest("a"), "new", store.now()).await.unwrap(), Some(ada.user_id));
    for link in ["a", "b"] {
        assert_eq!(store.use_password_link(&digest(link), "other", store.now()).await.unwrap(), None);
    }
    let account = store.lookup_account(ada.user_id).await.unwrap().unwrap();
    assert_eq!((account.password_hash.as_deref(), account.generation), (Some("new"), 1));
    assert_eq!(store.identify_session(&digest("s"), store.now(), LIFE).await.unwrap(), None);
    let error = store.set_password(UserId::new(), "x", store.now()).await.unwrap_err();
    assert!(matches!(error, StoreError::RowsAffected { .. }), "{error}");
}

async fn a_session_lasts_as_long_as_somebody_is_there(store: TestStore) {
    let ada = added(&store, "ada", Role::Member).await;
    let begun = store.now();
    store.add_session(ada.user_id, &session("s"), begun, LIFE).await.unwrap();
    while store.now() - begun < LIFE.most {
        let found = store.identify_session(&digest("s"), store.now(), LIFE).await.unwrap().unwrap();
        assert_eq!((found.account.user.user_id, found.csrf_digest), (ada.user_id, digest("c")));
        let seen = store.lookup_account(ada.user_id).await.unwrap().unwrap().user.last_seen_at.unwrap();
        assert!(store.now() - seen < TimeDelta::minutes(1));
        store.advance(29 * 60);
    }
    assert_eq!(store.identify_session(&digest("s"), store.now(), LIFE).await.unwrap(), None);
    store.add_session(ada.user_id, &session("t"), store.now(), LIFE).await.unwrap();
    store.advance(30 * 60);
    assert_eq!(store.identify_session(&digest("t"), store.now(), LIFE).await.unwrap(), None);
    store.add_session(ada.user_id, &session("u"), store.now(), LIFE).await.unwrap();
    store.delete_session(&digest("u")).await.unwrap();
    assert_eq!(store.identify_session(&digest("u"), store.now(), LIFE).await.unwrap(), None);
    store.add_session(ada.user_id, &session("v"), store.now(), LIFE).await.unwrap();
    store.end_everything(ada.user_id).await.unwrap();
    assert_eq!(store.identify_session(&digest("v"), store.now(), LIFE).await.unwrap(), None);
    assert_eq!(store.lookup_account(ada.user_id).await.unwrap().unwrap().generation, 1);
}

async fn sessions_are_listed_and_ended_by_their_person_only(store: TestStore) {
    let [ada, bob] = [added(&store, "ada", Role::Member).await, added(&store, "bob", Role::Member).await];
    let old = NewSession { browser: None, address: None, ..session("old") };
    store.add_session(ada.user_id, &old, store.now(), LIFE).await.unwrap();
    store.advance(60);
    let new = session("new");
    store.add_session(ada.user_id, &new, store.now(), LIFE).await.unwrap();
    store.add_session(bob.user_id, &session("bob"), store.now(), LIFE).await.unwrap();
    let listed = store.list_sessions(ada.user_id, Some(&digest("old")), store.now(), LIFE).await.unwrap();
    let shown: Vec<_> = listed.iter().map(|one| (one.session_id, one.browser.as_deref(), one.is_current)).collect();
    assert_eq!(shown, [(new.session_id, Some("Firefox on Linux"), false), (old.session_id, None, true)]);
    assert_eq!(listed[0].address.as_deref(), Some("192.0.2.7"));
    assert!(!store.end_session(bob.user_id, new.session_id).await.unwrap(), "that of another");
    assert!(store.identify_session(&digest("new"), store.now(), LIFE).await.unwrap().is_some());
    assert!(store.end_session(ada.user_id, new.session_id).await.unwrap());
    assert!(!store.end_session(ada.user_id, new.session_id).await.unwrap());
    assert_eq!(store.identify_session(&digest("new"), store.now(), LIFE).await.unwrap(), None);
    store.advance(30 * 60);
    assert_eq!(
        store.list_sessions(ada.user_id, None, store.now(), LIFE).await.unwrap(),
        [],
        "those that are over are not told"
    );
}

fn token(store: &TestStore, name: &str, scopes: BTreeSet<Scope>) -> PersonalToken {
    let expires_at = store.now() + TimeDelta::days(1);
    PersonalToken {
        token_id: TokenId::new(),
        name: name.to_owned(),
        scopes,
        created_at: store.now(),
        expires_at,
        used_at: None,
    }
}

async fn a_token_is_found_by_its_digest_until_it_is_over(store: TestStore) {
    let ada = added(&store, "ada", Role::Member).await;
    let bob = added(&store, "bob", Role::Member).await;
    let first = token(&store, "first", [Scope::Read, Scope::Run].into());
    store.add_token(ada.user_id, &first, &digest("1")).await.unwrap();
    store.advance(60);
    let second = token(&store, "second", [Scope::Admin].into());
    store.add_token(ada.user_id, &second, &digest("2")).await.unwrap();
    assert_eq!(store.list_tokens(ada.user_id).await.unwrap(), [second.clone(), first.clone()]);
    let (account, found) = store.identify_token(&digest("1"), store.now()).await.unwrap().unwrap();
    assert_eq!((account.user.user_id, found), (ada.user_id, first.clone()));
    assert_eq!(store.list_tokens(ada.user_id).await.unwrap()[1].used_at, Some(store.now()));
    assert_eq!(store.list_tokens(bob.user_id).await.unwrap(), []);
    assert!(!store.delete_token(bob.user_id, first.token_id).await.unwrap());
    assert!(store.delete_token(ada.user_id, first.token_id).await.unwrap());
    assert_eq!(store.identify_token(&digest("1"), store.now()).await.unwrap(), None);
    assert_eq!(store.identify_token(&digest("2"), second.expires_at).await.unwrap(), None);
}

async fn an_account_that_is_shut_out_opens_nothing(store: TestStore) {
    added(&store, "root", Role::Administrator).await;
    let ada = added(&store, "ada", Role::Member).await;
    store.add_session(ada.user_id, &session("s"), store.now(), LIFE).await.unwrap();
    store.add_token(ada.user_id, &token(&store, "x", [Scope::Read].into()), &digest("1")).await.unwrap();
    let out = UserPatch { is_active: Some(false), ..UserPatch::default() };
    let PatchUser::Patched(patched) = store.patch_user(ada.user_id, &out).await.unwrap() else {
        panic!("it is patched")
    };
    assert!(!patched.is_active && patched.role == Role::Member);
    assert_eq!(store.identify_session(&digest("s"), store.now(), LIFE).await.unwrap(), None);
    assert_eq!(store.identify_token(&digest("1"), store.now()).await.unwrap(), None);
    assert_eq!(store.patch_user(UserId::new(), &out).await.unwrap(), PatchUser::NoSuchUser);
}

async fn of_two_administrators_who_unmake_each_other_one_stays(store: TestStore) {
    let [ada, bob] = [added(&store, "ada", Role::Administrator).await, added(&store, "bob", Role::Administrator).await];
    let viewer = UserPatch { role: Some(Role::Viewer), ..UserPatch::default() };
    let both = join_all([&ada, &bob].map(|user| store.patch_user(user.user_id, &viewer))).await;
    let refused = both.into_iter().filter(|patched| *patched.as_ref().unwrap() == PatchUser::LastAdministrator).count();
    assert_eq!(refused, 1);
    let left = store.list_users().await.unwrap();
    assert_eq!(left.iter().filter(|user| user.role == Role::Administrator).count(), 1);
}

async fn the_audit_log_is_read_newest_first(store: TestStore) {
    let ada = added(&store, "ada", Role::Member).await;
    let event = |action: &str, user_id| AuditEvent {
        at: store.now(),
        user_id,
        name: Some("ada".to_owned()),
        action: action.to_owned(),
        target: Some("/api/jobs/".to_owned()),
        address: None,
        outcome: AuditOutcome::Refused,
    };
    for (action, user_id) in [("sign_in", None), ("create_job", Some(ada.user_id)), ("sign_in", Some(ada.user_id))] {
        store.add_audit_event(&event(action, user_id)).await.unwrap();
    }
    let all = store.list_audit_events(&AuditFilter::default(), Page { offset: 1, limit: 1 }).await.unwrap();
    assert_eq!((all.total, all.items), (3, vec![event("create_job", Some(ada.user_id))]));
    let filter = |user_id, action: Option<&str>| AuditFilter { user_id, action: action.map(str::to_owned) };
    for (filter, total) in [
        (filter(Some(ada.user_id), None), 2),
        (filter(None, Some("sign_in")), 2),
        (filter(Some(ada.user_id), Some("sign_in")), 1),
        (filter(Some(UserId::new()), None), 0),
    ] {
        let listed = store.list_audit_events(&filter, PAGE).await.unwrap();
        assert_eq!((listed.total, listed.items.len()), (total, usize::try_from(total).unwrap()), "{filter:?}");
    }
}

async fn all_processes_sign_with_one_key(store: TestStore) {
    let other = store.another().await;
    let keys = join_all([store.signing_key("one", store.now()), other.signing_key("two", store.now())]).await;
    let keys: Vec<String> = keys.into_iter().map(Result::unwrap).collect();
    assert_eq!(keys[0], keys[1]);
    assert_eq!(store.signing_key("three", store.now()).await.unwrap(), keys[0]);
}

async fn a_sign_in_with_a_provider_ends_once_and_in_time(store: TestStore) {
    let flow = |state: &str| SignInFlow {
        state_digest: digest(state),
        browser_digest: digest("b"),
        nonce: "n".to_owned(),
        code_verifier: "v".to_owned(),
        return_path: "/jobs".to_owned(),
        known_user_id: Some(UserId::new()),
        expires_at: store.now() + TimeDelta::minutes(10),
    };
    let (first, late) = (flow("first"), flow("late"));
    for flow in [&first, &late] {
        store.add_sign_in_flow(flow, store.now()).await.unwrap();
    }
    let taken = join_all((0..4).map(|_| store.take_sign_in_flow(&first.state_digest, store.now()))).await;
    let taken: Vec<SignInFlow> = taken.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(taken, [first]);
    assert_eq!(store.take_sign_in_flow(&digest("other"), store.now()).await.unwrap(), None);
    store.advance(600);
    assert_eq!(store.take_sign_in_flow(&late.state_digest, store.now()).await.unwrap(), None);
}

fn person(subject: &str, name: &str, role: Role) -> ProviderPerson {
    ProviderPerson {
        issuer: "https://id.example".to_owned(),
        subject: subject.to_owned(),
        name: name.to_owned(),
        email: Some("shared@example.org".to_owned()),
        groups: ["b".to_owned(), "a".to_owned()].into(),
        role,
        is_role_followed: true,
    }
}

async fn known(store: &TestStore, person: &ProviderPerson) -> ml_job_store::Account {
    match store.sign_in_by_provider(person, store.now()).await.unwrap() {
        SignInByProvider::Known(account) => *account,
        other => panic!("{other:?}"),
    }
}

async fn a_person_of_a_provider_has_one_account_and_nobody_elses(store: TestStore) {
    let local = added(&store, "Ada", Role::Administrator).await;
    let ada = known(&store, &person("1", "ada", Role::Member)).await;
    assert_eq!((ada.user.name.as_str(), ada.user.role), ("ada (2)", Role::Member), "the name is somebody's");
    assert_eq!((ada.email.as_deref(), ada.password_hash.as_deref()), (Some("shared@example.org"), None));
    let other = known(&store, &person("2", "ada", Role::Viewer)).await;
    assert_eq!(other.user.name, "ada (3)", "with the same address");
    let elsewhere = ProviderPerson { issuer: "https://other.example".to_owned(), ..person("1", "ada", Role::Viewer) };
    assert_eq!(known(&store, &elsewhere).await.user.name, "ada (4)");
    // The same person, under another name there, with other groups.
    let later = ProviderPerson { groups: ["c".to_owned()].into(), ..person("1", "lovelace", Role::Member) };
    assert_eq!(known(&store, &later).await.user.user_id, ada.user.user_id);
    assert_eq!(store.list_provider_groups(ada.user.user_id).await.unwrap(), BTreeSet::from(["c".to_owned()]));
    assert_eq!(store.list_provider_groups(other.user.user_id).await.unwrap().len(), 2);
    assert_eq!(store.list_provider_groups(local.user_id).await.unwrap(), BTreeSet::new());
    let out = UserPatch { is_active: Some(false), ..UserPatch::default() };
    let patched = store.patch_user(ada.user.user_id, &out).await.unwrap();
    assert!(matches!(patched, PatchUser::Patched(_)));
    let shut = store.sign_in_by_provider(&later, store.now()).await.unwrap();
    assert_eq!(shut, SignInByProvider::ShutOut);
    assert_eq!(store.count_users().await.unwrap(), 4);
}

async fn roles_follow_the_provider_where_that_is_wanted_and_the_last_administrator_stays(store: TestStore) {
    let root = known(&store, &person("1", "root", Role::Administrator)).await;
    assert_eq!(
        known(&store, &person("1", "root", Role::Viewer)).await.user.role,
        Role::Administrator,
        "nobody else is one"
    );
    added(&store, "other", Role::Administrator).await;
    assert_eq!(known(&store, &person("1", "root", Role::Viewer)).await.user.role, Role::Viewer);
    let kept = ProviderPerson { is_role_followed: false, ..person("1", "root", Role::Member) };
    let account = known(&store, &kept).await;
    assert_eq!((account.user.role, account.user.user_id), (Role::Viewer, root.user.user_id));
}
