//! Configs against the JSON Schema (draft 2020-12) of their job type, with sentences that help to mend them.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::types::JsonType;
use jsonschema::{ValidationError, Validator};
use ml_job_domain::FieldError;
use serde_json::Value;

use crate::extract::escape;
use crate::problem::ERRORS_MAX;
use crate::schema_bounds;

/// Keys that are listed where nobody can tell which was meant; more are described in the schema of the type.
const LISTED_KEYS: usize = 12;

/// A schema that is none, or that would cost too much.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct InvalidSchema(String);

/// Everything wrong with a config by its JSON Schema; empty where all is well. `base` is the pointer of the config inside its
/// request.
///
/// # Errors
/// [`InvalidSchema`] where the schema itself is wrong.
pub fn check(schema: &Value, config: &Value, base: &str) -> Result<Vec<FieldError>, InvalidSchema> {
    let validator = compile(schema)?;
    Ok(validator.iter_errors(config).flat_map(|error| describe(&error, schema, base)).take(ERRORS_MAX).collect())
}

/// Reads a schema; nothing is fetched for its references. It may take a while: not for a thread of the runtime.
pub(crate) fn compile(schema: &Value) -> Result<Validator, InvalidSchema> {
    schema_bounds::check(schema).map_err(InvalidSchema)?;
    jsonschema::draft202012::new(schema).map_err(|error| InvalidSchema(format!("is not a JSON Schema: {error}")))
}

fn describe(error: &ValidationError<'_>, schema: &Value, base: &str) -> Vec<FieldError> {
    let pointer = format!("{base}{}", error.instance_path());
    let at_key = |key: &str, message: String| FieldError::new(format!("{pointer}/{}", escape(key)), message);
    let message = match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            let allowed = allowed_keys(error, schema);
            return unexpected.iter().map(|key| at_key(key, unknown_key(key, &allowed))).collect();
        }
        ValidationErrorKind::Required { property } => {
            return vec![at_key(property.as_str().unwrap_or_default(), "is required".to_owned())];
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            match nearest(context) {
                Some(_) if let Some(words) = constants(context) => format!("must be one of {}", words.join(", ")),
                Some(branch) => return branch.iter().flat_map(|error| describe(error, schema, base)).collect(),
                None => error.masked_with("the value").to_string(),
            }
        }
        ValidationErrorKind::Type { kind } => {
            let expected = match kind {
                TypeKind::Single(one) => one.to_string(),
                TypeKind::Multiple(several) => {
                    several.iter().map(|one| one.to_string()).collect::<Vec<_>>().join(" or ")
                }
            };
            format!("must be of type {expected}, is {}", JsonType::from(error.instance().as_ref()))
        }
        ValidationErrorKind::Enum { options } => {
            let options: Vec<String> = options.as_array().into_iter().flatten().map(Value::to_string).collect();
            format!("must be one of {}", options.join(", "))
        }
        ValidationErrorKind::Minimum { limit } => format!("must be at least {limit}"),
        ValidationErrorKind::Maximum { limit } => format!("must be at most {limit}"),
        ValidationErrorKind::ExclusiveMinimum { limit } => format!("must be greater than {limit}"),
        ValidationErrorKind::ExclusiveMaximum { limit } => format!("must be less than {limit}"),
        _ => error.masked_with("the value").to_string(),
    };
    vec![FieldError::new(pointer, message)]
}

/// Of the alternatives, what is wrong with the one that fits best: not the `null` beside it.
fn nearest<'a>(context: &'a [Vec<ValidationError<'static>>]) -> Option<&'a Vec<ValidationError<'static>>> {
    let is_about_null = |branch: &&Vec<ValidationError<'static>>| {
        let is_null = |kind: &_| matches!(kind, ValidationErrorKind::Type { kind: TypeKind::Single(JsonType::Null) });
        branch.iter().any(|error| is_null(error.kind()))
    };
    context.iter().filter(|branch| !branch.is_empty() && !is_about_null(branch)).min_by_key(|branch| branch.len())
}

/// The values that are possible, where each alternative is one value: words that are described one by one.
fn constants(context: &[Vec<ValidationError<'static>>]) -> Option<Vec<String>> {
    let constant = |error: &ValidationError<'static>| match error.kind() {
        ValidationErrorKind::Constant { expected_value } => Some(expected_value.to_string()),
        _ => None,
    };
    context.iter().map(|branch| branch.iter().find_map(constant)).collect()
}

/// The keys that the schema knows where it met the unknown one.
fn allowed_keys(error: &ValidationError<'_>, schema: &Value) -> Vec<String> {
    let location = error.schema_path().to_string();
    let parent = location.rsplit_once('/').map_or("", |(parent, _)| parent);
    let properties = schema.pointer(parent).and_then(|schema| schema.get("properties")).and_then(Value::as_object);
    properties.into_iter().flat_map(|properties| properties.keys().cloned()).collect()
}

fn unknown_key(key: &str, allowed: &[String]) -> String {
    let nearest = allowed.iter().map(|name| (strsim::levenshtein(key, name), name)).min();
    // More than a third of the letters changed is another word, unless it is a part of the right one.
    let meant = nearest.filter(|(distance, _)| distance * 3 <= key.chars().count().max(3)).map(|(_, name)| name);
    let mut parts = allowed.iter().filter(|name| key.len() >= 4 && (name.contains(key) || key.contains(name.as_str())));
    if let Some(name) = meant.or_else(|| parts.next()) {
        return format!("`{key}` is not a known key (did you mean `{name}`?)");
    }
    let list: Vec<String> = allowed.iter().map(|name| format!("`{name}`")).collect();
    match list.len() {
        0 => format!("`{key}` is not a known key"),
        1..=LISTED_KEYS => format!("`{key}` is not a known key; possible: {}", list.join(", ")),
        count => format!("`{key}` is not a known key; the schema of the job type describes the {count} that are"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn schema() -> Value {
        json!({
            "type": "object",
            "properties": {
                "wave_start_point": { "type": "number" },
                "wave_point_count": { "type": "integer", "minimum": 2 },
                "scaling": { "anyOf": [{ "enum": ["minmax", "none"] }, { "type": "null" }] },
                "resampling": { "oneOf": [{ "type": "string", "const": "linear" }, { "type": "string", "const": "binned" }] },
            },
            "required": ["wave_start_point"],
            "additionalProperties": false,
        })
    }

    fn errors(config: &Value) -> Vec<(String, String)> {
        check(&schema(), config, "/config").unwrap().into_iter().map(|e| (e.pointer, e.message)).collect()
    }

    #[test]
    fn a_misspelt_key_is_named_with_what_was_meant() {
        let errors = errors(&json!({ "wave_start_point": 1, "wave_point_cuont": 3 }));
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].0, "/config/wave_point_cuont");
        assert_eq!(errors[0].1, "`wave_point_cuont` is not a known key (did you mean `wave_point_count`?)");
    }

    #[test]
    fn a_key_that_is_like_none_is_told_the_few_that_are_or_where_the_many_are() {
        let unknown = |key: &str, allowed: &[&str]| {
            unknown_key(key, &allowed.iter().map(|&name| name.to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(unknown("colour", &["snr", "z"]), "`colour` is not a known key; possible: `snr`, `z`");
        let many: Vec<String> = (0..33).map(|number| format!("option_{number}")).collect();
        assert_eq!(
            unknown_key("x", &many),
            "`x` is not a known key; the schema of the job type describes the 33 that are"
        );
        assert_eq!(
            unknown("start", &["wave_start_point", "scaling"]),
            "`start` is not a known key (did you mean `wave_start_point`?)"
        );
    }

    #[test]
    fn every_error_points_at_its_field() {
        let found = errors(&json!({ "wave_point_count": 1, "scaling": "max" }));
        assert!(found.contains(&("/config/wave_start_point".into(), "is required".into())));
        assert!(found.contains(&("/config/wave_point_count".into(), "must be at least 2".into())));
        assert!(found.contains(&("/config/scaling".into(), r#"must be one of "minmax", "none""#.into())), "{found:?}");
        let words = errors(&json!({ "wave_start_point": 1, "resampling": "bined" }));
        assert_eq!(words, [("/config/resampling".into(), r#"must be one of "linear", "binned""#.into())]);
        assert_eq!(errors(&json!({ "wave_start_point": 1, "resampling": 1 }))[0].1, words[0].1);
        assert_eq!(errors(&json!([])), [("/config".into(), "must be of type object, is array".into())]);
        assert_eq!(errors(&json!({ "wave_start_point": "1" }))[0].1, "must be of type number, is string");
    }

    #[test]
    fn a_good_config_has_no_errors() {
        assert_eq!(errors(&json!({ "wave_start_point": 1.5, "scaling": null })), []);
    }

    #[test]
    fn a_schema_that_is_none_is_told() {
        assert!(compile(&json!({ "type": "nonsense" })).is_err());
    }
}
