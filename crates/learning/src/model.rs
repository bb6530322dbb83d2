//! A trained network on disk: `model.safetensors` with the tensors in Keras' order and shapes, `model.json` with the rest.
//!
//! The same training gives the same bytes; a loaded model predicts the same bits as the saved one.

use std::fs;
use std::path::Path;

use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView, serialize};
use serde::{Deserialize, Serialize};

use crate::data::{SpectraFile, write_bytes, write_json};
use crate::error::LearningError;
use crate::network::{Network, Parameters};

/// File of the tensors in a model's directory.
pub const TENSORS_FILE: &str = "model.safetensors";
/// File of everything else in a model's directory.
pub const DESCRIPTION_FILE: &str = "model.json";
/// Version of the layout of both files; a greater one is refused.
const FORMAT_VERSION: u32 = 1;

/// What must be known to use the weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// Version of this layout.
    pub format_version: u32,
    /// Version of the program that trained the model.
    pub version: String,
    /// The architecture.
    pub network: Network,
    /// Names of the classes in the order of the outputs.
    pub classes: Vec<String>,
    /// The wavelength grid of the spectra in Å, `[points]`; absent where the training data had none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub wave: Option<Vec<f64>>,
    /// How the preprocessing scaled the spectra, where the training data say so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub scaling: Option<String>,
    /// Seed of the training.
    pub seed: u64,
    /// Spectra in the training set before balancing.
    pub training_spectra: usize,
    /// Loss of the epoch whose weights these are.
    pub training_loss: f64,
}

/// A trained network.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// What it is.
    pub description: Description,
    /// Its weights.
    pub parameters: Parameters,
}

impl Description {
    /// The layout's version that this program writes.
    pub const fn format_version() -> u32 {
        FORMAT_VERSION
    }
}

impl Model {
    /// Writes both files into `directory`, which must exist.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub fn save(&self, directory: &Path) -> Result<(), LearningError> {
        let bytes: Vec<u8> = self.parameters.values().iter().flat_map(|value| value.to_le_bytes()).collect();
        let tensors = self.description.network.tensors();
        let views = tensors
            .iter()
            .map(|tensor| {
                let range = tensor.range.start * 4..tensor.range.end * 4;
                TensorView::new(Dtype::F32, tensor.shape.clone(), &bytes[range])
                    .map(|view| (tensor.name.as_str(), view))
            })
            .collect::<Result<Vec<_>, _>>()
            .and_then(|views| serialize(views, None))
            .map_err(|error| LearningError::data(TENSORS_FILE, format!("The tensors cannot be written: {error}")))?;
        write_bytes(&directory.join(TENSORS_FILE), &views)?;
        write_json(&directory.join(DESCRIPTION_FILE), &self.description)
    }

    /// Reads both files from `directory`.
    ///
    /// # Errors
    /// When a file is missing or malformed, of a later layout, or the tensors are not those of the described network.
    pub fn load(directory: &Path) -> Result<Self, LearningError> {
        let read =
            |name: &str| fs::read(directory.join(name)).map_err(|error| LearningError::io(name, "read it", error));
        let description: Description = serde_json::from_slice(&read(DESCRIPTION_FILE)?)
            .map_err(|error| LearningError::Json { file: DESCRIPTION_FILE.into(), source: error })?;
        if description.format_version > FORMAT_VERSION {
            let message = format!(
                "The model has layout version {}, this program knows up to {FORMAT_VERSION}.",
                description.format_version
            );
            return Err(LearningError::data(DESCRIPTION_FILE, message));
        }
        description.network.validate()?;
        if description.classes.len() != description.network.classes {
            let message = format!(
                "{} class names for a network of {} classes.",
                description.classes.len(),
                description.network.classes
            );
            return Err(LearningError::data(DESCRIPTION_FILE, message));
        }
        let parameters = read_parameters(&description.network, &read(TENSORS_FILE)?)?;
        Ok(Self { description, parameters })
    }
}

fn read_parameters(network: &Network, bytes: &[u8]) -> Result<Parameters, LearningError> {
    let refuse = |message: String| LearningError::data(TENSORS_FILE, message);
    let file =
        SafeTensors::deserialize(bytes).map_err(|error| refuse(format!("It is no safetensors file: {error}.")))?;
    let mut values = vec![0.0; network.parameter_count()];
    for spec in network.tensors() {
        let tensor = file.tensor(&spec.name).map_err(|_| refuse(format!("Tensor \"{}\" is missing.", spec.name)))?;
        if tensor.dtype() != Dtype::F32 || tensor.shape() != spec.shape {
            let message = format!(
                "Tensor \"{}\" is {:?} of shape {:?} instead of F32 of shape {:?}.",
                spec.name,
                tensor.dtype(),
                tensor.shape(),
                spec.shape
            );
            return Err(refuse(message));
        }
        for (value, bytes) in values[spec.range].iter_mut().zip(tensor.data().as_chunks::<4>().0) {
            *value = f32::from_le_bytes(*bytes);
        }
    }
    Parameters::from_values(network, values)
}

/// How the preprocessing scaled the spectra, from the configuration that it leaves in its result.
pub fn scaling_of(file: &SpectraFile) -> Option<String> {
    let config: serde_json::Value = serde_json::from_str(&file.text_attribute("config")?).ok()?;
    Some(config.get("scaling")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::ConvBlock;

    fn model() -> Model {
        let network = Network {
            points: 12,
            classes: 2,
            blocks: vec![ConvBlock { filters: 4, convolutions: 1 }],
            dense: vec![5],
            dropout: 0.5,
        };
        let parameters = Parameters::glorot_uniform(&network, 3);
        let description = Description {
            format_version: FORMAT_VERSION,
            version: "0.0.0".into(),
            network,
            classes: vec!["a".into(), "b".into()],
            wave: Some(vec![1.0, 2.5]),
            scaling: Some("minmax".into()),
            seed: 3,
            training_spectra: 8,
            training_loss: 0.1,
        };
        Model { description, parameters }
    }

    #[test]
    fn a_model_comes_back_as_it_was_saved_and_its_files_are_the_same_each_time() {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        model().save(first.path()).unwrap();
        model().save(second.path()).unwrap();
        assert_eq!(Model::load(first.path()).unwrap(), model());
        for name in [TENSORS_FILE, DESCRIPTION_FILE] {
            assert_eq!(fs::read(first.path().join(name)).unwrap(), fs::read(second.path().join(name)).unwrap());
        }
    }

    #[test]
    fn a_damaged_or_foreign_model_is_refused_with_a_sentence() {
        let directory = tempfile::tempdir().unwrap();
        model().save(directory.path()).unwrap();
        let mut other = model();
        other.description.network.dense = vec![6];
        write_json(&directory.path().join(DESCRIPTION_FILE), &other.description).unwrap();
        let sentence = Model::load(directory.path()).unwrap_err().to_string();
        assert!(sentence.contains("dense0.kernel") && sentence.contains("[20, 6]"), "{sentence}");
        fs::write(directory.path().join(TENSORS_FILE), b"no tensors").unwrap();
        assert!(Model::load(directory.path()).unwrap_err().to_string().contains("no safetensors"));
        other.description.format_version = 99;
        write_json(&directory.path().join(DESCRIPTION_FILE), &other.description).unwrap();
        assert!(Model::load(directory.path()).unwrap_err().to_string().contains("layout version 99"));
        fs::remove_file(directory.path().join(DESCRIPTION_FILE)).unwrap();
        assert!(Model::load(directory.path()).unwrap_err().to_string().contains(DESCRIPTION_FILE));
    }
}
