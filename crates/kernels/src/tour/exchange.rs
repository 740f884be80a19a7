//! Local search on tours with turns, precedences or costs that depend on the direction: segments
//! change places without being reversed, so that what lies inside them is never looked at.
//!
//! Source: Gambardella & Dorigo (2000), doi:10.1287/ijoc.12.3.237.12636, for the path-preserving
//! exchange.

use domain::rng::Stream;

use super::cooling::Cooling;
use super::order::Order;
use super::problem::{NO_WAY, TourProblem, WALL};
use crate::Work;

/// Most places between the ends of an exchange.
const SPAN: usize = 400;

/// Most stops of one of the segments that a kick moves.
const KICK: u32 = 8;

/// Most places that a single stop is moved by a kick.
const STRAY: usize = 12;

/// Units that a kick takes beside what is looked at.
const KICK_UNITS: u64 = 40;

/// Of the mean arc of a tour, what a longer tour may be longer by, at first.
const WARMTH: f64 = 0.5;

/// An exchange: of the places after `cut[0]` up to `cut[1]` and those after that up to `cut[2]`.
#[derive(Clone, Copy)]
enum Move {
    Swap([usize; 3]),
    Reverse(usize, usize),
}

/// A tour that is being improved.
pub(super) struct Search<'a> {
    nodes: usize,
    costs: &'a [u32],
    turns: &'a [u8],
    order: &'a Order,
    /// For each node those worth a look after it, nearest first; 0 is the end.
    near: Vec<Vec<u16>>,
    is_symmetric: bool,
    /// The depot, the stops, the depot.
    path: Vec<u16>,
    /// Where each stop is; of the depot the end.
    place: Vec<usize>,
    queue: Vec<u16>,
    is_queued: Vec<bool>,
    looked: u64,
}

impl<'a> Search<'a> {
    /// Begins with `route`. `costs` are those of arcs that turns and precedences leave; after each
    /// node the nearest `near_most` are looked at.
    pub(super) fn of(
        problem: &'a TourProblem,
        order: &'a Order,
        costs: &'a [u32],
        route: &[u16],
        near_most: usize,
    ) -> Self {
        let nodes = problem.nodes();
        let row = |from: usize| {
            let mut near: Vec<u16> = (0..nodes as u16).collect();
            let cost = |to: u16| costs[from * nodes + usize::from(to)];
            near.retain(|to| cost(*to) != NO_WAY);
            near.sort_by_key(|to| (cost(*to), *to));
            near.truncate(near_most);
            near
        };
        let path: Vec<u16> = [0].into_iter().chain(route.iter().copied()).chain([0]).collect();
        let mut search = Self {
            nodes,
            costs,
            turns: problem.turns(),
            order,
            near: (0..nodes).map(row).collect(),
            is_symmetric: problem.is_symmetric_within(),
            path: Vec::new(),
            place: vec![0; nodes],
            queue: path[1..].iter().rev().copied().collect(),
            is_queued: vec![true; nodes],
            looked: 0,
        };
        search.path = path;
        search.index(1, nodes);
        search
    }

    /// Improves the tour until it is as short as `bound` or the work is over and returns the best
    /// found: never a longer one, and turns and precedences are kept.
    pub(super) fn improve(&mut self, bound: u64, work: &mut Work, stream: &mut Stream) -> Vec<u16> {
        if self.nodes >= 3 {
            self.descend(work);
        }
        let mut length = self.length();
        let (mut best, mut best_length) = (self.path.clone(), length);
        let mut kept = best.clone();
        let mean_arc = length.min(WALL) as f64 / self.nodes as f64;
        let cooling = Cooling::from(WARMTH * mean_arc, work);
        while self.nodes >= 3 && best_length > bound as i64 && !work.is_over() {
            self.kick(stream);
            self.descend(work);
            let found = self.length();
            if found as f64 <= length as f64 + cooling.slack(work, stream) {
                length = found;
                kept.copy_from_slice(&self.path);
                if found < best_length {
                    best_length = found;
                    best.copy_from_slice(&self.path);
                }
            } else {
                self.restore(&kept);
            }
        }
        best[1..best.len() - 1].to_vec()
    }

    #[inline]
    fn weight(&self, from: u16, to: u16) -> i64 {
        let cost = self.costs[usize::from(from) * self.nodes + usize::from(to)];
        if cost == NO_WAY { WALL } else { i64::from(cost) }
    }

    /// Cost of the arc between two places.
    #[inline]
    fn arc(&self, from: usize, to: usize) -> i64 {
        self.weight(self.path[from], self.path[to])
    }

    fn length(&self) -> i64 {
        self.path.windows(2).map(|arc| self.weight(arc[0], arc[1])).sum()
    }

    fn index(&mut self, first: usize, last: usize) {
        for place in first..=last {
            self.place[usize::from(self.path[place])] = place;
        }
    }

    fn restore(&mut self, path: &[u16]) {
        self.path.copy_from_slice(path);
        self.index(1, self.nodes);
    }

    fn enqueue(&mut self, node: u16) {
        if !std::mem::replace(&mut self.is_queued[usize::from(node)], true) {
            self.queue.push(node);
        }
    }

    /// Improves around the queued nodes until nothing helps or the work is over.
    fn descend(&mut self, work: &mut Work) {
        work.spend(std::mem::take(&mut self.looked));
        while let Some(node) = self.queue.pop() {
            self.is_queued[usize::from(node)] = false;
            if let Some(found) = self.best_at(node) {
                self.apply(found);
                self.enqueue(node);
            }
            work.spend(std::mem::take(&mut self.looked));
            if work.is_over() {
                self.queue.drain(..).for_each(|node| self.is_queued[usize::from(node)] = false);
            }
        }
    }

    fn apply(&mut self, found: Move) {
        let (first, last) = match found {
            Move::Swap([before, middle, last]) => {
                self.path[before + 1..=last].rotate_left(middle - before);
                for place in [before, before + 1, before + last - middle] {
                    self.enqueue(self.path[place]);
                    self.enqueue(self.path[place + 1]);
                }
                (before + 1, last)
            }
            Move::Reverse(first, last) => {
                self.path[first..=last].reverse();
                (first, last)
            }
        };
        for place in [first - 1, first, last, last + 1] {
            self.enqueue(self.path[place]);
        }
        self.index(first, last);
        self.looked += (last - first) as u64 / 4;
    }

    /// The best exchange in which the arc out of a node gets shorter, if any improves the tour.
    /// Of every improving exchange some arc does.
    fn best_at(&mut self, node: u16) -> Option<Move> {
        let at = if node == 0 { 0 } else { self.place[usize::from(node)] };
        let out = self.arc(at, at + 1);
        let mut best = (0, None);
        let near = std::mem::take(&mut self.near[usize::from(node)]);
        for &next in &near {
            let left = out - self.weight(node, next);
            if left <= 0 {
                break;
            }
            let to = self.place[usize::from(next)];
            if to > at {
                if next != 0 {
                    self.pull_ahead(at, to, left, &mut best);
                }
                self.pull_behind(at, to, left, &mut best);
            } else {
                self.pull_back(at, to, left, &mut best);
            }
            if self.is_symmetric {
                self.reverse_after(at, to, &mut best);
            }
        }
        if self.is_symmetric && at > 0 {
            let back = self.arc(at - 1, at);
            for &previous in &near {
                if back <= self.weight(node, previous) {
                    break;
                }
                self.reverse_before(at, self.place[usize::from(previous)], &mut best);
            }
        }
        self.near[usize::from(node)] = near;
        best.1
    }

    /// What follows `at` up to `to` goes behind a segment that begins with `to`.
    fn pull_ahead(&mut self, at: usize, to: usize, left: i64, best: &mut (i64, Option<Move>)) {
        let left = left + self.arc(to - 1, to);
        let turn = self.turn(at + 1);
        for last in to..self.nodes.min(at + SPAN) {
            self.looked += 1;
            let node = usize::from(self.path[last]);
            let is_held = |leader: &u16| (at + 1..to).contains(&self.place[usize::from(*leader)]);
            if self.turns[node] > turn || self.order.leaders[node].iter().any(is_held) {
                break;
            }
            let gain = left + self.arc(last, last + 1)
                - self.arc(to - 1, last + 1)
                - self.arc(last, at + 1);
            if gain > best.0 {
                *best = (gain, Some(Move::Swap([at, to - 1, last])));
            }
        }
    }

    /// A segment that ends with `at` goes to just before `to`.
    fn pull_behind(&mut self, at: usize, to: usize, left: i64, best: &mut (i64, Option<Move>)) {
        if to == at + 1 || to - at > SPAN {
            return;
        }
        let left = left + self.arc(to - 1, to);
        let turn = self.turn(to - 1);
        for first in (1..=at).rev().take(SPAN) {
            self.looked += 1;
            let node = usize::from(self.path[first]);
            let is_held = |later: &u16| (at + 1..to).contains(&self.place[usize::from(*later)]);
            if self.turns[node] < turn || self.order.followers[node].iter().any(is_held) {
                break;
            }
            let gain = left + self.arc(first - 1, first)
                - self.arc(to - 1, first)
                - self.arc(first - 1, at + 1);
            if gain > best.0 {
                *best = (gain, Some(Move::Swap([first - 1, at, to - 1])));
            }
        }
    }

    /// Of what lies from `to` up to `at` the two parts change places.
    fn pull_back(&mut self, at: usize, to: usize, left: i64, best: &mut (i64, Option<Move>)) {
        if at - to > SPAN || to == 0 {
            return;
        }
        let left = left + self.arc(to - 1, to);
        let turn = self.turn(at);
        // The parts must not be cut before this place.
        let mut held = to;
        for cut in to..at {
            self.looked += 1;
            let node = usize::from(self.path[cut]);
            if self.turns[node] < turn {
                break;
            }
            for &later in &self.order.followers[node] {
                let place = self.place[usize::from(later)];
                if place <= at {
                    held = held.max(place);
                }
            }
            if held > cut {
                continue;
            }
            let gain =
                left + self.arc(cut, cut + 1) - self.arc(to - 1, cut + 1) - self.arc(cut, at + 1);
            if gain > best.0 {
                *best = (gain, Some(Move::Swap([to - 1, cut, at])));
            }
        }
    }

    /// Joins the nodes at two places, and those after them.
    fn reverse_after(&mut self, at: usize, to: usize, best: &mut (i64, Option<Move>)) {
        let (low, high) = (at.min(to), at.max(to));
        if high < self.nodes && high > low + 1 {
            let gain = self.arc(low, low + 1) + self.arc(high, high + 1)
                - self.arc(low, high)
                - self.arc(low + 1, high + 1);
            if gain > best.0 && self.can_reverse(low + 1, high) {
                *best = (gain, Some(Move::Reverse(low + 1, high)));
            }
        }
    }

    /// Joins the nodes at two places, and those before them.
    fn reverse_before(&mut self, at: usize, to: usize, best: &mut (i64, Option<Move>)) {
        let (low, high) = (at.min(to), at.max(to));
        if low > 0 && high > low + 1 {
            let gain = self.arc(low - 1, low) + self.arc(high - 1, high)
                - self.arc(low - 1, high - 1)
                - self.arc(low, high);
            if gain > best.0 && self.can_reverse(low, high - 1) {
                *best = (gain, Some(Move::Reverse(low, high - 1)));
            }
        }
    }

    fn can_reverse(&mut self, first: usize, last: usize) -> bool {
        self.looked += (last - first) as u64;
        let turn = self.turn(first);
        (first..=last).all(|place| {
            let node = usize::from(self.path[place]);
            let is_inside = |leader: &u16| self.place[usize::from(*leader)] >= first;
            self.turns[node] <= turn && !self.order.leaders[node].iter().any(is_inside)
        })
    }

    fn turn(&self, place: usize) -> u8 {
        self.turns[usize::from(self.path[place])]
    }

    /// Whether nothing at places `first` to `middle` must come before something after that up to
    /// `last`.
    fn can_swap(&self, first: usize, middle: usize, last: usize) -> bool {
        let turn = self.turn(first);
        (middle + 1..=last).all(|place| {
            let node = usize::from(self.path[place]);
            let is_held =
                |leader: &u16| (first..=middle).contains(&self.place[usize::from(*leader)]);
            self.turns[node] <= turn && !self.order.leaders[node].iter().any(is_held)
        })
    }

    /// Changes the tour somewhere in a way that no single exchange takes back.
    fn kick(&mut self, stream: &mut Stream) {
        self.looked += KICK_UNITS;
        if self.nodes > 8 && stream.chance(0.5) {
            for _ in 0..4 {
                if self.turn_segments(stream) {
                    return;
                }
            }
        }
        for _ in 0..3 {
            self.stray(stream);
        }
    }

    /// Three neighbouring segments come in the opposite order, if they may.
    fn turn_segments(&mut self, stream: &mut Stream) -> bool {
        let most = KICK.min((self.nodes as u32 - 1) / 3);
        let [a, b, c] = [0; 3].map(|_| 1 + stream.below(most) as usize);
        let first = 1 + stream.below((self.nodes - a - b - c) as u32) as usize;
        let (second, third, end) = (first + a, first + a + b, first + a + b + c);
        if !self.can_swap(first, second - 1, end - 1) || !self.can_swap(second, third - 1, end - 1)
        {
            return false;
        }
        self.apply(Move::Swap([first - 1, second - 1, end - 1]));
        self.apply(Move::Swap([first - 1, first + b - 1, first + b + c - 1]));
        true
    }

    /// A stop moves to where it may, not far away.
    fn stray(&mut self, stream: &mut Stream) {
        let from = 1 + stream.below(self.nodes as u32 - 1) as usize;
        let mut high = from;
        while high + 1 < self.nodes && high < from + STRAY && self.can_swap(from, from, high + 1) {
            high += 1;
        }
        let mut low = from;
        while low > 1 && low + STRAY > from && self.can_swap(low - 1, from - 1, from) {
            low -= 1;
        }
        self.looked += (high - low) as u64;
        let to = low + stream.below((high - low + 1) as u32) as usize;
        if to > from {
            self.apply(Move::Swap([from - 1, from, to]));
        } else if to < from {
            self.apply(Move::Swap([to - 1, from - 1, from]));
        }
    }
}
