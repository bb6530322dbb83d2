//! `ml-job preprocess`: the pipeline of DATA_PREPROCESSING jobs, without any service.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use ml_job_api::check_config;
use ml_job_domain::FieldError;
use ml_job_spectra::{
    FirstLook, Places, PreprocessConfig, PreprocessError, Report, Scaling, first_look, preprocess_at,
};
use serde_json::{Map, Value, json};

use super::learning::named;
use super::{Bar, cores, say};

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that a person types")]
pub(crate) struct Preprocess {
    /// Directory with the spectra
    #[arg(long, value_name = "DIR")]
    input: PathBuf,

    /// HDF5 file to write; report.json is written beside it
    #[arg(long, value_name = "FILE", required_unless_present = "dry_run")]
    output: Option<PathBuf>,

    /// First wavelength of the grid, in Å
    #[arg(long, value_name = "Å", required_unless_present = "config")]
    start: Option<f64>,

    /// Last wavelength of the grid, in Å
    #[arg(long, value_name = "Å", required_unless_present = "config")]
    end: Option<f64>,

    /// Number of points of the grid
    #[arg(long, value_name = "N", required_unless_present = "config")]
    points: Option<usize>,

    /// Search directories inside the input directory too
    #[arg(long)]
    recursive: bool,

    /// Only files whose names match, e.g. 'spec-*_sp01-*.fits'
    #[arg(long, value_name = "GLOB")]
    pattern: Option<String>,

    /// Only these spectra of files that hold many, e.g. COADD_R
    #[arg(long, value_name = "GLOB")]
    targets: Option<String>,

    /// How each spectrum is scaled: minmax (smallest flux to −1, largest to 1), standard (mean 0, standard deviation 1), robust (2nd and 98th percentile to −1 and 1), continuum (divided by a line) or none [default: minmax]
    #[arg(long, value_name = "HOW", value_parser = named::<Scaling>)]
    scaling: Option<Scaling>,

    /// Store single instead of double precision
    #[arg(long)]
    float32: bool,

    /// Stop at the first file that cannot be used instead of leaving it out
    #[arg(long)]
    fail_on_bad_file: bool,

    /// Leave out spectra with a smaller signal-to-noise ratio
    #[arg(long, value_name = "SNR")]
    min_snr: Option<f64>,

    /// Shift each spectrum to rest: divide its wavelengths by 1 + z
    #[arg(long)]
    rest_frame: bool,

    /// Interpolate across pixels that the survey marks as bad
    #[arg(long)]
    mask_bad_pixels: bool,

    /// Measure each spectrum: a table in report.json, columns in the metadata of the result
    #[arg(long)]
    quality: bool,

    /// Only spectra of this CSV, FITS or VOTable file, whose columns go into the metadata
    #[arg(long, value_name = "FILE")]
    catalogue: Option<PathBuf>,

    /// Take the options from the config of a job, a JSON file; flags given beside it count more
    #[arg(long, value_name = "FILE.json")]
    config: Option<PathBuf>,

    /// Set any option of a job's config, e.g. resampling=flux_conserving or `"windows=[[4801,4921,80]]"`; counts most
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    set: Vec<(String, Value)>,

    /// Look at a sample of the files, say what would come of them, and write nothing
    #[arg(long)]
    dry_run: bool,

    /// Number of threads [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
}

impl Preprocess {
    pub(crate) fn run(self) -> Result<()> {
        let config = self.config()?;
        let threads = self.threads.map_or_else(cores, usize::from);
        let catalogue = config.catalogue().map(PathBuf::from);
        let catalogue = catalogue.as_deref();
        let Some(output) = self.output.as_deref().filter(|_| !self.dry_run) else {
            let look = first_look(&self.input, catalogue, &config, threads);
            say(&told(&look.with_context(|| self.input.display().to_string())?));
            return Ok(());
        };
        let mut bar = Bar::new("Preprocessing");
        let places = Places { input: &self.input, output, catalogue };
        match preprocess_at(places, &config, threads, &mut bar) {
            Ok(report) => {
                bar.finish();
                say(&summary(&report, output));
                Ok(())
            }
            Err(error) => {
                bar.clear();
                self.explain(error, output)
            }
        }
    }

    /// The failure, with the place of the report where there is one.
    fn explain(&self, error: PreprocessError, output: &Path) -> Result<()> {
        let mut place = self.input.display().to_string();
        if error.has_report() {
            let report = output.with_file_name("report.json");
            place = format!("{place} (every file is named in {})", report.display());
        }
        Err(error).context(place)
    }

    /// The configuration: that of the file, then the flags, then what is set.
    fn config(&self) -> Result<PreprocessConfig> {
        let mut options = match &self.config {
            Some(path) => read_options(path)?,
            None => Map::new(),
        };
        options.insert("data_dir_path".into(), self.input.to_string_lossy().into());
        options.extend(self.flags());
        options.extend(self.set.iter().cloned());
        let options = Value::Object(options);
        let wrong = check_config(&PreprocessConfig::schema(), &options, "")?;
        if !wrong.is_empty() {
            let wrong: Vec<String> = wrong.iter().map(sentence_of).collect();
            bail!("the options are not valid: {} (docs/preparation.md has them all)", wrong.join("; "));
        }
        serde_json::from_value(options).context("the options are not valid")
    }

    /// What the flags say, by the names that a job's config has for it.
    fn flags(&self) -> Map<String, Value> {
        let path = self.catalogue.as_ref().map(|path| path.to_string_lossy().into_owned());
        let values = [
            ("wave_start_point", json!(self.start)),
            ("wave_end_point", json!(self.end)),
            ("wave_point_count", json!(self.points)),
            ("filename_pattern", json!(self.pattern)),
            ("targets", json!(self.targets)),
            ("scaling", json!(self.scaling)),
            ("min_snr", json!(self.min_snr)),
            ("catalogue_path", json!(path)),
            ("recursive", json!(self.recursive.then_some(true))),
            ("rest_frame", json!(self.rest_frame.then_some(true))),
            ("mask_bad_pixels", json!(self.mask_bad_pixels.then_some(true))),
            ("quality", json!(self.quality.then_some(true))),
            ("dtype", json!(self.float32.then_some("float32"))),
            ("on_bad_file", json!(self.fail_on_bad_file.then_some("fail"))),
        ];
        values.into_iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key.to_owned(), value)).collect()
    }
}

/// What is wrong with an option, with its name in front.
fn sentence_of(wrong: &FieldError) -> String {
    let key = wrong.pointer.trim_start_matches('/');
    if wrong.message.starts_with('`') { wrong.message.clone() } else { format!("{key}: {}", wrong.message) }
}

fn read_options(path: &Path) -> Result<Map<String, Value>> {
    let text = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&text);
    match serde_json::from_slice(text).with_context(|| format!("{} is not JSON", path.display()))? {
        Value::Object(options) => Ok(options),
        _ => bail!("{} holds no JSON object", path.display()),
    }
}

/// A key and its value: JSON where it is JSON, else the text itself.
fn setting(text: &str) -> Result<(String, Value), String> {
    let (key, value) = text.split_once('=').ok_or("write it as KEY=VALUE")?;
    Ok((key.trim().to_owned(), serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()))))
}

fn told(look: &FirstLook) -> String {
    let mut text = look.summary();
    for warning in &look.warnings {
        text.push('\n');
        text.push_str(warning);
    }
    text
}

fn summary(report: &Report, output: &Path) -> String {
    let list = |counts: &std::collections::BTreeMap<String, u64>| {
        counts.iter().map(|(code, count)| format!("{count} {}", code.replace('_', " "))).collect::<Vec<_>>().join(", ")
    };
    let mut parts = vec![format!("{} spectra in {}", report.spectra, output.display())];
    if report.skipped.total > 0 {
        parts.push(format!("{} files left out ({})", report.skipped.total, list(&report.skipped.by_code)));
    }
    if report.ignored.total > 0 {
        parts.push(format!("{} other entries ({})", report.ignored.total, list(&report.ignored.by_code)));
    }
    let named = if parts.len() > 1 { ", named in report.json" } else { "" };
    parts.join("; ") + named
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use ml_job_spectra::{Dtype, Resampling};

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        preprocess: Preprocess,
    }

    fn config(arguments: &[&str]) -> Result<PreprocessConfig> {
        Command::try_parse_from([&["preprocess"][..], arguments].concat())?.preprocess.config()
    }

    const GRID: [&str; 10] =
        ["--input", "../x", "--output", "y.h5", "--start", "6519", "--end", "6732", "--points", "140"];

    #[test]
    fn a_path_of_the_shells_user_has_no_rule_of_the_archive() {
        let config = config(&GRID).unwrap();
        assert_eq!(config, PreprocessConfig::new("../x", 6519.0, 6732.0, 140));
        assert_eq!(config.validate_values(), Ok(()));
    }

    #[test]
    fn what_is_set_counts_more_than_flags_and_flags_more_than_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.json");
        let text = r#"{"data_dir_path": "old", "wave_start_point": 1, "wave_end_point": 2, "wave_point_count": 3, "dtype": "float32"}"#;
        std::fs::write(&file, text).unwrap();
        let file = file.to_str().unwrap();
        let set =
            ["--set", "resampling=flux_conserving", "--set", "windows=[[4801,4921,80]]", "--set", "wave_point_count=9"];
        let flags = ["--input", "x", "--dry-run", "--config", file, "--points", "5", "--end", "4"];
        let config = config(&[&flags[..], &set[..]].concat()).unwrap();
        assert_eq!((config.data_dir_path.as_str(), config.wave_start_point, config.wave_end_point), ("x", 1.0, 4.0));
        assert_eq!(
            (config.wave_point_count, config.dtype, config.resampling),
            (9, Dtype::Float32, Resampling::FluxConserving)
        );
        assert_eq!(config.windows, [[4801.0, 4921.0, 80.0]]);
    }

    #[test]
    fn an_option_that_does_not_exist_is_named() {
        let told = |set: &str| {
            let error = format!("{:#}", config(&[&GRID[..], &["--set", set]].concat()).unwrap_err());
            assert!(error.len() < 250, "{error}");
            error
        };
        assert!(told("resampl=linear").contains("`resampl` is not a known key (did you mean `resampling`?)"));
        assert!(
            told("resampling=flux_conservin").contains("resampling: must be one of \"linear\", \"flux_conserving\"")
        );
        assert!(told("windows=[[4801,4921]]").contains("windows/0: "));
        assert!(told("colour=red").contains("`colour` is not a known key"));
        assert!(config(&[&GRID[..], &["--set", "resampling"]].concat()).unwrap_err().to_string().contains("KEY=VALUE"));
        assert!(config(&["--input", "x"]).is_err(), "no grid, no place");
    }
}
