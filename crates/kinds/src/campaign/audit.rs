//! `CAMPAIGN_AUDIT`: freeze the list of a campaign, and draw from it, blind and in a random order, what is to be judged.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use ml_job_domain::{
    AUDIT_FILE, AuditKind, Draw, DrawKind, FieldError, LogLevel, Observer, ShownSpectrum, SpectrumSet,
};
use ml_job_learning::certificate::{Certificate, CertificateError, Frame};
use ml_job_learning::data::write_json;
use ml_job_learning::error::LearningError;
use ml_job_learning::pool::Pool;
use ml_job_learning::query::Sight;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::domain::searched;
use super::labels::{Known, Label};
use super::round::List;
use super::stars::same_star;
use super::{HDF5, JSON, LABELS_FILE, list};
use crate::files::Files;
use crate::host::{End, Host};
use crate::kind::JobKind;
use crate::matrix;

/// The job type.
#[derive(Debug)]
pub struct CampaignAudit;

/// An audit of a campaign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(
    title = "Audit of a campaign",
    description = "Made by the campaign; labels.json in the job's directory holds the labels."
)]
pub struct AuditConfig {
    /// The campaign's id.
    #[schemars(title = "Campaign")]
    pub campaign_id: String,
    /// Which audit, from 1: each may be wrong less often than the one before.
    #[schemars(title = "Audit", range(min = 1))]
    pub audit: u32,
    /// What is to be found out.
    #[schemars(title = "Kind")]
    pub kind: AuditKind,
    /// The matrix of spectra, below the files root.
    #[schemars(title = "Pool", extend("x-path" = "file"))]
    pub pool_path: String,
    /// The list of the round that is frozen, below the files root.
    #[schemars(title = "List", extend("x-path" = "file"))]
    pub list_path: String,
    /// The classes that a person tells apart.
    #[schemars(title = "Classes", length(min = 2))]
    pub classes: Vec<String>,
    /// Those of them that are certified, together: all that are searched for, or one. Only what is listed as of them is drawn from.
    #[schemars(title = "Wanted classes", length(min = 1))]
    pub wanted: Vec<String>,
    /// The search domain: only spectra with at least this signal-to-noise ratio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Least signal-to-noise ratio", range(min = 0))]
    pub min_snr: Option<f64>,
    /// Only spectra that cover at least this share of the region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Least coverage", range(min = 0, max = 1))]
    pub min_coverage: Option<f64>,
    /// How often all certificates of the campaign together may be wrong.
    #[schemars(title = "α", extend("exclusiveMinimum" = 0), range(max = 0.5))]
    pub alpha: f64,
    /// How many draws are prepared; the audit may end at any of them.
    #[schemars(title = "Draws", range(min = 1, max = 10_000))]
    pub draws: usize,
    /// Seed of the draws.
    #[serde(default)]
    #[schemars(title = "Seed")]
    pub seed: u64,
}

/// What is frozen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AuditMetrics {
    /// Which audit.
    pub audit: u32,
    /// What is to be found out.
    pub kind: AuditKind,
    /// Spectra in the frozen list, confirmed ones included.
    pub listed: usize,
    /// SHA-256 of what is frozen.
    pub list_sha256: String,
    /// The risk that this audit may spend.
    pub alpha: f64,
    /// Draws that are prepared.
    pub draws: usize,
}

impl JobKind for CampaignAudit {
    const TYPE: &'static str = "CAMPAIGN_AUDIT";
    const TITLE: &'static str = "Audit of a campaign";
    const DESCRIPTION: &'static str = "Freezes the list of a campaign and draws from it, blind and in a random order, what a person judges: \
         the bound holds whenever she stops. Campaigns make such jobs by themselves.";
    const RESULTS: &'static [(&'static str, &'static str, &'static str)] = &[
        ("result.h5", "The pool: filenames (n), wave (points, Å), fluxes (n × points).", HDF5),
        (
            AUDIT_FILE,
            "What is frozen and what is drawn from it, with the probability of each draw: a certificate without answers.",
            JSON,
        ),
    ];
    type Config = AuditConfig;
    type Metrics = AuditMetrics;

    fn example() -> Value {
        json!({
            "campaign_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab", "audit": 1, "kind": "PRECISION",
            "pool_path": "/JOBS/job_be_stars/result.h5", "list_path": "/JOBS/job_round_3/list.json",
            "classes": ["other", "single peak", "double peak"], "wanted": ["double peak"], "alpha": 0.05, "draws": 500,
        })
    }

    fn check(config: &AuditConfig) -> Vec<FieldError> {
        FieldError::of_unknown_classes("/wanted", &config.wanted, &config.classes)
    }

    fn run(config: &AuditConfig, host: &mut Host) -> Result<AuditMetrics, End> {
        let (files_dir, job_dir) = (host.files_dir.clone(), host.job_dir.clone());
        let (shown, metrics) =
            run_audit(config, &files_dir, &job_dir, host).map_err(|error| End::of(error.class(), &error))?;
        host.labellings(&shown);
        Ok(metrics)
    }
}

/// Freezes a list and draws from it, and writes both into `job_dir`, which holds the labels in `labels.json`.
///
/// # Errors
/// One sentence that says what is wrong and where.
pub fn run_audit(
    config: &AuditConfig,
    files_root: &Path,
    job_dir: &Path,
    observer: &mut dyn Observer,
) -> Result<(Vec<ShownSpectrum>, AuditMetrics), LearningError> {
    let (certificate, listed, shown) = freeze(config, files_root, job_dir)?;
    write_json(&job_dir.join(AUDIT_FILE), &certificate)?;
    let (hash, draws) = (&certificate.list_sha256, certificate.draws.len());
    observer.log(LogLevel::Info, &format!("Frozen: {listed} spectra, SHA-256 {hash}; {draws} are drawn."));
    let metrics = AuditMetrics {
        audit: config.audit,
        kind: config.kind,
        listed,
        list_sha256: hash.clone(),
        alpha: certificate.alpha_spent,
        draws,
    };
    Ok((shown, metrics))
}

/// The draw as a person sees it: the spectrum, and nothing that the model thinks of it.
fn shown(config: &AuditConfig, draw: &ml_job_learning::certificate::Draw, same_star: Vec<String>) -> ShownSpectrum {
    let drawn = Draw { probability: Some(draw.q), same_star, ..Draw::of(DrawKind::Audit) };
    ShownSpectrum {
        model_prediction: Some("-".to_owned()),
        draw: Some(drawn),
        ..ShownSpectrum::new(&draw.row, SpectrumSet::PerformanceEstimation, config.audit)
    }
}

/// The certificate without answers, how many spectra the frozen list has, and what a person sees.
fn freeze(
    config: &AuditConfig,
    files_root: &Path,
    job_dir: &Path,
) -> Result<(Certificate, usize, Vec<ShownSpectrum>), LearningError> {
    let labels = Known::read(&job_dir.join(LABELS_FILE))?;
    let files = Files::open(files_root)?;
    let mut list = read_list(&files, &config.list_path)?;
    // Lists of earlier versions do not tell the class.
    list.listed.retain(|listed| listed.class.is_empty() || config.wanted.contains(&listed.class));
    let pool = Pool::new(files.open_spectra("pool_path", &config.pool_path)?, &HashSet::new())?;
    matrix::begin(job_dir, &pool, config)?.finish()?;
    let frame = Frame {
        campaign: config.campaign_id.clone(),
        class: config.wanted.join(" or "),
        alpha: config.alpha,
        audit: config.audit,
        parts: 1,
        part: 1,
        seed: config.seed,
    };
    let domain = searched(&pool, config.min_snr, config.min_coverage)?;
    let inside: HashSet<&str> =
        pool.names().iter().zip(&domain).filter(|(_, inside)| **inside).map(|(name, _)| name).collect();
    let strata = Strata::new(config, &labels, list, &inside);
    let confirmed = strata.confirmed;
    let listed = strata.listed.len() + confirmed;
    let frozen = match config.kind {
        AuditKind::Precision => Certificate::precision(frame, strata.listed, confirmed, config.draws),
        AuditKind::Recall => {
            let rest = rest(config, &inside, &labels, &strata);
            let near = strata.near.into_iter().collect();
            Certificate::recall(frame, [strata.listed, near, rest], strata.found, config.draws)
        }
    };
    let certificate =
        frozen.map_err(|error: CertificateError| LearningError::config("list_path", error.to_string()))?;
    let shown = all_shown(config, &certificate, &pool)?;
    Ok((certificate, listed, shown))
}

/// The draws as a person sees them, each with the other spectra of its star.
fn all_shown(
    config: &AuditConfig,
    certificate: &Certificate,
    pool: &Pool,
) -> Result<Vec<ShownSpectrum>, LearningError> {
    let rows: HashMap<&str, usize> = pool.names().iter().enumerate().map(|(row, name)| (name, row)).collect();
    let drawn: Option<Vec<usize>> = certificate.draws.iter().map(|draw| rows.get(draw.row.as_str()).copied()).collect();
    let drawn = drawn.ok_or_else(|| {
        LearningError::config("list_path", format!("{} lists spectra that the pool does not hold.", config.list_path))
    })?;
    let others = same_star(&drawn, &Sight::stars_of(pool)?);
    let named = |rows: Vec<usize>| rows.into_iter().map(|row| pool.names().get(row).to_owned()).collect();
    Ok(certificate.draws.iter().zip(others).map(|(draw, others)| shown(config, draw, named(others))).collect())
}

fn read_list(files: &Files, path: &str) -> Result<List, LearningError> {
    list::read_list(&files.resolve("list_path", path)?, "list_path", path)
}

/// What is frozen, by what is known of it.
struct Strata {
    /// Rows of the list without a clear label.
    listed: Vec<String>,
    /// The most probable of the others, without a clear label.
    near: HashSet<String>,
    /// Rows of the list that a person put into a wanted class.
    confirmed: usize,
    /// All rows of the search domain that a person put into a wanted class.
    found: usize,
}

impl Strata {
    /// What lies outside the domain is neither searched nor found: counted, it would raise the recall of what is claimed.
    fn new(config: &AuditConfig, labels: &[Label], list: List, inside: &HashSet<&str>) -> Self {
        let known: HashMap<&str, bool> = labels
            .iter()
            .filter(|label| config.classes.contains(&label.label) && inside.contains(label.filename.as_str()))
            .map(|label| (label.filename.as_str(), config.wanted.contains(&label.label)))
            .collect();
        let confirmed = list.listed.iter().filter(|listed| known.get(listed.filename.as_str()) == Some(&true)).count();
        let unknown = |name: &String| !known.contains_key(name.as_str());
        Self {
            listed: list.listed.into_iter().map(|listed| listed.filename).filter(unknown).collect(),
            near: list.near.into_iter().filter(unknown).collect(),
            confirmed,
            found: known.values().filter(|wanted| **wanted).count(),
        }
    }
}

/// The rows of the search domain that are in neither list nor near misses, without a clear label.
fn rest(config: &AuditConfig, inside: &HashSet<&str>, labels: &[Label], strata: &Strata) -> Vec<String> {
    let clear =
        labels.iter().filter(|label| config.classes.contains(&label.label)).map(|label| label.filename.as_str());
    let mut elsewhere: HashSet<&str> = clear.collect();
    elsewhere.extend(strata.listed.iter().map(String::as_str));
    elsewhere.extend(strata.near.iter().map(String::as_str));
    inside.iter().filter(|name| !elsewhere.contains(*name)).map(|name| (*name).to_owned()).collect()
}
