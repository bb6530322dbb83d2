use chrono::TimeDelta;
use futures::future::join_all;
use ml_job_domain::access::{Role, ShareLink, SpaceRole, User};
use ml_job_domain::{
    Campaign, CampaignId, CampaignPlace, CampaignRole, JobId, LabellingId, NewCampaign, Phase, ShareLinkId, SpaceId,
    SpectrumSet, UserId,
};
use ml_job_store::{
    AddCampaign, AddCampaignJob, AddJob, AddUser, DeleteMember, DeleteSpace, Eyes, FoundPlace, JobFilter, MoveCampaign,
    MoveJob, NewMember, Page, PutGroup, PutMember, Sight, SpacePatch, Subject,
};
use serde_json::json;

use crate::harness::{JobLife as _, TestStore, labelling, new_job};

conformance![
    what_there_was_belongs_to_the_first_administrator,
    everybody_has_one_space_of_ones_own,
    lists_and_their_counts_show_what_may_be_seen,
    a_role_comes_by_name_and_by_group_and_the_most_of_it_counts,
    a_space_keeps_an_owner,
    what_belongs_to_a_job_lies_where_it_does,
    a_family_of_jobs_moves_as_a_whole,
    a_campaign_moves_with_its_jobs,
    a_link_leads_to_its_space_until_it_is_over,
    only_an_empty_space_is_deleted,
    a_group_is_kept_by_names_and_a_provider_says_who_is_in_which,
    spaces_take_turns_within_their_quotas,
];

const PAGE: Page = Page { offset: 0, limit: 100 };

fn digest(text: &str) -> String {
    format!("{text:0>64}")
}

async fn user(store: &TestStore, name: &str) -> User {
    let user = User {
        user_id: UserId::new(),
        name: name.to_owned(),
        role: Role::Member,
        is_active: true,
        created_at: store.now(),
        last_seen_at: None,
    };
    let link = digest(&user.user_id.as_uuid().simple().to_string());
    assert_eq!(store.add_user(&user, &link, store.now() + TimeDelta::days(1)).await.unwrap(), AddUser::Added);
    user
}

async fn space(store: &TestStore, name: &str, owner: &User) -> SpaceId {
    store.add_space(SpaceId::new(), name, owner.user_id, store.now()).await.unwrap().space_id
}

async fn job_in(store: &TestStore, space_id: SpaceId, label: &str) -> JobId {
    job_after(store, space_id, label, None).await
}

async fn job_after(store: &TestStore, space_id: SpaceId, label: &str, parent: Option<JobId>) -> JobId {
    store.advance(1);
    let request = ml_job_domain::NewJob { space_id: Some(space_id), parent_job_id: parent, ..new_job(label) };
    let job = request.into_job(JobId::new(), store.now());
    assert_eq!(store.add_job(&job, None).await.unwrap(), AddJob::Added);
    job.job_id
}

async fn campaign_in(store: &TestStore, space_id: SpaceId) -> Campaign {
    let plan = json!({ "pool": { "matrix": "/JOBS/x/result.h5" }, "classes": ["other", "peak"], "wanted": ["peak"] });
    let request = json!({ "label": "x", "plan": plan, "space_id": space_id });
    let campaign =
        serde_json::from_value::<NewCampaign>(request).unwrap().into_campaign(CampaignId::new(), store.now());
    assert_eq!(store.add_campaign(&campaign, None).await.unwrap(), AddCampaign::Added);
    campaign
}

fn seen_by(user: &User) -> Sight {
    Sight { eyes: Eyes::Person(user.user_id), chosen: None }
}

async fn labels(store: &TestStore, sight: Sight) -> Vec<String> {
    let listed = store.list_jobs(sight, &JobFilter::default(), PAGE).await.unwrap();
    assert_eq!(listed.total, listed.items.len() as u64, "the count is that of what is seen");
    listed.items.into_iter().map(|job| job.label).collect()
}

async fn role(store: &TestStore, space_id: SpaceId, user: &User) -> Option<SpaceRole> {
    store.find_place(&Subject::Space(space_id), Some(user.user_id)).await.unwrap().unwrap().role
}

async fn what_there_was_belongs_to_the_first_administrator(store: TestStore) {
    let before = job_in(&store, SpaceId::MAIN, "before").await;
    store.add_setup_link(&digest("a"), store.now(), store.now() + TimeDelta::days(1)).await.unwrap();
    let ada = User {
        user_id: UserId::new(),
        name: "ada".into(),
        role: Role::Administrator,
        is_active: true,
        created_at: store.now(),
        last_seen_at: None,
    };
    assert!(store.add_first_administrator(&digest("a"), &ada, "hash", store.now()).await.unwrap());
    let place = store.find_place(&Subject::Job(before), Some(ada.user_id)).await.unwrap();
    assert_eq!(place, Some(FoundPlace { space_id: SpaceId::MAIN, role: Some(SpaceRole::Owner) }));
    let grace = user(&store, "grace").await;
    assert_eq!((labels(&store, seen_by(&ada)).await.len(), labels(&store, seen_by(&grace)).await.len()), (1, 0));
}

async fn everybody_has_one_space_of_ones_own(store: TestStore) {
    let ada = user(&store, "ada").await;
    let made = join_all((0..8).map(|_| store.personal_space(&ada, store.now()))).await;
    let made: Vec<SpaceId> = made.into_iter().map(Result::unwrap).collect();
    assert!(made.iter().all(|id| *id == made[0]), "{made:?}");
    let spaces = store.list_spaces(seen_by(&ada)).await.unwrap();
    assert_eq!((spaces.len(), spaces[0].space_id, spaces[0].role), (1, made[0], SpaceRole::Owner));
    assert_eq!((spaces[0].name.as_str(), spaces[0].personal_user_id), ("ada", Some(ada.user_id)));
}

async fn lists_and_their_counts_show_what_may_be_seen(store: TestStore) {
    let (ada, grace) = (user(&store, "ada").await, user(&store, "grace").await);
    let (ours, hers) = (space(&store, "ours", &ada).await, space(&store, "hers", &grace).await);
    let first = job_in(&store, ours, "of ada").await;
    let second = job_in(&store, hers, "of grace").await;
    job_in(&store, SpaceId::MAIN, "of nobody").await;
    for id in [first, second] {
        store.run_job(id, &json!({ "iteration": 0 }), store.now()).await.map(drop).unwrap();
    }
    assert_eq!(labels(&store, Sight::ALL).await, ["of nobody", "of grace", "of ada"]);
    assert_eq!(labels(&store, seen_by(&ada)).await, ["of ada"]);
    assert_eq!(labels(&store, Sight { chosen: Some(hers), ..Sight::ALL }).await, ["of grace"]);
    assert_eq!(labels(&store, Sight { chosen: Some(hers), ..seen_by(&ada) }).await, [""; 0]);
    assert_eq!(labels(&store, Sight { eyes: Eyes::Visitor(hers), chosen: None }).await, ["of grace"]);
    assert_eq!(labels(&store, Sight { eyes: Eyes::Visitor(hers), chosen: Some(ours) }).await, [""; 0]);
    let of_phase = JobFilter { phase: Some(Phase::Processing), ..JobFilter::default() };
    assert_eq!(store.list_jobs(seen_by(&ada), &of_phase, PAGE).await.unwrap().total, 1);
    assert_eq!(store.list_jobs(Sight::ALL, &of_phase, PAGE).await.unwrap().total, 2);
    let search = JobFilter { q: Some("OF".into()), ..JobFilter::default() };
    assert_eq!(store.list_jobs(seen_by(&grace), &search, PAGE).await.unwrap().total, 1);

    for id in [first, second] {
        store.label(&[labelling(id, "a.fits", SpectrumSet::Oracle)]).await;
    }
    let of_spectrum = async |sight| store.list_labellings_of_spectrum(sight, "a.fits", 10).await.unwrap();
    assert_eq!(of_spectrum(Sight::ALL).await.len(), 2);
    let seen = of_spectrum(seen_by(&grace)).await;
    assert_eq!((seen.len(), seen[0].job_id), (1, second));

    let (one, _) = (campaign_in(&store, ours).await, campaign_in(&store, hers).await);
    let listed = store.list_campaigns(seen_by(&ada), PAGE).await.unwrap();
    assert_eq!((listed.total, &listed.items[0]), (1, &one));
    assert_eq!(store.list_campaigns(Sight::ALL, PAGE).await.unwrap().total, 2);
}

async fn a_role_comes_by_name_and_by_group_and_the_most_of_it_counts(store: TestStore) {
    let (ada, grace) = (user(&store, "ada").await, user(&store, "Grace").await);
    let ours = space(&store, "ours", &ada).await;
    assert_eq!(role(&store, ours, &grace).await, None);
    let put = store.put_group("Team", &["GRACE".into()], store.now()).await.unwrap();
    assert!(matches!(&put, PutGroup::Put(group) if group.members == ["Grace"]), "{put:?}");
    let share = async |member, role| store.put_space_member(ours, &member, role).await.unwrap();
    assert!(matches!(share(NewMember::Group("team".into()), SpaceRole::Labeller).await, PutMember::Put(_)));
    assert_eq!(role(&store, ours, &grace).await, Some(SpaceRole::Labeller));
    assert!(matches!(share(NewMember::Person("grace".into()), SpaceRole::Viewer).await, PutMember::Put(_)));
    assert_eq!(role(&store, ours, &grace).await, Some(SpaceRole::Labeller), "the most of it counts");
    let spaces = store.list_spaces(seen_by(&grace)).await.unwrap();
    assert_eq!((spaces.len(), spaces[0].role), (1, SpaceRole::Labeller), "once, however it came");
    let PutMember::Put(member) = share(NewMember::Person("grace".into()), SpaceRole::Member).await else { panic!() };
    assert_eq!((member.name.as_str(), role(&store, ours, &grace).await), ("Grace", Some(SpaceRole::Member)));
    let members = store.list_space_members(ours).await.unwrap();
    assert_eq!(members.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["ada", "Grace", "Team"]);
    assert_eq!(share(NewMember::Person("nobody".into()), SpaceRole::Viewer).await, PutMember::NoSuchName);
    assert_eq!(share(NewMember::Group("grace".into()), SpaceRole::Viewer).await, PutMember::NoSuchName);
    for member in members.into_iter().skip(1) {
        let id = member.user_id.map(|id| id.as_uuid()).or(member.group_id.map(|id| id.as_uuid())).unwrap();
        assert_eq!(store.delete_space_member(ours, id).await.unwrap(), DeleteMember::Deleted);
        assert_eq!(store.delete_space_member(ours, id).await.unwrap(), DeleteMember::NoSuchMember);
    }
    assert_eq!(role(&store, ours, &grace).await, None);
}

async fn a_space_keeps_an_owner(store: TestStore) {
    let (ada, grace) = (user(&store, "ada").await, user(&store, "grace").await);
    let ours = space(&store, "ours", &ada).await;
    let own = store.personal_space(&ada, store.now()).await.unwrap();
    let of = |name: &str| NewMember::Person(name.to_owned());
    for id in [ours, own] {
        assert_eq!(store.put_space_member(id, &of("ada"), SpaceRole::Member).await.unwrap(), PutMember::NeedsOwner);
        assert_eq!(store.delete_space_member(id, ada.user_id.as_uuid()).await.unwrap(), DeleteMember::NeedsOwner);
        assert_eq!(role(&store, id, &ada).await, Some(SpaceRole::Owner));
        let PutMember::Put(_) = store.put_space_member(id, &of("grace"), SpaceRole::Owner).await.unwrap() else {
            panic!()
        };
    }
    assert_eq!(store.delete_space_member(ours, ada.user_id.as_uuid()).await.unwrap(), DeleteMember::Deleted);
    assert_eq!(
        store.delete_space_member(own, ada.user_id.as_uuid()).await.unwrap(),
        DeleteMember::NeedsOwner,
        "a person stays in the own space"
    );
    assert_eq!(role(&store, ours, &grace).await, Some(SpaceRole::Owner));
}

async fn what_belongs_to_a_job_lies_where_it_does(store: TestStore) {
    let (ada, grace) = (user(&store, "ada").await, user(&store, "grace").await);
    let ours = space(&store, "ours", &ada).await;
    let job = job_in(&store, ours, "x").await;
    let shown = labelling(job, "a.fits", SpectrumSet::Oracle);
    store.label(std::slice::from_ref(&shown)).await;
    let campaign = campaign_in(&store, ours).await;
    let directory = store.job(job).await.dir_path;
    for subject in [
        Subject::Job(job),
        Subject::Labelling(shown.labelling_id),
        Subject::Campaign(campaign.campaign_id),
        Subject::Directory(directory.clone()),
        Subject::Space(ours),
    ] {
        let place = |user: &User| store.find_place(&subject, Some(user.user_id));
        let owned = FoundPlace { space_id: ours, role: Some(SpaceRole::Owner) };
        assert_eq!(place(&ada).await.unwrap(), Some(owned), "{subject:?}");
        assert_eq!(place(&grace).await.unwrap(), Some(FoundPlace { role: None, ..owned }), "{subject:?}");
        assert_eq!(store.find_place(&subject, None).await.unwrap(), Some(FoundPlace { role: None, ..owned }));
    }
    for unknown in [
        Subject::Job(JobId::new()),
        Subject::Labelling(LabellingId::new()),
        Subject::Campaign(CampaignId::new()),
        Subject::Space(SpaceId::new()),
    ] {
        assert_eq!(store.find_place(&unknown, Some(ada.user_id)).await.unwrap(), None);
    }
    let stray = store.find_place(&Subject::Directory("/JOBS/by hand".into()), None).await.unwrap();
    assert_eq!(stray.unwrap().space_id, SpaceId::MAIN);
    assert_eq!(store.list_seen_directories(seen_by(&ada)).await.unwrap(), std::slice::from_ref(&directory));
    assert_eq!(store.list_seen_directories(seen_by(&grace)).await.unwrap(), [""; 0]);

    let closed = async |user: &User, least| {
        store.find_closed_labelling(&[shown.labelling_id], user.user_id, least).await.unwrap()
    };
    assert_eq!(closed(&ada, SpaceRole::Labeller).await, None);
    assert_eq!(closed(&grace, SpaceRole::Labeller).await, Some((shown.labelling_id, None)));

    store.delete_job(job).await.map(drop).unwrap();
    let left = store.find_place(&Subject::Directory(directory.clone()), None).await.unwrap();
    assert_eq!(left.unwrap().space_id, ours, "what a deleted job left stays where it was");
    store.forget_directory(&directory).await.unwrap();
    assert_eq!(store.list_directories(ours).await.unwrap(), [""; 0]);
}

async fn a_family_of_jobs_moves_as_a_whole(store: TestStore) {
    let ada = user(&store, "ada").await;
    let (here, there) = (space(&store, "here", &ada).await, space(&store, "there", &ada).await);
    let root = job_in(&store, here, "root").await;
    let child = job_after(&store, here, "child", Some(root)).await;
    let grandchild = job_after(&store, here, "grandchild", Some(child)).await;
    let other = job_in(&store, here, "other").await;
    assert_eq!(store.move_job(child, here, there).await.unwrap(), MoveJob::Moved(3));
    for (id, wanted) in [(root, there), (child, there), (grandchild, there), (other, here)] {
        let job = store.job(id).await;
        assert_eq!(job.space_id, wanted);
        let directory = store.find_place(&Subject::Directory(job.dir_path), None).await.unwrap();
        assert_eq!(directory.unwrap().space_id, wanted, "the directory goes along");
    }
    let counted = async |id| {
        let sight = Sight { chosen: Some(id), ..Sight::ALL };
        store.list_jobs(sight, &JobFilter::default(), PAGE).await.unwrap().total
    };
    assert_eq!((counted(here).await, counted(there).await), (1, 3));
    assert_eq!(store.move_job(JobId::new(), here, there).await.unwrap(), MoveJob::NotFound);
    assert_eq!(store.move_job(root, here, SpaceId::MAIN).await.unwrap(), MoveJob::Elsewhere(root));

    let campaign = campaign_in(&store, here).await;
    let of_campaign = new_job("round").into_job(JobId::new(), store.now());
    let place = CampaignPlace { campaign_id: campaign.campaign_id, role: CampaignRole::Round, number: 0 };
    assert_eq!(store.add_campaign_job(&place, &of_campaign).await.unwrap(), AddCampaignJob::Added);
    let moved = store.move_job(of_campaign.job_id, SpaceId::MAIN, there).await.unwrap();
    assert_eq!(moved, MoveJob::OfCampaign(campaign.campaign_id));
}

async fn a_campaign_moves_with_its_jobs(store: TestStore) {
    let ada = user(&store, "ada").await;
    let (here, there) = (space(&store, "here", &ada).await, space(&store, "there", &ada).await);
    let campaign = campaign_in(&store, here).await;
    let request = ml_job_domain::NewJob { space_id: Some(here), ..new_job("round") };
    let round = request.into_job(JobId::new(), store.now());
    let place = CampaignPlace { campaign_id: campaign.campaign_id, role: CampaignRole::Round, number: 0 };
    assert_eq!(store.add_campaign_job(&place, &round).await.unwrap(), AddCampaignJob::Added);
    let moved = store.move_campaign(campaign.campaign_id, here, there).await.unwrap();
    assert_eq!(moved, MoveCampaign::Moved(1));
    assert_eq!(store.job(round.job_id).await.space_id, there);
    assert_eq!(store.lookup_campaign(campaign.campaign_id).await.unwrap().unwrap().space_id, there);
    assert_eq!(store.move_campaign(campaign.campaign_id, here, there).await.unwrap(), MoveCampaign::NotFound);
}

async fn a_link_leads_to_its_space_until_it_is_over(store: TestStore) {
    let ada = user(&store, "ada").await;
    let ours = space(&store, "ours", &ada).await;
    let link = |name: &str, hours| ShareLink {
        link_id: ShareLinkId::new(),
        name: name.into(),
        created_by: Some("ada".into()),
        created_at: store.now(),
        expires_at: store.now() + TimeDelta::hours(hours),
    };
    let (short, long) = (link("short", 1), link("long", 3));
    store.add_space_link(ours, &short, &digest("1")).await.unwrap();
    store.add_space_link(ours, &long, &digest("2")).await.unwrap();
    let opened = store.open_space_link(&digest("1"), store.now()).await.unwrap().unwrap();
    assert_eq!((opened.space_id, opened.space_name.as_str(), opened.expires_at), (ours, "ours", short.expires_at));
    assert_eq!(store.open_space_link(&digest("3"), store.now()).await.unwrap(), None);
    assert_eq!(store.list_space_links(ours, store.now()).await.unwrap(), [short, long.clone()]);
    store.advance(3600);
    assert_eq!(store.open_space_link(&digest("1"), store.now()).await.unwrap(), None, "it is over");
    assert_eq!(store.list_space_links(ours, store.now()).await.unwrap(), std::slice::from_ref(&long));
    assert!(!store.delete_space_link(SpaceId::MAIN, long.link_id).await.unwrap(), "that of another space");
    assert!(store.delete_space_link(ours, long.link_id).await.unwrap());
    assert_eq!(store.open_space_link(&digest("2"), store.now()).await.unwrap(), None);
}

async fn only_an_empty_space_is_deleted(store: TestStore) {
    let ada = user(&store, "ada").await;
    let ours = space(&store, "ours", &ada).await;
    let job = job_in(&store, ours, "x").await;
    assert_eq!(store.delete_space(ours).await.unwrap(), DeleteSpace::NotEmpty);
    let directory = store.job(job).await.dir_path;
    store.delete_job(job).await.map(drop).unwrap();
    assert_eq!(store.delete_space(ours).await.unwrap(), DeleteSpace::NotEmpty, "its directory is left");
    store.forget_directory(&directory).await.unwrap();
    let patch = SpacePatch { name: Some("theirs".into()), quota_bytes: Some(Some(5)), quota_jobs: Some(Some(2)) };
    assert!(store.patch_space(ours, &patch).await.unwrap());
    let changed = store.lookup_space(ours).await.unwrap().unwrap();
    assert_eq!((changed.name.as_str(), changed.quota_bytes, changed.quota_jobs), ("theirs", Some(5), Some(2)));
    assert!(store.patch_space(ours, &SpacePatch { quota_bytes: Some(None), ..SpacePatch::default() }).await.unwrap());
    let changed = store.lookup_space(ours).await.unwrap().unwrap();
    assert_eq!((changed.name.as_str(), changed.quota_bytes, changed.quota_jobs), ("theirs", None, Some(2)));
    assert_eq!(store.delete_space(ours).await.unwrap(), DeleteSpace::Deleted);
    assert_eq!(store.delete_space(ours).await.unwrap(), DeleteSpace::NoSuchSpace);
    assert!(!store.patch_space(ours, &SpacePatch::default()).await.unwrap());
}

async fn a_group_is_kept_by_names_and_a_provider_says_who_is_in_which(store: TestStore) {
    let (ada, grace) = (user(&store, "ada").await, user(&store, "grace").await);
    let put = store.put_group("A", &["ada".into(), "Ada".into(), "grace".into()], store.now()).await.unwrap();
    assert!(matches!(&put, PutGroup::Put(group) if group.members == ["ada", "grace"]), "{put:?}");
    let refused = store.put_group("A", &["ada".into(), "eve".into()], store.now()).await.unwrap();
    assert_eq!(refused, PutGroup::NoSuchUser("eve".into()));
    store.set_groups_of_user(ada.user_id, &["b".into(), "B".into(), "c".into()], store.now()).await.unwrap();
    store.set_groups_of_user(grace.user_id, &["C".into()], store.now()).await.unwrap();
    let groups = store.list_groups().await.unwrap();
    let told: Vec<String> = groups.iter().map(|it| format!("{}: {}", it.name, it.members.join(" "))).collect();
    assert_eq!(
        told,
        ["A: ", "B: ada", "c: ada grace"],
        "what a refused change named was not touched, what is left is kept"
    );
    assert!(store.delete_group(groups[2].group_id).await.unwrap());
    assert!(!store.delete_group(groups[2].group_id).await.unwrap());
}

async fn spaces_take_turns_within_their_quotas(store: TestStore) {
    let ada = user(&store, "ada").await;
    let (one, two) = (space(&store, "one", &ada).await, space(&store, "two", &ada).await);
    let queue = async |space_id, label: &str| {
        let id = job_in(&store, space_id, label).await;
        store.run_job(id, &json!({ "iteration": 0 }), store.now()).await.map(drop).unwrap();
        id
    };
    let mut of_one = Vec::new();
    for _ in 0..6 {
        of_one.push(queue(one, "one").await);
    }
    let of_two = [queue(two, "two").await, queue(two, "two").await];
    let due = async |limit, waiting| {
        let rows = store.fair_outbox(store.now(), limit, waiting).await.unwrap();
        rows.into_iter().map(|row| (row.outbox_id, row.message.job_id)).collect::<Vec<_>>()
    };
    let ids = |rows: &[(i64, JobId)]| rows.iter().map(|(_, id)| *id).collect::<Vec<_>>();
    assert_eq!(ids(&due(100, 2).await), [of_one[0], of_two[0], of_one[1], of_two[1]]);
    assert_eq!(ids(&due(3, 2).await), [of_one[0], of_two[0], of_one[1]]);
    let standing = store.job_standing(of_one[5], store.now()).await.unwrap().unwrap();
    assert_eq!((standing.own_ahead, standing.held_elsewhere.as_slice(), standing.is_published), (5, &[2][..], false));

    let rows: Vec<i64> = due(100, 2).await.into_iter().map(|(row, _)| row).collect();
    store.delete_outbox(&rows, store.now()).await.unwrap();
    assert_eq!(due(100, 2).await, [], "what the broker has counts until a worker takes it");
    let standing = store.job_standing(of_one[5], store.now()).await.unwrap().unwrap();
    assert_eq!((standing.published_ahead, standing.own_ahead, standing.running), (4, 3, 0));
    store.claim(of_one[0]).await;
    assert_eq!(ids(&due(100, 2).await), [of_one[2]]);
    let standing = store.job_standing(of_one[1], store.now()).await.unwrap().unwrap();
    assert_eq!((standing.is_published, standing.running, standing.active_in_space), (true, 1, 2));

    let patch = SpacePatch { quota_jobs: Some(Some(2)), ..SpacePatch::default() };
    assert!(store.patch_space(one, &patch).await.unwrap());
    assert_eq!(due(100, 2).await, [], "one runs, another is about to");
    store.abort_job(of_one[0], store.now()).await.map(drop).unwrap();
    assert_eq!(ids(&due(100, 2).await), [of_one[2]]);
    let patch = SpacePatch { quota_jobs: Some(Some(0)), ..SpacePatch::default() };
    assert!(store.patch_space(one, &patch).await.unwrap());
    assert_eq!(due(100, 2).await, []);
    assert_eq!(store.job_standing(JobId::new(), store.now()).await.unwrap(), None);
}
