//! A trained network on disk: `model.safetensors` with the tensors in Keras' order and shapes, `model.json` with the rest.
//!
//! Of an ensemble the tensors of the second network begin with `member1.`, those of the third with `member2.`, and so on.
//!
//! The same training gives the same bytes; a loaded model predicts the same bits as the saved one.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use ml_job_disk::without_byte_order_mark;
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView, serialize};
use serde::{Deserialize, Serialize};

use crate::classify::MOST_MEMBERS;
use crate::data::{Preparation, SpectraFile, write_bytes, write_json};
use crate::error::LearningError;
use crate::network::{Network, Parameters};

/// File of the tensors in a model's directory.
pub const TENSORS_FILE: &str = "model.safetensors";
/// File of everything else in a model's directory.
pub const DESCRIPTION_FILE: &str = "model.json";
/// Version of the layout of both files for one network. 2 is that of models of features.
pub(crate) const FORMAT_VERSION: u32 = 1;
/// Version of the layout for an ensemble: earlier programs would take its first network for the whole.
const ENSEMBLE_VERSION: u32 = 3;

/// Bytes of a description at most: names and wavelengths, in digits.
const MOST_DESCRIPTION_BYTES: usize = 64 << 20;
/// Bytes that the tensors' file may have besides the tensors, names and shapes of them.
const MOST_HEADER_BYTES: usize = 1 << 20;

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
    /// What else was done to the spectra, where the training data say so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub preparation: Option<Preparation>,
    /// Seed of the training.
    pub seed: u64,
    /// Spectra in the training set before balancing.
    pub training_spectra: usize,
    /// Loss of the epoch whose weights these are; of an ensemble the mean.
    pub training_loss: f64,
    /// Networks whose answers are averaged.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub members: usize,
}

const fn one() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields over by reference")]
const fn is_one(members: &usize) -> bool {
    *members == 1
}

/// A trained network, or an ensemble of some.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// What it is.
    pub description: Description,
    /// The weights of each network.
    pub members: Vec<Parameters>,
}

/// What the names of a member's tensors begin with.
fn prefix(member: usize) -> String {
    if member == 0 { String::new() } else { format!("member{member}.") }
}

impl Model {
    /// Writes both files into `directory`, which must exist.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub fn save(&self, directory: &Path) -> Result<(), LearningError> {
        let bytes_of = |own: &Parameters| own.values().iter().flat_map(|value| value.to_le_bytes()).collect();
        let bytes: Vec<Vec<u8>> = self.members.iter().map(bytes_of).collect();
        let tensors = self.description.network.tensors();
        let members = bytes.iter().enumerate();
        let views = members
            .flat_map(|(member, bytes)| tensors.iter().map(move |tensor| (member, bytes, tensor)))
            .map(|(member, bytes, tensor)| {
                let range = tensor.range.start * 4..tensor.range.end * 4;
                TensorView::new(Dtype::F32, tensor.shape.clone(), &bytes[range])
                    .map(|view| (prefix(member) + &tensor.name, view))
            })
            .collect::<Result<Vec<_>, _>>()
            .and_then(|views| serialize(views, None))
            .map_err(|error| LearningError::data(TENSORS_FILE, format!("The tensors cannot be written: {error}")))?;
        write_bytes(&directory.join(TENSORS_FILE), &views)?;
        let format_version = if self.members.len() == 1 { FORMAT_VERSION } else { ENSEMBLE_VERSION };
        let description = Description { format_version, members: self.members.len(), ..self.description.clone() };
        write_json(&directory.join(DESCRIPTION_FILE), &description)
    }

    /// Reads both files from `directory`.
    ///
    /// # Errors
    /// When a file is missing or malformed, of a later layout, or the tensors are not those of the described network.
    pub fn load(directory: &Path) -> Result<Self, LearningError> {
        let description: Description = serde_json::from_slice(&read_description(directory)?)
            .map_err(|error| LearningError::Json { file: DESCRIPTION_FILE.into(), source: error })?;
        if description.format_version > ENSEMBLE_VERSION {
            let message = format!(
                "The model has layout version {}, this program knows up to {ENSEMBLE_VERSION}.",
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
        if let Some(wave) = description.wave.as_ref().filter(|wave| wave.len() != description.network.points) {
            let (found, points) = (wave.len(), description.network.points);
            let message = format!("{found} wavelengths for a network of {points} points.");
            return Err(LearningError::data(DESCRIPTION_FILE, message));
        }
        let members = description.members;
        if !(1..=MOST_MEMBERS).contains(&members) {
            let message = format!("A model is of 1 to {MOST_MEMBERS} networks, not {members}.");
            return Err(LearningError::data(DESCRIPTION_FILE, message));
        }
        let most = members * (4 * description.network.parameter_count() + MOST_HEADER_BYTES);
        let bytes = read(directory, TENSORS_FILE, most)?;
        let read = |member: usize| read_parameters(&description.network, &prefix(member), &bytes);
        let members = (0..members).map(read).collect::<Result<_, _>>()?;
        Ok(Self { description, members })
    }
}

/// The bytes of `model.json` in `directory`.
pub(crate) fn read_description(directory: &Path) -> Result<Vec<u8>, LearningError> {
    let bytes = read(directory, DESCRIPTION_FILE, MOST_DESCRIPTION_BYTES)?;
    Ok(without_byte_order_mark(&bytes).to_vec())
}

/// Reads a file of bounded size.
fn read(directory: &Path, name: &str, most: usize) -> Result<Vec<u8>, LearningError> {
    let mut bytes = Vec::new();
    fs::File::open(directory.join(name))
        .and_then(|file| file.take(most as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| LearningError::io(name, "read it", error))?;
    if bytes.len() > most {
        return Err(LearningError::data(name, format!("It has more than the {most} bytes that such a file may have.")));
    }
    Ok(bytes)
}

fn read_parameters(network: &Network, prefix: &str, bytes: &[u8]) -> Result<Parameters, LearningError> {
    let refuse = |message: String| LearningError::data(TENSORS_FILE, message);
    let file =
        SafeTensors::deserialize(bytes).map_err(|error| refuse(format!("It is no safetensors file: {error}.")))?;
    let mut values = vec![0.0; network.parameter_count()];
    for spec in network.tensors() {
        let name = format!("{prefix}{}", spec.name);
        let tensor = file.tensor(&name).map_err(|_| refuse(format!("Tensor \"{name}\" is missing.")))?;
        if tensor.dtype() != Dtype::F32 || tensor.shape() != spec.shape {
            let message = format!(
                "Tensor \"{name}\" is {:?} of shape {:?} instead of F32 of shape {:?}.",
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

/// How the preprocessing scaled the spectra, from what their file says of their preparation.
pub(crate) fn scaling_of(file: &SpectraFile) -> Option<String> {
    Preparation::of(file)?.scaling().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

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
            wave: Some((0..12).map(f64::from).collect()),
            scaling: Some("minmax".into()),
            preparation: Some(Preparation::of_scaling("minmax")),
            seed: 3,
            training_spectra: 8,
            training_loss: 0.1,
            members: 1,
        };
        Model { description, members: vec![parameters] }
    }

    #[test]
    fn an_ensemble_comes_back_whole_or_not_at_all() {
        let directory = tempfile::tempdir().unwrap();
        let mut ensemble = model();
        ensemble.members.push(Parameters::glorot_uniform(&ensemble.description.network, 4));
        ensemble.save(directory.path()).unwrap();
        let loaded = Model::load(directory.path()).unwrap();
        assert_eq!((loaded.description.format_version, loaded.description.members), (ENSEMBLE_VERSION, 2));
        assert_eq!(loaded.members, ensemble.members);
        for (members, expected) in [(3, "member2.conv"), (0, "1 to 20 networks"), (usize::MAX >> 1, "1 to 20 networks")]
        {
            let description = Description { members, ..loaded.description.clone() };
            write_json(&directory.path().join(DESCRIPTION_FILE), &description).unwrap();
            let sentence = Model::load(directory.path()).unwrap_err().to_string();
            assert!(sentence.contains(expected), "{sentence}");
        }
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
    fn hostile_descriptions_and_tensors_are_refused_before_anything_is_allocated() {
        let directory = tempfile::tempdir().unwrap();
        model().save(directory.path()).unwrap();
        let good = serde_json::to_value(model().description).unwrap();
        let huge = u64::MAX >> 1;
        let blocks = |filters, convolutions| json!([{ "filters": filters, "convolutions": convolutions }]);
        for (changes, expected) in [
            (json!({ "points": huge }), "at most 1000000 points"),
            (json!({ "points": 1_000_000, "blocks": blocks(64, 1), "dense": [512] }), "more than 1073741824"),
            (json!({ "points": 1_000_000, "blocks": blocks(100, 1), "dense": [] }), "values of its convolutions"),
            (json!({ "points": 11 }), "12 wavelengths for a network of 11"),
            (json!({ "points": 2 }), "too short"),
            (json!({ "classes": huge }), "at most 1000, not"),
            (json!({ "classes": 1 }), "at least 2 classes"),
            (json!({ "classes": 3 }), "2 class names for a network of 3"),
            (json!({ "blocks": [] }), "at least one block"),
            (json!({ "blocks": blocks(huge, 1) }), "at most 100000 outputs"),
            (json!({ "blocks": blocks(0, 1) }), "one filter"),
            (json!({ "blocks": blocks(1, huge) }), "at most 1000 layers"),
            (json!({ "blocks": vec![blocks(1, huge)[0].clone(); 3] }), "at most 1000 layers"),
            (json!({ "blocks": vec![blocks(1, 1)[0].clone(); 900] }), "too short"),
            (json!({ "dense": [huge, huge] }), "at most 100000 outputs"),
            (json!({ "dense": vec![100_000; 3] }), "more than 1073741824"),
            (json!({ "dense": vec![1; 1001] }), "at most 1000 layers"),
            (json!({ "dense": [0] }), "at least one output"),
            (json!({ "dropout": 1.0 }), "dropout rate"),
            (json!({ "points": -1 }), "expected JSON"),
        ] {
            let mut description = good.clone();
            description["network"].as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            write_json(&directory.path().join(DESCRIPTION_FILE), &description).unwrap();
            let sentence = Model::load(directory.path()).unwrap_err().to_string();
            assert!(sentence.contains(expected), "{changes}: {sentence}");
        }

        model().save(directory.path()).unwrap();
        let tensors = directory.path().join(TENSORS_FILE);
        let bytes = fs::read(&tensors).unwrap();
        let padded = [&bytes[..], &vec![0; MOST_HEADER_BYTES + 1]].concat();
        let claimed = [&u64::MAX.to_le_bytes(), &bytes[8..]].concat();
        for hostile in [&bytes[..bytes.len() - 4], &bytes[..7], &[], &padded, &claimed] {
            fs::write(&tensors, hostile).unwrap();
            let sentence = Model::load(directory.path()).unwrap_err().to_string();
            assert!(sentence.contains("no safetensors") || sentence.contains("may have"), "{sentence}");
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
