//! Lays the SKUs of a catalogue out on a floor.

use std::path::Path;

use domain::catalog::{Catalog, Sku, Velocity};
use domain::decision::slotting::Bay;
use domain::store::{Aisles, FloorPlan, FloorZone, Slot};
use domain::units::Millimeters;

use crate::Fault;
use crate::spec::floor::FloorSpec;

mod listed;

/// Lays the SKUs out: the most popular nearest to the stations, so that class A stands before B and
/// B before C; cold SKUs likewise, but in the aisles of the cold room only. Then SKUs that a file
/// lists, found at `listed`, move to where it says.
///
/// # Errors
/// When settings contradict each other, the floor has too few facings for the catalogue, or the
/// file asks for what cannot be.
pub fn build(
    spec: &FloorSpec,
    catalog: &Catalog,
    listed: Option<&Path>,
) -> Result<FloorPlan, Fault> {
    check(spec)?;
    let mut floor = FloorPlan {
        aisles: aisles(spec),
        slots: vec![FloorPlan::DEPOT; catalog.skus.len()],
        second_slots: vec![None; catalog.skus.len()],
        zones: Vec::with_capacity(catalog.skus.len()),
    };
    for is_cold in [false, true] {
        let faces = faces(spec, catalog, is_cold);
        place(spec, &faces, &mut floor, is_cold)?;
    }
    floor.zones.extend(
        catalog
            .skus
            .iter()
            .map(|sku| if sku.is_cold { FloorZone::Cold } else { FloorZone::from(sku.velocity) }),
    );
    if let Some(file) = listed {
        listed::move_goods(file, spec, catalog, &mut floor)?;
    }
    Ok(floor)
}

/// The aisles of a floor.
#[must_use]
pub fn aisles(spec: &FloorSpec) -> Aisles {
    Aisles {
        count: spec.aisles,
        pitch: Millimeters::from_m(spec.aisle_pitch_m),
        length: Millimeters::from_m(spec.aisle_length_m),
        blocks: spec.blocks,
    }
}

/// The bays of a floor, aisle by aisle from front to back; their room is in facings.
#[must_use]
pub fn bays(spec: &FloorSpec) -> Vec<Bay> {
    let cold = spec.cold_first_aisle..spec.cold_first_aisle + spec.cold_aisles;
    let in_aisle = libm::floor(spec.aisle_length_m / spec.bay_length_m + 1e-9) as u64;
    let length = Millimeters::from_m(spec.aisle_length_m).0 / in_aisle.max(1);
    let room = 2 * u32::from(spec.levels) * u32::from(spec.facings_per_level);
    let of_aisle = |aisle| {
        let slot = move |bay| Slot { aisle, depth: Millimeters(bay * length + length / 2) };
        let is_cold = cold.contains(&aisle);
        (0..in_aisle).map(move |bay| Bay { slot: slot(bay), is_cold, room })
    };
    (0..spec.aisles).flat_map(of_aisle).collect()
}

/// Facings of a SKU of this class.
#[must_use]
pub fn facings(spec: &FloorSpec, velocity: Velocity) -> u32 {
    let [a, b, c] = spec.facings.map(u32::from);
    match velocity {
        Velocity::A => a,
        Velocity::B => b,
        Velocity::C => c,
    }
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

/// One place that a SKU is to have.
struct Face {
    sku: usize,
    is_second: bool,
    facings: u32,
}

/// The faces of the SKUs in the cold room or outside, as they are placed: second faces of the most
/// popular come between those of class B and those of class C.
fn faces(spec: &FloorSpec, catalog: &Catalog, is_cold: bool) -> Vec<Face> {
    let first = |sku: &Sku| facings(spec, sku.velocity);
    let skus = || catalog.skus.iter().enumerate().filter(move |(_, sku)| sku.is_cold == is_cold);
    let is_slow = |sku: &Sku| sku.velocity == Velocity::C;
    let firsts = |slow: bool| {
        skus().filter(move |(_, sku)| is_slow(sku) == slow).map(move |(number, sku)| Face {
            sku: number,
            is_second: false,
            facings: first(sku),
        })
    };
    let facings = u32::from(spec.facings[2]);
    let seconds = skus()
        .filter(|(number, _)| *number < spec.second_faces as usize)
        .map(|(number, _)| Face { sku: number, is_second: true, facings });
    firsts(false).chain(seconds).chain(firsts(true)).collect()
}

/// Gives each face the nearest bay with room for its facings.
///
/// A bay is left for good once a face does not fit, so that a slower SKU never stands before a
/// faster one.
fn place(
    spec: &FloorSpec,
    faces: &[Face],
    floor: &mut FloorPlan,
    is_cold: bool,
) -> Result<(), Fault> {
    let mut bays: Vec<Bay> = bays(spec).into_iter().filter(|bay| bay.is_cold == is_cold).collect();
    bays.sort_by_key(|bay| {
        (floor.walk(FloorPlan::DEPOT, bay.slot), bay.slot.aisle, bay.slot.depth)
    });
    let (mut at, mut left_out) = (0, 0_u32);
    for face in faces {
        while bays.get(at).is_some_and(|bay| bay.room < face.facings) {
            at += 1;
        }
        match bays.get_mut(at) {
            Some(bay) => {
                bay.room -= face.facings;
                if face.is_second {
                    floor.second_slots[face.sku] = Some(bay.slot);
                } else {
                    floor.slots[face.sku] = bay.slot;
                }
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
