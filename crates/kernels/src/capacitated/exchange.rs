//! Open sites and single assignments searched as one: customers move, and sites open, close and
//! replace each other, with capacities exceeded at a penalty on the way.

use domain::rng::Stream;

use super::problem::{Capacitated, Solution};
use crate::Work;
use crate::location::Standing;

/// Sites that each customer looks at, those that cost it least with their share of the opening.
const NEAR: usize = 24;

/// Nobody is moved back for this many moves, and up to as many again.
const TENURE: u32 = 8;

/// Everybody has a site; sites with customers, and those that must be, are open.
struct Exchange<'a> {
    problem: &'a Capacitated,
    near: Vec<Vec<u32>>,
    at: Vec<u32>,
    held: Vec<Vec<u32>>,
    load: Vec<f64>,
    cost: f64,
    spent: f64,
    open: usize,
    excess: f64,
    penalty: f64,
    tabu: Vec<u32>,
}

/// Customers and where they go, in order.
type Moves = Vec<(u32, u32)>;

/// Improves an assignment, which may exceed capacities, and hands every better one within them to
/// `offer`; returns the cost of the best, or infinity.
///
/// A tabu search whose moves are a customer to another site, two customers exchanged, a site's
/// customers to a closed site, a site's customers to wherever they fit best, and a closed site
/// opened for the customers that gain. Where capacities hold but few customers each, what a set of
/// sites costs with split service says little of what it costs with one site for each customer, so
/// that the sets cannot be searched first.
///
/// Source: the neighbourhoods of Ahuja, Orlin, Pallottino, Scaparra & Scutellà (2004), *Management
/// Science* 50, 749-760, without its chains; the penalty oscillates as in `assign`.
pub(super) fn exchange(
    problem: &Capacitated,
    start: &[u32],
    (rate, steps): (f64, u32),
    stream: &mut Stream,
    work: &mut Work,
    offer: &mut dyn FnMut(Solution),
) -> f64 {
    let mut state = Exchange::new(problem, start, rate);
    let customers = problem.customers() as u32;
    let sites = problem.sites.len() as u32;
    let mut best = f64::INFINITY;
    let mut best_at = state.at.clone();
    let mut since = 0;
    let (mut turn, mut site_turn) = (0, 0);
    for step in 1..=steps {
        if work.is_over() {
            break;
        }
        if state.is_allowed() && state.cost < best - 1e-9 * best.abs().min(1e12) {
            best = state.cost;
            best_at.copy_from_slice(&state.at);
            since = 0;
            offer(state.solution());
        }
        since += 1;
        if since > 3_000 && best.is_finite() {
            // Away from here: back to the best and some of its sites closed.
            state.take_up(&best_at);
            for _ in 0..1 + stream.below(4) {
                let site = state.at[stream.below(customers) as usize];
                if let Some((_, moves)) = state.close(site, step, true) {
                    state.apply(&moves, step + 40);
                }
            }
            since = 0;
        }
        let mut chosen: Option<(f64, Moves)> = None;
        for _ in 0..customers.min(40) {
            turn = (turn + 1) % customers;
            state.shift_or_swap(turn, step, &mut chosen, work);
        }
        for _ in 0..sites.min(6) {
            site_turn = (site_turn + 1) % sites;
            state.change(site_turn, step, &mut chosen, work);
        }
        let Some((value, moves)) = chosen else { continue };
        let until = if value >= -1e-9 || state.excess > 0.0 {
            step + TENURE + stream.below(TENURE)
        } else {
            step
        };
        state.apply(&moves, until);
        let factor = if state.excess > 0.0 { 1.04 } else { 0.96 };
        state.penalty = (state.penalty * factor).clamp(0.02 * rate, 50.0 * rate + 1e-6);
    }
    best
}

impl<'a> Exchange<'a> {
    fn new(problem: &'a Capacitated, start: &[u32], rate: f64) -> Self {
        let customers = problem.customers();
        let sites = problem.sites.len();
        let is_free = |site: &u32| problem.sites[*site as usize].standing != Standing::Closed;
        let near = (0..customers).map(|customer| {
            let size = problem.sizes[customer];
            let cost = |site: u32| {
                let of = &problem.sites[site as usize];
                let share = if of.capacity >= size { size / of.capacity.max(1e-9) } else { 1e9 };
                problem.cost(site, customer) + of.opening.max(0.0) * share
            };
            let mut near: Vec<u32> = (0..sites as u32).filter(is_free).collect();
            near.sort_by(|a, b| cost(*a).total_cmp(&cost(*b)).then(a.cmp(b)));
            near.truncate(NEAR);
            near
        });
        let mut state = Self {
            problem,
            near: near.collect(),
            at: start.to_vec(),
            held: Vec::new(),
            load: Vec::new(),
            cost: 0.0,
            spent: 0.0,
            open: 0,
            excess: 0.0,
            penalty: rate,
            tabu: vec![0; customers * sites],
        };
        state.take_up(start);
        state
    }

    /// Begins again from an assignment.
    fn take_up(&mut self, at: &[u32]) {
        let problem = self.problem;
        let sites = problem.sites.len();
        self.at.copy_from_slice(at);
        self.held = vec![Vec::new(); sites];
        self.load = vec![0.0; sites];
        self.cost = 0.0;
        for (customer, site) in (0..).zip(at) {
            self.held[*site as usize].push(customer);
            self.load[*site as usize] += problem.sizes[customer as usize];
            self.cost += problem.cost(*site, customer as usize);
        }
        (self.spent, self.open) = (0.0, 0);
        for site in 0..sites {
            if self.is_open(site) {
                self.cost += problem.sites[site].opening;
                self.spent += problem.sites[site].price;
                self.open += 1;
            }
        }
        self.excess = (0..sites).map(|site| self.over(site, 0.0)).sum();
    }

    fn is_open(&self, site: usize) -> bool {
        !self.held[site].is_empty() || self.problem.sites[site].standing == Standing::Open
    }

    fn is_allowed(&self) -> bool {
        self.excess <= 0.0
            && self.open <= self.problem.most
            && self.spent <= self.problem.budget * (1.0 + 1e-12)
            && self.cost < self.problem.forbidden
    }

    fn solution(&self) -> Solution {
        let open = (0..self.problem.sites.len()).filter(|site| self.is_open(*site));
        let shares = (0..).zip(&self.at).map(|(customer, site)| (*site, customer, 1.0));
        Solution {
            open: open.map(|site| site as u32).collect(),
            shares: shares.collect(),
            cost: 0.0,
        }
    }

    #[inline]
    fn over(&self, site: usize, change: f64) -> f64 {
        let capacity = self.problem.capacities[site];
        let over = self.load[site] + change - capacity;
        if over > 1e-9 * capacity { over } else { 0.0 }
    }

    #[inline]
    fn is_tabu(&self, customer: u32, site: u32, step: u32) -> bool {
        self.tabu[customer as usize * self.problem.sites.len() + site as usize] > step
    }

    /// Whether one more site may open.
    fn has_room(&self, site: usize) -> bool {
        let of = &self.problem.sites[site];
        of.standing != Standing::Closed
            && self.open < self.problem.most
            && self.spent + of.price <= self.problem.budget * (1.0 + 1e-12)
    }

    /// What is saved when a site's last customer leaves.
    fn closing(&self, site: usize) -> f64 {
        let of = &self.problem.sites[site];
        if of.standing == Standing::Open { 0.0 } else { of.opening }
    }

    /// A customer to another site, alone or in exchange.
    fn shift_or_swap(
        &self,
        customer: u32,
        step: u32,
        chosen: &mut Option<(f64, Moves)>,
        work: &mut Work,
    ) {
        let problem = self.problem;
        let who = customer as usize;
        let from = self.at[who] as usize;
        let size = problem.sizes[who];
        let here = problem.cost(from as u32, who);
        let over_from = self.over(from, 0.0);
        let mut known = chosen.as_ref().map_or(f64::INFINITY, |chosen| chosen.0);
        for site in &self.near[who] {
            let to = *site as usize;
            if to == from || self.is_tabu(customer, *site, step) {
                continue;
            }
            let gain = problem.cost(*site, who) - here;
            let over = over_from + self.over(to, 0.0);
            let mut alone = gain;
            if self.held[from].len() == 1 {
                alone -= self.closing(from);
            }
            let is_open = self.is_open(to);
            if !is_open {
                alone += problem.sites[to].opening;
            }
            let excess = self.over(from, -size) + self.over(to, size) - over;
            let value = alone + self.penalty * excess;
            if value < known && (is_open || self.has_room(to)) {
                known = value;
                *chosen = Some((value, vec![(customer, *site)]));
            }
            for other in &self.held[to] {
                let whom = *other as usize;
                let change = problem.sizes[whom] - size;
                let excess = self.over(from, change) + self.over(to, -change) - over;
                let value = gain + problem.cost(from as u32, whom) - problem.cost(*site, whom)
                    + self.penalty * excess;
                if value < known && !self.is_tabu(*other, from as u32, step) {
                    known = value;
                    *chosen = Some((value, vec![(customer, *site), (*other, from as u32)]));
                }
            }
            work.spend(1 + self.held[to].len() as u64 / 4);
        }
    }

    /// A site closed, replaced or opened.
    fn change(&self, site: u32, step: u32, chosen: &mut Option<(f64, Moves)>, work: &mut Work) {
        let problem = self.problem;
        let at = site as usize;
        let mut better = |value: f64, moves: &mut dyn FnMut() -> Moves| {
            if chosen.as_ref().is_none_or(|chosen| value < chosen.0) {
                *chosen = Some((value, moves()));
            }
        };
        if self.held[at].is_empty() {
            if problem.sites[at].standing != Standing::Closed {
                work.spend(self.at.len() as u64);
                if let Some((value, mut moves)) = self.fill(site, step) {
                    better(value, &mut || std::mem::take(&mut moves));
                }
            }
            return;
        }
        work.spend((self.held[at].len() * (NEAR + problem.sites.len())) as u64 / 4);
        if let Some((value, mut moves)) = self.close(site, step, false) {
            better(value, &mut || std::mem::take(&mut moves));
        }
        let first = self.held[at][0] as usize;
        for other in &self.near[first] {
            let to = *other as usize;
            let of = &problem.sites[to];
            let spent = self.spent + of.price - problem.sites[at].price;
            if self.is_open(to) || spent > problem.budget * (1.0 + 1e-12) {
                continue;
            }
            let mut value = of.opening - self.closing(at);
            for customer in &self.held[at] {
                let who = *customer as usize;
                value += problem.cost(*other, who) - problem.cost(site, who);
            }
            value += self.penalty * (self.over(to, self.load[at]) - self.over(at, 0.0));
            let is_tabu = self.held[at].iter().any(|who| self.is_tabu(*who, *other, step));
            let is_kept = problem.sites[at].standing == Standing::Open;
            if !is_tabu && (!is_kept || self.has_room(to)) {
                better(value, &mut || self.held[at].iter().map(|who| (*who, *other)).collect());
            }
        }
    }

    /// A site's customers to wherever they fit best, the largest first.
    fn close(&self, site: u32, step: u32, forced: bool) -> Option<(f64, Moves)> {
        let problem = self.problem;
        let at = site as usize;
        let mut leaving = self.held[at].clone();
        let size = |customer: u32| problem.sizes[customer as usize];
        leaving.sort_by(|a, b| size(*b).total_cmp(&size(*a)).then(a.cmp(b)));
        let mut value = -self.closing(at) - self.penalty * self.over(at, 0.0);
        let mut moves: Moves = Vec::with_capacity(leaving.len());
        for customer in leaving {
            let who = customer as usize;
            let mut best: Option<(f64, u32)> = None;
            for other in &self.near[who] {
                let to = *other as usize;
                let is_tabu = !forced && self.is_tabu(customer, *other, step);
                if to == at || is_tabu || !self.is_open(to) {
                    continue;
                }
                let come = moves.iter().filter(|(_, to)| to == other);
                let more: f64 = come.map(|(customer, _)| size(*customer)).sum();
                let excess = self.over(to, more + size(customer)) - self.over(to, more);
                let cost = problem.cost(*other, who) + self.penalty * excess;
                if best.is_none_or(|best| cost < best.0) {
                    best = Some((cost, *other));
                }
            }
            let (cost, to) = best?;
            value += cost - problem.cost(site, who);
            moves.push((customer, to));
        }
        Some((value, moves))
    }

    /// A closed site opened for those that gain by it, most for their size first.
    fn fill(&self, site: u32, step: u32) -> Option<(f64, Moves)> {
        let problem = self.problem;
        if !self.has_room(site as usize) {
            return None;
        }
        let capacity = problem.capacities[site as usize];
        let mut gains: Vec<(f64, u32)> = Vec::new();
        for customer in 0..self.at.len() as u32 {
            let who = customer as usize;
            let from = self.at[who] as usize;
            let size = problem.sizes[who];
            let relief = self.over(from, 0.0) - self.over(from, -size);
            let mut gain =
                problem.cost(from as u32, who) - problem.cost(site, who) + self.penalty * relief;
            if self.held[from].len() == 1 {
                gain += self.closing(from);
            }
            if gain > 0.0 && size <= capacity && !self.is_tabu(customer, site, step) {
                gains.push((gain / size.max(1e-9), customer));
            }
        }
        gains.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut value = problem.sites[site as usize].opening;
        let (mut left, mut moves) = (capacity, Moves::new());
        let mut leaves: Vec<(u32, f64)> = Vec::new();
        for (_, customer) in gains {
            let who = customer as usize;
            let (from, size) = (self.at[who], problem.sizes[who]);
            if size > left {
                continue;
            }
            let gone = leaves.iter().filter(|leave| leave.0 == from);
            let (gone, count) = gone.fold((0.0, 0), |(sum, n), leave| (sum + leave.1, n + 1));
            let from_at = from as usize;
            let relief = self.over(from_at, -gone) - self.over(from_at, -gone - size);
            let mut gain =
                problem.cost(from, who) - problem.cost(site, who) + self.penalty * relief;
            if self.held[from_at].len() == count + 1 {
                gain += self.closing(from_at);
            }
            if gain > 0.0 {
                value -= gain;
                left -= size;
                leaves.push((from, size));
                moves.push((customer, site));
            }
        }
        (!moves.is_empty()).then_some((value, moves))
    }

    fn apply(&mut self, moves: &[(u32, u32)], until: u32) {
        let sites = self.problem.sites.len();
        for (customer, to) in moves {
            let who = *customer as usize;
            self.tabu[who * sites + self.at[who] as usize] = until;
            self.shift(*customer, *to as usize);
        }
        if self.excess < 1e-9 {
            self.excess = 0.0;
        }
    }

    fn shift(&mut self, customer: u32, to: usize) {
        let who = customer as usize;
        let from = self.at[who] as usize;
        let size = self.problem.sizes[who];
        let before = self.over(from, 0.0) + self.over(to, 0.0);
        let opens = !self.is_open(to);
        self.load[from] -= size;
        self.load[to] += size;
        self.excess += self.over(from, 0.0) + self.over(to, 0.0) - before;
        self.cost += self.problem.cost(to as u32, who) - self.problem.cost(from as u32, who);
        self.held[from].retain(|held| *held != customer);
        self.held[to].push(customer);
        self.at[who] = to as u32;
        if opens {
            self.cost += self.problem.sites[to].opening;
            self.spent += self.problem.sites[to].price;
            self.open += 1;
        }
        if !self.is_open(from) {
            self.cost -= self.problem.sites[from].opening;
            self.spent -= self.problem.sites[from].price;
            self.open -= 1;
        }
    }
}
