//! Lays the SKUs of a catalogue out on a floor.

use domain::catalog::{Catalog, Sku, Velocity};
use domain::store::{Aisles, FloorPlan, FloorZone, Slot};
use domain::units::Millimeters;

use crate::Fault;
use crate::spec::floor::FloorSpec;

/// A bay on both sides of an aisle, reached from one position.
struct Bay {
    slot: Slot,
    free: u32,
}

/// Lays the SKUs out: the most popular nearest to the stations, so that class A stands before B and
/// B before C; cold SKUs likewise, but in the aisles of the cold room only.
///
/// # Errors
/// When settings contradict each other or the floor has too few facings for the catalogue.
pub fn build(spec: &FloorSpec, catalog: &Catalog) -> Result<FloorPlan, Fault> {
    check(spec)?;
    let mut floor = FloorPlan {
        aisles: Aisles {
            count: spec.aisles,
            pitch: Millimeters::from_m(spec.aisle_pitch_m),
            length: Millimeters::from_m(spec.aisle_length_m),
            blocks: spec.blocks,
        },
        slots: vec![FloorPlan::DEPOT; catalog.skus.len()],
        zones: Vec::with_capacity(catalog.skus.len()),
    };
    for is_cold in [false, true] {
        let mut bays = bays(spec, &floor, is_cold);
        let goods = catalog.skus.iter().enumerate().filter(|(_, sku)| sku.is_cold == is_cold);
        place(spec, goods, &mut bays, &mut floor.slots, is_cold)?;
    }
    floor.zones.extend(
        catalog
            .skus
            .iter()
            .map(|sku| if sku.is_cold { FloorZone::Cold } else { FloorZone::from(sku.velocity) }),
    );
    Ok(floor)
}

/// Refuses settings that contradict each other or make no floor.
fn check(spec: &FloorSpec) -> Result<(), Fault> {
    let within = |value: f64, low: f64, high: f64, path: &str| {
        Fault::unless((low..=high).contains(&value), path, || {
            format!("`{path}` is {value}, allowed: {low} to {high}")
        })
    };
    within(spec.aisle_length_m, 1.0, 200.0, "floor.aisle_length_m")?;
    within(spec.aisle_pitch_m, 0.5, 20.0, "floor.aisle_pitch_m")?;
    within(spec.bay_length_m, 0.1, 10.0, "floor.bay_length_m")?;
    within(f64::from(spec.blocks), 1.0, 2.0, "floor.blocks")?;
    Fault::unless(spec.bay_length_m <= spec.aisle_length_m, "floor.bay_length_m", || {
        format!(
            "a bay of {} m, allowed: at most the aisle's {} m",
            spec.bay_length_m, spec.aisle_length_m
        )
    })?;
    let cold_end = u32::from(spec.cold_first_aisle) + u32::from(spec.cold_aisles);
    Fault::unless(
        spec.cold_aisles == 0 || cold_end <= u32::from(spec.aisles),
        "floor.cold_aisles",
        || {
            format!(
                "{} cold aisles from aisle {} on, allowed: within the {} of the floor",
                spec.cold_aisles, spec.cold_first_aisle, spec.aisles
            )
        },
    )
}

/// The bays of the cold room or of the rest, nearest to the stations first.
fn bays(spec: &FloorSpec, floor: &FloorPlan, is_cold: bool) -> Vec<Bay> {
    let cold = spec.cold_first_aisle..spec.cold_first_aisle + spec.cold_aisles;
    let in_aisle = libm::floor(spec.aisle_length_m / spec.bay_length_m + 1e-9) as u64;
    let length = floor.aisles.length.0 / in_aisle;
    let free = 2 * u32::from(spec.levels) * u32::from(spec.facings_per_level);
    let mut bays: Vec<Bay> = (0..spec.aisles)
        .filter(|aisle| cold.contains(aisle) == is_cold)
        .flat_map(|aisle| {
            let slot = move |bay| Slot { aisle, depth: Millimeters(bay * length + length / 2) };
            (0..in_aisle).map(move |bay| Bay { slot: slot(bay), free })
        })
        .collect();
    bays.sort_by_key(|bay| {
        (floor.walk(FloorPlan::DEPOT, bay.slot), bay.slot.aisle, bay.slot.depth)
    });
    bays
}

/// Gives each SKU the nearest bay with room for its facings.
///
/// A bay is left for good once a SKU does not fit, so that a slower SKU never stands before a
/// faster one.
fn place<'a>(
    spec: &FloorSpec,
    goods: impl Iterator<Item = (usize, &'a Sku)>,
    bays: &mut [Bay],
    slots: &mut [Slot],
    is_cold: bool,
) -> Result<(), Fault> {
    let facings = |velocity| match velocity {
        Velocity::A => u32::from(spec.facings[0]),
        Velocity::B => u32::from(spec.facings[1]),
        Velocity::C => u32::from(spec.facings[2]),
    };
    let (mut at, mut left_out) = (0, 0_u32);
    for (index, sku) in goods {
        let needed = facings(sku.velocity);
        while bays.get(at).is_some_and(|bay| bay.free < needed) {
            at += 1;
        }
        match bays.get_mut(at) {
            Some(bay) => {
                bay.free -= needed;
                slots[index] = bay.slot;
            }
            None => left_out += 1,
        }
    }
    let (part, path) = if is_cold {
        ("cold room", "floor.cold_aisles")
    } else {
        ("floor outside the cold room", "floor.aisles")
    };
    Fault::unless(left_out == 0, path, || format!("the {part} has no room for {left_out} SKUs"))
        .map_err(|fault| fault.help("more or longer aisles, more levels, or fewer facings a SKU"))
}

#[cfg(test)]
mod tests;
