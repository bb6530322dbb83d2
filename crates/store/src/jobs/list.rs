//! Lists of jobs, newest first.

use ml_job_domain::Job;

use super::create::fold;
use super::row::{COLUMNS, read};
use crate::engine::{Conn, Statement};
use crate::{JobFilter, Listed, Page, Sight, Store, StoreError};

impl Store {
    /// The jobs that may be seen and that the filter lets through, newest first.
    ///
    /// Filters on phase, type and space cost nothing, however many jobs there are: their totals are kept up to date by triggers.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_jobs(&self, sight: Sight, filter: &JobFilter, page: Page) -> Result<Listed<Job>, StoreError> {
        // A label has no NUL, and PostgreSQL takes none in an argument.
        if filter.q.as_ref().is_some_and(|q| q.contains('\0')) {
            return Ok(Listed::default());
        }
        let mut conn = self.read("listing jobs").await?;
        let total = total(&mut conn, sight, filter).await?;
        if page.offset >= total || page.limit == 0 {
            return Ok(Listed { total, items: Vec::new() });
        }
        let limit = page.limit.min(total - page.offset);
        // The index is walked from the nearer end: the last page is as quick as the first.
        let (order, offset) =
            if page.offset <= total / 2 { ("DESC", page.offset) } else { ("ASC", total - page.offset - limit) };
        // The ids come from an index alone; only the rows of the page are read.
        let sql = format!(
            "SELECT {COLUMNS} FROM jobs WHERE job_id IN (
                 SELECT job_id FROM jobs {} ORDER BY created_at {order}, job_id {order} LIMIT $8 OFFSET $9
             ) ORDER BY created_at DESC, job_id DESC",
            restriction(sight, filter)
        );
        let statement = bind(conn.query(sql), sight, filter).bind(&limit).bind(&offset);
        let items = statement.fetch(|row| read(row).map(|state| state.job)).await?;
        Ok(Listed { total, items })
    }
}

/// How many jobs the filter lets through.
async fn total(conn: &mut Conn, sight: Sight, filter: &JobFilter) -> Result<u64, StoreError> {
    let restriction = restriction(sight, filter);
    let sql = if filter.q.is_none() && filter.parent_job_id.is_none() {
        format!("SELECT CAST(COALESCE(sum(jobs), 0) AS bigint) FROM job_counts {restriction}")
    } else {
        format!("SELECT count(*) FROM jobs {restriction}")
    };
    bind(conn.query(sql), sight, filter).fetch_value().await
}

/// The `WHERE` of the filter: only what is asked for, so that the planner sees which index serves.
fn restriction(sight: Sight, filter: &JobFilter) -> String {
    let asked = [
        (filter.phase.is_some(), "phase = $1"),
        (filter.job_type.is_some(), "type = $2"),
        (filter.q.is_some(), r"label_folded LIKE $3 ESCAPE '\'"),
        (filter.parent_job_id.is_some(), "parent_job_id = $4"),
    ]
    .into_iter()
    .filter(|(is_asked, _)| *is_asked)
    .map(|(_, condition)| condition.to_owned());
    let conditions: Vec<String> = asked.chain(sight.condition("space_id", 5)).collect();
    if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) }
}

/// Binds the arguments of [`restriction`], those that it does not mention too: `$1` to `$7`.
fn bind<'c>(statement: Statement<'c>, sight: Sight, filter: &JobFilter) -> Statement<'c> {
    let pattern = filter.q.as_ref().map(|q| contains_pattern(&fold(q)));
    sight.bind(statement.bind(&filter.phase).bind(&filter.job_type).bind(&pattern).bind(&filter.parent_job_id))
}

/// The pattern of `LIKE` for texts that contain `text`.
pub(crate) fn contains_pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_special_in_a_pattern_is_taken_literally() {
        assert_eq!(contains_pattern(r"50%_\x"), r"%50\%\_\\x%");
    }
}
