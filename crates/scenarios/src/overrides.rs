//! Settings given beside the file: `fleet.riders_per_store=12`, `policies.dispatch=reference`.

use std::ops::Range;

use toml::{Table, Value};

use crate::error::ScenarioError;

/// One setting that replaces what the file says.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Override {
    /// Keys from the top of the file; list positions as numbers.
    pub(crate) keys: Vec<String>,
    /// The value as given.
    raw: String,
    value: Value,
}

/// Splits `stores.site[2].lon` or `stores.site.2.lon` into keys.
pub(crate) fn split(path: &str) -> Vec<String> {
    path.split(['.', '[', ']']).filter(|key| !key.is_empty()).map(str::to_owned).collect()
}

impl Override {
    /// Reads the value as TOML, a bare word as a string.
    pub(crate) fn parse(path: &str, raw: &str) -> Result<Self, ScenarioError> {
        let keys = split(path.trim());
        let refuse = |message: String, help: Option<String>| ScenarioError {
            message,
            file: format!("--set {path}"),
            text: format!("{path}={raw}"),
            span: Some(path.len() + 1..path.len() + 1 + raw.len()),
            help,
        };
        if keys.is_empty() {
            return Err(refuse("an override needs a setting's path".into(), None));
        }
        let parsed = toml::from_str::<Table>(&format!("value = {raw}")).ok();
        let value =
            match parsed.filter(|table| table.len() == 1).and_then(|mut t| t.remove("value")) {
                Some(value) => value,
                None if is_bare_word(raw.trim()) => Value::String(raw.trim().into()),
                None => {
                    let help = "write numbers as 12 or 0.5, words as they are, lists as [1, 2]";
                    return Err(refuse(format!("`{raw}` is not a TOML value"), Some(help.into())));
                }
            };
        Ok(Self { keys, raw: raw.into(), value })
    }

    /// As the user would write it.
    pub(crate) fn text(&self) -> String {
        format!("{}={}", self.keys.join("."), self.raw)
    }

    /// Bytes of the value in [`Self::text`].
    pub(crate) fn value_span(&self) -> Range<usize> {
        let text = self.text();
        text.len() - self.raw.len()..text.len()
    }

    /// Puts the value into the file's table, with the tables on the way to it.
    pub(crate) fn apply(&self, table: &mut Table) -> Result<(), String> {
        let (last, parents) = self.keys.split_last().ok_or("empty path")?;
        let mut at: Option<&mut Value> = None;
        for (depth, key) in parents.iter().enumerate() {
            let next = match at {
                None => table.entry(key.as_str()).or_insert_with(|| Value::Table(Table::new())),
                Some(value) => step(value, key, &self.keys[..depth])?,
            };
            if depth == 1 && parents[0] == "policies" {
                name_policy(next);
            }
            at = Some(next);
        }
        match at {
            None => _ = table.insert(last.clone(), self.value.clone()),
            Some(Value::Table(inner)) => _ = inner.insert(last.clone(), self.value.clone()),
            Some(value) => *step(value, last, parents)? = self.value.clone(),
        }
        Ok(())
    }
}

/// Goes one key down, into a table (made where missing) or to a position of a list.
fn step<'a>(value: &'a mut Value, key: &str, parents: &[String]) -> Result<&'a mut Value, String> {
    let path = parents.join(".");
    match value {
        Value::Table(table) => Ok(table.entry(key).or_insert_with(|| Value::Table(Table::new()))),
        Value::Array(items) => {
            let length = items.len();
            let index: Option<usize> = key.parse().ok();
            index
                .and_then(|index| items.get_mut(index))
                .ok_or_else(|| format!("`{path}` has {length} entries, `{key}` is none of them"))
        }
        _ => Err(format!("`{path}` is a value, `{key}` cannot be set inside it")),
    }
}

/// Lets parameters be set on a policy that is given by its name alone, or not at all.
fn name_policy(policy: &mut Value) {
    let name = match policy {
        Value::String(name) => std::mem::take(name),
        Value::Table(table) if table.is_empty() => "reference".into(),
        _ => return,
    };
    *policy = Value::Table(Table::from_iter([("name".to_owned(), Value::String(name))]));
}

fn is_bare_word(raw: &str) -> bool {
    raw.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '$' | '/' | '_'))
        && !raw.contains(['\n', '"', '\'', '[', ']', '{', '}', '='])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(file: &str, path: &str, raw: &str) -> Table {
        let mut table = toml::from_str(file).unwrap();
        Override::parse(path, raw).unwrap().apply(&mut table).unwrap();
        table
    }

    #[test]
    fn values_are_toml_and_bare_words_are_strings() {
        for (raw, value) in [
            ("12", Value::Integer(12)),
            ("0.5", Value::Float(0.5)),
            ("true", Value::Boolean(true)),
            ("\"x y\"", Value::String("x y".into())),
            ("first_come", Value::String("first_come".into())),
            ("$DARKSTORE_DATA/a.pbf", Value::String("$DARKSTORE_DATA/a.pbf".into())),
            ("[1, 2]", Value::Array(vec![Value::Integer(1), Value::Integer(2)])),
        ] {
            assert_eq!(Override::parse("a", raw).unwrap().value, value, "{raw}");
        }
        for raw in ["1\nb = 2", "[1", "\"x", "", "-"] {
            assert!(Override::parse("a", raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn list_entries_and_policy_parameters_can_be_set() {
        let table = applied("[[a.b]]\nc = 1\n[[a.b]]\nc = 2", "a.b[1].c", "7");
        assert_eq!(table["a"]["b"][1]["c"], Value::Integer(7));
        let table = applied("policies.dispatch = \"x\"", "policies.dispatch.hold_s", "9");
        assert_eq!(table["policies"]["dispatch"]["name"].as_str(), Some("x"));
        assert_eq!(table["policies"]["dispatch"]["hold_s"], Value::Integer(9));
        let table = applied("", "policies.dispatch.hold_s", "9");
        assert_eq!(table["policies"]["dispatch"]["name"].as_str(), Some("reference"));
    }

    #[test]
    fn nothing_can_be_set_inside_a_value_or_beyond_a_list() {
        for (file, path) in [("a = 1", "a.b"), ("a = [1]", "a.1.x"), ("a = [1]", "a.1")] {
            let mut table: Table = toml::from_str(file).unwrap();
            assert!(Override::parse(path, "1").unwrap().apply(&mut table).is_err(), "{path}");
        }
    }
}
