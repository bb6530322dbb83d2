//! Looking up and listing labellings.

use ml_job_domain::{JobId, Labelling, LabellingId, SpectrumSet};

use super::row::{COLUMNS, read};
use crate::{LabellingFilter, Listed, Page, Sight, Store, StoreError};

impl Store {
    /// The labelling, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn lookup_labelling(&self, id: LabellingId) -> Result<Option<Labelling>, StoreError> {
        let mut conn = self.read("looking up a labelling").await?;
        let sql = format!("SELECT {COLUMNS} FROM labellings WHERE labelling_id = $1");
        conn.query(sql).bind(&id).fetch_optional(read).await
    }

    /// The labellings of a job: `ORACLE`, then `PERFORMANCE_ESTIMATION`, then `CANDIDATE`, each in the order in which they
    /// were added. All of them without a page; none where there is no such job.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_labellings(
        &self,
        job_id: JobId,
        filter: &LabellingFilter,
        page: Option<Page>,
    ) -> Result<Listed<Labelling>, StoreError> {
        let mut conn = self.read("listing labellings").await?;
        let restriction = match filter.spectrum_set {
            Some(_) => "WHERE job_id = $1 AND set_rank = $2",
            None => "WHERE job_id = $1",
        };
        let rank = filter.spectrum_set.map(rank);
        let Some(page) = page else {
            let sql = format!("SELECT {COLUMNS} FROM labellings {restriction} ORDER BY set_rank, position");
            let items = conn.query(sql).bind(&job_id).bind(&rank).fetch(read).await?;
            return Ok(Listed { total: items.len() as u64, items });
        };
        let sql = format!("SELECT count(*) FROM labellings {restriction}");
        let total = conn.query(sql).bind(&job_id).bind(&rank).fetch_value().await?;
        let (limit, offset) = page.limit_and_offset();
        // The positions come from an index alone; only the rows of the page are read.
        let sql = format!(
            "SELECT {COLUMNS} FROM labellings WHERE position IN (
                 SELECT position FROM labellings {restriction} ORDER BY set_rank, position LIMIT $3 OFFSET $4
             ) ORDER BY set_rank, position"
        );
        let items = conn.query(sql).bind(&job_id).bind(&rank).bind(&limit).bind(&offset).fetch(read).await?;
        Ok(Listed { total, items })
    }

    /// The candidates of a job to which a person gave a label all the same, in the order in which they were added.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_labelled_candidates(&self, job_id: JobId) -> Result<Vec<Labelling>, StoreError> {
        let mut conn = self.read("listing labelled candidates").await?;
        let sql = format!(
            "SELECT {COLUMNS} FROM labellings WHERE job_id = $1 AND set_rank = $2 AND user_label IS NOT NULL ORDER BY position"
        );
        let rank = rank(SpectrumSet::Candidate);
        conn.query(sql).bind(&job_id).bind(&rank).fetch(read).await
    }

    /// At most `limit` labellings of a spectrum in any job that may be seen, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_labellings_of_spectrum(
        &self,
        sight: Sight,
        filename: &str,
        limit: u64,
    ) -> Result<Vec<Labelling>, StoreError> {
        let mut conn = self.read("listing the labellings of a spectrum").await?;
        let (limit, _) = Page { offset: 0, limit }.limit_and_offset();
        let seen = sight.condition("space_id", 3);
        let seen = seen.map(|it| format!("AND job_id IN (SELECT job_id FROM jobs WHERE {it})")).unwrap_or_default();
        let sql = format!(
            "SELECT {COLUMNS} FROM labellings WHERE spectrum_filename = $1 {seen} ORDER BY position DESC LIMIT $2"
        );
        sight.bind(conn.query(sql).bind(&filename.to_owned()).bind(&limit)).fetch(read).await
    }

    /// At most `limit` labellings of a job that come after one of them, in the order of
    /// [`list_labellings`](Self::list_labellings). However far the list goes, each costs the same.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_labellings_after(
        &self,
        job_id: JobId,
        filter: &LabellingFilter,
        after: LabellingId,
        limit: u64,
    ) -> Result<Vec<Labelling>, StoreError> {
        let mut conn = self.read("listing labellings").await?;
        let restriction = match filter.spectrum_set {
            Some(_) => "job_id = $1 AND set_rank = $2",
            None => "job_id = $1",
        };
        let (limit, _) = Page { offset: 0, limit }.limit_and_offset();
        let sql = format!(
            "SELECT {COLUMNS} FROM labellings WHERE {restriction}
             AND (set_rank, position) > (SELECT set_rank, position FROM labellings WHERE labelling_id = $3)
             ORDER BY set_rank, position LIMIT $4"
        );
        let rank = filter.spectrum_set.map(rank);
        conn.query(sql).bind(&job_id).bind(&rank).bind(&after).bind(&limit).fetch(read).await
    }
}

/// The column `set_rank` of a set.
fn rank(set: SpectrumSet) -> u32 {
    match set {
        SpectrumSet::Oracle => 0,
        SpectrumSet::PerformanceEstimation => 1,
        SpectrumSet::Candidate => 2,
    }
}
