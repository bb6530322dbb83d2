//! Active learning over pools of any size and state, on a running platform.

use ml_job_domain::{Job, Phase};
use ml_job_tests::{Client, Kind, Platform};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::matrices::{POINTS, SPECTRA, fluxes, label, name, write};

/// A platform whose files hold `up/pool.h5`.
pub(crate) struct Scene {
    platform: Platform,
    _archive: tempfile::TempDir,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        let archive = tempfile::tempdir().unwrap();
        let platform = Platform::start(Kind::Embedded, archive.path(), &["--job-max-attempts", "1"]).await;
        std::fs::create_dir(platform.files().join("up")).unwrap();
        let scene = Self { platform, _archive: archive };
        drop(write(&scene.path("/up/pool.h5"), &["labels"]));
        scene
    }

    pub(crate) fn client(&self) -> &Client {
        self.platform.client()
    }

    /// Where a file of the files API lies.
    pub(crate) fn path(&self, path: &str) -> std::path::PathBuf {
        self.platform.files().join(path.trim_start_matches('/'))
    }

    /// A configuration, changed.
    pub(crate) fn config(change: &Value) -> Value {
        let mut config = json!({ "iteration": 0, "classes": ["other", "single", "double"], "pool_data_path": "/up/pool.h5",
            "candidate_classes": ["double"], "oracle_batch_size": 20, "perf_est_batch_size": 2, "epochs_train": 2, "device": "cpu" });
        config.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        config
    }

    /// Runs an iteration to its end, and gives its log, too.
    pub(crate) async fn iterate(&self, change: &Value) -> (Job, String) {
        let job = self.client().run("ACTIVE_ML", "Field case", &Self::config(change)).await;
        self.ended(&job).await
    }

    async fn ended(&self, job: &Job) -> (Job, String) {
        let job = self.client().wait_for_end(job).await;
        let log = self.client().get(&format!("/jobs/{}/log", job.job_id)).await;
        (job, String::from_utf8(log.body).unwrap())
    }

    pub(crate) async fn labellings(&self, job: &Job) -> Vec<Value> {
        let answer = self.client().get(&format!("/labellings/?job_id={}", job.job_id)).await;
        answer.json()["labellings"].as_array().unwrap().clone()
    }

    /// Labels all that a job asks for, and runs the next iteration.
    async fn next(&self, job: &Job) -> (Job, String) {
        let labellings = self.labellings(job).await;
        let ids: Vec<&Value> = labellings.iter().map(|labelling| &labelling["labelling_id"]).collect();
        let class = |labelling: &Value| {
            let spectrum = labelling["spectrum_filename"].as_str().unwrap();
            let i = (0..SPECTRA).find(|&i| name(i) == spectrum).unwrap();
            ["other", "single", "double"][usize::try_from(label(i)).unwrap()]
        };
        let batch: Vec<Value> = labellings.iter().map(|labelling| json!({ "user_label": class(labelling) })).collect();
        let patch = json!({ "labelling_ids": ids, "batch": batch });
        let patched = self.client().call(Method::PATCH, "/labellings/batch/", Some(&patch)).await;
        assert_eq!(patched.status, StatusCode::NO_CONTENT, "{}", String::from_utf8_lossy(&patched.body));
        let next = self.client().call(Method::POST, &format!("/jobs/{}/next", job.job_id), None).await;
        let next = next.job(StatusCode::CREATED);
        let run = format!("/jobs/{}/process/RUN", next.job_id);
        self.client().call(Method::POST, &run, None).await.job(StatusCode::ACCEPTED);
        self.ended(&next).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_beyond_the_pool_takes_all_and_the_last_network_learns_from_all() {
    let scene = Scene::new().await;
    let (first, log) = scene.iterate(&json!({ "oracle_batch_size": 1000 })).await;
    assert_eq!(first.phase, Phase::Completed, "{log}");
    assert!(log.contains("oracle_batch_size is 1000, but the pool has only 45 spectra"), "{log}");
    assert_eq!(scene.labellings(&first).await.len(), SPECTRA);
    let refused = scene.client().call(Method::POST, &format!("/jobs/{}/next", first.job_id), None).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "nobody has labelled anything");

    let (last, log) = scene.next(&first).await;
    assert_eq!(last.phase, Phase::Completed, "{log}");
    assert!(log.contains("there is nothing left to ask"), "{log}");
    let metrics = last.metrics.as_ref().unwrap();
    assert_eq!((&metrics["pool_spectra"], &metrics["training"]["training_spectra"]), (&json!(0), &json!(SPECTRA)));
    assert!(metrics["warnings"][0].as_str().unwrap().contains("there is nothing left to ask"), "{metrics:?}");
    assert_eq!(scene.labellings(&last).await.len(), 0);
    let after = scene.client().call(Method::POST, &format!("/jobs/{}/next", last.job_id), None).await;
    assert_eq!(after.status, StatusCode::CONFLICT);
    assert!(after.detail().contains("There is no next iteration"), "{}", after.detail());
    let spectra = scene.client().get(&format!("/jobs/{}/spectra", last.job_id)).await;
    assert!(spectra.status.is_success(), "{}", String::from_utf8_lossy(&spectra.body));
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_of_one_class_are_told_and_one_more_helps() {
    let scene = Scene::new().await;
    let oracle = |labels: &[i64]| {
        let names: Vec<String> = (0..labels.len()).map(name).collect();
        std::fs::write(scene.path("/up/oracle.json"), json!({ "filenames": names, "labels": labels }).to_string())
            .unwrap();
    };
    let change = json!({ "iteration": 1, "training_data_to_add_path": "/up/pool.h5", "oracle_data_to_add_path": "/up/oracle.json" });
    oracle(&[0; 10]);
    let (job, log) = scene.iterate(&change).await;
    assert_eq!(job.phase, Phase::Completed, "{log}");
    assert!(log.contains("All 10 labels are \"other\"") && log.contains("strange spectra"), "{log}");
    assert!(!scene.labellings(&job).await.is_empty());
    oracle(&[0, 1, 0, 0, 1, 0]);
    let (job, log) = scene.iterate(&change).await;
    assert_eq!(job.phase, Phase::Completed, "{log}");
    assert!(log.contains("No spectrum is of class double"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_that_cannot_be_used_is_told_before_anybody_labels() {
    let scene = Scene::new().await;
    let file = write(&scene.path("/up/nan.h5"), &["labels", "fluxes"]);
    let mut values = fluxes();
    values[7 * POINTS] = f64::NAN;
    values[44 * POINTS + 3] = f64::INFINITY;
    file.new_dataset::<f64>().shape((SPECTRA, POINTS)).create("fluxes").unwrap().write_raw(&values).unwrap();
    drop(file);
    let file = write(&scene.path("/up/packed.h5"), &["labels", "fluxes"]);
    file.new_dataset::<f64>().chunk((5, POINTS)).shape((SPECTRA, POINTS)).nbit().create("fluxes").unwrap();
    drop(file);
    // Values that cannot be unpacked: the file is there, and its structure is whole.
    let file = write(&scene.path("/up/damaged.h5"), &["labels", "fluxes"]);
    let data =
        file.new_dataset::<f64>().chunk((5, POINTS)).shape((SPECTRA, POINTS)).fletcher32().create("fluxes").unwrap();
    data.write_raw(&fluxes()).unwrap();
    let at = usize::try_from(data.chunk_info(8).unwrap().addr).unwrap();
    drop((data, file));
    let mut bytes = std::fs::read(scene.path("/up/damaged.h5")).unwrap();
    bytes[at + 100] ^= 1;
    std::fs::write(scene.path("/up/damaged.h5"), bytes).unwrap();
    for (pool, words) in [
        (
            "nan.h5",
            vec![
                "2 spectra have values that are not finite",
                "008.fits (NaN at point 0)",
                "045.fits (infinite at point 3)",
            ],
        ),
        ("packed.h5", vec!["N-bit"]),
        ("damaged.h5", vec!["fluxes"]),
    ] {
        let change = json!({ "pool_data_path": format!("/up/{pool}"), "oracle_batch_size": 1 });
        let (job, log) = scene.iterate(&change).await;
        assert_eq!(job.phase, Phase::Error, "{pool}: {log}");
        assert!(words.iter().all(|word| log.contains(word)), "{pool}: {log}");
        assert_eq!(scene.labellings(&job).await.len(), 0, "{pool}");
    }
}
