//! What is wrong with a value that a person or a program sent, and where.

use serde::{Deserialize, Serialize};

/// One thing wrong with one field of a request or a config.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[error("{pointer}: {message}")]
pub struct FieldError {
    /// Where: a JSON pointer (RFC 6901) into the body, or the name of a query or path parameter.
    #[cfg_attr(feature = "openapi", schema(example = "/label"))]
    pub pointer: String,
    /// What: one sentence for a person.
    #[cfg_attr(feature = "openapi", schema(example = "must have 1 to 50 characters, has 0"))]
    pub message: String,
}

impl FieldError {
    /// An error at `pointer`.
    pub fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
    }

    /// The error of a text that holds a NUL, which PostgreSQL cannot keep and no file name has.
    pub fn of_nul(pointer: &str, text: &str) -> Option<Self> {
        text.contains('\0').then(|| Self::new(pointer, "must not contain a NUL character"))
    }

    /// An error for each of the `wanted` classes that is none of the `classes`; `pointer` is that of the wanted ones.
    pub fn of_unknown_classes(pointer: &str, wanted: &[String], classes: &[String]) -> Vec<Self> {
        let unknown = wanted.iter().enumerate().filter(|(_, class)| !classes.contains(class));
        unknown
            .map(|(place, class)| {
                let message = format!("`{class}` is none of the classes: {}", classes.join(", "));
                Self::new(format!("{pointer}/{place}"), message)
            })
            .collect()
    }
}

/// Checks that a text, where there is one, has 1 to `max` characters and no NUL.
pub(crate) fn check_text(errors: &mut Vec<FieldError>, pointer: &str, text: Option<&String>, max: usize) {
    let Some(text) = text else { return };
    let length = text.chars().count();
    if length == 0 || length > max {
        errors.push(FieldError::new(pointer, format!("must have 1 to {max} characters, has {length}")));
    }
    errors.extend(FieldError::of_nul(pointer, text));
}
