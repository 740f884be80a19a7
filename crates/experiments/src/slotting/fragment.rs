//! A layout of goods as files that a scenario can be run with.

use std::path::Path;

use super::study::Study;
use crate::csv_text::CsvText;
use crate::fragment::over_base;

/// Name of the file of slots, beside the scenario that names it.
const SLOTS: &str = "slots.csv";

/// The slot of every SKU, as the setting `floor.slots` reads it.
#[must_use]
pub fn slots_csv(study: &Study<'_>) -> String {
    let mut table = CsvText::with_columns(["sku", "aisle", "depth_m"]);
    for (sku, bay) in study.shop.catalog.skus.iter().zip(&study.found().slotted.bays) {
        let slot = study.question.bays[*bay as usize].slot;
        table.row([&*sku.name, &slot.aisle.to_string(), &slot.depth.as_m().to_string()]);
    }
    table.text()
}

/// The scenario with its goods so laid out, as TOML: what differs from the scenario, which it
/// names as its `base` from the directory `beside`, and the file of slots, which lies there too.
#[must_use]
pub fn fragment(study: &Study<'_>, beside: Option<&Path>) -> String {
    let mut table = over_base(study.scenario, study.scenario.portable(), beside);
    let mut floor = match table.remove("floor") {
        Some(toml::Value::Table(floor)) => floor,
        _ => toml::Table::new(),
    };
    floor.insert("slots".into(), SLOTS.into());
    table.insert("floor".into(), floor.into());
    let text = toml::to_string_pretty(&table).unwrap_or_default();
    format!("# `{}` with its goods laid out anew.\n\n{text}", study.scenario.name)
}
