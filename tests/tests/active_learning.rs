//! Active learning over the API: labels in, better questions out, the same on both kinds of platform.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected should fail")]

use std::collections::BTreeSet;
use std::path::Path;

use ml_job_domain::{Job, Phase};
use ml_job_tests::{Client, Kind, Platform, SampleArchive};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const CLASSES: [&str; 3] = ["other", "single peak", "double peak"];

/// What an iteration decided: comparable between platforms, whose paths and ids differ.
#[derive(Debug, PartialEq)]
struct Decided {
    entropies: Vec<f64>,
    labels: Vec<i64>,
    oracle: Vec<u64>,
    estimate: Vec<u64>,
}

impl Decided {
    fn read(path: &Path) -> Self {
        let file = hdf5::File::open(path).unwrap();
        let numbers = |name: &str| file.dataset(name).unwrap().read_raw::<u64>().unwrap();
        Self {
            entropies: file.dataset("entropies").unwrap().read_raw().unwrap(),
            labels: file.dataset("labels").unwrap().read_raw().unwrap(),
            oracle: numbers("oracle_indexes"),
            estimate: numbers("perf_est_indexes"),
        }
    }
}

/// An archive, its truth, and a platform over it.
struct Scene {
    platform: Platform,
    archive: SampleArchive,
}

impl Scene {
    async fn new(kind: Kind) -> Self {
        let archive = SampleArchive::make(400, 11);
        let platform = Platform::start(kind, archive.root(), &[]).await;
        Self { platform, archive }
    }

    fn client(&self) -> &Client {
        self.platform.client()
    }

    fn path(&self, job: &Job, file: &str) -> std::path::PathBuf {
        self.platform.files().join(job.dir_path.trim_start_matches('/')).join(file)
    }

    async fn pool(&self) -> Job {
        let config = json!({ "data_dir_path": "archive", "recursive": true,
            "wave_start_point": 6519.0, "wave_end_point": 6732.0, "wave_point_count": 60 });
        self.client().wait_for_success(&self.client().run("DATA_PREPROCESSING", "Pool", &config).await).await
    }

    fn config(pool: &Job) -> Value {
        json!({ "iteration": 0, "classes": CLASSES, "candidate_classes": ["single peak", "double peak"],
            "pool_data_path": format!("{}/result.h5", pool.dir_path), "oracle_batch_size": 80,
            "perf_est_batch_size": 5, "epochs_train": 12, "seed": 3, "device": "cpu" })
    }

    async fn labellings(&self, job: &Job) -> Vec<Value> {
        let answer = self.client().get(&format!("/labellings/?job_id={}", job.job_id)).await;
        answer.json()["labellings"].as_array().unwrap().clone()
    }

    /// Labels what the job asks for, as one who knows the truth.
    async fn label(&self, job: &Job) {
        let labellings = self.labellings(job).await;
        let ids: Vec<&Value> = labellings.iter().map(|labelling| &labelling["labelling_id"]).collect();
        let batch: Vec<Value> = labellings
            .iter()
            .map(|labelling| json!({ "user_label": self.archive.truth[labelling["spectrum_filename"].as_str().unwrap()] }))
            .collect();
        let patch = json!({ "labelling_ids": ids, "batch": batch });
        let patched = self.client().call(Method::PATCH, "/labellings/batch/", Some(&patch)).await;
        assert_eq!(patched.status, StatusCode::NO_CONTENT, "{}", String::from_utf8_lossy(&patched.body));
    }

    /// What the page shows of a spectrum: its fluxes and header from the pool, and what the network said.
    async fn spectra_come_with_predictions(&self, job: &Job) {
        let labelling = &self.labellings(job).await[0];
        let name = labelling["spectrum_filename"].as_str().unwrap();
        let shown = self.client().get(&format!("/jobs/{}/spectra?filename={name}", job.job_id)).await;
        let row = &shown.json()["rows"][0];
        let is_scaled = |flux: &Value| flux.as_f64().is_some_and(|flux| flux.abs() < 1.0 + 1e-12);
        assert!(row["fluxes"].as_array().unwrap().iter().all(is_scaled), "{row}");
        assert_eq!(row["metadata"]["class"], "STAR");
        assert_eq!(row["metadata"]["magnitude"], labelling["magnitude"]);
        let prediction = &row["prediction"];
        assert_eq!(prediction["label"], labelling["model_prediction"]);
        let probabilities = prediction["probabilities"].as_object().unwrap();
        assert_eq!(probabilities.len(), CLASSES.len());
        let sum: f64 = probabilities.values().map(|p| p.as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-6, "{sum}");
        let label = labelling["model_prediction"].as_str().unwrap();
        assert_eq!(probabilities[label], labelling["model_probability"]);
        assert_eq!(prediction["entropy"], labelling["model_entropy"]);
    }

    /// The next iteration of a job that has been labelled, run to its end.
    async fn next(&self, job: &Job) -> Job {
        let next = self.client().call(Method::POST, &format!("/jobs/{}/next", job.job_id), None).await;
        let next = next.job(StatusCode::CREATED);
        assert_eq!(next.parent_job_id, Some(job.job_id));
        assert_eq!(next.iteration, Some(job.iteration.unwrap() + 1));
        self.run(&next).await
    }

    async fn run(&self, job: &Job) -> Job {
        let path = format!("/jobs/{}/process/RUN", job.job_id);
        self.client().call(Method::POST, &path, None).await.job(StatusCode::ACCEPTED);
        self.client().wait_for_success(job).await
    }
}

async fn two_iterations(kind: Kind) -> Vec<Decided> {
    let scene = Scene::new(kind).await;
    let pool = scene.pool().await;
    let first = scene.client().run("ACTIVE_ML", "Be stars", &Scene::config(&pool)).await;
    let first = scene.client().wait_for_success(&first).await;
    let asked = scene.labellings(&first).await;
    assert_eq!(asked.len(), 80);
    assert!(asked.iter().all(|labelling| labelling["model_prediction"] == "-"));
    let refused = scene.client().call(Method::POST, &format!("/jobs/{}/next", first.job_id), None).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "nobody has labelled anything");

    let mut decided = Vec::new();
    let mut job = first;
    for iteration in 1..=2_usize {
        scene.label(&job).await;
        job = scene.next(&job).await;
        assert_eq!(job.label, format!("Be stars #{iteration}"));
        let names: BTreeSet<String> = (scene.labellings(&job).await.iter())
            .filter(|labelling| labelling["spectrum_set"] != "CANDIDATE")
            .map(|labelling| labelling["spectrum_filename"].as_str().unwrap().to_owned())
            .collect();
        let result = Decided::read(&scene.path(&job, "result.h5"));
        assert_eq!(names.len(), result.oracle.len() + result.estimate.len(), "the two sets have nothing in common");
        assert_eq!(result.labels.len(), 400 - 80 * iteration);
        let estimates: Vec<f64> =
            serde_json::from_slice(&std::fs::read(scene.path(&job, "perf_est_list.json")).unwrap()).unwrap();
        assert_eq!(estimates.len(), iteration - 1);
        for file in
            ["training_data.h5", "prep_spectra.json", "dim_reduc.json", "new_config.json", "training_history.json"]
        {
            assert!(scene.path(&job, file).is_file(), "{file}");
        }
        assert_eq!(job.metrics.as_ref().unwrap()["training"]["training_spectra"], 80 * iteration);
        scene.spectra_come_with_predictions(&job).await;
        decided.push(result);
    }
    decided
}

#[tokio::test(flavor = "multi_thread")]
async fn both_kinds_of_platform_decide_the_same() {
    let (embedded, distributed) = tokio::join!(two_iterations(Kind::Embedded), two_iterations(Kind::Distributed));
    assert_eq!(embedded, distributed);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_predecessors_way_with_files_works_as_well() {
    let scene = Scene::new(Kind::Embedded).await;
    let pool = scene.pool().await;
    let mut config = Scene::config(&pool);
    config["result_dir_path"] = json!("");
    config["training_data_path"] = json!("");
    let first = scene.client().run("ACTIVE_ML", "By hand", &config).await;
    let first = scene.client().wait_for_success(&first).await;
    let asked = scene.labellings(&first).await;
    let names: Vec<&str> = asked.iter().map(|labelling| labelling["spectrum_filename"].as_str().unwrap()).collect();
    let classes: Vec<usize> = names
        .iter()
        .map(|name| CLASSES.iter().position(|class| *class == scene.archive.truth[*name]).unwrap())
        .collect();
    let oracle = json!({ "filenames": names, "labels": classes });
    scene.client().upload(&first.dir_path, "oracle_data.json", oracle.to_string().into_bytes()).await;
    scene.client().upload(&first.dir_path, "perf_est_list.json", b"[]".to_vec()).await;

    let next_config = scene.client().download(&first.dir_path, "new_config.json").await;
    let request = json!({ "type": "ACTIVE_ML", "label": "By hand 1" });
    let second = scene.client().post("/jobs/", &request).await.job(StatusCode::CREATED);
    scene.client().upload(&second.dir_path, "config.json", next_config.body).await;
    let second = scene.run(&second).await;
    assert_eq!(second.phase, Phase::Completed);
    assert_eq!(second.iteration, Some(1));
    assert_eq!(Decided::read(&scene.path(&second, "result.h5")).labels.len(), 320);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_training_stops_when_it_is_aborted() {
    let scene = Scene::new(Kind::Embedded).await;
    let pool = scene.pool().await;
    let first = scene.client().run("ACTIVE_ML", "Stopped", &Scene::config(&pool)).await;
    let first = scene.client().wait_for_success(&first).await;
    scene.label(&first).await;
    let next = scene.client().call(Method::POST, &format!("/jobs/{}/next", first.job_id), None).await;
    let next = next.job(StatusCode::CREATED);
    let mut config = next.config.clone().unwrap();
    config["epochs_train"] = json!(100_000);
    config["patience_train"] = json!(100_000);
    scene.client().upload(&next.dir_path, "config.json", config.to_string().into_bytes()).await;
    let run = format!("/jobs/{}/process/RUN", next.job_id);
    scene.client().call(Method::POST, &run, None).await.job(StatusCode::ACCEPTED);
    let is_training =
        |job: &Job| job.progress.as_ref().is_some_and(|progress| progress.unit.as_deref() == Some("epochs"));
    scene.client().wait_for_job(&next, "the training", is_training).await;
    let abort = format!("/jobs/{}/process/ABORT", next.job_id);
    scene.client().call(Method::POST, &abort, None).await.job(StatusCode::ACCEPTED);
    let log = scene.path(&next, "log.txt");
    ml_job_testkit::wait_for(
        async || std::fs::read_to_string(&log).is_ok_and(|log| log.contains("abort")),
        std::time::Duration::from_secs(30),
    )
    .await;
    assert!(!scene.path(&next, "result.h5").exists());
}
