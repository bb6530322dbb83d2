use ml_job_domain::lifecycle::Refusal;
use ml_job_domain::{Action, EventKind, JobId, Phase};
use ml_job_store::Applied;
use serde_json::json;

use crate::harness::{JobLife as _, TestStore, done, end};

conformance![
    run_queues_the_job_with_its_config,
    a_job_runs_once,
    abort_takes_the_job_out_of_the_queue,
    the_store_has_exactly_the_transitions_of_the_domain,
    a_job_that_is_not_there_cannot_be_run_or_aborted,
];

async fn run_queues_the_job_with_its_config(store: TestStore) {
    let pending = store.pending("run me").await;
    store.advance(5);
    let config = json!({ "iteration": 4, "seed": 1 });
    let job = done(store.run_job(pending.job_id, &config, store.now()).await.unwrap());
    assert_eq!(job.phase, Phase::Processing);
    assert_eq!((job.queued_at, job.iteration), (Some(store.now()), Some(4)));
    assert_eq!(job.config, Some(config));
    assert_eq!(store.job(job.job_id).await, job);

    let outbox = store.due_outbox(store.now(), 10).await.unwrap();
    assert_eq!(outbox.len(), 1);
    let message = &outbox[0].message;
    assert_eq!((message.job_id, &message.job_type, message.attempt), (job.job_id, &job.job_type, 0));
    assert_eq!(message.enqueued_at, store.now());

    let events = store.events_after(job.job_id, 0, 10).await.unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].kind, EventKind::Phase);
    assert_eq!(events[0].data["phase"], "PROCESSING");
    assert_eq!(events[0].data.get("config"), None);
}

async fn a_job_runs_once(store: TestStore) {
    let job = store.queued("once").await;
    let Applied::Refused(Refusal::Conflict(conflict)) =
        store.run_job(job.job_id, &json!({}), store.now()).await.unwrap()
    else {
        panic!("RUN should be refused");
    };
    assert_eq!(conflict.to_string(), "RUN is not possible: the job is PROCESSING");
    assert_eq!(store.job(job.job_id).await, job);
    assert_eq!(store.count_outbox().await.unwrap(), 1);
    assert_eq!(store.events_after(job.job_id, 0, 10).await.unwrap().len(), 1);
}

async fn abort_takes_the_job_out_of_the_queue(store: TestStore) {
    let queued = store.queued("stop").await;
    store.advance(3);
    let job = done(store.abort_job(queued.job_id, store.now()).await.unwrap());
    assert_eq!((job.phase, job.ended_at), (Phase::Aborted, Some(store.now())));
    assert_eq!(job.execution_duration, None);
    assert_eq!(store.job(job.job_id).await, job);
    assert_eq!(store.count_outbox().await.unwrap(), 0);

    let claim = store.claimed("stop while it runs").await;
    store.advance(3);
    let job = done(store.abort_job(claim.job.job_id, store.now()).await.unwrap());
    assert_eq!(job.execution_duration, Some(3.0));
    assert_eq!(job.worker.as_deref(), Some("worker-1"));
    let late = store.beat(job.job_id, claim.attempt).await;
    assert!(
        matches!(late, Applied::Refused(Refusal::Conflict(conflict)) if conflict.phase == Phase::Aborted),
        "{late:?}"
    );
    let events = store.events_after(job.job_id, 0, 10).await.unwrap();
    assert_eq!(events.last().unwrap().data["phase"], "ABORTED");
}

/// A job in each phase, and whatever can be done to it.
async fn the_store_has_exactly_the_transitions_of_the_domain(store: TestStore) {
    for phase in Phase::ALL {
        for action in Action::ALL {
            let id = job_in(&store, phase).await;
            let outcome = match action {
                Action::Run => plain(store.run_job(id, &json!({}), store.now()).await.unwrap()),
                Action::Abort => plain(store.abort_job(id, store.now()).await.unwrap()),
                Action::Complete | Action::Error => {
                    match store.end_job(id, action, &end(store.now(), None), store.now()).await.unwrap() {
                        Applied::Done(job) => Ok(job.phase),
                        Applied::Refused(Refusal::Conflict(conflict)) => Err(conflict),
                        other => panic!("{phase} {action}: {other:?}"),
                    }
                }
            };
            assert_eq!(outcome, phase.after(action), "{phase} {action}");
            assert_eq!(store.job(id).await.phase, outcome.unwrap_or(phase), "{phase} {action}");
        }
    }
}

fn plain(transition: Applied) -> Result<Phase, ml_job_domain::PhaseConflict> {
    match transition {
        Applied::Done(job) => Ok(job.phase),
        Applied::Refused(Refusal::Conflict(conflict)) => Err(conflict),
        other => panic!("{other:?}"),
    }
}

async fn job_in(store: &TestStore, phase: Phase) -> JobId {
    if phase == Phase::Pending {
        return store.pending("x").await.job_id;
    }
    let id = store.queued("x").await.job_id;
    let ended = match phase {
        Phase::Pending | Phase::Processing => return id,
        Phase::Aborted => {
            done(store.abort_job(id, store.now()).await.unwrap());
            return id;
        }
        Phase::Completed => Action::Complete,
        Phase::Error => Action::Error,
    };
    crate::harness::accepted(store.end_job(id, ended, &end(store.now(), None), store.now()).await.unwrap());
    id
}

async fn a_job_that_is_not_there_cannot_be_run_or_aborted(store: TestStore) {
    let id = JobId::new();
    assert_eq!(store.run_job(id, &json!({}), store.now()).await.unwrap(), Applied::NotFound);
    assert_eq!(store.abort_job(id, store.now()).await.unwrap(), Applied::NotFound);
    let ended = store.end_job(id, Action::Complete, &end(store.now(), None), store.now()).await.unwrap();
    assert_eq!(ended, Applied::NotFound);
}
