//! Saved models and rankings as jobs: CLASSIFY and ANOMALY through a worker, with embeddings of somebody else's network, the same on
//! both kinds of platform.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected should fail")]

use std::collections::BTreeSet;

use ml_job_domain::{Job, Phase};
use ml_job_tests::{Client, Kind, Matrix, Platform, SampleArchive};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const CLASSES: [&str; 3] = ["other", "single peak", "double peak"];
const SPECTRA: usize = 400;
/// Numbers of an embedding.
const WIDTH: usize = 6;

/// What both platforms have to agree on.
#[derive(Debug, PartialEq)]
struct Found {
    predicted_counts: Value,
    candidates: Vec<String>,
    strangest: Vec<String>,
}

struct Scene {
    platform: Platform,
    archive: SampleArchive,
}

impl Scene {
    async fn new(kind: Kind) -> Self {
        let archive = SampleArchive::make(u32::try_from(SPECTRA).unwrap(), 11);
        let platform = Platform::start(kind, archive.root(), &[]).await;
        Self { platform, archive }
    }

    fn client(&self) -> &Client {
        self.platform.client()
    }

    async fn done(&self, job_type: &str, config: &Value) -> Job {
        self.client().wait_for_success(&self.client().run(job_type, job_type, config).await).await
    }

    /// The sentence with which a job ends.
    async fn refused(&self, job_type: &str, config: &Value) -> String {
        let job = self.client().wait_for_end(&self.client().run(job_type, "refused", config).await).await;
        let failure = job.error.unwrap();
        assert_eq!((job.phase, failure.code.as_str()), (Phase::Error, "usage"), "{}", failure.message);
        failure.message
    }

    async fn pool(&self) -> Job {
        let config = json!({ "data_dir_path": "archive", "recursive": true,
            "wave_start_point": 6519.0, "wave_end_point": 6732.0, "wave_point_count": 140 });
        self.done("DATA_PREPROCESSING", &config).await
    }

    /// Adds to the matrix of a job a dataset `embeddings`, as a person does with h5py, and uploads it beside.
    async fn with_embeddings(&self, pool: &Job) -> String {
        let place = self.platform.files().join("own.h5");
        std::fs::write(&place, self.client().download(&pool.dir_path, "result.h5").await.body).unwrap();
        let names = Matrix::read(&place).unwrap().filenames;
        let number = |name: &String, at: usize| {
            let class = CLASSES.iter().position(|class| &self.archive.truth[name] == class).unwrap();
            let noise: u32 = name.bytes().map(u32::from).sum::<u32>() * u32::try_from(at + 1).unwrap() % 17;
            f64::from(noise) / 17.0 + if at == class { 3.0 } else { 0.0 }
        };
        let values: Vec<f64> = names.iter().flat_map(|name| (0..WIDTH).map(move |at| number(name, at))).collect();
        let values = ndarray::Array2::from_shape_vec((names.len(), WIDTH), values).unwrap();
        let file = hdf5::File::append(&place).unwrap();
        file.new_dataset_builder().with_data(&values).create("embeddings").unwrap();
        file.close().unwrap();
        let uploaded = self.client().upload(&pool.dir_path, "embedded.h5", std::fs::read(&place).unwrap()).await;
        assert_eq!(uploaded.status, StatusCode::CREATED);
        format!("{}/embedded.h5", pool.dir_path)
    }

    async fn labellings(&self, job: &Job) -> Vec<Value> {
        let answer = self.client().get(&format!("/labellings/?job_id={}", job.job_id)).await;
        answer.json()["labellings"].as_array().unwrap().clone()
    }

    /// A job whose model learnt from the labels that iteration 0 asks for.
    async fn taught(&self, pool_path: &str, model: &Value) -> Job {
        let mut config = json!({ "iteration": 0, "classes": CLASSES, "candidate_classes": ["double peak"],
            "pool_data_path": pool_path, "oracle_batch_size": 150, "perf_est_batch_size": 5, "initial_query": "mixed",
            "epochs_train": 12, "seed": 3, "device": "cpu", "save_model": true });
        config.as_object_mut().unwrap().extend(model.as_object().unwrap().clone());
        let first = self.done("ACTIVE_ML", &config).await;
        let asked = self.labellings(&first).await;
        let ids: Vec<&Value> = asked.iter().map(|labelling| &labelling["labelling_id"]).collect();
        let label = |labelling: &Value| json!({ "user_label": self.archive.truth[name(labelling)] });
        let batch: Vec<Value> = asked.iter().map(label).collect();
        let patch = json!({ "labelling_ids": ids, "batch": batch });
        let patched = self.client().call(Method::PATCH, "/labellings/batch/", Some(&patch)).await;
        assert_eq!(patched.status, StatusCode::NO_CONTENT, "{}", String::from_utf8_lossy(&patched.body));
        let next = self.client().call(Method::POST, &format!("/jobs/{}/next", first.job_id), None).await;
        let next = next.job(StatusCode::CREATED);
        let run = format!("/jobs/{}/process/RUN", next.job_id);
        self.client().call(Method::POST, &run, None).await.job(StatusCode::ACCEPTED);
        self.client().wait_for_success(&next).await
    }

    /// Classifies a matrix; of the labels that the file holds so many agree with the truth, and the shown candidates are its own.
    async fn classified(&self, pool_path: &str, model: &Job) -> (Job, usize) {
        let config = json!({ "data_path": pool_path, "model_path": model.dir_path, "wanted": ["single peak", "double peak"],
            "device": "cpu" });
        let job = self.done("CLASSIFY", &config).await;
        let place = self.platform.files().join(job.dir_path.trim_start_matches('/')).join("result.h5");
        let names = Matrix::read(&place).unwrap().filenames;
        let file = hdf5::File::open(&place).unwrap();
        let labels: Vec<usize> = file.dataset("labels").unwrap().read_raw().unwrap();
        let probabilities: Vec<f32> = file.dataset("probabilities").unwrap().read_raw().unwrap();
        assert_eq!((names.len(), probabilities.len()), (SPECTRA, 3 * SPECTRA));
        let right = names.iter().zip(&labels).filter(|(name, label)| self.archive.truth[*name] == CLASSES[**label]);
        let right = right.count();
        let metrics = job.metrics.clone().unwrap();
        let count = |class: usize| labels.iter().filter(|label| **label == class).count();
        assert_eq!(metrics["predicted_counts"], json!([count(0), count(1), count(2)]));
        assert_eq!((&metrics["spectra"], &metrics["classes"]), (&json!(SPECTRA), &json!(CLASSES)));
        let shown = self.labellings(&job).await;
        let probable = probabilities.chunks_exact(3).filter(|p| f64::from(p[1]) + f64::from(p[2]) >= 0.5).count();
        assert_eq!((shown.len(), &metrics["candidates"]), (probable, &json!(probable)));
        assert!(shown.iter().all(|labelling| labelling["spectrum_set"] == "CANDIDATE"), "{shown:?}");
        // A candidate is looked at with its prediction, as the page does it.
        let url = format!("/jobs/{}/spectra?filename={}", job.job_id, name(&shown[0]));
        let row = self.client().get(&url).await.json()["rows"][0].clone();
        assert_eq!(row["fluxes"].as_array().unwrap().len(), 140);
        assert_eq!(row["prediction"]["label"], shown[0]["model_prediction"]);
        (job, right)
    }

    /// The strangest spectra, as labellings and table agree on them.
    async fn strangest(&self, config: &Value) -> Vec<String> {
        let job = self.done("ANOMALY", config).await;
        let shown = self.labellings(&job).await;
        assert!(shown.iter().all(|labelling| labelling["spectrum_set"] == "ORACLE"), "{shown:?}");
        let table = String::from_utf8(self.client().download(&job.dir_path, "anomalies.csv").await.body).unwrap();
        let names: Vec<String> = table.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().to_owned()).collect();
        let listed: BTreeSet<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(listed, shown.iter().map(name).collect::<BTreeSet<_>>());
        let place = self.platform.files().join(job.dir_path.trim_start_matches('/')).join("result.h5");
        let scores: Vec<f32> = hdf5::File::open(place).unwrap().dataset("anomaly_score").unwrap().read_raw().unwrap();
        assert_eq!(scores.len(), SPECTRA);
        let metrics = job.metrics.unwrap();
        assert_eq!((&metrics["spectra"], &metrics["listed"]), (&json!(SPECTRA), &json!(names.len())));
        names
    }

    fn wanted(&self, names: &[String]) -> usize {
        names.iter().filter(|name| self.archive.truth[*name] != "other").count()
    }
}

fn name(labelling: &Value) -> &str {
    labelling["spectrum_filename"].as_str().unwrap()
}

async fn models(kind: Kind) -> Found {
    let scene = Scene::new(kind).await;
    let pool = scene.pool().await;
    let plain = format!("{}/result.h5", pool.dir_path);
    let embedded = scene.with_embeddings(&pool).await;

    // A model of features takes the embeddings, and is of no use without them.
    let model = scene.taught(&embedded, &json!({ "model": "linear_svm" })).await;
    let (job, right) = scene.classified(&embedded, &model).await;
    assert!(right > SPECTRA * 97 / 100, "{right} of {SPECTRA} are right");
    let without = json!({ "data_path": plain, "model_path": model.dir_path });
    let sentence = scene.refused("CLASSIFY", &without).await;
    assert!(sentence.contains("embeddings") && sentence.contains("trained on 6"), "{sentence}");
    let unknown = json!({ "data_path": embedded, "model_path": model.dir_path, "wanted": ["triple peak"] });
    let sentence = scene.refused("CLASSIFY", &unknown).await;
    assert!(sentence.contains("`triple peak` is none of the model's classes"), "{sentence}");
    let nothing = json!({ "data_path": embedded, "model_path": pool.dir_path });
    let sentence = scene.refused("CLASSIFY", &nothing).await;
    assert!(sentence.contains("has no model.json"), "{sentence}");

    // An ensemble of networks learns from the fluxes alone.
    let networks =
        scene.taught(&embedded, &json!({ "model": "network", "members": 2, "query_strategy": "bald" })).await;
    assert!(networks.metrics.as_ref().unwrap()["device"].as_str().unwrap().contains("2 networks"));
    let (_, right) = scene.classified(&plain, &networks).await;
    assert!(right > SPECTRA * 9 / 10, "{right} of {SPECTRA} are right");

    let ranking = |change: Value| {
        let mut config = json!({ "pool_path": plain, "count": 20, "show_as": "ORACLE", "seed": 5 });
        config.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        config
    };
    let by_line = scene.strangest(&ranking(json!({ "method": "line_index", "line": 6564.6 }))).await;
    assert!(scene.wanted(&by_line) > 12, "{} of 20 show a line", scene.wanted(&by_line));
    let strangest = scene.strangest(&ranking(json!({ "method": "isolation_forest" }))).await;
    assert_eq!(strangest.len(), 20);
    let sentence = scene.refused("ANOMALY", &ranking(json!({ "min_snr": 1e9 }))).await;
    assert!(sentence.contains("signal-to-noise ratio of 1000000000 or more"), "{sentence}");

    let candidates = scene.labellings(&job).await.iter().map(|labelling| name(labelling).to_owned()).collect();
    Found { predicted_counts: job.metrics.unwrap()["predicted_counts"].clone(), candidates, strangest }
}

#[tokio::test(flavor = "multi_thread")]
async fn saved_models_classify_and_strange_spectra_are_ranked_on_both_platforms_alike() {
    // One after the other: the networks of both at once would want all cores for longer than anybody waits for a job.
    let embedded = models(Kind::Embedded).await;
    let distributed = models(Kind::Distributed).await;
    assert_eq!(embedded, distributed);
}
