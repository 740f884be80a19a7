//! The reference design picks order by order: who pays for priority goes first, then whoever has
//! waited longest.

use domain::decision::Solver;
use domain::decision::pick_batch::{PickBatch, PickBatchQuestion, PickBatches};
use domain::rng::Stream;

use super::single::tour;
use super::turn::in_turn;
use crate::{Entry, entry};

/// In the registry.
pub const ENTRY: Entry<dyn PickBatch> = entry!(
    "reference",
    "Order by order: priority first, then the one that has waited longest, to the picker who \
              has been idle longest.",
    Reference
);

/// Picks every order by itself.
#[derive(Clone, Debug)]
pub struct Reference;

impl Solver for Reference {}

impl PickBatch for Reference {
    fn batch(&mut self, question: &PickBatchQuestion<'_>, _rng: &mut Stream) -> PickBatches {
        let begun = in_turn(question).into_iter().take(usize::from(question.pickers));
        let tours = begun.map(|order| tour(question, vec![order])).collect();
        PickBatches { tours, ask_again: None }
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::{asked, question};
    use super::*;

    #[test]
    fn the_oldest_orders_are_picked_alone() {
        let answer = asked(&mut Reference, &question(2));
        let orders: Vec<_> = answer.tours.iter().map(|tour| tour.orders.clone()).collect();
        assert_eq!(orders, [[0], [1]]);
        assert_eq!(answer.ask_again, None);
        assert_eq!(asked(&mut Reference, &question(0)), PickBatches::default());
    }

    #[test]
    fn who_pays_for_priority_is_picked_first() {
        let mut question = question(2);
        question.orders.to_mut()[3].is_premium = true;
        let answer = asked(&mut Reference, &question);
        let orders: Vec<_> = answer.tours.iter().map(|tour| tour.orders.clone()).collect();
        assert_eq!(orders, [[3], [0]]);
    }
}
