//! Joint batching and routing where no order may wait: all sets of orders that a cart holds where
//! these are few, a search where they are many.

use domain::decision::Solver;
use domain::decision::pick_batch::{PickBatch, PickBatchQuestion, PickBatches};
use domain::rng::Stream;
use domain::units::Millimeters;

use super::lengths::{FAR, Lengths};
use super::savings::{LOOKED_AT, begun, merge};
use super::search::Tours;
use crate::{Entry, entry, settings};
use kernels::Work;
use kernels::partition::{Column, partition};

/// In the registry.
pub const ENTRY: Entry<dyn PickBatch> = entry!(
    "portfolio",
    "Where no order may wait: the shortest tours, proved where the sets of orders that fit a \
              cart are few, else searched for and bounded; otherwise as `savings`.",
    Portfolio::new(Config)
);

settings! {
    /// How long to look.
    pub struct Config {
        /// Work to spend, million steps.
        work_m: u32 = 3_000, 1..=100_000;
    }
}

/// Chooses tours among all there can be.
#[derive(Clone, Debug)]
pub struct Portfolio {
    config: Config,
    work: Option<u64>,
    bound: Option<f64>,
}

/// Most orders of which sets are looked at together.
const MOST_ORDERS: usize = 64;
/// Most sets of orders kept.
const MOST_SETS: usize = 1_000_000;

impl Portfolio {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config, work: None, bound: None }
    }
}

impl Solver for Portfolio {
    fn work(&self) -> Option<u64> {
        self.work
    }

    fn bound(&self) -> Option<f64> {
        self.bound
    }
}

impl PickBatch for Portfolio {
    fn batch(&mut self, question: &PickBatchQuestion<'_>, rng: &mut Stream) -> PickBatches {
        let total = Work::of(1_000_000 * u64::from(self.config.work_m));
        let mut lengths = Lengths::new(question, total.part(total.left() / 4));
        let merged = merge(question, LOOKED_AT, &mut lengths);
        self.bound = None;
        let tours = if question.is_last {
            let start = Tours::of(merged, &mut lengths);
            lengths.work = resumed(total, &lengths.work);
            let (tours, bound) = shortest(question, start, &mut lengths, rng);
            self.bound = bound.map(|bound| Millimeters(bound).as_m());
            tours.tours
        } else {
            merged
        };
        self.work = Some(lengths.work.done());
        begun(question, tours, &mut lengths)
    }
}

/// The whole budget, of which a part was spent.
fn resumed(mut total: Work, part: &Work) -> Work {
    total.spend(part.done());
    total
}

/// The shortest tours found, and a length below which there are none, if any can be told.
fn shortest(
    question: &PickBatchQuestion<'_>,
    start: Tours,
    lengths: &mut Lengths<'_, '_>,
    rng: &mut Stream,
) -> (Tours, Option<u64>) {
    let bound = lengths.least();
    if Some(start.length) <= bound || question.orders.len() > MOST_ORDERS {
        return (start.improve(bound, lengths, rng), bound);
    }
    let per_set = 1 + lengths.work.done() / lengths.known().count().max(1) as u64;
    let affordable = (lengths.work.left() / 4 * 3 / per_set).min(MOST_SETS as u64) as usize;
    if let Some(sets) = Sets::of(question, affordable) {
        for set in &sets.found {
            lengths.of(set);
        }
        let (tours, proved) = recombined(question, start, lengths);
        return (tours, bound.max(proved.filter(|_| lengths.are_shortest)));
    }
    let budget = lengths.work;
    lengths.work = budget.part(budget.left() / 5 * 4);
    let tours = start.improve(bound, lengths, rng);
    lengths.work = resumed(budget, &lengths.work);
    (recombined(question, tours, lengths).0, bound)
}

/// The best tours of all that were looked at, and a bound on those of them.
fn recombined(
    question: &PickBatchQuestion<'_>,
    tours: Tours,
    lengths: &mut Lengths<'_, '_>,
) -> (Tours, Option<u64>) {
    let bits = |orders: &[u16]| orders.iter().fold(0, |bits, order| bits | 1_u64 << order);
    let count: usize = tours.tours.iter().map(Vec::len).sum();
    let fits = |orders: &[u16]| orders.len() == 1 || lengths.fits(orders);
    let sets: Vec<(&[u16], u64)> =
        lengths.known().filter(|(orders, length)| *length < FAR && fits(orders)).collect();
    let columns: Vec<Column> =
        sets.iter().map(|(orders, cost)| Column { items: bits(orders), cost: *cost }).collect();
    let position = |tour: &Vec<u16>| sets.binary_search_by(|set| set.0.cmp(tour)).ok();
    let known: Option<Vec<usize>> = tours.tours.iter().map(position).collect();
    let mut work = lengths.work;
    let found = partition(count, &columns, least_carts(question), known.as_deref(), &mut work);
    let best = found.as_ref().map(|found| {
        found.columns.iter().map(|&column| sets[column].0.to_vec()).collect::<Vec<_>>()
    });
    lengths.work = work;
    let bound = found.map(|found| found.bound);
    match best {
        Some(best) => (Tours::of(best, lengths), bound),
        None => (tours, bound),
    }
}

/// Carts below which the orders do not fit, whoever goes with whom. O(orders²).
///
/// Source: Martello & Toth (1990), doi:10.1016/0166-218X(90)90094-S, bound L2.
fn least_carts(question: &PickBatchQuestion<'_>) -> u32 {
    let capacity = u64::from(question.capacity);
    let sizes: Vec<u64> = question.orders.iter().map(|order| order.size.into()).collect();
    let least = |small: u64| {
        // Nobody joins the large ones; small ones join the middling where there is room.
        let (mut large, mut middling, mut room, mut rest) = (0, 0, 0, 0);
        for &size in &sizes {
            if size > capacity.saturating_sub(small) {
                large += 1;
            } else if 2 * size > capacity {
                middling += 1;
                room += capacity - size;
            } else if size >= small {
                rest += size;
            }
        }
        large + middling + u64::saturating_sub(rest, room).div_ceil(capacity.max(1))
    };
    let smalls = sizes.iter().copied().filter(|size| 2 * size <= capacity).chain([0]);
    smalls.map(least).max().unwrap_or(0) as u32
}

/// All sets of orders that a cart holds.
struct Sets<'q, 'a> {
    question: &'q PickBatchQuestion<'a>,
    found: Vec<Vec<u16>>,
    most: usize,
}

impl<'q, 'a> Sets<'q, 'a> {
    /// `None` if there are more than `most`.
    fn of(question: &'q PickBatchQuestion<'a>, most: usize) -> Option<Self> {
        let mut sets = Self { question, found: Vec::new(), most };
        sets.extend(&mut Vec::new(), 0, u64::from(question.capacity)).then_some(sets)
    }

    /// Adds all sets that begin with `set` and go on with orders from `next`; whether there are
    /// not too many.
    fn extend(&mut self, set: &mut Vec<u16>, next: u16, room: u64) -> bool {
        for order in next..self.question.orders.len() as u16 {
            let size = u64::from(self.question.orders[usize::from(order)].size);
            if size <= room || set.is_empty() {
                set.push(order);
                self.found.push(set.clone());
                let goes_on = self.found.len() <= self.most
                    && (size > room || self.extend(set, order + 1, room - size));
                set.pop();
                if !goes_on {
                    return false;
                }
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::{asked, random};
    use super::*;
    use domain::decision::Decision;
    use domain::decision::pick_route::{DistanceTable, Ground};
    use domain::rng::{Purpose, Streams};

    /// The least length by trying all partitions.
    fn brute(question: &PickBatchQuestion<'_>) -> u64 {
        let mut lengths = Lengths::new(question, Work::of(u64::MAX));
        let mut tours: Vec<Vec<u16>> = Vec::new();
        assigned(question, 0, &mut tours, &mut lengths)
    }

    fn assigned(
        question: &PickBatchQuestion<'_>,
        order: u16,
        tours: &mut Vec<Vec<u16>>,
        lengths: &mut Lengths<'_, '_>,
    ) -> u64 {
        if usize::from(order) == question.orders.len() {
            let fits = tours.iter().all(|tour| tour.len() == 1 || lengths.fits(tour));
            return if fits { tours.iter().map(|tour| lengths.of(tour)).sum() } else { u64::MAX };
        }
        let mut least = u64::MAX;
        for at in 0..=tours.len() {
            if at == tours.len() {
                tours.push(Vec::new());
            }
            tours[at].push(order);
            least = least.min(assigned(question, order + 1, tours, lengths));
            tours[at].pop();
            tours.retain(|tour| !tour.is_empty());
        }
        least
    }

    #[test]
    fn a_table_of_the_distances_on_a_floor_gives_the_tours_of_the_floor() {
        let mut rng = Streams::new(8, 0).open(Purpose::Test, 0);
        for case in 0..60 {
            let floor = random(&mut rng, 6);
            let all: Vec<u16> = (0..floor.orders.len() as u16).collect();
            let places: Vec<_> = floor.visits(&all).map(Some).collect();
            let places = [None].into_iter().chain(places);
            let cell = |from, to| floor.walk(from, to).unwrap().0 as u32;
            let row = |from| places.clone().map(move |to| cell(from, to));
            let cells = places.clone().flat_map(row).collect();
            let table = PickBatchQuestion {
                ground: Ground::Distances(DistanceTable { cells }),
                ..floor.clone()
            };
            let [on_floor, by_table] = [&floor, &table].map(|question| {
                let mut solver = Portfolio::new(Config::default());
                let answer = asked(&mut solver, question);
                let walked = <dyn PickBatch>::objective(&answer, question).unwrap().value;
                (walked, solver.bound())
            });
            assert_eq!(on_floor, by_table, "case {case}");
        }
    }

    #[test]
    fn tours_are_as_short_as_the_shortest_of_all_partitions() {
        let mut rng = Streams::new(7, 0).open(Purpose::Test, 0);
        let (mut open, mut searched) = (0, 0);
        for case in 0..400 {
            let question = random(&mut rng, 7);
            let shortest_of_all = brute(&question);
            let least = Millimeters(shortest_of_all).as_m();
            let mut solver = Portfolio::new(Config::default());
            let answer = asked(&mut solver, &question);
            let walked = <dyn PickBatch>::objective(&answer, &question).unwrap().value;
            assert_eq!((walked, solver.bound()), (least, Some(least)), "case {case}: {question:?}");

            // With little work it is searched, and what is said is true nevertheless.
            let mut lengths = Lengths::new(&question, Work::of(u64::from(rng.below(60_000))));
            let singles = (0..question.orders.len() as u16).map(|order| vec![order]).collect();
            let start = Tours::of(singles, &mut lengths);
            let (hasty, bound) = shortest(&question, start, &mut lengths, &mut rng);
            let bound = bound.unwrap();
            assert!(bound <= shortest_of_all && shortest_of_all <= hasty.length, "case {case}");
            assert_eq!(hasty, Tours::of(hasty.tours.clone(), &mut lengths));
            assert!(hasty.tours.iter().all(|tour| tour.len() == 1 || lengths.fits(tour)));
            open += u32::from(bound < hasty.length);
            searched += u32::from(shortest_of_all == hasty.length);
        }
        assert!(open > 0 && searched > 250, "{open} of 400 open, {searched} shortest");
    }
}
