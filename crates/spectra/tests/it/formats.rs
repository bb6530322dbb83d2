//! `docs/formats.md` says what the code does: every layout, remark and refusal has its row, and no row speaks of another.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../../../../docs/formats.md");

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The words in backquotes in the first column of the table below a heading.
fn rows(heading: &str) -> BTreeSet<String> {
    let section = PAGE.split("\n## ").find(|section| section.starts_with(heading)).expect("the heading");
    let first_cells = section.lines().filter_map(|line| line.strip_prefix("| `")?.split(" |").next());
    first_cells.flat_map(|cell| cell.split('`').step_by(2)).map(str::to_owned).filter(|word| !word.is_empty()).collect()
}

/// What serde calls a variant: `LamostMrs` is `lamost_mrs`.
fn snake_case(variant: &str) -> String {
    let mut name = String::new();
    for letter in variant.chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let from = text.find(start).expect("the start") + start.len();
    &text[from..from + text[from..].find(end).expect("the end")]
}

/// The codes of all remarks: what follows `ReadRemark { code: ` in the sources that are no tests.
fn remarks(folder: &Path) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            codes.extend(remarks(&path));
        } else if path.extension().is_some_and(|suffix| suffix == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let parts =
                code.split("ReadRemark {").skip(1).filter_map(|part| part.trim_start().strip_prefix("code: \""));
            codes.extend(parts.filter_map(|part| Some(part.split_once('"')?.0.to_owned())));
        }
    }
    codes
}

#[test]
fn every_layout_has_its_row() {
    let text = std::fs::read_to_string(source().join("spectrum.rs")).unwrap();
    let variants = between(&text, "pub enum SurveyFormat {\n", "\n}");
    let names = variants.lines().filter_map(|line| line.trim().strip_suffix(','));
    let names: BTreeSet<String> = names.filter(|line| !line.starts_with("//")).map(snake_case).collect();
    assert_eq!(rows("Layouts"), names);
}

#[test]
fn every_remark_has_its_row() {
    let missing: Vec<String> = remarks(&source()).difference(&rows("Remarks")).cloned().collect();
    assert!(missing.is_empty(), "no row in docs/formats.md: {missing:?}");
}

#[test]
fn every_refusal_has_its_row() {
    let text = std::fs::read_to_string(source().join("error.rs")).unwrap();
    let body = between(&text, "pub fn code(&self) -> &'static str {", "\n    }\n");
    let codes: BTreeSet<String> =
        body.split("=> \"").skip(1).filter_map(|part| Some(part.split_once('"')?.0.to_owned())).collect();
    assert_eq!(rows("What is refused"), codes);
}
