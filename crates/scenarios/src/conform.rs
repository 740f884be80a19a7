//! Checks a file against the published schema: keys, types and ranges, each with its path.
//!
//! Knows the part of JSON Schema that the schema uses; a test sees to it that it uses no more.

use domain::dist::Dist;
use serde_json::Value as Json;
use toml::{Table, Value};

use crate::fault::Fault;
use crate::suggest;

/// A fault, and whether it is the key itself that should not be there.
pub(crate) struct Finding {
    pub(crate) fault: Fault,
    pub(crate) at_key: bool,
}

/// All faults of `table` against `root`.
pub(crate) fn findings(root: &Json, table: &Table) -> Vec<Finding> {
    let mut checker = Checker { root, found: Vec::new() };
    checker.table(root, table, "");
    checker.found
}

struct Checker<'a> {
    root: &'a Json,
    found: Vec<Finding>,
}

impl<'a> Checker<'a> {
    fn report(&mut self, path: &str, message: String, help: Option<String>) {
        let fault = Fault { path: path.into(), message, help };
        self.found.push(Finding { fault, at_key: false });
    }

    /// Follows a reference to the definition it names.
    fn resolve(&self, schema: &'a Json) -> (&'a Json, &'a str) {
        match schema["$ref"].as_str().and_then(|r| r.strip_prefix("#/$defs/")) {
            Some(name) => (&self.root["$defs"][name], name),
            None => (schema, ""),
        }
    }

    fn value(&mut self, schema: &'a Json, value: &Value, path: &str) {
        let (schema, name) = self.resolve(schema);
        if let Some(choices) = schema["anyOf"].as_array() {
            // An optional setting: the other choice is null, which TOML cannot say.
            if let Some(some) = choices.iter().find(|choice| choice["type"] != "null") {
                self.value(some, value, path);
            }
            return;
        }
        if let Some(variants) = schema["oneOf"].as_array() {
            self.variant(variants, value, path);
        } else if allowed_types(schema).iter().any(|t| is_type(value, t)) {
            match value {
                Value::Table(table) => self.table(schema, table, path),
                Value::Array(items) => self.array(schema, items, path),
                Value::Integer(_) | Value::Float(_) => self.number(schema, value, path),
                _ => {}
            }
        } else if !allowed_types(schema).is_empty() {
            let expected =
                allowed_types(schema).iter().map(|t| in_words(t)).collect::<Vec<_>>().join(" or ");
            self.report(
                path,
                format!("`{}` must be {expected}, not {}", shown(path), kind(value)),
                None,
            );
        }
        if name == "Dist"
            && let Ok(dist) = value.clone().try_into::<Dist>()
            && let Err(rule) = dist.validate()
        {
            self.report(path, format!("`{}`: {rule}", shown(path)), None);
        }
    }

    /// One of several words, or one of several tables told apart by their `kind`.
    fn variant(&mut self, variants: &'a [Json], value: &Value, path: &str) {
        let tag = |variant: &'a Json| {
            variant["const"].as_str().or_else(|| variant["properties"]["kind"]["const"].as_str())
        };
        let names: Vec<&str> = variants.iter().filter_map(tag).collect();
        let (chosen, place) = match value {
            Value::String(word) => (Some(word.as_str()), path.to_owned()),
            Value::Table(table) => {
                (table.get("kind").and_then(Value::as_str), format!("{path}.kind"))
            }
            _ => (None, path.to_owned()),
        };
        let found = variants.iter().find(|variant| {
            chosen.is_some() && tag(variant) == chosen && variant["type"] == json_type(value)
        });
        match (found, value) {
            (Some(variant), Value::Table(table)) => self.table(variant, table, path),
            (Some(_), _) => {}
            (None, _) => {
                let list = names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
                let help = chosen
                    .and_then(|word| suggest::nearest(word, names.iter().copied()))
                    .map(|meant| format!("did you mean `{meant}`?"));
                let message = if variants.iter().all(|variant| variant["type"] == "object") {
                    format!("`{}` must be a table with a `kind`, one of {list}", shown(path))
                } else {
                    format!("`{}` must be one of {list}", shown(path))
                };
                self.report(&place, message, help);
            }
        }
    }

    fn table(&mut self, schema: &'a Json, table: &Table, path: &str) {
        let join = |key: &str| if path.is_empty() { key.into() } else { format!("{path}.{key}") };
        let known: Vec<&str> = schema["properties"]
            .as_object()
            .map(|properties| properties.keys().map(String::as_str).collect())
            .unwrap_or_default();
        for (key, value) in table {
            let inner = &schema["properties"][key];
            if !inner.is_null() {
                self.value(inner, value, &join(key));
            } else if schema["additionalProperties"] == false {
                let message = match path {
                    "" => format!("`{key}` is not a section"),
                    _ => format!("`{key}` is not a setting of `{}`", shown(path)),
                };
                let fault = Fault {
                    path: join(key),
                    message,
                    help: suggest::advice(key, &known, &self.all_settings()),
                };
                self.found.push(Finding { fault, at_key: true });
            } else if schema["additionalProperties"].is_object() {
                self.value(&schema["additionalProperties"], value, &join(key));
            }
        }
        for required in schema["required"].as_array().into_iter().flatten() {
            let key = required.as_str().unwrap_or_default();
            if !table.contains_key(key) {
                let message = match path {
                    "" => format!("the file needs `[{key}]`"),
                    _ => format!("`{}` needs `{key}`", shown(path)),
                };
                self.report(path, message, None);
            }
        }
    }

    fn array(&mut self, schema: &'a Json, items: &[Value], path: &str) {
        let (least, most) = (schema["minItems"].as_u64(), schema["maxItems"].as_u64());
        let length = items.len() as u64;
        if least.is_some_and(|least| length < least) || most.is_some_and(|most| length > most) {
            let allowed = match (least, most) {
                (Some(least), Some(most)) if least == most => format!("{least}"),
                (Some(least), Some(most)) => format!("{least} to {most}"),
                (Some(least), None) => format!("at least {least}"),
                (None, most) => format!("at most {}", most.unwrap_or_default()),
            };
            self.report(
                path,
                format!("`{}` has {length} entries, allowed {allowed}", shown(path)),
                None,
            );
        }
        for (index, item) in items.iter().enumerate() {
            self.value(&schema["items"], item, &format!("{path}.{index}"));
        }
    }

    fn number(&mut self, schema: &'a Json, value: &Value, path: &str) {
        let number = match value {
            Value::Integer(whole) => *whole as f64,
            Value::Float(float) => *float,
            _ => return,
        };
        let low = schema["minimum"].as_f64();
        let high = schema["maximum"].as_f64().or(match schema["format"].as_str() {
            Some("uint8") => Some(f64::from(u8::MAX)),
            Some("uint16") => Some(f64::from(u16::MAX)),
            Some("uint32") => Some(f64::from(u32::MAX)),
            _ => None,
        });
        let inside = number.is_finite()
            && low.is_none_or(|low| low <= number)
            && high.is_none_or(|high| number <= high);
        if !inside {
            let allowed = match (low, high) {
                (Some(low), Some(high)) => format!("{low} to {high}"),
                (Some(low), None) => format!("at least {low}"),
                (None, Some(high)) => format!("at most {high}"),
                (None, None) => "finite numbers".into(),
            };
            self.report(path, format!("`{}` is {value}, allowed {allowed}", shown(path)), None);
        }
    }

    /// Every setting of every section, as (section, key).
    fn all_settings(&self) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for (section, schema) in self.root["properties"].as_object().into_iter().flatten() {
            // An optional section is that or null, a section that repeats is a list.
            let schema = schema["anyOf"].get(0).unwrap_or(schema);
            let repeats = !schema["items"].is_null();
            let (schema, _) = self.resolve(if repeats { &schema["items"] } else { schema });
            let section = if repeats { format!("[{section}]") } else { section.clone() };
            for key in schema["properties"].as_object().into_iter().flat_map(|p| p.keys()) {
                all.push((section.clone(), key.clone()));
            }
        }
        all
    }
}

fn allowed_types(schema: &Json) -> Vec<&str> {
    match &schema["type"] {
        Json::String(one) => vec![one.as_str()],
        Json::Array(several) => {
            several.iter().filter_map(Json::as_str).filter(|t| *t != "null").collect()
        }
        _ => Vec::new(),
    }
}

fn is_type(value: &Value, json_type: &str) -> bool {
    match json_type {
        "number" => value.is_float() || value.is_integer(),
        "integer" => value.is_integer(),
        "string" => value.is_str(),
        "boolean" => value.is_bool(),
        "array" => value.is_array(),
        "object" => value.is_table(),
        _ => false,
    }
}

fn json_type(value: &Value) -> &'static str {
    if value.is_table() { "object" } else { "string" }
}

fn in_words(json_type: &str) -> &str {
    match json_type {
        "number" => "a number",
        "integer" => "a whole number",
        "string" => "a string",
        "boolean" => "true or false",
        "array" => "a list",
        _ => "a table",
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a string",
        Value::Integer(_) | Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::Table(_) => "a table",
    }
}

/// A path as people write it: `stores.site[2].lon`.
pub(crate) fn shown(path: &str) -> String {
    let mut text = String::new();
    for key in path.split('.') {
        if key.parse::<usize>().is_ok() {
            text.push_str(&format!("[{key}]"));
        } else {
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(key);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Collects the keywords of a schema, which are not the names under `properties` and `$defs`.
    fn keywords(schema: &Json, found: &mut BTreeSet<String>) {
        for (keyword, inner) in schema.as_object().into_iter().flatten() {
            found.insert(keyword.clone());
            match keyword.as_str() {
                "properties" | "$defs" => {
                    inner
                        .as_object()
                        .into_iter()
                        .flat_map(|m| m.values())
                        .for_each(|s| keywords(s, found));
                }
                "anyOf" | "oneOf" => {
                    inner.as_array().into_iter().flatten().for_each(|s| keywords(s, found));
                }
                "items" => keywords(inner, found),
                _ => {}
            }
        }
    }

    #[test]
    fn the_schema_uses_no_keyword_that_is_not_checked() {
        let mut found = BTreeSet::new();
        keywords(crate::schema::cached(), &mut found);
        keywords(&crate::experiment::experiment_schema(), &mut found);
        keywords(&crate::suite::suite_schema(), &mut found);
        let checked = [
            "$defs",
            "$ref",
            "$schema",
            "additionalProperties",
            "anyOf",
            "const",
            "default",
            "description",
            "format",
            "items",
            "maxItems",
            "maximum",
            "minItems",
            "minimum",
            "oneOf",
            "properties",
            "required",
            "title",
            "type",
        ];
        for keyword in found {
            assert!(checked.contains(&keyword.as_str()), "`{keyword}` is not checked");
        }
    }

    #[test]
    fn list_positions_are_shown_in_brackets() {
        assert_eq!(shown("stores.site.2.lon"), "stores.site[2].lon");
    }
}
