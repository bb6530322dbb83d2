//! `GET /api/campaigns/{campaign_id}/methods`: what was done, as a paragraph for a paper.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use ml_job_domain::{
    Assessment, AuditKind, AuditState, CampaignRecord, CampaignRole, DrawKind, Job, PoolSource, UNSURE,
};
use serde_json::Value;

use super::{CampaignPath, TAG};
use crate::extract::Path;
use crate::problem::Problem;
use crate::{ApiState, campaigns, jobs};

const REFERENCES: &str = "References for the bounds: Ville 1939, Étude critique de la notion de collectif; Waudby-Smith & Ramdas 2020, \
     Confidence sequences for sampling without replacement (NeurIPS).";

/// Describe a campaign for a paper
///
/// One paragraph: what was searched, how it was labelled, what learnt, what the list holds, and what its audits have shown, in the
/// numbers of this moment. It says nothing that the certificates do not.
#[utoipa::path(
    get, path = "/api/campaigns/{campaign_id}/methods", tag = TAG, params(CampaignPath),
    responses((status = 200, description = "The paragraph", body = String, content_type = "text/plain")),
)]
pub(crate) async fn get_methods(
    State(state): State<ApiState>,
    Path(CampaignPath { campaign_id }): Path<CampaignPath>,
) -> Result<Response, Problem> {
    let record = campaigns::record(&state, campaigns::find(&state, campaign_id).await?).await?;
    let places = state.store.list_campaign_jobs(campaign_id).await?;
    let preparation = match places.iter().find(|job| job.role == CampaignRole::Preparation) {
        Some(job) => Some(jobs::find(&state, job.job_id).await?),
        None => None,
    };
    let assessment = campaigns::assess(&state, record.clone()).await?;
    let text = paragraph(&record, &assessment, preparation.as_ref());
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}

fn paragraph(record: &CampaignRecord, assessment: &Assessment, preparation: Option<&Job>) -> String {
    let mut sentences = vec![searched(record, assessment, preparation)];
    sentences.extend(domain(record));
    sentences.push(labelled(record, assessment));
    sentences.extend(listed(record, assessment));
    sentences.extend(assessment.audits.iter().filter_map(audited));
    sentences.extend(completeness(record));
    if let Some(agreement) = &assessment.agreement {
        let kappa = agreement.kappa.map(|kappa| format!(" (Cohen's κ = {kappa:.2})")).unwrap_or_default();
        let (pairs, same) = (agreement.pairs, agreement.same);
        sentences.push(format!("Of {pairs} spectra that were shown twice, {same} got the same class again{kappa}."));
    }
    let seed = record.campaign.plan.seed;
    let matrix = metric(record, "pool_sha256").and_then(Value::as_str).unwrap_or_default();
    let matrix = if matrix.is_empty() { String::new() } else { format!(" and the matrix with the SHA-256 {matrix}") };
    sentences.push(format!("With its labels, the seed {seed}{matrix} the search can be repeated draw for draw."));
    let mut text = sentences.join(" ");
    if assessment.audits.iter().any(|audit| audit.bound.is_some() && audit.answered > 0) {
        text += &format!("\n\n{REFERENCES}");
    }
    text + "\n"
}

fn searched(record: &CampaignRecord, assessment: &Assessment, preparation: Option<&Job>) -> String {
    let plan = &record.campaign.plan;
    let spectra = assessment.pool.map_or_else(|| "the spectra".to_owned(), |pool| format!("{pool} spectra"));
    let config = match &plan.pool {
        PoolSource::Preprocessing(config) => Some(config),
        PoolSource::Matrix(_) => preparation.and_then(|job| job.config.as_ref()),
    };
    let number = |key: &str| config?.get(key)?.as_f64();
    let region = match (number("wave_start_point"), number("wave_end_point"), number("wave_point_count")) {
        (Some(start), Some(end), Some(points)) => {
            format!(", resampled to {points} wavelengths between {start} and {end} Å,")
        }
        _ => String::new(),
    };
    let wanted = plan.wanted.join(" or ");
    let version = env!("CARGO_PKG_VERSION");
    format!("We searched {spectra}{region} for {wanted} by active learning with ML Job Manager {version}.")
}

fn domain(record: &CampaignRecord) -> Option<String> {
    let plan = &record.campaign.plan;
    let snr = plan.min_snr.map(|snr| format!("a signal-to-noise ratio of at least {snr}"));
    let coverage = plan.min_coverage.map(|share| format!("at least {} % of the region covered", 100.0 * share));
    let limits: Vec<String> = snr.into_iter().chain(coverage).collect();
    (!limits.is_empty()).then(|| format!("All statements are about spectra with {}.", limits.join(" and ")))
}

fn labelled(record: &CampaignRecord, assessment: &Assessment) -> String {
    let answers = || record.rounds.iter().flat_map(|round| &round.labellings);
    let is_random = |draw: Option<&ml_job_domain::Draw>| draw.is_some_and(|draw| draw.kind == DrawKind::Random);
    let random = answers()
        .filter(|one| is_random(one.draw.as_ref()) && one.user_label.as_ref().is_some_and(|label| label != UNSURE))
        .count();
    let classes = record.campaign.plan.classes.join(", ");
    let rounds = match record.rounds.len() {
        1 => "one round".to_owned(),
        rounds => format!("{rounds} rounds"),
    };
    let undecided = match assessment.unsure {
        0 => String::new(),
        unsure => format!("; {unsure} were left undecided"),
    };
    format!(
        "In {rounds} {} spectra were classified by eye ({classes}), {random} of them drawn at random and judged without knowledge \
         of the model's opinion{undecided}.",
        assessment.labelled
    )
}

fn listed(record: &CampaignRecord, assessment: &Assessment) -> Option<String> {
    let listed = assessment.listed?;
    let stars = assessment.listed_stars.filter(|stars| *stars < listed);
    let stars = stars.map(|stars| format!(" of {stars} stars")).unwrap_or_default();
    let model = metric(record, "model").and_then(Value::as_str).unwrap_or("last");
    let taught = metric(record, "taught").and_then(Value::as_u64).unwrap_or(0);
    let confirmed: u64 = assessment.found.iter().map(|found| found.confirmed).sum();
    Some(format!(
        "The model of the last round ({model}, taught with {taught} labels) lists {listed} spectra{stars}; {confirmed} are confirmed by eye."
    ))
}

/// What an audit has shown so far; nothing before its first answer.
fn audited(audit: &AuditState) -> Option<String> {
    let bound = audit.bound.filter(|_| audit.answered > 0)?;
    let what = match audit.kind {
        AuditKind::Precision => "precision of the list",
        AuditKind::Recall => "recall of the list with the labels",
    };
    let hash = audit.list_sha256.get(..12).unwrap_or(&audit.list_sha256);
    Some(format!(
        "For audit {}, {} spectra were drawn at random from the frozen list of {} (SHA-256 {hash}…) and judged blind: the {what} is above \
         {bound:.3}, a bound that is wrong with a probability of at most {:.4} whenever the audit was ended.",
        audit.number, audit.answered, audit.listed, audit.alpha
    ))
}

fn completeness(record: &CampaignRecord) -> Option<String> {
    let injected = metric(record, "lines_injected")?.as_u64()?;
    let found = metric(record, "lines_found")?.as_u64()?;
    Some(format!(
        "Of {injected} emission lines of known strength that were put into ordinary spectra, the model lists {found}; this estimates the \
         completeness for lines of that shape and is no bound."
    ))
}

/// A number of the newest round that has one.
fn metric<'a>(record: &'a CampaignRecord, key: &str) -> Option<&'a Value> {
    record.rounds.iter().rev().find_map(|round| round.job.metrics.as_ref()?.get(key))
}
