//! Lists, answers and certificates in files: what `ml-job certify` does.

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use hdf5::types::VarLenUnicode;
use ml_job_disk::enclosed::{Values, matrix_shape, open_dataset, visit_texts};

use super::{Answer, Certificate, CertificateError, Frame, Kind};
use crate::data::{check_memory, write_bytes, write_json};
use crate::error::LearningError;

/// Bytes of a text file that are read at most.
const MOST_BYTES: u64 = 1 << 30;
/// Near misses of a recall certificate: this share of the pool, by score.
pub const NEAR_SHARE: f64 = 0.05;

/// Rows of an archive, what a model says of them, and which of them are the list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scored {
    /// Names, `[n]`.
    pub names: Vec<String>,
    /// The score of the class, `[n]`; empty for a list of names.
    pub scores: Vec<f64>,
    /// Whether the row is on the list, `[n]`.
    pub listed: Vec<bool>,
    /// All classes of the model, where it names them.
    pub classes: Vec<String>,
}

/// What to audit.
#[derive(Debug, Clone)]
pub struct AuditRequest {
    /// What to certify.
    pub kind: Kind,
    /// Class, campaign, risk, seed.
    pub frame: Frame,
    /// Scores from here on are on the list, where a table has no classes.
    pub threshold: f64,
    /// How many rows to draw.
    pub draws: usize,
    /// Other classes, as answers name them.
    pub classes: Vec<String>,
}

/// Freezes the list in `list` and draws the audit. Rows that `known` answers clearly are not drawn: those of the class count, the
/// others leave the list.
///
/// # Errors
/// One sentence that says what is wrong and where.
pub fn draw_audit(list: &Path, known: Option<&Path>, request: AuditRequest) -> Result<Certificate, LearningError> {
    let scored = read_scored(list, &request.frame.class, request.threshold)?;
    let mut classes = request.classes.clone();
    classes.extend(scored.classes.iter().cloned());
    let known = known.map(|path| read_answers(path, &request.frame.class, &classes)).transpose()?.unwrap_or_default();
    if request.kind != Kind::Precision && scored.scores.is_empty() {
        let message = "It has names only. Recall and yield need the whole pool with scores: predictions in HDF5, or a CSV table with the columns name and score.";
        return Err(LearningError::data(list, message));
    }
    audit(&scored, &known, request).map_err(|error| LearningError::data(list, capital(&error)))
}

fn audit(scored: &Scored, known: &Answers, request: AuditRequest) -> Result<Certificate, CertificateError> {
    let AuditRequest { kind, frame, draws, .. } = request;
    let answer = |name: &String| known.get(name).copied().flatten();
    let of_class = |i: &usize| answer(&scored.names[*i]) == Some(Answer::Yes);
    let open = |i: &usize| !matches!(answer(&scored.names[*i]), Some(Answer::Yes | Answer::No));
    let rows = 0..scored.names.len();
    let names = |which: &dyn Fn(usize) -> bool| -> Vec<String> {
        rows.clone().filter(open).filter(|&i| which(i)).map(|i| scored.names[i].clone()).collect()
    };
    match kind {
        Kind::Precision => {
            let known = rows.clone().filter(|&i| scored.listed[i]).filter(of_class).count();
            Certificate::precision(frame, names(&|i| scored.listed[i]), known, draws)
        }
        Kind::Recall => {
            let near = near_misses(scored, open);
            let strata = [
                names(&|i| scored.listed[i]),
                names(&|i| !scored.listed[i] && near[i]),
                names(&|i| !scored.listed[i] && !near[i]),
            ];
            Certificate::recall(frame, strata, rows.clone().filter(of_class).count(), draws)
        }
        Kind::Yield => {
            let found = rows.clone().filter(of_class).count();
            let pool = rows.filter(open).map(|i| (scored.names[i].clone(), scored.scores[i])).collect();
            Certificate::pool_yield(frame, pool, found, draws)
        }
    }
}

/// The rows outside the list with the highest scores, [`NEAR_SHARE`] of all; ties by name.
fn near_misses(scored: &Scored, open: impl Fn(&usize) -> bool) -> Vec<bool> {
    let mut rest: Vec<usize> = (0..scored.names.len()).filter(open).filter(|&i| !scored.listed[i]).collect();
    rest.sort_by(|&a, &b| {
        scored.scores[b].total_cmp(&scored.scores[a]).then_with(|| scored.names[a].cmp(&scored.names[b]))
    });
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
    let count = (super::finite::real(scored.names.len()) * NEAR_SHARE) as usize;
    let mut near = vec![false; scored.names.len()];
    rest.iter().take(count).for_each(|&i| near[i] = true);
    near
}

/// Reads a list: predictions in HDF5 (`filenames`, `labels`, `probabilities`), a CSV table with a column `name` or `filename` and
/// perhaps `score`, or names, one a line.
///
/// # Errors
/// One sentence that says what is wrong and where.
pub fn read_scored(path: &Path, class: &str, threshold: f64) -> Result<Scored, LearningError> {
    if is_hdf5(path)? {
        return read_predictions(path, class);
    }
    let text = read_text(path)?;
    let header = text.lines().next().unwrap_or_default();
    if name_column(&header.split(',').collect::<Vec<_>>()).is_none() {
        let names: Vec<String> =
            text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        return Ok(Scored { listed: vec![true; names.len()], names, ..Scored::default() });
    }
    let mut scored = Scored::default();
    let mut table = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns = table.headers().map_err(|error| LearningError::data(path, error.to_string()))?.clone();
    let columns: Vec<&str> = columns.iter().collect();
    let name = name_column(&columns).unwrap_or_default();
    let score = columns.iter().position(|column| column.eq_ignore_ascii_case("score"));
    for (i, record) in table.records().enumerate() {
        let record = record.map_err(|error| LearningError::data(path, error.to_string()))?;
        scored.names.push(record.get(name).unwrap_or_default().to_owned());
        let Some(column) = score else {
            scored.listed.push(true);
            continue;
        };
        let value = record.get(column).and_then(|text| text.parse::<f64>().ok()).filter(|value| value.is_finite());
        let wrong = || LearningError::data(path, format!("Line {}: the score is not a finite number.", i + 2));
        let value = value.ok_or_else(wrong)?;
        scored.scores.push(value);
        scored.listed.push(value >= threshold);
    }
    Ok(scored)
}

/// Whether a file begins with the signature of HDF5.
fn is_hdf5(path: &Path) -> Result<bool, LearningError> {
    let failed = |error| LearningError::io(path, "read it", error);
    let mut first = Vec::new();
    fs::File::open(path).map_err(failed)?.take(8).read_to_end(&mut first).map_err(failed)?;
    Ok(first == b"\x89HDF\r\n\x1a\n")
}

fn name_column(columns: &[&str]) -> Option<usize> {
    let is_name = |column: &&str| ["name", "filename", "row"].contains(&column.trim().to_ascii_lowercase().as_str());
    columns.iter().position(is_name)
}

/// Predictions as `ml-job predict` and `ACTIVE_ML` jobs write them.
fn read_predictions(path: &Path, class: &str) -> Result<Scored, LearningError> {
    let failed = |what: &str| {
        let action = format!("read `{what}`");
        move |error| LearningError::reading(path, action, error)
    };
    let file = hdf5::File::open(path).map_err(failed("the file"))?;
    let open = |name: &str| {
        let wrong = |error| LearningError::data(path, format!("It holds no predictions: dataset \"{name}\": {error}."));
        open_dataset(&file, name, Values::Own).map_err(wrong)
    };
    let probabilities = open("probabilities")?;
    let [rows, count] = matrix_shape(&probabilities)
        .map_err(|error| LearningError::data(path, format!("Dataset \"probabilities\": {error}.")))?;
    check_memory(path, rows, count)?;
    let (labels, filenames) = (open("labels")?, open("filenames")?);
    if labels.shape() != [rows] || filenames.shape() != [rows] {
        return Err(LearningError::data(path, "`labels`, `filenames` and `probabilities` do not have the same rows."));
    }
    let classes = class_names(&file, count);
    let number = classes.iter().position(|name| name == class).ok_or_else(|| {
        let message = format!("It has no class \"{class}\"; its classes are: {}.", classes.join(", "));
        LearningError::data(path, message)
    })?;
    let mut names = Vec::with_capacity(rows);
    visit_texts(&filenames, 0..rows, |name| names.push(name.to_owned()))
        .map_err(|error| LearningError::data(path, format!("Dataset \"filenames\": {error}.")))?;
    let labels = labels.read_raw::<i64>().map_err(failed("labels"))?;
    let values = probabilities.read_raw::<f32>().map_err(failed("probabilities"))?;
    let scores = values.chunks_exact(count.max(1)).map(|row| f64::from(row[number])).collect();
    let listed = labels.iter().map(|&label| usize::try_from(label) == Ok(number)).collect();
    Ok(Scored { names, scores, listed, classes })
}

/// The names in the attribute `classes`, or the numbers of the classes.
fn class_names(file: &hdf5::File, count: usize) -> Vec<String> {
    let text = file.attr("classes").ok().and_then(|attribute| attribute.read_scalar::<VarLenUnicode>().ok());
    let names = text.and_then(|text| serde_json::from_str::<Vec<String>>(text.as_str()).ok());
    names.filter(|names| names.len() == count).unwrap_or_else(|| (0..count).map(|class| class.to_string()).collect())
}

/// What was answered of each row; nothing where it was skipped.
pub type Answers = HashMap<String, Option<Answer>>;

/// Reads answers: a JSON object of names and words, or a CSV table with the columns `name` (or `filename`) and `label`.
///
/// The words are yes, no, unsure, the class (yes) and the names of other classes (no).
///
/// # Errors
/// On any other word, with its place; on a row that is answered in two ways.
pub fn read_answers(path: &Path, class: &str, classes: &[String]) -> Result<Answers, LearningError> {
    let text = read_text(path)?;
    let mut answers = Answers::new();
    let mut add = |place: String, name: String, word: &str| -> Result<(), LearningError> {
        let answer =
            answer(word, class, classes).map_err(|message| LearningError::data(path, format!("{place}: {message}")))?;
        match answers.insert(name.clone(), answer) {
            Some(before) if before != answer => {
                Err(LearningError::data(path, format!("{place}: \"{name}\" was answered otherwise before.")))
            }
            _ => Ok(()),
        }
    };
    if text.trim_start().starts_with('{') {
        let words: HashMap<String, Option<String>> =
            serde_json::from_str(&text).map_err(|source| LearningError::Json { file: path.to_owned(), source })?;
        for (name, word) in words {
            add(format!("\"{name}\""), name, word.as_deref().unwrap_or_default())?;
        }
        return Ok(answers);
    }
    let mut table = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns = table.headers().map_err(|error| LearningError::data(path, error.to_string()))?.clone();
    let columns: Vec<&str> = columns.iter().collect();
    let label = columns.iter().position(|column| ["label", "class"].contains(&column.to_ascii_lowercase().as_str()));
    let (Some(name), Some(label)) = (name_column(&columns), label) else {
        return Err(LearningError::data(path, "Its first line does not name the columns `name` and `label`."));
    };
    for (i, record) in table.records().enumerate() {
        let record = record.map_err(|error| LearningError::data(path, error.to_string()))?;
        let [name, word] = [name, label].map(|column| record.get(column).unwrap_or_default());
        add(format!("Line {}", i + 2), name.to_owned(), word)?;
    }
    Ok(answers)
}

fn answer(word: &str, class: &str, classes: &[String]) -> Result<Option<Answer>, String> {
    Ok(match word {
        "" => None,
        "unsure" => Some(Answer::Unsure),
        word if word == class || word == "yes" => Some(Answer::Yes),
        "no" => Some(Answer::No),
        word if classes.iter().any(|other| other == word) => Some(Answer::No),
        word => {
            return Err(format!(
                "\"{word}\" is none of yes, no, unsure, \"{class}\" and the other classes that are named ({}).",
                classes.join(", ")
            ));
        }
    })
}

/// Writes the sheet to label: rows in drawn order, nothing of what a model thinks of them.
///
/// # Errors
/// When the file cannot be written.
pub fn write_sheet(path: &Path, certificate: &Certificate) -> Result<(), LearningError> {
    let mut table = csv::Writer::from_writer(Vec::new());
    let mut write = |fields: [&str; 3]| table.write_record(fields);
    let written = write(["draw", "name", "label"]).and_then(|()| {
        certificate.draws.iter().enumerate().try_for_each(|(i, draw)| write([&(i + 1).to_string(), &draw.row, ""]))
    });
    written.map_err(|error| LearningError::data(path, error.to_string()))?;
    let bytes = table.into_inner().map_err(|error| LearningError::data(path, error.to_string()))?;
    write_bytes(path, &bytes)
}

/// Reads a certificate or an audit without answers.
///
/// # Errors
/// When it cannot be read or is no certificate.
pub fn read_certificate(path: &Path) -> Result<Certificate, LearningError> {
    serde_json::from_str(&read_text(path)?).map_err(|source| LearningError::Json { file: path.to_owned(), source })
}

/// Writes a certificate.
///
/// # Errors
/// When the file cannot be written.
pub fn write_certificate(path: &Path, certificate: &Certificate) -> Result<(), LearningError> {
    write_json(path, certificate)
}

/// Judges an audit by the answers in a file. Returns the certificate of the draws so far, and how many answers are of rows that were
/// not drawn.
///
/// # Errors
/// One sentence that says what is wrong and where.
pub fn judge_audit(audit: &Path, answers: &Path, classes: &[String]) -> Result<(Certificate, usize), LearningError> {
    let mut certificate = read_certificate(audit)?;
    let answers = read_answers(answers, &certificate.class, classes)?;
    certificate.draws.iter_mut().for_each(|draw| draw.answer = None);
    certificate.path.clear();
    super::verify::check_draws(&certificate).map_err(|error| LearningError::data(audit, capital(&error)))?;
    certificate
        .judge(|row| answers.get(row).copied().flatten())
        .map_err(|error| LearningError::data(audit, capital(&error)))?;
    let drawn = certificate.draws.iter().filter(|draw| answers.contains_key(&draw.row)).count();
    Ok((certificate.closed(), answers.len() - drawn))
}

/// An error as a sentence of its own.
fn capital(error: &CertificateError) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).chain(['.']).collect())
}

fn read_text(path: &Path) -> Result<String, LearningError> {
    let failed = |action: &'static str| move |error| LearningError::io(path, action, error);
    let facts = fs::metadata(path).map_err(failed("read it"))?;
    if facts.len() > MOST_BYTES {
        return Err(LearningError::data(path, format!("It is larger than {MOST_BYTES} bytes.")));
    }
    fs::read_to_string(path).map_err(failed("read it as text"))
}
