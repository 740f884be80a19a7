//! Small pick lists for tests.

use domain::decision::Decision;
use domain::decision::pick_route::{Ground, PickRoute, PickRouteQuestion, PickStop};
use domain::rng::{Purpose, Streams};
use domain::store::{Aisles, FloorZone, Slot};
use domain::units::{Grams, Millimeters};

/// Stops by aisle, depth in metres and turn, on six aisles of 10 m, 2 m apart; stop n is line n.
pub(super) fn list(blocks: u8, stops: &[(u16, u64, u8)]) -> PickRouteQuestion<'static> {
    let plan = Aisles { count: 6, pitch: Millimeters(2_000), length: Millimeters(10_000), blocks };
    let stop = |(line, &(aisle, depth, turn)): (u16, &(u16, u64, u8))| PickStop {
        slot: Slot { aisle, depth: Millimeters(1_000 * depth) },
        zone: FloorZone::A,
        unit_weight: Grams(500),
        quantity: 1,
        is_cold: false,
        is_fragile: false,
        turn,
        line,
    };
    let stops: Vec<PickStop> = (0..).zip(stops).map(stop).collect();
    PickRouteQuestion::of(Ground::store(plan), stops)
}

/// A solver's answer, checked, its bound with it.
pub(super) fn answer(solver: &mut dyn PickRoute, question: &PickRouteQuestion<'_>) -> Vec<u16> {
    let route = solver.route(question, &mut Streams::new(1, 0).open(Purpose::Test, 0));
    <dyn PickRoute>::check(&route, question).unwrap();
    let cost = question.cost(&route).unwrap().as_m();
    assert!(solver.bound().is_none_or(|bound| bound <= cost));
    route
}
