//! Searching the index: a page of what is found, and how much there is.
//!
//! Whatever is asked for, little of the index is looked at. Matches are counted up to [`TOTAL_MAX`] only. If there are not
//! more, they are sorted; if there are, one of a hundred or so matches, and a walk in the wanted order meets a page of them
//! soon. PostgreSQL knows from its statistics which index is the most selective; for SQLite it is counted here.

use super::query::{Condition, Query};
use super::row::{COLUMNS, read};
use super::{ArchiveFilter, ArchiveSort, IndexedSpectrum, SortKey};
use crate::connect::Pools;
use crate::engine::Conn;
use crate::{Page, Store, StoreError};

/// Matches are counted up to this.
pub const TOTAL_MAX: u64 = 10_000;

/// Matches of several conditions together are counted up to this: each is looked up and compared, and a page shall not wait for
/// that. Where they are ordered by distance, up to [`TOTAL_MAX`] too: all have to be known.
const TOGETHER_MAX: u64 = 1_000;

/// A part of what was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ArchivePage {
    /// How many spectra match, as far as they were counted; at most [`TOTAL_MAX`].
    pub total: u64,
    /// Whether `total` is all that match.
    pub is_total_exact: bool,
    /// The spectra of the page.
    pub items: Vec<IndexedSpectrum>,
}

/// Where to look, and what for.
struct Source {
    from: String,
    conditions: Vec<String>,
}

impl Source {
    fn text(&self) -> String {
        let Self { from, conditions } = self;
        if conditions.is_empty() { from.clone() } else { format!("{from} WHERE {}", conditions.join(" AND ")) }
    }
}

impl Store {
    /// Searches the index of the archive.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn search_archive(
        &self,
        filter: &ArchiveFilter,
        sort: ArchiveSort,
        page: Page,
    ) -> Result<ArchivePage, StoreError> {
        let is_sqlite = matches!(self.pools(), Pools::Sqlite { .. });
        let query = Query::new(filter, is_sqlite);
        let mut conn = self.read("searching the archive").await?;
        let order = Order::new(sort, &query);
        let found = most_selective(&mut conn, &query, &order, is_sqlite).await?;
        let asked = query.conditions.len() + usize::from(query.names.is_some());
        let most = if asked > 1 && order.is_indexed { TOGETHER_MAX } else { TOTAL_MAX };
        let counted = count(&mut conn, &query, &found.text(), most).await?;
        let (total, is_total_exact) = (counted.min(most), counted <= most);
        if counted == 0 || page.limit == 0 || (is_total_exact && page.offset >= total) {
            return Ok(ArchivePage { total, is_total_exact, items: Vec::new() });
        }
        let sql = if is_total_exact { sorted(&found, &order) } else { walked(&query, &order, is_sqlite) };
        let (limit, offset) = page.limit_and_offset();
        let sql = format!("{sql} LIMIT {limit} OFFSET {offset}");
        let items = query.bind(conn.query(sql)).fetch(read).await?;
        Ok(ArchivePage { total, is_total_exact, items })
    }
}

/// An order in SQL.
struct Order {
    /// What must be known of a spectrum to have a place in it.
    known: Option<&'static str>,
    /// What is sorted by.
    by: String,
    /// Whether a walk through an index is in this order.
    is_indexed: bool,
}

impl Order {
    fn new(sort: ArchiveSort, query: &Query) -> Self {
        let direction = if sort.is_descending { "DESC" } else { "ASC" };
        let fact = |column: &'static str| (Some(column), column);
        let (known, column) = match sort.key {
            SortKey::Snr => fact("s.snr"),
            SortKey::Magnitude => fact("s.magnitude"),
            SortKey::Redshift => fact("s.z"),
            SortKey::Date => fact("s.mjd"),
            SortKey::Name => (None, "s.name"),
            SortKey::Distance => {
                if let Some(distance) = &query.distance {
                    let by = format!("{distance} {direction}, s.spectrum_id {direction}");
                    return Self { known: None, by, is_indexed: false };
                }
                (None, "s.spectrum_id")
            }
            SortKey::Found => (None, "s.spectrum_id"),
        };
        let last = if column == "s.spectrum_id" { String::new() } else { format!(", s.spectrum_id {direction}") };
        Self { known, by: format!("{column} {direction}{last}"), is_indexed: true }
    }

    fn known(&self) -> Option<String> {
        self.known.map(|column| format!("{column} IS NOT NULL"))
    }
}

/// Counts rows, up to one more than `most`.
async fn count(conn: &mut Conn, query: &Query, found: &str, most: u64) -> Result<u64, StoreError> {
    let sql = format!("SELECT count(*) FROM (SELECT 1 FROM {found} LIMIT {}) AS matches", most + 1);
    query.bind(conn.query(sql)).fetch_value().await
}

/// The source in which the condition that least meets is looked up first.
async fn most_selective(conn: &mut Conn, query: &Query, order: &Order, is_sqlite: bool) -> Result<Source, StoreError> {
    if !is_sqlite {
        return Ok(plain(query, order, |_| true));
    }
    let mut best: Option<(u64, usize)> = None;
    let indexed: Vec<usize> =
        query.conditions.iter().enumerate().filter(|(_, condition)| condition.is_indexed).map(|(i, _)| i).collect();
    let is_only = indexed.len() + usize::from(query.names.is_some()) <= 1;
    for i in indexed {
        let found = format!("archive_spectra s WHERE {}", query.conditions[i].render(true));
        let matches = if is_only { 0 } else { count(conn, query, &found, TOTAL_MAX).await? };
        if best.is_none_or(|(least, _)| matches < least) {
            best = Some((matches, i));
        }
    }
    if let Some(names) = &query.names {
        let found = format!("archive_names WHERE archive_names MATCH {}", names.groups);
        let matches = if is_only { 0 } else { count(conn, query, &found, TOTAL_MAX).await? };
        if best.is_none_or(|(least, _)| matches <= least) {
            return Ok(by_name(query, order));
        }
    }
    let best = best.map(|(_, i)| i);
    Ok(plain(query, order, |i| Some(i) == best))
}

/// All conditions on the table itself.
fn plain(query: &Query, order: &Order, may_use_index: impl Fn(usize) -> bool) -> Source {
    let mut conditions = rendered(&query.conditions, may_use_index);
    conditions.extend(query.names.as_ref().map(|names| names.exact.clone()));
    conditions.extend(order.known());
    Source { from: "archive_spectra s".to_owned(), conditions }
}

/// The names first, of SQLite: in the order of the rows, so that a walk can end early.
fn by_name(query: &Query, order: &Order) -> Source {
    let mut conditions = Vec::new();
    if let Some(names) = &query.names {
        conditions.push(format!("f.archive_names MATCH {}", names.groups));
        conditions.push(names.exact.clone());
    }
    conditions.extend(rendered(&query.conditions, |_| false));
    conditions.extend(order.known());
    Source { from: "archive_names f CROSS JOIN archive_spectra s ON s.spectrum_id = f.rowid".to_owned(), conditions }
}

fn rendered(conditions: &[Condition], may_use_index: impl Fn(usize) -> bool) -> Vec<String> {
    conditions.iter().enumerate().map(|(i, condition)| condition.render(may_use_index(i))).collect()
}

const DIRECTORY: &str = "JOIN archive_directories d ON d.directory_id = s.directory_id";

/// Few matches: all of them, sorted.
fn sorted(found: &Source, order: &Order) -> String {
    format!(
        "WITH found AS MATERIALIZED (SELECT s.spectrum_id FROM {} LIMIT {TOTAL_MAX})
         SELECT {COLUMNS} FROM found CROSS JOIN archive_spectra s {DIRECTORY}
         WHERE s.spectrum_id = found.spectrum_id ORDER BY {}",
        found.text(),
        order.by
    )
}

/// Many matches: met on a walk in the wanted order. Where there is no such walk, the first of them, sorted.
fn walked(query: &Query, order: &Order, is_sqlite: bool) -> String {
    if !order.is_indexed {
        return sorted(&plain(query, order, |_| true), order);
    }
    let is_by_row = order.by.starts_with("s.spectrum_id");
    let source = if is_sqlite && is_by_row && query.names.is_some() {
        // The index of names is in the order of the rows.
        let by = order.by.replace("s.spectrum_id", "f.rowid");
        return format!("SELECT {COLUMNS} FROM {} ORDER BY {by}", with_directory(&by_name(query, order)));
    } else {
        plain(query, order, |_| !is_sqlite)
    };
    format!("SELECT {COLUMNS} FROM {} ORDER BY {}", with_directory(&source), order.by)
}

fn with_directory(source: &Source) -> String {
    Source { from: format!("{} {DIRECTORY}", source.from), conditions: source.conditions.clone() }.text()
}
