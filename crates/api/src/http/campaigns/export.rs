//! `GET /api/campaigns/{campaign_id}/list`: the list of a campaign as a table, with what people said of each spectrum.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use ml_job_domain::{Campaign, CampaignRecord, CampaignStep, DrawKind, Labelling, LabellingId, Phase};
use ml_job_spectra::{Table, TableColumn, TableValues};
use ml_job_store::Opinions;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use utoipa::{IntoParams, ToSchema};

use super::{CampaignPath, TAG};
use crate::access::Who;
use crate::download::{Binary, Disposition, present};
use crate::extract::{Path, Query};
use crate::files::FilesError;
use crate::problem::Problem;
use crate::{ApiState, campaigns, configs, opinions};

/// The list of a round, in its job's directory.
pub(super) const LIST_FILE: &str = "list.json";
/// The largest list that is read.
const LIST_MAX_BYTES: u64 = 256 * 1024 * 1024;

/// Which list, and as what.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// As what.
    #[serde(default)]
    #[param(inline)]
    format: Format,
    /// The list that this audit has frozen; without it the newest one.
    #[param(minimum = 1, maximum = 2_147_483_646)]
    audit: Option<u32>,
}

/// As what a list is written.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Format {
    #[default]
    Csv,
    Votable,
    Fits,
    Parquet,
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Votable => "vot",
            Self::Fits => "fits",
            Self::Parquet => "parquet",
        }
    }
}

/// The list as a round has written it.
#[derive(Debug, Deserialize)]
struct ListFile {
    listed: Vec<Listed>,
}

#[derive(Debug, Deserialize)]
struct Listed {
    filename: String,
    probability: f64,
    #[serde(default)]
    confirmed: bool,
    #[serde(default)]
    class: String,
    #[serde(default)]
    star: String,
    ra: Option<f64>,
    dec: Option<f64>,
    snr: Option<f64>,
    magnitude: Option<f64>,
    line: Option<LineFacts>,
}

/// What was measured of the line that the campaign looks for.
#[derive(Debug, Clone, Copy, Deserialize)]
struct LineFacts {
    equivalent_width: f64,
    equivalent_width_error: f64,
    fwhm: Option<f64>,
    peak_separation: Option<f64>,
    v_over_r: Option<f64>,
}

/// What a person said of a spectrum, and when.
struct Said<'a> {
    labelling: &'a Labelling,
    /// The round or audit, such as `round 3`.
    place: String,
    at: Option<DateTime<Utc>>,
}

/// Get the list of a campaign as a table
///
/// The newest list, or the one that an audit has frozen: name, position, probability, class, signal-to-noise ratio and magnitude
/// of each spectrum, with the label that counts, when it was given and why it was asked for. `VOTable` and FITS say besides what
/// the list is made of.
#[utoipa::path(
    get, path = "/api/campaigns/{campaign_id}/list", tag = TAG, params(CampaignPath, ListQuery),
    responses(
        (status = 200, description = "The table", content(
            (String = "text/csv"), (Binary = "application/x-votable+xml"), (Binary = "application/fits"),
            (Binary = "application/vnd.apache.parquet"),
        )),
        (status = 404, description = "There is no such campaign, or it has no such audit"),
        (status = 409, description = "There is no list yet"),
    ),
)]
pub(crate) async fn export_list(
    State(state): State<ApiState>,
    who: Who,
    Path(CampaignPath { campaign_id }): Path<CampaignPath>,
    Query(ListQuery { format, audit }): Query<ListQuery>,
) -> Result<Response, Problem> {
    let record = campaigns::record(&state, campaigns::find(&state, campaign_id).await?).await?;
    let record = opinions::seen_record(&state, &who, record).await?;
    let round = round_of(&record, audit)?;
    let content = read_list(&state, round).await?;
    let list: ListFile = serde_json::from_slice(&content)
        .map_err(|error| Problem::conflict(format!("The list of round {} cannot be read: {error}.", round.number)))?;
    let times = times(&state, &record).await?;
    let facts = facts(&record, round, audit, &hash(&content));
    let said = said(&record, &times);
    let table = table(&record.campaign, list, &said, facts);
    answer(&record.campaign, table, format).await
}

/// Which labels, and as what.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LabelsQuery {
    /// As what.
    #[serde(default)]
    #[param(inline)]
    format: Format,
    /// Whether what each person says is told, a line each, instead of the label that counts alone.
    #[serde(default)]
    #[param(default = false)]
    opinions: bool,
}

/// Get all labels of a campaign as a table
///
/// Every answer to a spectrum that a round or audit asked for, or that a person chose, repeats too: what was said, by whom, when, where,
/// why it was asked for, with which probability, and whether the person could see what a model thinks of it. Of several people's answers the
/// one that counts, or with `opinions` all. What waits for a second, blind answer of the caller is left out.
#[utoipa::path(
    get, path = "/api/campaigns/{campaign_id}/labels", tag = TAG, params(CampaignPath, LabelsQuery),
    responses(
        (status = 200, description = "The table", content(
            (String = "text/csv"), (Binary = "application/x-votable+xml"), (Binary = "application/fits"),
            (Binary = "application/vnd.apache.parquet"),
        )),
    ),
)]
pub(crate) async fn export_labels(
    State(state): State<ApiState>,
    who: Who,
    Path(CampaignPath { campaign_id }): Path<CampaignPath>,
    Query(LabelsQuery { format, opinions }): Query<LabelsQuery>,
) -> Result<Response, Problem> {
    let record = campaigns::record(&state, campaigns::find(&state, campaign_id).await?).await?;
    let record = opinions::seen_record(&state, &who, record).await?;
    let times = times(&state, &record).await?;
    let answers = if opinions { opinions_of(&state, &record).await? } else { counting(&record, &times) };
    let table = label_table(&record, &answers);
    answer(&record.campaign, table, format).await
}

/// A line of the table of labels: an answer, and what it answers.
struct Given<'a> {
    place: String,
    labelling: &'a Labelling,
    label: String,
    comment: Option<String>,
    author: Option<String>,
    at: Option<DateTime<Utc>>,
    /// Whether it is the label that counts.
    counts: bool,
}

/// The labels that count, in the order in which the spectra were asked for.
fn counting<'a>(record: &'a CampaignRecord, times: &HashMap<LabellingId, DateTime<Utc>>) -> Vec<Given<'a>> {
    let given = |(place, labelling): (String, &'a Labelling)| {
        Some(Given {
            place,
            labelling,
            label: labelling.user_label.clone()?,
            comment: labelling.user_comment.clone(),
            author: labelling.user_label_author.clone(),
            at: labelling.user_label_at.or_else(|| times.get(&labelling.labelling_id).copied()),
            counts: true,
        })
    };
    shown(record).filter_map(given).collect()
}

/// What each person says, and what was settled; what was said where there were no accounts as well.
async fn opinions_of<'a>(state: &ApiState, record: &'a CampaignRecord) -> Result<Vec<Given<'a>>, Problem> {
    let mut opinions = Opinions::new();
    for step in record.rounds.iter().chain(&record.audits) {
        opinions.extend(state.store.opinions_of_job(step.job.job_id).await?);
    }
    let mut all = Vec::new();
    for (place, labelling) in shown(record).filter(|(_, labelling)| !labelling.is_hidden) {
        let said = opinions.remove(&labelling.labelling_id).unwrap_or_default();
        let counting = labelling.user_label.clone().map(|label| Given {
            place: place.clone(),
            labelling,
            label,
            comment: labelling.user_comment.clone(),
            author: labelling.user_label_author.clone(),
            at: labelling.user_label_at,
            counts: true,
        });
        // A label that was settled, or given where there were no accounts, is nobody's opinion.
        all.extend(counting.filter(|_| said.is_empty() || labelling.adjudicated_by.is_some()));
        let is_open = labelling.adjudicated_by.is_none();
        all.extend(said.into_iter().filter_map(|opinion| {
            let label = opinion.user_label?;
            let counts = is_open && labelling.user_label.as_ref() == Some(&label);
            let (comment, author, at) = (opinion.user_comment, opinion.author, Some(opinion.changed_at));
            Some(Given { place: place.clone(), labelling, label, comment, author, at, counts })
        }));
    }
    Ok(all)
}

/// All that a campaign has shown, with where.
fn shown(record: &CampaignRecord) -> impl Iterator<Item = (String, &Labelling)> {
    places(record).flat_map(|(place, step)| step.labellings.iter().map(move |labelling| (place.clone(), labelling)))
}

/// The table as a file for the client.
async fn answer(campaign: &Campaign, table: Table, format: Format) -> Result<Response, Problem> {
    let name = format!("{}-{}.{}", slug(campaign), table.name, format.ending());
    let written = tokio::task::spawn_blocking(move || match format {
        Format::Csv => table.to_csv(),
        Format::Votable => table.to_votable(),
        Format::Fits => table.to_fits(),
        Format::Parquet => table.to_parquet(),
    });
    let mut response = written.await?.into_response();
    present(response.headers_mut(), Disposition::Attachment(&name));
    Ok(response)
}

/// The round whose list is meant.
///
/// # Errors
/// 404 where the audit is none, 409 where no round has a list.
pub(super) fn round_of(record: &CampaignRecord, audit: Option<u32>) -> Result<&CampaignStep, Problem> {
    let no_list = || Problem::conflict("There is no list yet: no round has learnt from labels.");
    let Some(number) = audit else {
        let learnt = |round: &&CampaignStep| {
            let metrics = round.job.metrics.as_ref();
            round.job.phase == Phase::Completed && metrics.is_some_and(|metrics| metrics.get("model").is_some())
        };
        return record.rounds.iter().rev().find(learnt).ok_or_else(no_list);
    };
    let frozen = record.audits.iter().find(|audit| audit.number == number);
    let frozen = frozen.ok_or_else(|| Problem::not_found(format!("The campaign has no audit {number}.")))?;
    let path = frozen.job.config.as_ref().and_then(|config| config.get("list_path")?.as_str());
    let directory = path.and_then(|path| path.rsplit_once('/')).map(|(directory, _)| directory);
    record.rounds.iter().find(|round| Some(round.job.dir_path.as_str()) == directory).ok_or_else(no_list)
}

/// The list of a round, as it lies in its job's directory.
pub(super) async fn read_list(state: &ApiState, round: &CampaignStep) -> Result<Vec<u8>, Problem> {
    let (directory, name) = (configs::directory(&round.job)?, configs::file_name(LIST_FILE)?);
    match state.files.read(&directory, &name, LIST_MAX_BYTES).await {
        Err(FilesError::NoSuchFile | FilesError::NoSuchDirectory) => {
            Err(Problem::conflict(format!("The list of round {} is not there any more.", round.number)))
        }
        content => Ok(content?),
    }
}

pub(super) fn hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A name for files: what is no letter or digit becomes `-`.
pub(super) fn slug(campaign: &Campaign) -> String {
    campaign.label.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect()
}

async fn times(state: &ApiState, record: &CampaignRecord) -> Result<HashMap<LabellingId, DateTime<Utc>>, Problem> {
    let mut times = HashMap::new();
    for step in record.rounds.iter().chain(&record.audits) {
        times.extend(state.store.label_times(step.job.job_id).await?);
    }
    Ok(times)
}

/// The rounds and audits with what they are called.
fn places(record: &CampaignRecord) -> impl Iterator<Item = (String, &CampaignStep)> {
    let rounds = record.rounds.iter().map(|round| (format!("round {}", round.number), round));
    rounds.chain(record.audits.iter().map(|audit| (format!("audit {}", audit.number), audit)))
}

/// The label that counts of each spectrum: the newest, those of audits last; a repeat only measures.
fn said<'a>(record: &'a CampaignRecord, times: &HashMap<LabellingId, DateTime<Utc>>) -> HashMap<&'a str, Said<'a>> {
    let mut said = HashMap::new();
    for (place, step) in places(record) {
        for labelling in &step.labellings {
            let is_repeat = labelling.draw.as_ref().is_some_and(|draw| draw.kind == DrawKind::Repeat);
            if labelling.user_label.is_some() && !is_repeat {
                let at = labelling.user_label_at.or_else(|| times.get(&labelling.labelling_id).copied());
                said.insert(labelling.spectrum_filename.as_str(), Said { labelling, place: place.clone(), at });
            }
        }
    }
    said
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The answers as a table.
fn label_table(record: &CampaignRecord, answers: &[Given<'_>]) -> Table {
    let texts = |value: &dyn Fn(&Given<'_>) -> Option<String>| {
        TableValues::Texts(answers.iter().map(|given| value(given).unwrap_or_default()).collect())
    };
    let flags = |value: &dyn Fn(&Given<'_>) -> bool| TableValues::Flags(answers.iter().map(value).collect());
    let chances = answers.iter().map(|given| given.labelling.draw.as_ref().and_then(|draw| draw.probability));
    let column = |name, ucd, description, values| TableColumn { name, unit: None, ucd: Some(ucd), description, values };
    let columns = vec![
        column(
            "filename",
            "meta.id;meta.main",
            "Name of the spectrum in the archive",
            texts(&|given| Some(given.labelling.spectrum_filename.clone())),
        ),
        column("label", "meta.code.class", "What a person said", texts(&|given| Some(given.label.clone()))),
        column("comment", "meta.note", "What a person noted", texts(&|given| given.comment.clone())),
        column("labelled_at", "time", "When it was said last, UTC", texts(&|given| given.at.map(time))),
        column(
            "labelled_in",
            "meta.id",
            "The round or audit that asked for it",
            texts(&|given| Some(given.place.clone())),
        ),
        column(
            "drawn_as",
            "meta.code",
            "Why it was asked for",
            texts(&|given| given.labelling.draw.as_ref().map(|draw| draw.kind.to_string())),
        ),
        column(
            "draw_probability",
            "stat.probability",
            "Probability with which chance drew it",
            TableValues::Numbers(chances.collect()),
        ),
        column(
            "blind",
            "meta.code",
            "Whether nothing was shown of what a model thinks",
            flags(&|given| {
                given.labelling.is_double || given.labelling.draw.as_ref().is_some_and(|draw| draw.kind.is_blind())
            }),
        ),
        column("author", "meta.id", "Who said it, where that is known", texts(&|given| given.author.clone())),
        column("counts", "meta.code", "Whether it is the label that counts", flags(&|given| given.counts)),
        column(
            "settled_by",
            "meta.id",
            "Who settled which label counts, where people differed",
            texts(&|given| given.labelling.adjudicated_by.clone()),
        ),
    ];
    let Campaign { campaign_id, label, plan, .. } = &record.campaign;
    let facts = vec![
        ("campaign".to_owned(), label.clone()),
        ("campaign_id".to_owned(), campaign_id.to_string()),
        ("plan".to_owned(), serde_json::to_string(plan).unwrap_or_default()),
        ("software".to_owned(), format!("ml-job {}", env!("CARGO_PKG_VERSION"))),
    ];
    Table { name: "labels".into(), description: format!("{label}: what people said."), facts, columns }
}

/// What is to be known of a list: what it was made from, and what it is worth.
fn facts(record: &CampaignRecord, round: &CampaignStep, audit: Option<u32>, list_file: &str) -> Vec<(String, String)> {
    let Campaign { campaign_id, label, plan, .. } = &record.campaign;
    let mut facts = vec![
        ("campaign".to_owned(), label.clone()),
        ("campaign_id".to_owned(), campaign_id.to_string()),
        ("plan".to_owned(), serde_json::to_string(plan).unwrap_or_default()),
        ("round".to_owned(), round.number.to_string()),
        ("round_job_id".to_owned(), round.job.job_id.to_string()),
        ("list_file_sha256".to_owned(), list_file.to_owned()),
    ];
    let metrics = |step: &CampaignStep, key: &str| {
        let value = step.job.metrics.as_ref()?.get(key)?.clone();
        Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    for key in ["model", "taught", "pool_sha256", "pool_spectra"] {
        facts.extend(metrics(round, key).map(|value| (key.to_owned(), value)));
    }
    if let Some(frozen) = record.audits.iter().find(|step| Some(step.number) == audit) {
        facts.push(("audit".to_owned(), frozen.number.to_string()));
        for key in ["list_sha256", "alpha", "kind"] {
            facts.extend(metrics(frozen, key).map(|value| (format!("audit_{key}"), value)));
        }
        let certificate = format!("/api/campaigns/{campaign_id}/audits/{}/certificate", frozen.number);
        facts.push(("certificate".to_owned(), certificate));
    }
    facts.push(("provenance".to_owned(), format!("/api/campaigns/{campaign_id}/provenance")));
    facts.push(("software".to_owned(), format!("ml-job {}", env!("CARGO_PKG_VERSION"))));
    facts
}

fn table(campaign: &Campaign, list: ListFile, said: &HashMap<&str, Said<'_>>, facts: Vec<(String, String)>) -> Table {
    let listed = list.listed;
    let said_of = |listed: &Listed| said.get(listed.filename.as_str());
    let numbers = |value: fn(&Listed) -> Option<f64>| TableValues::Numbers(listed.iter().map(value).collect());
    let texts = |value: &dyn Fn(&Listed) -> Option<String>| {
        TableValues::Texts(listed.iter().map(|listed| value(listed).unwrap_or_default()).collect())
    };
    let column = |name, unit, ucd, description, values| TableColumn { name, unit, ucd, description, values };
    let kind = |listed: &Listed| said_of(listed)?.labelling.draw.as_ref().map(|draw| draw.kind.to_string());
    let at = |listed: &Listed| said_of(listed)?.at.map(time);
    let author = |listed: &Listed| said_of(listed)?.labelling.user_label_author.clone();
    let mut columns = vec![
        column(
            "filename",
            None,
            Some("meta.id;meta.main"),
            "Name of the spectrum in the archive",
            texts(&|listed| Some(listed.filename.clone())),
        ),
        column("ra", Some("deg"), Some("pos.eq.ra;meta.main"), "Right ascension", numbers(|listed| listed.ra)),
        column("dec", Some("deg"), Some("pos.eq.dec;meta.main"), "Declination", numbers(|listed| listed.dec)),
        column(
            "probability",
            None,
            Some("stat.probability"),
            "Calibrated probability to be of a class that is searched for",
            numbers(|listed| Some(listed.probability)),
        ),
        column(
            "class",
            None,
            Some("meta.code.class"),
            "Class: as the person said, else the most probable",
            texts(&|listed| Some(listed.class.clone())),
        ),
        column(
            "confirmed",
            None,
            Some("meta.code"),
            "Whether a person had confirmed it when the list was made",
            TableValues::Flags(listed.iter().map(|listed| listed.confirmed).collect()),
        ),
        column(
            "label",
            None,
            Some("meta.code.class"),
            "What a person says of it by now",
            texts(&|listed| said_of(listed)?.labelling.user_label.clone()),
        ),
        column("labelled_at", None, Some("time"), "When that was said, UTC", texts(&at)),
        column(
            "labelled_in",
            None,
            Some("meta.id"),
            "The round or audit that asked for it",
            texts(&|listed| Some(said_of(listed)?.place.clone())),
        ),
        column("drawn_as", None, Some("meta.code"), "Why it was asked for", texts(&kind)),
        column(
            "comment",
            None,
            Some("meta.note"),
            "What a person noted",
            texts(&|listed| said_of(listed)?.labelling.user_comment.clone()),
        ),
        column(
            "star",
            None,
            Some("meta.id"),
            "The first spectrum of the same star, within 3 arcseconds",
            texts(&|listed| Some(listed.star.clone())),
        ),
        column(
            "snr",
            None,
            Some("stat.snr"),
            "Signal-to-noise ratio, as the header states it",
            numbers(|listed| listed.snr),
        ),
        column(
            "magnitude",
            Some("mag"),
            Some("phot.mag"),
            "Magnitude, as the header states it",
            numbers(|listed| listed.magnitude),
        ),
    ];
    columns.extend(line_columns(&listed));
    columns.push(column("author", None, Some("meta.id"), "Who says so, where that is known", texts(&author)));
    let description = format!("{}: spectra that are probably {}.", campaign.label, campaign.plan.wanted.join(" or "));
    Table { name: "list".into(), description, facts, columns }
}

/// What was measured of the line that the campaign looks for.
fn line_columns(listed: &[Listed]) -> Vec<TableColumn> {
    let numbers = |value: fn(&Listed) -> Option<f64>| TableValues::Numbers(listed.iter().map(value).collect());
    let column = |name, unit, ucd, description, values| TableColumn { name, unit, ucd, description, values };
    vec![
        column(
            "equivalent_width",
            Some("Angstrom"),
            Some("spect.line.eqWidth"),
            "Equivalent width of the line, negative for emission",
            numbers(|listed| Some(listed.line?.equivalent_width)),
        ),
        column(
            "equivalent_width_error",
            Some("Angstrom"),
            Some("stat.error;spect.line.eqWidth"),
            "Its standard error",
            numbers(|listed| Some(listed.line?.equivalent_width_error)),
        ),
        column(
            "fwhm",
            Some("km/s"),
            Some("spect.line.width"),
            "Full width of the line at half maximum",
            numbers(|listed| listed.line?.fwhm),
        ),
        column(
            "peak_separation",
            Some("km/s"),
            Some("spect.line"),
            "Separation of the peaks, of a line with two",
            numbers(|listed| listed.line?.peak_separation),
        ),
        column(
            "v_over_r",
            None,
            Some("spect.line;arith.ratio"),
            "Violet peak over red peak, of a line with two",
            numbers(|listed| listed.line?.v_over_r),
        ),
    ]
}
