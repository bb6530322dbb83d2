//! A first look at a sample of the files, so that what can be known is known before anybody waits or labels.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::PathBuf;

use ml_job_disk::enclosed::MAX_TEXT_BYTES;
use rand::SeedableRng as _;
use serde::{Deserialize, Serialize};

use super::listing::{Candidate, Listing};
use super::sniff;
use crate::config::{PreprocessConfig, WavelengthMedium};
use crate::grid::WaveGrid;
use crate::prepare::{Plan, quantile};
use crate::readers::{Extent, SpectrumReader, Want};
use crate::spectrum::{Medium, Spectrum, SurveyFormat};

/// Files of a sample at most; a share of 10 % is then known to ±2 %.
pub(super) const MOST_FILES: usize = 200;
/// Files of a sample at least, where there are so many.
const LEAST_FILES: usize = 24;
/// Of so many files one is looked at, so that the look takes a hundredth of the time.
const ONE_OF: usize = 100;
/// Spectra of one file that are looked at.
const TARGETS: usize = 8;
/// The seed of the sample: the same files each time.
const SEED: u64 = 0x5eed;
/// A grid whose step is more than this many pixels loses what lies between its points (Nyquist: half a resolution element).
const COARSE_STEP: f64 = 1.5;
/// Shares of the sample from which on something is worth a warning.
const NOTABLE: f64 = 0.05;

/// What a sample of the files told before the run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FirstLook {
    /// Files in the data directory.
    pub files: u64,
    /// Files that were looked at, chosen at random but the same each time.
    pub sampled_files: u64,
    /// Spectra that were found in them (of a file with many the first few).
    pub sampled_spectra: u64,
    /// Files that cannot be used, by the code of the reason; files that are no spectra at all under `not_a_spectrum`.
    pub unusable: BTreeMap<String, u64>,
    /// Spectra by the layout of their files.
    pub formats: BTreeMap<String, u64>,
    /// Spectra by what their wavelengths are measured in: `vacuum`, `air`, `unknown`.
    pub media: BTreeMap<String, u64>,
    /// Spectra that cover nothing of the grid.
    pub outside: u64,
    /// Spectra that cover a part of the grid only.
    pub overhanging: u64,
    /// Mean share of the grid that spectra do not cover.
    pub uncovered_share: f64,
    /// Median distance of the pixels at the middle of the grid \[Å\]; absent where no spectrum reaches there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native_step: Option<f64>,
    /// Names of files that are longer than a result can hold.
    pub long_names: u64,
    /// What a person should know, in sentences.
    pub warnings: Vec<String>,
}

/// What was seen in one file.
#[derive(Debug, Default)]
struct Seen {
    unusable: Option<String>,
    spectra: Vec<SeenSpectrum>,
}

#[derive(Debug)]
struct SeenSpectrum {
    format: String,
    medium: &'static str,
    /// Share of the grid that it does not cover.
    uncovered: f64,
    step: Option<f64>,
}

impl FirstLook {
    /// Looks at a sample of the files of a listing.
    pub(super) fn at(
        listing: &Listing,
        config: &PreprocessConfig,
        grid: &WaveGrid,
        threads: usize,
        most: usize,
    ) -> Self {
        let files = sample(listing, most);
        let seen = look_at_all(&files, config, grid, threads);
        let mut look = Self {
            files: listing.files,
            sampled_files: files.len() as u64,
            long_names: listing.long_names,
            ..Self::default()
        };
        let (mut uncovered, mut steps) = (0.0, Vec::new());
        for file in seen {
            if let Some(code) = file.unusable {
                *look.unusable.entry(code).or_default() += 1;
            }
            for spectrum in file.spectra {
                look.sampled_spectra += 1;
                *look.formats.entry(spectrum.format).or_default() += 1;
                *look.media.entry(spectrum.medium.to_owned()).or_default() += 1;
                look.outside += u64::from(spectrum.uncovered >= 1.0);
                look.overhanging += u64::from(spectrum.uncovered > 0.0 && spectrum.uncovered < 1.0);
                uncovered += spectrum.uncovered;
                steps.extend(spectrum.step);
            }
        }
        look.uncovered_share = if look.sampled_spectra == 0 { 0.0 } else { uncovered / count(look.sampled_spectra) };
        look.native_step = quantile(&mut steps, 0.5);
        look.warnings = look.warn(config, grid);
        look
    }

    /// One line for a log.
    pub fn summary(&self) -> String {
        let unusable: u64 = self.unusable.values().sum();
        let list = |counts: &BTreeMap<String, u64>| {
            counts
                .iter()
                .map(|(name, count)| format!("{count} {}", name.replace('_', " ")))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let mut text =
            format!("looked at {} of {} files: {} spectra", self.sampled_files, self.files, self.sampled_spectra);
        // Writing to a String cannot fail.
        if !self.formats.is_empty() {
            let _ = write!(text, " ({}; wavelengths: {})", list(&self.formats), list(&self.media));
        }
        if unusable > 0 {
            let _ = write!(text, ", {unusable} files that cannot be used ({})", list(&self.unusable));
        }
        text
    }

    fn warn(&self, config: &PreprocessConfig, grid: &WaveGrid) -> Vec<String> {
        let mut warnings = Vec::new();
        let (start, end) = grid.range();
        let spectra = count(self.sampled_spectra);
        let percent = |part: u64, all: f64| 100.0 * count(part) / all;
        let notable = |part: u64, all: u64| part > 0 && count(part) >= NOTABLE * count(all);
        if notable(self.outside + self.overhanging, self.sampled_spectra) {
            warnings.push(format!(
                "the grid from {start} Å to {end} Å is not covered by {:.0} % of the spectra ({:.0} % cover nothing of it)",
                percent(self.outside + self.overhanging, spectra),
                percent(self.outside, spectra)
            ));
        }
        let unusable: u64 = self.unusable.values().sum();
        if notable(unusable, self.sampled_files) {
            warnings.push(format!("{:.0} % of the files cannot be used", percent(unusable, count(self.sampled_files))));
        }
        if let Some(native) = self.native_step {
            let coarsest = grid.spans().map(|(_, _, step)| step).fold(0.0, f64::max);
            if coarsest > COARSE_STEP * native && config.resampling == crate::config::Resampling::Linear {
                warnings.push(format!(
                    "the step of the grid, {coarsest:.2} Å, is {:.1} pixels of the spectra ({native:.2} Å): interpolation loses what lies between (resampling flux_conserving does not)",
                    coarsest / native
                ));
            }
        }
        let kinds = ["vacuum", "air"].iter().filter(|kind| self.media.contains_key(**kind)).count();
        if kinds == 2 && config.wavelength_medium == WavelengthMedium::AsStored {
            warnings.push("some wavelengths are those of vacuum, others of air (wavelength_medium converts)".into());
        }
        if self.long_names > 0 {
            warnings.push(format!(
                "{} names have more than {MAX_TEXT_BYTES} bytes in UTF-8: a result cannot hold them",
                self.long_names
            ));
        }
        warnings
    }
}

/// A number to divide by.
#[expect(clippy::cast_precision_loss, reason = "a share needs no more than 52 bits of the count")]
fn count(number: u64) -> f64 {
    number as f64
}

/// Some of the files, in their order.
fn sample(listing: &Listing, most: usize) -> Vec<Candidate> {
    let all = usize::try_from(listing.files).unwrap_or(usize::MAX);
    let wanted = (all / ONE_OF).clamp(LEAST_FILES, MOST_FILES).max(most).min(all);
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(SEED);
    let mut places = rand::seq::index::sample(&mut random, all, wanted).into_vec();
    places.sort_unstable();
    let mut places = places.into_iter().peekable();
    let wanted = |(place, file)| places.next_if_eq(&place).map(|_| file);
    listing.iter().enumerate().filter_map(wanted).collect()
}

fn look_at_all(files: &[Candidate], config: &PreprocessConfig, grid: &WaveGrid, threads: usize) -> Vec<Seen> {
    let each = files.len().div_ceil(threads.max(1)).max(1);
    std::thread::scope(|scope| {
        let look = |files| move || Looker::new(config, grid).look_at_each(files);
        let threads: Vec<_> = files.chunks(each).map(|files| scope.spawn(look(files))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    })
}

/// Looks at one file after another.
struct Looker<'a> {
    config: &'a PreprocessConfig,
    grid: &'a WaveGrid,
    want: Want,
    reader: SpectrumReader,
    spectrum: Spectrum,
    path: PathBuf,
}

impl<'a> Looker<'a> {
    fn new(config: &'a PreprocessConfig, grid: &'a WaveGrid) -> Self {
        let is_plain = Plan::new(config).is_plain();
        let want = Want {
            range: Some(grid.range()).filter(|_| is_plain),
            rest_frame: config.rest_frame && config.redshift_column.is_none(),
            every_target: config.targets_pattern().is_some(),
            ..Want::default()
        };
        Self { config, grid, want, reader: SpectrumReader::new(), spectrum: Spectrum::default(), path: PathBuf::new() }
    }

    fn look_at_each(mut self, files: &[Candidate]) -> Vec<Seen> {
        files.iter().map(|file| self.look_at(file)).collect()
    }

    fn look_at(&mut self, file: &Candidate) -> Seen {
        file.path_into(&mut self.path);
        let mut seen = Seen::default();
        if !file.is_named_fits()
            && let Err(refused) = sniff::may_be_spectrum(&self.path)
        {
            seen.unusable = Some(refused.code.to_owned());
            return seen;
        }
        let (config, grid) = (self.config, self.grid);
        let read = self.reader.read_each(&self.path, &self.want, &mut self.spectrum, &mut |extent, spectrum| {
            match extent {
                Ok(extent) => seen.spectra.push(look_at_spectrum(spectrum, extent, config, grid)),
                Err(error) => seen.unusable = Some(error.code().to_owned()),
            }
            if seen.spectra.len() < TARGETS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        if let Err(error) = read {
            seen.unusable = Some(error.code().to_owned());
        }
        seen
    }
}

fn look_at_spectrum(spectrum: &Spectrum, extent: Extent, config: &PreprocessConfig, grid: &WaveGrid) -> SeenSpectrum {
    let redshift = if config.rest_frame { spectrum.meta.redshift() } else { None };
    let stretch = 1.0 + redshift.unwrap_or(0.0);
    let (first, last) = (spectrum.wavelength.first(), spectrum.wavelength.last());
    let uncovered = match (extent, first, last) {
        (Extent::Window, ..) => 0.0,
        (Extent::Whole, Some(first), Some(last)) => {
            let outside = grid.outside(first / stretch, last / stretch);
            count(outside as u64) / count(grid.points().len() as u64)
        }
        _ => 1.0,
    };
    let (start, end) = grid.range();
    let middle = f64::midpoint(start, end) * stretch;
    let place = spectrum.wavelength.partition_point(|&x| x < middle);
    let step = || Some((spectrum.wavelength.get(place)? - spectrum.wavelength.get(place.checked_sub(1)?)?) / stretch);
    SeenSpectrum {
        format: format_name(spectrum.meta.format),
        medium: medium_name(spectrum.meta.medium),
        uncovered,
        step: step().filter(|step| *step > 0.0),
    }
}

/// The layout of a spectrum's file, in the words of the reports.
pub(super) fn format_name(format: Option<SurveyFormat>) -> String {
    let name = format.and_then(|format| serde_json::to_value(format).ok());
    name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_else(|| "unknown".into())
}

/// What wavelengths are measured in, in the words of the reports.
pub(super) fn medium_name(medium: Option<Medium>) -> &'static str {
    match medium {
        Some(Medium::Vacuum) => "vacuum",
        Some(Medium::Air) => "air",
        None => "unknown",
    }
}
