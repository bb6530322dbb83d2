//! Texts with a NUL: PostgreSQL cannot keep one, and no file name has one.

use std::fmt::Write as _;

use ml_job_domain::FieldError;
use serde_json::Value;

use super::escape;

/// Whether a text in the body could hold a NUL: JSON can only write one as `\u0000`.
pub(super) fn may_be_in(body: &[u8]) -> bool {
    body.windows(6).any(|window| window == b"\\u0000")
}

/// Where a value holds a NUL.
pub(crate) fn find(value: &Value) -> Vec<FieldError> {
    let mut errors = Vec::new();
    find_in(value, &mut String::new(), &mut errors);
    errors
}

fn find_in(value: &Value, pointer: &mut String, errors: &mut Vec<FieldError>) {
    let length = pointer.len();
    match value {
        Value::String(text) => errors.extend(FieldError::of_nul(pointer, text)),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let _ = write!(pointer, "/{index}");
                find_in(item, pointer, errors);
                pointer.truncate(length);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                if name.contains('\0') {
                    errors.push(FieldError::new(pointer.clone(), "must not contain a NUL character in a key"));
                }
                pointer.push('/');
                pointer.push_str(&escape(&name.replace('\0', "\u{FFFD}")));
                find_in(field, pointer, errors);
                pointer.truncate(length);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Puts U+FFFD in place of each NUL.
pub(super) fn replace(value: &mut Value) {
    match value {
        Value::String(text) => *text = text.replace('\0', "\u{FFFD}"),
        Value::Array(items) => items.iter_mut().for_each(replace),
        Value::Object(fields) => {
            *fields = std::mem::take(fields)
                .into_iter()
                .map(|(name, mut field)| {
                    replace(&mut field);
                    (name.replace('\0', "\u{FFFD}"), field)
                })
                .collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_nul_is_found_wherever_it_hides() {
        let errors = find(&json!({"a": [{"b/c": "x\0"}], "d\0": 1}));
        let pointers: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(pointers, ["/a/0/b~1c", ""]);
    }

    #[test]
    fn a_workers_nul_is_replaced() {
        let mut value = json!({"a\0": ["\0"]});
        replace(&mut value);
        assert_eq!(value, json!({"a\u{FFFD}": ["\u{FFFD}"]}));
    }
}
