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

use super::best_fit::best_fit;
use super::company::Company;
use super::enumerate::enumerate;
use super::exchange::exchange;
use super::goals::stack;
use super::view::{View, view};
use crate::{Entry, entry, settings};
use kernels::Work;
use kernels::bins::minimise;

/// In the registry.
pub const ENTRY: Entry<dyn Bagging> = entry!(
    "exact",
    "Fewest bags, proved; then least crush load, fewest cold bags, even weights.",
    Exact::new(Config)
);

settings! {
    /// How long to search.
    pub struct Config {
        /// Work for the fewest bags: millions of steps, 500 take in the order of a second.
        work_m: u32 = 400, 1..=999_999;
        /// Exchanges of units between bags looked at for each part of an order.
        exchanges: u32 = 5_000, 0..=900_000;
        /// Steps of trying all assignments of a part.
        assignments: u32 = 2_000, 0..=900_000;
    }
}

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
        if self.bound.is_some_and(|bound| bound < bags.len() as f64) {
            // Where nothing is proved, the plain rule may have done better.
            let plain = best_fit(question, &company);
            if plain.len() < bags.len() {
                return plain;
            }
        }
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

#[cfg(test)]
mod tests {
    use domain::decision::bagging::{self, BagItem};
    use domain::rng::{Purpose, Streams};
    use domain::units::{Grams, Millilitres};

    use super::*;
    use crate::bagging::goals::Goals;

    fn random(rng: &mut Stream, most: u32) -> BaggingQuestion<'static> {
        let classes = 1 + rng.below(3);
        let item = |rng: &mut Stream| BagItem {
            weight: Grams(50 * rng.below(110)),
            volume: Millilitres(100 * rng.below(60)),
            is_cold: rng.below(3) == 0,
            is_fragile: rng.below(3) == 0,
            class: rng.below(classes) as u8,
        };
        let count = rng.below(most + 1);
        let items: Vec<_> = (0..count).map(|_| item(rng)).collect();
        let mut question = BaggingQuestion::of(items, Grams(5_000), Millilitres(8_000));
        question.crush_weight = [None, Some(Grams(2_000))][rng.below(2) as usize];
        if count > 0 && rng.below(2) == 0 {
            let pair = |rng: &mut Stream| (rng.below(count) as u16, rng.below(count) as u16);
            question.conflicts = (0..rng.below(6)).map(|_| pair(rng)).collect();
        }
        question
    }

    fn goals(bags: &[Vec<u16>], question: &BaggingQuestion<'_>) -> (usize, Goals) {
        let of =
            |bag: &Vec<u16>| Goals::of(bag.iter().map(|unit| &question.items[usize::from(*unit)]));
        (bags.len(), bags.iter().map(of).fold(Goals::default(), |sum, goals| sum + goals))
    }

    /// The best bags and goals of all partitions.
    fn best(question: &BaggingQuestion<'_>) -> (usize, Goals) {
        fn place(
            question: &BaggingQuestion<'_>,
            unit: usize,
            bags: &mut Bags,
            best: &mut Option<(usize, Goals)>,
        ) {
            if unit == question.items.len() {
                if bagging::check(bags, question).is_ok() {
                    let found = goals(bags, question);
                    *best = Some(best.map_or(found, |best| best.min(found)));
                }
                return;
            }
            for at in 0..=bags.len() {
                if at == bags.len() {
                    bags.push(Vec::new());
                }
                bags[at].push(unit as u16);
                place(question, unit + 1, bags, best);
                bags[at].pop();
                if bags[at].is_empty() {
                    bags.pop();
                }
            }
        }
        let mut best = None;
        place(question, 0, &mut Bags::new(), &mut best);
        best.unwrap()
    }

    #[test]
    fn orders_beyond_proof_take_no_more_bags_than_the_plain_rule() {
        let mut rng = Streams::new(3, 0).open(Purpose::Test, 0);
        let item = |rng: &mut Stream| BagItem {
            weight: Grams(50 + rng.below(1_950)),
            volume: Millilitres(50 + rng.below(2_450)),
            is_cold: false,
            is_fragile: false,
            class: 0,
        };
        let items: Vec<_> = (0..3_000).map(|_| item(&mut rng)).collect();
        let question = BaggingQuestion::of(items, Grams(8_000), Millilitres(20_000));
        let bags = Exact::new(Config { work_m: 1, ..Config::default() }).pack(&question, &mut rng);
        let plain = best_fit(&question, &Company::of(&question));
        assert!(bags.len() <= plain.len(), "{} and {}", bags.len(), plain.len());
        bagging::check(&bags, &question).unwrap();
    }

    #[test]
    fn bags_and_all_goals_are_the_best_of_all_partitions() {
        let mut rng = Streams::new(1, 0).open(Purpose::Test, 0);
        let mut solver = Exact::new(Config { assignments: 1_000_000, ..Config::default() });
        for _ in 0..2_000 {
            let question = random(&mut rng, 7);
            let bags = solver.pack(&question, &mut Streams::new(1, 0).open(Purpose::Test, 0));
            bagging::check(&bags, &question).unwrap();
            assert_eq!(goals(&bags, &question), best(&question), "{question:?}");
            assert_eq!(solver.bound(), Some(bags.len() as f64));
        }
    }

    #[test]
    fn exchanges_alone_come_close_and_break_no_rule() {
        let mut rng = Streams::new(2, 0).open(Purpose::Test, 0);
        let mut solver = Exact::new(Config { assignments: 0, ..Config::default() });
        let mut without = Exact::new(Config { assignments: 0, exchanges: 0, ..Config::default() });
        let (mut met, mut unimproved) = (0, 0);
        for _ in 0..1_000 {
            let question = random(&mut rng, 7);
            let best = best(&question);
            let mut of = |solver: &mut Exact| {
                let bags = solver.pack(&question, &mut rng);
                bagging::check(&bags, &question).unwrap();
                goals(&bags, &question)
            };
            let (found, before) = (of(&mut solver), of(&mut without));
            assert!(best <= found && found <= before, "{question:?}");
            met += usize::from(found == best);
            unimproved += usize::from(before == best);
        }
        assert!(met > 900 && met > unimproved + 50, "{met} of 1000, {unimproved} without");
    }

    #[test]
    fn larger_orders_keep_the_rules_and_best_fit_is_never_better() {
        let mut rng = Streams::new(3, 0).open(Purpose::Test, 0);
        let mut solver = Exact::new(Config::default());
        for _ in 0..500 {
            let question = random(&mut rng, 40);
            let bags = solver.pack(&question, &mut rng);
            bagging::check(&bags, &question).unwrap();
            let simple = best_fit(&question, &Company::of(&question));
            bagging::check(&simple, &question).unwrap();
            assert!(bags.len() <= simple.len());
            assert!(solver.bound().unwrap() <= bags.len() as f64);
        }
    }

    #[test]
    fn odd_questions_have_an_answer() {
        let mut rng = Streams::new(4, 0).open(Purpose::Test, 0);
        let mut solver = Exact::new(Config { work_m: 1, ..Config::default() });
        let none = BaggingQuestion::of(Vec::new(), Grams(1), Millilitres(1));
        assert!(solver.pack(&none, &mut rng).is_empty());
        assert_eq!(solver.bound(), Some(0.0));
        let item = |weight: u32, class: u8| BagItem {
            weight: Grams(weight),
            volume: Millilitres(0),
            is_cold: false,
            is_fragile: true,
            class,
        };
        // Over-weight, weightless, the largest there can be, and a bag that holds nothing.
        for (items, most, bags) in [
            (vec![item(9, 0), item(0, 0), item(1, 0)], 5, 2),
            (vec![item(u32::MAX, 0), item(u32::MAX, 1), item(1, 0)], u32::MAX, 3),
            (vec![item(0, 0), item(1, 0), item(0, 0)], 0, 2),
        ] {
            let question = BaggingQuestion::of(items, Grams(most), Millilitres(u32::MAX));
            let answer = solver.pack(&question, &mut rng);
            bagging::check(&answer, &question).unwrap();
            assert_eq!((answer.len(), solver.bound()), (bags, Some(bags as f64)));
        }
        let items: Vec<_> =
            (0..10_000).map(|unit| item(1 + unit * 7 % 8_000, (unit % 3) as u8)).collect();
        let mut question = BaggingQuestion::of(items, Grams(8_000), Millilitres(1));
        question.crush_weight = Some(Grams(2_000));
        let answer = solver.pack(&question, &mut rng);
        bagging::check(&answer, &question).unwrap();
    }
}
