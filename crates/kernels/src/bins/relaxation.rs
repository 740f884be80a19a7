//! Column generation: fewest bins in fractions, and a bound in whole numbers with every round.
//!
//! Sources: Gilmore & Gomory (1961), doi:10.1287/opre.9.6.849; the bound of each round by Farley
//! (1990), doi:10.1287/opre.38.5.922.

use super::master::{Column, Master};
use super::pricing::{ONE, Pricing};
use super::problem::{Kind, Problem, copies, fits};
use crate::Work;

/// Kinds after one among which another is looked for that can take its place.
const NEAR: usize = 100;

/// Columns that go along into a smaller problem, for each of its kinds.
const POOL: usize = 8;

/// Weight of the prices of the best bound.
const CALM: f64 = 0.5;

/// The relaxation of a problem, of which more and more may be packed already.
#[derive(Clone, Debug)]
pub(super) struct Relaxation {
    master: Master,
    pricing: Pricing,
    /// Prices of the best bound so far.
    center: Vec<f64>,
    /// Items left of each kind.
    pub(super) left: Vec<u32>,
    /// For each kind the next one that can take its place.
    instead: Vec<Option<u32>>,
    /// Bins in fractions that the pool needs for what is left.
    pub(super) value: f64,
    /// Least bins for what is left.
    pub(super) bound: u32,
}

impl Relaxation {
    /// The relaxation with the bins of a packing in its pool.
    pub(super) fn new(problem: &Problem, packing: &[Vec<u32>]) -> Self {
        let left = problem.counts();
        let kinds = problem.kinds.iter();
        let alone: Vec<u32> =
            kinds.map(|kind| copies(kind.sizes, problem.capacity, kind.count).max(1)).collect();
        let exchanges = exchanges(problem);
        let mut instead = vec![None; left.len()];
        exchanges.iter().for_each(|(from, to)| instead[*from as usize] = Some(*to));
        let mut master = Master::new(&left, &alone, exchanges);
        let mut columns: Vec<Column> = packing.iter().map(|bin| counted(bin)).collect();
        columns.sort_unstable();
        columns.dedup();
        columns.into_iter().for_each(|column| master.add(column));
        Self {
            master,
            pricing: Pricing::new(problem),
            center: by_size(problem),
            left,
            instead,
            value: f64::INFINITY,
            bound: 0,
        }
    }

    /// Generates columns until none improves, `rounds` are over, or it is proved that the value
    /// rounded up is the bound or that the bound exceeds `most`. `false` where work or numbers gave
    /// out before the first value.
    ///
    /// Prices are taken between those of the pool and those of the best bound so far: Wentges
    /// (1997), doi:10.1016/S0969-6016(97)00001-4.
    pub(super) fn solve(
        &mut self,
        problem: &Problem,
        most: u32,
        rounds: u32,
        work: &mut Work,
    ) -> bool {
        self.bound = 0;
        let mut best = 0.0;
        for _ in 0..rounds {
            if !self.master.solve(work) {
                return false;
            }
            let pool = self.master.prices().to_vec();
            self.value = pool.iter().zip(&self.left).map(|(price, n)| price * f64::from(*n)).sum();
            let mut columns = Vec::new();
            for calm in [CALM, 0.0] {
                let between: Vec<f64> = (self.center.iter().zip(&pool))
                    .map(|(center, pool)| calm * center + (1.0 - calm) * pool)
                    .collect();
                let (priced, bound) = self.price(problem, &between, work);
                if bound > best {
                    best = bound;
                    self.center = between;
                }
                let improves = |column: &Column| {
                    let paid = column.iter().map(|(kind, n)| pool[*kind as usize] * f64::from(*n));
                    paid.sum::<f64>() > 1.0 + 1e-6
                };
                columns = priced.into_iter().filter(improves).collect();
                let is_settled =
                    f64::from(self.bound) >= (self.value - 1e-6).ceil() || self.bound > most;
                if is_settled {
                    return true;
                }
                if !columns.is_empty() {
                    break;
                }
            }
            if columns.is_empty() {
                return true;
            }
            columns.into_iter().for_each(|column| self.master.add(column));
        }
        self.master.solve(work)
    }

    fn price(&mut self, problem: &Problem, prices: &[f64], work: &mut Work) -> (Vec<Column>, f64) {
        // A price below 0 counts as 0, one too large for the target as its largest value.
        let whole: Vec<u32> = prices.iter().map(|price| (price * f64::from(ONE)) as u32).collect();
        let paid: u64 =
            whole.iter().zip(&self.left).map(|(price, n)| u64::from(*price) * u64::from(*n)).sum();
        let priced = self.pricing.price(problem, &self.left, &whole, work);
        self.bound = self.bound.max(paid.div_ceil(u64::from(priced.most)) as u32);
        (priced.columns, paid as f64 / f64::from(priced.most))
    }

    /// Columns of the basis with their values.
    pub(super) fn solution(&self) -> Vec<(Column, f64)> {
        self.master
            .solution()
            .filter(|(_, value)| *value > 1e-5)
            .map(|(column, value)| (column.clone(), value))
            .collect()
    }

    /// Packs bins of a column, with smaller items where there are none left of a kind. Returns them.
    pub(super) fn pack(&mut self, column: &Column, bins: u32) -> Vec<Vec<u32>> {
        let mut packed = Vec::new();
        for _ in 0..bins {
            let mut bin = Vec::new();
            for &(kind, count) in column {
                let (mut next, mut open) = (Some(kind), count);
                while let Some(kind) = next.filter(|_| open > 0) {
                    let left = &mut self.left[kind as usize];
                    let taken = open.min(*left);
                    *left -= taken;
                    open -= taken;
                    bin.extend(std::iter::repeat_n(kind, taken as usize));
                    next = self.instead[kind as usize];
                }
            }
            if !bin.is_empty() {
                packed.push(bin);
            }
        }
        packed
    }

    /// What is left as a problem of its own, the names of its kinds here, and its relaxation, still
    /// to be solved, with the best columns of the pool.
    pub(super) fn rest(&self, problem: &Problem) -> (Problem, Vec<u32>, Self) {
        let kinds: Vec<u32> =
            (0..self.left.len() as u32).filter(|kind| self.left[*kind as usize] > 0).collect();
        let mut numbers = vec![None; self.left.len()];
        kinds.iter().zip(0..).for_each(|(kind, number)| numbers[*kind as usize] = Some(number));
        let mut part = problem.part(&kinds);
        for (kind, name) in part.kinds.iter_mut().zip(&kinds) {
            kind.count = self.left[*name as usize];
        }
        let mut pool: Vec<(f64, Column)> = Vec::new();
        for column in self.master.columns() {
            let kept: Column = column
                .iter()
                .filter_map(|(kind, count)| {
                    let number = numbers[*kind as usize]?;
                    Some((number, (*count).min(self.left[*kind as usize])))
                })
                .collect();
            let worth = |(kind, count): &(u32, u32)| {
                self.master.prices()[kinds[*kind as usize] as usize] * f64::from(*count)
            };
            if !kept.is_empty() {
                pool.push((kept.iter().map(worth).sum(), kept));
            }
        }
        pool.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        pool.dedup();
        pool.truncate(POOL * kinds.len());
        let mut rest = Self::new(&part, &[]);
        pool.into_iter().for_each(|(_, column)| rest.master.add(column));
        rest.center = kinds.iter().map(|kind| self.center[*kind as usize]).collect();
        (part, kinds, rest)
    }

    /// Tells the pool what is left, after [`Self::pack`].
    pub(super) fn repack(&mut self) {
        self.master.demand(&self.left);
    }
}

/// For each kind the next of those that are as small in both sizes and in conflict with nothing
/// else: it can always take its place.
///
/// Source: Valério de Carvalho (2005), doi:10.1287/ijoc.1030.0060.
fn exchanges(problem: &Problem) -> Vec<(u32, u32)> {
    let kinds = problem.kinds.len();
    let can_replace = |from: usize, to: usize| {
        fits(problem.kinds[to].sizes, problem.kinds[from].sizes)
            && (problem.conflicts.words() == 0
                || problem
                    .conflicts
                    .row(to)
                    .iter()
                    .zip(problem.conflicts.row(from))
                    .all(|(to, from)| to & !from == 0))
    };
    (0..kinds)
        .filter_map(|from| {
            let to = (from + 1..kinds.min(from + NEAR)).find(|to| can_replace(from, *to))?;
            Some((from as u32, to as u32))
        })
        .collect()
}

/// Prices by size, in the dimension in which there is more of it: no bin is worth more than 1.
fn by_size(problem: &Problem) -> Vec<f64> {
    let share =
        |kind: &Kind, d: usize| f64::from(kind.sizes[d]) / f64::from(problem.capacity[d].max(1));
    let sum = |d: usize| -> f64 {
        problem.kinds.iter().map(|kind| share(kind, d) * f64::from(kind.count)).sum()
    };
    let d = usize::from(sum(1) > sum(0));
    problem.kinds.iter().map(|kind| share(kind, d)).collect()
}

/// A bin as kinds and how many of each.
fn counted(bin: &[u32]) -> Column {
    let mut bin = bin.to_vec();
    bin.sort_unstable();
    bin.chunk_by(|a, b| a == b).map(|alike| (alike[0], alike.len() as u32)).collect()
}
