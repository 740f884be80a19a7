//! A first tour: always the nearest stop that can come next.

use super::problem::TourProblem;
use crate::Work;

/// The nearest stop that can come next, again and again. Keeps turns and precedences; takes an arc
/// that is no way only where every other is none either. O(n²). Ties go to the lower stop.
#[must_use]
pub fn nearest_neighbour(problem: &TourProblem, work: &mut Work) -> Vec<u16> {
    let mut next = Next::of(problem);
    let mut route = Vec::with_capacity(problem.nodes() - 1);
    let mut at = 0;
    loop {
        work.spend(next.open().len() as u64);
        let nearest = |(_, stop): &(usize, &u16)| (problem.cost(at, usize::from(**stop)), **stop);
        let Some((place, &stop)) = next.open().iter().enumerate().min_by_key(nearest) else {
            return route;
        };
        next.take(place);
        route.push(stop);
        at = usize::from(stop);
    }
}

/// The stops that can come next.
pub(super) struct Next<'a> {
    problem: &'a TourProblem,
    /// Precedences of each stop that are not met.
    missing: Vec<u32>,
    later: Vec<Vec<u16>>,
    /// Stops of each turn that are left.
    left: [u32; 256],
    turn: usize,
    /// Stops with all precedences met whose turn has not come.
    waiting: Vec<u16>,
    open: Vec<u16>,
}

impl<'a> Next<'a> {
    pub(super) fn of(problem: &'a TourProblem) -> Self {
        let nodes = problem.nodes();
        let mut next = Self {
            problem,
            missing: vec![0; nodes],
            later: vec![Vec::new(); nodes],
            left: [0; 256],
            turn: 0,
            waiting: Vec::new(),
            open: Vec::new(),
        };
        for &(first, later) in problem.precedences() {
            next.later[usize::from(first)].push(later);
            next.missing[usize::from(later)] += 1;
        }
        for stop in 1..nodes {
            next.left[usize::from(problem.turns()[stop])] += 1;
            if next.missing[stop] == 0 {
                next.waiting.push(stop as u16);
            }
        }
        next.advance();
        next
    }

    /// The stops that can come next, in no order.
    pub(super) fn open(&self) -> &[u16] {
        &self.open
    }

    /// Visits the open stop at a place of the list.
    pub(super) fn take(&mut self, place: usize) {
        let stop = usize::from(self.open.swap_remove(place));
        self.left[usize::from(self.problem.turns()[stop])] -= 1;
        for &later in &self.later[stop] {
            let missing = &mut self.missing[usize::from(later)];
            *missing -= 1;
            if *missing == 0 {
                self.waiting.push(later);
            }
        }
        self.advance();
    }

    /// Opens what waits for the turn that it now is.
    fn advance(&mut self) {
        while self.turn < 255 && self.left[self.turn] == 0 {
            self.turn += 1;
        }
        let turns = self.problem.turns();
        let turn = self.turn;
        let is_open = |stop: &u16| usize::from(turns[usize::from(*stop)]) <= turn;
        self.open.extend(self.waiting.extract_if(.., |stop| is_open(stop)));
    }
}
