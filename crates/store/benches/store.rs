//! How long the store takes for what users wait for, with a million jobs, on both databases.
//!
//! `cargo bench -p ml-job-store`; `ML_JOB_BENCH_JOBS` sets another number of jobs. Each figure is one line of a table:
//! the median and the 99th percentile over many calls, in milliseconds, on a page cache that is warm.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use ml_job_domain::lifecycle::{Event, Rules};
use ml_job_domain::protocol::{ClaimRequest, EndRequest};
use ml_job_domain::{
    Clock as _, JobId, JobType, Labelling, LabellingId, LabellingPatch, NewJob, Phase, ShownSpectrum, SpectrumSet,
};
use ml_job_store::{
    AddJob, AddLabellings, Applied, ConnectOptions, JobFilter, LabellingFilter, Page, PatchLabellings, Sight, Store,
};
use ml_job_testkit::{MockClock, TestDatabase};
use serde_json::json;
use sqlx::{Connection as _, Executor as _, PgConnection, SqliteConnection};

/// How often each call is measured.
const CALLS: usize = 200;
/// The candidates of the first iteration on the whole of LAMOST DR2.
const MANY_LABELLINGS: usize = 285_121;

/// A million jobs, one a second, in SQL of their own: row by row through the store would take an hour. `{n}` counts.
const POSTGRES_JOBS: &str = "INSERT INTO jobs (job_id, dir_path, type, phase, label, label_folded, created_at, config)
    SELECT gen_random_uuid(), '/JOBS/job_' || n, CASE n % 3 WHEN 0 THEN 'ACTIVE_ML' ELSE 'DATA_PREPROCESSING' END,
        CASE WHEN n % 100 = 0 THEN 'PENDING' WHEN n % 10 = 0 THEN 'ERROR' ELSE 'COMPLETED' END,
        'Be stars run ' || n, 'be stars run ' || n, timestamptz '2020-01-01' + n * interval '1 second',
        '{\"data_dir_path\":\"LAMOST/B6001\",\"wave_start_point\":5000,\"wave_end_point\":8000,\"wave_point_count\":140}'
    FROM generate_series(1, {jobs}) AS n";
const SQLITE_JOBS: &str = "INSERT INTO jobs (job_id, dir_path, type, phase, label, label_folded, created_at, config)
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {jobs})
    SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2))
            || '-' || hex(randomblob(6))),
        '/JOBS/job_' || n, CASE n % 3 WHEN 0 THEN 'ACTIVE_ML' ELSE 'DATA_PREPROCESSING' END,
        CASE WHEN n % 100 = 0 THEN 'PENDING' WHEN n % 10 = 0 THEN 'ERROR' ELSE 'COMPLETED' END,
        'Be stars run ' || n, 'be stars run ' || n, strftime('%Y-%m-%dT%H:%M:%S.000000Z', 1577836800 + n, 'unixepoch'),
        '{\"data_dir_path\":\"LAMOST/B6001\",\"wave_start_point\":5000,\"wave_end_point\":8000,\"wave_point_count\":140}'
    FROM numbers";

#[tokio::main]
async fn main() {
    // Cargo also runs benches when it tests all targets; without `--bench` there is nothing to measure.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let jobs = std::env::var("ML_JOB_BENCH_JOBS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    for database in [TestDatabase::sqlite(), TestDatabase::postgres()] {
        let store = Store::connect(database.url(), &ConnectOptions::default()).await.expect("the database answers");
        store.migrate().await.expect("the tables can be made");
        let began = Instant::now();
        fill(&database, jobs).await;
        let engine = database.url().split(':').next().unwrap_or_default();
        line(&format!("\n{engine}: {jobs} jobs (added in {:.1} s)", began.elapsed().as_secs_f64()));
        line(&format!("{:<60} {:>10} {:>10}", "", "p50 ms", "p99 ms"));
        list(&store, jobs).await;
        live(&store).await;
        labels(&store).await;
    }
}

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
fn line(text: &str) {
    println!("{text}");
}

async fn fill(database: &TestDatabase, jobs: u64) {
    let number = |sql: &str| sqlx::AssertSqlSafe(sql.replace("{jobs}", &jobs.to_string()));
    if database.url().starts_with("sqlite") {
        let mut connection = SqliteConnection::connect(database.url()).await.expect("the file opens");
        connection.execute(number(SQLITE_JOBS)).await.expect("jobs can be added");
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").await.expect("the log can be emptied");
    } else {
        let mut connection = PgConnection::connect(database.url()).await.expect("the server answers");
        connection.execute(number(POSTGRES_JOBS)).await.expect("jobs can be added");
        connection.execute("VACUUM ANALYZE").await.expect("the tables can be vacuumed");
    }
}

/// Measures a call many times.
async fn measure<F: Future>(what: &str, calls: usize, mut call: impl FnMut(usize) -> F) {
    let mut times = Vec::with_capacity(calls);
    for n in 0..calls {
        let began = Instant::now();
        call(n).await;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let p99 = times[(calls * 99 / 100).min(calls - 1)];
    line(&format!("{what:<60} {:>10.2} {:>10.2}", ms(times[calls / 2]), ms(p99)));
}

async fn list(store: &Store, jobs: u64) {
    let filter = JobFilter::default;
    let cases = [
        ("jobs: first page of 10, with the total", filter(), 0, 10),
        ("jobs: first page of 100, with the total", filter(), 0, 100),
        ("jobs: page in the middle", filter(), jobs / 2, 10),
        ("jobs: last page", filter(), jobs - 10, 10),
        ("jobs: of a phase", JobFilter { phase: Some(Phase::Error), ..filter() }, 0, 10),
        ("jobs: of a rare phase that is empty", JobFilter { phase: Some(Phase::Processing), ..filter() }, 0, 10),
        ("jobs: of a type", JobFilter { job_type: job_type("ACTIVE_ML"), ..filter() }, 0, 10),
        (
            "jobs: of a type in a phase",
            JobFilter { phase: Some(Phase::Pending), job_type: job_type("ACTIVE_ML"), ..filter() },
            0,
            10,
        ),
        ("jobs: whose label contains a rare text", search("run 77777"), 0, 10),
        ("jobs: whose label contains a text that all have", search("stars"), 0, 10),
        ("jobs: whose label contains two letters", search("zz"), 0, 10),
    ];
    for (what, filter, offset, limit) in cases {
        let calls = if filter.q.is_some() { CALLS / 10 } else { CALLS };
        measure(what, calls, |_| async {
            store.list_jobs(Sight::ALL, &filter, Page { offset, limit }).await.expect("jobs can be listed");
        })
        .await;
    }
}

fn search(q: &str) -> JobFilter {
    JobFilter { q: Some(q.to_owned()), ..JobFilter::default() }
}

fn job_type(name: &str) -> Option<JobType> {
    name.parse().ok()
}

async fn add(store: &Store, label: &str, now: DateTime<Utc>) -> JobId {
    let job_type = job_type(JobType::DATA_PREPROCESSING).expect("the name is valid");
    let request = NewJob {
        job_type,
        label: label.to_owned(),
        description: None,
        config: None,
        parent_job_id: None,
        space_id: None,
    };
    let job = request.into_job(JobId::new(), now);
    assert_eq!(store.add_job(&job, None).await.expect("a job can be added"), AddJob::Added);
    job.job_id
}

/// A job's whole life, step by step.
async fn live(store: &Store) {
    let clock = MockClock::new();
    let now = clock.now();
    let mut ids = Vec::new();
    for n in 0..CALLS {
        ids.push(add(store, &format!("life {n}"), now).await);
    }
    measure("a job: RUN", CALLS, |n| {
        let id = ids[n];
        async move {
            let run = store
                .apply(id, Event::Run { config: &json!({}) }, now, &Rules::default())
                .await
                .expect("a job can be run");
            assert!(matches!(run, Applied::Done(_)));
        }
    })
    .await;
    let request = ClaimRequest {
        worker: "bench".to_owned(),
        types: vec![job_type(JobType::DATA_PREPROCESSING).expect("the name is valid")],
        nonce: None,
    };
    measure("a job: claim", CALLS, |n| {
        let (id, request) = (ids[n], &request);
        async move {
            let claim =
                store.apply(id, Event::Claim(request), now, &Rules::default()).await.expect("a job can be claimed");
            assert!(matches!(claim, Applied::Done(_)));
        }
    })
    .await;
    let end = EndRequest { started_at: now, ended_at: now, attempt: Some(1), metrics: None, error: None };
    measure("a job: end", CALLS, |n| {
        let (id, end) = (ids[n], &end);
        async move {
            let ended =
                store.apply(id, Event::Complete(end), now, &Rules::default()).await.expect("a job can be ended");
            assert!(matches!(ended, Applied::Done(_)));
        }
    })
    .await;
    measure("sweep with nothing to do", CALLS, |_| async {
        store.sweep(now, &Rules::default()).await.expect("silent workers can be looked for");
    })
    .await;
}

fn labellings(job_id: JobId, count: usize) -> Vec<Labelling> {
    (0..count)
        .map(|n| {
            let name = format!("spec-56201-B6001_sp{:02}-{n:06}.fits", n % 16);
            let shown = ShownSpectrum {
                model_prediction: Some("double peak".to_owned()),
                model_probability: Some(0.93),
                model_entropy: Some(0.31),
                magnitude: Some(14.2),
                ..ShownSpectrum::new(name, SpectrumSet::ALL[n % 3], 1)
            };
            shown.into_new(job_id).into_labelling(LabellingId::new())
        })
        .collect()
}

async fn labels(store: &Store) {
    let now = MockClock::new().now();
    for (what, count, calls) in [
        ("labellings: add 10,000 in one batch", 10_000, 5),
        ("labellings: add 285,121 in one batch", MANY_LABELLINGS, 1),
    ] {
        let mut batches = Vec::new();
        for _ in 0..calls {
            batches.push(labellings(add(store, "labels", now).await, count));
        }
        measure(what, calls, |n| {
            let batch = &batches[n];
            async move {
                let added = store.add_labellings(batch, None, None, None).await.expect("labellings can be added");
                assert_eq!(added, AddLabellings::Added);
            }
        })
        .await;
        let batch = &batches[0];
        let job = batch[0].job_id;
        let patch = |label: &str| LabellingPatch { user_label: Some(Some(label.to_owned())), user_comment: None };
        measure("labellings: one label", CALLS, |n| {
            let (id, patch) = (batch[n].labelling_id, patch("single peak"));
            async move { store.patch_labellings(&[(id, patch)], now, None, None).await.expect("a label can be stored") }
        })
        .await;
        let patches: Vec<_> =
            batch.iter().take(10_000).map(|labelling| (labelling.labelling_id, patch("double peak"))).collect();
        measure("labellings: 10,000 labels in one batch", 1, |_| async {
            let outcome = store.patch_labellings(&patches, now, None, None).await.expect("labels can be stored");
            assert!(matches!(outcome, PatchLabellings::Patched(_)));
        })
        .await;
        for (what, offset) in [("first", 0), ("last", batch.len() as u64 - 100)] {
            measure(&format!("labellings: {what} page of 100 of {count}, with the total"), 50, |_| async move {
                let page = Some(Page { offset, limit: 100 });
                store.list_labellings(job, &LabellingFilter::default(), page).await.expect("labellings can be listed")
            })
            .await;
        }
        measure(&format!("labellings: all {count}"), 3, |_| async move {
            store.list_labellings(job, &LabellingFilter::default(), None).await.expect("labellings can be listed")
        })
        .await;
        measure(&format!("delete a job with {count} labellings"), 1, |_| async move {
            store.apply(job, Event::Delete, now, &Rules::default()).await.expect("a job can be deleted")
        })
        .await;
    }
}
