//! The reference design's store choice: the store with the most headroom.

use domain::decision::Solver;
use domain::decision::store_choice::{StoreChoice, StoreChoiceQuestion, StoreOption};
use domain::ids::StoreId;
use domain::rng::Stream;

use crate::{Entry, entry};

/// In the registry.
pub const ENTRY: Entry<dyn StoreChoice> = entry!(
    "reference",
    "The serving store whose radius reaches furthest beyond the customer.",
    Reference
);

/// Prefers headroom: a store that had to contract its radius is passed over for one with room.
#[derive(Clone, Debug)]
pub struct Reference;

impl Solver for Reference {}

impl StoreChoice for Reference {
    fn choose(&mut self, question: &StoreChoiceQuestion<'_>, _rng: &mut Stream) -> Option<StoreId> {
        let headroom = |option: &StoreOption| option.radius.saturating_sub(option.distance);
        let mut best: Option<&StoreOption> = None;
        for option in question.stores.iter().filter(|option| option.serves()) {
            if best.is_none_or(|best| headroom(option) > headroom(best)) {
                best = Some(option);
            }
        }
        best.map(|option| option.store)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store_choice::nearest;
    use domain::geo::Point;
    use domain::rng::{Purpose, Streams};
    use domain::units::{Millimeters, SimTime};

    fn option(store: u32, distance_m: f64, radius_m: f64) -> StoreOption {
        StoreOption {
            store: StoreId(store),
            distance: Millimeters::from_m(distance_m),
            radius: Millimeters::from_m(radius_m),
            takes_orders: true,
            pick_queue: 0,
            pending: 0,
            riders: 1,
        }
    }

    fn ask(solver: &mut dyn StoreChoice, stores: &[StoreOption]) -> Option<u32> {
        let question = StoreChoiceQuestion {
            now: SimTime::ZERO,
            door: Point::default(),
            stores: stores.into(),
        };
        let mut rng = Streams::new(1, 0).open(Purpose::Test, 0);
        solver.choose(&question, &mut rng).map(|store| store.0)
    }

    #[test]
    fn headroom_beats_nearness_in_the_reference_only() {
        // 1.0 km of 1.2 km leaves 0.2 km; 1.4 km of 2.0 km leaves 0.6 km.
        let stores = [option(0, 1000.0, 1200.0), option(1, 1400.0, 2000.0)];
        assert_eq!(ask(&mut Reference, &stores), Some(1));
        assert_eq!(ask(&mut nearest::Nearest, &stores), Some(0));
    }

    #[test]
    fn nobody_is_sent_to_a_store_that_takes_no_orders_or_is_too_far() {
        let mut stores = [option(0, 500.0, 2000.0), option(1, 1900.0, 2000.0), option(2, 2.0, 1.0)];
        stores[0].takes_orders = false;
        assert_eq!(ask(&mut Reference, &stores), Some(1));
        assert_eq!(ask(&mut nearest::Nearest, &stores), Some(1));
        assert_eq!(ask(&mut Reference, &stores[2..]), None);
        assert_eq!(ask(&mut nearest::Nearest, &[]), None);
    }

    #[test]
    fn ties_go_to_the_lower_id() {
        let stores = [option(3, 700.0, 2000.0), option(4, 700.0, 2000.0)];
        assert_eq!(ask(&mut Reference, &stores), Some(3));
        assert_eq!(ask(&mut nearest::Nearest, &stores), Some(3));
    }
}
