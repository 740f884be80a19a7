//! The fewest sites that cover every customer: search, bound, proof.

use domain::rng::Stream;

use super::branch::{Measure, Verdict, decide};
use super::greedy::greedy;
use super::matrix::{Lists, Matrix};
use super::multipliers::{Trial, climb, fair, first_prices};
use super::parts::Parts;
use super::problem::{Effort, SetCover};
use super::proof::{Proven, Step};
use super::reduce::{Reduced, Rules, reduce};
use super::weighting::{Limits, weighting_search};
use crate::Work;
use crate::location::Standing;

/// The fewest sites found, and what is known of fewer.
#[derive(Clone, PartialEq, Debug)]
pub struct Minimised {
    /// The open sites, ascending; `None` where no cover within the limits was found.
    pub open: Option<Vec<u32>>,
    /// No cover has fewer sites; one more than may be open where there is none at all.
    pub bound: usize,
    /// The same bound, or the best for which there is a reason that multipliers can tell.
    pub told: usize,
    /// Why none with `told` − 1 sites covers; `None` where that is plain.
    pub proof: Option<Vec<Step>>,
}

/// Work that may go into telling why, where finding out took less.
pub(super) const TOLD: u64 = 500_000_000;

/// A problem without the sites that are decided.
pub(super) struct Prepared {
    pub(super) kept: Vec<u32>,
    pub(super) limits: Limits,
    /// Free sites and the customers that no kept site covers, dominated ones left out.
    pub(super) base: Matrix,
    /// The same, reduced altogether.
    pub(super) core: Reduced,
    customers: usize,
}

impl Prepared {
    pub(super) fn new(cover: &SetCover, work: &mut Work) -> Self {
        work.spend(2 * cover.links.len() as u64);
        let standing = |site: usize| cover.sites[site].standing;
        let kept: Vec<u32> = (0..cover.sites.len())
            .filter(|site| standing(*site) == Standing::Open)
            .map(|site| site as u32)
            .collect();
        let spent: f64 = kept.iter().map(|site| cover.sites[*site as usize].price).sum();
        let is_free: Vec<bool> =
            cover.sites.iter().map(|site| site.standing == Standing::Free).collect();
        let is_left: Vec<bool> = (0..cover.customers())
            .map(|at| {
                !cover.links_of(at).iter().any(|site| standing(*site as usize) == Standing::Open)
            })
            .collect();
        let mut rows = Lists::new();
        (0..cover.customers()).for_each(|at| rows.push(cover.links_of(at).iter().copied()));
        let counts = cover.budget.is_finite();
        let prices = cover.sites.iter().map(|site| if counts { site.price } else { 0.0 });
        let whole = Matrix::new(
            (0..cover.sites.len() as u32).collect(),
            prices.collect(),
            (0..cover.customers() as u32).collect(),
            rows,
        );
        let base = reduce(whole.part(&is_free, &is_left), Rules::Customers, work).matrix;
        drop(whole);
        let core = reduce(base.clone(), Rules::All, work);
        let limits = Limits {
            most: cover.most.saturating_sub(kept.len()),
            budget: if counts { cover.budget - spent } else { f64::INFINITY },
        };
        Self { kept, limits, base, core, customers: cover.customers() }
    }

    /// The limits of what is left when at most `most` sites open beside the kept; `None` where
    /// the essential ones already break them.
    pub(super) fn rest(&self, most: usize) -> Option<Limits> {
        let most = most.checked_sub(self.core.essential.len())?;
        let budget = self.limits.budget - self.core.spent;
        (budget >= 0.0).then_some(Limits { most, budget })
    }

    /// Sites of the core with all that are open anyway, ascending.
    pub(super) fn whole(&self, core: &[u32]) -> Vec<u32> {
        let chosen = core.iter().map(|site| self.core.matrix.sites[*site as usize]);
        let essential = self.core.essential.iter().map(|(site, _)| *site);
        let mut open: Vec<u32> = self.kept.iter().copied().chain(essential).chain(chosen).collect();
        open.sort_unstable();
        open
    }

    /// The bound of the whole that multipliers of the core prove, all sites alike, and the proof.
    pub(super) fn relaxed(&self, goal: f64, work: &mut Work) -> (f64, Step) {
        let core = &self.core.matrix;
        let worth = Measure::COUNT.of(core);
        let start = first_prices(core, &worth);
        let settled = self.core.essential.len() as f64;
        let hope = (goal - settled, 1.02 * goal - settled + 0.1);
        let climbed = climb(core, &worth, start, Trial::Nothing, hope, 2000, work);
        let fair = fair(core, &worth, climbed.prices);
        let value: f64 = fair.iter().sum();
        let mut prices = vec![0.0; self.customers];
        for (customer, price) in core.customers.iter().zip(fair) {
            prices[*customer as usize] = price;
        }
        for (_, customer) in &self.core.essential {
            prices[*customer as usize] = 1.0;
        }
        let proven = Proven { prices, count_price: 1.0, budget_price: 0.0 };
        (value + settled, Step::Close { proven })
    }

    /// Whether at most `most` sites beside the kept cover. Where only their number counts the
    /// answer comes without a proof: see [`Self::tell`].
    pub(super) fn decide(&self, most: usize, work: &mut Work) -> Verdict {
        let verdict = match self.limits.budget == f64::INFINITY {
            true => self.decide_by_parts(most, work),
            false => self.decide_as_one(most, work),
        };
        match verdict {
            Verdict::Cover(sites) => {
                let mut open: Vec<u32> = self.kept.iter().copied().chain(sites).collect();
                open.sort_unstable();
                Verdict::Cover(open)
            }
            other => other,
        }
    }

    /// Why no `most` sites beside the kept cover, if the work allows to tell.
    pub(super) fn tell(&self, most: usize, work: &mut Work) -> Option<Vec<Step>> {
        match self.decide_as_one(most, work) {
            Verdict::Never(proof) => proof,
            _ => None,
        }
    }

    fn decide_as_one(&self, most: usize, work: &mut Work) -> Verdict {
        let limits = Limits { most, ..self.limits };
        let measure = self.measure(limits, work);
        decide(&self.base, self.customers, limits, measure, None, work)
    }

    fn decide_by_parts(&self, most: usize, work: &mut Work) -> Verdict {
        let worth = vec![1.0; self.base.sites.len()];
        let mut prices = vec![0.0; self.customers];
        for (customer, price) in self.base.customers.iter().zip(first_prices(&self.base, &worth)) {
            prices[*customer as usize] = price;
        }
        match Parts::new(prices).decide(self.base.clone(), most, work) {
            Some(Some(cover)) => Verdict::Cover(cover),
            Some(None) => Verdict::Never(None),
            None => Verdict::Unknown,
        }
    }

    /// What the two limits are measured in together: the blend that looks most like excluding a
    /// cover.
    fn measure(&self, limits: Limits, work: &mut Work) -> Measure {
        if limits.budget == f64::INFINITY {
            return Measure::COUNT;
        }
        let scale = |limit: f64| 1.0 / limit.max(1e-9);
        let blend = |share: f64| Measure {
            count: (1.0 - share) * scale(limits.most as f64),
            price: share * scale(limits.budget),
        };
        let mut best = (f64::NEG_INFINITY, Measure::COUNT);
        for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
            let measure = blend(share);
            let worth = measure.of(&self.base);
            let goal = measure.goal(limits);
            let start = first_prices(&self.base, &worth);
            let hope = (goal, 1.05 * goal);
            let value = climb(&self.base, &worth, start, Trial::Nothing, hope, 60, work).value;
            let value = value - measure.limit(limits);
            if value > best.0 {
                best = (value, measure);
            }
        }
        best.1
    }
}

/// As few sites as possible that cover every customer, as far as the effort and the work go.
///
/// Reductions, greedy choice and row-weighting search give covers, multipliers a bound, and
/// searches with ever more sites allowed the proof.
#[must_use]
pub fn minimise(
    cover: &SetCover,
    effort: Effort,
    work: &mut Work,
    stream: &mut Stream,
) -> Minimised {
    let prepared = Prepared::new(cover, work);
    let kept = prepared.kept.len();
    let none = cover.most + 1;
    let lost = |proof| Minimised { open: None, bound: none, told: none, proof };
    if let Some(customer) = prepared.core.lost {
        let mut prices = vec![0.0; prepared.customers];
        prices[customer as usize] = none as f64;
        let proven = Proven { prices, count_price: 1.0, budget_price: 0.0 };
        return lost(Some(vec![Step::Close { proven }]));
    }
    let core = &prepared.core.matrix;
    let mut best: Option<Vec<u32>> = None;
    if let Some(rest) = prepared.rest(prepared.limits.most) {
        let first = greedy(core, &vec![1.0; core.sites.len()], work);
        let price: f64 = first.iter().map(|site| core.prices[*site as usize]).sum();
        let mut now = (first.len() <= rest.most && price <= rest.budget).then(|| first.clone());
        if now.is_none() {
            let mut part = work.part((work.left() / 4).min(1000 * core.links() + 1_000_000));
            now = weighting_search(core, rest, &first, &mut part, stream);
            work.spend(part.done());
        }
        best = now.as_ref().map(|sites| prepared.whole(sites));
        let short = 100 * core.links() + 200_000;
        if let Some(start) = &mut now {
            improve(&prepared, start, short, 0, work, stream);
            best = Some(prepared.whole(start));
        }
    }
    let mut bound = kept + prepared.core.essential.len() + usize::from(!core.sites.is_empty());
    let (mut told, mut proof) = (0, None);
    let most = best.as_ref().map_or(cover.most, |open| open.len() - 1);
    let part = if effort == Effort::Heuristic { 50 * core.links() } else { work.left() / 3 };
    let mut of_bound = work.part(part);
    let goal = (most - most.min(kept)) as f64 + 1e-6;
    let (value, step) = prepared.relaxed(goal, &mut of_bound);
    work.spend(of_bound.done());
    let raised = kept + (value - 1e-6 - 1e-9 * value).ceil() as usize;
    if raised >= bound {
        bound = raised;
        (told, proof) = (bound, Some(vec![step]));
    }
    if let Some(open) = &mut best
        && open.len() > bound
    {
        let is_core = |site: &u32| core.sites.binary_search(site).ok().map(|at| at as u32);
        let mut start: Vec<u32> = open.iter().filter_map(is_core).collect();
        let long = match effort {
            Effort::Exact => (work.left() / 10).min(3_000 * core.links() + 20_000_000),
            _ => work.left(),
        };
        improve(&prepared, &mut start, long, bound, work, stream);
        *open = prepared.whole(&start);
    }
    if effort == Effort::Exact {
        while bound <= cover.most && best.as_ref().is_none_or(|open| open.len() > bound) {
            match prepared.decide(bound - kept.min(bound), work) {
                Verdict::Cover(open) => best = Some(open),
                Verdict::Never(why) => {
                    bound += 1;
                    if why.is_some() {
                        (told, proof) = (bound, why);
                    }
                }
                Verdict::Unknown => break,
            }
        }
        if told < bound && bound > kept {
            let mut part = work.part(TOLD.max(work.done()));
            if let Some(why) = prepared.tell(bound - 1 - kept, &mut part) {
                (told, proof) = (bound, Some(why));
            }
            work.spend(part.done());
        }
    }
    Minimised { open: best, bound, told, proof }
}

/// Finds covers with ever fewer sites until one takes more than `limit` units of work or has as
/// few as `bound`, kept sites and all.
fn improve(
    prepared: &Prepared,
    start: &mut Vec<u32>,
    limit: u64,
    bound: usize,
    work: &mut Work,
    stream: &mut Stream,
) {
    let core = &prepared.core.matrix;
    let settled = prepared.kept.len() + prepared.core.essential.len();
    while !start.is_empty() && start.len() + settled > bound {
        let Some(rest) = prepared.rest(prepared.core.essential.len() + start.len() - 1) else {
            return;
        };
        let mut part = work.part(limit);
        let found = weighting_search(core, rest, start, &mut part, stream);
        work.spend(part.done());
        match found {
            Some(found) => *start = found,
            None => return,
        }
    }
}
