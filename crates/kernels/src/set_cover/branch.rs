//! Is there a cover within the limits? Branch and bound that tells why not.

use std::rc::Rc;

use super::greedy::greedy;
use super::matrix::Matrix;
use super::multipliers::{Climbed, Trial, climb, fair, first_prices};
use super::proof::{Proven, Step};
use super::reduce::{Reduced, Rules, reduce};
use super::weighting::Limits;
use crate::Work;
use crate::location::Standing;
use crate::record::Record;

/// Most numbers that a proof may hold.
const MOST_NUMBERS: usize = 20_000_000;

/// What is known of the question.
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    /// There is this cover, by the sites' numbers.
    Cover(Vec<u32>),
    /// There is none; the proof, where it was kept.
    Never(Option<Vec<Step>>),
    /// The work was over first.
    Unknown,
}

/// The one measure that a relaxed problem has in place of both limits.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Measure {
    /// What a site counts.
    pub(super) count: f64,
    /// What a unit of its price counts.
    pub(super) price: f64,
}

impl Measure {
    pub(super) const COUNT: Self = Self { count: 1.0, price: 0.0 };
    pub(super) const PRICE: Self = Self { count: 0.0, price: 1.0 };

    pub(super) fn of(self, matrix: &Matrix) -> Vec<f64> {
        matrix.prices.iter().map(|price| self.worth(*price)).collect()
    }

    pub(super) fn worth(self, price: f64) -> f64 {
        self.count + self.price * price
    }

    /// What the limits are worth.
    pub(super) fn limit(self, limits: Limits) -> f64 {
        let budget = if self.price > 0.0 { self.price * limits.budget } else { 0.0 };
        self.count * limits.most as f64 + budget
    }

    /// Above this a bound excludes every cover, whatever the rounding.
    pub(super) fn goal(self, limits: Limits) -> f64 {
        let limit = self.limit(limits);
        limit + 1e-7 * (1.0 + limit.abs())
    }
}

/// A case that is still open.
struct Case {
    standing: Vec<Standing>,
    count: usize,
    spent: f64,
    prices: Rc<Vec<f64>>,
    step: u32,
}

/// The search.
pub(super) struct Decision<'a> {
    /// Numbered by places.
    base: Matrix,
    origin: &'a Matrix,
    /// Number of customers that prices are told of.
    customers: usize,
    limits: Limits,
    measure: Measure,
    worth: Vec<f64>,
    record: Record<Step>,
}

/// Most candidates tried before a case is split, and how long each is.
const TRIED: usize = 10;
const TRIAL_ROUNDS: usize = 24;

/// Decides whether some sites of `matrix` cover all its customers within the limits.
///
/// Splits on sites; cases are reduced, bounded by multipliers, and sites fixed by them. Proofs
/// give prices to `customers` customers. `start` are multipliers to begin with.
///
/// Source: Beasley (1987), doi:10.1016/0377-2217(87)90141-X; strong branching after Applegate,
/// Bixby, Chvátal & Cook (1995).
pub(super) fn decide(
    matrix: &Matrix,
    customers: usize,
    limits: Limits,
    measure: Measure,
    start: Option<&[f64]>,
    work: &mut Work,
) -> Verdict {
    let base = matrix.clone().renumbered();
    let worth = measure.of(&base);
    let first = start.map_or_else(|| first_prices(&base, &worth), <[f64]>::to_vec);
    let record = Record::of(MOST_NUMBERS);
    let mut decision = Decision { origin: matrix, customers, limits, measure, worth, record, base };
    let step = decision.record.reserve();
    let mut cases = vec![Case {
        standing: vec![Standing::Free; matrix.sites.len()],
        count: 0,
        spent: 0.0,
        prices: Rc::new(first),
        step,
    }];
    while let Some(case) = cases.pop() {
        if work.is_over() {
            return Verdict::Unknown;
        }
        if let Some(cover) = decision.settle(case, &mut cases, work) {
            return Verdict::Cover(cover);
        }
    }
    if work.is_over() {
        // A case may have been left because of that.
        return Verdict::Unknown;
    }
    Verdict::Never(decision.record.take())
}

impl Decision<'_> {
    /// Closes a case or splits it, unless it has a cover.
    fn settle(
        &mut self,
        mut case: Case,
        cases: &mut Vec<Case>,
        work: &mut Work,
    ) -> Option<Vec<u32>> {
        loop {
            let reduced = self.reduced(&case, work);
            let count = case.count + reduced.essential.len();
            let spent = case.spent + reduced.spent;
            let exceeds = count > self.limits.most
                || count == self.limits.most && !reduced.matrix.customers.is_empty();
            if reduced.lost.is_some() || exceeds {
                self.close(&case, self.counted(&reduced), Measure::COUNT);
                return None;
            }
            if spent > self.limits.budget {
                self.close(&case, self.extended(&reduced, &[], Measure::PRICE), Measure::PRICE);
                return None;
            }
            if reduced.matrix.customers.is_empty() {
                return Some(self.cover(&case, &reduced, &[]));
            }
            if work.is_over() {
                // The case stays open.
                cases.push(case);
                return None;
            }
            let rest =
                Limits { most: self.limits.most - count, budget: self.limits.budget - spent };
            let settled = self.measure.limit(self.limits) - self.measure.limit(rest);
            let goal = self.measure.goal(self.limits) - settled;
            let worth = self.measure.of(&reduced.matrix);
            let start: Vec<f64> = reduced
                .matrix
                .customers
                .iter()
                .map(|customer| case.prices[*customer as usize])
                .collect();
            let rounds = if case.step == 0 { 1500 } else { 300 };
            let hope = (goal, goal + 0.02 * goal.abs() + 0.01 * self.measure.limit(self.limits));
            let climbed = climb(&reduced.matrix, &worth, start, Trial::Nothing, hope, rounds, work);
            let fair = fair(&reduced.matrix, &worth, climbed.prices.clone());
            let value: f64 = fair.iter().sum();
            let prices = self.extended(&reduced, &fair, self.measure);
            if value > goal {
                self.close(&case, prices, self.measure);
                return None;
            }
            let chosen = self.rounded(&reduced, &climbed, &worth, work);
            if chosen.len() <= rest.most && self.price(&reduced, &chosen) <= rest.budget {
                return Some(self.cover(&case, &reduced, &chosen));
            }
            case.prices = Rc::new(self.extended(&reduced, &climbed.prices, self.measure));
            let fixed = self.fix(&mut case, &reduced, &prices, goal - value, work);
            if fixed * 10 > reduced.matrix.sites.len() {
                continue;
            }
            self.split(case, &reduced, &climbed, (goal, hope.1), cases, work);
            return None;
        }
    }

    /// What is left of a case.
    fn reduced(&self, case: &Case, work: &mut Work) -> Reduced {
        let is = |standing| case.standing.iter().map(move |other| *other == standing);
        let free: Vec<bool> = is(Standing::Free).collect();
        let open: Vec<bool> = is(Standing::Open).collect();
        let is_left = |row: &[u32]| !row.iter().any(|site| open[*site as usize]);
        let left: Vec<bool> = self.base.rows.iter().map(is_left).collect();
        work.spend(2 * self.base.links());
        reduce(self.base.part(&free, &left), Rules::All, work)
    }

    /// Multipliers of what is left as multipliers of the base.
    fn extended(&self, reduced: &Reduced, of_left: &[f64], measure: Measure) -> Vec<f64> {
        let mut prices = vec![0.0; self.base.customers.len()];
        for (customer, price) in reduced.matrix.customers.iter().zip(of_left) {
            prices[*customer as usize] = *price;
        }
        for (site, customer) in &reduced.essential {
            prices[*customer as usize] = measure.worth(self.base.prices[*site as usize]);
        }
        prices
    }

    /// Multipliers that show that there are too many customers of which no site covers two, or
    /// one that no site covers.
    fn counted(&self, reduced: &Reduced) -> Vec<f64> {
        let mut prices = self.extended(reduced, &[], Measure::COUNT);
        if let Some(customer) = reduced.lost {
            prices.fill(0.0);
            prices[customer as usize] = self.limits.most as f64 + 1.0;
        } else if let Some(customer) = reduced.matrix.customers.first() {
            prices[*customer as usize] = 1.0;
        }
        prices
    }

    fn close(&mut self, case: &Case, prices: Vec<f64>, measure: Measure) {
        if self.record.is_kept() {
            let proven = self.proven(&prices, measure);
            self.record.write(case.step, proven.numbers(), || Step::Close { proven });
        }
    }

    fn proven(&self, prices: &[f64], measure: Measure) -> Proven {
        let mut all = vec![0.0; self.customers];
        for (customer, price) in self.origin.customers.iter().zip(prices) {
            all[*customer as usize] = *price;
        }
        Proven { prices: all, count_price: measure.count, budget_price: measure.price }
    }

    /// A cover of what is left, led by what sites are worth beyond the prices they cover.
    fn rounded(
        &self,
        reduced: &Reduced,
        climbed: &Climbed,
        worth: &[f64],
        work: &mut Work,
    ) -> Vec<u32> {
        let led: Vec<f64> = worth
            .iter()
            .zip(&climbed.shares)
            .map(|(worth, share)| worth.max(1e-9) * (1.02 - share))
            .collect();
        greedy(&reduced.matrix, &led, work)
    }

    fn price(&self, reduced: &Reduced, chosen: &[u32]) -> f64 {
        chosen.iter().map(|site| reduced.matrix.prices[*site as usize]).sum()
    }

    fn cover(&self, case: &Case, reduced: &Reduced, chosen: &[u32]) -> Vec<u32> {
        let opened = (0..).zip(&case.standing).filter(|(_, s)| **s == Standing::Open);
        let opened = opened.map(|(site, _)| site);
        let essential = reduced.essential.iter().map(|(site, _)| *site);
        let chosen = chosen.iter().map(|site| reduced.matrix.sites[*site as usize]);
        let mut cover: Vec<u32> = opened
            .chain(essential)
            .chain(chosen)
            .map(|site: u32| self.origin.sites[site as usize])
            .collect();
        cover.sort_unstable();
        cover
    }

    /// Closes sites whose opening alone would close the case, as their price exceeds that of what
    /// they cover by more than is `missing`; returns how many of those left.
    fn fix(
        &mut self,
        case: &mut Case,
        reduced: &Reduced,
        prices: &[f64],
        missing: f64,
        work: &mut Work,
    ) -> usize {
        work.spend(self.base.links());
        let mut is_left = vec![false; case.standing.len()];
        reduced.matrix.sites.iter().for_each(|site| is_left[*site as usize] = true);
        let (mut closed, mut of_left) = (0, 0);
        for (site, column) in self.base.columns.iter().enumerate() {
            let sum: f64 = column.iter().map(|customer| prices[*customer as usize]).sum();
            if case.standing[site] == Standing::Free && self.worth[site] - sum > missing {
                case.standing[site] = Standing::Closed;
                closed += 1;
                of_left += usize::from(is_left[site]);
            }
        }
        if closed > 0 {
            let next = self.record.reserve();
            if self.record.is_kept() {
                let proven = self.proven(prices, self.measure);
                self.record.write(case.step, proven.numbers(), || Step::Fix { proven, next });
            }
            case.step = next;
        }
        of_left
    }

    /// Splits a case on the site that raises the bounds of both parts most.
    fn split(
        &mut self,
        case: Case,
        reduced: &Reduced,
        climbed: &Climbed,
        goal: (f64, f64),
        cases: &mut Vec<Case>,
        work: &mut Work,
    ) {
        let matrix = &reduced.matrix;
        let worth = self.measure.of(matrix);
        let is_free = |site: usize| case.standing[matrix.sites[site] as usize] == Standing::Free;
        let mut tried: Vec<(f64, usize)> = (0..matrix.sites.len())
            .filter(|site| is_free(*site))
            .map(|site| {
                let share = climbed.shares[site];
                let shortest = matrix.columns.of(site).iter();
                let shortest = shortest.map(|at| matrix.rows.of(*at as usize).len()).min();
                let near = share.min(1.0 - share) + 0.01;
                (near * (1.0 + 1.0 / shortest.unwrap_or(1) as f64), site)
            })
            .collect();
        tried.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        tried.truncate(TRIED);
        let mut best = None;
        for (_, site) in tried {
            let mut gain = |trial| {
                let start = climbed.prices.clone();
                let value = climb(matrix, &worth, start, trial, goal, TRIAL_ROUNDS, work).value;
                (value.min(goal.0) - climbed.value).max(1e-6)
            };
            let score = gain(Trial::Open(site)) * gain(Trial::Closed(site));
            if best.is_none_or(|(most, _)| score > most) {
                best = Some((score, site));
            }
        }
        let Some((_, site)) = best else {
            // All that is left was fixed: the next look at the case settles it.
            cases.push(case);
            return;
        };
        let site = matrix.sites[site];
        let (open, closed) = (self.record.reserve(), self.record.reserve());
        self.record.write(case.step, 3, || Step::Split {
            site: self.origin.sites[site as usize],
            open,
            closed,
        });
        let mut standing = case.standing.clone();
        standing[site as usize] = Standing::Closed;
        cases.push(Case { standing, step: closed, prices: case.prices.clone(), ..case });
        let mut standing = case.standing;
        standing[site as usize] = Standing::Open;
        cases.push(Case {
            standing,
            count: case.count + 1,
            spent: case.spent + self.base.prices[site as usize],
            prices: case.prices,
            step: open,
        });
    }
}
