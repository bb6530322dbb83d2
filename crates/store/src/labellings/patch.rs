//! What a person says about spectra: labels and comments, and their history.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use ml_job_domain::{Labelling, LabellingId, LabellingPatch};
use serde::Serialize;

use super::row::{COLUMNS, read};
use crate::engine::{Conn, Sql};
use crate::{PatchLabellings, Store, StoreError};

/// What a person says about one spectrum, before and after.
#[derive(Debug, Serialize)]
struct Change<'a> {
    labelling_id: LabellingId,
    user_label: Option<&'a str>,
    user_comment: Option<&'a str>,
    previous_user_label: Option<&'a str>,
    previous_user_comment: Option<&'a str>,
}

impl Store {
    /// Changes what a person said about spectra, all or none. Of two patches for one labelling the later wins. With a
    /// precondition only where each labelling, which nobody changes meanwhile, meets it. With an author it is said who did it.
    ///
    /// # Errors
    /// [`StoreError::Driver`], also when a text is too long, or [`StoreError::Inconsistency`].
    pub async fn patch_labellings(
        &self,
        patches: &[(LabellingId, LabellingPatch)],
        now: DateTime<Utc>,
        precondition: Option<&(dyn Fn(&Labelling) -> bool + Sync)>,
        author: Option<&str>,
    ) -> Result<PatchLabellings, StoreError> {
        let mut conn = self.begin("storing labels").await?;
        let before = lock(&mut conn, patches).await?;
        if let Some(other) = before.values().find(|labelling| precondition.is_some_and(|holds| !holds(labelling))) {
            return Ok(PatchLabellings::PreconditionFailed(other.labelling_id));
        }
        let mut after = before.clone();
        for (id, patch) in patches {
            let Some(labelling) = after.get_mut(id) else { return Ok(PatchLabellings::NoSuchLabelling(*id)) };
            if let Some(label) = &patch.user_label {
                labelling.user_label.clone_from(label);
            }
            if let Some(comment) = &patch.user_comment {
                labelling.user_comment.clone_from(comment);
            }
        }
        for (id, new) in &mut after {
            if before.get(id).is_some_and(|old| old != new) {
                new.user_label_author = author.map(str::to_owned);
                new.user_label_at = author.map(|_| now);
            }
        }
        let changes: Vec<Change<'_>> = before
            .iter()
            .filter_map(|(id, old)| after.get(id).filter(|new| *new != old).map(|new| change(old, new)))
            .collect();
        if !changes.is_empty() {
            write(&mut conn, &changes, now, author).await?;
            conn.commit().await?;
        }
        Ok(PatchLabellings::Patched(after.into_values().collect()))
    }
}

fn change<'a>(old: &'a Labelling, new: &'a Labelling) -> Change<'a> {
    Change {
        labelling_id: old.labelling_id,
        user_label: new.user_label.as_deref(),
        user_comment: new.user_comment.as_deref(),
        previous_user_label: old.user_label.as_deref(),
        previous_user_comment: old.user_comment.as_deref(),
    }
}

/// Reads the labellings and keeps everybody else from changing them until the transaction ends.
async fn lock(
    conn: &mut Conn,
    patches: &[(LabellingId, LabellingPatch)],
) -> Result<BTreeMap<LabellingId, Labelling>, StoreError> {
    let ids: Vec<LabellingId> = patches.iter().map(|(id, _)| *id).collect();
    let sql = Sql::PerEngine {
        // In order of the ids, so that two batches never wait for each other.
        postgres: format!(
            "SELECT {COLUMNS} FROM labellings
             WHERE labelling_id IN (SELECT CAST(id AS uuid) FROM json_array_elements_text($1) AS id)
             ORDER BY labelling_id FOR UPDATE"
        ),
        sqlite: format!("SELECT {COLUMNS} FROM labellings WHERE labelling_id IN (SELECT value FROM json_each($1))"),
    };
    let labellings = conn.query(sql).bind_json(&ids).fetch(read).await?;
    Ok(labellings.into_iter().map(|labelling| (labelling.labelling_id, labelling)).collect())
}

/// Stores the changes and their history, each with one statement.
async fn write(
    conn: &mut Conn,
    changes: &[Change<'_>],
    now: DateTime<Utc>,
    author: Option<&str>,
) -> Result<(), StoreError> {
    let author = author.map(str::to_owned);
    let at = author.as_ref().map(|_| now);
    let updated = conn
        .query(Sql::Each {
            postgres: "UPDATE labellings SET user_label = given.user_label, user_comment = given.user_comment,
                           user_label_author = $2, user_label_at = $3
                       FROM json_to_recordset($1) AS given (labelling_id uuid, user_label text, user_comment text)
                       WHERE labellings.labelling_id = given.labelling_id",
            sqlite: "UPDATE labellings SET user_label = given.value ->> 'user_label',
                         user_comment = given.value ->> 'user_comment', user_label_author = $2, user_label_at = $3
                     FROM json_each($1) AS given WHERE labelling_id = given.value ->> 'labelling_id'",
        })
        .bind_json(&changes)
        .bind(&author)
        .bind(&at)
        .execute()
        .await?;
    conn.expect_rows(changes.len() as u64, updated)?;
    let noted = conn
        .query(Sql::Each {
            postgres: "INSERT INTO labelling_changes (labelling_id, changed_at, user_label, user_comment,
                           previous_user_label, previous_user_comment, author)
                       SELECT labelling_id, $2, user_label, user_comment, previous_user_label, previous_user_comment, $3
                       FROM json_to_recordset($1) AS given (labelling_id uuid, user_label text, user_comment text,
                           previous_user_label text, previous_user_comment text)",
            sqlite: "INSERT INTO labelling_changes (labelling_id, changed_at, user_label, user_comment,
                         previous_user_label, previous_user_comment, author)
                     SELECT value ->> 'labelling_id', $2, value ->> 'user_label', value ->> 'user_comment',
                         value ->> 'previous_user_label', value ->> 'previous_user_comment', $3
                     FROM json_each($1)",
        })
        .bind_json(&changes)
        .bind(&now)
        .bind(&author)
        .execute()
        .await?;
    conn.expect_rows(changes.len() as u64, noted)
}
