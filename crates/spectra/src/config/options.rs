//! The choices of a configuration, each with the words that a person writes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::spectrum::Medium;

/// How a spectrum is scaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scaling {
    /// Smallest flux to −1, largest to 1.
    #[default]
    Minmax,
    /// Mean 0, standard deviation 1.
    Standard,
    /// 2nd percentile to −1, 98th to 1, cut at −2 and 2.
    Robust,
    /// Divided by a sigma-clipped line (a polynomial of degree 6 on grids of 200 points or more), cut at −1 and 4.
    Continuum,
    /// Fluxes as they are.
    None,
}

/// Precision of the stored fluxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Dtype {
    /// Double precision, 8 bytes.
    #[default]
    Float64,
    /// Single precision, 4 bytes.
    Float32,
}

/// What an unreadable file does to a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnBadFile {
    /// It is left out and reported.
    #[default]
    Skip,
    /// It fails the run.
    Fail,
}

/// In what the wavelengths of the grid are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WavelengthMedium {
    /// Each file is taken as it is.
    #[default]
    AsStored,
    /// Vacuum.
    Vacuum,
    /// Standard air.
    Air,
}

/// What is assumed of files that do not say what their wavelengths are measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssumedMedium {
    /// Vacuum.
    Vacuum,
    /// Standard air.
    Air,
}

impl From<AssumedMedium> for Medium {
    fn from(assumed: AssumedMedium) -> Self {
        match assumed {
            AssumedMedium::Vacuum => Self::Vacuum,
            AssumedMedium::Air => Self::Air,
        }
    }
}

/// How fluxes come onto the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Resampling {
    /// Linear interpolation at each grid point.
    #[default]
    Linear,
    /// The mean flux over the bin of each grid point.
    FluxConserving,
}

/// By what a spectrum is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Continuum {
    /// By nothing.
    #[default]
    None,
    /// By a running percentile.
    Percentile,
    /// By a spline through what is no line.
    Spline,
}

/// What becomes of a spectrum whose redshift is not known, where spectra are shifted to rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnknownRedshift {
    /// It is left out.
    #[default]
    Skip,
    /// It is taken as it is.
    AtRest,
}
