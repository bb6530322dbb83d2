use futures::future::join_all;
use ml_job_domain::{
    Campaign, CampaignId, CampaignPlace, CampaignRole, Draw, DrawKind, Job, JobId, NewCampaign, SpectrumSet,
};
use ml_job_store::{
    AddCampaign, AddCampaignJob, AddLabellings, IdempotencyKey, LabellingFilter, Page, Repetition, Sight,
};
use serde_json::json;

use crate::harness::{TestStore, labelling, new_job};

conformance![
    a_campaign_is_kept_as_it_was_asked_for,
    a_campaign_that_is_asked_for_twice_is_kept_once,
    campaigns_are_listed_newest_first,
    of_many_jobs_that_want_one_place_one_gets_it,
    a_forgotten_campaign_leaves_its_jobs,
    a_campaign_without_a_round_is_to_begin,
    a_draw_is_kept_with_its_probability,
];

fn campaign(store: &TestStore, label: &str) -> Campaign {
    let plan = json!({ "pool": { "matrix": "/JOBS/x/result.h5" }, "classes": ["other", "peak"], "wanted": ["peak"] });
    let request: NewCampaign = serde_json::from_value(json!({ "label": label, "plan": plan })).unwrap();
    request.into_campaign(CampaignId::new(), store.now())
}

fn job(store: &TestStore) -> Job {
    new_job("of a campaign").into_job(JobId::new(), store.now())
}

async fn kept(store: &TestStore, label: &str) -> Campaign {
    let campaign = campaign(store, label);
    assert_eq!(store.add_campaign(&campaign, None).await.unwrap(), AddCampaign::Added);
    campaign
}

fn round(campaign: &Campaign, number: u32) -> CampaignPlace {
    CampaignPlace { campaign_id: campaign.campaign_id, role: CampaignRole::Round, number }
}

async fn a_campaign_is_kept_as_it_was_asked_for(store: TestStore) {
    let campaign = kept(&store, "Be stars").await;
    assert_eq!(store.lookup_campaign(campaign.campaign_id).await.unwrap(), Some(campaign));
    assert_eq!(store.lookup_campaign(CampaignId::new()).await.unwrap(), None);
}

async fn a_campaign_that_is_asked_for_twice_is_kept_once(store: TestStore) {
    let (first, second) = (campaign(&store, "x"), campaign(&store, "x"));
    let key = || IdempotencyKey::new("POST /api/campaigns/", "k", b"{}", store.now()).answering(json!("first"));
    assert_eq!(store.add_campaign(&first, Some(&key())).await.unwrap(), AddCampaign::Added);
    let known = AddCampaign::Repeated(Repetition::Same(json!("first")));
    assert_eq!(store.add_campaign(&second, Some(&key())).await.unwrap(), known);
    assert_eq!(store.list_campaigns(Sight::ALL, Page { offset: 0, limit: 10 }).await.unwrap().total, 1);
}

async fn campaigns_are_listed_newest_first(store: TestStore) {
    for label in ["a", "b", "c"] {
        kept(&store, label).await;
        store.advance(1);
    }
    let page = store.list_campaigns(Sight::ALL, Page { offset: 1, limit: 1 }).await.unwrap();
    assert_eq!((page.total, page.items[0].label.as_str()), (3, "b"));
}

async fn of_many_jobs_that_want_one_place_one_gets_it(store: TestStore) {
    let campaign = kept(&store, "x").await;
    let jobs: Vec<Job> = (0..8).map(|_| job(&store)).collect();
    let place = round(&campaign, 0);
    let outcomes = join_all(jobs.iter().map(|job| store.add_campaign_job(&place, job))).await;
    let outcomes: Vec<AddCampaignJob> = outcomes.into_iter().map(Result::unwrap).collect();
    let winner = outcomes.iter().position(|outcome| *outcome == AddCampaignJob::Added).unwrap();
    let taken = AddCampaignJob::Taken(jobs[winner].job_id);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == taken).count(), 7);
    assert_eq!(store.list_campaign_jobs(campaign.campaign_id).await.unwrap().len(), 1);
    assert_eq!(store.lookup_campaign_place(jobs[winner].job_id).await.unwrap(), Some(place));
    let loser = jobs[(winner + 1) % 8].job_id;
    assert_eq!(store.lookup_job(loser).await.unwrap(), None, "a job without its place is not kept");
}

async fn a_forgotten_campaign_leaves_its_jobs(store: TestStore) {
    let campaign = kept(&store, "x").await;
    let job = job(&store);
    assert_eq!(store.add_campaign_job(&round(&campaign, 0), &job).await.unwrap(), AddCampaignJob::Added);
    assert!(store.delete_campaign(campaign.campaign_id).await.unwrap());
    assert!(!store.delete_campaign(campaign.campaign_id).await.unwrap());
    assert!(store.lookup_job(job.job_id).await.unwrap().is_some());
    assert_eq!(store.lookup_campaign_place(job.job_id).await.unwrap(), None);
}

async fn a_campaign_without_a_round_is_to_begin(store: TestStore) {
    let (bare, prepared, begun) = (kept(&store, "a").await, kept(&store, "b").await, kept(&store, "c").await);
    let preparation = CampaignPlace { campaign_id: prepared.campaign_id, role: CampaignRole::Preparation, number: 0 };
    assert_eq!(store.add_campaign_job(&preparation, &job(&store)).await.unwrap(), AddCampaignJob::Added);
    assert_eq!(store.add_campaign_job(&round(&begun, 0), &job(&store)).await.unwrap(), AddCampaignJob::Added);
    // The preparation of the second has not completed.
    assert_eq!(store.list_campaigns_to_begin().await.unwrap(), [bare.campaign_id]);
}

async fn a_draw_is_kept_with_its_probability(store: TestStore) {
    let job = store.pending("x").await;
    let draw = Draw {
        kind: DrawKind::Random,
        probability: Some(0.1 + 0.2),
        weight_max: Some(2000.0),
        same_star: vec!["b.fits".to_owned()],
    };
    let drawn =
        ml_job_domain::Labelling { draw: Some(draw.clone()), ..labelling(job.job_id, "a.fits", SpectrumSet::Oracle) };
    let plain = labelling(job.job_id, "b.fits", SpectrumSet::Oracle);
    assert_eq!(store.add_labellings(&[drawn, plain], None, None, None).await.unwrap(), AddLabellings::Added);
    let kept = store.list_labellings(job.job_id, &LabellingFilter::default(), None).await.unwrap().items;
    assert_eq!((kept[0].draw.clone(), kept[1].draw.clone()), (Some(draw), None));
}
