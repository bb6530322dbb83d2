use ml_job_domain::lifecycle::Refusal;
use ml_job_domain::{Job, JobId, JobPatch, NewJob, SpectrumSet};
use ml_job_store::{AddJob, Applied, JobCount, PatchJob};
use serde_json::json;

use crate::harness::{JobLife as _, TestStore, accepted, done, labelling, new_job, preprocessing};

conformance![
    a_job_is_read_back_as_it_was_stored,
    a_job_that_is_not_there_is_no_error,
    a_job_continues_only_a_job_that_exists,
    an_id_is_used_once,
    a_patch_changes_only_what_it_names,
    a_patch_is_held_against_the_job_as_it_is,
    a_job_that_is_processing_is_not_deleted,
    a_deleted_job_takes_everything_with_it,
    the_successor_of_a_deleted_job_stays,
    the_counts_follow_every_step_of_a_job,
];

async fn a_job_is_read_back_as_it_was_stored(store: TestStore) {
    let parent = store.pending("parent").await;
    let request = NewJob {
        label: "Hvězdy α/β \u{1F52D} 100%_\\ '\"".to_owned(),
        description: Some("first line\nsecond line".to_owned()),
        config: Some(json!({ "iteration": 7, "text": "a\u{0}b ž", "deep": { "list": [1, -2.5, 1e300, null, true] } })),
        parent_job_id: Some(parent.job_id),
        ..new_job("")
    };
    let job = request.into_job(JobId::new(), store.now());
    assert_eq!(store.add_job(&job, None).await.unwrap(), AddJob::Added);
    assert_eq!(store.job(job.job_id).await, job);
    assert_eq!(job.iteration, Some(7));
}

async fn a_job_that_is_not_there_is_no_error(store: TestStore) {
    let id = JobId::new();
    assert_eq!(store.lookup_job(id).await.unwrap(), None);
    assert_eq!(store.patch_job(id, &JobPatch::default(), None).await.unwrap(), PatchJob::NotFound);
    assert_eq!(store.delete_job(id).await.unwrap(), Applied::NotFound);
}

async fn a_job_continues_only_a_job_that_exists(store: TestStore) {
    let orphan = NewJob { parent_job_id: Some(JobId::new()), ..new_job("orphan") }.into_job(JobId::new(), store.now());
    assert_eq!(store.add_job(&orphan, None).await.unwrap(), AddJob::NoSuchParent);
    assert_eq!(store.lookup_job(orphan.job_id).await.unwrap(), None);
}

async fn an_id_is_used_once(store: TestStore) {
    let job = store.pending("first").await;
    let error = store.add_job(&job, None).await.unwrap_err();
    assert_eq!(error.to_string(), "the database failed while adding a job");
    assert!(!error.is_transient());
}

fn accepted_patch(outcome: PatchJob) -> Job {
    match outcome {
        PatchJob::Patched(job) => *job,
        other => panic!("the job should be changed, but: {other:?}"),
    }
}

async fn a_patch_changes_only_what_it_names(store: TestStore) {
    let job = store.pending("before").await;
    let label = JobPatch { label: Some("After".to_owned()), description: None };
    let patched = accepted_patch(store.patch_job(job.job_id, &label, None).await.unwrap());
    assert_eq!((patched.label.as_str(), patched.description.as_deref()), ("After", None));
    let description = JobPatch { label: None, description: Some("why".to_owned()) };
    let patched = accepted_patch(store.patch_job(job.job_id, &description, None).await.unwrap());
    assert_eq!((patched.label.as_str(), patched.description.as_deref()), ("After", Some("why")));
    assert_eq!(patched.dir_path, job.dir_path);
    assert_eq!(store.job(job.job_id).await, patched);
}

async fn a_patch_is_held_against_the_job_as_it_is(store: TestStore) {
    let job = store.pending("seen").await;
    let patch = JobPatch { label: Some("mine".to_owned()), description: None };
    let seen = job.clone();
    let unchanged = move |job: &Job| *job == seen;
    assert_eq!(accepted_patch(store.patch_job(job.job_id, &patch, Some(&unchanged)).await.unwrap()).label, "mine");
    let patch = JobPatch { label: Some("too late".to_owned()), description: None };
    let outcome = store.patch_job(job.job_id, &patch, Some(&unchanged)).await.unwrap();
    assert_eq!((outcome, store.job(job.job_id).await.label.as_str()), (PatchJob::PreconditionFailed, "mine"));
}

async fn a_job_that_is_processing_is_not_deleted(store: TestStore) {
    let job = store.queued("busy").await;
    assert_eq!(store.delete_job(job.job_id).await.unwrap(), Applied::Refused(Refusal::Processing));
    let aborted = done(store.abort_job(job.job_id, store.now()).await.unwrap());
    assert_eq!(store.delete_job(job.job_id).await.unwrap(), Applied::Done(Box::new(aborted)));
    assert_eq!(store.lookup_job(job.job_id).await.unwrap(), None);
}

async fn a_deleted_job_takes_everything_with_it(store: TestStore) {
    let claim = store.claimed("labelled").await;
    let id = claim.job.job_id;
    let shown = labelling(id, "a.fits", SpectrumSet::Oracle);
    store.label(std::slice::from_ref(&shown)).await;
    store.complete(&claim).await;
    assert!(matches!(store.delete_job(id).await.unwrap(), Applied::Done(_)));
    assert_eq!(store.lookup_labelling(shown.labelling_id).await.unwrap(), None);
    assert_eq!(store.events_after(id, 0, 100).await.unwrap(), []);
}

async fn the_successor_of_a_deleted_job_stays(store: TestStore) {
    let parent = store.pending("parent").await;
    let child = NewJob { parent_job_id: Some(parent.job_id), ..new_job("child") }.into_job(JobId::new(), store.now());
    assert_eq!(store.add_job(&child, None).await.unwrap(), AddJob::Added);
    assert!(matches!(store.delete_job(parent.job_id).await.unwrap(), Applied::Done(_)));
    assert_eq!(store.job(child.job_id).await.parent_job_id, None);
}

async fn the_counts_follow_every_step_of_a_job(store: TestStore) {
    let counts = async || {
        let counts = store.count_jobs().await.unwrap();
        counts
            .into_iter()
            .map(|JobCount { job_type, phase, jobs }| {
                assert_eq!(job_type, preprocessing());
                (phase.as_str(), jobs)
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(counts().await, []);
    let job = store.pending("counted").await;
    store.pending("other").await;
    assert_eq!(counts().await, [("PENDING", 2)]);
    done(store.run_job(job.job_id, &json!({}), store.now()).await.unwrap());
    assert_eq!(counts().await, [("PENDING", 1), ("PROCESSING", 1)]);
    let claim = store.claim(job.job_id).await;
    accepted(store.beat(job.job_id, claim.attempt).await);
    assert_eq!(counts().await, [("PENDING", 1), ("PROCESSING", 1)]);
    store.complete(&claim).await;
    assert_eq!(counts().await, [("COMPLETED", 1), ("PENDING", 1)]);
    assert!(matches!(store.delete_job(job.job_id).await.unwrap(), Applied::Done(_)));
    assert_eq!(counts().await, [("PENDING", 1)]);
}
