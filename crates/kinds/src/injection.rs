//! Lines put into the spectra of an archive, which are prepared again as their matrix was.
//!
//! What a campaign's round would find of them, and a search replayed on them, tell how strong a line has to be before anybody labels.

use std::path::Path;

use ml_job_learning::data::SpectraFile;
use ml_job_learning::rng::Random;
use ml_job_spectra::{Emission, Injected, Spectrum, SpectrumReader, inject};
use rand::RngExt as _;

use crate::origin::Origin;

/// A row that differs by more than this, of its own size, was made of another spectrum.
const SAME: f32 = 1e-3;

/// Where the spectra of a matrix come from.
pub(crate) struct Backgrounds {
    origin: Origin,
    reader: SpectrumReader,
    spectrum: Spectrum,
}

impl Backgrounds {
    /// Of the matrix in `file`, whose spectra lie in `archive`.
    ///
    /// # Errors
    /// In half a sentence, why rows of this matrix cannot be made again.
    pub(crate) fn of(file: &SpectraFile, archive: &Path) -> Result<Self, String> {
        if file.layout().width() != file.points() {
            return Err("embeddings of the matrix cannot be made again".into());
        }
        Ok(Self { origin: Origin::of(file, archive)?, reader: SpectrumReader::new(), spectrum: Spectrum::default() })
    }

    /// Puts each of `lines` into a copy of the spectrum `name`, whose row in the matrix is `row`, and prepares it as the matrix was.
    ///
    /// # Errors
    /// In half a sentence about such spectra, why this one is no background.
    pub(crate) fn inject(&mut self, name: &str, row: &[f32], lines: &[Emission]) -> Result<Injected, String> {
        self.origin.read(name, &mut self.reader, &mut self.spectrum)?;
        let injected = inject(&self.origin.config, &self.spectrum, lines)?;
        let is_same = |(a, b): (&f32, &f32)| (a - b).abs() <= SAME * b.abs().max(1.0);
        if injected.plain.len() != row.len() || !injected.plain.iter().zip(row).all(is_same) {
            return Err("their rows in the matrix are others than the archive gives now".into());
        }
        Ok(injected)
    }
}

/// A line of the shapes that discs of Be stars show at the resolution of surveys, at `centre` Å, with an equivalent width between
/// `widths` Å that is uniform in its logarithm.
pub(crate) fn draw_line(centre: f64, widths: [f64; 2], is_double: bool, random: &mut Random) -> Emission {
    let equivalent_width = widths[0] * (widths[1] / widths[0]).powf(random.random());
    let (separation, width, violet_share) = if is_double {
        let separation = random.random_range(270.0..560.0);
        (separation, separation * random.random_range(0.35..0.55), random.random_range(0.38..0.62))
    } else {
        (0.0, random.random_range(120.0..380.0), 0.5)
    };
    Emission { centre, equivalent_width, width, separation, violet_share }
}
