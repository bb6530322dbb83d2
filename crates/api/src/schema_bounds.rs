//! How large and how tangled the JSON Schema of a job type may be: whoever declares one decides what checking a config costs.

use serde_json::Value;

/// The largest schema, in bytes of JSON.
const BYTES_MAX: usize = 64 * 1024;
/// The deepest schema, with its references followed.
const DEPTH_MAX: usize = 100;
/// The most values of a schema in which each reference is replaced by what it names, as the validator does.
const VALUES_MAX: usize = 10_000;

/// Says in a sentence why a schema is too much.
///
/// # Errors
/// The sentence.
pub(crate) fn check(schema: &Value) -> Result<(), String> {
    if schema.to_string().len() > BYTES_MAX {
        return Err(format!("is larger than {BYTES_MAX} bytes"));
    }
    Expansion { schema, values: 0, inside: Vec::new() }.follow(schema, 0)
}

/// A walk through a schema and everything that it refers to, each time that it does.
struct Expansion<'a> {
    schema: &'a Value,
    values: usize,
    /// The references that are being followed.
    inside: Vec<&'a str>,
}

impl<'a> Expansion<'a> {
    fn follow(&mut self, value: &'a Value, depth: usize) -> Result<(), String> {
        self.values += 1;
        if self.values > VALUES_MAX {
            return Err(format!("has more than {VALUES_MAX} values once its references are followed"));
        }
        if depth > DEPTH_MAX {
            return Err(format!("is deeper than {DEPTH_MAX} levels once its references are followed"));
        }
        match value {
            Value::Array(items) => items.iter().try_for_each(|item| self.follow(item, depth + 1)),
            Value::Object(fields) => fields.iter().try_for_each(|(key, field)| match (key.as_str(), field) {
                ("$ref" | "$dynamicRef" | "$recursiveRef", Value::String(target)) => self.refer(target, depth),
                ("$id", Value::String(_)) if depth > 0 => Err("must have no `$id` but its own".to_owned()),
                _ => self.follow(field, depth + 1),
            }),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
        }
    }

    fn refer(&mut self, target: &'a str, depth: usize) -> Result<(), String> {
        if self.inside.contains(&target) {
            return Err(format!("must not refer to itself: `{target}` does"));
        }
        let named = target.strip_prefix('#').and_then(|pointer| self.schema.pointer(pointer));
        let named =
            named.ok_or_else(|| format!("refers to `{target}`, which is no place in it like `#/$defs/name`"))?;
        self.inside.push(target);
        let followed = self.follow(named, depth + 1);
        self.inside.pop();
        followed
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refusal(schema: &Value) -> String {
        check(schema).unwrap_err()
    }

    #[test]
    fn few_bytes_can_be_a_billion_values() {
        let level = |n: usize| json!({ "anyOf": vec![json!({ "$ref": format!("#/$defs/d{}", n + 1) }); 10] });
        let mut definitions: serde_json::Map<_, _> = (0..9).map(|n| (format!("d{n}"), level(n))).collect();
        definitions.insert("d9".into(), json!({ "type": "integer" }));
        let schema = json!({ "$defs": definitions, "$ref": "#/$defs/d0" });
        assert!(schema.to_string().len() < 3000);
        assert!(refusal(&schema).contains("more than 10000 values"));
    }

    #[test]
    fn each_bound_has_its_sentence() {
        assert!(refusal(&json!({ "title": "x".repeat(70_000) })).contains("larger than 65536 bytes"));
        assert!(refusal(&json!(vec![json!({}); 10_001])).contains("more than 10000 values"));
        let deep = (0..101).fold(json!({}), |inner, _| json!({ "items": inner }));
        assert!(refusal(&deep).contains("deeper than 100 levels"));
        for target in ["#", "#/$defs/a", "#/$defs"] {
            let schema = json!({ "$defs": { "a": { "items": { "$ref": target } } }, "$ref": "#/$defs/a" });
            assert!(refusal(&schema).contains("refer to itself"), "{}", refusal(&schema));
        }
        for target in ["http://127.0.0.1/x", "file:///etc/passwd", "other.json", "#anchor", "#/$defs/none"] {
            assert!(refusal(&json!({ "$ref": target })).contains("no place in it"), "{target}");
            assert!(refusal(&json!({ "$dynamicRef": target })).contains("no place in it"), "{target}");
        }
        assert!(refusal(&json!({ "items": { "$id": "http://x/" } })).contains("`$id`"));
    }

    #[test]
    fn what_people_write_is_let_through() {
        let schema = json!({
            "$id": "https://example.org/x", "type": "object",
            "properties": { "a": { "$ref": "#/$defs/number" }, "b": { "$ref": "#/$defs/number" }, "$ref": { "type": "string" } },
            "$defs": { "number": { "type": "number" } },
        });
        assert_eq!(check(&schema), Ok(()));
    }
}
