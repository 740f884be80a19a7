//! A layout as a scenario file that can be run.

use toml::{Table, Value};

use super::study::Study;
use crate::fragment::over_base;

/// The scenario with its stores at these candidates, as TOML: what differs from the scenario,
/// which it names as its `base`, or the whole where that has no place that could be named.
///
/// Sessions then come from everywhere in the city and not only from near the stores
/// (`demand.catchment_km`), so that all layouts meet the same demand: customers whom no store
/// reaches are lost. Files are named so that they are found from anywhere.
#[must_use]
pub fn fragment(study: &Study<'_>, open: &[u32]) -> String {
    let scenario = study.ground.scenario;
    let mut whole = scenario.portable();
    let sites: Vec<Value> = open.iter().map(|site| Value::Table(store(study, *site))).collect();
    let mut stores = Table::new();
    stores.insert("count".into(), Value::Integer(sites.len() as i64));
    stores.insert("site".into(), Value::Array(sites));
    section(&mut whole, "stores").extend(stores);
    section(&mut whole, "demand").insert("catchment_km".into(), Value::Float(100.0));
    let table = over_base(scenario, whole);
    let text = toml::to_string_pretty(&table).unwrap_or_default();
    format!("# `{}` with the stores of a layout.\n\n{text}", scenario.name)
}

/// A store where a candidate is; one that stands keeps its staff.
fn store(study: &Study<'_>, site: u32) -> Table {
    let candidate = &study.candidates[site as usize];
    let at = study.ground.plane().unproject(candidate.point);
    let mut row = Table::new();
    row.insert("name".into(), Value::String(candidate.name.clone()));
    // A centimetre tells junctions apart.
    let rounded = |degrees: f64| Value::Float((degrees * 1e7).round() / 1e7);
    row.insert("lon".into(), rounded(at.lon));
    row.insert("lat".into(), rounded(at.lat));
    let sites = &study.ground.scenario.spec.stores.site;
    let listed = sites.iter().find(|listed| listed.name == candidate.name);
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
    row
}

fn section<'t>(table: &'t mut Table, name: &str) -> &'t mut Table {
    let entry = table.entry(name).or_insert_with(|| Value::Table(Table::new()));
    if !entry.is_table() {
        *entry = Value::Table(Table::new());
    }
    entry.as_table_mut().expect("it was made a table")
}
