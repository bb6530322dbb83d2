use ml_job_domain::lifecycle::Refusal;
use ml_job_domain::protocol::{ClaimRequest, Heartbeat};
use ml_job_domain::{JobId, Phase, Progress, SpectrumSet};
use ml_job_store::{AddLabellings, Applied, LabellingFilter};
use serde_json::json;
use uuid::Uuid;

use crate::harness::{
    JobLife as _, MAX_ATTEMPTS, TestStore, accepted, active_ml, claim_request, done, heartbeat, labelling,
    preprocessing, rules,
};

conformance![
    a_claim_gives_the_job_and_its_first_attempt,
    a_claim_takes_the_message_out_of_the_outbox,
    a_held_job_is_refused_to_its_holder_too,
    a_job_goes_to_the_next_worker_when_the_lease_is_over,
    a_job_goes_only_to_workers_that_can_run_it,
    a_job_that_does_not_wait_cannot_be_claimed,
    a_new_attempt_forgets_what_the_old_one_reported,
    a_new_attempt_replaces_the_labellings_of_the_old_one,
    a_claim_whose_answer_was_lost_is_given_again,
    a_claim_that_finds_the_last_attempt_lost_gives_the_job_up,
];

fn refused(outcome: Applied) -> Refusal {
    match outcome {
        Applied::Refused(refusal) => refusal,
        other => panic!("the claim should be refused, but: {other:?}"),
    }
}

async fn a_claim_gives_the_job_and_its_first_attempt(store: TestStore) {
    let queued = store.queued("mine").await;
    store.advance(7);
    let claim = store.claim(queued.job_id).await;
    assert_eq!((claim.attempt, claim.lease_s), (1, 10.0));
    assert_eq!(claim.job.config, queued.config);
    assert_eq!((claim.job.phase, claim.job.attempt), (Phase::Processing, Some(1)));
    assert_eq!((claim.job.started_at, claim.job.worker.as_deref()), (Some(store.now()), Some("worker-1")));
    assert_eq!(store.job(queued.job_id).await, claim.job);
    let events = store.events_after(queued.job_id, 0, 10).await.unwrap();
    assert_eq!(events.last().unwrap().data["attempt"], 1);
}

async fn a_claim_takes_the_message_out_of_the_outbox(store: TestStore) {
    store.claimed("quick").await;
    assert_eq!(store.count_outbox().await.unwrap(), 0);
}

async fn a_held_job_is_refused_to_its_holder_too(store: TestStore) {
    let claim = store.claimed("held").await;
    store.advance(9);
    for worker in ["worker-2", "worker-1"] {
        let refusal = refused(store.try_claim(claim.job.job_id, worker).await);
        assert_eq!(refusal, Refusal::Held { worker: "worker-1".to_owned() });
    }
    assert_eq!(store.job(claim.job.job_id).await, claim.job);
}

async fn a_job_goes_to_the_next_worker_when_the_lease_is_over(store: TestStore) {
    let first = store.claimed("lost").await;
    store.advance(10);
    let Applied::Done(second) = store.try_claim(first.job.job_id, "worker-2").await else {
        panic!("nobody holds the job any more");
    };
    assert_eq!((second.attempt, second.worker.as_deref()), (Some(2), Some("worker-2")));
    // The silence of the first worker was counted: two more, and the job is given up.
    store.advance(10);
    assert_eq!(store.sweep(store.now(), &rules(2)).await.unwrap()[0].phase, Phase::Error);
}

async fn a_job_goes_only_to_workers_that_can_run_it(store: TestStore) {
    let job = store.queued("typed").await;
    let request = |types| ClaimRequest { types, ..claim_request("gpu") };
    for types in [vec![], vec![active_ml()]] {
        let outcome = store.claim_job(job.job_id, &request(types), store.now()).await.unwrap();
        assert_eq!(refused(outcome), Refusal::WrongType(preprocessing()));
    }
    let both = request(vec![active_ml(), preprocessing()]);
    let outcome = store.claim_job(job.job_id, &both, store.now()).await.unwrap();
    assert!(matches!(outcome, Applied::Done(_)));
}

async fn a_job_that_does_not_wait_cannot_be_claimed(store: TestStore) {
    assert_eq!(store.try_claim(JobId::new(), "w").await, Applied::NotFound);
    let pending = store.pending("pending").await;
    let refusal = refused(store.try_claim(pending.job_id, "w").await);
    assert_eq!(refusal, Refusal::NotProcessing(Phase::Pending));
    let claim = store.claimed("completed").await;
    store.complete(&claim).await;
    let refusal = refused(store.try_claim(claim.job.job_id, "w").await);
    assert_eq!(refusal.to_string(), "the job is COMPLETED, not PROCESSING");
}

async fn a_new_attempt_forgets_what_the_old_one_reported(store: TestStore) {
    let claim = store.claimed("again").await;
    let id = claim.job.job_id;
    let progress = Progress { done: 5, total: Some(9), ..Progress::default() };
    let beat = Heartbeat { progress: Some(progress), metrics: Some(json!({ "loss": 0.5 })), ..heartbeat(1) };
    accepted(store.heartbeat(id, &beat, store.now()).await.unwrap());
    store.advance(60);
    let job = store.claim(id).await.job;
    assert_eq!((job.attempt, &job.progress, &job.metrics), (Some(2), &None, &None));
    assert_eq!(store.job(id).await, job);
}

async fn a_new_attempt_replaces_the_labellings_of_the_old_one(store: TestStore) {
    let claim = store.claimed("labels").await;
    let id = claim.job.job_id;
    let posted = labelling(id, "posted-by-worker.fits", SpectrumSet::Oracle);
    assert_eq!(store.add_labellings(&[posted], Some(1), None, None).await.unwrap(), AddLabellings::Added);
    store.label(&[labelling(id, "posted-by-hand.fits", SpectrumSet::Oracle)]).await;
    store.advance(60);
    store.claim(id).await;
    let listed = store.list_labellings(id, &LabellingFilter::default(), None).await.unwrap();
    let names: Vec<&str> = listed.items.iter().map(|item| item.spectrum_filename.as_str()).collect();
    assert_eq!(names, ["posted-by-hand.fits"]);
}

async fn a_claim_whose_answer_was_lost_is_given_again(store: TestStore) {
    let id = store.queued("repeated").await.job_id;
    let request = ClaimRequest { nonce: Some(Uuid::from_u128(7)), ..claim_request("worker-1") };
    let claim = async |request: &ClaimRequest| store.claim_job(id, request, store.now()).await.unwrap();
    let first = done(claim(&request).await);
    store.advance(9);
    assert_eq!(done(claim(&request).await), first);
    assert_eq!(store.job(id).await, first);
    assert_eq!(store.events_after(id, 0, 10).await.unwrap().len(), 2);
    // The lease was extended; another claim, or the same of another worker, is not granted.
    store.advance(9);
    assert_eq!(store.sweep(store.now(), &rules(MAX_ATTEMPTS)).await.unwrap(), []);
    let others = [
        claim_request("worker-1"),
        ClaimRequest { nonce: Some(Uuid::from_u128(8)), ..claim_request("worker-1") },
        ClaimRequest { nonce: request.nonce, ..claim_request("worker-2") },
    ];
    for other in others {
        assert_eq!(refused(claim(&other).await), Refusal::Held { worker: "worker-1".to_owned() });
    }
    // A claim that is over is not given again.
    accepted(store.hand_back(id, 1, None).await);
    assert_eq!(done(claim(&request).await).attempt, Some(2));
}

async fn a_claim_that_finds_the_last_attempt_lost_gives_the_job_up(store: TestStore) {
    let id = store.queued("lost for good").await.job_id;
    for attempt in 1..=MAX_ATTEMPTS {
        assert_eq!(store.claim(id).await.attempt, attempt);
        store.advance(10);
    }
    assert_eq!(refused(store.try_claim(id, "worker-2").await), Refusal::AttemptsUsedUp);
    let job = store.job(id).await;
    assert_eq!((job.phase, job.ended_at, job.attempt), (Phase::Error, Some(store.now()), Some(MAX_ATTEMPTS)));
    assert_eq!(job.error.unwrap().message, "the worker was lost 3 times");
    assert_eq!(store.count_outbox().await.unwrap(), 0);
    assert_eq!(store.events_after(id, 0, 10).await.unwrap().last().unwrap().data["phase"], "ERROR");
}
