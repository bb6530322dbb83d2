//! The audit log. There is no way to change a line, nor to delete one.

use ml_job_domain::UserId;
use ml_job_domain::access::AuditEvent;

use crate::engine::{Row, Statement};
use crate::error::ColumnError;
use crate::{Listed, Page, Store, StoreError};

const COLUMNS: &str = "event_id, at, user_id, name, action, target, address, outcome";

/// Which lines of the audit log; what is absent does not restrict.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditFilter {
    /// Only what this person did.
    pub user_id: Option<UserId>,
    /// Only this action.
    pub action: Option<String>,
}

impl Store {
    /// Adds a line.
    ///
    /// # Errors
    /// [`StoreError::Driver`].
    pub async fn add_audit_event(&self, event: &AuditEvent) -> Result<(), StoreError> {
        let mut conn = self.begin("writing the audit log").await?;
        let added = conn
            .query(
                "INSERT INTO audit_events (at, user_id, name, action, target, address, outcome)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(&event.at)
            .bind(&event.user_id)
            .bind(&event.name)
            .bind(&event.action)
            .bind(&event.target)
            .bind(&event.address)
            .bind(&event.outcome)
            .execute()
            .await?;
        conn.expect_rows(1, added)?;
        conn.commit().await
    }

    /// The lines, newest first.
    ///
    /// # Errors
    /// [`StoreError::Driver`] or [`StoreError::Inconsistency`].
    pub async fn list_audit_events(&self, filter: &AuditFilter, page: Page) -> Result<Listed<AuditEvent>, StoreError> {
        let mut conn = self.read("reading the audit log").await?;
        let mut given = 0;
        let mut condition = |is_given: bool, column: &str| {
            given += i32::from(is_given);
            is_given.then(|| format!("{column} = ${given}"))
        };
        let conditions = [condition(filter.user_id.is_some(), "user_id"), condition(filter.action.is_some(), "action")];
        let conditions: Vec<String> = conditions.into_iter().flatten().collect();
        let restriction =
            if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
        let total = bind(conn.query(format!("SELECT count(*) FROM audit_events {restriction}")), filter);
        let total = total.fetch_value().await?;
        let (limit, offset) = page.limit_and_offset();
        let sql = format!(
            "SELECT {COLUMNS} FROM audit_events {restriction} ORDER BY event_id DESC LIMIT ${} OFFSET ${}",
            given + 1,
            given + 2
        );
        let items = bind(conn.query(sql), filter).bind(&limit).bind(&offset);
        let items = items.fetch(|row| read(row).map_err(|error| error.of("audit_events", "any row"))).await?;
        Ok(Listed { total, items })
    }
}

/// Adds the arguments of a filter, those that it has.
fn bind<'c>(mut statement: Statement<'c>, filter: &AuditFilter) -> Statement<'c> {
    if let Some(id) = &filter.user_id {
        statement = statement.bind(id);
    }
    if let Some(action) = &filter.action {
        statement = statement.bind(action);
    }
    statement
}

fn read(row: &Row) -> Result<AuditEvent, ColumnError> {
    Ok(AuditEvent {
        at: row.get("at")?,
        user_id: row.get("user_id")?,
        name: row.get("name")?,
        action: row.get("action")?,
        target: row.get("target")?,
        address: row.get("address")?,
        outcome: row.get("outcome")?,
    })
}
