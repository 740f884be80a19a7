//! Local search on symmetric tours in free order: chains of reversals, moved segments, kicks.
//!
//! Sources: Lin & Kernighan (1973), doi:10.1287/opre.21.2.498; Applegate, Cook & Rohe (2003),
//! doi:10.1287/ijoc.15.1.82.11157, for chained searches with small kicks; Or (1976) for moved
//! segments.

use domain::rng::Stream;

use super::cooling::Cooling;
use super::problem::{TourProblem, WALL};
use super::ring::Ring;
use crate::Work;

/// Alternatives tried at each step of a chain; the steps beyond take the best only.
const BREADTHS: [usize; 4] = [6, 4, 3, 2];

/// Most steps of a chain.
const DEPTH: usize = 30;

/// Most stops of a segment that moves.
const SEGMENT: usize = 3;

/// Most nodes that a near kick moves.
const KICK: u32 = 50;

/// Share of kicks that may be as wide as the ring: some tours differ from better ones far apart.
const FAR_KICKS: f64 = 0.3;

/// Units that a kick takes beside what is looked at.
const KICK_UNITS: u64 = 40;

/// Of the mean arc of a tour, what a longer tour may be longer by, at first.
const WARMTH: f64 = 0.6;

struct Search<'a> {
    problem: &'a TourProblem,
    /// The nodes worth a look around each node.
    near: &'a [Vec<u16>],
    ring: Ring,
    /// Nodes around which something has changed.
    queue: Vec<u16>,
    is_queued: Vec<bool>,
    looked: u64,
}

/// Improves a tour of a symmetric problem in free order until it is as short as `bound`, the work
/// is over or so many kicks have been tried, and returns the best found: never a longer tour.
/// `near` lists, for each node, those worth a look.
pub(super) fn improve(
    problem: &TourProblem,
    route: &[u16],
    near: &[Vec<u16>],
    bound: u64,
    kicks: Option<u64>,
    work: &mut Work,
    stream: &mut Stream,
) -> Vec<u16> {
    let nodes = problem.nodes();
    if nodes < 5 {
        return route.to_vec();
    }
    let mut ring = vec![0];
    ring.extend_from_slice(route);
    let queue: Vec<u16> = ring.iter().rev().copied().collect();
    let is_queued = vec![true; nodes];
    let ring = Ring::of(ring);
    let mut search = Search { problem, near, ring, queue, is_queued, looked: 0 };
    search.descend(work);
    search.ring.keep();
    let mut length = search.length();
    let (mut best, mut best_length) = (search.ring.nodes().to_vec(), length);
    let cooling = Cooling::from(WARMTH * length.min(WALL) as f64 / nodes as f64, work);
    let mut kicked = 0;
    while best_length > bound as i64 && !work.is_over() && kicks.is_none_or(|most| kicked < most) {
        kicked += 1;
        let change = search.kick(stream) + search.descend(work);
        if change as f64 > cooling.slack(work, stream) {
            search.ring.take_back(0);
        } else {
            length += change;
            if length < best_length {
                best_length = length;
                best.copy_from_slice(search.ring.nodes());
            }
        }
        search.ring.keep();
    }
    let ring = best;
    let depot = ring.iter().position(|node| *node == 0).unwrap_or(0);
    ring[depot + 1..].iter().chain(&ring[..depot]).copied().collect()
}

impl Search<'_> {
    fn weight(&self, a: u16, b: u16) -> i64 {
        self.problem.weight(a, b)
    }

    fn length(&self) -> i64 {
        let ring = self.ring.nodes();
        ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| self.weight(*a, *b)).sum()
    }

    fn enqueue(&mut self, node: u16) {
        if !std::mem::replace(&mut self.is_queued[usize::from(node)], true) {
            self.queue.push(node);
        }
    }

    /// Improves around the queued nodes until nothing helps; by how much the length changes.
    fn descend(&mut self, work: &mut Work) -> i64 {
        let mut change = 0;
        while let Some(node) = self.queue.pop() {
            self.is_queued[usize::from(node)] = false;
            while let Some(gain) = self.improve_at(node) {
                change -= gain;
            }
            work.spend(std::mem::take(&mut self.looked));
            if work.is_over() {
                self.queue.drain(..).for_each(|node| self.is_queued[usize::from(node)] = false);
            }
        }
        change
    }

    /// What one improvement at a node gains.
    fn improve_at(&mut self, node: u16) -> Option<i64> {
        let moved = self.ring.moved();
        let mut gain = None;
        for _ in 0..2 {
            self.ring.turn();
            let next = self.ring.next(node);
            let first = self.weight(node, next);
            gain = self.chain(node, next, first, 0).or_else(|| self.move_segment(node));
            if gain.is_some() {
                self.enqueue(next);
                break;
            }
        }
        self.looked += self.ring.moved() - moved;
        gain
    }

    /// Follows chains of reversals that begin by removing the arc from `base` to its next node
    /// `end`: `end` is joined to a near node, whose arc before it goes, and so on. `open` is what
    /// has been gained but for the arc that closes the tour.
    fn chain(&mut self, base: u16, end: u16, open: i64, depth: usize) -> Option<i64> {
        let breadth = BREADTHS.get(depth).copied().unwrap_or(1);
        let mut steps = [(i64::MIN, 0_u16, 0_u16); BREADTHS[0]];
        let mut count = 0;
        for &near in &self.near[usize::from(end)] {
            self.looked += 1;
            let left = open - self.weight(end, near);
            if left <= 0 {
                break;
            }
            if near == base || near == self.ring.next(end) {
                continue;
            }
            let before = self.ring.previous(near);
            let step = (left + self.weight(before, near), near, before);
            let place = steps[..count].iter().position(|other| other.0 < step.0).unwrap_or(count);
            if place < breadth {
                count = breadth.min(count + 1);
                steps[place..count].rotate_right(1);
                steps[place] = step;
            }
        }
        for &(open, near, before) in &steps[..count] {
            let reversals = self.ring.reversals();
            self.ring.reverse(end, before);
            let gain = open - self.weight(base, before);
            let gain = if gain > 0 {
                Some(gain)
            } else if depth + 1 < DEPTH {
                self.chain(base, before, open, depth + 1)
            } else {
                None
            };
            if gain.is_some() {
                [base, end, near, before].into_iter().for_each(|node| self.enqueue(node));
                return gain;
            }
            self.ring.take_back(reversals);
            if self.ring.next(base) != end {
                self.ring.turn();
            }
        }
        None
    }

    /// Moves a segment that begins at `first` and goes on along `next` to a place beside a node
    /// near to `first`.
    fn move_segment(&mut self, first: u16) -> Option<i64> {
        let before = self.ring.previous(first);
        let mut last = first;
        let mut segment = [first; SEGMENT];
        for length in 1..=SEGMENT.min(self.ring.nodes().len() - 3) {
            segment[length - 1] = last;
            let after = self.ring.next(last);
            let freed =
                self.weight(before, first) + self.weight(last, after) - self.weight(before, after);
            for &near in &self.near[usize::from(first)] {
                self.looked += 1;
                let left = freed - self.weight(first, near);
                if left <= 0 {
                    break;
                }
                if segment[..length].contains(&near) {
                    continue;
                }
                for is_ahead in [true, false] {
                    let beside =
                        if is_ahead { self.ring.next(near) } else { self.ring.previous(near) };
                    if segment[..length].contains(&beside) {
                        continue;
                    }
                    let gain = left + self.weight(near, beside) - self.weight(last, beside);
                    if gain <= 0 {
                        continue;
                    }
                    if is_ahead {
                        self.ring.reverse(first, near);
                        self.ring.reverse(near, after);
                        self.ring.reverse(last, first);
                    } else {
                        self.ring.reverse(first, beside);
                        self.ring.reverse(beside, after);
                    }
                    let ends = [before, first, last, after, near, beside];
                    ends.into_iter().for_each(|node| self.enqueue(node));
                    return Some(gain);
                }
            }
            last = after;
        }
        None
    }

    /// Two neighbouring segments somewhere change places; by how much the length changes.
    fn kick(&mut self, stream: &mut Stream) -> i64 {
        let nodes = self.ring.nodes().len();
        let most = if stream.chance(FAR_KICKS) { u32::MAX } else { KICK };
        let span = most.min(nodes as u32 - 2);
        let begin = stream.below(nodes as u32) as usize;
        let whole = 2 + stream.below(span - 1) as usize;
        let cut = 1 + stream.below(whole as u32 - 1) as usize;
        let ends = [0, 1, cut, cut + 1, whole, whole + 1];
        let [before, a, b, c, d, after] = ends.map(|offset| self.ring.ahead(begin + offset));
        let sum = |arcs: [(u16, u16); 3]| arcs.map(|(u, v)| self.weight(u, v)).iter().sum::<i64>();
        let change =
            sum([(before, c), (d, a), (b, after)]) - sum([(before, a), (b, c), (d, after)]);
        // The six nodes are in this order along `at`.
        if self.ring.next(before) != a || self.ring.previous(after) != d {
            self.ring.turn();
        }
        self.ring.reverse(a, d);
        self.ring.reverse(d, c);
        self.ring.reverse(b, a);
        [before, a, b, c, d, after].into_iter().for_each(|node| self.enqueue(node));
        self.looked += KICK_UNITS;
        change
    }
}
