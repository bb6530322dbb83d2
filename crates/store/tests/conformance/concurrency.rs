use std::time::Duration;

use futures::future::join_all;
use ml_job_domain::lifecycle::Refusal;
use ml_job_domain::protocol::Heartbeat;
use ml_job_domain::{LabellingId, LabellingPatch, LogLevel, LogLine, Phase, SpectrumSet};
use ml_job_store::{Applied, PatchLabellings, Store};
use serde_json::json;

use crate::harness::{JobLife as _, MAX_ATTEMPTS, TestStore, accepted, claim_request, heartbeat, labelling, rules};

conformance![
    of_20_runs_at_once_one_wins,
    of_50_claims_at_once_one_wins,
    a_claim_and_an_abort_at_once_leave_one_truth,
    sweepers_at_once_count_a_silence_once,
    batches_of_labels_that_cross_do_not_block_each_other,
    a_reader_that_follows_the_numbers_misses_no_event,
    many_jobs_change_at_once_and_the_counts_are_right,
];

/// Runs the futures at once, on all threads.
async fn at_once<T: Send + 'static>(tasks: impl Iterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<T> {
    let handles: Vec<_> = tasks.map(tokio::spawn).collect();
    join_all(handles).await.into_iter().map(Result::unwrap).collect()
}

async fn of_20_runs_at_once_one_wins(store: TestStore) {
    let job = store.pending("contended").await;
    let now = store.now();
    let other = store.another().await;
    let outcomes = at_once((0..20).map(|n| {
        let store: Store = if n % 2 == 0 { (*store).clone() } else { other.clone() };
        async move { store.run_job(job.job_id, &json!({ "iteration": n }), now).await.unwrap() }
    }))
    .await;
    let won: Vec<_> = outcomes.iter().filter(|outcome| matches!(outcome, Applied::Done(_))).collect();
    assert_eq!(won.len(), 1);
    let refused = outcomes.iter().filter(|outcome| matches!(outcome, Applied::Refused(Refusal::Conflict(_)))).count();
    assert_eq!(refused, 19);
    let Applied::Done(winner) = won[0] else { unreachable!("it was filtered") };
    assert_eq!(store.job(winner.job_id).await, **winner);
    assert_eq!(store.count_outbox().await.unwrap(), 1);
    assert_eq!(store.events_after(winner.job_id, 0, 100).await.unwrap().len(), 1);
}

async fn of_50_claims_at_once_one_wins(store: TestStore) {
    let job = store.queued("wanted").await;
    let now = store.now();
    let outcomes = at_once((0..50).map(|n| {
        let store: Store = (*store).clone();
        let request = claim_request(&format!("worker-{n}"));
        async move { store.claim_job(job.job_id, &request, now).await.unwrap() }
    }))
    .await;
    let claims: Vec<_> = outcomes
        .iter()
        .filter_map(|outcome| match outcome {
            Applied::Done(claim) => Some(claim),
            Applied::Refused(Refusal::Held { .. }) => None,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(claims.len(), 1);
    assert_eq!((claims[0].attempt, &store.job(job.job_id).await), (Some(1), &**claims[0]));
}

async fn a_claim_and_an_abort_at_once_leave_one_truth(store: TestStore) {
    for _ in 0..10 {
        let job = store.queued("torn").await;
        let now = store.now();
        let (claiming, aborting): (Store, Store) = ((*store).clone(), (*store).clone());
        let request = claim_request("worker-1");
        let claim = tokio::spawn(async move { claiming.claim_job(job.job_id, &request, now).await.unwrap() });
        let abort = tokio::spawn(async move { aborting.abort_job(job.job_id, now).await.unwrap() });
        let (claim, abort) = (claim.await.unwrap(), abort.await.unwrap());
        assert!(matches!(abort, Applied::Done(_)), "{abort:?}");
        let stored = store.job(job.job_id).await;
        assert_eq!(stored.phase, Phase::Aborted);
        if let Applied::Done(claim) = claim {
            // The claim came first; the worker learns of the abort with its next heartbeat.
            assert!(matches!(
                store.beat(job.job_id, claim.attempt.unwrap()).await,
                Applied::Refused(Refusal::Conflict(_))
            ));
        }
        assert_eq!(store.count_outbox().await.unwrap(), 0);
    }
}

async fn sweepers_at_once_count_a_silence_once(store: TestStore) {
    for n in 0..10 {
        store.claimed(&format!("silent {n}")).await;
    }
    store.advance(30);
    let now = store.now();
    let swept = at_once((0..4).map(|_| {
        let store: Store = (*store).clone();
        async move { store.sweep(now, &rules(MAX_ATTEMPTS)).await.unwrap().len() }
    }))
    .await;
    assert_eq!(swept.iter().sum::<usize>(), 10);
    assert_eq!(store.count_outbox().await.unwrap(), 10);
}

async fn batches_of_labels_that_cross_do_not_block_each_other(store: TestStore) {
    let job = store.pending("crossed").await.job_id;
    let shown: Vec<_> = (0..200).map(|n| labelling(job, &format!("{n}.fits"), SpectrumSet::Oracle)).collect();
    store.label(&shown).await;
    let now = store.now();
    let ids: Vec<LabellingId> = shown.iter().map(|labelling| labelling.labelling_id).collect();
    let outcomes = at_once((0..8).map(|n| {
        let store: Store = (*store).clone();
        let mut ids = ids.clone();
        if n % 2 == 0 {
            ids.reverse();
        }
        let patch = LabellingPatch { user_label: Some(Some(format!("label {n}"))), user_comment: None };
        let batch: Vec<_> = ids.into_iter().map(|id| (id, patch.clone())).collect();
        async move { store.patch_labellings(&batch, now, None, None).await.unwrap() }
    }))
    .await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, PatchLabellings::Patched(_))));
    // Each batch was whole, so all labels are the last batch's, and each history is complete.
    let listed = store.list_labellings(job, &ml_job_store::LabellingFilter::default(), None).await.unwrap();
    let last = listed.items[0].user_label.clone();
    assert!(last.is_some() && listed.items.iter().all(|labelling| labelling.user_label == last));
    assert_eq!(store.labelling_history(ids[0]).await.unwrap().len(), 8);
}

async fn a_reader_that_follows_the_numbers_misses_no_event(store: TestStore) {
    let id = store.claimed("followed").await.job.job_id;
    let now = store.now();
    let reader: Store = store.another().await;
    let following = tokio::spawn(async move {
        let (mut after, mut seen) = (0, Vec::new());
        let end = tokio::time::Instant::now() + Duration::from_mins(1);
        while seen.len() < 200 {
            assert!(tokio::time::Instant::now() < end, "{} of 200 lines were seen", seen.len());
            for event in reader.events_after(id, after, 7).await.unwrap() {
                after = event.event_id;
                if let Some(message) = event.data["message"].as_str() {
                    seen.push(message.to_owned());
                }
            }
        }
        seen
    });
    at_once((0..200).map(|n| {
        let store: Store = (*store).clone();
        let log = vec![LogLine { at: now, level: LogLevel::Info, message: format!("{n}") }];
        async move { accepted(store.heartbeat(id, &Heartbeat { log, ..heartbeat(1) }, now).await.unwrap()) }
    }))
    .await;
    let mut seen: Vec<u32> = following.await.unwrap().iter().map(|message| message.parse().unwrap()).collect();
    seen.sort_unstable();
    assert_eq!(seen, (0..200).collect::<Vec<_>>());
}

async fn many_jobs_change_at_once_and_the_counts_are_right(store: TestStore) {
    let mut ids = Vec::new();
    for n in 0..40 {
        ids.push(store.pending(&format!("job {n}")).await.job_id);
    }
    let now = store.now();
    at_once(ids.into_iter().enumerate().map(|(n, id)| {
        let store: Store = (*store).clone();
        async move {
            assert!(matches!(store.run_job(id, &json!({}), now).await.unwrap(), Applied::Done(_)));
            if n % 2 == 0 {
                assert!(matches!(store.abort_job(id, now).await.unwrap(), Applied::Done(_)));
            }
        }
    }))
    .await;
    let counts: Vec<_> =
        store.count_jobs().await.unwrap().iter().map(|count| (count.phase.as_str(), count.jobs)).collect();
    assert_eq!(counts, [("ABORTED", 20), ("PROCESSING", 20)]);
}
