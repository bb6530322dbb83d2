//! `GET /api/audit/`: who did what, when, from where; as JSON or CSV.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use ml_job_domain::UserId;
use ml_job_domain::access::AuditEvent;
use ml_job_store::AuditFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::TAG;
use crate::ApiState;
use crate::access::Person;
use crate::extract::{Json, Query};
use crate::http::labellings::csv::cell;
use crate::page::{ListFormat, Paged};
use crate::problem::Problem;

/// Fifty lines, unless another number is asked for.
type AuditPage = Paged<50, 10_000>;

/// Which lines.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// Only what this account did.
    user_id: Option<UserId>,
    /// Only this action: an endpoint's name, such as `delete_job`.
    #[param(max_length = 50)]
    action: Option<String>,
    /// As what.
    #[serde(default)]
    #[param(inline)]
    format: ListFormat,
}

/// A page of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditList {
    /// How many lines there are in all, with this filter.
    total: u64,
    /// How many were passed over.
    offset: u64,
    /// How many were asked for.
    limit: u64,
    /// The lines, newest first.
    events: Vec<AuditEvent>,
}

/// Read the audit log
///
/// Newest first, by page; for administrators. It has every sign-in, tried or done, every change but labels (which have a history of
/// their own), and every change that was refused to somebody signed in.
#[utoipa::path(
    get, path = "/api/audit/", tag = TAG, params(AuditPage, AuditQuery),
    responses(
        (status = 200, description = "A page of the log", content(
            (AuditList = "application/json"),
            (String = "text/csv"),
        )),
        (status = 409, description = "The instance runs without accounts"),
    ),
)]
pub(crate) async fn list_audit_events(
    State(state): State<ApiState>,
    _: Person,
    Paged(page): AuditPage,
    Query(AuditQuery { user_id, action, format }): Query<AuditQuery>,
) -> Result<Response, Problem> {
    let listed = state.store.list_audit_events(&AuditFilter { user_id, action }, page).await?;
    match format {
        ListFormat::Json => {
            let list = AuditList { total: listed.total, offset: page.offset, limit: page.limit, events: listed.items };
            Ok(Json(list).into_response())
        }
        ListFormat::Csv => {
            let mut response = lines(&listed.items).map_err(Problem::internal)?.into_response();
            let fields = response.headers_mut();
            fields.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
            fields.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"audit.csv\""));
            Ok(response)
        }
    }
}

/// The log as a table (RFC 4180), in which no cell is a formula.
fn lines(events: &[AuditEvent]) -> std::io::Result<Vec<u8>> {
    let mut lines = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    lines.write_record(["at", "user_id", "name", "action", "target", "address", "outcome"])?;
    for event in events {
        let id = event.user_id.map(|id| id.to_string()).unwrap_or_default();
        let at = event.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        let text = |text: &Option<String>| cell(text.as_deref().unwrap_or_default()).into_owned();
        let (name, target, address) = (text(&event.name), text(&event.target), text(&event.address));
        lines.write_record([&at, &id, &name, &event.action, &target, &address, event.outcome.as_str()])?;
    }
    lines.into_inner().map_err(csv::IntoInnerError::into_error)
}
