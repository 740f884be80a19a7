//! The baseline dispatch: the oldest order to the first rider, one order per trip.

use domain::decision::Solver;
use domain::decision::dispatch::{Assignment, Dispatch, DispatchPlan, DispatchQuestion};
use domain::fleet::RiderKind;
use domain::rng::Stream;

use crate::{Entry, entry};

/// In the registry.
pub const ENTRY: Entry<dyn Dispatch> = entry!(
    "first_come",
    "The oldest order to the rider who is at the bay first, one order per trip.",
    FirstCome::default()
);

/// First in, first out on both sides.
#[derive(Clone, Debug, Default)]
pub struct FirstCome {
    /// Positions of riders without a load, soonest at the bay first.
    riders: Vec<usize>,
}

impl Solver for FirstCome {}

impl Dispatch for FirstCome {
    fn plan(&mut self, question: &DispatchQuestion<'_>, _rng: &mut Stream) -> DispatchPlan {
        let empty = (0..question.riders.len()).filter(|&r| question.riders[r].load.is_none());
        self.riders.clear();
        self.riders.extend(empty);
        self.riders.sort_unstable_by_key(|&position| {
            let option = &question.riders[position];
            (option.eta, option.kind == RiderKind::Gig, option.rider)
        });
        let pairs = question.orders.iter().zip(&self.riders);
        let assignments = pairs
            .map(|(ready, &position)| Assignment {
                rider: question.riders[position].rider,
                orders: vec![ready.order],
            })
            .collect();
        // Whoever is left over waits for a rider, and a rider coming free asks by itself.
        DispatchPlan { assignments, ask_again: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispatch::cases::{Case, Loaded as _, order, rider};
    use domain::decision::dispatch::RiderOption;
    use domain::units::Millis;

    #[test]
    fn the_oldest_order_goes_to_the_soonest_rider() {
        let case = Case {
            orders: vec![order(5), order(6), order(7)],
            riders: vec![
                RiderOption { eta: Millis(90_000), ..rider(0) },
                RiderOption { eta: Millis(0), kind: RiderKind::Gig, ..rider(1) },
                rider(2),
            ],
        };
        assert_eq!(
            case.given(&mut FirstCome::default()),
            [(2, vec![5]), (1, vec![6]), (0, vec![7])]
        );
    }

    #[test]
    fn a_rider_who_is_loading_gets_nothing_more() {
        let case = Case { orders: vec![order(1)], riders: vec![rider(0).loaded(0.0)] };
        assert_eq!(case.given(&mut FirstCome::default()), []);
    }
}
