//! The reference design's pick route: zone by zone towards the stations, cold late, fragile last.

use domain::decision::Solver;
use domain::decision::pick_route::{PickRoute, PickRouteQuestion, PickStop};
use domain::rng::Stream;
use domain::store::FloorZone;

use super::visiting::nearest_first;
use crate::{Entry, entry};

/// In the registry.
pub const ENTRY: Entry<dyn PickRoute> = entry!(
    "reference",
    "Zones C, B, A, then the cold room, then fragile goods; nearest neighbour within each.",
    Reference
);

/// Passes over the floor in a fixed order.
#[derive(Clone, Debug)]
pub struct Reference;

/// The one pass that visits a stop. Fragile counts before cold and cold before the zone, so that
/// a cold or fragile item is not visited again in the pass of its zone.
fn pass(stop: &PickStop) -> u8 {
    match stop.zone {
        _ if stop.is_fragile => 4,
        _ if stop.is_cold => 3,
        FloorZone::Cold => 3,
        FloorZone::A => 2,
        FloorZone::B => 1,
        FloorZone::C => 0,
    }
}

impl Solver for Reference {}

impl PickRoute for Reference {
    fn route(&mut self, question: &PickRouteQuestion<'_>, _rng: &mut Stream) -> Vec<u16> {
        zone_by_zone(question)
    }
}

/// The route of the reference design.
pub(crate) fn zone_by_zone(question: &PickRouteQuestion<'_>) -> Vec<u16> {
    nearest_first(question, pass)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pick_route::nearest::Nearest;
    use domain::decision::pick_route::{self, Ground};
    use domain::rng::{Purpose, Streams};
    use domain::store::{Aisles, Slot};
    use domain::units::{Grams, Millimeters};

    fn aisles() -> Aisles {
        Aisles { count: 6, pitch: Millimeters(2_000), length: Millimeters(10_000), blocks: 1 }
    }

    fn stop(aisle: u16, depth: u64, zone: FloorZone, is_cold: bool, is_fragile: bool) -> PickStop {
        PickStop {
            slot: Slot { aisle, depth: Millimeters(depth) },
            zone,
            unit_weight: Grams(500),
            quantity: 1,
            is_cold,
            is_fragile,
            turn: 0,
            line: 0,
        }
    }

    fn route(solver: &mut dyn PickRoute, stops: &[PickStop]) -> Vec<u16> {
        let question = PickRouteQuestion::of(Ground::store(aisles()), stops);
        let route = solver.route(&question, &mut Streams::new(1, 0).open(Purpose::Test, 0));
        pick_route::check(&route, &question).unwrap();
        route
    }

    #[test]
    fn zones_then_cold_then_fragile() {
        use FloorZone::{A, B, C, Cold};
        let stops = [
            stop(0, 1_000, A, false, true),
            stop(0, 2_000, A, false, false),
            stop(5, 1_000, Cold, true, false),
            stop(2, 1_000, B, false, false),
            stop(4, 1_000, C, false, false),
        ];
        assert_eq!(route(&mut Reference, &stops), [4, 3, 1, 2, 0]);
    }

    #[test]
    fn an_item_that_is_cold_and_fragile_or_lies_in_a_zone_is_visited_once() {
        use FloorZone::{A, C, Cold};
        let stops = [
            stop(5, 500, C, true, false),
            stop(5, 700, Cold, true, true),
            stop(5, 900, Cold, false, false),
            stop(0, 500, A, true, true),
            stop(0, 900, A, false, false),
        ];
        // Zone A; cold (from aisle 0 the nearer first); fragile, nearest to the last cold one.
        assert_eq!(route(&mut Reference, &stops), [4, 0, 2, 1, 3]);
    }

    #[test]
    fn within_a_zone_the_walk_goes_on_from_where_the_picker_stands() {
        use FloorZone::{B, C};
        let stops = [
            stop(1, 1_000, B, false, false),
            stop(4, 2_000, B, false, false),
            stop(5, 1_000, C, false, false),
            stop(3, 1_000, C, false, false),
        ];
        // From the depot C in aisle 3, then 5; from there B in aisle 4 before aisle 1.
        assert_eq!(route(&mut Reference, &stops), [3, 2, 1, 0]);
        // Without zones: aisles 1, 3, then 4 and 5.
        assert_eq!(route(&mut Nearest::default(), &stops), [0, 3, 1, 2]);
    }
}
