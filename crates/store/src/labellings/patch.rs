//! What people say about spectra: labels and comments, and their history.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use ml_job_domain::opinion::{Opinion, Viewer, counting, is_complete, labels_differ, may_see, measures, seen_by};
use ml_job_domain::{Labelling, LabellingId, LabellingPatch};
use serde::Serialize;

use super::opinions::{Opinions, read_opinions, write_opinions};
use super::row::{COLUMNS, read};
use super::{Adjudication, Said};
use crate::engine::{Conn, Row, Sql};
use crate::{Adjudicate, Disagreement, PatchLabellings, Store, StoreError, notices};

/// What somebody says about one spectrum, before and after.
#[derive(Debug, Serialize)]
struct Change<'a> {
    labelling_id: LabellingId,
    user_label: Option<&'a str>,
    user_comment: Option<&'a str>,
    previous_user_label: Option<&'a str>,
    previous_user_comment: Option<&'a str>,
}

/// What counts of a labelling, as it is written.
#[derive(Debug, Serialize)]
struct Counting<'a> {
    labelling_id: LabellingId,
    user_label: Option<&'a str>,
    user_comment: Option<&'a str>,
    user_label_author: Option<&'a str>,
    user_label_at: Option<String>,
    adjudicated_by: Option<&'a str>,
}

impl Store {
    /// Changes what a person said about spectra, all or none. Of two patches for one labelling the later wins. With a
    /// precondition only where each labelling as the person sees it, which nobody changes meanwhile, meets it.
    ///
    /// What is said of a spectrum is said of it wherever the same job shows it: of a candidate that the oracle is asked about, too, unless
    /// the patches say something else of that one. Draws of campaigns stay alone.
    ///
    /// With an author it is her opinion, beside those of others, and the label that counts follows from all of them. Without one there
    /// are no accounts, and what is said counts.
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
        let asked: BTreeSet<LabellingId> = patches.iter().map(|(id, _)| *id).collect();
        let patches = with_twins(&mut conn, patches, &asked).await?;
        let ids: Vec<LabellingId> = patches.iter().map(|(id, _)| *id).collect();
        let before = lock(&mut conn, &ids).await?;
        let mut opinions = match author {
            Some(_) => read_opinions(&mut conn, &ids).await?,
            None => Opinions::new(),
        };
        let viewer = Viewer { name: author, may_label: true };
        if let Some(holds) = precondition {
            for labelling in before.values().filter(|labelling| asked.contains(&labelling.labelling_id)) {
                if !holds(&seen(labelling, &opinions, viewer)) {
                    return Ok(PatchLabellings::PreconditionFailed(labelling.labelling_id));
                }
            }
        }
        // What the person says, before and after: of somebody without an account what counts.
        let spoken = |labelling: &Labelling, opinions: &Opinions| match author {
            None => (labelling.user_label.clone(), labelling.user_comment.clone()),
            Some(name) => {
                let own = opinions.get(&labelling.labelling_id).into_iter().flatten();
                let own = own.into_iter().find(|opinion| opinion.author.as_deref() == Some(name));
                own.map(|own| (own.user_label.clone(), own.user_comment.clone())).unwrap_or_default()
            }
        };
        let old: BTreeMap<_, _> = before.iter().map(|(id, labelling)| (*id, spoken(labelling, &opinions))).collect();
        let mut new = old.clone();
        for (id, patch) in &patches {
            let Some((label, comment)) = new.get_mut(id) else { return Ok(PatchLabellings::NoSuchLabelling(*id)) };
            if let Some(given) = &patch.user_label {
                label.clone_from(given);
            }
            if let Some(given) = &patch.user_comment {
                comment.clone_from(given);
            }
        }
        let changed: Vec<LabellingId> =
            old.iter().filter(|(id, said)| new.get(id) != Some(said)).map(|(id, _)| *id).collect();
        let mut after = before.clone();
        let mut written = Vec::new();
        let mut disagreements = Vec::new();
        for id in &changed {
            let (Some(labelling), Some((label, comment))) = (after.get_mut(id), new.get(id)) else { continue };
            match author {
                None => {
                    labelling.user_label.clone_from(label);
                    labelling.user_comment.clone_from(comment);
                    (labelling.user_label_author, labelling.user_label_at, labelling.adjudicated_by) =
                        (None, None, None);
                }
                Some(author) => {
                    let of_it = opinions.entry(*id).or_default();
                    let differed = labels_differ(of_it);
                    written.extend(keep_unnamed(labelling, of_it, now));
                    written.push(say(labelling, of_it, Said { author, at: now }, label.clone(), comment.clone()));
                    count(labelling, of_it);
                    let is_new = !differed && labelling.adjudicated_by.is_none() && labels_differ(of_it);
                    disagreements.extend(is_new.then(|| disagreement(labelling, of_it)));
                }
            }
        }
        if !changed.is_empty() {
            let told = changed.iter().filter_map(|id| {
                let ((label, comment), (before, before_comment)) = (new.get(id)?, old.get(id)?);
                Some(Change {
                    labelling_id: *id,
                    user_label: label.as_deref(),
                    user_comment: comment.as_deref(),
                    previous_user_label: before.as_deref(),
                    previous_user_comment: before_comment.as_deref(),
                })
            });
            note(&mut conn, &told.collect::<Vec<_>>(), now, author, false).await?;
            write_opinions(&mut conn, &written).await?;
            let moved = after.values().filter(|labelling| before.get(&labelling.labelling_id) != Some(labelling));
            write(&mut conn, &moved.map(counting_of).collect::<Vec<_>>()).await?;
            for disagreement in &disagreements {
                notices::tell::of_disagreement(&mut conn, disagreement, now).await?;
            }
            conn.commit().await?;
        }
        let answer = after.values().filter(|labelling| asked.contains(&labelling.labelling_id));
        Ok(PatchLabellings::Patched(answer.map(|labelling| seen(labelling, &opinions, viewer)).collect()))
    }

    /// Settles which label counts, whatever people say; without one, takes that back.
    ///
    /// # Errors
    /// [`StoreError::Driver`], also when a text is too long, or [`StoreError::Inconsistency`].
    pub async fn adjudicate(
        &self,
        id: LabellingId,
        settled: Option<&Adjudication>,
        said: Said<'_>,
    ) -> Result<Adjudicate, StoreError> {
        let mut conn = self.begin("settling a label").await?;
        let Some(before) = lock(&mut conn, &[id]).await?.remove(&id) else { return Ok(Adjudicate::NoSuchLabelling) };
        let mut opinions = read_opinions(&mut conn, &[id]).await?;
        let viewer = Viewer { name: Some(said.author), may_label: true };
        let of_it = opinions.entry(id).or_default();
        if !may_see(&before, of_it, viewer) || (before.is_double && !is_complete(&before, of_it)) {
            return Ok(Adjudicate::Waiting);
        }
        if of_it.iter().all(|opinion| opinion.user_label.is_none()) && before.user_label.is_none() {
            return Ok(Adjudicate::NothingSaid);
        }
        let unnamed = keep_unnamed(&before, of_it, said.at);
        let mut after = before.clone();
        if let Some(Adjudication { label, comment }) = settled {
            after.user_label = Some(label.clone());
            after.user_comment.clone_from(comment);
            after.adjudicated_by = Some(said.author.to_owned());
            after.user_label_author = Some(said.author.to_owned());
            after.user_label_at = Some(said.at);
        } else {
            after.adjudicated_by = None;
            count(&mut after, of_it);
        }
        let what = |it: &Labelling| (it.user_label.clone(), it.user_comment.clone(), it.adjudicated_by.clone());
        if what(&before) != what(&after) {
            let change = Change {
                labelling_id: id,
                user_label: after.user_label.as_deref(),
                user_comment: after.user_comment.as_deref(),
                previous_user_label: before.user_label.as_deref(),
                previous_user_comment: before.user_comment.as_deref(),
            };
            note(&mut conn, &[change], said.at, Some(said.author), true).await?;
            write_opinions(&mut conn, unnamed.as_slice()).await?;
            write(&mut conn, &[counting_of(&after)]).await?;
            conn.commit().await?;
        }
        Ok(Adjudicate::Settled(Box::new(seen(&after, &opinions, viewer))))
    }
}

fn seen(labelling: &Labelling, opinions: &Opinions, viewer: Viewer<'_>) -> Labelling {
    let of_it = opinions.get(&labelling.labelling_id).map(Vec::as_slice).unwrap_or_default();
    match viewer.name {
        Some(_) => seen_by(labelling.clone(), of_it, viewer),
        None => labelling.clone(),
    }
}

/// What was said where there were no accounts becomes an opinion, once there are some: it is not overwritten.
fn keep_unnamed(labelling: &Labelling, opinions: &mut Vec<Opinion>, now: DateTime<Utc>) -> Option<Opinion> {
    let is_said = labelling.user_label.is_some() || labelling.user_comment.is_some();
    if labelling.adjudicated_by.is_some() || labelling.user_label_author.is_some() || !is_said {
        return None;
    }
    let place = place_of(labelling, opinions, None, now);
    let kept = &mut opinions[place];
    kept.user_label.clone_from(&labelling.user_label);
    kept.user_comment.clone_from(&labelling.user_comment);
    Some(kept.clone())
}

/// Where a person's opinion stands among those of a labelling; a new one comes last. Of two at the same instant the first stays the first.
fn place_of(labelling: &Labelling, opinions: &mut Vec<Opinion>, name: Option<&str>, now: DateTime<Utc>) -> usize {
    let place = opinions.iter().position(|opinion| opinion.author.as_deref() == name);
    place.unwrap_or_else(|| {
        let after = opinions.last().map(|last| last.said_at + TimeDelta::microseconds(1));
        let said_at = after.map_or(now, |after| after.max(now));
        opinions.push(Opinion { said_at, ..Opinion::none(labelling.labelling_id, name, now) });
        opinions.len() - 1
    })
}

/// The person says something, beside the others. What she says before she can see them is kept as that.
fn say(
    labelling: &Labelling,
    opinions: &mut Vec<Opinion>,
    said: Said<'_>,
    label: Option<String>,
    comment: Option<String>,
) -> Opinion {
    let name = Some(said.author);
    let has_label = |opinion: &Opinion| opinion.user_label.is_some();
    let sees_others = may_see(labelling, opinions, Viewer { name, may_label: true })
        && opinions.iter().any(|opinion| opinion.author.as_deref() != name && has_label(opinion));
    let place = place_of(labelling, opinions, name, said.at);
    let own = &mut opinions[place];
    own.user_label = label;
    own.user_comment = comment;
    own.changed_at = said.at;
    if labelling.is_double && !sees_others {
        own.blind_label.clone_from(&own.user_label);
    }
    own.clone()
}

fn disagreement(labelling: &Labelling, opinions: &[Opinion]) -> Disagreement {
    Disagreement {
        job_id: labelling.job_id,
        spectrum_filename: labelling.spectrum_filename.clone(),
        labels: opinions.iter().filter_map(|opinion| opinion.user_label.clone()).collect(),
    }
}

/// Takes over what counts of the opinions, unless somebody has settled it.
fn count(labelling: &mut Labelling, opinions: &[Opinion]) {
    if labelling.adjudicated_by.is_some() {
        return;
    }
    let counts = counting(opinions, measures(labelling));
    labelling.user_label = counts.and_then(|opinion| opinion.user_label.clone());
    labelling.user_comment = counts.and_then(|opinion| opinion.user_comment.clone());
    // Who took everything back is told too, as long as nobody else has said anything.
    let teller = counts.or_else(|| opinions.iter().max_by_key(|opinion| opinion.changed_at));
    labelling.user_label_author = teller.and_then(|opinion| opinion.author.clone());
    let named = teller.filter(|opinion| opinion.author.is_some());
    labelling.user_label_at = named.map(|opinion| opinion.changed_at);
}

fn counting_of(labelling: &Labelling) -> Counting<'_> {
    let at = |at: DateTime<Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    Counting {
        labelling_id: labelling.labelling_id,
        user_label: labelling.user_label.as_deref(),
        user_comment: labelling.user_comment.as_deref(),
        user_label_author: labelling.user_label_author.as_deref(),
        user_label_at: labelling.user_label_at.map(at),
        adjudicated_by: labelling.adjudicated_by.as_deref(),
    }
}

/// The patches, and the same for the other labellings of their spectra in their jobs, which come first: what is asked for wins.
async fn with_twins(
    conn: &mut Conn,
    patches: &[(LabellingId, LabellingPatch)],
    asked: &BTreeSet<LabellingId>,
) -> Result<Vec<(LabellingId, LabellingPatch)>, StoreError> {
    let columns = "SELECT asked.labelling_id AS asked_id, twin.labelling_id AS twin_id
        FROM labellings AS asked JOIN labellings AS twin
            ON twin.job_id = asked.job_id AND twin.spectrum_filename = asked.spectrum_filename
                AND twin.labelling_id <> asked.labelling_id
        WHERE asked.draw IS NULL AND twin.draw IS NULL AND asked.labelling_id IN";
    let sql = Sql::PerEngine {
        postgres: format!("{columns} (SELECT CAST(id AS uuid) FROM json_array_elements_text($1) AS id)"),
        sqlite: format!("{columns} (SELECT value FROM json_each($1))"),
    };
    let ids: Vec<&LabellingId> = asked.iter().collect();
    let pair = |row: &Row| {
        let of = |column| row.get::<LabellingId>(column).map_err(|error| error.of("labellings", "any row"));
        Ok((of("asked_id")?, of("twin_id")?))
    };
    let pairs: Vec<(LabellingId, LabellingId)> = conn.query(sql).bind_json(&ids).fetch(pair).await?;
    let mut twins: BTreeMap<LabellingId, Vec<LabellingId>> = BTreeMap::new();
    for (asked_id, twin) in pairs.into_iter().filter(|(_, twin)| !asked.contains(twin)) {
        twins.entry(asked_id).or_default().push(twin);
    }
    let of_twins =
        patches.iter().flat_map(|(id, patch)| twins.get(id).into_iter().flatten().map(|twin| (*twin, patch.clone())));
    Ok(of_twins.chain(patches.iter().cloned()).collect())
}

/// Reads the labellings and keeps everybody else from changing them until the transaction ends.
async fn lock(conn: &mut Conn, ids: &[LabellingId]) -> Result<BTreeMap<LabellingId, Labelling>, StoreError> {
    let sql = Sql::PerEngine {
        // In order of the ids, so that two batches never wait for each other. Who only refers to them need not wait.
        postgres: format!(
            "SELECT {COLUMNS} FROM labellings
             WHERE labelling_id IN (SELECT CAST(id AS uuid) FROM json_array_elements_text($1) AS id)
             ORDER BY labelling_id FOR NO KEY UPDATE"
        ),
        sqlite: format!("SELECT {COLUMNS} FROM labellings WHERE labelling_id IN (SELECT value FROM json_each($1))"),
    };
    let labellings = conn.query(sql).bind_json(&ids).fetch(read).await?;
    Ok(labellings.into_iter().map(|labelling| (labelling.labelling_id, labelling)).collect())
}

/// Stores what counts, with one statement.
async fn write(conn: &mut Conn, counting: &[Counting<'_>]) -> Result<(), StoreError> {
    if counting.is_empty() {
        return Ok(());
    }
    let updated = conn
        .query(Sql::Each {
            postgres: "UPDATE labellings SET user_label = given.user_label, user_comment = given.user_comment,
                           user_label_author = given.user_label_author, user_label_at = given.user_label_at,
                           adjudicated_by = given.adjudicated_by
                       FROM json_to_recordset($1) AS given (labelling_id uuid, user_label text, user_comment text,
                           user_label_author text, user_label_at timestamptz, adjudicated_by text)
                       WHERE labellings.labelling_id = given.labelling_id",
            sqlite: "UPDATE labellings SET user_label = given.value ->> 'user_label',
                         user_comment = given.value ->> 'user_comment',
                         user_label_author = given.value ->> 'user_label_author',
                         user_label_at = given.value ->> 'user_label_at',
                         adjudicated_by = given.value ->> 'adjudicated_by'
                     FROM json_each($1) AS given WHERE labelling_id = given.value ->> 'labelling_id'",
        })
        .bind_json(&counting)
        .execute()
        .await?;
    conn.expect_rows(counting.len() as u64, updated)
}

/// Adds to the history, with one statement.
async fn note(
    conn: &mut Conn,
    changes: &[Change<'_>],
    now: DateTime<Utc>,
    author: Option<&str>,
    is_adjudication: bool,
) -> Result<(), StoreError> {
    let noted = conn
        .query(Sql::Each {
            postgres: "INSERT INTO labelling_changes (labelling_id, changed_at, user_label, user_comment,
                           previous_user_label, previous_user_comment, author, is_adjudication)
                       SELECT labelling_id, $2, user_label, user_comment, previous_user_label, previous_user_comment, $3, $4
                       FROM json_to_recordset($1) AS given (labelling_id uuid, user_label text, user_comment text,
                           previous_user_label text, previous_user_comment text)",
            sqlite: "INSERT INTO labelling_changes (labelling_id, changed_at, user_label, user_comment,
                         previous_user_label, previous_user_comment, author, is_adjudication)
                     SELECT value ->> 'labelling_id', $2, value ->> 'user_label', value ->> 'user_comment',
                         value ->> 'previous_user_label', value ->> 'previous_user_comment', $3, $4
                     FROM json_each($1)",
        })
        .bind_json(&changes)
        .bind(&now)
        .bind(&author.map(str::to_owned))
        .bind(&is_adjudication)
        .execute()
        .await?;
    conn.expect_rows(changes.len() as u64, noted)
}
