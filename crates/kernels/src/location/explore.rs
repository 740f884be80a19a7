//! A case at work: climbed, fixed, searched, and closed or to be split.

use std::rc::Rc;

use super::case::{Case, LEAST_PACE, NODE_PACE};
use super::climb::{Ascent, Goal};
use super::fix::{cutoff, fix};
use super::hunt::Hunt;
use super::proof::Step;
use super::relaxed::{Limits, Relaxation, Relaxed};
use super::rounding::{improved, rounded, searched};
use super::tree::{Fate, Node, Tree};
use super::{Rest, Standing, sift};
use crate::Work;

/// Steps of the root's climb between two tries to fix sites.
const ROOT_ROUND: usize = 100;

/// Rounds of steps at a node, at most.
const ROUNDS: usize = 12;

/// A climb goes on at a node while a round gains this share of what is missing.
const PAYS: f64 = 0.15;

/// A climb of a large problem goes on while a round gains this share of what is missing.
const PAYS_AT_ROOT: f64 = 0.01;

/// A large problem is searched among all of its sites where that may look at every link so often.
const FULL_LOOKS: u64 = 30;

/// So often the search may look at every link that is left without finding anything.
const ENOUGH: u64 = 800;

/// Rounds of steps at a node before it is asked whether they pay.
const FIRST_ROUNDS: usize = 4;

impl<'a> Tree<'a> {
    /// Climbs and fixes until the case is closed or to be split.
    pub(super) fn explore(&mut self, node: Node<'a>, work: &mut Work) -> Fate<'a> {
        let Node { rest, standing, ascent, bound, step, is_root, split, plan } = node;
        let before = bound;
        let ascent = ascent.as_ref().clone();
        let mut case = Case { rest, standing, ascent, bound, step, is_root };
        if !is_root {
            case.shrink(NODE_PACE, work);
        }
        if self.settle(&mut case, work) {
            return Fate::Closed;
        }
        let end = if is_root { self.root(&mut case, work) } else { self.climb(&mut case, work) };
        if let Some((site, opened)) = split {
            let reached = if end { cutoff(self.location, self.cost) } else { case.bound };
            self.gains.learn(site, opened, reached - before);
        }
        if end {
            return Fate::Closed;
        }
        let cut = self.cut(&case, plan, work);
        let Case { rest, ascent, bound, step, .. } = case;
        match cut {
            Some(cut) if !work.is_over() => Fate::Split { cut, rest, ascent, bound, step },
            _ => Fate::GivenUp { rest, ascent, bound, step },
        }
    }

    /// Climbs, and looks for better answers in between, until neither pays. Whether that closed
    /// the case.
    fn root(&mut self, case: &mut Case<'a>, work: &mut Work) -> bool {
        let rounds = self.how.root_steps.div_ceil(ROOT_ROUND).max(1);
        // A large problem is searched once the climb has told where: only the share of the search
        // is kept for that.
        let is_large = self.is_large(&case.rest);
        let kept = if is_large { self.how.search.min(work.left() / 2) } else { 0 };
        let mut left = self.how.search;
        let mut searched = 0;
        let mut pays = true;
        for at in 1.. {
            let (done, before) = (work.done(), case.bound);
            let is_climbed = at > rounds
                || case.ascent.is_over(&self.goal(case))
                || is_large && (!pays || work.left() <= kept);
            if !is_climbed && self.climb_round(case, work) {
                return true;
            }
            let missing = self.cost - case.bound;
            pays = case.ascent.is_fresh() || case.bound - before >= PAYS_AT_ROOT * missing;
            if is_large && !is_climbed {
                continue;
            }
            // What is left grows small while the climb goes on; thereafter as much is searched
            // again as in all, until that finds nothing.
            let climbed = work.done() - done;
            let links = case.rest.location.links.len() as u64;
            let most = if is_climbed { searched.max(50 * links) } else { climbed }.min(left);
            let before = self.cost;
            self.look(case, most, work);
            left -= most;
            searched += most;
            let has_found = self.cost < before;
            pays = has_found;
            if has_found && self.restart(case, work) {
                return true;
            }
            if work.is_over()
                || is_climbed && (left == 0 || !has_found && searched >= ENOUGH * links)
            {
                self.hunt = Some(Hunt::of(case, self.record.mark(), ENOUGH * links, left, work));
                return false;
            }
        }
        false
    }

    /// After a better answer: its own first prices may be better than those climbed to, as where
    /// everybody is covered. Whether that closed the case.
    fn restart(&mut self, case: &mut Case<'a>, work: &mut Work) -> bool {
        if let Some((prices, value)) = self.start(&case.rest, work)
            && value > case.ascent.relaxed.value
        {
            case.ascent = Ascent::from(prices, Vec::new(), 1.0);
        }
        self.settle(case, work)
    }

    /// Climbs as long as that pays. Whether that closed the case.
    fn climb(&mut self, case: &mut Case<'a>, work: &mut Work) -> bool {
        for round in 1..=ROUNDS {
            let before = case.bound;
            if self.climb_round(case, work) {
                return true;
            }
            let missing = cutoff(self.location, self.cost) - case.bound;
            let is_slack = case.ascent.is_over(&self.goal(case));
            let pays = round < FIRST_ROUNDS || case.bound - before >= PAYS * missing;
            if !pays || is_slack || work.is_over() {
                break;
            }
        }
        let answer = improved(&case.rest, &case.ascent.share, work);
        self.offer(&case.rest, answer) && self.settle(case, work)
    }

    /// Some steps up, then fixes what can be. Whether that closed the case.
    fn climb_round(&mut self, case: &mut Case<'a>, work: &mut Work) -> bool {
        let goal = self.goal(case);
        let Case { rest, standing, ascent, .. } = case;
        if self.is_large(rest) {
            let open = self.open.len();
            self.how.sifting.climb(ascent, rest, standing, &goal, open, work);
        } else {
            let limits = Limits::under(&rest.location, standing);
            let mut relaxation = Relaxation::new(&rest.location);
            ascent.climb(&mut relaxation, standing, &limits, &goal, work);
        }
        self.conclude(case, work)
    }

    /// Solves the relaxed problem at the best prices, then fixes what can be. Whether that closed
    /// the case.
    fn settle(&mut self, case: &mut Case<'a>, work: &mut Work) -> bool {
        loop {
            if self.is_impossible(&case.rest, &case.standing, case.step, work) {
                return true;
            }
            if !case.standing.contains(&Standing::Free) {
                self.leaf(&case.rest, case.step, work);
                return true;
            }
            let Case { rest, standing, ascent, .. } = case;
            let limits = Limits::under(&rest.location, standing);
            ascent.settle(&mut Relaxation::new(&rest.location), standing, &limits, work);
            match self.tell(case, work) {
                Told::Closed => return true,
                Told::Fixed => {}
                Told::Nothing => return false,
            }
        }
    }

    fn conclude(&mut self, case: &mut Case<'a>, work: &mut Work) -> bool {
        match self.tell(case, work) {
            Told::Closed => true,
            Told::Fixed => self.settle(case, work),
            Told::Nothing => false,
        }
    }

    /// What the relaxed problem tells at the best prices.
    fn tell(&mut self, case: &mut Case<'a>, work: &mut Work) -> Told {
        let value = case.ascent.relaxed.value;
        case.bound = case.bound.max(value + case.rest.settled);
        if case.is_root {
            self.write_root(case, false);
        }
        let target = self.goal(case).target;
        let budget_price = case.ascent.relaxed.budget_price;
        if value >= target {
            self.close(case.step, &case.rest, &case.ascent.prices, budget_price);
            return Told::Closed;
        }
        let Case { rest, standing, ascent, step, .. } = &mut *case;
        if fix(&rest.location, standing, &ascent.relaxed, target) == 0 {
            return Told::Nothing;
        }
        let next = self.record.reserve();
        self.record.write(*step, self.location.customers(), || Step::Fix {
            prices: Rc::new(rest.whole_prices(&ascent.prices)),
            budget_price,
            next,
        });
        *step = next;
        if case.is_root {
            self.write_root(case, true);
        }
        case.shrink(case.ascent.pace(), work);
        Told::Fixed
    }

    /// Keeps what the root proves: what was fixed before, then that these prices close it, or
    /// that they fix sites before that.
    fn write_root(&mut self, case: &Case<'a>, fixes: bool) {
        let Case { rest, ascent, .. } = case;
        let prices = Rc::new(rest.whole_prices(&ascent.prices));
        let budget_price = ascent.relaxed.budget_price;
        let root = self.root_proof.get_or_insert_default();
        root.steps.pop();
        if fixes {
            let next = root.steps.len() as u32 + 1;
            root.steps.push(Step::Fix { prices: prices.clone(), budget_price, next });
        }
        root.value = ascent.relaxed.value + rest.settled;
        root.steps.push(Step::Close { prices, budget_price });
    }

    /// Looks for better answers in what is left.
    fn look(&mut self, case: &Case<'a>, most: u64, work: &mut Work) {
        let Case { rest, ascent, standing, .. } = case;
        if !self.is_large(rest) {
            self.look_in(rest, &ascent.share, most, work);
            return;
        }
        // First among the sites that are likely, from what the shares say: the best answer known may
        // be far from there. Then from that answer, among all sites if there is the work for it.
        let open = rest.own_sites(&self.open).unwrap_or_default();
        let (part, kept) = rest.after(&sift::likely(ascent, standing, &open));
        work.spend(rest.location.links.len() as u64);
        let share = ascent.within(&kept, 1.0).share;
        let rounded = improved(&part, &share, work);
        let start = rounded.as_ref().map(|rounded| rounded.0.clone());
        self.offer(&part, rounded);
        self.search_from(&part, start, most / 2, work);
        let left = most - most / 2;
        if left >= FULL_LOOKS * rest.location.links.len() as u64 {
            drop(part);
            self.look_in(rest, &ascent.share, left, work);
        } else {
            self.search_from(&part, part.own_sites(&self.open), left, work);
        }
    }

    fn look_in(&mut self, rest: &Rest<'_>, share: &[f64], most: u64, work: &mut Work) {
        let answer = improved(rest, share, work);
        self.offer(rest, answer);
        let start = rest.own_sites(&self.open);
        self.search_from(rest, start.or_else(|| rounded(&rest.location, share)), most, work);
    }

    fn search_from(
        &mut self,
        rest: &Rest<'_>,
        start: Option<Vec<u32>>,
        most: u64,
        work: &mut Work,
    ) {
        if let Some(start) = start.filter(|_| most > 0) {
            let answer = searched(rest, start, self.rng, most, work);
            self.offer(rest, answer);
        }
    }

    fn is_large(&self, rest: &Rest<'_>) -> bool {
        rest.location.links.len() >= self.how.sifting.from
    }

    fn goal(&self, case: &Case<'a>) -> Goal {
        let settled = case.rest.settled;
        Goal {
            target: cutoff(self.location, self.cost) - settled,
            above: self.cost - settled,
            steps: if case.is_root {
                ROOT_ROUND.min(self.how.root_steps)
            } else {
                self.how.node_steps
            },
            least_pace: LEAST_PACE,
        }
    }

    /// Closes a case in which too many sites are open or a customer cannot be served.
    fn is_impossible(
        &mut self,
        rest: &Rest<'_>,
        standing: &[Standing],
        step: u32,
        work: &mut Work,
    ) -> bool {
        let location = &rest.location;
        let open = location.sites.iter().zip(standing).filter(|(_, it)| **it == Standing::Open);
        let price: f64 = open.clone().map(|(site, _)| site.price).sum();
        let is_over_budget = price > location.budget * (1.0 + 1e-12);
        let cutoff = cutoff(self.location, self.cost);
        work.spend(standing.len() as u64);
        if open.count() > location.most || is_over_budget {
            // Where the budget is exceeded a high enough price of it proves that.
            let sites = self.location.sites.iter();
            let openings: f64 = sites.map(|site| site.opening.abs()).sum();
            let needed = cutoff.abs() + openings + 1.0;
            let over = price - location.budget;
            let budget_price = if is_over_budget { 1.01 * needed / over } else { 0.0 };
            let prices = Rc::new(vec![0.0; self.location.customers()]);
            self.record.write(step, prices.len(), || Step::Close { prices, budget_price });
            return true;
        }
        let Some(customer) = rest.unservable else { return false };
        // Nobody serves this customer, so that its price raises the value without end.
        let limits = Limits::under(location, standing);
        let mut relaxed = Relaxed::default();
        if !standing.is_empty() {
            let mut relaxation = Relaxation::new(location);
            work.spend(relaxation.solve(standing, &limits.low, &mut relaxed));
        }
        let value = relaxed.value + rest.settled;
        let mut prices = rest.whole_prices(&limits.low);
        prices[customer as usize] = (cutoff - value).max(0.0) * 1.01 + 1.0;
        let budget_price = relaxed.budget_price;
        self.record
            .write(step, prices.len(), || Step::Close { prices: Rc::new(prices), budget_price });
        true
    }

    /// A case with nothing left to decide: its cost is known, and prices that prove it.
    fn leaf(&mut self, rest: &Rest<'_>, step: u32, work: &mut Work) {
        work.spend(rest.location.links.len() as u64);
        let open: Vec<u32> = (0..rest.sites.len() as u32).collect();
        let whole = rest.whole_sites(&open);
        if self.location.allows(&whole) {
            let cost = self.location.cost(&whole);
            self.offer(rest, Some((open, cost)));
        }
        self.close(step, rest, &[], 0.0);
    }
}

/// What the relaxed problem told.
enum Told {
    Closed,
    Fixed,
    Nothing,
}
