//! Labellings as CSV (RFC 4180), a page at a time.

use std::borrow::Cow;
use std::io;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use chrono::SecondsFormat;
use futures::{StreamExt as _, stream};
use ml_job_domain::{JobId, Labelling, LabellingId};
use ml_job_store::{LabellingFilter, Page};

use crate::access::Who;
use crate::problem::Problem;
use crate::{ApiState, opinions};

/// How many labellings are in memory at once.
pub(super) const PAGE: u64 = 2000;

/// The columns of texts; those of [`Labelling::NUMBERS`] follow.
const TEXTS: [&str; 8] = [
    "labelling_id",
    "job_id",
    "spectrum_filename",
    "spectrum_set",
    "sequence_iteration",
    "model_prediction",
    "user_label",
    "user_comment",
];

/// The last columns, on an instance with accounts: who said so, when, and who settled it.
const AUTHORS: [&str; 3] = ["user_label_author", "user_label_at", "adjudicated_by"];

/// What the table tells besides the labellings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    /// Whether it begins with a byte-order mark.
    pub(super) with_mark: bool,
    /// Whether each person's opinion has a line.
    pub(super) opinions: bool,
}

/// U+FEFF in UTF-8: what tells a spreadsheet that the text is Unicode.
const BYTE_ORDER_MARK: [u8; 3] = *b"\xEF\xBB\xBF";

/// The response. The first page is read before it begins, so that a database that is away is a 503 and no broken file.
pub(super) async fn stream(
    state: &ApiState,
    who: Who,
    job_id: JobId,
    filter: LabellingFilter,
    asked: Page,
    Told { with_mark, opinions }: Told,
) -> Result<Response, Problem> {
    let page = Page { offset: asked.offset, limit: asked.limit.min(PAGE) };
    let first = state.store.list_labellings(job_id, &filter, Some(page)).await?.items;
    let next_page = next(&first, asked.limit);
    let first = told(state, &who, first, opinions).await?;
    let has_authors = state.accounts.is_some();
    let mut head = lines(&first, true, has_authors).map_err(Problem::internal)?;
    if with_mark {
        head.splice(..0, BYTE_ORDER_MARK);
    }
    let state = state.clone();
    let rest = stream::try_unfold(next_page, move |next| {
        let (state, who, filter) = (state.clone(), who.clone(), filter.clone());
        async move {
            let Some((after, left)) = next else { return Ok(None) };
            let page = state.store.list_labellings_after(job_id, &filter, after, left.min(PAGE)).await;
            let page = page.map_err(io::Error::other)?;
            let next = self::next(&page, left);
            let page = told(&state, &who, page, opinions).await;
            let page = page.map_err(|problem| io::Error::other(problem.detail().to_owned()))?;
            io::Result::Ok(Some((lines(&page, false, has_authors)?, next)))
        }
    });
    let mut response = Response::new(Body::from_stream(stream::iter([Ok(head)]).chain(rest)));
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"labellings-{job_id}.csv\"")) {
        fields.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// A page as the caller may see it.
async fn told(state: &ApiState, who: &Who, page: Vec<Labelling>, opinions: bool) -> Result<Vec<Labelling>, Problem> {
    if opinions { opinions::spread(state, who, page).await } else { opinions::seen(state, who, page).await }
}

/// After which labelling the next page begins, and how many are left to tell; nothing where the list ends.
fn next(page: &[Labelling], left: u64) -> Option<(LabellingId, u64)> {
    let left = left.saturating_sub(page.len() as u64);
    let is_full = page.len() as u64 == PAGE && left > 0;
    page.last().filter(|_| is_full).map(|last| (last.labelling_id, left))
}

fn lines(labellings: &[Labelling], with_columns: bool, has_authors: bool) -> io::Result<Vec<u8>> {
    let mut lines = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    if with_columns {
        let authors = AUTHORS.iter().filter(|_| has_authors);
        lines.write_record(TEXTS.iter().chain(&Labelling::NUMBERS).chain(authors))?;
    }
    for labelling in labellings {
        let numbers = labelling.numbers().map(|number| number.map(|number| number.to_string()).unwrap_or_default());
        let texts = texts(labelling);
        let authors = authors(labelling);
        let authors = authors.iter().filter(|_| has_authors).map(AsRef::as_ref);
        let known = texts.iter().map(AsRef::as_ref).chain(numbers.iter().map(String::as_str));
        lines.write_record(known.chain(authors))?;
    }
    lines.into_inner().map_err(csv::IntoInnerError::into_error)
}

fn texts(labelling: &Labelling) -> [Cow<'_, str>; TEXTS.len()] {
    [
        labelling.labelling_id.to_string().into(),
        labelling.job_id.to_string().into(),
        cell(&labelling.spectrum_filename),
        labelling.spectrum_set.to_string().into(),
        labelling.sequence_iteration.to_string().into(),
        cell(labelling.model_prediction.as_deref().unwrap_or_default()),
        cell(labelling.user_label.as_deref().unwrap_or_default()),
        cell(labelling.user_comment.as_deref().unwrap_or_default()),
    ]
}

fn authors(labelling: &Labelling) -> [Cow<'_, str>; AUTHORS.len()] {
    let at = labelling.user_label_at.map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true));
    let name = |name: &'_ Option<String>| cell(name.as_deref().unwrap_or_default()).into_owned().into();
    [name(&labelling.user_label_author), at.unwrap_or_default().into(), name(&labelling.adjudicated_by)]
}

/// A cell that a spreadsheet takes for a text: one that looks like a formula gets a quote in front.
pub(crate) fn cell(text: &str) -> Cow<'_, str> {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text != "-";
    if is_formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut line = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        line.write_record([&*cell(text), "x"]).unwrap();
        let line = String::from_utf8(line.into_inner().unwrap()).unwrap();
        line.strip_suffix(",x\r\n").unwrap().to_owned()
    }

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
            assert_eq!(written(text), expected);
        }
    }
}
