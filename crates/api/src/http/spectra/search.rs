//! `GET /api/spectra/?q=…`: search the archive by name, by header facts and by position.

use axum::extract::State;
use chrono::NaiveDate;
use ml_job_domain::FieldError;
use ml_job_spectra::{parse_dec, parse_ra};
use ml_job_store::{ArchiveFilter, ArchiveSort, Cone, IndexedSpectrum, NumberRange, Page, SortKey, SpectrumState};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::TAG;
use crate::ApiState;
use crate::extract::{Json, Query};
use crate::files::DirPath;
use crate::problem::Problem;

/// How many spectra are told at most.
const LIMIT_MAX: u64 = 1000;
/// The furthest page.
const OFFSET_MAX: u64 = 100_000_000;
/// How many bytes a text may have: no name of a file is longer.
const TEXT_MAX: usize = 255;
/// The widest cone, in arcseconds: ten degrees.
const RADIUS_MAX: f64 = 36_000.0;
/// The cone where no radius is given, in arcseconds.
const RADIUS: f64 = 5.0;

/// What to look for. All that is given has to be met.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchQuery {
    /// A part of the file name, or of `file#target`, whatever its case; empty for all.
    #[serde(default)]
    #[param(required = false, max_length = 255, example = "B6001_sp01")]
    q: String,
    /// Only in this directory of the archive and below it; starts with `/`.
    #[param(value_type = Option<String>, pattern = "^/")]
    dir_path: Option<DirPath>,
    /// The class, whatever its case: `STAR`, `GALAXY`, `QSO`, `UNKNOWN`.
    #[param(max_length = 255, example = "STAR")]
    class: Option<String>,
    /// How the subclass begins, such as `B` for B8 and B9.
    #[param(max_length = 255, example = "B")]
    subclass: Option<String>,
    /// How the designation of the target begins, whatever its case.
    #[param(max_length = 255)]
    targetname: Option<String>,
    /// The plate or plan of the observation.
    #[param(max_length = 255)]
    plate: Option<String>,
    /// The layout of the file, as `format` of a spectrum says it.
    #[param(max_length = 255, example = "lamost_image")]
    format: Option<String>,
    /// Only those whose facts are known (`read`), not yet known (`waiting`), or that cannot be read (`unreadable`).
    #[param(inline)]
    state: Option<StateQuery>,
    /// The least signal-to-noise ratio.
    snr_min: Option<f64>,
    /// The greatest signal-to-noise ratio.
    snr_max: Option<f64>,
    /// The least magnitude (the brightest).
    mag_min: Option<f64>,
    /// The greatest magnitude (the faintest).
    mag_max: Option<f64>,
    /// The least redshift.
    z_min: Option<f64>,
    /// The greatest redshift.
    z_max: Option<f64>,
    /// The first day of observation, in UTC; empty for any.
    #[param(pattern = "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$", example = "2011-10-24")]
    date_from: Option<String>,
    /// The last day of observation, in UTC; empty for any.
    #[param(pattern = "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]
    date_to: Option<String>,
    /// Right ascension of the middle of a cone: degrees, or hours as `5:34:31.9`. Needs `dec`.
    #[param(example = "83.6331")]
    ra: Option<String>,
    /// Declination of the middle of a cone: degrees, or as `+22:00:52.2`. Needs `ra`.
    #[param(example = "+22:00:52.2")]
    dec: Option<String>,
    /// How far from there, in arcseconds; 5 where absent.
    #[param(minimum = 0, maximum = 36_000)]
    radius: Option<f64>,
    /// In which order. Spectra for which it is not known are left out.
    #[serde(default)]
    #[param(inline)]
    sort: Sort,
    /// How many to pass over.
    #[serde(default)]
    #[param(default = 0, minimum = 0, maximum = 100_000_000, format = Int64)]
    offset: u64,
    /// How many to tell.
    #[serde(default = "default_limit")]
    #[param(default = 20, minimum = 1, maximum = 1000, format = Int64)]
    limit: u64,
}

const fn default_limit() -> u64 {
    20
}

/// How much is known of a spectrum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StateQuery {
    /// Its facts.
    Read,
    /// Its name only, until its facts are read.
    Waiting,
    /// Why it cannot be read.
    Unreadable,
}

impl From<StateQuery> for SpectrumState {
    fn from(state: StateQuery) -> Self {
        match state {
            StateQuery::Read => Self::Read,
            StateQuery::Waiting => Self::Waiting,
            StateQuery::Unreadable => Self::Unreadable,
        }
    }
}

impl From<SpectrumState> for StateQuery {
    fn from(state: SpectrumState) -> Self {
        match state {
            SpectrumState::Read => Self::Read,
            SpectrumState::Waiting => Self::Waiting,
            SpectrumState::Unreadable => Self::Unreadable,
        }
    }
}

/// An order; `-` for the greatest first.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
enum Sort {
    #[default]
    #[serde(rename = "found")]
    Found,
    #[serde(rename = "name")]
    Name,
    #[serde(rename = "-name")]
    NameDown,
    #[serde(rename = "snr")]
    Snr,
    #[serde(rename = "-snr")]
    SnrDown,
    #[serde(rename = "mag")]
    Magnitude,
    #[serde(rename = "-mag")]
    MagnitudeDown,
    #[serde(rename = "z")]
    Redshift,
    #[serde(rename = "-z")]
    RedshiftDown,
    #[serde(rename = "date")]
    Date,
    #[serde(rename = "-date")]
    DateDown,
    #[serde(rename = "distance")]
    Distance,
}

impl From<Sort> for ArchiveSort {
    fn from(sort: Sort) -> Self {
        let (key, is_descending) = match sort {
            Sort::Found => (SortKey::Found, false),
            Sort::Name => (SortKey::Name, false),
            Sort::NameDown => (SortKey::Name, true),
            Sort::Snr => (SortKey::Snr, false),
            Sort::SnrDown => (SortKey::Snr, true),
            Sort::Magnitude => (SortKey::Magnitude, false),
            Sort::MagnitudeDown => (SortKey::Magnitude, true),
            Sort::Redshift => (SortKey::Redshift, false),
            Sort::RedshiftDown => (SortKey::Redshift, true),
            Sort::Date => (SortKey::Date, false),
            Sort::DateDown => (SortKey::Date, true),
            Sort::Distance => (SortKey::Distance, false),
        };
        Self { key, is_descending }
    }
}

/// Spectra of the archive that match.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SpectraFound {
    /// How many spectra match; 10,000 where there are more.
    total: u64,
    /// Whether `total` is all that match.
    is_total_exact: bool,
    /// Those of the page.
    spectra: Vec<SpectrumFound>,
    /// Whether the whole archive was searched; `false` while its directories are being listed for the first time, and where
    /// facts are asked for, while facts are being read.
    is_complete: bool,
}

/// A spectrum of the archive. What is not known is left out.
#[serde_with::skip_serializing_none]
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SpectrumFound {
    /// Its name, as `GET /api/spectra/{filename}` takes it: `file`, or `file#target` of a file that holds many.
    #[schema(example = "spec-56201-B6001_sp01-014.fits")]
    filename: String,
    /// The directory that it lies in, relative to the archive.
    #[schema(example = "/B6001")]
    dir_path: String,
    /// How much is known of it: `read`, `waiting` or `unreadable`.
    #[schema(value_type = String, example = "read")]
    state: StateQuery,
    /// Why it cannot be read.
    reason: Option<String>,
    /// The layout of its file.
    #[schema(example = "lamost_image")]
    format: Option<String>,
    /// Class.
    #[schema(example = "STAR")]
    class: Option<String>,
    /// Subclass.
    subclass: Option<String>,
    /// Signal-to-noise ratio, of the r band or the median.
    snr: Option<f64>,
    /// Magnitude, of the r band or another one.
    magnitude: Option<f64>,
    /// Redshift.
    z: Option<f64>,
    /// Right ascension, in degrees.
    ra: Option<f64>,
    /// Declination, in degrees.
    dec: Option<f64>,
    /// How far from the middle of the cone, in arcseconds.
    distance: Option<f64>,
    /// Time of the observation, as written in the file.
    observed_at: Option<String>,
    /// Plate or plan of the observation.
    plate: Option<String>,
    /// Designation of the target.
    targetname: Option<String>,
    /// Identifier of the target in the survey.
    target_id: Option<String>,
}

impl SpectrumFound {
    fn new(found: IndexedSpectrum, cone: Option<&Cone>) -> Self {
        let IndexedSpectrum { name, target, dir_path, state, reason, facts, .. } = found;
        let filename = if target.is_empty() { name } else { format!("{name}#{target}") };
        let position = facts.position();
        Self {
            filename,
            dir_path,
            state: state.into(),
            reason,
            distance: cone.zip(position).map(|(cone, (ra, dec))| distance_arcsec(cone, ra, dec)),
            format: facts.format,
            class: facts.class,
            subclass: facts.subclass,
            snr: facts.snr,
            magnitude: facts.magnitude,
            z: facts.z,
            ra: facts.ra,
            dec: facts.dec,
            observed_at: facts.observed_at,
            plate: facts.plate,
            targetname: facts.targetname,
            target_id: facts.target_id,
        }
    }
}

/// The angle between two directions, by haversines, which are exact for small angles.
fn distance_arcsec(cone: &Cone, ra: f64, dec: f64) -> f64 {
    let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
    let across = half(cone.ra, ra) * cone.dec.to_radians().cos() * dec.to_radians().cos();
    2.0 * (half(cone.dec, dec) + across).sqrt().min(1.0).asin().to_degrees() * 3600.0
}

/// Search the archive
///
/// By a part of the file name, by header facts, by position, in any combination. All files are known by name as soon as their
/// directories have been listed, those that cannot be read too; facts are read after that, in the background: see
/// `GET /api/spectra/index/`. Files that are new are found when the directories were looked through again, every ten minutes
/// unless it is set otherwise.
#[utoipa::path(
    get, path = "/api/spectra/", tag = TAG, params(SearchQuery),
    responses((status = 200, description = "The spectra that match", body = SpectraFound)),
)]
pub(crate) async fn search_spectra(
    State(state): State<ApiState>,
    Query(query): Query<SearchQuery>,
) -> Result<Json<SpectraFound>, Problem> {
    let page = Page { offset: query.offset, limit: query.limit };
    let sort = query.sort.into();
    let filter = query.filter()?;
    // Asked first: what is complete now is searched as a whole.
    let is_complete = state.store.is_archive_indexed(filter.asks_for_facts()).await?;
    let found = state.store.search_archive(&filter, sort, page).await?;
    let spectra = found.items.into_iter().map(|item| SpectrumFound::new(item, filter.cone.as_ref())).collect();
    Ok(Json(SpectraFound { total: found.total, is_total_exact: found.is_total_exact, spectra, is_complete }))
}

impl SearchQuery {
    /// What is asked for.
    ///
    /// # Errors
    /// 422 that names each parameter that cannot be met.
    fn filter(self) -> Result<ArchiveFilter, Problem> {
        let mut wrong = self.wrong_sizes();
        let cone = self.cone(&mut wrong);
        let mjd = self.days(&mut wrong);
        let mut range = |name: &str, from: Option<f64>, to: Option<f64>| {
            let is_finite = |number: &f64| number.is_finite();
            if !from.iter().chain(&to).all(is_finite) {
                wrong.push(FieldError::new(format!("{name}_min"), "must be a finite number"));
            } else if from.zip(to).is_some_and(|(from, to)| from > to) {
                wrong.push(FieldError::new(format!("{name}_max"), format!("must not be less than {name}_min")));
            }
            NumberRange { from, to }
        };
        let snr = range("snr", self.snr_min, self.snr_max);
        let magnitude = range("mag", self.mag_min, self.mag_max);
        let z = range("z", self.z_min, self.z_max);
        Problem::unless_valid(wrong)?;
        let given = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(ArchiveFilter {
            q: given(Some(self.q)),
            dir_path: self.dir_path.map(|path| path.as_str().to_owned()),
            state: self.state.map(Into::into),
            format: given(self.format),
            class: given(self.class).map(|class| class.to_uppercase()),
            subclass: given(self.subclass),
            targetname: given(self.targetname),
            plate: given(self.plate),
            snr,
            magnitude,
            z,
            mjd,
            cone,
        })
    }

    fn wrong_sizes(&self) -> Vec<FieldError> {
        let texts = [
            ("q", Some(&self.q)),
            ("class", self.class.as_ref()),
            ("subclass", self.subclass.as_ref()),
            ("targetname", self.targetname.as_ref()),
            ("plate", self.plate.as_ref()),
            ("format", self.format.as_ref()),
        ];
        let too_long = texts.into_iter().filter(|(_, text)| text.is_some_and(|text| text.len() > TEXT_MAX));
        let too_long = too_long.map(|(name, _)| FieldError::new(name, format!("must have at most {TEXT_MAX} bytes")));
        let limit = (!(1..=LIMIT_MAX).contains(&self.limit))
            .then(|| FieldError::new("limit", format!("must lie between 1 and {LIMIT_MAX}")));
        let offset =
            (self.offset > OFFSET_MAX).then(|| FieldError::new("offset", format!("must be at most {OFFSET_MAX}")));
        too_long.chain(limit).chain(offset).collect()
    }

    fn cone(&self, wrong: &mut Vec<FieldError>) -> Option<Cone> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let radius = self.radius.unwrap_or(RADIUS);
        if !(0.0..=RADIUS_MAX).contains(&radius) {
            wrong.push(FieldError::new("radius", format!("must lie between 0 and {RADIUS_MAX} arcseconds")));
        }
        let (ra, dec) = match (given(&self.ra), given(&self.dec)) {
            (Some(ra), Some(dec)) => (ra, dec),
            (None, None) => {
                if self.radius.is_some() {
                    wrong.push(FieldError::new("ra", "is required where `radius` is given"));
                }
                return None;
            }
            (None, _) => {
                wrong.push(FieldError::new("ra", "is required where `dec` is given"));
                return None;
            }
            (_, None) => {
                wrong.push(FieldError::new("dec", "is required where `ra` is given"));
                return None;
            }
        };
        let mut read =
            |name: &str, read: Result<f64, String>| read.map_err(|e| wrong.push(FieldError::new(name, e))).ok();
        let (ra, dec) = (read("ra", parse_ra(&ra)), read("dec", parse_dec(&dec)));
        Some(Cone { ra: ra?, dec: dec?, radius: radius / 3600.0 })
    }

    /// The days as modified Julian dates; the last one counts as a whole.
    fn days(&self, wrong: &mut Vec<FieldError>) -> NumberRange {
        let mut day = |name: &str, text: &Option<String>| {
            let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty())?;
            let day = text.parse::<NaiveDate>();
            let day =
                day.map_err(|_| wrong.push(FieldError::new(name, format!("`{text}` is no day: write 2011-10-24"))));
            let zero = NaiveDate::from_ymd_opt(1858, 11, 17)?;
            i32::try_from(day.ok()?.signed_duration_since(zero).num_days()).ok().map(f64::from)
        };
        let (from, to) = (day("date_from", &self.date_from), day("date_to", &self.date_to));
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            wrong.push(FieldError::new("date_to", "must not be before date_from"));
        }
        NumberRange { from, to: to.map(|day| day + 1.0) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::test_app::TestApp;

    #[tokio::test]
    async fn spectra_are_found_by_a_part_of_their_name() {
        let app = TestApp::new().await;
        let names = app.sample_archive(3);
        assert_eq!(app.get("/api/spectra/").await.json()["is_complete"], false, "nobody has looked yet");
        app.index_archive().await;
        let all = app.get("/api/spectra/").await.json();
        assert_eq!(
            (&all["total"], &all["is_complete"], &all["is_total_exact"]),
            (&json!(3), &json!(true), &json!(true))
        );
        let one = app.get(&format!("/api/spectra?q={}&limit=1", names[1].to_uppercase())).await.json();
        let found = &one["spectra"][0];
        assert_eq!((&found["filename"], &found["dir_path"]), (&json!(names[1]), &json!("/B6001")));
        for key in ["format", "class", "snr", "magnitude", "ra", "dec", "observed_at", "plate", "targetname"] {
            assert!(!found[key].is_null(), "{key} is missing in {found}");
        }
        assert_eq!(app.get("/api/spectra?q=nope").await.json()["total"], 0);
        let second = app.get("/api/spectra?offset=1&limit=1&sort=-name&dir_path=/B6001").await.json();
        assert_eq!((&second["spectra"][0]["filename"], &second["total"]), (&json!(names[1]), &json!(3)));
    }

    #[tokio::test]
    async fn facts_and_positions_are_asked_for_together() {
        let app = TestApp::new().await;
        app.sample_archive(2);
        std::fs::write(app.archive_root().join("page.fits"), "<html>").unwrap();
        app.index_archive().await;
        let one = app.get("/api/spectra?limit=1&class=star").await.json()["spectra"][0].clone();
        let number = |key: &str| one[key].as_f64().unwrap();
        let found = async |query: &str| app.get(&format!("/api/spectra?{query}")).await.json()["total"].clone();
        let (ra, dec) = (number("ra"), number("dec"));
        assert_eq!(found(&format!("ra={ra}&dec={dec}&radius=1&class=STAR")).await, 2);
        assert_eq!(found(&format!("ra={ra}&dec={}&radius=1", dec + 0.1)).await, 0);
        let far = app.get(&format!("/api/spectra?ra={ra}&dec={}&radius=400&sort=distance", dec + 0.1)).await.json();
        let distance = far["spectra"][0]["distance"].as_f64().unwrap();
        assert!((distance - 360.0).abs() < 1e-3, "{distance}");
        let (hours, minutes) = ((ra / 15.0).floor(), ra / 15.0 % 1.0 * 60.0);
        let seconds = minutes % 1.0 * 60.0;
        let sexagesimal = format!("ra={hours}:{}:{seconds}&dec={dec}", minutes.floor());
        assert_eq!(found(&sexagesimal).await, 2, "{sexagesimal}");
        let day = &one["observed_at"].as_str().unwrap()[..10];
        for (query, total) in [
            (format!("date_from={day}&date_to={day}"), 2),
            ("date_to=1990-01-01".to_owned(), 0),
            (format!("snr_min={0}&snr_max={0}", number("snr")), 2),
            ("mag_max=3".to_owned(), 0),
            ("plate=B6001&format=lamost_image&z_min=-1&z_max=1".to_owned(), 2),
            ("class=QSO".to_owned(), 0),
            ("state=unreadable".to_owned(), 1),
            ("class=&ra=&dec=&date_from=".to_owned(), 3),
        ] {
            assert_eq!(found(&query).await, total, "{query}");
        }
        let unreadable: Value = app.get("/api/spectra?q=page").await.json()["spectra"][0].clone();
        assert!(unreadable["reason"].as_str().unwrap().contains("not a FITS file"), "{unreadable}");
    }

    #[tokio::test]
    async fn what_cannot_be_asked_is_refused() {
        let app = TestApp::new().await;
        for (query, pointer) in [
            ("limit=0", "limit"),
            ("limit=1001", "limit"),
            (&*format!("q={}", "x".repeat(256)), "q"),
            ("ra=1", "dec"),
            ("dec=1", "ra"),
            ("radius=1", "ra"),
            ("ra=1&dec=1&radius=36001", "radius"),
            ("ra=1&dec=1&radius=NaN", "radius"),
            ("ra=25:00:00&dec=1", "ra"),
            ("ra=1&dec=north", "dec"),
            ("snr_min=ten", "snr_min"),
            ("snr_min=inf", "snr_min"),
            ("mag_min=5&mag_max=4", "mag_max"),
            ("date_from=24.10.2011", "date_from"),
            ("date_from=2011-10-25&date_to=2011-10-24", "date_to"),
            ("sort=colour", "sort"),
            ("state=lost", "state"),
            ("dir_path=/..", "dir_path"),
            ("offset=-1", "offset"),
        ] {
            assert_eq!(app.get(&format!("/api/spectra?{query}")).await.pointers(), [pointer], "{query}");
        }
    }
}
