//! Configs against the JSON Schema (draft 2020-12) of their job type, with sentences that help to mend them.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{ValidationError, Validator};
use ml_job_domain::FieldError;
use serde_json::Value;

use crate::extract::escape;
use crate::schema_bounds;

/// The most errors that are told at once.
const ERRORS_MAX: usize = 50;

/// A schema that is none, or that would cost too much.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct InvalidSchema(String);

/// Everything wrong with a config; empty where all is well. `base` is the pointer of the config inside its request.
///
/// # Errors
/// [`InvalidSchema`] where the schema itself is wrong.
pub(crate) fn check(schema: &Value, config: &Value, base: &str) -> Result<Vec<FieldError>, InvalidSchema> {
    let validator = compile(schema)?;
    let mut errors = Vec::new();
    for error in validator.iter_errors(config) {
        describe(&error, schema, base, &mut errors);
        if errors.len() >= ERRORS_MAX {
            errors.truncate(ERRORS_MAX);
            break;
        }
    }
    Ok(errors)
}

/// Reads a schema; nothing is fetched for its references. It may take a while: not for a thread of the runtime.
pub(crate) fn compile(schema: &Value) -> Result<Validator, InvalidSchema> {
    schema_bounds::check(schema).map_err(InvalidSchema)?;
    jsonschema::draft202012::new(schema).map_err(|error| InvalidSchema(format!("is not a JSON Schema: {error}")))
}

fn describe(error: &ValidationError<'_>, schema: &Value, base: &str, errors: &mut Vec<FieldError>) {
    let pointer = format!("{base}{}", error.instance_path());
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            let allowed = allowed_keys(error, schema);
            errors.extend(
                unexpected
                    .iter()
                    .map(|key| FieldError::new(format!("{pointer}/{}", escape(key)), unknown_key(key, &allowed))),
            );
        }
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            errors.push(FieldError::new(format!("{pointer}/{}", escape(name)), "is required"));
        }
        ValidationErrorKind::Type { kind } => {
            let expected = match kind {
                TypeKind::Single(one) => one.to_string(),
                TypeKind::Multiple(several) => {
                    several.iter().map(|one| one.to_string()).collect::<Vec<_>>().join(" or ")
                }
            };
            let found = type_name(error.instance());
            errors.push(FieldError::new(pointer, format!("must be of type {expected}, is {found}")));
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            describe_nearest(context, error, schema, base, errors);
        }
        ValidationErrorKind::Enum { options } => {
            let options: Vec<String> = options.as_array().into_iter().flatten().map(Value::to_string).collect();
            errors.push(FieldError::new(pointer, format!("must be one of {}", options.join(", "))));
        }
        ValidationErrorKind::Minimum { limit } => {
            errors.push(FieldError::new(pointer, format!("must be at least {limit}")));
        }
        ValidationErrorKind::Maximum { limit } => {
            errors.push(FieldError::new(pointer, format!("must be at most {limit}")));
        }
        ValidationErrorKind::ExclusiveMinimum { limit } => {
            errors.push(FieldError::new(pointer, format!("must be greater than {limit}")));
        }
        ValidationErrorKind::ExclusiveMaximum { limit } => {
            errors.push(FieldError::new(pointer, format!("must be less than {limit}")));
        }
        _ => errors.push(FieldError::new(pointer, error.masked_with("the value").to_string())),
    }
}

/// Of the alternatives, tells what is wrong with the one that fits best: not the `null` beside it.
fn describe_nearest(
    context: &[Vec<ValidationError<'static>>],
    error: &ValidationError<'_>,
    schema: &Value,
    base: &str,
    errors: &mut Vec<FieldError>,
) {
    let is_about_null = |branch: &&Vec<ValidationError<'static>>| {
        branch.iter().any(|error| matches!(error.kind(), ValidationErrorKind::Type { kind: TypeKind::Single(one) } if one.to_string() == "null"))
    };
    let nearest = context.iter().filter(|branch| !branch.is_empty() && !is_about_null(branch)).min_by_key(|b| b.len());
    if let Some(branch) = nearest {
        for error in branch {
            describe(error, schema, base, errors);
        }
    } else {
        let pointer = format!("{base}{}", error.instance_path());
        errors.push(FieldError::new(pointer, error.masked_with("the value").to_string()));
    }
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
    let hint = match nearest {
        // More than a third of the letters changed is another word.
        Some((distance, name)) if distance * 3 <= key.chars().count().max(3) => format!(" (did you mean `{name}`?)"),
        _ => String::new(),
    };
    let list: Vec<String> = allowed.iter().map(|name| format!("`{name}`")).collect();
    match list.as_slice() {
        [] => format!("`{key}` is not a known key{hint}"),
        list => format!("`{key}` is not a known key{hint}; possible: {}", list.join(", ")),
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
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
        assert!(errors[0].1.contains("did you mean `wave_point_count`?"), "{}", errors[0].1);
        assert!(errors[0].1.contains("possible: `wave_start_point`, `wave_point_count`, `scaling`"), "{}", errors[0].1);
    }

    #[test]
    fn every_error_points_at_its_field() {
        let found = errors(&json!({ "wave_point_count": 1, "scaling": "max" }));
        assert!(found.contains(&("/config/wave_start_point".into(), "is required".into())));
        assert!(found.contains(&("/config/wave_point_count".into(), "must be at least 2".into())));
        assert!(found.contains(&("/config/scaling".into(), r#"must be one of "minmax", "none""#.into())), "{found:?}");
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
