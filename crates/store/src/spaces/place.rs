//! In which space something lies, and what a person may do there.

use ml_job_domain::access::SpaceRole;
use ml_job_domain::{CampaignId, JobId, LabellingId, SpaceId, UserId};

use super::sight::ROLES;
use crate::engine::Conn;
use crate::{Store, StoreError};

/// Something that lies in a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A job.
    Job(JobId),
    /// A labelling, which lies where its job does.
    Labelling(LabellingId),
    /// A campaign.
    Campaign(CampaignId),
    /// A directory of a job, by its path; one that belongs to no job lies in the space that the instance begins with.
    Directory(String),
    /// A space itself.
    Space(SpaceId),
}

/// Where something lies, and what a person may do there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundPlace {
    /// The space.
    pub space_id: SpaceId,
    /// The person's role in it, by name or by group; none where there is no person, or no role.
    pub role: Option<SpaceRole>,
}

impl Store {
    /// Where something lies, and what this person may do there; nothing where there is no such thing.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn find_place(
        &self,
        subject: &Subject,
        user_id: Option<UserId>,
    ) -> Result<Option<FoundPlace>, StoreError> {
        let mut conn = self.read("looking for the space of something").await?;
        let table = match subject {
            Subject::Job(_) => "SELECT space_id FROM jobs WHERE job_id = $1",
            Subject::Labelling(_) => {
                "SELECT jobs.space_id FROM labellings JOIN jobs ON jobs.job_id = labellings.job_id WHERE labelling_id = $1"
            }
            Subject::Campaign(_) => "SELECT space_id FROM campaigns WHERE campaign_id = $1",
            Subject::Directory(_) => {
                "SELECT space_id FROM spaces WHERE space_id = COALESCE(
                     (SELECT space_id FROM job_directories WHERE dir_path = $1), $3)"
            }
            Subject::Space(_) => "SELECT space_id FROM spaces WHERE space_id = $1",
        };
        let sql = format!(
            "SELECT place.space_id, roles.role FROM ({table}) AS place
             LEFT JOIN {ROLES} AS roles ON roles.space_id = place.space_id AND roles.user_id = $2"
        );
        let statement = conn.query(sql);
        let statement = match subject {
            Subject::Job(id) => statement.bind(id),
            Subject::Labelling(id) => statement.bind(id),
            Subject::Campaign(id) => statement.bind(id),
            Subject::Directory(path) => statement.bind(path),
            Subject::Space(id) => statement.bind(id),
        };
        let statement = statement.bind(&user_id);
        let statement = match subject {
            Subject::Directory(_) => statement.bind(&SpaceId::MAIN),
            _ => statement,
        };
        let found: Vec<(SpaceId, Option<SpaceRole>)> = statement
            .fetch(|row| {
                let read = || Ok((row.get("space_id")?, row.get("role")?));
                read().map_err(|error: crate::error::ColumnError| error.of("spaces", "any row"))
            })
            .await?;
        let Some(&(space_id, _)) = found.first() else { return Ok(None) };
        Ok(Some(FoundPlace { space_id, role: found.into_iter().filter_map(|(_, role)| role).max() }))
    }

    /// The first of these labellings that lies in a space in which this person has less than the role, and what the role there is;
    /// nothing where all will do. Labellings that there are not do.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn find_closed_labelling(
        &self,
        ids: &[LabellingId],
        user_id: UserId,
        least: SpaceRole,
    ) -> Result<Option<(LabellingId, Option<SpaceRole>)>, StoreError> {
        let mut conn = self.read("looking for the spaces of labellings").await?;
        // One labelling for each space will do: all in a space are alike.
        let firsts = conn
            .query(crate::engine::Sql::Each {
                postgres: "SELECT DISTINCT ON (jobs.space_id) labelling_id FROM labellings
                           JOIN jobs ON jobs.job_id = labellings.job_id
                           WHERE labelling_id IN (SELECT CAST(id AS uuid) FROM json_array_elements_text($1) AS id)
                           ORDER BY jobs.space_id, labelling_id",
                sqlite: "SELECT min(labelling_id) AS labelling_id FROM labellings
                         JOIN jobs ON jobs.job_id = labellings.job_id
                         WHERE labelling_id IN (SELECT value FROM json_each($1)) GROUP BY jobs.space_id",
            })
            .bind_json(&ids)
            .fetch(|row| row.get("labelling_id").map_err(|error| error.of("labellings", "any row")))
            .await?;
        drop(conn);
        for id in firsts {
            let Some(place) = self.find_place(&Subject::Labelling(id), Some(user_id)).await? else { continue };
            if place.role.is_none_or(|role| role < least) {
                return Ok(Some((id, place.role)));
            }
        }
        Ok(None)
    }

    /// Forgets to which space a directory belonged, once it is deleted.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn forget_directory(&self, dir_path: &str) -> Result<(), StoreError> {
        let mut conn = self.begin("forgetting a directory").await?;
        // A job whose directory was deleted by hand may get another one, which is its own again.
        conn.query(
            "DELETE FROM job_directories WHERE dir_path = $1
             AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.dir_path = job_directories.dir_path)",
        )
        .bind(&dir_path.to_owned())
        .execute()
        .await?;
        conn.commit().await
    }

    /// The directories of jobs that lie in a space.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_directories(&self, space_id: SpaceId) -> Result<Vec<String>, StoreError> {
        let mut conn = self.read("listing the directories of a space").await?;
        conn.query("SELECT dir_path FROM job_directories WHERE space_id = $1 ORDER BY dir_path")
            .bind(&space_id)
            .fetch(|row| row.get("dir_path").map_err(|error| error.of("job_directories", "any row")))
            .await
    }

    /// All directories of jobs that a list may show.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_seen_directories(&self, sight: super::Sight) -> Result<Vec<String>, StoreError> {
        let mut conn = self.read("listing the directories of jobs").await?;
        let condition = sight.condition("space_id", 1).map(|it| format!("WHERE {it}")).unwrap_or_default();
        let statement = conn.query(format!("SELECT dir_path FROM job_directories {condition}"));
        sight
            .bind(statement)
            .fetch(|row| row.get("dir_path").map_err(|error| error.of("job_directories", "any row")))
            .await
    }
}

/// Notes to which space a new job's directory belongs.
pub(crate) async fn note_directory(conn: &mut Conn, dir_path: &str, space_id: SpaceId) -> Result<u64, sqlx::Error> {
    conn.query(
        "INSERT INTO job_directories (dir_path, space_id) VALUES ($1, $2)
         ON CONFLICT (dir_path) DO UPDATE SET space_id = excluded.space_id",
    )
    .bind(&dir_path.to_owned())
    .bind(&space_id)
    .try_execute()
    .await
}
