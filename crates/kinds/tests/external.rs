//! The iterating job type of `docs/job-types.md`, run: loaded, checked, run as a worker runs it, and led to its next iteration.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ml_job_domain::{
    Clock as _, FieldError, Job, JobId, JobKinds as _, JobType, Labelling, LabellingId, NewJob, NewLabelling,
    PreviousIteration, ShownSpectrum, SystemClock,
};
use ml_job_kinds::Catalogue;
use ml_job_kinds::module::{JobEnvironment, ModuleCommand, variables};
use ml_job_kinds::protocol::{ModuleLine, Parsed, parse};
use serde_json::{Value, json};
use tempfile::TempDir;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

/// The files root of a platform that knows the example.
struct Platform {
    files: TempDir,
    catalogue: Catalogue,
}

/// What a job said.
#[derive(Default)]
struct Said {
    shown: Vec<ShownSpectrum>,
    metrics: Value,
}

impl Platform {
    /// A pool of twenty spectra, of which every third has a peak.
    fn new() -> Self {
        let catalogue = Catalogue::load(Some(&docs().join("examples"))).unwrap();
        assert!(catalogue.errors.is_empty(), "{:?}", catalogue.errors);
        let files = tempfile::tempdir().unwrap();
        let spectrum = |i: u32| (0..9).map(|p| f64::from(i % 4) * 0.1 + if p == 4 { peak(i) } else { 0.0 }).collect();
        let spectra: BTreeMap<String, Vec<f64>> = (0..20).map(|i| (format!("s{i:02}.fits"), spectrum(i))).collect();
        fs::write(files.path().join("pool.json"), json!({ "spectra": spectra }).to_string()).unwrap();
        Self { files, catalogue }
    }

    fn check(&self, config: &Value) -> Vec<FieldError> {
        self.catalogue.check(&job_type(), config)
    }

    /// Runs the program as a worker does.
    fn run(&self, config: &Value, dir_path: &str) -> Said {
        let modules = self.catalogue.choose(None).unwrap();
        let module = &modules[&job_type()];
        let ModuleCommand::External(command) = &module.command else { panic!("{module:?}") };
        let job_dir = self.files.path().join(dir_path);
        let config_file = job_dir.join("config.json");
        fs::write(&config_file, config.to_string()).unwrap();
        let environment = JobEnvironment {
            job_id: JobId::new(),
            attempt: 1,
            config: &config_file,
            job_dir: &job_dir,
            files_dir: self.files.path(),
            spectra_dir: self.files.path(),
            scratch_dir: &job_dir,
            threads: 1,
            gpu: None,
        };
        let output = Command::new(&command[0])
            .args(&command[1..])
            .args([&config_file, &job_dir])
            .env_clear()
            .envs(variables(&environment, module, std::env::vars_os()))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut said = Said::default();
        for line in output.stdout.split(|byte| *byte == b'\n') {
            match parse(line) {
                Parsed::Line(ModuleLine::Labellings(shown)) => said.shown.extend(shown),
                Parsed::Line(ModuleLine::Metrics(metrics)) => said.metrics = metrics.into(),
                Parsed::Line(ModuleLine::Error(failure)) => panic!("{failure:?}"),
                _ => {}
            }
        }
        said
    }

    fn predictions(&self, dir_path: &str) -> BTreeMap<String, String> {
        serde_json::from_slice(&fs::read(self.files.path().join(dir_path).join("predictions.json")).unwrap()).unwrap()
    }

    fn make_dir(&self, dir_path: &str) {
        fs::create_dir(self.files.path().join(dir_path)).unwrap();
    }
}

fn job_type() -> JobType {
    "NEAREST_MEAN".parse().unwrap()
}

fn peak(i: u32) -> f64 {
    f64::from(u8::from(i.is_multiple_of(3)))
}

/// What a person says of a spectrum.
fn truth(name: &str) -> &'static str {
    let number: u32 = name.trim_start_matches('s').trim_end_matches(".fits").parse().unwrap();
    if peak(number) > 0.0 { "peak" } else { "flat" }
}

fn labelled(shown: ShownSpectrum, label: Option<&str>) -> Labelling {
    NewLabelling { user_label: label.map(str::to_owned), ..shown.into_new(JobId::new()) }
        .into_labelling(LabellingId::new())
}

fn previous(config: &Value, labellings: Vec<Labelling>, dir_path: &str, next: &str) -> PreviousIteration {
    let label = "x".to_owned();
    let new =
        NewJob { job_type: job_type(), label, description: None, config: None, parent_job_id: None, space_id: None };
    let job = Job { dir_path: format!("/{dir_path}"), ..new.into_job(JobId::new(), SystemClock.now()) };
    let next_dir_path = format!("/{next}");
    PreviousIteration { job, config: config.clone(), labellings, files: BTreeMap::new(), next_dir_path }
}

#[test]
fn the_example_of_an_iterating_type_iterates() {
    let platform = Platform::new();
    let config = json!({ "pool_path": "/pool.json", "classes": ["flat", "peak"], "batch": 6 });
    assert_eq!(platform.check(&config), []);
    assert_eq!(platform.catalogue.reads(&job_type()), Some(vec!["labels.json".to_owned()]));
    platform.make_dir("first");
    let first = platform.run(&config, "first");
    assert_eq!((first.shown.len(), &first.metrics), (6, &json!({ "spectra": 20, "labelled": 0 })));

    let unanswered = first.shown.iter().map(|shown| labelled(shown.clone(), None)).collect();
    let refusal = platform.catalogue.next(&previous(&config, unanswered, "first", "second")).unwrap_err();
    assert_eq!(refusal, "No spectrum is labelled flat yet: each class needs one.");

    let answer = |shown: ShownSpectrum| {
        let label = truth(&shown.spectrum_filename);
        labelled(shown, Some(label))
    };
    let answered = first.shown.into_iter().map(answer).collect();
    let next = platform.catalogue.next(&previous(&config, answered, "first", "second")).unwrap();
    assert_eq!(next.config["labels_path"], "/second/labels.json");
    assert_eq!(platform.check(&next.config), []);
    platform.make_dir("second");
    for (name, content) in &next.files {
        fs::write(platform.files.path().join("second").join(name), content.to_string()).unwrap();
    }
    let second = platform.run(&next.config, "second");
    assert_eq!(second.metrics, json!({ "spectra": 20, "labelled": 6 }));
    let predictions = platform.predictions("second");
    assert_eq!(predictions.len(), 14);
    assert!(predictions.iter().all(|(name, class)| truth(name) == class), "{predictions:?}");
    assert!(second.shown.iter().all(|shown| shown.sequence_iteration == 1), "{:?}", second.shown);
}

#[test]
fn the_example_checks_what_a_schema_cannot_say() {
    let platform = Platform::new();
    let errors = platform.check(&json!({ "pool_path": "x", "classes": ["a", "a"], "iteration": 1 }));
    let pointers: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
    assert_eq!(pointers, ["/classes", "/labels_path"]);
    // A program that crashes is no check passed.
    let errors = platform.check(&json!({}));
    assert!(errors[0].message.starts_with("the program of NEAREST_MEAN jobs gave no answer to `check`"), "{errors:?}");
}

#[test]
fn the_documentation_shows_the_example_that_runs() {
    let text = fs::read_to_string(docs().join("job-types.md")).unwrap();
    for file in ["examples/nearest_mean.toml", "examples/nearest_mean.py"] {
        assert!(text.contains(fs::read_to_string(docs().join(file)).unwrap().trim_end()), "{file}");
    }
}
