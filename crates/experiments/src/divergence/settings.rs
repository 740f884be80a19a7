//! What two runs were told differently: settings, seed, policies, version.

use std::collections::BTreeMap;

use toml::Value;

use crate::rundir::RunDirectory;

/// Something that two runs were told differently.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// What, a setting by its path.
    pub what: String,
    /// The value of each run; `None` where it is left to its default.
    pub values: [Option<String>; 2],
}

/// Everything that two runs were told differently, settings last and by path.
#[must_use]
pub fn differences(runs: [&RunDirectory; 2]) -> Vec<Difference> {
    let mut all = Vec::new();
    let mut compare = |what: &str, values: [String; 2]| {
        if values[0] != values[1] {
            all.push(Difference { what: what.into(), values: values.map(Some) });
        }
    };
    compare("version", runs.map(|run| run.version.clone()));
    compare("scenario", runs.map(|run| run.scenario.clone()));
    compare("directory", runs.map(|run| run.scenario_directory.display().to_string()));
    compare("seed", runs.map(|run| run.seed.to_string()));
    compare("replications", runs.map(|run| run.replications().to_string()));
    all.extend(between(runs.map(|run| flat(&run.scenario_text))));
    all
}

fn between([a, b]: [BTreeMap<String, String>; 2]) -> Vec<Difference> {
    let mut paths: Vec<&String> = a.keys().chain(b.keys()).collect();
    paths.sort();
    paths.dedup();
    paths
        .into_iter()
        .map(|path| Difference {
            what: path.clone(),
            values: [&a, &b].map(|settings| settings.get(path).cloned()),
        })
        .filter(|difference| difference.values[0] != difference.values[1])
        .collect()
}

/// Settings by path; a text that is no TOML counts as one setting.
fn flat(text: &str) -> BTreeMap<String, String> {
    let mut settings = BTreeMap::new();
    match text.parse::<toml::Table>() {
        Ok(table) => flatten("", &Value::Table(table), &mut settings),
        Err(_) => _ = settings.insert("scenario text".into(), text.into()),
    }
    settings
}

fn flatten(path: &str, value: &Value, into: &mut BTreeMap<String, String>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Table(table) => table.iter().for_each(|(key, v)| flatten(&below(key), v, into)),
        Value::Array(items) if items.iter().any(Value::is_table) => {
            for (index, item) in items.iter().enumerate() {
                flatten(&format!("{path}[{index}]"), item, into);
            }
        }
        // A policy named alone and one with parameters have their name at the same path.
        Value::String(name) if path.starts_with("policies.") && !path.ends_with(".name") => {
            _ = into.insert(format!("{path}.name"), format!("\"{name}\""));
        }
        value => _ = into.insert(path.to_owned(), value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_settings_that_differ_are_listed_by_path() {
        let a =
            "# note\n[fleet]\nriders_per_store = 8\nshift_h = 9\n[policies]\ndispatch = \"x\"\n";
        let b = "fleet.riders_per_store = 9\nfleet.shift_h = 9\nstores.site = [{ name = \"a\" }]\n\
                 [policies.dispatch]\nname = \"y\"\nhold_s = 3\n";
        let found = between([flat(a), flat(b)]);
        let told: Vec<(&str, Option<&str>, Option<&str>)> = found
            .iter()
            .map(|d| (&*d.what, d.values[0].as_deref(), d.values[1].as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                ("fleet.riders_per_store", Some("8"), Some("9")),
                ("policies.dispatch.hold_s", None, Some("3")),
                ("policies.dispatch.name", Some("\"x\""), Some("\"y\"")),
                ("stores.site[0].name", None, Some("\"a\"")),
            ]
        );
    }
}
