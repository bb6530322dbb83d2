//! A matrix with a known truth, a campaign on it, and a person.

use std::fs;
use std::path::{Path, PathBuf};

use ml_job_domain::{
    AUDIT_FILE, AuditKind, Campaign, CampaignPlan, CampaignRecord, CampaignStep, CampaignTask, Clock as _, DrawKind,
    Job, JobId, Labelling, LabellingId, NewCampaign, NewJob, Phase, ShownSpectrum, SpectrumSet, SystemClock,
    Unobserved,
};
use ml_job_kinds::campaign::{plan_audit, plan_round, run_audit, run_round};
use ml_job_learning::data::{ResultFile, write_json};
use ml_job_learning::rng::{Purpose, stream};
use rand::RngExt;
use serde::Serialize;
use serde_json::{Value, json};
use tempfile::TempDir;

const POINTS: usize = 60;
/// Spectra of the matrix.
pub(crate) const ROWS: usize = 600;
/// Up to here two neighbouring rows are of one star.
const PAIRED: usize = 100;
/// Stars of the matrix.
pub(crate) const STARS: usize = ROWS - PAIRED / 2;

fn row_of(name: &str) -> usize {
    name.trim_start_matches('s').trim_end_matches(".fits").parse().unwrap()
}

/// The first row of the star of a spectrum.
pub(crate) fn star_of(name: &str) -> usize {
    let row = row_of(name);
    if row < PAIRED { row / 2 * 2 } else { row }
}

/// Whether the spectrum shows the line: one star in twelve.
pub(crate) fn is_wanted(name: &str) -> bool {
    star_of(name) % 12 == 4
}

/// Whether its signal-to-noise ratio is low: one in ten, of a pair always the first.
pub(crate) fn is_noisy(name: &str) -> bool {
    row_of(name) % 10 == 6
}

/// What a person who knows the truth says.
#[expect(clippy::unnecessary_wraps, reason = "it stands for what a person answers, who may skip a spectrum")]
pub(crate) fn truth(shown: &Labelling) -> Option<&'static str> {
    Some(if is_wanted(&shown.spectrum_filename) { "line" } else { "other" })
}

/// A campaign and the files that it lives on.
pub(crate) struct Search {
    root: TempDir,
    pub(crate) record: CampaignRecord,
    threads: usize,
}

impl Search {
    /// A campaign whose plan has these fields besides the usual ones.
    #[expect(clippy::needless_pass_by_value, reason = "made for the call")]
    pub(crate) fn new(change: Value) -> Self {
        let root = tempfile::tempdir().unwrap();
        write_matrix(&root.path().join("pool.h5"));
        let mut plan = json!({
            "pool": { "matrix": "/pool.h5" }, "classes": ["other", "line"], "wanted": ["line"],
            "line": 6564.6, "first_round": 50, "round": 40, "seed": 7,
        });
        plan.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let plan: CampaignPlan = serde_json::from_value(plan).unwrap();
        assert_eq!(plan.problems(""), []);
        let id = serde_json::from_value(json!("0199c0de-7b1e-7f3a-9d57-0123456789ab")).unwrap();
        let new = NewCampaign { label: "Lines".into(), description: None, plan, space_id: None };
        let campaign: Campaign = new.into_campaign(id, SystemClock.now());
        let record =
            CampaignRecord { campaign, pool_path: Some("/pool.h5".into()), rounds: Vec::new(), audits: Vec::new() };
        Self { root, record, threads: 1 }
    }

    pub(crate) fn on_threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// The place of a file below the files root.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// The files of a new job, as the API writes them.
    fn start(&self, directory: &str, task: &CampaignTask) {
        fs::create_dir(self.path(directory)).unwrap();
        for (name, value) in &task.start.files {
            write_json(&self.path(directory).join(name), value).unwrap();
        }
    }

    /// Runs the next round, and labels what it asks.
    pub(crate) fn round(&mut self, person: impl Fn(&Labelling) -> Option<&'static str>) -> Vec<ShownSpectrum> {
        let task = plan_round(&self.record).unwrap();
        let number = u32::try_from(self.record.rounds.len()).unwrap();
        let directory = format!("round{number}");
        self.start(&directory, &task);
        let config = serde_json::from_value(task.start.config.clone()).unwrap();
        let (shown, metrics) =
            run_round(&config, self.root.path(), &self.path(&directory), None, self.threads, &mut Unobserved).unwrap();
        let job = completed(&task, directory, metrics);
        let step = CampaignStep { number, labellings: labelled(&shown, job.job_id, person), job, frozen: None };
        self.record.rounds.push(step);
        shown
    }

    /// Freezes the list and prepares draws, which nobody has labelled yet.
    pub(crate) fn audit(&mut self, kind: AuditKind) -> Vec<ShownSpectrum> {
        self.audit_of(kind, None)
    }

    /// The same for one class.
    pub(crate) fn audit_of(&mut self, kind: AuditKind, class: Option<&str>) -> Vec<ShownSpectrum> {
        let task = plan_audit(&self.record, kind, class).unwrap();
        let number = u32::try_from(self.record.audits.len() + 1).unwrap();
        let directory = format!("audit{number}");
        self.start(&directory, &task);
        let config = serde_json::from_value(task.start.config.clone()).unwrap();
        let (shown, metrics) = run_audit(&config, self.root.path(), &self.path(&directory), &mut Unobserved).unwrap();
        let frozen = serde_json::from_slice(&fs::read(self.path(&directory).join(AUDIT_FILE)).unwrap()).unwrap();
        let job = completed(&task, directory, metrics);
        let labellings = labelled(&shown, job.job_id, |_| None);
        self.record.audits.push(CampaignStep { number, labellings, job, frozen: Some(frozen) });
        shown
    }

    /// Labels the first `n` draws of an audit, from 1.
    pub(crate) fn judge(&mut self, audit: usize, n: usize, person: impl Fn(&Labelling) -> Option<&'static str>) {
        for shown in self.record.audits[audit - 1].labellings.iter_mut().take(n) {
            shown.user_label = person(shown).map(str::to_owned);
        }
    }

    /// The draws of all rounds.
    pub(crate) fn draws(&self) -> impl Iterator<Item = &Labelling> {
        self.record.rounds.iter().flat_map(|round| &round.labellings)
    }
}

/// Why a spectrum was drawn.
pub(crate) fn kind(shown: &Labelling) -> DrawKind {
    shown.draw.clone().unwrap().kind
}

fn completed(task: &CampaignTask, dir_path: String, metrics: impl Serialize) -> Job {
    let new = NewJob {
        job_type: task.job_type.clone(),
        label: dir_path.clone(),
        description: None,
        config: Some(task.start.config.clone()),
        parent_job_id: None,
        space_id: None,
    };
    let metrics = serde_json::to_value(metrics).unwrap();
    Job { dir_path, phase: Phase::Completed, metrics: Some(metrics), ..new.into_job(JobId::new(), SystemClock.now()) }
}

/// What is asked, with the person's answers; candidates are only looked at.
fn labelled(
    shown: &[ShownSpectrum],
    job_id: JobId,
    person: impl Fn(&Labelling) -> Option<&'static str>,
) -> Vec<Labelling> {
    let asked = shown.iter().filter(|shown| shown.spectrum_set != SpectrumSet::Candidate);
    let answer = |shown: &ShownSpectrum| {
        let labelling = shown.clone().into_new(job_id).into_labelling(LabellingId::new());
        Labelling { user_label: person(&labelling).map(str::to_owned), ..labelling }
    };
    asked.map(answer).collect()
}

/// Noise on a continuum, with a line at 6564.6 Å where there is one; S/N and positions beside.
fn write_matrix(place: &Path) {
    let mut random = stream(3, Purpose::Split, 0);
    let names: Vec<String> = (0..ROWS).map(|row| format!("s{row:04}.fits")).collect();
    let wave: Vec<f64> = (0..POINTS).map(|i| 6500.0 + 2.0 * i as f64).collect();
    let mut fluxes = Vec::new();
    for name in &names {
        let height = if is_wanted(name) { random.random_range(0.8..1.6) } else { 0.0 };
        let width = random.random_range(4.0..8.0_f64);
        fluxes.extend(wave.iter().map(|wave| {
            let line = height * (-((wave - 6564.6) / width).powi(2)).exp();
            #[expect(clippy::cast_possible_truncation, reason = "fluxes are of single precision")]
            let flux = (line + random.random_range(-0.2..0.2)) as f32;
            flux
        }));
    }
    let file = ResultFile::create(place).unwrap();
    file.write_names("filenames", 20, names.iter().map(String::as_str)).unwrap();
    file.write("wave", &wave).unwrap();
    file.write_matrix("fluxes", POINTS, &fluxes).unwrap();
    file.finish().unwrap();
    let file = hdf5::File::append(place).unwrap();
    let group = file.create_group("metadata").unwrap();
    let column = |name: &str, values: Vec<f64>| {
        group.new_dataset_builder().with_data(&values).create(name).unwrap();
    };
    column("snr", names.iter().map(|name| if is_noisy(name) { 2.0 } else { 30.0 }).collect());
    // The first of each pair covers half of the region.
    column("outside_fraction", names.iter().map(|name| row_of(name) as f64 % 2.0 * -0.5 + 0.5).collect());
    column("ra", names.iter().map(|name| star_of(name) as f64 * 0.1).collect());
    column("dec", names.iter().map(|name| 10.0 + row_of(name) as f64 % 2.0 * 1.0 / 3600.0).collect());
    file.close().unwrap();
}
