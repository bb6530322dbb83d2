//! A labelling's row.

use ml_job_domain::{Labelling, LabellingId};

use crate::StoreError;
use crate::engine::Row;
use crate::error::ColumnError;

/// What is stored of a labelling when it is added: the columns, named as in its JSON.
pub(super) const ADDED: &str = "labelling_id, job_id, spectrum_filename, spectrum_set, sequence_iteration, \
    model_prediction, model_probability, model_entropy, magnitude, snr, draw, user_label, user_comment";

/// What is read of a labelling: those, and who said last what there is of a label.
pub(super) const COLUMNS: &str = "labelling_id, job_id, spectrum_filename, spectrum_set, sequence_iteration, \
    model_prediction, model_probability, model_entropy, magnitude, snr, draw, user_label, user_comment, user_label_author, \
    user_label_at, adjudicated_by, is_double";

pub(super) fn read(row: &Row) -> Result<Labelling, StoreError> {
    let labelling_id: LabellingId = row.get("labelling_id").map_err(|error| error.of("labellings", "any row"))?;
    read_columns(labelling_id, row).map_err(|error| error.of("labellings", labelling_id))
}

fn read_columns(labelling_id: LabellingId, row: &Row) -> Result<Labelling, ColumnError> {
    Ok(Labelling {
        labelling_id,
        job_id: row.get("job_id")?,
        spectrum_filename: row.get("spectrum_filename")?,
        spectrum_set: row.get("spectrum_set")?,
        sequence_iteration: row.get("sequence_iteration")?,
        model_prediction: row.get("model_prediction")?,
        model_probability: row.get("model_probability")?,
        model_entropy: row.get("model_entropy")?,
        magnitude: row.get("magnitude")?,
        snr: row.get("snr")?,
        draw: row.get("draw")?,
        user_label: row.get("user_label")?,
        user_comment: row.get("user_comment")?,
        user_label_author: row.get("user_label_author")?,
        user_label_at: row.get("user_label_at")?,
        adjudicated_by: row.get("adjudicated_by")?,
        own_label: None,
        own_comment: None,
        differs: false,
        is_hidden: false,
        is_double: row.get("is_double")?,
    })
}
