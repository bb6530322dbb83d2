//! A whole iteration on small files: what it writes, that it repeats, and what it refuses.

#![expect(clippy::cast_precision_loss, clippy::unwrap_used, reason = "a test may panic, and makes small numbers")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ml_job_domain::{
    Clock as _, FailureClass, Job, JobId, LabellingId, LogLevel, NewJob, NewLabelling, Observer, PreviousIteration,
    Progress, SpectrumSet, SystemClock, Unobserved,
};
use ml_job_kinds::active_ml::{ActiveMlConfig, IterationOutcome, next_iteration, run_iteration};
use ml_job_learning::classify::{AnyModel, ModelKind};
use ml_job_learning::data::{ResultFile, SpectraFile, write_json};
use ml_job_learning::error::LearningError;
use ml_job_learning::model::Model;
use ml_job_learning::rng::{Purpose, stream};
use ml_job_learning::strategy::{InitialQuery, QueryStrategy};
use rand::RngExt;
use tempfile::TempDir;

const POINTS: usize = 40;
const POOL: usize = 60;

/// The truth behind the pool's names: every third spectrum has a peak.
fn class_of(name: &str) -> usize {
    let number: usize = name.trim_start_matches('s').trim_end_matches(".fits").parse().unwrap();
    usize::from(number.is_multiple_of(3))
}

struct Files {
    root: TempDir,
}

impl Files {
    fn new() -> Self {
        let files = Self { root: tempfile::tempdir().unwrap() };
        fs::create_dir(files.root.path().join("job")).unwrap();
        files.write_pool("pool.h5", |_, fluxes| fluxes);
        files
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.root.path().join(name)
    }

    /// Noise, with a peak in the middle of every third spectrum; `change` may spoil single spectra.
    fn write_pool(&self, name: &str, mut change: impl FnMut(usize, Vec<f32>) -> Vec<f32>) {
        let mut random = stream(3, Purpose::Split, 0);
        let mut all = Vec::new();
        let names: Vec<String> = (0..POOL).map(|i| format!("s{i:02}.fits")).collect();
        for (i, name) in names.iter().enumerate() {
            let peak = class_of(name) as f32;
            let fluxes =
                (0..POINTS).map(|p| random.random_range(-0.4..0.4) + if p.abs_diff(20) < 3 { peak } else { 0.0 });
            all.extend(change(i, fluxes.collect()));
        }
        write_spectra(&self.path(name), &names, &wave(1.0), &all, None);
    }

    /// Iteration 1 with the labels of the first 18 spectra.
    fn first_training(&self) -> ActiveMlConfig {
        let names: Vec<String> = (0..18).map(|i| format!("s{i:02}.fits")).collect();
        let labels: Vec<usize> = names.iter().map(|name| class_of(name)).collect();
        self.write_oracle(&names, &labels);
        ActiveMlConfig {
            training_data_to_add_path: Some("pool.h5".into()),
            oracle_data_to_add_path: Some("oracle_data.json".into()),
            ..base_config(1)
        }
    }

    fn write_oracle<L: serde::Serialize>(&self, names: &[String], labels: &[L]) {
        let json = serde_json::json!({"filenames": names, "labels": labels});
        write_json(&self.path("oracle_data.json"), &json).unwrap();
    }

    fn run(&self, config: &ActiveMlConfig) -> Result<IterationOutcome, LearningError> {
        run_iteration(config, self.root.path(), "/job", 2, &mut Unobserved)
    }

    fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_slice(&fs::read(self.path(name)).unwrap()).unwrap()
    }
}

fn base_config(iteration: u32) -> ActiveMlConfig {
    let classes = vec!["other".to_owned(), "peak".to_owned()];
    ActiveMlConfig {
        iteration,
        oracle_batch_size: 12,
        perf_est_batch_size: 4,
        epochs_train: 4,
        seed: 5,
        device: ml_job_learning::engine::device::Device::Cpu,
        ..ActiveMlConfig::new(classes, vec!["peak".into()], "/pool.h5")
    }
}

fn wave(step: f64) -> Vec<f64> {
    (0..POINTS).map(|i| 6500.0 + step * i as f64).collect()
}

fn write_spectra(place: &Path, names: &[String], wave: &[f64], fluxes: &[f32], labels: Option<&[i64]>) {
    let file = ResultFile::create(place).unwrap();
    file.write_names("filenames", 20, names.iter().map(String::as_str)).unwrap();
    file.write("wave", wave).unwrap();
    file.write_matrix("fluxes", wave.len(), fluxes).unwrap();
    if let Some(labels) = labels {
        file.write("labels", labels).unwrap();
    }
    file.finish().unwrap();
}

/// Adds embeddings `[spectra, 3]`: what `number` says, and noise.
fn write_embeddings(place: &Path, number: impl Fn(usize) -> f32) {
    let file = hdf5::File::append(place).unwrap();
    let rows = file.dataset("filenames").unwrap().size();
    let values: Vec<f32> = (0..rows).flat_map(|i| [number(i), (i % 7) as f32, (i % 5) as f32]).collect();
    let values = ndarray::Array2::from_shape_vec((rows, 3), values).unwrap();
    file.new_dataset_builder().with_data(&values).create("embeddings").unwrap();
    file.close().unwrap();
}

fn datasets(place: &Path) -> Vec<String> {
    let mut names = hdf5::File::open(place).unwrap().member_names().unwrap();
    names.sort();
    names
}

fn indexes(place: &Path, name: &str) -> Vec<i64> {
    hdf5::File::open(place).unwrap().dataset(name).unwrap().read_raw().unwrap()
}

#[test]
fn iteration_zero_asks_for_labels_and_writes_no_predictions() {
    let files = Files::new();
    let outcome = files.run(&base_config(0)).unwrap();
    assert_eq!(outcome.labellings.len(), 12);
    assert!(
        outcome
            .labellings
            .iter()
            .all(|new| new.model_prediction.as_deref() == Some("-") && new.spectrum_set == SpectrumSet::Oracle)
    );
    assert_eq!(datasets(&files.path("job/result.h5")), ["filenames", "fluxes", "oracle_indexes", "wave"]);
    let shown = files.json("job/prep_spectra.json");
    assert_eq!(shown["spectra"].as_object().unwrap().len(), 12);
    assert_eq!(shown["wave"].as_array().unwrap().len(), POINTS);
    assert_eq!(files.json("job/perf_est_list.json"), serde_json::json!([]));
    assert_eq!(files.json("job/new_config.json")["training_data_path"], "");
    let next: ActiveMlConfig = serde_json::from_value(files.json("job/new_config.json")).unwrap();
    assert_eq!((next.iteration, &next.training_data_path, next.problems()), (1, &None, vec![]));
    assert_eq!(next.training_data_to_add_path.as_deref(), Some("/job/result.h5"));
}

#[test]
fn the_initial_query_may_be_the_first_or_diverse() {
    let files = Files::new();
    let ask = |initial_query| {
        files.run(&ActiveMlConfig { initial_query, ..base_config(0) }).unwrap();
        indexes(&files.path("job/result.h5"), "oracle_indexes")
    };
    assert_eq!(ask(InitialQuery::First), (0..12).collect::<Vec<_>>());
    let mut diverse = ask(InitialQuery::Diverse);
    diverse.sort_unstable();
    diverse.dedup();
    assert_eq!(diverse.len(), 12);
    // A request for more than there is takes all.
    let config = ActiveMlConfig { oracle_batch_size: 1000, ..base_config(0) };
    assert_eq!(files.run(&config).unwrap().labellings.len(), POOL);
}

#[test]
fn the_initial_query_may_be_that_of_a_campaign() {
    let files = Files::new();
    for initial_query in [InitialQuery::KMeans, InitialQuery::Anomaly, InitialQuery::LineIndex, InitialQuery::Mixed] {
        // The line of these spectra is at 6520 Å, where no Hα is: the grid shows no continuum on both sides of it.
        let config = ActiveMlConfig { initial_query, ..base_config(0) };
        if initial_query == InitialQuery::LineIndex {
            assert!(files.run(&config).unwrap_err().to_string().contains("no line index"));
            continue;
        }
        files.run(&config).unwrap();
        let mut asked = indexes(&files.path("job/result.h5"), "oracle_indexes");
        asked.dedup();
        assert_eq!(asked.len(), 12, "{initial_query:?}");
        assert!(asked.is_sorted());
    }
}

#[test]
fn other_models_than_the_network_learn_and_are_saved() {
    let files = Files::new();
    for (model, query_strategy) in [
        (ModelKind::Linear, QueryStrategy::DiverseMargin),
        (ModelKind::LinearSvm, QueryStrategy::MostProbable),
        (ModelKind::Trees, QueryStrategy::Margin),
        (ModelKind::Auto, QueryStrategy::DiverseEntropy),
    ] {
        let config = ActiveMlConfig { model, query_strategy, save_model: true, ..files.first_training() };
        let outcome = files.run(&config).unwrap();
        let training = outcome.metrics.training.unwrap();
        assert_eq!((training.training_spectra, training.epochs), (18, 0), "{model:?}");
        assert_eq!(indexes(&files.path("job/result.h5"), "oracle_indexes").len(), 12);
        let file = SpectraFile::open(&files.path("job/result.h5"), Path::new("result.h5")).unwrap();
        let (names, labels) = (file.names().unwrap(), file.labels(2).unwrap());
        let right = names.iter().zip(&labels).filter(|(name, label)| class_of(name) == **label as usize).count();
        assert!(right >= 30, "{model:?}: {right} of 42 are right");
        let saved = AnyModel::load(&files.path("job")).unwrap();
        assert!(matches!(saved, AnyModel::Spectral(_)) && saved.classes() == ["other", "peak"]);
    }
}

/// A pool whose fluxes tell nothing of the classes, and whose embeddings tell all.
fn embedded_pool(files: &Files) {
    files.write_pool("pool.h5", |_, fluxes| vec![0.5; fluxes.len()]);
    write_embeddings(&files.path("pool.h5"), |i| 40.0 * class_of(&format!("s{i:02}.fits")) as f32);
}

#[test]
fn embeddings_of_the_pool_are_features_of_all_iterations() {
    let files = Files::new();
    embedded_pool(&files);
    for model in [ModelKind::Linear, ModelKind::LinearSvm, ModelKind::Trees] {
        let first = ActiveMlConfig { model, save_model: true, ..files.first_training() };
        let training = files.run(&first).unwrap().metrics.training.unwrap();
        let wanted = (18..POOL).filter(|i| i % 3 == 0).count();
        assert_eq!(training.candidates, wanted, "{model:?}");
        let AnyModel::Spectral(saved) = AnyModel::load(&files.path("job")).unwrap() else { panic!("{model:?}") };
        assert_eq!(saved.model.features.layout().embedding, 3);
        // What the next iteration learns from has them too, and so it does where the pool has lost a spectrum.
        assert!(datasets(&files.path("job/training_data.h5")).contains(&"embeddings".to_owned()));
        let shown = files.json("job/prep_spectra.json");
        assert!(shown["spectra"].as_object().unwrap().values().all(|row| row.as_array().unwrap().len() == POINTS));
    }
    fs::copy(files.path("job/training_data.h5"), files.path("earlier.h5")).unwrap();
    let names: Vec<String> = (18..POOL).map(|i| format!("s{i:02}.fits")).collect();
    let mut fluxes = Vec::new();
    files.write_pool("whole.h5", |i, row| {
        if i >= 18 {
            fluxes.push(row.clone());
        }
        row
    });
    write_spectra(&files.path("rest.h5"), &names, &wave(1.0), &fluxes.concat(), None);
    write_embeddings(&files.path("rest.h5"), |i| 40.0 * class_of(&format!("s{:02}.fits", i + 18)) as f32);
    let config = ActiveMlConfig {
        model: ModelKind::Linear,
        pool_data_path: Some("rest.h5".into()),
        training_data_path: Some("earlier.h5".into()),
        ..base_config(1)
    };
    assert_eq!(files.run(&config).unwrap().metrics.training.unwrap().training_spectra, 18);
    // The network learns from fluxes alone, and leaves no embeddings; its training data are of no use with the rest of the pool.
    files.run(&files.first_training()).unwrap();
    fs::copy(files.path("job/training_data.h5"), files.path("earlier.h5")).unwrap();
    fs::remove_file(files.path("job/result.h5")).unwrap();
    refused(&files, &config, &["rest.h5", "s00.fits", "have none"]);
}

#[test]
fn bad_embeddings_are_told_before_anybody_labels() {
    for (value, words) in [(f32::NAN, "s07.fits (NaN in its embedding, at 0)"), (f32::INFINITY, "infinite in its")] {
        let files = Files::new();
        write_embeddings(&files.path("pool.h5"), |i| if i == 7 { value } else { 1.0 });
        let config = ActiveMlConfig { model: ModelKind::Trees, ..base_config(0) };
        refused(&files, &config, &["pool.h5", "1 spectrum has a value", words]);
        files.run(&base_config(0)).unwrap();
    }
    let files = Files::new();
    let file = hdf5::File::append(files.path("pool.h5")).unwrap();
    file.new_dataset::<f32>().shape((POOL - 1, 3)).create("embeddings").unwrap();
    file.close().unwrap();
    let config = ActiveMlConfig { model: ModelKind::Linear, ..base_config(0) };
    refused(&files, &config, &["embeddings", "60 rows", "[59, 3]"]);
}

#[test]
fn an_iteration_trains_predicts_the_rest_and_asks_again() {
    let files = Files::new();
    let config = ActiveMlConfig { epochs_train: 40, show_candidates: true, save_model: true, ..files.first_training() };
    let outcome = files.run(&config).unwrap();
    let training = outcome.metrics.training.unwrap();
    assert_eq!((training.training_spectra, training.class_counts), (18, vec![12, 6]));
    assert_eq!((training.balanced_spectra, outcome.metrics.pool_spectra), (24, 42));

    let result = files.path("job/result.h5");
    let expected = [
        "candidate_indexes",
        "entropies",
        "filenames",
        "fluxes",
        "labels",
        "oracle_indexes",
        "perf_est_indexes",
        "probabilities",
        "wave",
    ];
    assert_eq!(datasets(&result), expected);
    let file = SpectraFile::open(&result, Path::new("result.h5")).unwrap();
    let (names, labels) = (file.names().unwrap(), file.labels(2).unwrap());
    assert_eq!((names.len(), names.get(0)), (42, "s18.fits"));
    let right = names.iter().zip(&labels).filter(|(name, label)| class_of(name) == **label as usize).count();
    assert!(right >= 38, "{right} of 42 are right");
    // The reference to the pool gives the pool's fluxes.
    let pool = SpectraFile::open(&files.path("pool.h5"), Path::new("pool.h5")).unwrap();
    assert_eq!(file.read_rows(0..42).unwrap(), pool.read_rows(18..60).unwrap());

    let (oracle, perf_est) = (indexes(&result, "oracle_indexes"), indexes(&result, "perf_est_indexes"));
    assert_eq!((oracle.len(), perf_est.len()), (12, 4));
    assert!(perf_est.iter().all(|i| !oracle.contains(i)), "a label that teaches cannot measure");
    assert!(perf_est.iter().all(|&i| labels[usize::try_from(i).unwrap()] == 1), "the estimate is about candidates");
    let candidates = indexes(&result, "candidate_indexes").len();
    assert_eq!((candidates, outcome.labellings.len()), (training.candidates, 16 + candidates));

    assert_eq!(datasets(&files.path("job/training_data.h5")), ["filenames", "fluxes", "labels", "wave"]);
    let map = files.json("job/dim_reduc.json");
    assert_eq!((map["x"].as_array().unwrap().len(), map["classes"][1].as_str()), (18, Some("peak")));
    assert_eq!(files.json("job/training_history.json")["loss"].as_array().unwrap().len(), training.epochs);
    let model = Model::load(&files.path("job")).unwrap();
    assert_eq!(model.description.wave.unwrap(), wave(1.0));
    let left: Vec<_> = fs::read_dir(files.path("job")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{left:?}");
}

#[test]
fn the_loop_goes_on_from_labels_alone() {
    let files = Files::new();
    let (mut config, mut own_files, mut list) = (base_config(0), BTreeMap::new(), Vec::<f64>::new());
    let mut job = "job".to_owned();
    for iteration in 0..3 {
        let outcome = run_iteration(&config, files.root.path(), &job, 0, &mut Unobserved).unwrap();
        assert_eq!(outcome.metrics.iteration, iteration);
        assert_eq!(outcome.metrics.perf_est_list, list);
        let labellings = outcome.labellings.into_iter().map(|shown| {
            let user_label = Some(["other", "peak"][class_of(&shown.spectrum_filename)].to_owned());
            NewLabelling { user_label, ..shown.into_new(JobId::new()) }.into_labelling(LabellingId::new())
        });
        let (job_type, label) = ("ACTIVE_ML".parse().unwrap(), job.clone());
        let new = NewJob { job_type, label, description: None, config: None, parent_job_id: None, space_id: None };
        let previous = PreviousIteration {
            job: Job { dir_path: job, ..new.into_job(JobId::new(), SystemClock.now()) },
            config: serde_json::to_value(&config).unwrap(),
            labellings: labellings.collect(),
            files: own_files,
            next_dir_path: format!("job{iteration}"),
        };
        let next = next_iteration(&config, &previous).unwrap();
        job = previous.next_dir_path;
        fs::create_dir(files.path(&job)).unwrap();
        for (name, value) in &next.files {
            write_json(&files.path(&job).join(name), value).unwrap();
        }
        list = serde_json::from_value(next.files["perf_est_list.json"].clone()).unwrap();
        (config, own_files) = (serde_json::from_value(next.config).unwrap(), next.files);
    }
    let judged = own_files["perf_est.json"]["iterations"].as_array().unwrap().len();
    assert_eq!((config.iteration, list.len(), judged), (3, 2, 2));
    let training_data = SpectraFile::open(&files.path("job1/training_data.h5"), Path::new("")).unwrap();
    assert_eq!(training_data.rows(), 24, "two batches of twelve labels");
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_threads_and_with_any_prediction_batch() {
    let run = |threads: usize, batch_size_predict: usize| {
        let files = Files::new();
        let config = ActiveMlConfig { save_model: true, ..files.first_training() };
        let config = ActiveMlConfig { batch_size_predict, ..config };
        run_iteration(&config, files.root.path(), "job", threads, &mut Unobserved).unwrap();
        ["result.h5", "training_data.h5", "model.safetensors", "model.json", "dim_reduc.json", "prep_spectra.json"]
            .map(|name| fs::read(files.path("job").join(name)).unwrap())
    };
    let first = run(1, 16_384);
    assert!(first == run(2, 16_384));
    // The configuration is part of result.h5, so another batch size changes that; what it leads to is the same.
    let other = run(2, 7);
    assert!(first[1..] == other[1..]);
}

#[test]
fn every_strategy_asks_for_as_many_spectra_as_it_shall() {
    for query_strategy in QueryStrategy::ALL {
        let files = Files::new();
        let config = ActiveMlConfig { query_strategy, epochs_train: 2, ..files.first_training() };
        files.run(&config).unwrap();
        let mut oracle = indexes(&files.path("job/result.h5"), "oracle_indexes");
        oracle.sort_unstable();
        oracle.dedup();
        assert_eq!(oracle.len(), 12, "{query_strategy:?}");
    }
}

#[test]
fn a_copied_pool_stands_by_itself() {
    let files = Files::new();
    files.run(&ActiveMlConfig { copy_pool: true, ..files.first_training() }).unwrap();
    let pool = SpectraFile::open(&files.path("pool.h5"), Path::new("")).unwrap().read_rows(18..60).unwrap();
    fs::remove_file(files.path("pool.h5")).unwrap();
    let result = SpectraFile::open(&files.path("job/result.h5"), Path::new("")).unwrap();
    assert_eq!(result.read_rows(0..42).unwrap(), pool);
}

/// Expects an iteration to fail by the user's fault, with a sentence that contains all of `words`.
#[track_caller]
fn refused(files: &Files, config: &ActiveMlConfig, words: &[&str]) {
    let error = files.run(config).unwrap_err();
    assert_eq!(error.class(), Some(FailureClass::Usage), "{error:?}");
    let sentence = error.to_string();
    for word in words {
        assert!(sentence.contains(word), "\"{sentence}\" does not say {word}");
    }
    let root = files.root.path().to_string_lossy().into_owned();
    assert!(!sentence.contains(&root), "\"{sentence}\" tells where the server keeps its files");
    assert!(!files.path("job/result.h5").exists(), "a failed iteration leaves no result");
}

#[test]
fn bad_pools_are_refused() {
    let files = Files::new();
    let config = base_config(0);
    let with_pool = |name: &str| ActiveMlConfig { pool_data_path: Some(name.into()), ..config.clone() };

    refused(&files, &with_pool("none.h5"), &["none.h5", "does not exist"]);
    refused(&files, &with_pool("../pool.h5"), &["leads out of the files"]);

    fs::write(files.path("text.h5"), "no HDF5").unwrap();
    refused(&files, &with_pool("text.h5"), &["text.h5", "It is no HDF5 file but a text"]);

    let bytes = fs::read(files.path("pool.h5")).unwrap();
    fs::write(files.path("torn.h5"), &bytes[..bytes.len() / 2]).unwrap();
    refused(&files, &with_pool("torn.h5"), &["torn.h5", "truncated"]);

    let misspelt = ResultFile::create(&files.path("misspelt.h5")).unwrap();
    misspelt.write_matrix("flux", 2, &[1.0, 2.0]).unwrap();
    misspelt.finish().unwrap();
    refused(&files, &with_pool("misspelt.h5"), &["misspelt.h5", "\"fluxes\" is missing", "the file has: flux"]);

    let flat = ResultFile::create(&files.path("flat.h5")).unwrap();
    flat.write("fluxes", &[1.0_f32, 2.0]).unwrap();
    flat.finish().unwrap();
    refused(&files, &with_pool("flat.h5"), &["flat.h5", "1 dimensions instead of 2"]);

    let names = ["a".to_owned(), "b".to_owned()];
    write_spectra(&files.path("names.h5"), &names, &wave(1.0), &vec![0.0; 3 * POINTS], None);
    refused(&files, &with_pool("names.h5"), &["names.h5", "filenames", "3 spectra"]);

    write_spectra(&files.path("falling.h5"), &names[..1], &wave(-1.0), &[0.0; POINTS], None);
    refused(&files, &with_pool("falling.h5"), &["falling.h5", "wave", "does not rise"]);

    let empty = ResultFile::create(&files.path("empty.h5")).unwrap();
    empty.write_names("filenames", 1, std::iter::empty()).unwrap();
    empty.write("wave", &wave(1.0)).unwrap();
    empty.write_matrix("fluxes", POINTS, &[]).unwrap();
    empty.finish().unwrap();
    refused(&files, &with_pool("empty.h5"), &["empty.h5", "no spectra"]);
}

#[test]
fn a_flux_that_is_not_a_number_is_refused_by_name_wherever_it_is() {
    let files = Files::new();
    files.write_pool("nan.h5", |i, mut fluxes| {
        if i == 40 {
            fluxes[7] = f32::NAN;
        }
        fluxes
    });
    let config = ActiveMlConfig { pool_data_path: Some("nan.h5".into()), epochs_train: 1, ..files.first_training() };
    refused(&files, &config, &["nan.h5", "s40.fits", "NaN at point 7"]);
    files.write_pool("inf.h5", |i, mut fluxes| {
        if i == 3 {
            fluxes[0] = f32::INFINITY;
        }
        fluxes
    });
    let config = ActiveMlConfig { training_data_to_add_path: Some("inf.h5".into()), ..files.first_training() };
    refused(&files, &config, &["inf.h5", "s03.fits", "infinite at point 0"]);
}

#[test]
fn bad_labels_are_refused() {
    let files = Files::new();
    let config = files.first_training();
    let names: Vec<String> = (0..4).map(|i| format!("s{i:02}.fits")).collect();

    files.write_oracle(&names, &[0, 1, 2, 0]);
    refused(&files, &config, &["oracle_data.json", "Label 2 of spectrum s02.fits", "2 classes"]);
    files.write_oracle(&names, &[0, 1, -1, 0]);
    refused(&files, &config, &["Label -1 of spectrum s02.fits"]);
    files.write_oracle(&names, &[0, 1]);
    refused(&files, &config, &["4 filenames but 2 labels"]);
    files.write_oracle(&[], &[0; 0]);
    refused(&files, &config, &["training set is empty"]);
    files.write_oracle(&["s00.fits".into(), "stranger.fits".into()], &[0, 1]);
    refused(&files, &config, &["pool.h5", "stranger.fits"]);
    fs::write(files.path("oracle_data.json"), "{\"filenames\": [").unwrap();
    refused(&files, &config, &["oracle_data.json", "JSON"]);
    fs::remove_file(files.path("oracle_data.json")).unwrap();
    refused(&files, &config, &["oracle_data_to_add_path", "does not exist"]);

    let config = ActiveMlConfig {
        training_data_path: Some("labelled.h5".into()),
        training_data_to_add_path: None,
        oracle_data_to_add_path: None,
        ..config
    };
    write_spectra(&files.path("labelled.h5"), &names[..2], &wave(1.0), &[0.0; 2 * POINTS], Some(&[0, 5]));
    refused(&files, &config, &["labelled.h5", "label 5 in row 1", "2 classes"]);
    write_spectra(&files.path("labelled.h5"), &names[..2], &wave(1.0), &[0.0; 2 * POINTS], None);
    refused(&files, &config, &["labelled.h5", "\"labels\" is missing"]);
    write_spectra(&files.path("labelled.h5"), &names[..2], &wave(1.5), &[0.0; 2 * POINTS], Some(&[0, 1]));
    refused(&files, &config, &["labelled.h5", "grids differ", "point 1", "pool.h5"]);
    write_spectra(&files.path("labelled.h5"), &names[..2], &wave(1.0)[..30], &[0.0; 60], Some(&[0, 1]));
    refused(&files, &config, &["grids differ", "30 points here and 40"]);
}

#[test]
fn labels_of_one_class_lead_to_more_questions() {
    let files = Files::new();
    let config = files.first_training();
    let names: Vec<String> = (0..4).map(|i| format!("s{i:02}.fits")).collect();
    files.write_oracle(&names, &[1, 1, 1, 1]);
    let outcome = files.run(&config).unwrap();
    assert!(outcome.metrics.warnings.iter().any(|line| line.starts_with("All 4 labels are \"peak\"")));
    assert_eq!((outcome.labellings.len(), outcome.metrics.training), (12, None));
    assert!(outcome.labellings.iter().all(|shown| !names.contains(&shown.spectrum_filename)));
    assert_eq!(datasets(&files.path("job/result.h5")), ["filenames", "fluxes", "oracle_indexes", "wave"]);
    // The labels go on to the next iteration.
    assert_eq!(indexes(&files.path("job/training_data.h5"), "labels"), [1, 1, 1, 1]);
    let all: Vec<String> = (0..POOL).map(|i| format!("s{i:02}.fits")).collect();
    files.write_oracle(&all, &[0; POOL]);
    let nothing_left = files.run(&config).unwrap_err().to_string();
    assert!(nothing_left.contains("no spectrum is left to ask"), "{nothing_left}");
}

#[test]
fn contradictory_configurations_are_refused() {
    let files = Files::new();
    let config = files.first_training();
    refused(
        &files,
        &ActiveMlConfig { candidate_classes: vec!["galaxy".into()], ..config.clone() },
        &["\"galaxy\"", "other, peak"],
    );
    refused(&files, &ActiveMlConfig { batch_size_predict: 0, ..config.clone() }, &["batch_size_predict", "at least 1"]);
    refused(&files, &base_config(1), &["Iteration 1 has no training data"]);

    write_json(&files.path("list.json"), &[0.5, 0.6]).unwrap();
    let with_list = ActiveMlConfig { iteration: 2, perf_est_list_path: Some("list.json".into()), ..config.clone() };
    refused(&files, &with_list, &["list.json", "has 2 numbers; iteration 2 needs 1"]);
}

#[test]
fn when_everything_is_labelled_the_last_network_learns_from_all_of_it() {
    for query_strategy in [QueryStrategy::Entropy, QueryStrategy::DiverseEntropy, QueryStrategy::Random] {
        let files = Files::new();
        let names: Vec<String> = (0..POOL).map(|i| format!("s{i:02}.fits")).collect();
        let labels: Vec<usize> = names.iter().map(|name| class_of(name)).collect();
        let config = ActiveMlConfig { save_model: true, copy_pool: true, query_strategy, ..files.first_training() };
        files.write_oracle(&names, &labels);
        let outcome = files.run(&config).unwrap();
        assert_eq!(outcome.labellings, []);
        assert_eq!((outcome.metrics.pool_spectra, outcome.metrics.training.unwrap().training_spectra), (0, POOL));
        assert!(outcome.metrics.warnings[0].contains("there is nothing left to ask"), "{:?}", outcome.metrics.warnings);
        assert_eq!(Model::load(&files.path("job")).unwrap().description.training_spectra, POOL);
        let result = SpectraFile::open(&files.path("job/result.h5"), Path::new("")).unwrap();
        assert_eq!((result.rows(), result.points(), result.names().unwrap().len()), (0, POINTS, 0));
    }
}

#[test]
fn the_newest_label_of_a_spectrum_counts_and_is_told() {
    let files = Files::new();
    let names: Vec<String> = (0..18).map(|i| format!("s{i:02}.fits")).collect();
    let old: Vec<i64> = names.iter().map(|name| i64::try_from(class_of(name)).unwrap()).collect();
    let fluxes = SpectraFile::open(&files.path("pool.h5"), Path::new("")).unwrap().read_rows(0..18).unwrap();
    write_spectra(&files.path("labelled.h5"), &names, &wave(1.0), &fluxes, Some(&old));
    let config = ActiveMlConfig { training_data_path: Some("labelled.h5".into()), ..files.first_training() };
    // One correction, one label as before, one new spectrum, and the same again: a mark of an editor in front.
    let json = r#"{"filenames":["s00.fits","s01.fits","s30.fits","s30.fits"],"labels":[0,0,1,1]}"#;
    fs::write(files.path("oracle_data.json"), format!("\u{feff}{json}")).unwrap();
    let outcome = files.run(&config).unwrap();
    let training = outcome.metrics.training.unwrap();
    assert_eq!((training.training_spectra, training.corrected_labels), (19, 1));
    let warnings = outcome.metrics.warnings.join("\n");
    assert!(warnings.contains("the newest counts: s00.fits from \"peak\" to \"other\"."), "{warnings}");
    assert!(warnings.contains("1 labels are repeated"), "{warnings}");
    let set = SpectraFile::open(&files.path("job/training_data.h5"), Path::new("")).unwrap();
    let expected: Vec<u32> =
        std::iter::once(0).chain(old[1..].iter().map(|&label| u32::try_from(label).unwrap())).chain([1]).collect();
    assert_eq!(set.labels(2).unwrap(), expected);
    assert_eq!(set.read_rows(0..18).unwrap(), fluxes);
    assert_eq!(set.names().unwrap().get(18), "s30.fits");
}

#[test]
fn a_spectrum_with_two_labels_is_refused_wherever_they_stand() {
    let files = Files::new();
    let config = files.first_training();
    let twice = ["s00.fits", "s01.fits", "s00.fits"].map(str::to_owned);
    files.write_oracle(&twice, &[0, 0, 1]);
    refused(&files, &config, &["oracle_data.json", "Spectrum s00.fits", "label \"other\"", "label \"peak\""]);
    write_spectra(&files.path("labelled.h5"), &twice, &wave(1.0), &[0.0; 3 * POINTS], Some(&[1, 0, 0]));
    let config = ActiveMlConfig { training_data_path: Some("labelled.h5".into()), ..files.first_training() };
    refused(&files, &config, &["labelled.h5", "Spectrum s00.fits", "label \"peak\""]);
}

#[test]
fn a_bad_pool_is_told_before_anybody_labels() {
    let files = Files::new();
    files.write_pool("nan.h5", |i, mut fluxes| {
        if i == 59 {
            fluxes[7] = f32::NAN;
        }
        fluxes
    });
    let config = ActiveMlConfig { pool_data_path: Some("nan.h5".into()), oracle_batch_size: 1, ..base_config(0) };
    refused(&files, &config, &["nan.h5", "1 spectrum has a value", "s59.fits (NaN at point 7)"]);
    let names: Vec<String> = (0..4).map(|i| format!("s{:02}.fits", i / 2)).collect();
    write_spectra(&files.path("twice.h5"), &names, &wave(1.0), &[0.5; 4 * POINTS], None);
    let outcome = files.run(&ActiveMlConfig { pool_data_path: Some("twice.h5".into()), ..base_config(0) }).unwrap();
    assert!(
        outcome.metrics.warnings[0].starts_with("2 spectra of the pool have a name"),
        "{:?}",
        outcome.metrics.warnings
    );
}

#[test]
fn training_data_that_were_prepared_otherwise_than_the_pool_are_refused() {
    let files = Files::new();
    let config = files.first_training();
    let prepare = |name: &str, attribute: &str, text: &str| {
        let file = hdf5::File::append(files.path(name)).unwrap();
        let text: hdf5::types::VarLenUnicode = text.parse().unwrap();
        file.new_attr::<hdf5::types::VarLenUnicode>().create(attribute).unwrap().write_scalar(&text).unwrap();
        file.close().unwrap();
    };
    let names: Vec<String> = (0..2).map(|i| format!("t{i:02}.fits")).collect();
    write_spectra(&files.path("labelled.h5"), &names, &wave(1.0), &[0.5; 2 * POINTS], Some(&[0, 1]));
    prepare("pool.h5", "config", r#"{"data_dir_path":"x","scaling":"minmax","rest_frame":false}"#);
    prepare("labelled.h5", "preparation", r#"{"scaling":"standard"}"#);
    let other = ActiveMlConfig { training_data_path: Some("labelled.h5".into()), ..config.clone() };
    refused(&files, &other, &["labelled.h5", "scaling is \"standard\" here and \"minmax\" in /pool.h5"]);
    // What comes of the pool hands it on.
    files.run(&ActiveMlConfig { save_model: true, ..config }).unwrap();
    let model = files.json("job/model.json");
    assert_eq!(model["preparation"], serde_json::json!({ "scaling": "minmax" }));
    for name in ["job/result.h5", "job/training_data.h5"] {
        let file = SpectraFile::open(&files.path(name), Path::new("")).unwrap();
        assert_eq!(file.text_attribute("preparation").as_deref(), Some(r#"{"scaling":"minmax"}"#), "{name}");
    }
}

#[test]
fn spectra_too_short_for_the_network_are_refused() {
    let files = Files::new();
    let names: Vec<String> = (0..4).map(|i| format!("s{i:02}.fits")).collect();
    write_spectra(&files.path("pool.h5"), &names, &wave(1.0)[..20], &vec![0.5; 80], None);
    files.write_oracle(&names[..2], &[0, 1]);
    let config = ActiveMlConfig {
        training_data_to_add_path: Some("pool.h5".into()),
        oracle_data_to_add_path: Some("oracle_data.json".into()),
        ..base_config(1)
    };
    refused(&files, &config, &["20 points", "at least 36"]);
    // Before anybody labels, and not after.
    refused(&files, &base_config(0), &["20 points", "at least 36"]);
    files.run(&ActiveMlConfig { model: ModelKind::Linear, ..base_config(0) }).unwrap();
}

/// Stops the work after so many questions, and notes what was reported.
struct Impatient {
    left: usize,
    progress: Vec<Progress>,
    lines: Vec<String>,
}

impl Observer for Impatient {
    fn progress(&mut self, progress: Progress) {
        self.progress.push(progress);
    }

    fn log(&mut self, _: LogLevel, line: &str) {
        self.lines.push(line.to_owned());
    }

    fn is_cancelled(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
        self.left == 0
    }
}

#[test]
fn work_can_be_cancelled_in_the_middle_of_training() {
    let files = Files::new();
    let mut observer = Impatient { left: 3, progress: Vec::new(), lines: Vec::new() };
    let error = run_iteration(&files.first_training(), files.root.path(), "job", 1, &mut observer).unwrap_err();
    assert_eq!(error.class(), None);
    assert_eq!(observer.progress.last().map(|progress| progress.done), Some(2), "two epochs of one batch each");
    assert_eq!(fs::read_dir(files.path("job")).unwrap().count(), 0);
}

#[test]
fn progress_counts_epochs_and_then_spectra_and_the_log_tells_the_decisions() {
    let files = Files::new();
    let mut observer = Impatient { left: usize::MAX, progress: Vec::new(), lines: Vec::new() };
    let config = ActiveMlConfig { batch_size_predict: 30, ..files.first_training() };
    run_iteration(&config, files.root.path(), "job", 1, &mut observer).unwrap();
    let counts: Vec<_> = observer
        .progress
        .iter()
        .map(|progress| (progress.unit.as_deref().unwrap(), progress.done, progress.total.unwrap()))
        .collect();
    let expected = [
        ("epochs", 1, 4),
        ("epochs", 2, 4),
        ("epochs", 3, 4),
        ("epochs", 4, 4),
        ("spectra", 30, 42),
        ("spectra", 42, 42),
    ];
    assert_eq!(counts, expected);
    assert!(observer.lines[0].starts_with("Device: CPU"), "{:?}", observer.lines);
    assert!(observer.lines.iter().any(|line| line.contains("12 other, 6 peak")), "{:?}", observer.lines);
}
