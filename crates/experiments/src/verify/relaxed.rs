//! The relaxed problem at given prices: one small problem for each site, and the best few of them.

use domain::decision::placement::{Coverage, Distances, Model, PlacementQuestion, Standing};

use super::knapsack::{self, Item};

/// Prices of the relaxed constraints.
#[derive(Clone, Copy)]
pub(super) struct Prices<'a> {
    pub(super) points: &'a [f64],
    pub(super) budget: f64,
    pub(super) capacity: f64,
}

/// The relaxed problem at given prices and cases: `constant`, plus the `costs` of the sites that
/// open: all that must, and of the free ones those that cost least, as many as may.
pub(super) struct Relaxed {
    /// With the sites that must open.
    constant: f64,
    costs: Vec<f64>,
    /// Free sites, cheapest first.
    order: Vec<usize>,
    /// Position in `order` of each site.
    rank: Vec<usize>,
    /// Sum of the first costs in `order`; the first is of none.
    sums: Vec<f64>,
    /// How many free sites are worth opening.
    gainful: usize,
    /// How many free sites may open, at least and at most; `None` where no number can.
    room: Option<(usize, usize)>,
    /// What is left of the budget.
    money: f64,
}

/// By how much a site may serve more than its capacity, relatively: more than what layouts are
/// granted.
const OVERLOAD: f64 = 2e-9;

impl Relaxed {
    /// The relaxed problem; `bound` matters for the p-center only. `exact` solves the knapsacks of
    /// single sourcing in whole numbers where all sizes and capacities are.
    ///
    /// The multipliers are of: every point is served once (backup covering: twice, but for a
    /// fine); opening costs are within the budget; the capacities of open sites suffice.
    pub(super) fn new(
        question: &PlacementQuestion<'_>,
        cases: &[Standing],
        prices: Prices<'_>,
        bound: f64,
        exact: bool,
    ) -> Self {
        let sites = question.candidates.len();
        let model = question.model;
        let mut constant = match question.budget {
            Some(_) => -prices.budget * question.spendable(),
            None => 0.0,
        };
        let rooms = question.rooms();
        let demand: f64 = question.sizes.iter().sum();
        if model.is_capacitated() {
            constant += prices.capacity * demand;
        }
        let mut costs: Vec<f64> = question
            .candidates
            .iter()
            .zip(&rooms)
            .map(|(candidate, room)| {
                let opening = match model {
                    Model::SetCovering { .. } => 1.0,
                    _ if model.pays_to_open() => candidate.opening_cost,
                    _ => 0.0,
                };
                let worth = match model.is_capacitated() {
                    true => prices.capacity * room.min(demand),
                    false => 0.0,
                };
                opening + prices.budget * candidate.opening_cost - worth
            })
            .collect();
        let mut items = vec![Vec::new(); if model.is_capacitated() { sites } else { 0 }];
        for (point, weight) in question.weights.iter().enumerate() {
            // Points without weight need not be served, but by capacities.
            if *weight == 0.0 && !model.is_capacitated() {
                continue;
            }
            let price = prices.points[point];
            let (served, worth) = point_terms(model, *weight, price);
            constant += served;
            each_gain(question, point, worth, bound, |site, gain| match items.get_mut(site) {
                _ if cases[site] == Standing::Banned => {}
                Some(items) => items.push(Item { gain, size: question.sizes[point] }),
                None => costs[site] -= gain,
            });
        }
        let is_whole = |value: &f64| value.fract() == 0.0;
        // What the table of a knapsack can have.
        let is_small = |value: &f64| is_whole(value) && *value < 1e8;
        let exact = exact && model == Model::SingleSource && question.sizes.iter().all(is_whole);
        for (site, items) in items.iter_mut().enumerate() {
            let capacity = rooms[site];
            if model == Model::SingleSource {
                items.retain(|item| item.size <= capacity);
            }
            costs[site] -= match exact && (capacity.is_infinite() || is_small(&capacity)) {
                true => knapsack::whole(items, capacity),
                false => knapsack::fractional(items, capacity),
            };
        }
        Self::of(question, cases, constant, costs)
    }

    fn of(
        question: &PlacementQuestion<'_>,
        cases: &[Standing],
        mut constant: f64,
        costs: Vec<f64>,
    ) -> Self {
        let (mut must, mut money) = (0, question.budget.unwrap_or(f64::INFINITY) * (1.0 + 1e-9));
        let mut order = Vec::new();
        for (site, case) in cases.iter().enumerate() {
            match case {
                Standing::Free => order.push(site),
                Standing::Kept => {
                    must += 1;
                    constant += costs[site];
                    money -= question.candidates[site].opening_cost;
                }
                Standing::Banned => {}
            }
        }
        order.sort_by(|a, b| costs[*a].total_cmp(&costs[*b]).then(a.cmp(b)));
        let mut rank = vec![usize::MAX; costs.len()];
        let mut sums = vec![0.0];
        for (at, site) in order.iter().enumerate() {
            rank[*site] = at;
            sums.push(sums[at] + costs[*site]);
        }
        let gainful = order.partition_point(|site| costs[*site] < 0.0);
        // Without a budget opening costs may be below 0.
        let is_paid = question.budget.is_none() || money >= 0.0;
        let room = fewest(question, cases)
            .zip(question.most_sites().checked_sub(must))
            .filter(|(fewest, most)| fewest <= most && is_paid);
        Self { constant, costs, order, rank, sums, gainful, room, money }
    }

    /// Its value: no layout of these cases costs less. Infinite where there is none.
    pub(super) fn value(&self) -> f64 {
        self.room.map_or(f64::INFINITY, |room| self.constant + self.least(room, None))
    }

    /// Its value where a free site, with this opening cost, must open.
    pub(super) fn value_open(&self, site: usize, opening_cost: f64, has_budget: bool) -> f64 {
        match self.room {
            Some((fewest, most)) if most > 0 && (!has_budget || opening_cost <= self.money) => {
                let room = (fewest.saturating_sub(1), most - 1);
                self.constant + self.costs[site] + self.least(room, Some(site))
            }
            _ => f64::INFINITY,
        }
    }

    /// Its value where a free site must stay closed.
    pub(super) fn value_closed(&self, site: usize) -> f64 {
        self.room.map_or(f64::INFINITY, |room| self.constant + self.least(room, Some(site)))
    }

    /// Least cost of so many free sites, `without` one of them.
    fn least(&self, (fewest, most): (usize, usize), without: Option<usize>) -> f64 {
        let most = most.min(self.order.len() - usize::from(without.is_some()));
        if fewest > most {
            return f64::INFINITY;
        }
        let is_gainful = without.is_some_and(|site| self.rank[site] < self.gainful);
        let taken = (self.gainful - usize::from(is_gainful)).clamp(fewest, most);
        match without.filter(|site| self.rank[*site] < taken) {
            None => self.sums[taken],
            Some(site) => self.sums[taken + 1] - self.costs[site],
        }
    }
}

/// The fewest free sites that could do: a layout has a site, and the open capacities suffice for
/// the demand. `None` where all of them do not.
fn fewest(question: &PlacementQuestion<'_>, cases: &[Standing]) -> Option<usize> {
    let rooms = question.rooms();
    let of = |standing| {
        let all = rooms.iter().zip(cases);
        all.filter(move |(_, case)| **case == standing).map(|(room, _)| *room)
    };
    let mut fewest = usize::from(of(Standing::Kept).next().is_none());
    if question.model.is_capacitated() {
        let demand: f64 = question.sizes.iter().sum();
        let mut free: Vec<f64> = of(Standing::Free).collect();
        free.sort_by(|a, b| b.total_cmp(a));
        let kept: f64 = of(Standing::Kept).sum();
        let holds =
            |count: usize| (kept + free[..count].iter().sum::<f64>()) * (1.0 + OVERLOAD) >= demand;
        fewest = (fewest..=free.len()).find(|count| holds(*count))?;
    }
    Some(fewest)
}

/// What a point adds to the relaxed value at this price, and what being served is worth to it.
fn point_terms(model: Model, weight: f64, price: f64) -> (f64, f64) {
    match model {
        // Served, or the fine is paid.
        Model::MaxCovering { coverage: Coverage::Backup { share }, .. } => {
            // Served more than twice is allowed, so that a price below 0 proves nothing.
            let price = price.max(0.0);
            (price.min(weight * (1.0 - share)) + price.min(weight * share), price)
        }
        Model::MaxCovering { .. } => (price.min(weight), price),
        _ => (price, price),
    }
}

/// Calls `gain` with every site that serves the point for less than it is worth, and by how much.
fn each_gain(
    question: &PlacementQuestion<'_>,
    point: usize,
    worth: f64,
    bound: f64,
    mut gain: impl FnMut(usize, f64),
) {
    let mut tell = |site: usize, distance: f64| {
        if let Some(cost) = cost(question, point, distance, bound).filter(|cost| *cost < worth) {
            gain(site, worth - cost);
        }
    };
    let sites = question.candidates.len();
    let Distances::Links(links) = &question.distances else {
        for site in 0..sites {
            if let Some(distance) = question.distance(point, site) {
                tell(site, distance);
            }
        }
        return;
    };
    let is_of_use = |beyond: f64| cost(question, point, beyond, bound).is_some_and(|c| c < worth);
    if let Some(beyond) = links.beyond.filter(|beyond| is_of_use(*beyond)) {
        let mut listed = vec![false; sites];
        links.of(point).for_each(|(site, _)| listed[site as usize] = true);
        (0..sites).filter(|site| !listed[*site]).for_each(|site| tell(site, beyond));
    }
    links.of(point).for_each(|(site, distance)| tell(site as usize, f64::from(distance)));
}

/// What it costs to serve a point from so far away; `None` where it would not count.
pub(super) fn cost(
    question: &PlacementQuestion<'_>,
    point: usize,
    distance: f64,
    bound: f64,
) -> Option<f64> {
    let weight = question.weights[point];
    match question.model {
        Model::PCenter => (distance < bound).then_some(0.0),
        Model::SetCovering { radius } => question.is_within(distance, radius).then_some(0.0),
        Model::MaxCovering { .. } => {
            let nearness = question.nearness(distance);
            (nearness > 0.0).then_some(weight * (1.0 - nearness))
        }
        _ => Some(weight * distance),
    }
}
