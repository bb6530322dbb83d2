//! Labels of a file: positions of classes, and what else people store under that name.

use hdf5::types::TypeDescriptor;

use super::SpectraFile;
use crate::error::LearningError;
use crate::network::MOST_CLASSES;

/// What the labels are to be, for those who stored something else.
const WANTED: &str = "integers, each the position of the spectrum's class, from 0";

impl SpectraFile {
    /// The class indices `labels`, each below `classes`.
    ///
    /// # Errors
    /// When the dataset is missing, not one integer for each spectrum, or has a label that is no class. Truth values, texts, fractions,
    /// columns and one-hot rows are named as what they are.
    pub fn labels(&self, classes: usize) -> Result<Vec<u32>, LearningError> {
        let refuse = |message: String| LearningError::data(self.shown(), message);
        let (shape, kind) = self.kind_of("labels")?;
        if let [rows, columns] = shape[..]
            && rows == self.rows()
        {
            return Err(refuse(two_dimensional(rows, columns)));
        }
        if let Some(what) = other_kind(kind.as_ref()) {
            return Err(refuse(format!("Dataset \"labels\" holds {what} instead of {WANTED}.")));
        }
        let labels: Vec<i64> = self.read_all("labels", self.rows(), "spectra")?;
        labels.iter().enumerate().map(|(row, &label)| class(label, row, classes, &labels).map_err(refuse)).collect()
    }
}

/// What labels of two dimensions are.
fn two_dimensional(rows: usize, columns: usize) -> String {
    let way = if columns == 1 {
        "one column: store it flat, `labels[:, 0]`"
    } else {
        "as one-hot labels have: store the position of each class, `labels.argmax(axis=1)`"
    };
    format!("Dataset \"labels\" has shape [{rows}, {columns}], {way}.")
}

/// What the values are where they are no integers.
fn other_kind(kind: Option<&TypeDescriptor>) -> Option<&'static str> {
    match kind {
        Some(TypeDescriptor::Integer(_) | TypeDescriptor::Unsigned(_)) => None,
        Some(TypeDescriptor::Float(_)) => Some("floating-point numbers"),
        Some(TypeDescriptor::Boolean) => Some("truth values"),
        Some(
            TypeDescriptor::FixedAscii(_)
            | TypeDescriptor::FixedUnicode(_)
            | TypeDescriptor::VarLenAscii
            | TypeDescriptor::VarLenUnicode,
        ) => Some("texts"),
        _ => Some("something else"),
    }
}

/// The class that a label means, among `labels`.
fn class(label: i64, row: usize, classes: usize, labels: &[i64]) -> Result<u32, String> {
    let start = format!("Dataset \"labels\" has label {label} in row {row}");
    match u32::try_from(label) {
        Ok(class) if (class as usize) < classes => Ok(class),
        Err(_) if label < 0 => Err(format!("{start}: labels are positions of classes, from 0.")),
        _ if classes >= MOST_CLASSES => Err(format!("{start}; at most {MOST_CLASSES} classes are possible.")),
        _ => {
            let (least, most) = (labels.iter().min().copied(), labels.iter().max().copied());
            let from_one = least == Some(1) && most.is_some_and(|most| usize::try_from(most) == Ok(classes));
            let hint = if from_one { " These labels seem to count from 1: subtract 1." } else { "" };
            Err(format!(
                "{start}, but the {classes} classes have the positions 0 to {}.{hint}",
                classes.saturating_sub(1)
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use hdf5::types::FixedUnicode;
    use hdf5::{File, H5Type};

    use super::*;
    use crate::data::ResultFile;

    fn said<T: H5Type>(labels: &[T], shape: &[usize], classes: usize) -> String {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("x.h5");
        let file = ResultFile::create(&place).unwrap();
        file.write_matrix("fluxes", 2, &[0.0; 6]).unwrap();
        file.finish().unwrap();
        let file = File::append(&place).unwrap();
        let data = file.new_dataset::<T>().shape(shape).create("labels").unwrap();
        data.write_raw(labels).unwrap();
        file.close().unwrap();
        match SpectraFile::open(&place, Path::new("x.h5")).unwrap().labels(classes) {
            Ok(labels) => format!("{labels:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn what_people_store_instead_of_positions_is_named() {
        assert_eq!(said(&[0_i64, 2, 1], &[3], 3), "[0, 2, 1]");
        assert_eq!(said(&[0_u8, 2, 1], &[3], 3), "[0, 2, 1]");
        for (found, expected) in [
            (
                said(&[1_i64, 2, 3], &[3], 3),
                "label 3 in row 2, but the 3 classes have the positions 0 to 2. These labels seem to count from 1",
            ),
            (said(&[0_i64, 2, 3], &[3], 3), "but the 3 classes have the positions 0 to 2."),
            (said(&[-1_i64, 0, 1], &[3], 3), "label -1 in row 0: labels are positions of classes, from 0."),
            (said(&[-1_i64, 0, 1], &[3], MOST_CLASSES), "label -1 in row 0: labels are positions of classes, from 0."),
            (said(&[0_i64, 5_000_000_000, 1], &[3], MOST_CLASSES), "at most 1000 classes are possible"),
            (said(&[0.0, 1.0, 2.0], &[3], 3), "holds floating-point numbers instead of integers"),
            (
                said(&["a", "b", "c"].map(|text| text.parse::<FixedUnicode<4>>().unwrap()), &[3], 3),
                "holds texts instead of integers",
            ),
            (said(&[0_i64, 1, 2], &[3, 1], 3), "one column"),
            (said(&[0_i64; 9], &[3, 3], 3), "as one-hot labels have"),
            (said(&[true, false, true], &[3], 2), "bool"),
        ] {
            assert!(found.contains(expected), "{found}");
            assert!(!found.contains("18446744073709551615"), "{found}");
        }
    }
}
