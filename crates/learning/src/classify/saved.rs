//! Models on disk: `model.json` alone for a model of features, `model.json` and tensors for the network.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Classifier, ModelKind, SpectralModel};
use crate::data::{Preparation, SpectraFile, write_json};
use crate::error::LearningError;
use crate::features::SavedFeatures;
use crate::model::{DESCRIPTION_FILE, Model, read_description, scaling_of};
use crate::network::MOST_CLASSES;

/// Layout of a model of features; the network's is 1.
const FORMAT_VERSION: u32 = 2;

/// A model of features with what must be known to use it.
#[derive(Debug, Clone, PartialEq)]
pub struct LearntModel {
    /// The model.
    pub model: SpectralModel,
    /// Names of the classes.
    pub classes: Vec<String>,
    /// The wavelength grid in Å, `[points]`; absent where the training data had none.
    pub wave: Option<Vec<f64>>,
    /// How the preprocessing scaled the spectra, where the training data say so.
    pub scaling: Option<String>,
    /// What else was done to the spectra, where the training data say so.
    pub preparation: Option<Preparation>,
    /// Seed of the training.
    pub seed: u64,
    /// Spectra in the training set.
    pub training_spectra: usize,
}

#[derive(Serialize, Deserialize)]
struct Saved {
    format_version: u32,
    version: String,
    model: ModelKind,
    classes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    wave: Option<Vec<f64>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    scaling: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    preparation: Option<Preparation>,
    seed: u64,
    training_spectra: usize,
    temperature: f64,
    features: SavedFeatures,
    classifier: Classifier,
}

/// Any model on disk.
#[derive(Debug)]
pub enum AnyModel {
    /// The network.
    Network(Box<Model>),
    /// A model of features.
    Spectral(Box<LearntModel>),
}

impl LearntModel {
    /// A fitted model, with what `file`, where its spectra come from, says about them.
    ///
    /// # Errors
    /// When the wavelengths cannot be read.
    pub fn new(
        model: SpectralModel,
        classes: Vec<String>,
        seed: u64,
        training_spectra: usize,
        file: &SpectraFile,
    ) -> Result<Self, LearningError> {
        let wave = if file.has("wave") { Some(file.wave()?) } else { None };
        let (scaling, preparation) = (scaling_of(file), Preparation::of(file));
        Ok(Self { model, classes, wave, scaling, preparation, seed, training_spectra })
    }

    /// Writes `model.json` into `directory`, which must exist.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub fn save(&self, directory: &Path) -> Result<(), LearningError> {
        let saved = Saved {
            format_version: FORMAT_VERSION,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            model: self.model.kind,
            classes: self.classes.clone(),
            wave: self.wave.clone(),
            scaling: self.scaling.clone(),
            preparation: self.preparation.clone(),
            seed: self.seed,
            training_spectra: self.training_spectra,
            temperature: self.model.temperature,
            features: self.model.features.saved(),
            classifier: self.model.classifier.clone(),
        };
        write_json(&directory.join(DESCRIPTION_FILE), &saved)
    }

    fn restored(saved: Saved) -> Result<Self, LearningError> {
        let refuse = |message: String| Err(LearningError::data(DESCRIPTION_FILE, message));
        let version = saved.format_version;
        if version != FORMAT_VERSION {
            return refuse(format!(
                "The model has layout version {version}, this program knows up to {FORMAT_VERSION}."
            ));
        }
        let classes = saved.classes.len();
        if !(2..=MOST_CLASSES).contains(&classes) {
            return refuse(format!("A model has 2 to {MOST_CLASSES} classes, not {classes}."));
        }
        let Some(features) = saved.features.restored(saved.wave.as_deref()) else {
            return refuse("The features of the model contradict each other.".into());
        };
        let temperature = saved.temperature;
        let sound = temperature.is_finite() && temperature > 0.0;
        if !sound || !saved.classifier.fits(features.layout().width(), features.width(), classes) {
            return refuse("The numbers of the model do not fit its classes and features.".into());
        }
        let model = SpectralModel { kind: saved.model, features, classifier: saved.classifier, classes, temperature };
        Ok(Self {
            model,
            classes: saved.classes,
            wave: saved.wave,
            scaling: saved.scaling,
            preparation: saved.preparation,
            seed: saved.seed,
            training_spectra: saved.training_spectra,
        })
    }
}

impl AnyModel {
    /// Reads the model in `directory`.
    ///
    /// # Errors
    /// When a file is missing or malformed, of a later layout, or its numbers contradict each other.
    pub fn load(directory: &Path) -> Result<Self, LearningError> {
        #[derive(Deserialize)]
        struct Which {
            #[serde(default)]
            model: ModelKind,
        }
        let bytes = read_description(directory)?;
        let malformed = |error| LearningError::Json { file: DESCRIPTION_FILE.into(), source: error };
        let which: Which = serde_json::from_slice(&bytes).map_err(malformed)?;
        if which.model == ModelKind::Network {
            return Ok(Self::Network(Box::new(Model::load(directory)?)));
        }
        let saved = serde_json::from_slice(&bytes).map_err(malformed)?;
        Ok(Self::Spectral(Box::new(LearntModel::restored(saved)?)))
    }

    /// Names of the classes.
    pub fn classes(&self) -> &[String] {
        match self {
            Self::Network(model) => &model.description.classes,
            Self::Spectral(model) => &model.classes,
        }
    }

    /// The wavelength grid in Å, where the model knows it.
    pub fn wave(&self) -> Option<&[f64]> {
        match self {
            Self::Network(model) => model.description.wave.as_deref(),
            Self::Spectral(model) => model.wave.as_deref(),
        }
    }

    /// How the preprocessing scaled the spectra that it was trained on, where it knows.
    pub fn scaling(&self) -> Option<&str> {
        match self {
            Self::Network(model) => model.description.scaling.as_deref(),
            Self::Spectral(model) => model.scaling.as_deref(),
        }
    }

    /// What else was done to the spectra that it was trained on, where it knows.
    pub(crate) fn preparation(&self) -> Option<&Preparation> {
        match self {
            Self::Network(model) => model.description.preparation.as_ref(),
            Self::Spectral(model) => model.preparation.as_ref(),
        }
    }

    /// Fluxes of a spectrum.
    pub fn points(&self) -> usize {
        match self {
            Self::Network(model) => model.description.network.points,
            Self::Spectral(model) => model.model.features.layout().points,
        }
    }
}
