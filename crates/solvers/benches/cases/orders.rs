//! Random orders on floors of random goods.

use domain::decision::pick_route::{Ground, PickRouteQuestion, PickStop};
use domain::rng::Stream;
use domain::store::{Aisles, FloorZone, Slot};
use domain::units::{Grams, Millimeters};

/// Aisles of 12 m, 2.2 m apart.
pub(crate) fn aisles(count: u16, blocks: u8) -> Aisles {
    Aisles { count, pitch: Millimeters(2_200), length: Millimeters(12_000), blocks }
}

/// An order of so many items.
pub(crate) fn order(
    rng: &mut Stream,
    plan: Aisles,
    has_turns: bool,
    items: u32,
) -> PickRouteQuestion<'static> {
    let stops: Vec<PickStop> = (0..items).map(|_| stop(rng, plan, has_turns)).collect();
    PickRouteQuestion::of(Ground::store(plan), stops)
}

/// Anywhere on the floor; with turns, 20 of a hundred are cold and come late, 10 are fragile and
/// come last.
fn stop(rng: &mut Stream, plan: Aisles, has_turns: bool) -> PickStop {
    let share = rng.uniform();
    let (is_cold, is_fragile) = ((0.7..0.9).contains(&share), share >= 0.9);
    PickStop {
        slot: Slot {
            aisle: rng.below(u32::from(plan.count)) as u16,
            depth: Millimeters(u64::from(500 * (1 + rng.below(23)))),
        },
        zone: FloorZone::A,
        unit_weight: Grams(400),
        quantity: 1,
        is_cold,
        is_fragile,
        turn: if has_turns { u8::from(is_cold) + 2 * u8::from(is_fragile) } else { 0 },
        line: 0,
    }
}
