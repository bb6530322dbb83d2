//! What is looked for in the archive, and its conditions in SQL.

use super::SpectrumState;
use crate::engine::Statement;

/// What to look for; what is absent does not restrict.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ArchiveFilter {
    /// A part of `name#target`, whatever its case.
    pub q: Option<String>,
    /// A directory, from the archive, with all that is below it: starts with `/`.
    pub dir_path: Option<String>,
    /// How much is known.
    pub state: Option<SpectrumState>,
    /// The layout of the file.
    pub format: Option<String>,
    /// The class, in capital letters.
    pub class: Option<String>,
    /// How the subclass begins.
    pub subclass: Option<String>,
    /// How the designation of the target begins, whatever its case.
    pub targetname: Option<String>,
    /// The plate or plan.
    pub plate: Option<String>,
    /// Signal-to-noise ratio.
    pub snr: NumberRange,
    /// Magnitude.
    pub magnitude: NumberRange,
    /// Redshift.
    pub z: NumberRange,
    /// Time of the observation as modified Julian date \[d\]; the end is not in it.
    pub mjd: NumberRange,
    /// Around a position.
    pub cone: Option<Cone>,
}

impl ArchiveFilter {
    /// Whether facts are asked for, which are known later than names.
    pub fn asks_for_facts(&self) -> bool {
        let names = Self { q: self.q.clone(), dir_path: self.dir_path.clone(), ..Self::default() };
        *self != names
    }
}

/// From a number to a number, both in it; an absent end is open.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct NumberRange {
    /// The least.
    pub from: Option<f64>,
    /// The greatest.
    pub to: Option<f64>,
}

/// All directions within an angle of one direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cone {
    /// Right ascension \[deg\], 0 to 360.
    pub ra: f64,
    /// Declination \[deg\], −90 to 90.
    pub dec: f64,
    /// The angle \[deg\], up to 180.
    pub radius: f64,
}

/// In which order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ArchiveSort {
    /// By what.
    pub key: SortKey,
    /// Whether the greatest comes first.
    pub is_descending: bool,
}

/// By what spectra are sorted. Those of which it is not known are left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SortKey {
    /// As they were found: at first by directory and name.
    #[default]
    Found,
    /// The name.
    Name,
    /// Signal-to-noise ratio.
    Snr,
    /// Magnitude.
    Magnitude,
    /// Redshift.
    Redshift,
    /// Time of the observation.
    Date,
    /// The angle to the position that is asked for; without one, as they were found.
    Distance,
}

/// The unit vector of a direction \[deg\].
pub(super) fn unit_vector(ra: f64, dec: f64) -> [f64; 3] {
    let ((sin_ra, cos_ra), (sin_dec, cos_dec)) = (ra.to_radians().sin_cos(), dec.to_radians().sin_cos());
    [cos_dec * cos_ra, cos_dec * sin_ra, sin_dec]
}

/// An argument of a statement.
#[derive(Debug, Clone)]
pub(super) enum Arg {
    Text(String),
    Number(f64),
}

/// A condition on `archive_spectra s`. Before each column with an index stands `@`.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    pub(super) sql: String,
    /// Whether an index finds what meets it.
    pub(super) is_indexed: bool,
}

impl Condition {
    /// The condition such that SQLite may use an index for it, or must not: it would choose by the kind of the condition,
    /// not by how much meets it.
    pub(super) fn render(&self, may_use_index: bool) -> String {
        self.sql.replace('@', if may_use_index { "" } else { "+" })
    }
}

/// A filter as conditions with their arguments.
#[derive(Debug, Default)]
pub(super) struct Query {
    pub(super) args: Vec<Arg>,
    pub(super) conditions: Vec<Condition>,
    /// What SQLite's index of names is to be asked for.
    pub(super) names: Option<NameQuery>,
    /// The square of the chord to the position that is asked for.
    pub(super) distance: Option<String>,
}

/// A part of a name, for SQLite.
#[derive(Debug)]
pub(super) struct NameQuery {
    /// `$n` of the groups of three letters.
    pub(super) groups: String,
    /// The condition that tells exactly.
    pub(super) exact: String,
}

impl Query {
    pub(super) fn new(filter: &ArchiveFilter, is_sqlite: bool) -> Self {
        let mut query = Self::default();
        query.cone(filter.cone.as_ref());
        if let Some(q) = filter.q.as_ref().filter(|q| !q.is_empty()) {
            query.name(&q.to_lowercase(), is_sqlite);
        }
        query.text("@s.plate =", filter.plate.as_ref());
        query.prefix("s.targetname_folded", filter.targetname.as_ref().map(|name| name.to_lowercase()));
        query.prefix("s.subclass", filter.subclass.clone());
        query.text("@s.class =", filter.class.as_ref());
        query.text("@s.format =", filter.format.as_ref());
        query.text("@s.state =", filter.state.map(|state| state.as_str().to_owned()).as_ref());
        query.range("s.mjd", filter.mjd, "<");
        query.range("s.snr", filter.snr, "<=");
        query.range("s.magnitude", filter.magnitude, "<=");
        query.range("s.z", filter.z, "<=");
        query.directory(filter.dir_path.as_ref().filter(|path| *path != "/"));
        query
    }

    pub(super) fn bind<'c>(&self, mut statement: Statement<'c>) -> Statement<'c> {
        for arg in &self.args {
            statement = match arg {
                Arg::Text(text) => statement.bind(text),
                Arg::Number(number) => statement.bind(number),
            };
        }
        statement
    }

    fn arg(&mut self, arg: Arg) -> String {
        self.args.push(arg);
        format!("${}", self.args.len())
    }

    fn add(&mut self, sql: String, is_indexed: bool) {
        self.conditions.push(Condition { sql, is_indexed });
    }

    fn text(&mut self, test: &str, value: Option<&String>) {
        if let Some(value) = value {
            let arg = self.arg(Arg::Text(value.clone()));
            self.add(format!("{test} {arg}"), true);
        }
    }

    /// The last character stands behind all others in both databases, which compare bytes.
    fn prefix(&mut self, column: &str, value: Option<String>) {
        if let Some(value) = value {
            let (from, to) = (self.arg(Arg::Text(value.clone())), self.arg(Arg::Text(format!("{value}\u{10ffff}"))));
            self.add(format!("@{column} >= {from} AND @{column} < {to}"), true);
        }
    }

    fn range(&mut self, column: &str, range: NumberRange, below: &str) {
        let mut tests = Vec::new();
        if let Some(from) = range.from {
            tests.push(format!("@{column} >= {}", self.arg(Arg::Number(from))));
        }
        if let Some(to) = range.to {
            tests.push(format!("@{column} {below} {}", self.arg(Arg::Number(to))));
        }
        if !tests.is_empty() {
            self.add(tests.join(" AND "), true);
        }
    }

    fn directory(&mut self, path: Option<&String>) {
        if let Some(path) = path {
            // What lies below begins with the path and `/`; `0` is the character after it.
            let (own, from) = (self.arg(Arg::Text(path.clone())), self.arg(Arg::Text(format!("{path}/"))));
            let to = self.arg(Arg::Text(format!("{path}0")));
            self.add(
                format!(
                    "@s.directory_id IN (SELECT directory_id FROM archive_directories
                     WHERE path = {own} OR (path >= {from} AND path < {to}))"
                ),
                true,
            );
        }
    }

    fn name(&mut self, folded: &str, is_sqlite: bool) {
        if !is_sqlite {
            let pattern = self.arg(Arg::Text(crate::jobs::contains_pattern(folded)));
            return self.add(format!(r"s.folded LIKE {pattern} ESCAPE '\'"), true);
        }
        let exact = format!("instr(s.folded, {}) > 0", self.arg(Arg::Text(folded.to_owned())));
        match groups_of_three(folded) {
            Some(groups) => self.names = Some(NameQuery { groups: self.arg(Arg::Text(groups)), exact }),
            // No index knows texts as short as these.
            None => self.add(exact, false),
        }
    }

    fn cone(&mut self, cone: Option<&Cone>) {
        let Some(cone) = cone else { return };
        let radius = cone.radius.to_radians();
        // Rounding must leave out nothing at the rim; the distance decides.
        let margin = cone.radius * 1e-9 + 1e-9;
        let (low, high) = (cone.dec - cone.radius - margin, cone.dec + cone.radius + margin);
        let (low_arg, high_arg) = (self.arg(Arg::Number(low)), self.arg(Arg::Number(high)));
        let mut sql = format!("@s.dec >= {low_arg} AND @s.dec <= {high_arg}");
        if low > -90.0 && high < 90.0 {
            let width = (radius.sin() / cone.dec.to_radians().cos()).min(1.0).asin().to_degrees() + margin;
            let (from, to) = ((cone.ra - width).rem_euclid(360.0), (cone.ra + width).rem_euclid(360.0));
            let is_split = from > to;
            let (from, to) = (self.arg(Arg::Number(from)), self.arg(Arg::Number(to)));
            let either = if is_split { "OR" } else { "AND" };
            sql += &format!(" AND (s.ra >= {from} {either} s.ra <= {to})");
        }
        let [x, y, z] = unit_vector(cone.ra, cone.dec).map(|part| self.arg(Arg::Number(part)));
        let square = |axis: &str, arg: &str| format!("(s.unit_{axis} - {arg}) * (s.unit_{axis} - {arg})");
        let distance = format!("({} + {} + {})", square("x", &x), square("y", &y), square("z", &z));
        let chord = 2.0 * (radius / 2.0).sin();
        sql += &format!(" AND {distance} <= {}", self.arg(Arg::Number(chord * chord)));
        self.add(sql, true);
        self.distance = Some(distance);
    }
}

/// The groups of three letters that a text consists of, as SQLite's index is asked for them; absent where it is shorter.
fn groups_of_three(text: &str) -> Option<String> {
    /// So many narrow it down enough.
    const GROUPS_MAX: usize = 24;
    let letters: Vec<char> = text.chars().collect();
    let groups: std::collections::BTreeSet<String> =
        letters.windows(3).map(|group| group.iter().collect::<String>().replace('"', "\"\"")).collect();
    let quoted: Vec<String> = groups.iter().take(GROUPS_MAX).map(|group| format!("\"{group}\"")).collect();
    (!quoted.is_empty()).then(|| quoted.join(" AND "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_asked_for_by_its_groups_of_three() {
        assert_eq!(groups_of_three("ab"), None);
        assert_eq!(groups_of_three("a\"bc").unwrap(), "\"\"\"bc\" AND \"a\"\"b\"");
    }

    #[test]
    fn arguments_are_numbered_in_the_order_in_which_they_are_bound() {
        let filter = ArchiveFilter {
            class: Some("STAR".into()),
            snr: NumberRange { from: Some(10.0), to: None },
            ..ArchiveFilter::default()
        };
        let query = Query::new(&filter, true);
        let rendered: Vec<String> = query.conditions.iter().map(|condition| condition.render(false)).collect();
        assert_eq!(rendered, ["+s.class = $1", "+s.snr >= $2"]);
        assert!(filter.asks_for_facts());
        assert!(!ArchiveFilter { q: Some("x".into()), ..ArchiveFilter::default() }.asks_for_facts());
    }
}
