//! The p-center: the least radius within which some sites cover every customer.

use domain::rng::Stream;

use super::branch::Verdict;
use super::greedy::greedy;
use super::minimise::{Prepared, TOLD};
use super::problem::{Effort, SetCover, Site};
use super::proof::{Proven, Step};
use super::weighting::weighting_search;
use crate::Work;
use crate::location::Standing;

/// Open sites such that the customer farthest from its nearest open site is as near as can be.
#[derive(Clone, PartialEq, Debug)]
pub struct Center {
    /// The sites.
    pub sites: Vec<Site>,
    /// Where the links of each customer begin; one more entry than customers.
    pub starts: Vec<usize>,
    /// The sites near each customer, nearest first.
    pub links: Vec<u32>,
    /// How far they are.
    pub distances: Vec<f64>,
    /// What pairs that are not listed are taken to be apart, not less than any listed distance;
    /// infinite where such a site cannot serve.
    pub beyond: f64,
    /// Most sites open, those that must be included.
    pub most: usize,
    /// Most that the prices of open sites sum to; may be infinite.
    pub budget: f64,
}

/// The best sites found, and what is known of better ones.
#[derive(Clone, PartialEq, Debug)]
pub struct Centered {
    /// The open sites, ascending; `None` where none within the limits was found.
    pub open: Option<Vec<u32>>,
    /// The greatest distance that they leave, infinite where there are none.
    pub value: f64,
    /// Nothing within the limits leaves less.
    pub bound: f64,
    /// Whether the bound reaches the value, but for rounding, or there is nothing to find.
    pub is_proved: bool,
    /// What nothing leaves less than for a reason that multipliers can tell.
    pub told: f64,
    /// Why nothing covers all customers within less than `told`.
    pub proof: Vec<Step>,
}

/// Distances that differ by no more, relative to them, count as equal when better is looked for.
const ROUNDING: f64 = 1e-11;

/// Where the bisection stands: places among the radii.
struct Bisection<'a> {
    center: &'a Center,
    /// Of distances that count as equal the greatest: what is too small with it is so with all.
    radii: Vec<f64>,
    /// And the least, which is all that a proof of the radii before says.
    least: Vec<f64>,
    /// Everything below this place is proven too small.
    low: usize,
    /// The best found; its place among the radii, or their number where it is not among them.
    high: usize,
    best: Centered,
}

impl Center {
    /// The greatest distance of a customer to its nearest open site. O(links).
    #[must_use]
    pub fn value(&self, open: &[u32]) -> f64 {
        let mut is_open = vec![false; self.sites.len()];
        open.iter().for_each(|site| is_open[*site as usize] = true);
        let nearest = |customer: usize| {
            let range = self.starts[customer]..self.starts[customer + 1];
            let mut near = range.filter(|link| is_open[self.links[*link] as usize]);
            near.next().map_or(self.beyond, |link| self.distances[link])
        };
        (0..self.starts.len() - 1).map(nearest).fold(0.0, f64::max)
    }

    /// The question whether some sites cover all customers within a radius.
    fn within(&self, radius: f64) -> SetCover {
        let mut cover = SetCover {
            sites: self.sites.clone(),
            starts: vec![0],
            links: Vec::new(),
            most: self.most,
            budget: self.budget,
        };
        for customer in 0..self.starts.len() - 1 {
            let range = self.starts[customer]..self.starts[customer + 1];
            let near = self.distances[range.clone()].partition_point(|d| *d <= radius);
            let links = &self.links[range.start..range.start + near];
            let from = cover.links.len();
            cover.links.extend(links);
            cover.links[from..].sort_unstable();
            cover.starts.push(cover.links.len());
        }
        cover
    }

    /// Finds sites, and proves that no others are better, as far as the effort and the work go.
    /// `start` are sites within the limits; links farther than they need may be left out.
    ///
    /// Bisects the distances, each step a set cover: prices of customers prove a radius too small,
    /// a row-weighting search finds covers, branch and bound decides what is left between.
    ///
    /// Source: Minieka (1970), doi:10.1137/1012016; Daskin (1995), doi:10.1002/9781118032343.
    #[must_use]
    pub fn solve(
        &self,
        start: Option<&[u32]>,
        effort: Effort,
        work: &mut Work,
        stream: &mut Stream,
    ) -> Centered {
        let mut bisection = Bisection::new(self, start, work);
        bisection.relax(effort, work, stream);
        bisection.search(effort, work, stream);
        if effort == Effort::Exact {
            bisection.prove(work);
            bisection.tell(work);
        }
        let Bisection { mut best, low, least, .. } = bisection;
        best.bound = least.get(low).copied().unwrap_or(self.beyond).min(best.value);
        best.told = best.told.min(best.bound);
        best.is_proved = best.bound >= best.value * (1.0 - ROUNDING);
        best
    }
}

impl<'a> Bisection<'a> {
    fn new(center: &'a Center, start: Option<&[u32]>, work: &mut Work) -> Self {
        work.spend(4 * center.links.len() as u64);
        let is_allowed =
            |link: usize| center.sites[center.links[link] as usize].standing != Standing::Closed;
        let nearest = |customer: usize| {
            let mut range = center.starts[customer]..center.starts[customer + 1];
            range.find(|link| is_allowed(*link)).map_or(center.beyond, |at| center.distances[at])
        };
        let (farthest, floor) = (0..center.starts.len() - 1)
            .map(|customer| (customer, nearest(customer)))
            .fold((0, 0.0), |most, next| if next.1 > most.1 { next } else { most });
        let mut radii: Vec<f64> =
            center.distances.iter().copied().filter(|radius| *radius >= floor).collect();
        if center.beyond.is_finite() {
            radii.push(center.beyond);
        }
        radii.sort_unstable_by(f64::total_cmp);
        let mut least = radii.clone();
        least.dedup_by(|next, kept| *next <= *kept * (1.0 + ROUNDING));
        let ends = least.iter().skip(1).map(|next| radii.partition_point(|radius| radius < next));
        radii =
            ends.chain([radii.len()]).filter(|end| *end > 0).map(|end| radii[end - 1]).collect();
        let mut prices = vec![0.0; center.starts.len() - 1];
        prices[farthest] = center.most as f64 + 1.0;
        let proven = Proven { prices, count_price: 1.0, budget_price: 0.0 };
        let mut bisection = Self {
            center,
            high: radii.len(),
            radii,
            least,
            low: 0,
            best: Centered {
                open: None,
                value: f64::INFINITY,
                bound: floor,
                is_proved: false,
                told: floor,
                proof: vec![Step::Close { proven }],
            },
        };
        if let Some(start) = start {
            bisection.take(start.to_vec());
        }
        bisection
    }

    /// Keeps sites that are better than the best.
    fn take(&mut self, mut open: Vec<u32>) {
        let value = self.center.value(&open);
        if value < self.best.value {
            open.sort_unstable();
            // Distances that differ by rounding alone are not worth a proof each.
            let below = value * (1.0 - ROUNDING);
            self.high = self.radii.partition_point(|radius| *radius < below);
            self.best.open = Some(open);
            self.best.value = value;
        }
    }

    fn prepared(&self, at: usize, work: &mut Work) -> Prepared {
        work.spend(self.center.links.len() as u64);
        Prepared::new(&self.center.within(self.radii[at]), work)
    }

    /// Takes sites that cover within a radius if a search finds some.
    fn try_at(
        &mut self,
        prepared: &Prepared,
        limit: u64,
        work: &mut Work,
        stream: &mut Stream,
    ) -> bool {
        let core = &prepared.core.matrix;
        let Some(rest) = prepared.rest(prepared.limits.most) else { return false };
        let mut first = greedy(core, &vec![1.0; core.sites.len()], work);
        first.truncate(rest.most);
        let mut part = work.part(limit);
        let found = weighting_search(core, rest, &first, &mut part, stream);
        work.spend(part.done());
        if let Some(found) = &found {
            self.take(prepared.whole(found));
        }
        found.is_some()
    }

    /// Whether a radius is plainly too small, by its reductions or by prices.
    fn is_refuted(&mut self, prepared: &Prepared, at: usize, work: &mut Work) -> bool {
        let most = prepared.limits.most;
        let budget = prepared.limits.budget;
        if let Some(customer) = prepared.core.lost {
            let mut prices = vec![0.0; self.center.starts.len() - 1];
            prices[customer as usize] = self.center.most as f64 + 1.0;
            let proven = Proven { prices, count_price: 1.0, budget_price: 0.0 };
            self.refute(at, Some(vec![Step::Close { proven }]));
            return true;
        }
        if budget < f64::INFINITY {
            return false;
        }
        let goal = most as f64 + 1e-7 * (1.0 + most as f64);
        let (value, step) = prepared.relaxed(goal, work);
        if value > goal {
            self.refute(at, Some(vec![step]));
        }
        value > goal
    }

    fn refute(&mut self, at: usize, proof: Option<Vec<Step>>) {
        self.low = at + 1;
        if let Some(proof) = proof {
            self.best.told = self.least.get(self.low).copied().unwrap_or(self.center.beyond);
            self.best.proof = proof;
        }
    }

    /// Bisects by what is quickly found or quickly refuted.
    fn relax(&mut self, effort: Effort, work: &mut Work, stream: &mut Stream) {
        let mut end = self.high;
        while self.low < end && !work.is_over() {
            let middle = self.low + (end - self.low) / 2;
            let prepared = self.prepared(middle, work);
            let limit = 60 * prepared.core.matrix.links() + 100_000;
            if prepared.core.lost.is_none() && self.try_at(&prepared, limit, work, stream) {
                end = end.min(self.high);
            } else if effort == Effort::Heuristic || !self.is_refuted(&prepared, middle, work) {
                end = middle;
            }
        }
    }

    /// Looks for better sites, with ever more work, from the middle of what is open upwards.
    fn search(&mut self, effort: Effort, work: &mut Work, stream: &mut Stream) {
        let mut from = self.low;
        let share = if effort == Effort::Exact { 20 } else { 4 };
        let most = work.left() / share;
        while from < self.high && !work.is_over() {
            let middle = from + (self.high - from) / 2;
            let prepared = self.prepared(middle, work);
            let links = prepared.core.matrix.links();
            let limit = match effort {
                Effort::Exact => (1_000 * links + 2_000_000).min(most),
                _ => (10_000 * links + 20_000_000).min(most),
            };
            if prepared.core.lost.is_some() || !self.try_at(&prepared, limit, work, stream) {
                from = middle + 1;
            }
        }
    }

    /// Decides what is left: each radius first with little work, then the one below the best, which
    /// settles all, with half of what there is, then what is in reach of the rest.
    fn prove(&mut self, work: &mut Work) {
        let little = work.left() / 100;
        self.decide_between(little, work);
        if self.low < self.high && !work.is_over() {
            self.decide_at(self.high - 1, work.left() / 2, work);
        }
        while self.low < self.high && !work.is_over() {
            let before = (self.low, self.high);
            self.decide_between(work.left() / 4, work);
            if before == (self.low, self.high) {
                self.decide_at(self.low, work.left(), work);
                if before == (self.low, self.high) {
                    break;
                }
            }
        }
    }

    /// Looks for a reason that multipliers can tell for the greatest radius that is too small, or
    /// for one as near to it as may be.
    fn tell(&mut self, work: &mut Work) {
        let told = self.best.told;
        let mut from = self.least.partition_point(|radius| *radius < told);
        let (low, mut end, mut at) = (self.low, self.low, self.low);
        let mut limit = TOLD.max(work.done());
        while from < end && !work.is_over() {
            at = if at == low { low - 1 } else { from + (end - from) / 2 };
            let prepared = self.prepared(at, work);
            let mut part = work.part(limit);
            let proof = prepared.tell(prepared.limits.most, &mut part);
            work.spend(part.done());
            limit /= 2;
            match proof {
                Some(proof) => {
                    self.refute(at, Some(proof));
                    from = at + 1;
                }
                None => end = at,
            }
        }
        self.low = low;
    }

    /// Bisects by what is decided with so much work each; what is not counts as within reach.
    fn decide_between(&mut self, limit: u64, work: &mut Work) {
        let mut end = self.high;
        while self.low < end && !work.is_over() {
            let middle = self.low + (end - self.low) / 2;
            end = if self.decide_at(middle, limit, work) { end.min(self.high) } else { middle };
        }
    }

    /// Whether a radius is decided with so much work.
    fn decide_at(&mut self, at: usize, limit: u64, work: &mut Work) -> bool {
        let prepared = self.prepared(at, work);
        let mut part = work.part(limit);
        let verdict = prepared.decide(prepared.limits.most, &mut part);
        work.spend(part.done());
        match verdict {
            Verdict::Cover(open) => self.take(open),
            Verdict::Never(proof) => self.refute(at, proof),
            Verdict::Unknown => return false,
        }
        true
    }
}
