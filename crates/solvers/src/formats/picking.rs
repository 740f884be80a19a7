//! Distances of public files as questions of picker routing.

use domain::decision::pick_route::{DistanceTable, Ground, PickRouteQuestion, PickStop};
use domain::store::{FloorZone, Slot};
use domain::units::{Grams, Millimeters};

use super::error::FormatError;

/// Most nodes of a file: their table takes 4 bytes for each pair.
pub(super) const MOST_NODES: usize = 5_000;

/// Most metres that a distance can have.
const MOST_METRES: f64 = (u32::MAX / 1_000) as f64;

/// Metres as a table has them.
pub(super) fn metres(distance: f64, line: usize) -> Result<u32, FormatError> {
    if (0.0..MOST_METRES).contains(&distance) {
        return Ok((distance * 1_000.0).round() as u32);
    }
    Err(FormatError::new(line, format!("a distance of {distance}, allowed 0 to {MOST_METRES}")))
}

/// Stops that have nothing but distances and precedences.
pub(super) fn question(
    cells: Vec<u32>,
    stops: usize,
    precedences: Vec<(u16, u16)>,
) -> PickRouteQuestion<'static> {
    let stop = PickStop {
        slot: Slot { aisle: 0, depth: Millimeters::ZERO },
        zone: FloorZone::A,
        unit_weight: Grams(1),
        quantity: 1,
        is_cold: false,
        is_fragile: false,
        turn: 0,
        line: 0,
    };
    let table = DistanceTable { cells: cells.into() };
    let mut question = PickRouteQuestion::of(Ground::Distances(table), vec![stop; stops]);
    question.precedences = precedences.into();
    question
}
