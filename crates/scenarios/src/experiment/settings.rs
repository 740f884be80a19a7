//! Fixed settings of an experiment or a suite: paths in quotes or nested tables, as (path, value).

use serde_json::Value as Json;
use toml::{Table, Value};

/// Paths and values of `set`. Tables that stand for sections are walked into; a table that is one
/// value, such as a distribution, is kept whole.
pub(crate) fn flatten(set: &Table) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    let schema = crate::schema::cached();
    walk(schema, Some(schema), set, "", &mut found);
    found
}

fn walk(
    root: &Json,
    section: Option<&Json>,
    set: &Table,
    path: &str,
    found: &mut Vec<(String, Value)>,
) {
    for (key, value) in set {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let inner = section.and_then(|s| s["properties"][key]["$ref"].as_str());
        let inner = inner.and_then(|r| r.strip_prefix("#/$defs/")).filter(|d| d.ends_with("Spec"));
        match (inner, value) {
            (Some(definition), Value::Table(table)) => {
                walk(root, Some(&root["$defs"][definition]), table, &path, found);
            }
            _ => found.push((path, value.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_paths_and_nested_tables_say_the_same() {
        let flat = |text: &str| -> Vec<String> {
            flatten(&toml::from_str(text).unwrap())
                .into_iter()
                .map(|(path, value)| format!("{path}={value}"))
                .collect()
        };
        assert_eq!(flat("\"city.width_km\" = 4"), ["city.width_km=4"]);
        assert_eq!(flat("city.width_km = 4"), ["city.width_km=4"]);
        assert_eq!(flat("[demand.choice]\npatience = 1"), ["demand.choice.patience=1"]);
        assert_eq!(
            flat("[access.parking_s]\nkind = \"constant\"\nvalue = 3"),
            ["access.parking_s={ kind = \"constant\", value = 3 }"]
        );
    }
}
