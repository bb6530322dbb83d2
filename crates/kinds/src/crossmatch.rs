//! `CROSSMATCH`: which spectra of a matrix, and of a campaign's list, are of stars that a catalogue knows.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use std::time::Instant;

use ml_job_disk::AtomicFile;
use ml_job_domain::{FieldError, LogLevel, Observer, sentence};
use ml_job_learning::data::write_json;
use ml_job_learning::error::LearningError;
use ml_job_learning::pool::Pool;
use ml_job_spectra::KnownStars;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::campaign::list::{Lists, read_lists};
use crate::files::Files;
use crate::host::{End, Host};
use crate::kind::JobKind;
use crate::matrix;

/// What was found, in the job's directory.
const MATCHES_FILE: &str = "crossmatch.json";
/// The same as a table.
const TABLE_FILE: &str = "crossmatch.csv";

/// The job type.
#[derive(Debug)]
pub struct Crossmatch;

/// What to hold against which catalogue. Paths are relative to the root of the files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Cross-match with a catalogue")]
pub struct CrossmatchConfig {
    /// The campaign whose list is held against the catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "Campaign")]
    pub campaign_id: Option<String>,
    /// The matrix of spectra: `result.h5` of a preprocessing job or of a round.
    #[schemars(title = "Matrix", length(min = 1), extend("format" = "file-path"))]
    pub pool_path: String,
    /// `list.json` of a campaign's round; without it only the matrix is held against the catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(title = "List", extend("format" = "file-path"))]
    pub list_path: Option<String>,
    /// The catalogue of known stars: a CSV, `VOTable` or FITS table with positions, or with names of files.
    #[schemars(title = "Catalogue", length(min = 1), extend("format" = "file-path"))]
    pub catalogue_path: String,
    /// How far a star of the catalogue may lie from a spectrum, in arcseconds.
    #[serde(default = "three")]
    #[schemars(title = "Radius [arcsec]", extend("exclusiveMinimum" = 0), range(max = 3600))]
    pub match_radius: f64,
    /// The catalogue's columns of right ascension and declination, or of file names, where they are not called as usual.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(title = "Columns", length(max = 2))]
    pub catalogue_keys: Vec<String>,
}

const fn three() -> f64 {
    3.0
}

/// What a cross-match counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CrossmatchMetrics {
    /// Rows of the catalogue.
    pub catalogue_rows: usize,
    /// Rows with a position, or with the name of a file.
    pub usable_rows: u64,
    /// Spectra of the matrix.
    pub spectra: usize,
    /// Spectra without a position, which can be of no known star; absent where names tell.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub without_position: Option<usize>,
    /// Stars of the catalogue with a spectrum in the matrix.
    pub known_stars: usize,
    /// Spectra of these stars.
    pub known_spectra: usize,
    /// Spectra in the list; absent without one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub listed: Option<usize>,
    /// Those of them that are of known stars.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub listed_known: Option<usize>,
    /// Known stars with a spectrum in the list.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stars_listed: Option<usize>,
    /// Known stars with spectra in the matrix, and none in the list.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stars_missed: Option<usize>,
    /// Those of the missed that a person put into a class that is not searched for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stars_labelled_otherwise: Option<usize>,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// Where a known star's spectrum stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Standing {
    /// In the list.
    Listed,
    /// A person put it into a class that is not searched for.
    LabelledOtherwise,
    /// Among the most probable of those that are not listed.
    Near,
    /// Not in the list.
    Missed,
    /// There is no list.
    Unlisted,
}

/// A spectrum of a known star.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Match {
    filename: String,
    /// What the catalogue calls the star.
    star: String,
    /// The row of the catalogue, from 1.
    row: usize,
    /// How far apart they are; absent where the name tells.
    separation_arcsec: Option<f64>,
    standing: Standing,
    /// Calibrated probability, of a listed one.
    probability: Option<f64>,
}

impl JobKind for Crossmatch {
    const TYPE: &'static str = "CROSSMATCH";
    const TITLE: &'static str = "Cross-match with a catalogue";
    const DESCRIPTION: &'static str = "Holds the spectra of a matrix, and the list of a campaign, against a catalogue of known stars, by position or by file name: \
         which are known, and which known ones the list misses.";
    const RESULTS: &'static [(&'static str, &'static str, &'static str)] = &[
        (
            matrix::RESULT_FILE,
            "The matrix: filenames (n), wave (points, Å), fluxes (n × points), and catalogue_row (n), from 1, 0 where no star is known.",
            "application/x-hdf5",
        ),
        (MATCHES_FILE, "The counts, and every spectrum of a known star with where it stands.", "application/json"),
        (TABLE_FILE, "The spectra of known stars as a table.", "text/csv"),
    ];
    type Config = CrossmatchConfig;
    type Metrics = CrossmatchMetrics;

    fn example() -> Value {
        json!({
            "pool_path": "/JOBS/job_be_stars/result.h5", "catalogue_path": "/known_be_stars.csv", "match_radius": 3.0,
        })
    }

    fn check(config: &CrossmatchConfig) -> Vec<FieldError> {
        let is_usable = config.match_radius.is_finite() && config.match_radius > 0.0;
        let wrong = (!is_usable).then(|| FieldError::new("/match_radius", "match_radius must be above 0 arcseconds."));
        wrong.into_iter().collect()
    }

    fn run(config: &CrossmatchConfig, host: &mut Host) -> Result<CrossmatchMetrics, End> {
        let (files_dir, job_dir) = (host.files_dir.clone(), host.job_dir.clone());
        run_crossmatch(config, &files_dir, &job_dir, host).map_err(|error| End::of(error.class(), &error))
    }
}

/// Holds spectra against a catalogue and writes the files into `job_dir`.
///
/// # Errors
/// One sentence that says what is wrong and where.
pub fn run_crossmatch(
    config: &CrossmatchConfig,
    files_root: &Path,
    job_dir: &Path,
    observer: &mut dyn Observer,
) -> Result<CrossmatchMetrics, LearningError> {
    let began = Instant::now();
    let files = Files::open(files_root)?;
    let catalogue = files.resolve("catalogue_path", &config.catalogue_path)?;
    let known = KnownStars::open(&catalogue, config.match_radius, &config.catalogue_keys)
        .map_err(|error| LearningError::config("catalogue_path", format!("{}.", sentence(&error))))?;
    let pool = Pool::new(files.open_spectra("pool_path", &config.pool_path)?, &HashSet::new())?;
    let lists = config.list_path.as_deref().map(|path| read_lists(&files, "list_path", path)).transpose()?;
    let all: Vec<usize> = (0..pool.len()).collect();
    let (ra, dec) = (pool.facts("ra", &all)?, pool.facts("dec", &all)?);
    let positions: Vec<Option<(f64, f64)>> = ra.into_iter().zip(dec).map(|(ra, dec)| ra.zip(dec)).collect();
    let mut rows = vec![0_i64; pool.len()];
    let mut matches = Vec::new();
    for (spectrum, (name, position)) in pool.names().iter().zip(&positions).enumerate() {
        let Some(found) = known.of(name, *position) else { continue };
        rows[spectrum] = i64::try_from(found.row + 1).unwrap_or(i64::MAX);
        matches.push(Match {
            filename: name.to_owned(),
            star: known.name(found.row).to_owned(),
            row: found.row + 1,
            separation_arcsec: found.separation,
            standing: standing(lists.as_ref(), name),
            probability: lists.as_ref().and_then(|lists| lists.listed.get(name).copied()),
        });
    }
    let result = matrix::begin(job_dir, &pool, config)?;
    result.write("catalogue_row", &rows)?;
    result.finish()?;
    let mut metrics = counts(&matches, lists.as_ref());
    metrics.catalogue_rows = known.rows();
    metrics.usable_rows = known.usable_rows();
    metrics.spectra = pool.len();
    let without = positions.iter().filter(|position| position.is_none()).count();
    metrics.without_position = known.is_by_position().then_some(without);
    metrics.seconds = (began.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    write_json(&job_dir.join(MATCHES_FILE), &json!({ "counts": metrics, "matches": matches }))?;
    write_table(&job_dir.join(TABLE_FILE), &matches)?;
    let line = format!("{} of {} known stars have a spectrum here.", metrics.known_stars, metrics.catalogue_rows);
    observer.log(LogLevel::Info, &line);
    Ok(metrics)
}

fn standing(lists: Option<&Lists>, name: &str) -> Standing {
    match lists {
        None => Standing::Unlisted,
        Some(lists) if lists.listed.contains_key(name) => Standing::Listed,
        Some(lists) if lists.otherwise.contains(name) => Standing::LabelledOtherwise,
        Some(lists) if lists.near.contains(name) => Standing::Near,
        Some(_) => Standing::Missed,
    }
}

/// What follows from the matches: a star counts by the best of its spectra.
fn counts(matches: &[Match], lists: Option<&Lists>) -> CrossmatchMetrics {
    let mut stars: BTreeMap<usize, BTreeSet<&'static str>> = BTreeMap::new();
    for one in matches {
        stars.entry(one.row).or_default().insert(match one.standing {
            Standing::Listed => "listed",
            Standing::LabelledOtherwise => "otherwise",
            Standing::Near | Standing::Missed | Standing::Unlisted => "missed",
        });
    }
    let listed_known = matches.iter().filter(|one| one.standing == Standing::Listed).count();
    let listed = stars.values().filter(|standings| standings.contains("listed")).count();
    let otherwise = stars.values().filter(|standings| !standings.contains("listed") && standings.contains("otherwise"));
    CrossmatchMetrics {
        known_stars: stars.len(),
        known_spectra: matches.len(),
        listed: lists.map(|lists| lists.listed.len()),
        listed_known: lists.map(|_| listed_known),
        stars_listed: lists.map(|_| listed),
        stars_missed: lists.map(|_| stars.len() - listed),
        stars_labelled_otherwise: lists.map(|_| otherwise.count()),
        ..CrossmatchMetrics::default()
    }
}

fn write_table(place: &Path, matches: &[Match]) -> Result<(), LearningError> {
    let failed = |error| LearningError::io(TABLE_FILE, "write it", error);
    let csv = |error: csv::Error| failed(std::io::Error::from(error));
    let file = AtomicFile::new(place).map_err(failed)?;
    let mut table = csv::Writer::from_writer(file.create().map_err(failed)?);
    for one in matches {
        table.serialize(one).map_err(csv)?;
    }
    if matches.is_empty() {
        table.write_record(["filename", "star", "row", "separation_arcsec", "standing", "probability"]).map_err(csv)?;
    }
    table.flush().map_err(failed)?;
    drop(table);
    file.commit().map_err(failed)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn one(row: usize, standing: Standing) -> Match {
        let (filename, star) = (format!("{row}.fits"), "x".to_owned());
        Match { filename, star, row, separation_arcsec: None, standing, probability: None }
    }

    #[test]
    fn a_star_counts_by_the_best_of_its_spectra() {
        let lists = Lists { listed: HashMap::from([("1.fits".to_owned(), 0.9)]), ..Lists::default() };
        let matches = [
            one(1, Standing::Missed),
            one(1, Standing::Listed),
            one(2, Standing::LabelledOtherwise),
            one(2, Standing::Near),
            one(3, Standing::Missed),
        ];
        let counts = counts(&matches, Some(&lists));
        assert_eq!((counts.known_stars, counts.known_spectra), (3, 5));
        assert_eq!((counts.stars_listed, counts.stars_missed), (Some(1), Some(2)));
        assert_eq!((counts.stars_labelled_otherwise, counts.listed_known), (Some(1), Some(1)));
    }

    #[test]
    fn a_radius_of_nothing_is_refused() {
        let config = |radius: f64| {
            serde_json::from_value(json!({ "pool_path": "p", "catalogue_path": "c", "match_radius": radius })).unwrap()
        };
        assert_eq!(Crossmatch::check(&config(0.0))[0].pointer, "/match_radius");
        assert_eq!(Crossmatch::check(&config(3.0)), []);
    }
}
