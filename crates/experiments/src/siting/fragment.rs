//! A layout as a scenario file that can be run.

use std::path::Path;

use toml::{Table, Value};

use super::study::{Findings, Study};

/// The scenario with its stores at the layout's sites, as TOML.
///
/// Sessions then come from everywhere in the city and not only from near the stores
/// (`demand.catchment_km`), so that all layouts meet the same demand: customers whom no store
/// reaches are lost. Files that the scenario names by a path from its own place are named from
/// `/` or from where the program was started.
#[must_use]
pub fn fragment(study: &Study<'_>, findings: &Findings) -> String {
    let scenario = study.ground.scenario;
    let mut table: Table = scenario.text.parse().unwrap_or_default();
    let sites = findings.best.placed.open.iter().map(|site| {
        let candidate = &study.candidates[*site as usize];
        let at = study.ground.plane().unproject(candidate.point);
        let listed = scenario.spec.stores.site.iter().find(|listed| listed.name == candidate.name);
        let mut row = Table::new();
        row.insert("name".into(), Value::String(candidate.name.clone()));
        row.insert("lon".into(), Value::Float(at.lon));
        row.insert("lat".into(), Value::Float(at.lat));
        if let Some(listed) = listed.filter(|_| candidate.is_store) {
            let staff = [
                ("pickers", listed.pickers),
                ("riders", listed.riders),
                ("packing_stations", listed.packing_stations.map(u32::from)),
            ];
            for (key, number) in staff {
                if let Some(number) = number {
                    row.insert(key.into(), Value::Integer(number.into()));
                }
            }
        }
        Value::Table(row)
    });
    let sites: Vec<Value> = sites.collect();
    let mut stores = Table::new();
    stores.insert("count".into(), Value::Integer(sites.len() as i64));
    stores.insert("site".into(), Value::Array(sites));
    section(&mut table, "stores").extend(stores);
    section(&mut table, "demand").insert("catchment_km".into(), Value::Float(100.0));
    let base = scenario.base();
    let city = section(&mut table, "city");
    for key in ["roads", "wards"] {
        if let Some(Value::String(file)) = city.get_mut(key) {
            *file = resolved(file, base);
        }
    }
    if city.is_empty() {
        table.remove("city");
    }
    let text = toml::to_string_pretty(&table).unwrap_or_default();
    format!("# `{}` with the stores of a layout.\n\n{text}", scenario.name)
}

fn section<'t>(table: &'t mut Table, name: &str) -> &'t mut Table {
    let entry = table.entry(name).or_insert_with(|| Value::Table(Table::new()));
    if !entry.is_table() {
        *entry = Value::Table(Table::new());
    }
    entry.as_table_mut().expect("it was made a table")
}

fn resolved(file: &str, base: &Path) -> String {
    if file.starts_with('$') || Path::new(file).is_absolute() {
        return file.into();
    }
    let path = base.join(file);
    std::fs::canonicalize(&path).unwrap_or(path).to_string_lossy().into_owned()
}
