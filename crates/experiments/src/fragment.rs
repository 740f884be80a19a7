//! A changed scenario as a file that says what differs from the scenario it starts from.

use std::path::Path;

use scenarios::Scenario;
use toml::{Table, Value};

/// What a scenario's changed settings say beyond the scenario, which they name as their `base`; the
/// whole where it has no place that could be named.
pub(crate) fn over_base(scenario: &Scenario, whole: Table) -> Table {
    scenario.reference().and_then(|base| against(&base, &whole)).unwrap_or(whole)
}

/// What `whole` says beyond `base`, with its name; `None` where that does not give `whole` back.
fn against(base: &str, whole: &Table) -> Option<Table> {
    let text = format!("base = {base:?}\n");
    let under = scenarios::parse_in("base", &text, Path::new(""), &[]).ok()?.portable();
    let mut differing = beyond(&under, whole);
    differing.insert("base".into(), Value::String(base.into()));
    let text = toml::to_string(&differing).ok()?;
    let again = scenarios::parse_in("base", &text, Path::new(""), &[]).ok()?;
    (again.portable() == *whole).then_some(differing)
}

/// What is not the same in both.
fn beyond(under: &Table, whole: &Table) -> Table {
    let mut differing = Table::new();
    for (key, value) in whole {
        match (under.get(key), value) {
            (Some(known), value) if known == value => {}
            (Some(Value::Table(known)), Value::Table(value)) => {
                let is_one = ["kind", "name"].iter().any(|tag| value.contains_key(*tag));
                let inner = if is_one { value.clone() } else { beyond(known, value) };
                differing.insert(key.clone(), Value::Table(inner));
            }
            (_, value) => _ = differing.insert(key.clone(), value.clone()),
        }
    }
    differing
}
