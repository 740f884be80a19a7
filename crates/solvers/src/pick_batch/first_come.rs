//! Waves in the order of coming: orders gather for a while, then fill one cart after another.

use domain::decision::Solver;
use domain::decision::pick_batch::{PickBatch, PickBatchQuestion, PickBatches};
use domain::rng::Stream;
use domain::units::{Millis, SimTime};

use super::single::{latest_start, tour};
use crate::{Entry, entry, settings};

/// In the registry.
pub const ENTRY: Entry<dyn PickBatch> = entry!(
    "first_come",
    "Waves: orders gather until a tour is full, a window has passed or a promise presses; \
              then carts are filled in the order of coming.",
    FirstCome::new(Config)
);

settings! {
    /// When a wave is let go, and how many orders share a tour.
    pub struct Config {
        /// Most orders on a tour.
        orders_per_tour: u16 = 2, 1..=100;
        /// How long the oldest order waits for others, seconds; 0 lets every order go at once.
        window_s: f64 = 20.0, 0.0..=3600.0;
    }
}

/// Fills carts as orders come.
#[derive(Clone, Debug)]
pub struct FirstCome(Config);

impl FirstCome {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self(config)
    }

    /// The orders of each tour of a wave that takes all of them.
    fn carts(&self, question: &PickBatchQuestion<'_>) -> Vec<Vec<u16>> {
        let mut carts: Vec<Vec<u16>> = Vec::new();
        let mut room = 0;
        for (order, waiting) in (0..).zip(question.orders.iter()) {
            let size = u64::from(waiting.size);
            match carts.last_mut() {
                Some(cart) if size <= room && cart.len() < usize::from(self.0.orders_per_tour) => {
                    cart.push(order);
                    room -= size;
                }
                _ => {
                    carts.push(vec![order]);
                    room = u64::from(question.capacity).saturating_sub(size);
                }
            }
        }
        carts
    }

    /// When the wave goes at the latest: the oldest order has waited long enough, or an order has
    /// to be begun on its tour to be in time. An order that is too late even so does not press.
    fn goes(&self, question: &PickBatchQuestion<'_>, carts: &[Vec<u16>]) -> SimTime {
        let oldest = question.orders.iter().map(|order| order.since).min();
        let window = oldest.map_or(question.now, |since| since + Millis::from_s(self.0.window_s));
        let starts = carts.iter().map(|cart| latest_start(question, &tour(question, cart.clone())));
        starts.fold(window, SimTime::min)
    }
}

impl Solver for FirstCome {}

impl PickBatch for FirstCome {
    fn batch(&mut self, question: &PickBatchQuestion<'_>, _rng: &mut Stream) -> PickBatches {
        let mut carts = self.carts(question);
        // The last cart may yet take somebody who comes in time; those before it are full.
        let goes = self.goes(question, &carts);
        let is_full =
            carts.last().is_some_and(|cart| cart.len() >= usize::from(self.0.orders_per_tour));
        let holds = !question.is_last && !is_full && goes > question.now;
        if holds {
            carts.pop();
        }
        let full = carts.len();
        carts.truncate(usize::from(question.pickers));
        let is_idle = full < usize::from(question.pickers);
        let tours = carts.into_iter().map(|cart| tour(question, cart)).collect();
        PickBatches { tours, ask_again: (holds && is_idle).then_some(goes) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::{NOW, asked, question};
    use super::*;

    fn first_come(orders_per_tour: u16, window_s: f64) -> FirstCome {
        FirstCome::new(Config { orders_per_tour, window_s })
    }

    /// The orders of each tour, and when to ask again.
    fn told(
        solver: &mut FirstCome,
        question: &PickBatchQuestion<'_>,
    ) -> (Vec<Vec<u16>>, Option<SimTime>) {
        let answer = asked(solver, question);
        (answer.tours.into_iter().map(|tour| tour.orders).collect(), answer.ask_again)
    }

    #[test]
    fn full_carts_go_and_the_last_waits_for_company_until_the_window_ends() {
        // Five orders have waited 5, 4, 3, 2 and 1 s.
        let asked = question(9);
        let mut solver = first_come(2, 60.0);
        let pairs = vec![vec![0, 1], vec![2, 3]];
        assert_eq!(told(&mut solver, &asked), (pairs.clone(), Some(NOW + Millis(55_000))));
        let all = vec![vec![0, 1], vec![2, 3], vec![4]];
        assert_eq!(told(&mut first_come(2, 5.0), &asked), (all.clone(), None));
        let last = PickBatchQuestion { is_last: true, ..asked };
        assert_eq!(told(&mut solver, &last), (all, None));
        // Nobody is left to take the wave, so nothing needs to be asked.
        assert_eq!(told(&mut solver, &question(2)), (pairs, None));
        // A cart of 4 units holds no more than two orders of 2.
        assert_eq!(told(&mut first_come(9, 0.0), &question(1)).0, [[0, 1]]);
    }

    #[test]
    fn no_wave_is_held_beyond_what_the_promise_allows() {
        let mut asked = question(1);
        asked.orders.to_mut().truncate(1);
        let single = tour(&asked, vec![0]);
        let length = asked.length(&single.route).unwrap();
        let time = asked.tour_time(&[0], length);
        asked.orders.to_mut()[0].due = NOW + time + Millis(7_000);
        let mut solver = first_come(2, 60.0);
        assert_eq!(told(&mut solver, &asked), (vec![], Some(NOW + Millis(7_000))));
        asked.now = NOW + Millis(7_000);
        assert_eq!(told(&mut solver, &asked), (vec![vec![0]], None));
    }
}
