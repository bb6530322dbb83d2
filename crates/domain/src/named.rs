//! Enumerations whose variants have names: the same on the wire, in the database and in sentences.

/// A text that names no variant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no {what}: {known}")]
pub struct UnknownName {
    text: String,
    what: &'static str,
    known: String,
}

impl UnknownName {
    pub(crate) fn new(text: &str, what: &'static str, names: &[&str]) -> Self {
        let (last, others) = names.split_last().unwrap_or((&"", &[]));
        Self { text: text.to_owned(), what, known: format!("{} or {last}", others.join(", ")) }
    }
}

/// Gives an enumeration its `names`, and the way back from a name. What serde calls the variants must be the same.
macro_rules! named {
    ($type:ident, $what:literal, $($variant:ident = $name:literal),+) => {
        impl $type {
            /// All of them, in the order in which they are declared.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$variant),+];

            /// The name on the wire and in the database.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::UnknownName;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let found = Self::ALL.into_iter().find(|variant| variant.as_str() == text);
                found.ok_or_else(|| $crate::UnknownName::new(text, $what, &[$($name),+]))
            }
        }
    };
}

pub(crate) use named;

#[cfg(test)]
mod tests {
    use crate::{Action, EventKind, FailureClass, Phase, SpectrumSet};

    fn names<T: serde::Serialize + Copy>(all: &[T], as_str: fn(T) -> &'static str) {
        for one in all {
            assert_eq!(serde_json::to_value(one).unwrap(), as_str(*one));
        }
    }

    #[test]
    fn serde_uses_the_same_names() {
        names(&Phase::ALL, Phase::as_str);
        names(&Action::ALL, Action::as_str);
        names(&EventKind::ALL, EventKind::as_str);
        names(&FailureClass::ALL, FailureClass::as_str);
        names(&SpectrumSet::ALL, SpectrumSet::as_str);
    }

    #[test]
    fn a_name_that_nobody_has_is_answered_with_those_that_there_are() {
        let error = "GONE".parse::<SpectrumSet>().unwrap_err();
        assert_eq!(error.to_string(), "`GONE` is no spectrum set: ORACLE, PERFORMANCE_ESTIMATION or CANDIDATE");
    }
}
