//! Where a campaign stands, by the labels that people have given so far.

use std::collections::BTreeSet;

use ml_job_domain::{
    Assessment, AuditState, CampaignRecord, CampaignStep, DrawKind, Estimate, Found, Phase, SelfAgreement, UNSURE,
};
use ml_job_learning::certificate::plan::{alpha_of_audit, price_of_precision};
use ml_job_learning::certificate::{Answer, Certificate, Finite, Prior};
use serde_json::Value;

use super::audit::AuditMetrics;
use super::interval::wilson;
use super::labels::{self, draws, kind};
use super::next::listed;
use super::round::RoundMetrics;

/// The precision whose price is told.
const TARGET: f64 = 0.9;
/// Below so many expected new ones in 100 labels, more labels are not worth their time.
const WORTH: f64 = 1.0;
/// Two lists that differ by less than this share are the same for the advice.
const SAME_LIST: f64 = 0.02;

/// Where a campaign stands.
pub fn assess(record: &CampaignRecord) -> Assessment {
    let known = labels::known(record);
    let plan = &record.campaign.plan;
    let metrics = newest_metrics(record);
    let found = plan.wanted.iter().map(|class| Found {
        class: class.clone(),
        confirmed: known.values().filter(|label| *label == class).count() as u64,
    });
    let with_model = metrics.as_ref().filter(|metrics| metrics.model.is_some());
    let mut assessment = Assessment {
        pool: metrics.as_ref().map(|metrics| metrics.pool_spectra as u64),
        labelled: known.values().filter(|label| **label != UNSURE).count() as u64,
        unsure: known.values().filter(|label| **label == UNSURE).count() as u64,
        waiting: record.newest().map_or(0, waiting),
        found: found.collect(),
        listed: with_model.map(|metrics| metrics.listed as u64),
        listed_stars: with_model.map(|metrics| metrics.listed_stars as u64).filter(|stars| *stars > 0),
        expected_precision: with_model.and_then(|metrics| metrics.expected_precision),
        total: metrics.as_ref().and_then(|metrics| total(record, metrics.pool_spectra)),
        expected_per_100: with_model.and_then(|metrics| per_100(record, metrics)),
        price: with_model.and_then(|metrics| price(record, metrics)),
        agreement: agreement(record),
        advice: String::new(),
        audits: record.audits.iter().map(|audit| audit_state(record, audit)).collect(),
    };
    assessment.advice = advice(record, &assessment);
    assessment
}

/// The certificate of an audit, by the labels given so far.
///
/// # Errors
/// In one sentence, why there is none yet.
pub fn certificate(record: &CampaignRecord, audit: u32) -> Result<Value, String> {
    let step = record.audits.iter().find(|step| step.number == audit).ok_or("There is no such audit.")?;
    let certificate = judged(record, step).ok_or("The list is not frozen yet: its job has not completed.")?;
    serde_json::to_value(certificate.closed()).map_err(|error| error.to_string())
}

fn newest_metrics(record: &CampaignRecord) -> Option<RoundMetrics> {
    let completed = record.rounds.iter().rev().find(|round| round.job.phase == Phase::Completed)?;
    serde_json::from_value(completed.job.metrics.clone()?).ok()
}

fn waiting(round: &CampaignStep) -> u64 {
    round.labellings.iter().filter(|shown| shown.user_label.is_none()).count() as u64
}

/// Wanted spectra of the domain, by the random draws alone: Wilson's interval (1927) at 80 %, times the domain.
#[expect(clippy::cast_precision_loss, reason = "counts of labels and spectra are far smaller than 2^52")]
fn total(record: &CampaignRecord, pool: usize) -> Option<Estimate> {
    let wanted = |label: &str| record.campaign.plan.wanted.iter().any(|class| class == label);
    let answers: Vec<bool> = draws(record)
        .filter(|shown| kind(shown) == Some(DrawKind::Random))
        .filter_map(|shown| shown.user_label.as_deref().filter(|label| *label != UNSURE).map(wanted))
        .collect();
    if answers.is_empty() {
        return None;
    }
    let hits = answers.iter().filter(|hit| **hit).count();
    let (from, to) = wilson(hits, answers.len());
    let pool = pool as f64;
    let confirmed = labels::known(record).values().filter(|label| wanted(label)).count() as f64;
    let least = |value: f64| (value * pool).max(confirmed);
    Some(Estimate { from: least(from), value: least(hits as f64 / answers.len() as f64), to: least(to) })
}

#[expect(clippy::cast_precision_loss, reason = "a round has at most 1000 draws")]
fn per_100(record: &CampaignRecord, metrics: &RoundMetrics) -> Option<f64> {
    let round = record.rounds.iter().find(|round| round.number == metrics.round)?;
    let asked =
        round.labellings.iter().filter(|shown| !matches!(kind(shown), Some(DrawKind::Chosen | DrawKind::Repeat)));
    let asked = asked.count();
    (asked > 0).then(|| metrics.expected_new.unwrap_or(0.0) * 100.0 / asked as f64)
}

/// What it would cost to certify the list at the target, if it is as precise as the model thinks.
fn price(record: &CampaignRecord, metrics: &RoundMetrics) -> Option<u64> {
    let wanted = |label: &&&str| record.campaign.plan.wanted.iter().any(|class| class == **label);
    let confirmed = labels::known(record).values().filter(wanted).count().min(metrics.listed);
    let list = Finite::new(metrics.listed - confirmed, Prior::LIST).ok()?;
    let next = record.audits.last().map_or(1, |audit| audit.number + 1);
    let alpha = alpha_of_audit(record.campaign.plan.alpha, next);
    let price = price_of_precision(&list, confirmed, metrics.expected_precision?, TARGET, alpha)?;
    Some(price as u64)
}

/// Cohen's κ (1960) of a person with herself.
#[expect(clippy::cast_precision_loss, reason = "counts of labels are far smaller than 2^52")]
fn agreement(record: &CampaignRecord) -> Option<SelfAgreement> {
    let pairs = labels::repeated(record);
    if pairs.is_empty() {
        return None;
    }
    let n = pairs.len() as f64;
    let same = pairs.iter().filter(|(first, second)| first == second).count();
    let share =
        |label: &str, of: fn(&(&str, &str)) -> String| pairs.iter().filter(|pair| of(pair) == label).count() as f64 / n;
    let mut labels: Vec<&str> = pairs.iter().flat_map(|(first, second)| [*first, *second]).collect();
    labels.sort_unstable();
    labels.dedup();
    let by_chance: f64 = labels
        .iter()
        .map(|label| share(label, |pair| pair.0.to_owned()) * share(label, |pair| pair.1.to_owned()))
        .sum();
    let kappa = (by_chance < 1.0).then(|| (same as f64 / n - by_chance) / (1.0 - by_chance));
    Some(SelfAgreement { pairs: pairs.len() as u64, same: same as u64, kappa })
}

/// The classes that an audit certifies, together.
fn certified(record: &CampaignRecord, step: &CampaignStep) -> Vec<String> {
    let wanted = step.job.config.as_ref().and_then(|config| config.get("wanted")).cloned();
    wanted.and_then(|wanted| serde_json::from_value(wanted).ok()).unwrap_or_else(|| record.campaign.plan.wanted.clone())
}

fn audit_state(record: &CampaignRecord, step: &CampaignStep) -> AuditState {
    let metrics: Option<AuditMetrics> =
        step.job.metrics.clone().and_then(|metrics| serde_json::from_value(metrics).ok());
    let kind = step.job.config.as_ref().and_then(|config| serde_json::from_value(config.get("kind")?.clone()).ok());
    let judged = judged(record, step);
    let answers = |answer: Answer| {
        let draws = judged.iter().flat_map(|certificate| &certificate.draws);
        draws.filter(|draw| draw.answer == Some(answer)).count() as u64
    };
    AuditState {
        number: step.number,
        kind: metrics.as_ref().map(|metrics| metrics.kind).or(kind).unwrap_or(ml_job_domain::AuditKind::Precision),
        classes: certified(record, step),
        alpha: alpha_of_audit(record.campaign.plan.alpha, step.number.max(1)),
        listed: metrics.as_ref().map_or(0, |metrics| metrics.listed as u64),
        list_sha256: metrics.map(|metrics| metrics.list_sha256).unwrap_or_default(),
        draws: judged.as_ref().map_or(0, |certificate| certificate.draws.len() as u64),
        answered: judged.as_ref().map_or(0, |certificate| certificate.judged() as u64),
        unsure: answers(Answer::Unsure),
        bound: judged.as_ref().map(|certificate| certificate.bound),
        estimate: judged.as_ref().filter(|certificate| certificate.judged() > 0).and_then(plain_estimate),
    }
}

/// Share of right ones among the clear answers to draws from the list.
#[expect(clippy::cast_precision_loss, reason = "counts of labels are far smaller than 2^52")]
fn plain_estimate(certificate: &Certificate) -> Option<f64> {
    let clear = certificate.draws.iter().filter(|draw| draw.stratum == 0);
    let clear: Vec<bool> = clear
        .filter_map(|draw| match draw.answer? {
            Answer::Yes => Some(true),
            Answer::No => Some(false),
            Answer::Unsure => None,
        })
        .collect();
    let right = clear.iter().filter(|right| **right).count();
    (!clear.is_empty()).then(|| right as f64 / clear.len() as f64)
}

/// The frozen audit with the answers so far.
fn judged(record: &CampaignRecord, step: &CampaignStep) -> Option<Certificate> {
    let mut certificate: Certificate = serde_json::from_value(step.frozen.clone()?).ok()?;
    let said: std::collections::HashMap<&str, &str> = step
        .labellings
        .iter()
        .filter_map(|shown| Some((shown.spectrum_filename.as_str(), shown.user_label.as_deref()?)))
        .collect();
    let wanted = certified(record, step);
    let answer = |row: &str| match said.get(row).copied() {
        None => None,
        Some(UNSURE) => Some(Answer::Unsure),
        Some(label) if wanted.iter().any(|class| class == label) => Some(Answer::Yes),
        Some(_) => Some(Answer::No),
    };
    certificate.judge(answer).ok()?;
    Some(certificate)
}

/// One sentence.
fn advice(record: &CampaignRecord, assessment: &Assessment) -> String {
    let Some(newest) = record.newest() else { return "The matrix is being prepared.".into() };
    match newest.job.phase {
        Phase::Pending | Phase::Processing => return format!("Round {} is being chosen.", newest.number),
        Phase::Error | Phase::Aborted => return format!("Round {} has no result: start the next one.", newest.number),
        Phase::Completed => {}
    }
    if let Some(audit) = assessment.audits.last().filter(|audit| audit.bound.is_some_and(|bound| bound >= TARGET)) {
        return format!("Audit {} holds {TARGET} already: the list can be believed that far.", audit.number);
    }
    if assessment.waiting > 0 {
        return format!("Label the {} spectra that wait.", assessment.waiting);
    }
    let Some(expected) = assessment.expected_per_100 else {
        let known = labels::known(record);
        let classes: BTreeSet<&&str> = known.values().filter(|label| **label != UNSURE).collect();
        return match classes.len() {
            0 | 1 => "Start the next round: the labels are of one class so far, so it looks for strange spectra again.",
            _ => "Start the next round: it learns from the labels.",
        }
        .into();
    };
    if expected < WORTH && has_settled(record) {
        return "The list has settled, and more labels would find little: audit it.".into();
    }
    format!("Start the next round: 100 more labels are expected to find about {} more.", expected.round())
}

/// Whether the last two lists are of about one size.
#[expect(clippy::cast_precision_loss, reason = "a list is far shorter than 2^52")]
fn has_settled(record: &CampaignRecord) -> bool {
    let sizes: Vec<f64> =
        record.rounds.iter().rev().map(|round| listed(round) as f64).filter(|n| *n > 0.0).take(3).collect();
    sizes.len() == 3 && sizes.windows(2).all(|pair| (pair[0] - pair[1]).abs() <= SAME_LIST * pair[0].max(pair[1]))
}
