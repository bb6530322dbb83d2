//! Labellings as CSV (RFC 4180), a page at a time.

use std::borrow::Cow;
use std::io;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures::{StreamExt as _, stream};
use ml_job_domain::{JobId, Labelling};
use ml_job_store::{LabellingFilter, Page, StoreError};

use crate::ApiState;

/// How many labellings are in memory at once.
pub(super) const PAGE: u64 = 2000;

const HEADER: &str = "labelling_id,job_id,spectrum_filename,spectrum_set,sequence_iteration,model_prediction,\
    user_label,user_comment,model_probability,model_entropy,magnitude\r\n";

/// The response. The first page is read before it begins, so that a database that is away is a 503 and no broken file.
pub(super) async fn stream(
    state: &ApiState,
    job_id: JobId,
    filter: LabellingFilter,
    asked: Page,
) -> Result<Response, StoreError> {
    let first = Next { offset: asked.offset, left: asked.limit };
    let (lines, next) = page(state, job_id, &filter, first).await?;
    let state = state.clone();
    let rest = stream::try_unfold(next, move |next| {
        let (state, filter) = (state.clone(), filter.clone());
        async move {
            let Some(next) = next else { return Ok(None) };
            page(&state, job_id, &filter, next).await.map(Some).map_err(io::Error::other)
        }
    });
    let head = stream::iter([Ok(format!("{HEADER}{lines}"))]);
    let mut response = Response::new(Body::from_stream(head.chain(rest)));
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"labellings-{job_id}.csv\"")) {
        fields.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

#[derive(Debug, Clone, Copy)]
struct Next {
    offset: u64,
    left: u64,
}

async fn page(
    state: &ApiState,
    job_id: JobId,
    filter: &LabellingFilter,
    next: Next,
) -> Result<(String, Option<Next>), StoreError> {
    let limit = PAGE.min(next.left);
    let listed = state.store.list_labellings(job_id, filter, Some(Page { offset: next.offset, limit })).await?;
    let count = listed.items.len() as u64;
    let lines = listed.items.iter().map(line).collect();
    let next = Next { offset: next.offset + count, left: next.left - count };
    let is_last = count < limit || next.left == 0;
    Ok((lines, (!is_last).then_some(next)))
}

fn line(labelling: &Labelling) -> String {
    let text = |text: &Option<String>| cell(text.as_deref().unwrap_or_default()).into_owned();
    let number = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
    format!(
        "{},{},{},{},{},{},{},{},{},{},{}\r\n",
        labelling.labelling_id,
        labelling.job_id,
        cell(&labelling.spectrum_filename),
        labelling.spectrum_set,
        labelling.sequence_iteration,
        text(&labelling.model_prediction),
        text(&labelling.user_label),
        text(&labelling.user_comment),
        number(labelling.model_probability),
        number(labelling.model_entropy),
        number(labelling.magnitude),
    )
}

/// A cell that a spreadsheet takes for a text: one that looks like a formula gets a quote in front.
fn cell(text: &str) -> Cow<'_, str> {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text != "-";
    let text = if is_formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) };
    if text.contains([',', '"', '\n', '\r']) {
        return Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_quoted_where_needed() {
        for (text, expected) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("=1+1", "'=1+1"),
            ("@x", "'@x"),
            ("-", "-"),
            ("-1,5", "\"'-1,5\""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }
}
