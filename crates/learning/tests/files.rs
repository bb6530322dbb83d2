//! Training, prediction and simulation on files.

#![expect(clippy::cast_precision_loss, clippy::unwrap_used, reason = "a test may panic, and makes small numbers")]

use std::fs;
use std::path::{Path, PathBuf};

use ml_job_domain::{LogLevel, Observer, Progress, Unobserved};
use ml_job_learning::classify::ModelKind;
use ml_job_learning::data::{LabelledSet, ResultFile, SpectraFile};
use ml_job_learning::engine::device::Device;
use ml_job_learning::files::{PredictRequest, TrainRequest, predict_file, train_file};
use ml_job_learning::metrics::{Metrics, most_probable};
use ml_job_learning::model::Model;
use ml_job_learning::rng::{Purpose, stream};
use ml_job_learning::simulate::{Arm, Curves, SimulationConfig, simulate_file};
use ml_job_learning::strategy::QueryStrategy;
use ml_job_learning::train::TrainingOptions;
use rand::RngExt;

const POINTS: usize = 40;

/// Two classes: every fourth spectrum has a peak.
fn write_labelled(place: &Path, n: usize, step: f64) {
    let mut random = stream(3, Purpose::Split, 0);
    let labels: Vec<i64> = (0..n).map(|i| i64::from(i % 4 == 0)).collect();
    let fluxes: Vec<f32> = labels
        .iter()
        .flat_map(|&label| (0..POINTS).map(move |p| if p.abs_diff(20) < 3 { label as f32 } else { 0.0 }))
        .map(|flux| flux + random.random_range(-0.4..0.4))
        .collect();
    let names: Vec<String> = (0..n).map(|i| format!("s{i:03}")).collect();
    let file = ResultFile::create(place).unwrap();
    file.write_names("filenames", 8, names.iter().map(String::as_str)).unwrap();
    file.write("wave", &(0..POINTS).map(|i| 6500.0 + step * i as f64).collect::<Vec<_>>()).unwrap();
    file.write_matrix("fluxes", POINTS, &fluxes).unwrap();
    file.write("labels", &labels).unwrap();
    file.finish().unwrap();
}

fn request(epochs: usize) -> TrainRequest {
    let options = TrainingOptions { epochs, seed: 1, ..TrainingOptions::default() };
    TrainRequest { device: Device::Cpu, options, ..TrainRequest::default() }
}

#[test]
fn a_saved_model_predicts_what_the_trained_one_did_with_any_batch() {
    let directory = tempfile::tempdir().unwrap();
    let place = |name: &str| directory.path().join(name);
    write_labelled(&place("train.h5"), 80, 1.0);
    let trained = train_file(&place("train.h5"), &place("model"), &request(25), &mut Unobserved).unwrap();
    let (model, history) = (Model::load(&place("model")).unwrap(), trained.history.unwrap());
    assert_eq!(model.description.classes, ["0", "1"]);
    assert!(history.best_loss() < 0.2, "{history:?}");
    let predict = |name: &str, batch_size: usize| {
        let request = PredictRequest { batch_size, device: Device::Cpu, threads: 1, ..PredictRequest::default() };
        let counts = predict_file(&place("model"), &place("train.h5"), &place(name), request, &mut Unobserved).unwrap();
        assert_eq!(counts.iter().sum::<usize>(), 80);
        fs::read(place(name)).unwrap()
    };
    assert!(predict("a.h5", 16_384) == predict("b.h5", 7));
    let out = hdf5::File::open(place("a.h5")).unwrap();
    let probabilities: Vec<f32> = out.dataset("probabilities").unwrap().read_raw().unwrap();
    let predicted = most_probable(&probabilities, 2);
    let truth = LabelledSet::open(&place("train.h5")).unwrap().labels;
    assert!(Metrics::compare(&truth, &predicted, 2).accuracy > 0.95);
    assert_eq!(out.dataset("entropies").unwrap().shape(), [80]);
}

#[test]
fn an_ensemble_of_networks_is_saved_whole_and_predicts_the_same_bytes_with_any_batch() {
    let directory = tempfile::tempdir().unwrap();
    let place = |name: &str| directory.path().join(name);
    write_labelled(&place("train.h5"), 80, 1.0);
    let request = TrainRequest { members: 3, ..request(12) };
    train_file(&place("train.h5"), &place("model"), &request, &mut Unobserved).unwrap();
    let model = Model::load(&place("model")).unwrap();
    assert_eq!((model.members.len(), model.description.members), (3, 3));
    let predict = |name: &str, batch_size: usize| {
        let request = PredictRequest { batch_size, device: Device::Cpu, threads: 1, ..PredictRequest::default() };
        predict_file(&place("model"), &place("train.h5"), &place(name), request, &mut Unobserved).unwrap();
        fs::read(place(name)).unwrap()
    };
    assert!(predict("a.h5", 16_384) == predict("b.h5", 7));
    let out = hdf5::File::open(place("a.h5")).unwrap();
    let probabilities: Vec<f32> = out.dataset("probabilities").unwrap().read_raw().unwrap();
    let truth = LabelledSet::open(&place("train.h5")).unwrap().labels;
    assert!(Metrics::compare(&truth, &most_probable(&probabilities, 2), 2).accuracy > 0.9);
    let too_many = TrainRequest { members: 21, ..request };
    let refusal = train_file(&place("train.h5"), &place("other"), &too_many, &mut Unobserved).unwrap_err();
    assert!(refusal.to_string().contains("1 to 20 networks, not 21"), "{refusal}");
}

#[test]
fn a_model_refuses_spectra_of_another_grid() {
    let directory = tempfile::tempdir().unwrap();
    let place = |name: &str| directory.path().join(name);
    write_labelled(&place("train.h5"), 12, 1.0);
    write_labelled(&place("other.h5"), 12, 2.0);
    train_file(&place("train.h5"), &place("model"), &request(1), &mut Unobserved).unwrap();
    let request = PredictRequest::default();
    let error =
        predict_file(&place("model"), &place("other.h5"), &place("out.h5"), request, &mut Unobserved).unwrap_err();
    assert!(error.to_string().contains("wavelength grid has 6502 Å at point 1"), "{error}");
    assert!(!place("out.h5").exists());
}

/// What was logged, and how loudly.
#[derive(Default)]
struct Notes(Vec<(LogLevel, String)>);

impl Observer for Notes {
    fn log(&mut self, level: LogLevel, line: &str) {
        self.0.push((level, line.to_owned()));
    }
}

impl Notes {
    fn warnings(&self) -> String {
        let warnings = self.0.iter().filter(|(level, _)| *level == LogLevel::Warn).map(|(_, line)| line.as_str());
        warnings.collect::<Vec<_>>().join("\n")
    }
}

/// Writes the configuration that a preprocessing leaves into a file.
fn prepare(place: &Path, config: &str) {
    let file = hdf5::File::append(place).unwrap();
    if file.attr("config").is_ok() {
        file.delete_attr("config").unwrap();
    }
    let text: hdf5::types::VarLenUnicode = config.parse().unwrap();
    file.new_attr::<hdf5::types::VarLenUnicode>().create("config").unwrap().write_scalar(&text).unwrap();
    file.close().unwrap();
}

#[test]
fn a_model_refuses_spectra_that_were_prepared_otherwise_unless_told_to_take_them() {
    let directory = tempfile::tempdir().unwrap();
    let place = |name: &str| directory.path().join(name);
    let minmax = r#"{"data_dir_path":"a","scaling":"minmax","rest_frame":false,"min_snr":5.0}"#;
    for name in ["train.h5", "same.h5", "unscaled.h5", "silent.h5"] {
        write_labelled(&place(name), 12, 1.0);
    }
    prepare(&place("train.h5"), minmax);
    prepare(&place("same.h5"), r#"{"data_dir_path":"b","scaling":"minmax","recursive":true}"#);
    prepare(&place("unscaled.h5"), r#"{"data_dir_path":"a","scaling":"none","rest_frame":true}"#);
    train_file(&place("train.h5"), &place("model"), &request(1), &mut Unobserved).unwrap();
    let predict = |name: &str, accept_other_preparation: bool| {
        let request = PredictRequest { device: Device::Cpu, accept_other_preparation, ..PredictRequest::default() };
        let mut notes = Notes::default();
        let outcome = predict_file(&place("model"), &place(name), &place("out.h5"), request, &mut notes);
        outcome.map(|_| notes.warnings()).map_err(|error| error.to_string())
    };
    assert_eq!(predict("same.h5", false), Ok(String::new()));
    let refusal = predict("unscaled.h5", false).unwrap_err();
    for said in
        ["scaling is \"none\" here and \"minmax\" for the model", "rest_frame is on here and off", "--accept-other"]
    {
        assert!(refusal.contains(said), "{refusal}");
    }
    assert!(predict("unscaled.h5", true).unwrap().contains("scaling is \"none\" here"));
    assert!(predict("silent.h5", false).unwrap().contains("does not say how its spectra were prepared"));

    // A model of an earlier version knows its scaling, one of a foreign training set nothing.
    let description = fs::read_to_string(place("model/model.json")).unwrap();
    let mut description: serde_json::Value = serde_json::from_str(&description).unwrap();
    description.as_object_mut().unwrap().remove("preparation");
    fs::write(place("model/model.json"), format!("\u{feff}{description}")).unwrap();
    let refusal = predict("unscaled.h5", false).unwrap_err();
    assert!(refusal.contains("scaling") && !refusal.contains("rest_frame"), "{refusal}");
    assert!(predict("same.h5", false).unwrap().contains("no more than the scaling"));
    description.as_object_mut().unwrap().remove("scaling");
    fs::write(place("model/model.json"), description.to_string()).unwrap();
    assert!(predict("unscaled.h5", false).unwrap().contains("does not say how the spectra that it was trained on"));
}

#[test]
fn what_labels_leave_out_is_told_before_training() {
    let directory = tempfile::tempdir().unwrap();
    let place = |name: &str| directory.path().join(name);
    write_labelled(&place("train.h5"), 12, 1.0);
    let warnings = |labels: &[i64], classes: &[&str]| {
        let file = hdf5::File::append(place("train.h5")).unwrap();
        file.dataset("labels").unwrap().write_raw(labels).unwrap();
        file.close().unwrap();
        let classes = classes.iter().map(ToString::to_string).collect();
        let request = TrainRequest { classes, ..request(1) };
        let mut notes = Notes::default();
        train_file(&place("train.h5"), &place("model"), &request, &mut notes).unwrap();
        notes.warnings()
    };
    let labels = |some: [i64; 3]| some.repeat(4);
    assert_eq!(warnings(&labels([0, 1, 2]), &[]), "");
    assert!(warnings(&labels([1, 2, 3]), &[]).contains("No spectrum has label 0"));
    assert!(warnings(&labels([0, 2, 5]), &[]).contains("No spectrum has label 1, 3, 4"));
    assert!(warnings(&labels([0, 1, 1]), &["a", "b", "c"]).contains("No spectrum is of class c"));
}

#[test]
fn nothing_is_computed_for_an_output_that_cannot_be_written() {
    let directory = tempfile::tempdir().unwrap();
    let place = |name: &str| directory.path().join(name);
    write_labelled(&place("train.h5"), 12, 1.0);
    fs::write(place("file"), "").unwrap();
    let mut notes = Notes::default();
    train_file(&place("train.h5"), &place("file"), &request(1), &mut notes).unwrap_err();
    assert!(notes.0.is_empty(), "{:?}", notes.0);
    train_file(&place("train.h5"), &place("model"), &request(1), &mut Unobserved).unwrap();
    predict_file(&place("model"), &place("train.h5"), &place("none/out.h5"), PredictRequest::default(), &mut notes)
        .unwrap_err();
    assert!(!notes.0.iter().any(|(_, line)| line.contains("Device")), "{:?}", notes.0);
}

#[test]
fn a_simulation_compares_strategies_and_repeats() {
    let directory = tempfile::tempdir().unwrap();
    let place = |name: &str| directory.path().join(name);
    write_labelled(&place("labelled.h5"), 80, 1.0);
    let config = SimulationConfig {
        strategies: [QueryStrategy::Entropy, QueryStrategy::DiverseEntropy, QueryStrategy::Bald, QueryStrategy::Random]
            .map(Arm::of)
            .to_vec(),
        seeds: 2,
        batch: 15,
        rounds: 6,
        epochs: 3,
        device: Device::Cpu,
        ..SimulationConfig::default()
    };
    let (curves, _) = simulate_file(&place("labelled.h5"), &place("report"), &config, &mut Unobserved).unwrap();
    for curve in &curves.curves {
        // 56 of 80 are left for asking: three rounds of 15 and one of 11.
        let labels: Vec<usize> = curve.bands.iter().map(|band| band.labels).collect();
        assert_eq!(labels, [15, 30, 45, 56], "{:?}", curve.strategy);
        assert_eq!(curve.seeds[0][0], curves.curves[0].seeds[0][0], "all strategies share the first batch");
    }
    assert_ne!(curves.curves[0].seeds[0], curves.curves[0].seeds[1]);
    let text = fs::read(place("report/curves.json")).unwrap();
    assert_eq!(serde_json::from_slice::<Curves>(&text).unwrap(), curves);
    simulate_file(&place("labelled.h5"), &place("again"), &config, &mut Unobserved).unwrap();
    for name in ["curves.json", "report.html"] {
        assert!(fs::read(place("report").join(name)).unwrap() == fs::read(place("again").join(name)).unwrap());
    }
}

#[test]
fn every_model_learns_on_files_and_predicts_the_same_bytes_on_any_threads_and_batch() {
    let directory = tempfile::tempdir().unwrap();
    let place = |name: &str| directory.path().join(name);
    write_labelled(&place("train.h5"), 300, 2.0);
    let truth = LabelledSet::open(&place("train.h5")).unwrap().labels;
    for model in ModelKind::ALL.into_iter().filter(|model| *model != ModelKind::Network) {
        let run = |folder: &str, threads: usize, batch_size: usize| {
            let request = TrainRequest { model, threads, ..request(1) };
            let trained = train_file(&place("train.h5"), &place(folder), &request, &mut Unobserved).unwrap();
            assert!(trained.model != ModelKind::Auto && trained.history.is_none());
            let request = PredictRequest { batch_size, device: Device::Cpu, threads, accept_other_preparation: false };
            predict_file(&place(folder), &place("train.h5"), &place("p.h5"), request, &mut Unobserved).unwrap();
            (fs::read(place(folder).join("model.json")).unwrap(), fs::read(place("p.h5")).unwrap())
        };
        assert!(run("a", 1, 16_384) == run("b", 3, 7), "{model:?}");
        let out = hdf5::File::open(place("p.h5")).unwrap();
        let probabilities: Vec<f32> = out.dataset("probabilities").unwrap().read_raw().unwrap();
        let accuracy = Metrics::compare(&truth, &most_probable(&probabilities, 2), 2).accuracy;
        assert!(accuracy > 0.95, "{model:?}: {accuracy}");
    }
}

#[test]
fn embeddings_are_features_and_a_model_refuses_others() {
    let directory = tempfile::tempdir().unwrap();
    let place = |name: &str| directory.path().join(name);
    // The fluxes tell nothing, the embeddings everything.
    let write = |name: &str, width: usize| {
        let mut random = stream(9, Purpose::Split, 0);
        let labels: Vec<i64> = (0..60).map(|i| i64::from(i % 3 == 0)).collect();
        let fluxes: Vec<f32> = (0..60 * POINTS).map(|_| random.random_range(-0.4..0.4)).collect();
        let embeddings: Vec<f32> = labels
            .iter()
            .flat_map(|label| (0..width).map(move |at| if at == 1 { *label as f32 } else { 0.0 }))
            .map(|value| value + random.random_range(-0.2..0.2))
            .collect();
        let file = ResultFile::create(&place(name)).unwrap();
        let names: Vec<String> = (0..60).map(|i| format!("s{i}")).collect();
        file.write_names("filenames", 8, names.iter().map(String::as_str)).unwrap();
        file.write_matrix("fluxes", POINTS, &fluxes).unwrap();
        file.write_matrix("embeddings", width, &embeddings).unwrap();
        file.write("labels", &labels).unwrap();
        file.finish().unwrap();
    };
    write("train.h5", 8);
    write("other.h5", 9);
    let request = TrainRequest { model: ModelKind::Linear, ..request(1) };
    train_file(&place("train.h5"), &place("model"), &request, &mut Unobserved).unwrap();
    let predict = |data: &str| {
        predict_file(&place("model"), &place(data), &place("p.h5"), PredictRequest::default(), &mut Unobserved)
    };
    assert_eq!(predict("train.h5").unwrap(), [40, 20]);
    let error = predict("other.h5").unwrap_err().to_string();
    assert!(error.contains("embeddings have 9 numbers") && error.contains("trained on 8"), "{error}");
}

#[test]
fn a_campaign_is_replayed_and_compared_with_another_way_of_asking() {
    let directory = tempfile::tempdir().unwrap();
    let place = |name: &str| directory.path().join(name);
    write_labelled(&place("labelled.h5"), 300, 2.0);
    let config = SimulationConfig {
        strategies: ["random", "campaign"].map(|arm| arm.parse().unwrap()).to_vec(),
        model: ModelKind::Linear,
        wanted: vec!["1".into()],
        test_share: 0.0,
        seeds: 3,
        batch: 10,
        rounds: 8,
        stop_at_target: true,
        audit: 40,
        ..SimulationConfig::default()
    };
    let (curves, costs) = simulate_file(&place("labelled.h5"), &place("report"), &config, &mut Unobserved).unwrap();
    let campaign = &curves.curves[1];
    let last = campaign.seeds[2].last().unwrap().yielded.unwrap();
    assert_eq!(last.wanted, 75);
    assert!(last.reached && last.listed > 0.8, "{last:?}");
    let paired = campaign.paired.as_ref().unwrap();
    assert_eq!((paired.seeds, paired.not_reached), (3, 0));
    assert!(paired.ratio < 1.5 && paired.interval.is_some(), "{paired:?}");
    assert_eq!(campaign.audits.len(), 3);
    for audited in &campaign.audits {
        assert!(audited.labels <= 40 && audited.bound > 0 && audited.right <= audited.list, "{audited:?}");
    }
    assert_eq!(costs[1].rounds, campaign.seeds.iter().map(Vec::len).sum::<usize>());
    let (again, _) = simulate_file(&place("labelled.h5"), &place("report"), &config, &mut Unobserved).unwrap();
    assert_eq!(again, curves);
    assert!(fs::read_to_string(place("report/report.html")).unwrap().contains("Labels to the target"));
}

#[test]
fn a_search_that_has_one_class_only_goes_on() {
    let directory = tempfile::tempdir().unwrap();
    let place = |name: &str| directory.path().join(name);
    write_labelled(&place("labelled.h5"), 100, 2.0);
    let config = SimulationConfig {
        strategies: vec!["campaign".parse().unwrap(), Arm::of(QueryStrategy::Entropy)],
        model: ModelKind::LinearSvm,
        wanted: vec!["1".into()],
        seeds: 1,
        batch: 1,
        rounds: 12,
        ..SimulationConfig::default()
    };
    let (curves, _) = simulate_file(&place("labelled.h5"), &place("report"), &config, &mut Unobserved).unwrap();
    for curve in &curves.curves {
        let rounds = &curve.seeds[0];
        assert!(rounds[0].cold && rounds.len() == 12, "{rounds:?}");
        assert!(rounds[0].accuracy > 0.0 && !rounds[0].yielded.unwrap().reached);
    }
    assert!(!curves.curves[0].seeds[0][11].cold);
}

/// Stops the work when so many rounds are done.
struct Impatient {
    left: u64,
}

impl Observer for Impatient {
    fn progress(&mut self, progress: Progress) {
        self.left = self.left.saturating_sub(u64::from(progress.unit.as_deref() == Some("rounds")));
    }

    fn is_cancelled(&mut self) -> bool {
        self.left == 0
    }
}

#[test]
fn an_interrupted_simulation_keeps_what_it_has() {
    let directory = tempfile::tempdir().unwrap();
    let place = |name: &str| directory.path().join(name);
    write_labelled(&place("labelled.h5"), 40, 1.0);
    let config = SimulationConfig {
        strategies: [QueryStrategy::Entropy, QueryStrategy::Random].map(Arm::of).to_vec(),
        seeds: 2,
        batch: 10,
        rounds: 2,
        epochs: 1,
        device: Device::Cpu,
        ..SimulationConfig::default()
    };
    let error =
        simulate_file(&place("labelled.h5"), &place("report"), &config, &mut Impatient { left: 3 }).unwrap_err();
    assert_eq!(error.class(), None);
    let kept: Curves = serde_json::from_slice(&fs::read(place("report/curves.json")).unwrap()).unwrap();
    let rounds = |curves: &Curves| curves.curves.iter().map(|curve| curve.seeds[0].len()).collect::<Vec<_>>();
    assert_eq!(rounds(&kept), [2, 1]);
    let (whole, _) = simulate_file(&place("labelled.h5"), &place("whole"), &config, &mut Unobserved).unwrap();
    assert_eq!(kept.curves[0].seeds[0], whole.curves[0].seeds[0]);
    assert_eq!(kept.curves[1].seeds[0], whole.curves[1].seeds[0][..1].to_vec());
    assert_eq!(kept.curves[1].bands.len(), 1);
}

/// The folder of real spectra: where `ML_JOB_TEST_DATA` says, else `shared/data` beside the repository.
fn real_data() -> Option<PathBuf> {
    let given = std::env::var_os("ML_JOB_TEST_DATA").map(PathBuf::from);
    let place = given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    place.is_dir().then_some(place)
}

#[test]
fn files_that_h5py_wrote_are_read() {
    let Some(data) = real_data() else {
        println!("skipped: there is no folder of real spectra; ML_JOB_TEST_DATA may name one");
        return;
    };
    let place = data.join("labelled/lamost-dr10-afg/halpha140-test.h5");
    let file = SpectraFile::open(&place, &place).unwrap();
    assert_eq!((file.rows(), file.points(), file.wave().unwrap().len()), (850, 140, 140));
    assert!(file.names().unwrap().iter().all(|name| !name.is_empty()));
    let set = LabelledSet::open(&place).unwrap();
    assert_eq!(set.class_counts(3).iter().sum::<usize>(), 850);
    let accuracy = Metrics::compare(&set.labels, &set.labels, 3).accuracy;
    assert!((accuracy - 1.0).abs() < 1e-12);
}
