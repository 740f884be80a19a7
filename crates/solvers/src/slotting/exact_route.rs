//! Slotting by what pickers walk: exchanges of goods, scored by exact routes of training baskets.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use domain::decision::Solver;
use domain::decision::slotting::{Slotted, Slotting, SlottingQuestion};
use domain::rng::Stream;

use super::filling::{by_distance, by_picks, filled};
use super::pricing::priced;
use super::search::Search;
use super::smoothing::smoothed;
use crate::{Entry, entry, settings};
use kernels::Work;

/// In the registry.
pub const ENTRY: Entry<dyn Slotting> = entry!(
    "exact_route",
    "From `abc` by exchanges that shorten the training baskets' exact walks beyond noise.",
    ExactRoute::new(Config)
);

settings! {
    /// How long to search, and what counts as better.
    pub struct Config {
        /// How long to search: millions of steps of routing and estimating, about five hundred a
        /// second.
        work_m: u32 = 10_000, 1..=999_999;
        /// Standard errors that the gain of an exchange must exceed: 0 takes all that the training
        /// baskets gain by, and learns their chance along with their habits.
        noise: f64 = 0.25, 0.0..=5.0;
        /// How often to leave, by random exchanges, a layout that none improves.
        kicks: u32 = 2, 0..=100;
        /// Copies of each training basket to learn from as well, in which goods give way to others of
        /// their category: they teach how categories go together, at as many times the work.
        copies: u32 = 0, 0..=20;
    }
}

/// Looks for a layout that the training baskets are walked through fast.
#[derive(Clone, Debug)]
pub struct ExactRoute {
    config: Config,
    work: Option<u64>,
    stop: Arc<AtomicBool>,
}

impl ExactRoute {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config, work: None, stop: Arc::default() }
    }
}

impl Solver for ExactRoute {
    fn work(&self) -> Option<u64> {
        self.work
    }

    fn heed(&mut self, stop: &Arc<AtomicBool>) {
        self.stop = Arc::clone(stop);
    }
}

impl Slotting for ExactRoute {
    fn slot(&mut self, question: &SlottingQuestion<'_>, rng: &mut Stream) -> Slotted {
        let first = filled(question, &by_picks(question), &by_distance(question));
        let work = Work::of(u64::from(self.config.work_m) * 1_000_000);
        let learnt = smoothed(question, self.config.copies, rng);
        let search = Search::from(&learnt, first, self.config.noise, work, &self.stop);
        let (bays, work) = search.run(self.config.kicks, rng);
        self.work = Some(work.done());
        priced(question, bays)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slotting::cases::one_each;
    use domain::decision::Decision as _;
    use domain::rng::{Purpose, Streams};

    /// Millimetres of the best of all layouts by the best of all routes, each tried.
    fn least(question: &SlottingQuestion<'_>) -> u64 {
        let mut bays = question.today();
        let mut least = u64::MAX;
        permute(&mut bays, 0, &mut |bays| {
            let lies = question.goods.iter().zip(bays).all(|(goods, bay)| {
                question.bays[*bay as usize].is_cold == goods.is_cold
                    && (!goods.is_fixed || goods.bay == *bay)
            });
            if lies {
                least = least.min(walked(question, bays));
            }
        });
        least
    }

    fn walked(question: &SlottingQuestion<'_>, bays: &[u32]) -> u64 {
        let shortest = |basket: &Vec<u32>| {
            let mut least = u64::MAX;
            let mut route: Vec<u16> = (0..basket.len() as u16).collect();
            permute(&mut route, 0, &mut |route| {
                let turn = |line: &u16| question.goods[basket[usize::from(*line)] as usize].turn;
                if route.is_sorted_by_key(turn) {
                    least = least.min(question.length(bays, basket, route).0);
                }
            });
            least
        };
        question.judged.iter().map(shortest).sum()
    }

    fn permute<T: Copy>(items: &mut [T], from: usize, each: &mut dyn FnMut(&[T])) {
        if from + 1 >= items.len() {
            return each(items);
        }
        for other in from..items.len() {
            items.swap(from, other);
            permute(items, from + 1, each);
            items.swap(from, other);
        }
    }

    #[test]
    fn no_layout_is_better_than_the_best_of_all_and_nearly_all_are_as_good() {
        let mut rng = Streams::new(5, 0).open(Purpose::Test, 0);
        let mut solver = ExactRoute::new(Config { noise: 0.0, kicks: 30, ..Config::default() });
        let (cases, mut best) = (150, 0);
        for case in 0..cases {
            let question = one_each(2 + rng.below(5), &mut rng);
            let answer = solver.slot(&question, &mut rng);
            <dyn Slotting>::check(&answer, &question).unwrap();
            let walked: u64 = answer.lengths(&question).iter().map(|length| length.0).sum();
            let least = least(&question);
            assert!(walked >= least, "case {case}: {walked} below {least}: {question:?}");
            best += u32::from(walked == least);
        }
        assert!(best * 100 >= cases * 97, "{best} of {cases} are the best");
    }
}
