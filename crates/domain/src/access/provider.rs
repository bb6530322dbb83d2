//! What a provider of identities says of a person, as roles and names here.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{NAME_MAX, Role, is_deceiving};

/// Room for a number behind a name that is taken.
const NUMBER_MAX: usize = 7;
/// How many groups are kept, and how long their names may be.
const GROUPS_MAX: usize = 1000;
const GROUP_NAME_MAX: usize = 255;

/// The highest role of somebody's groups, else the one for everybody; nothing: the person may not come in.
pub fn role_of_groups(
    groups: &BTreeSet<String>,
    roles: &BTreeMap<String, Role>,
    default: Option<Role>,
) -> Option<Role> {
    groups.iter().filter_map(|group| roles.get(group)).max().copied().or(default)
}

/// The groups in a claim: an array of names, or one name.
pub fn groups_of(claims: &Map<String, Value>, claim: &str) -> BTreeSet<String> {
    let names = match claims.get(claim) {
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    let fits = |name: &&str| !name.is_empty() && name.chars().count() <= GROUP_NAME_MAX && !name.contains('\0');
    names.into_iter().filter(fits).take(GROUPS_MAX).map(str::to_owned).collect()
}

/// What to call the account of a person: as she is called there, as far as it can be a name here.
pub fn name_of_claims(claims: &Map<String, Value>) -> String {
    let said = |name: &str| claims.get(name).and_then(Value::as_str).map(as_name).filter(|name| !name.is_empty());
    let of_address = || {
        let email = claims.get("email").and_then(Value::as_str)?;
        Some(as_name(email.split('@').next().unwrap_or_default())).filter(|name| !name.is_empty())
    };
    said("preferred_username").or_else(|| said("name")).or_else(of_address).unwrap_or_else(|| "somebody".to_owned())
}

fn as_name(text: &str) -> String {
    let seen: String = text.chars().filter(|c| !is_deceiving(*c)).collect();
    let short: String = seen.trim().chars().take(NAME_MAX - NUMBER_MAX).collect();
    short.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::name_problems;
    use super::*;

    fn claims(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn the_highest_role_of_the_groups_counts() {
        let roles = BTreeMap::from([("staff".to_owned(), Role::Member), ("heads".to_owned(), Role::Administrator)]);
        let role = |groups: &[&str], default| {
            role_of_groups(&groups.iter().map(ToString::to_string).collect(), &roles, default)
        };
        assert_eq!(role(&["staff", "heads", "x"], None), Some(Role::Administrator));
        assert_eq!(role(&["staff"], Some(Role::Viewer)), Some(Role::Member));
        assert_eq!(role(&["Staff"], Some(Role::Viewer)), Some(Role::Viewer), "names are what they are");
        assert_eq!(role(&["x"], None), None);
        assert_eq!(role(&[], None), None);
    }

    #[test]
    fn groups_are_read_from_an_array_or_one_name_and_nothing_else() {
        let groups = |value: Value| groups_of(&claims(&json!({ "groups": value })), "groups");
        assert_eq!(groups(json!(["b", "a", "a", "", 3, "x\u{0}"])), BTreeSet::from(["a".into(), "b".into()]));
        assert_eq!(groups(json!("a")), BTreeSet::from(["a".into()]));
        assert_eq!(groups(json!({ "a": true })), BTreeSet::new());
        assert_eq!(groups_of(&claims(&json!({})), "groups"), BTreeSet::new());
    }

    #[test]
    fn a_name_is_one_that_an_account_may_have() {
        for (said, name) in [
            (json!({ "preferred_username": "ada", "name": "Ada L." }), "ada"),
            (json!({ "preferred_username": " \u{202e}", "name": "Žofie Nováková" }), "Žofie Nováková"),
            (json!({ "email": "ada@example.org" }), "ada"),
            (json!({ "name": 7 }), "somebody"),
            (json!({ "name": "a\u{200b}d\na " }), "ada"),
        ] {
            assert_eq!(name_of_claims(&claims(&said)), name, "{said}");
        }
        let long = name_of_claims(&claims(&json!({ "name": "x".repeat(500) })));
        assert_eq!(name_problems("", &format!("{long} (999)")), []);
    }
}
