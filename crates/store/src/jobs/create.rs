//! New jobs, and what people may change about them.

use ml_job_domain::{Job, JobId, JobPatch};

use super::row::{COLUMNS, lock, read};
use crate::engine::Conn;
use crate::spaces::note_directory;
use crate::{AddJob, IdempotencyKey, PatchJob, Store, StoreError, idempotency};

impl Store {
    /// Stores a new job, as [`NewJob::into_job`](ml_job_domain::NewJob::into_job) makes it: PENDING. Once, if its request
    /// has a key.
    ///
    /// # Errors
    /// [`StoreError::Driver`], also when the id is taken or a text is too long.
    pub async fn add_job(&self, job: &Job, key: Option<&IdempotencyKey>) -> Result<AddJob, StoreError> {
        const DOING: &str = "adding a job";
        let mut conn = self.begin(DOING).await?;
        if let Some(known) = idempotency::remember(&mut conn, key).await? {
            return Ok(AddJob::Repeated(known));
        }
        let added = insert(&mut conn, job).await;
        match added {
            Ok(_) => conn.commit().await.map(|()| AddJob::Added),
            // The parent is the only other row that a new job refers to.
            Err(sqlx::Error::Database(error)) if error.is_foreign_key_violation() => Ok(AddJob::NoSuchParent),
            Err(source) => Err(StoreError::Driver { doing: DOING, source }),
        }
    }

    /// The job, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn lookup_job(&self, id: JobId) -> Result<Option<Job>, StoreError> {
        let mut conn = self.read("looking up a job").await?;
        let sql = format!("SELECT {COLUMNS} FROM jobs WHERE job_id = $1");
        conn.query(sql).bind(&id).fetch_optional(|row| read(row).map(|state| state.job)).await
    }

    /// Changes a job's texts; its directory keeps its name. With a precondition only where the job, which nobody changes
    /// meanwhile, meets it.
    ///
    /// # Errors
    /// [`StoreError::Driver`], also when a text is too long, or [`StoreError::Inconsistency`].
    pub async fn patch_job(
        &self,
        id: JobId,
        patch: &JobPatch,
        precondition: Option<&(dyn Fn(&Job) -> bool + Sync)>,
    ) -> Result<PatchJob, StoreError> {
        let mut conn = self.begin("changing a job's texts").await?;
        let Some(mut job) = lock(&mut conn, id).await?.map(|state| state.job) else { return Ok(PatchJob::NotFound) };
        if precondition.is_some_and(|holds| !holds(&job)) {
            return Ok(PatchJob::PreconditionFailed);
        }
        if let Some(label) = &patch.label {
            job.label.clone_from(label);
        }
        if let Some(description) = &patch.description {
            job.description = Some(description.clone());
        }
        let changed = conn
            .query("UPDATE jobs SET label = $2, label_folded = $3, description = $4 WHERE job_id = $1")
            .bind(&id)
            .bind(&job.label)
            .bind(&fold(&job.label))
            .bind(&job.description)
            .execute()
            .await?;
        conn.expect_rows(1, changed)?;
        conn.commit().await?;
        Ok(PatchJob::Patched(Box::new(job)))
    }
}

/// Inserts the row of a new job, and notes whose its directory is.
pub(crate) async fn insert(conn: &mut Conn, job: &Job) -> Result<u64, sqlx::Error> {
    note_directory(conn, &job.dir_path, job.space_id).await?;
    conn.query(
        "INSERT INTO jobs (job_id, dir_path, type, phase, label, label_folded, description, created_at, config,
             parent_job_id, iteration, space_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(&job.job_id)
    .bind(&job.dir_path)
    .bind(&job.job_type)
    .bind(&job.phase)
    .bind(&job.label)
    .bind(&fold(&job.label))
    .bind(&job.description)
    .bind(&job.created_at)
    .bind(&job.config)
    .bind(&job.parent_job_id)
    .bind(&job.iteration)
    .bind(&job.space_id)
    .try_execute()
    .await
}

/// The form of a label, or of what is looked for in labels, in which case does not matter.
pub(super) fn fold(label: &str) -> String {
    label.to_lowercase()
}
