//! The fewest bags, with proof; of packings of as many bags the one with the best goals.
//!
//! Goals in this order: fewest bags, least crush load, fewest bags that hold something cold, and
//! bags of even weight (see [`Goals`](super::goals::Goals)). The first is proved by
//! `kernels::bins`. Units that can never meet are packed apart, so the other goals are looked at
//! part by part: by exchanges between bags, then, for parts of up to 12 units, by trying all
//! assignments as far as a number of steps allows, and that is then the best there is.

use domain::decision::Solver;
use domain::decision::bagging::{Bagging, BaggingQuestion, Bags};
use domain::rng::Stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::best_fit::best_fit;
use super::company::Company;
use super::enumerate::enumerate;
use super::exchange::exchange;
use super::goals::stack;
use super::view::{View, view};
use crate::Entry;
use crate::kernels::Work;
use crate::kernels::bins::minimise;
use crate::settings::{Settings, parameters, settings};

/// In the registry.
pub const ENTRY: Entry<dyn Bagging> = Entry {
    name: "exact",
    summary: "Fewest bags, proved; then least crush load, fewest cold bags, even weights.",
    parameters: parameters::<Config>,
    build: |table| Ok(Box::new(Exact::new(settings(table)?))),
};

/// How long to search.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Work for the fewest bags: millions of steps, 500 take in the order of a second.
    #[schemars(range(min = 1, max = 999_999))]
    pub work_m: u32,
    /// Exchanges of units between bags looked at for each part of an order.
    #[schemars(range(min = 0, max = 100_000_000))]
    pub exchanges: u32,
    /// Steps of trying all assignments of a part.
    #[schemars(range(min = 0, max = 100_000_000))]
    pub assignments: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { work_m: 400, exchanges: 5_000, assignments: 2_000 }
    }
}

impl Settings for Config {}

/// Exact bag packing.
#[derive(Clone, Debug)]
pub struct Exact {
    config: Config,
    work: Option<u64>,
    bound: Option<f64>,
}

impl Exact {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config, work: None, bound: None }
    }

    /// Few bags, and where each part of them begins.
    fn few(&mut self, question: &BaggingQuestion<'_>, view: View) -> (Bags, Vec<usize>) {
        let mut work = Work::of(u64::from(self.config.work_m) * 1_000_000);
        let found = minimise(&view.problem, &mut work);
        self.work = Some(work.done());
        self.bound = Some((found.bound as usize + view.oversize.len()) as f64);
        let mut next: Vec<usize> = (view.problem.kinds.iter())
            .scan(0, |begin, kind| {
                *begin += kind.count as usize;
                Some(*begin - kind.count as usize)
            })
            .collect();
        let mut unit = |kind: u32| {
            let at = &mut next[kind as usize];
            *at += 1;
            view.units[*at - 1]
        };
        let mut bags: Bags = (found.packing.iter())
            .map(|bin| bin.iter().map(|kind| unit(*kind)).collect())
            .collect();
        let mut parts = found.parts;
        parts.push(bags.len());
        debug_assert!(parts.is_sorted(), "parts follow each other");
        bags.extend(view.oversize.iter().map(|unit| vec![*unit]));
        debug_assert_eq!(bags.iter().map(Vec::len).sum::<usize>(), question.items.len());
        (bags, parts)
    }
}

impl Solver for Exact {
    fn work(&self) -> Option<u64> {
        self.work
    }

    fn bound(&self) -> Option<f64> {
        self.bound
    }
}

impl Bagging for Exact {
    fn pack(&mut self, question: &BaggingQuestion<'_>, _rng: &mut Stream) -> Bags {
        let company = Company::of(question);
        let Some(view) = view(question, &company) else {
            // Rules between too many kinds of units.
            (self.work, self.bound) = (None, None);
            return best_fit(question, &company);
        };
        let (mut bags, parts) = self.few(question, view);
        for part in parts.windows(2) {
            let bags = &mut bags[part[0]..part[1]];
            if bags.len() > 1 {
                exchange(question, &company, bags, self.config.exchanges);
                enumerate(question, &company, bags, self.config.assignments);
            }
        }
        bags.iter_mut().for_each(|bag| stack(bag, &question.items));
        bags
    }
}
