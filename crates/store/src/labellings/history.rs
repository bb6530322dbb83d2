//! What a person said about a spectrum over time.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use ml_job_domain::{JobId, LabellingId};

use crate::engine::Row;
use crate::error::ColumnError;
use crate::{Store, StoreError};

/// One change to what its author said about a spectrum; to undo it, say what was said before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabellingChange {
    /// Who said so; absent where there were no accounts.
    pub author: Option<String>,
    /// When.
    pub changed_at: DateTime<Utc>,
    /// The label from then on.
    pub user_label: Option<String>,
    /// The comment from then on.
    pub user_comment: Option<String>,
    /// The label until then.
    pub previous_user_label: Option<String>,
    /// The comment until then.
    pub previous_user_comment: Option<String>,
    /// Whether it settled which label counts, instead of saying what its author thinks.
    pub is_adjudication: bool,
}

impl Store {
    /// When the label or comment of each labelling of a job was changed last; those that were never changed are absent.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn label_times(&self, job_id: JobId) -> Result<HashMap<LabellingId, DateTime<Utc>>, StoreError> {
        let mut conn = self.read("reading when labels were given").await?;
        let sql = "SELECT labelling_changes.labelling_id, labelling_changes.changed_at
             FROM labelling_changes JOIN labellings ON labellings.labelling_id = labelling_changes.labelling_id
             WHERE labellings.job_id = $1 ORDER BY labelling_changes.change_id";
        let read = |row: &Row| Ok((row.get("labelling_id")?, row.get("changed_at")?));
        let changes = conn
            .query(sql)
            .bind(&job_id)
            .fetch(|row| read(row).map_err(|error: ColumnError| error.of("labelling_changes", job_id)))
            .await?;
        // The later one of two replaces the earlier.
        Ok(changes.into_iter().collect())
    }

    /// What a person said about a spectrum, oldest change first. A patch that changed nothing left no trace.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn labelling_history(&self, id: LabellingId) -> Result<Vec<LabellingChange>, StoreError> {
        let mut conn = self.read("reading a label's history").await?;
        conn.query(
            "SELECT author, changed_at, user_label, user_comment, previous_user_label, previous_user_comment,
                 is_adjudication
             FROM labelling_changes WHERE labelling_id = $1 ORDER BY change_id",
        )
        .bind(&id)
        .fetch(|row| read_change(row).map_err(|error| error.of("labelling_changes", id)))
        .await
    }
}

fn read_change(row: &Row) -> Result<LabellingChange, ColumnError> {
    Ok(LabellingChange {
        author: row.get("author")?,
        changed_at: row.get("changed_at")?,
        user_label: row.get("user_label")?,
        user_comment: row.get("user_comment")?,
        previous_user_label: row.get("previous_user_label")?,
        previous_user_comment: row.get("previous_user_comment")?,
        is_adjudication: row.get("is_adjudication")?,
    })
}
