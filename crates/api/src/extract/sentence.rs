//! Turns what serde says into a pointer and a sentence.

use std::fmt::Write as _;

use ml_job_domain::FieldError;
use serde_path_to_error::{Path, Segment};

/// A serde error at a path, as a field error. `raw` is the text that was refused, where there is one.
pub(super) fn field_error(path: &Path, message: &str, raw: Option<&str>) -> FieldError {
    let mut pointer = pointer(path);
    let message = without_position(message);
    if let Some(field) = quoted_after(message, "missing field ") {
        pointer.push('/');
        pointer.push_str(&escape(field));
        return FieldError::new(pointer, "is required");
    }
    FieldError::new(pointer, plain(message, raw))
}

/// A JSON pointer (RFC 6901) of the path.
fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => {
                let _ = write!(pointer, "/{index}");
            }
            Segment::Map { key } => {
                pointer.push('/');
                pointer.push_str(&escape(key));
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

/// A name as a part of a JSON pointer.
pub(crate) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn without_position(message: &str) -> &str {
    message.rfind(" at line ").map_or(message, |at| &message[..at])
}

fn quoted_after<'a>(message: &'a str, prefix: &str) -> Option<&'a str> {
    message.strip_prefix(prefix)?.strip_prefix('`')?.strip_suffix('`')
}

/// Serde's words in ours.
fn plain(message: &str, raw: Option<&str>) -> String {
    if let Some(rest) = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: ")) {
        return found_expected(rest);
    }
    if message.starts_with("UUID parsing failed") {
        return raw.map_or_else(|| "is not a UUID".to_owned(), |raw| format!("`{raw}` is not a UUID"));
    }
    if let Some(rest) = message.strip_prefix("unknown variant ")
        && let Some((found, allowed)) = rest.split_once(", expected ")
    {
        let allowed = allowed.strip_prefix("one of ").unwrap_or(allowed);
        return format!("{found} is unknown here; possible: {allowed}");
    }
    if let Some(name) = quoted_after(message, "duplicate field ") {
        return format!("`{name}` is given twice");
    }
    match message {
        "invalid digit found in string" | "cannot parse integer from empty string" => {
            "must be a whole number, 0 or more".to_owned()
        }
        "number too large to fit in target type" => "is too large a number".to_owned(),
        "provided string was not `true` or `false`" => "must be `true` or `false`".to_owned(),
        other => other.to_owned(),
    }
}

/// "integer `1`, expected a string" → "must be a string, is integer `1`".
fn found_expected(rest: &str) -> String {
    match rest.split_once(", expected ") {
        Some((found, expected)) => format!("must be {expected}, is {found}"),
        None => rest.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serdes_words_become_sentences() {
        let table = [
            ("invalid type: integer `1`, expected a string at line 1 column 4", "must be a string, is integer `1`"),
            ("unknown variant `x`, expected one of `A`, `B`", "`x` is unknown here; possible: `A`, `B`"),
            ("invalid digit found in string", "must be a whole number, 0 or more"),
            ("duplicate field `phase`", "`phase` is given twice"),
        ];
        for (serde, ours) in table {
            assert_eq!(plain(without_position(serde), None), ours);
        }
    }

    #[test]
    fn a_pointer_escapes_its_parts() {
        assert_eq!(escape("a/b~c"), "a~1b~0c");
    }
}
