//! SKUs that lie where a file says.

use std::collections::BTreeMap;
use std::path::Path;

use domain::catalog::Catalog;
use domain::store::{FloorPlan, FloorZone, Slot};
use domain::units::Millimeters;

use super::{bays, facings};
use crate::Fault;
use crate::public::table::{DataError, Table};
use crate::spec::floor::FloorSpec;

/// The setting that names the file.
const SETTING: &str = "floor.slots";

/// Moves the SKUs of a file, which names each by `sku`, `aisle` and `depth_m`; the others keep
/// their places. Zones are parts of the floor: a SKU that moves is in the zone of the bay it comes
/// to, which is that of the fastest class that lay there.
///
/// Of several SKUs of one name the first row means the first, the second row the second.
///
/// # Errors
/// The file cannot be read, or a row names no SKU, names one twice or no bay, takes a SKU into or
/// out of the cold room, or into a bay without room for it; each with the line.
pub(super) fn move_goods(
    file: &Path,
    spec: &FloorSpec,
    catalog: &Catalog,
    floor: &mut FloorPlan,
) -> Result<(), Fault> {
    let bays = bays(spec);
    let bay_at: BTreeMap<(u16, u64), usize> =
        bays.iter().enumerate().map(|(at, bay)| (key(bay.slot), at)).collect();
    let mut zones = vec![FloorZone::C; bays.len()];
    for (slot, zone) in floor.slots.iter().zip(&floor.zones) {
        if let Some(at) = bay_at.get(&key(*slot)) {
            zones[*at] = zones[*at].max(*zone);
        }
    }
    let mut named: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, sku) in catalog.skus.iter().enumerate().rev() {
        named.entry(&sku.name).or_default().push(at);
    }
    // The last line that puts goods into each bay.
    let mut lines = vec![0; bays.len()];
    for Row { line, name, slot } in rows(file).map_err(|e| Fault::new(SETTING, e.to_string()))? {
        let fault =
            |what: String| Fault::new(SETTING, format!("`{}` line {line}: {what}", file.display()));
        let sku = named
            .get_mut(name.as_str())
            .ok_or_else(|| fault(format!("there is no SKU `{name}`")))?
            .pop()
            .ok_or_else(|| fault(format!("SKU `{name}` is listed twice")))?;
        let at = *bay_at.get(&key(slot)).ok_or_else(|| {
            let most = spec.aisles.saturating_sub(1);
            let depths = bays.iter().take_while(|bay| bay.slot.aisle == 0);
            let depths: Vec<String> = depths.map(|bay| bay.slot.depth.as_m().to_string()).collect();
            let (aisle, depth_m) = (slot.aisle, slot.depth.as_m());
            fault(format!(
                "no bay {depth_m} m into aisle {aisle}, allowed: aisles 0 to {most}, metres {}",
                depths.join(", ")
            ))
        })?;
        if catalog.skus[sku].is_cold != bays[at].is_cold {
            let aisles = match spec.cold_aisles {
                0 => "none".into(),
                count => {
                    format!("{} to {}", spec.cold_first_aisle, spec.cold_first_aisle + count - 1)
                }
            };
            let what = if bays[at].is_cold { "is not cold" } else { "is cold" };
            let which = if bays[at].is_cold { "outside" } else { "in" };
            return Err(fault(format!(
                "SKU `{name}` {what}, allowed: aisles {which} the cold room (aisles {aisles}), not {}",
                slot.aisle
            )));
        }
        if floor.slots[sku] != slot {
            (floor.slots[sku], floor.zones[sku]) = (slot, zones[at]);
        }
        lines[at] = line;
    }
    let mut taken = vec![0; bays.len()];
    for (slot, sku) in floor.slots.iter().zip(&catalog.skus) {
        taken[bay_at[&key(*slot)]] += facings(spec, sku.velocity);
    }
    for slot in floor.second_slots.iter().flatten() {
        taken[bay_at[&key(*slot)]] += u32::from(spec.facings[2]);
    }
    for ((bay, taken), line) in bays.iter().zip(taken).zip(lines) {
        Fault::unless(taken <= bay.room, SETTING, || {
            format!(
                "`{}` line {line}: {taken} facings {} m into aisle {}, allowed: up to {}",
                file.display(),
                bay.slot.depth.as_m(),
                bay.slot.aisle,
                bay.room
            )
        })?;
    }
    Ok(())
}

fn key(slot: Slot) -> (u16, u64) {
    (slot.aisle, slot.depth.0)
}

struct Row {
    line: u64,
    name: String,
    slot: Slot,
}

fn rows(file: &Path) -> Result<Vec<Row>, DataError> {
    let mut table = Table::open(file)?;
    let [name, aisle, depth] = ["sku", "aisle", "depth_m"].map(|column| table.column(column));
    let (name, aisle, depth) = (name?, aisle?, depth?);
    let mut rows = Vec::new();
    while table.advance()? {
        let number = u16::try_from(table.integer(aisle)?);
        let slot = Slot {
            aisle: number.map_err(|_| table.bad(aisle, "an aisle, 0 to 65535"))?,
            depth: Millimeters::from_m(table.number(depth)?),
        };
        rows.push(Row { line: table.line(), name: table.text(name).to_owned(), slot });
    }
    Ok(rows)
}
