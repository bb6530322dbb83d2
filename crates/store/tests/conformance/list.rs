use ml_job_domain::{Job, JobId, JobPatch, NewJob, Phase};
use ml_job_store::{AddJob, JobFilter, Listed, Page, Sight};

use crate::harness::{JobLife as _, TestStore, active_ml, done, new_job, preprocessing};

conformance![
    the_newest_job_comes_first,
    jobs_of_the_same_instant_are_in_order_too,
    a_page_is_a_part_and_the_total_is_the_whole,
    each_filter_restricts_and_they_combine,
    a_label_is_found_by_any_part_in_any_case,
    a_label_is_found_under_its_new_name,
    signs_of_patterns_are_plain_letters,
    a_list_of_nothing_is_empty,
];

const ALL: Page = Page { offset: 0, limit: 100 };

fn labels(listed: &Listed<Job>) -> Vec<&str> {
    listed.items.iter().map(|job| job.label.as_str()).collect()
}

fn search(q: &str) -> JobFilter {
    JobFilter { q: Some(q.to_owned()), ..JobFilter::default() }
}

async fn the_newest_job_comes_first(store: TestStore) {
    for label in ["first", "second", "third"] {
        store.pending(label).await;
    }
    let listed = store.list_jobs(Sight::ALL, &JobFilter::default(), ALL).await.unwrap();
    assert_eq!(labels(&listed), ["third", "second", "first"]);
    assert_eq!(listed.total, 3);
    assert_eq!(listed.items[0], store.job(listed.items[0].job_id).await);
}

async fn jobs_of_the_same_instant_are_in_order_too(store: TestStore) {
    let mut ids = Vec::new();
    for _ in 0..6 {
        let job = new_job("twin").into_job(JobId::new(), store.now());
        assert_eq!(store.add_job(&job, None).await.unwrap(), AddJob::Added);
        ids.push(job.job_id);
    }
    ids.sort_unstable_by(|a, b| b.cmp(a));
    let mut paged = Vec::new();
    for offset in 0..6 {
        let listed = store.list_jobs(Sight::ALL, &JobFilter::default(), Page { offset, limit: 1 }).await.unwrap();
        paged.extend(listed.items.iter().map(|job| job.job_id));
    }
    assert_eq!(paged, ids);
}

async fn a_page_is_a_part_and_the_total_is_the_whole(store: TestStore) {
    for n in 0..5 {
        store.pending(&format!("job {n}")).await;
    }
    let everything = JobFilter::default();
    let page = |offset, limit| store.list_jobs(Sight::ALL, &everything, Page { offset, limit });
    assert_eq!(labels(&page(1, 2).await.unwrap()), ["job 3", "job 2"]);
    assert_eq!(labels(&page(4, 10).await.unwrap()), ["job 0"]);
    for beyond in [page(5, 10).await.unwrap(), page(u64::MAX, 10).await.unwrap(), page(0, 0).await.unwrap()] {
        assert_eq!((beyond.total, beyond.items.len()), (5, 0));
    }
    assert_eq!(page(0, u64::MAX).await.unwrap().items.len(), 5);
}

async fn each_filter_restricts_and_they_combine(store: TestStore) {
    let parent = store.pending("parent").await;
    let child = NewJob { parent_job_id: Some(parent.job_id), job_type: active_ml(), ..new_job("child") };
    let child = child.into_job(JobId::new(), store.now());
    assert_eq!(store.add_job(&child, None).await.unwrap(), AddJob::Added);
    let queued = store.queued("queued").await;
    store.advance(1);
    done(store.abort_job(queued.job_id, store.now()).await.unwrap());

    let phase = Some(Phase::Pending);
    let cases = [
        (JobFilter { phase, ..JobFilter::default() }, vec!["child", "parent"]),
        (JobFilter { phase: Some(Phase::Aborted), ..JobFilter::default() }, vec!["queued"]),
        (JobFilter { phase: Some(Phase::Completed), ..JobFilter::default() }, vec![]),
        (JobFilter { job_type: Some(preprocessing()), ..JobFilter::default() }, vec!["queued", "parent"]),
        (JobFilter { phase, job_type: Some(preprocessing()), ..JobFilter::default() }, vec!["parent"]),
        (JobFilter { parent_job_id: Some(parent.job_id), ..JobFilter::default() }, vec!["child"]),
        (JobFilter { parent_job_id: Some(child.job_id), ..JobFilter::default() }, vec![]),
        (JobFilter { phase, ..search("PAR") }, vec!["parent"]),
        (JobFilter { job_type: Some(active_ml()), ..search("par") }, vec![]),
        (
            JobFilter {
                phase,
                job_type: Some(active_ml()),
                q: Some("hil".to_owned()),
                parent_job_id: Some(parent.job_id),
            },
            vec!["child"],
        ),
    ];
    for (filter, expected) in cases {
        let listed = store.list_jobs(Sight::ALL, &filter, ALL).await.unwrap();
        assert_eq!(labels(&listed), expected, "{filter:?}");
        assert_eq!(listed.total, expected.len() as u64, "{filter:?}");
    }
}

async fn a_label_is_found_by_any_part_in_any_case(store: TestStore) {
    for label in ["Žluté hvězdy", "Be stars", "stars of type BE"] {
        store.pending(label).await;
    }
    for (q, expected) in [
        ("ŽLUTÉ", vec!["Žluté hvězdy"]),
        ("HVĚZD", vec!["Žluté hvězdy"]),
        ("be", vec!["stars of type BE", "Be stars"]),
        ("", vec!["stars of type BE", "Be stars", "Žluté hvězdy"]),
        ("quasar", vec![]),
    ] {
        assert_eq!(labels(&store.list_jobs(Sight::ALL, &search(q), ALL).await.unwrap()), expected, "{q:?}");
    }
}

async fn a_label_is_found_under_its_new_name(store: TestStore) {
    let job = store.pending("before").await;
    let patch = JobPatch { label: Some("ÄFTER".to_owned()), description: None };
    assert!(matches!(store.patch_job(job.job_id, &patch, None).await.unwrap(), ml_job_store::PatchJob::Patched(_)));
    assert_eq!(labels(&store.list_jobs(Sight::ALL, &search("äft"), ALL).await.unwrap()), ["ÄFTER"]);
    assert_eq!(store.list_jobs(Sight::ALL, &search("before"), ALL).await.unwrap().total, 0);
}

async fn signs_of_patterns_are_plain_letters(store: TestStore) {
    for label in ["100%", "100 percent", "a_b", "axb", r"back\slash"] {
        store.pending(label).await;
    }
    for (q, expected) in [("0%", vec!["100%"]), ("a_b", vec!["a_b"]), (r"k\s", vec![r"back\slash"]), ("\0", vec![])] {
        assert_eq!(labels(&store.list_jobs(Sight::ALL, &search(q), ALL).await.unwrap()), expected, "{q:?}");
    }
}

async fn a_list_of_nothing_is_empty(store: TestStore) {
    assert_eq!(store.list_jobs(Sight::ALL, &JobFilter::default(), ALL).await.unwrap(), Listed::default());
}
