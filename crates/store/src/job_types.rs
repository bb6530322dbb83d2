//! The table `job_types`: what workers said about the job types that they can run.

use chrono::{DateTime, Utc};
use ml_job_domain::{JobType, JobTypeManifest};

use crate::engine::Row;
use crate::error::ColumnError;
use crate::{Store, StoreError};

/// The columns that are read back.
const COLUMNS: &str = "type, title, description, config_schema, config_example, metrics_schema, results, iterates";

impl Store {
    /// Stores what a worker says about a job type, in place of what was said before.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn put_job_type(&self, manifest: &JobTypeManifest, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut conn = self.begin("registering a job type").await?;
        conn.query(
            "INSERT INTO job_types (type, title, description, config_schema, config_example, metrics_schema, results, iterates,
                 declared_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (type) DO UPDATE SET title = excluded.title, description = excluded.description,
                 config_schema = excluded.config_schema, config_example = excluded.config_example,
                 metrics_schema = excluded.metrics_schema, results = excluded.results, iterates = excluded.iterates,
                 declared_at = excluded.declared_at",
        )
        .bind(&manifest.job_type)
        .bind(&manifest.title)
        .bind(&manifest.description)
        .bind(&manifest.config_schema)
        .bind(&manifest.config_example)
        .bind(&manifest.metrics_schema)
        .bind(&manifest.results)
        .bind(&manifest.iterates)
        .bind(&now)
        .execute()
        .await?;
        conn.commit().await
    }

    /// All registered job types, by name.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_job_types(&self) -> Result<Vec<JobTypeManifest>, StoreError> {
        let mut conn = self.read("listing job types").await?;
        conn.query(format!("SELECT {COLUMNS} FROM job_types ORDER BY type"))
            .fetch(|row| read(row).map_err(|error| error.of("job_types", "any row")))
            .await
    }

    /// The job type, if it is registered.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn lookup_job_type(&self, job_type: &JobType) -> Result<Option<JobTypeManifest>, StoreError> {
        let mut conn = self.read("looking up a job type").await?;
        conn.query(format!("SELECT {COLUMNS} FROM job_types WHERE type = $1"))
            .bind(job_type)
            .fetch_optional(|row| read(row).map_err(|error| error.of("job_types", job_type)))
            .await
    }
}

fn read(row: &Row) -> Result<JobTypeManifest, ColumnError> {
    Ok(JobTypeManifest {
        job_type: row.get("type")?,
        title: row.get("title")?,
        description: row.get("description")?,
        config_schema: row.get("config_schema")?,
        config_example: row.get("config_example")?,
        metrics_schema: row.get("metrics_schema")?,
        results: row.get("results")?,
        iterates: row.get("iterates")?,
    })
}
