//! The savings rule with exact routes: the two tours that save most by going together, again and
//! again, as long as no promise is broken by it.

use domain::decision::Solver;
use domain::decision::pick_batch::{PickBatch, PickBatchQuestion, PickBatches};
use domain::rng::Stream;
use domain::units::{Millimeters, SimTime};

use super::lengths::{Lengths, merged};
use super::turn::{in_turn, sort_tours};
use crate::{Entry, entry, settings};
use kernels::Work;

/// In the registry.
pub const ENTRY: Entry<dyn PickBatch> = entry!(
    "savings",
    "Orders that save most walking together share a tour, as long as orders outnumber idle \
              pickers and no order becomes late that would be on time alone.",
    Savings::new(Config)
);

settings! {
    /// How many orders to look at, and how long.
    pub struct Config {
        /// Orders looked at where some may wait, those that have waited longest; twice the idle pickers
        /// if these are more.
        orders_at_most: u16 = LOOKED_AT, 1..=1000;
        /// Work to spend on lengths of tours, million steps; pairs not looked at by then stay apart.
        work_m: u32 = 100, 1..=100_000;
    }
}

/// Orders looked at, unless said otherwise.
pub(super) const LOOKED_AT: u16 = 12;

/// Merges tours.
///
/// Source: Clarke & Wright (1964), doi:10.1287/opre.12.4.568; de Koster, van der Poort & Wolters
/// (1999), doi:10.1080/002075499191094, C&W(ii): savings are worked out anew after each merger.
#[derive(Clone, Debug)]
pub struct Savings {
    config: Config,
    work: Option<u64>,
}

impl Savings {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config, work: None }
    }
}

impl Solver for Savings {
    fn work(&self) -> Option<u64> {
        self.work
    }
}

impl PickBatch for Savings {
    fn batch(&mut self, question: &PickBatchQuestion<'_>, _rng: &mut Stream) -> PickBatches {
        let mut lengths =
            Lengths::new(question, Work::of(1_000_000 * u64::from(self.config.work_m)));
        let answer = begun(
            question,
            merge(question, self.config.orders_at_most, &mut lengths),
            &mut lengths,
        );
        self.work = Some(lengths.work.done());
        answer
    }
}

/// The tours that idle pickers begin: those with priority on board, then those with the orders that
/// have waited longest.
pub(super) fn begun(
    question: &PickBatchQuestion<'_>,
    mut tours: Vec<Vec<u16>>,
    lengths: &mut Lengths<'_, '_>,
) -> PickBatches {
    sort_tours(question, &mut tours);
    tours.truncate(usize::from(question.pickers));
    let tours = tours.into_iter().map(|orders| lengths.tour(orders)).collect();
    PickBatches { tours, ask_again: None }
}

/// Tours with all orders that are looked at, each rising, by the savings rule.
pub(super) fn merge(
    question: &PickBatchQuestion<'_>,
    orders_at_most: u16,
    lengths: &mut Lengths<'_, '_>,
) -> Vec<Vec<u16>> {
    let waiting = question.orders.len() as u16;
    let most = orders_at_most.max(question.pickers.saturating_mul(2));
    let looked_at = if question.is_last { waiting } else { waiting.min(most) };
    let looked_at = in_turn(question).into_iter().take(usize::from(looked_at));
    let mut tours: Vec<Vec<u16>> = looked_at.map(|order| vec![order]).collect();
    let promise = Promise::of(question, &tours, lengths);
    let pickers = usize::from(question.pickers);
    // Who waits for nobody is picked alone at once: company could only delay it.
    while question.is_last || tours.len() > pickers {
        let Some(saving) = savings(&tours, lengths)
            .into_iter()
            .find(|saving| promise.is_kept(question, &together(&tours, saving), lengths))
        else {
            break;
        };
        tours = together(&tours, &saving);
    }
    tours
}

/// What two tours save by going together, most first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Saving {
    saved: std::cmp::Reverse<u64>,
    one: usize,
    other: usize,
}

/// All savings above nothing, most first; those of pairs looked at before the work is over.
fn savings(tours: &[Vec<u16>], lengths: &mut Lengths<'_, '_>) -> Vec<Saving> {
    let mut savings = Vec::new();
    for one in 0..tours.len() {
        for other in one + 1..tours.len() {
            if lengths.work.is_over() {
                break;
            }
            let Some(both) = lengths.together(&tours[one], &tours[other]) else { continue };
            let apart = lengths.of(&tours[one]) + lengths.of(&tours[other]);
            if both < apart {
                savings.push(Saving { saved: std::cmp::Reverse(apart - both), one, other });
            }
        }
    }
    savings.sort_unstable();
    savings
}

fn together(tours: &[Vec<u16>], saving: &Saving) -> Vec<Vec<u16>> {
    let mut tours = tours.to_vec();
    let other = tours.remove(saving.other);
    tours[saving.one] = merged(&tours[saving.one], &other);
    tours
}

/// Which orders are on time when every order is picked alone.
struct Promise {
    on_time: Vec<bool>,
}

impl Promise {
    fn of(
        question: &PickBatchQuestion<'_>,
        singles: &[Vec<u16>],
        lengths: &mut Lengths<'_, '_>,
    ) -> Self {
        let back = finished(question, singles, lengths);
        let due = question.orders.iter().map(|order| order.due);
        Self { on_time: back.into_iter().zip(due).map(|(back, due)| back <= due).collect() }
    }

    /// Whether these tours make none of them late.
    fn is_kept(
        &self,
        question: &PickBatchQuestion<'_>,
        tours: &[Vec<u16>],
        lengths: &mut Lengths<'_, '_>,
    ) -> bool {
        let back = finished(question, tours, lengths);
        let orders = question.orders.iter().zip(&self.on_time).zip(back);
        orders.into_iter().all(|((order, on_time), back)| !on_time || back <= order.due)
    }
}

/// When each order is expected at the stations, if the pickers who are idle now take up these tours
/// one after the other, those with priority on board first, then those with the oldest orders.
fn finished(
    question: &PickBatchQuestion<'_>,
    tours: &[Vec<u16>],
    lengths: &mut Lengths<'_, '_>,
) -> Vec<SimTime> {
    let mut back = vec![SimTime::NEVER; question.orders.len()];
    let mut free = vec![question.now; usize::from(question.pickers).min(tours.len())];
    let mut queue: Vec<&Vec<u16>> = tours.iter().collect();
    sort_tours(question, &mut queue);
    for tour in queue {
        let Some(picker) = (0..free.len()).min_by_key(|&picker| free[picker]) else { break };
        let length = Millimeters(lengths.of(tour));
        free[picker] = free[picker] + question.tour_time(tour, length);
        for order in tour {
            back[usize::from(*order)] = free[picker];
        }
    }
    back
}

#[cfg(test)]
mod tests {
    use super::super::cases::{NOW, asked, question, stop};
    use super::*;
    use domain::decision::Decision;
    use domain::units::Millis;

    fn orders(question: &PickBatchQuestion<'_>) -> Vec<Vec<u16>> {
        let answer = asked(&mut Savings::new(Config::default()), question);
        answer.tours.into_iter().map(|tour| tour.orders).collect()
    }

    #[test]
    fn neighbours_share_a_tour_when_orders_outnumber_pickers() {
        // Even orders lie in aisles 0 and 5, odd ones in aisle 3; a cart holds two.
        assert_eq!(orders(&question(5)), [[0], [1], [2], [3], [4]]);
        assert_eq!(orders(&question(4)), [vec![0], vec![1], vec![2, 4], vec![3]]);
        assert_eq!(orders(&question(2)), [vec![0], vec![1, 3]]);
        let last = PickBatchQuestion { is_last: true, ..question(5) };
        assert_eq!(orders(&last), [vec![0], vec![1, 3], vec![2, 4]]);
    }

    #[test]
    fn no_order_becomes_late_by_company() {
        let mut asked = question(1);
        asked.orders.to_mut().truncate(3);
        // Alone order 0 takes 10 + 2·5 s and a walk of 34 s or less; with order 2 longer.
        asked.orders.to_mut()[0].due = NOW + Millis(55_000);
        assert_eq!(orders(&asked), [[0]]);
        // What is late anyway does not keep others apart.
        asked.orders.to_mut()[0].due = NOW;
        assert_eq!(orders(&asked), [[0, 2]]);
    }

    #[test]
    fn savings_are_no_further_than_singles() {
        let mut last = PickBatchQuestion { is_last: true, capacity: 6, ..question(5) };
        last.orders.to_mut()[1].stops = vec![stop(1, 9_000), stop(4, 1_000)].into();
        let walked =
            |answer: &PickBatches| <dyn PickBatch>::objective(answer, &last).unwrap().value;
        let merged = walked(&asked(&mut Savings::new(Config::default()), &last));
        let singles = walked(&asked(&mut super::super::reference::Reference, &last));
        assert!(merged < singles, "{merged} {singles}");
    }
}
