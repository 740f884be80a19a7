//! Each customer to one of the open sites, within the capacities: tabu search on the generalised
//! assignment problem.

use domain::rng::Stream;

use super::problem::Capacitated;
use crate::Work;

/// Open sites each customer looks at: those where it costs least at the prices of the capacities.
const NEAR: usize = 8;

/// The state: everybody has a site, capacities may be exceeded at a penalty.
struct Assignment<'a> {
    problem: &'a Capacitated,
    open: &'a [u32],
    /// Customer by customer, the cost at each open site.
    costs: Vec<f64>,
    /// The slots each customer looks at.
    near: Vec<Vec<u32>>,
    at: Vec<u32>,
    held: Vec<Vec<u32>>,
    load: Vec<f64>,
    cost: f64,
    excess: f64,
    penalty: f64,
}

#[derive(Clone, Copy)]
struct Move {
    value: f64,
    customer: u32,
    to: u32,
    /// Who goes the other way.
    other: Option<u32>,
}

/// Assigns customers to the open sites, beginning with the shares of a split service and led by
/// its prices; returns the cost of service and the site of each customer, or `None` where it found
/// no assignment within the capacities.
///
/// Moves are shifts of a customer and swaps of two; a penalty on exceeded capacities rises while
/// they are and falls while they are not, so that the search crosses the border again and again.
///
/// Source: Díaz & Fernández (2001), doi:10.1016/S0377-2217(00)00108-9.
pub(super) fn assign(
    problem: &Capacitated,
    open: &[u32],
    shares: &[(u32, u32, f64)],
    prices: &[f64],
    moves: u32,
    stream: &mut Stream,
    work: &mut Work,
) -> Option<(f64, Vec<u32>)> {
    if open.is_empty() {
        return None;
    }
    let mut state = Assignment::new(problem, open, shares, prices)?;
    let customers = problem.customers() as u32;
    let mut best: Option<(f64, Vec<u32>)> = None;
    let mut tabu = vec![0_u32; customers as usize * open.len()];
    let mut since = 0;
    // All customers are looked at in turn, so many a move that a move costs about the same.
    let look = (20_000 / (NEAR * (1 + customers as usize / open.len()))).max(16) as u32;
    let look = look.min(customers);
    let mut turn = 0;
    for step in 1..=moves {
        if work.is_over() {
            break;
        }
        if state.excess <= 0.0 && best.as_ref().is_none_or(|best| state.cost < best.0 - 1e-9) {
            best = Some((state.cost, state.at.clone()));
            since = 0;
        }
        since += 1;
        let aim = best.as_ref().map_or(f64::INFINITY, |best| best.0);
        let mut chosen: Option<Move> = None;
        for look in 0..look {
            let customer = (turn + look) % customers;
            state.consider(customer, step, &tabu, aim, &mut chosen, work);
        }
        turn = (turn + look) % customers;
        let Some(next) = chosen else { continue };
        let worsens = next.value >= -1e-9;
        let from = state.at[next.customer as usize];
        let tenure = 6 + stream.below(10) + if since > 200 { 10 } else { 0 };
        if worsens || state.excess > 0.0 {
            tabu[next.customer as usize * open.len() + from as usize] = step + tenure;
        }
        if let Some(other) = next.other {
            if worsens {
                tabu[other as usize * open.len() + next.to as usize] = step + tenure;
            }
            state.shift(other, from);
        }
        state.shift(next.customer, next.to);
        let factor = if state.excess > 0.0 { 1.05 } else { 0.96 };
        state.penalty = (state.penalty * factor).clamp(1e-6, 1e12);
    }
    if state.excess <= 0.0 && best.as_ref().is_none_or(|best| state.cost < best.0 - 1e-9) {
        best = Some((state.cost, state.at.clone()));
    }
    best.map(|(cost, at)| (cost, at.iter().map(|slot| open[*slot as usize]).collect()))
}

impl<'a> Assignment<'a> {
    fn new(
        problem: &'a Capacitated,
        open: &'a [u32],
        shares: &[(u32, u32, f64)],
        prices: &[f64],
    ) -> Option<Self> {
        let customers = problem.customers();
        let mut costs = Vec::with_capacity(customers * open.len());
        for customer in 0..customers {
            costs.extend(open.iter().map(|site| problem.cost(*site, customer)));
        }
        // What a unit of each capacity is worth, from the prices of customers it serves wholly.
        let mut worth = vec![f64::INFINITY; open.len()];
        let mut best = vec![(0.0, u32::MAX); customers];
        for (site, customer, share) in shares {
            let slot = open.binary_search(site).ok()?;
            let at = *customer as usize;
            let size = problem.sizes[at];
            if size > 0.0 {
                let rate = (prices[at] - costs[at * open.len() + slot]) / size;
                worth[slot] = worth[slot].min(rate.max(0.0));
            }
            if *share > best[at].0 {
                best[at] = (*share, slot as u32);
            }
        }
        worth.iter_mut().filter(|worth| !worth.is_finite()).for_each(|worth| *worth = 0.0);
        let mut near = Vec::with_capacity(customers);
        let mut at = Vec::with_capacity(customers);
        for customer in 0..customers {
            let size = problem.sizes[customer];
            let value = |slot: &u32| {
                costs[customer * open.len() + *slot as usize] + size * worth[*slot as usize]
            };
            let mut slots: Vec<u32> = (0..open.len() as u32).collect();
            slots.sort_by(|a, b| value(a).total_cmp(&value(b)).then(a.cmp(b)));
            let first = best[customer].1;
            at.push(if first == u32::MAX { slots[0] } else { first });
            slots.truncate(NEAR);
            near.push(slots);
        }
        let mut state = Self {
            problem,
            open,
            costs,
            near,
            held: vec![Vec::new(); open.len()],
            load: vec![0.0; open.len()],
            at,
            cost: 0.0,
            excess: 0.0,
            penalty: 0.0,
        };
        for customer in 0..customers {
            let slot = state.at[customer] as usize;
            state.held[slot].push(customer as u32);
            state.load[slot] += problem.sizes[customer];
            state.cost += state.costs[customer * open.len() + slot];
        }
        state.excess = (0..open.len()).map(|slot| state.over(slot, 0.0)).sum();
        let demand = problem.demand();
        state.penalty = if demand > 0.0 { 0.5 * state.cost.abs() / demand + 1e-3 } else { 1.0 };
        Some(state)
    }

    /// By how much a slot's capacity is exceeded when its load changes.
    #[inline]
    fn over(&self, slot: usize, change: f64) -> f64 {
        let capacity = self.problem.capacities[self.open[slot] as usize];
        let over = self.load[slot] + change - capacity;
        if over > 1e-9 * capacity { over } else { 0.0 }
    }

    /// Looks at the moves of a customer.
    fn consider(
        &self,
        customer: u32,
        step: u32,
        tabu: &[u32],
        aim: f64,
        chosen: &mut Option<Move>,
        work: &mut Work,
    ) {
        let slots = self.open.len();
        let who = customer as usize;
        let (from, size) = (self.at[who] as usize, self.problem.sizes[who]);
        let here = self.costs[who * slots + from];
        let over_from = self.over(from, 0.0);
        for to in &self.near[who] {
            let slot = *to as usize;
            if slot == from {
                continue;
            }
            let is_tabu = tabu[who * slots + slot] > step;
            let gain = self.costs[who * slots + slot] - here;
            let over_to = self.over(slot, 0.0);
            let excess = self.over(from, -size) + self.over(slot, size) - over_from - over_to;
            self.offer(gain, excess, is_tabu, aim, (customer, *to, None), chosen);
            for other in &self.held[slot] {
                let whom = *other as usize;
                let change = self.problem.sizes[whom] - size;
                let gain = gain + self.costs[whom * slots + from] - self.costs[whom * slots + slot];
                let excess =
                    self.over(from, change) + self.over(slot, -change) - over_from - over_to;
                let is_tabu = is_tabu || tabu[whom * slots + from] > step;
                self.offer(gain, excess, is_tabu, aim, (customer, *to, Some(*other)), chosen);
            }
            work.spend(1 + self.held[slot].len() as u64 / 4);
        }
    }

    #[inline]
    fn offer(
        &self,
        gain: f64,
        excess: f64,
        is_tabu: bool,
        aim: f64,
        (customer, to, other): (u32, u32, Option<u32>),
        chosen: &mut Option<Move>,
    ) {
        let value = gain + self.penalty * excess;
        if chosen.is_some_and(|chosen| chosen.value <= value) {
            return;
        }
        if is_tabu && !(self.excess + excess <= 1e-9 && self.cost + gain < aim - 1e-9) {
            return;
        }
        *chosen = Some(Move { value, customer, to, other });
    }

    fn shift(&mut self, customer: u32, to: u32) {
        let (who, slots) = (customer as usize, self.open.len());
        let from = self.at[who];
        let (old, new) = (from as usize, to as usize);
        let size = self.problem.sizes[who];
        self.excess -= self.over(old, 0.0) + self.over(new, 0.0);
        self.load[old] -= size;
        self.load[new] += size;
        self.excess += self.over(old, 0.0) + self.over(new, 0.0);
        if self.excess < 1e-9 {
            self.excess = 0.0;
        }
        self.cost += self.costs[who * slots + new] - self.costs[who * slots + old];
        self.held[old].retain(|held| *held != customer);
        self.held[new].push(customer);
        self.at[who] = to;
    }
}
