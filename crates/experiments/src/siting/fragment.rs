//! A layout as a scenario file that can be run.

use std::path::Path;

use scenarios::spec::stores::SiteSpec;
use toml::{Table, Value};

use super::study::Study;
use crate::fragment::over_base;

/// The scenario with its stores at these candidates, as TOML: what differs from the scenario,
/// which it names as its `base`, or the whole where that has no place that could be named.
///
/// Sessions then come from everywhere in the city and not only from near the stores
/// (`demand.catchment_km`), so that all layouts meet the same demand: customers whom no store
/// reaches are lost. The base is named from the directory `beside`, in which the file is to lie,
/// other files so that they are found from anywhere.
#[must_use]
pub fn fragment(study: &Study<'_>, open: &[u32], beside: Option<&Path>) -> String {
    let scenario = study.ground.scenario;
    let mut whole = scenario.portable();
    let sites: Vec<Value> = open.iter().map(|site| Value::Table(store(study, *site))).collect();
    let mut stores = Table::new();
    stores.insert("count".into(), Value::Integer(sites.len() as i64));
    stores.insert("site".into(), Value::Array(sites));
    section(&mut whole, "stores").extend(stores);
    section(&mut whole, "demand").insert("catchment_km".into(), Value::Float(100.0));
    let table = over_base(scenario, whole, beside);
    let text = toml::to_string_pretty(&table).unwrap_or_default();
    format!("# `{}` with the stores of a layout.\n\n{text}", scenario.name)
}

/// A store where a candidate is; one that stands keeps its place, to the digit, and its staff.
fn store(study: &Study<'_>, site: u32) -> Table {
    let candidate = &study.candidates[site as usize];
    let at = study.ground.plane().unproject(candidate.point);
    let mut row = Table::new();
    row.insert("name".into(), Value::String(candidate.name.clone()));
    let sites = &study.ground.scenario.spec.stores.site;
    let listed = sites.iter().find(|listed| listed.name == candidate.name);
    let listed = listed.filter(|_| candidate.is_store);
    let place = match listed {
        Some(SiteSpec { x_km, y_km, lon, lat, .. }) => {
            [("x_km", *x_km), ("y_km", *y_km), ("lon", *lon), ("lat", *lat)]
        }
        // A centimetre tells junctions apart, but not a store from itself.
        None if candidate.is_store => {
            [("lon", Some(at.lon)), ("lat", Some(at.lat)), ("", None), ("", None)]
        }
        None => {
            let rounded = |degrees: f64| Some((degrees * 1e7).round() / 1e7);
            [("lon", rounded(at.lon)), ("lat", rounded(at.lat)), ("", None), ("", None)]
        }
    };
    for (key, value) in place {
        if let Some(value) = value {
            row.insert(key.into(), Value::Float(value));
        }
    }
    if let Some(listed) = listed {
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
