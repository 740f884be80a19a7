//! Exact shortest rides: the street network as plain arrays, and Dijkstra's algorithm on it.
//!
//! A street is passed first in, first out: [`Conditions::arrive`] integrates the speed, so who
//! enters later never leaves earlier. Under that rule Dijkstra's algorithm stays exact when
//! speeds change with time. Source: Kaufman and Smith (1993), doi:10.1080/10248079308903779.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use domain::geo::Point;
use domain::ids::NodeId;
use domain::travel::{Conditions, Ride, RoadClass, slowed};
use domain::units::{Millimeters, Millis, SimTime};
use petgraph::visit::EdgeRef as _;

use crate::network::Network;

/// Bits of a queue entry that hold the junction; the others hold the time.
const NODE_BITS: u32 = 24;
/// Rides this long (34 years of milliseconds, 12 days of microseconds) count as unreachable.
const TIME_LIMIT: u64 = 1 << (64 - NODE_BITS);
/// First guess of how long a ride between two doors may take; longer ones are searched again.
const WINDOW: Millis = Millis(1_800_000);

/// Which way streets are followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// With the traffic: rides that begin at the root.
    From,
    /// Against the traffic: rides that end at the root.
    To,
}

/// A directed street as seen from one of its ends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Arc {
    pub(crate) head: u32,
    pub(crate) class: RoadClass,
    pub(crate) zone: u16,
    /// Millimetres.
    pub(crate) length: u32,
}

/// Streets by the junction where they are entered, one block of `arcs` per junction.
#[derive(Clone, Debug)]
pub(crate) struct Adjacency {
    first: Vec<u32>,
    pub(crate) arcs: Vec<Arc>,
}

impl Adjacency {
    /// Loops lead nowhere and are left out, as are parallel streets that are only longer.
    fn new(nodes: usize, mut ends: Vec<(u32, Arc)>) -> Self {
        ends.retain(|(tail, arc)| *tail != arc.head);
        ends.sort_unstable();
        ends.dedup_by_key(|(tail, arc)| (*tail, arc.head, arc.class, arc.zone));
        let mut first = vec![0_u32; nodes + 1];
        for (tail, _) in &ends {
            first[*tail as usize + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        Self { first, arcs: ends.into_iter().map(|(_, arc)| arc).collect() }
    }

    #[inline]
    pub(crate) fn block(&self, node: u32) -> std::ops::Range<usize> {
        self.first[node as usize] as usize..self.first[node as usize + 1] as usize
    }
}

/// Constant speeds at which a tree of shortest rides is grown.
#[derive(Clone, Debug)]
pub(crate) struct Paces {
    /// By incident zone; zones beyond the last are not slowed.
    by_zone: Vec<[u64; RoadClass::COUNT]>,
}

impl Paces {
    /// The same speeds (mm/s) everywhere.
    pub(crate) fn new(speed: &[u64; RoadClass::COUNT]) -> Self {
        Self { by_zone: vec![speed.map(pace)] }
    }

    /// These speeds, of which some incident zones leave a share.
    pub(crate) fn slowed(speed: &[u64; RoadClass::COUNT], zones: &[(u16, f64)]) -> Self {
        let mut paces = Self::new(speed);
        for (zone, factor) in zones {
            let zone = usize::from(*zone);
            if paces.by_zone.len() <= zone {
                paces.by_zone.resize(zone + 1, paces.by_zone[0]);
            }
            paces.by_zone[zone] = speed.map(|speed| pace(slowed(speed, *factor)));
        }
        paces
    }

    #[inline]
    fn ride_us(&self, arc: &Arc) -> u64 {
        let paces = self.by_zone.get(usize::from(arc.zone)).unwrap_or(&self.by_zone[0]);
        ride_us(arc.length, paces[arc.class as usize])
    }
}

/// What a search knows of a junction.
#[derive(Clone, Copy, Default)]
struct Label {
    best: u64,
    /// The search that wrote this label; others are void.
    search: u32,
    parent: u32,
    arc: u32,
}

/// Labels and queue, kept by each thread between searches.
#[derive(Default)]
struct Scratch {
    labels: Vec<Label>,
    search: u32,
    queue: BinaryHeap<Reverse<u64>>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Scratch {
    fn begin(&mut self, nodes: usize) {
        if self.labels.len() < nodes {
            self.labels.resize(nodes, Label::default());
        }
        self.queue.clear();
        self.search = self.search.wrapping_add(1);
        if self.search == 0 {
            self.labels.fill(Label::default());
            self.search = 1;
        }
    }

    /// Writes a better label; says whether it is one.
    #[inline]
    fn improve(&mut self, node: u32, best: u64, parent: u32, arc: u32) -> bool {
        let label = &mut self.labels[node as usize];
        if label.search == self.search && label.best <= best {
            return false;
        }
        *label = Label { best, search: self.search, parent, arc };
        true
    }

    #[inline]
    fn push(&mut self, key: u64, node: u32) {
        if key < TIME_LIMIT {
            self.queue.push(Reverse(key << NODE_BITS | u64::from(node)));
        }
    }

    #[inline]
    fn pop(&mut self) -> Option<(u64, u32)> {
        let Reverse(entry) = self.queue.pop()?;
        Some((entry >> NODE_BITS, (entry & ((1 << NODE_BITS) - 1)) as u32))
    }
}

/// Speeds of the slice in force, so that most streets need one division.
struct Clock<'a> {
    conditions: &'a Conditions,
    start: u64,
    end: u64,
    speed: [u64; RoadClass::COUNT],
}

impl<'a> Clock<'a> {
    fn new(conditions: &'a Conditions, now: SimTime) -> Self {
        let mut clock = Self { conditions, start: 0, end: 0, speed: [1; RoadClass::COUNT] };
        clock.seek(now.0);
        clock
    }

    #[inline]
    fn seek(&mut self, now: u64) {
        if now < self.start || now >= self.end {
            let index = self.conditions.slice_at(SimTime(now));
            let start = |index| self.conditions.start(index).map_or(u64::MAX, |start| start.0);
            (self.start, self.end) = (start(index), start(index + 1));
            self.speed = self.conditions.speeds(index);
        }
    }

    /// [`Conditions::arrive`], taken short where the ride ends in the slice it begins in.
    #[inline]
    fn arrive(&self, now: u64, arc: &Arc) -> u64 {
        if arc.zone == 0 {
            let done =
                now + (u64::from(arc.length) * 1000).div_ceil(self.speed[arc.class as usize]);
            if done <= self.end {
                return done;
            }
        }
        let length = Millimeters(u64::from(arc.length));
        self.conditions.arrive(SimTime(now), length, arc.class, arc.zone).0
    }
}

/// One junction of a tree of shortest rides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Branch {
    /// The junction.
    pub node: NodeId,
    /// The next junction toward the root; the root is its own parent.
    pub parent: NodeId,
    /// Microseconds to the root, or from it.
    pub cost_us: u64,
    pub(crate) arc: u32,
}

/// The street network as plain arrays, for searches in both directions.
#[derive(Clone, Debug)]
pub struct Streets {
    pub(crate) forward: Adjacency,
    pub(crate) backward: Adjacency,
    pub(crate) points: Vec<Point>,
    /// No street is shorter than this share of the straight line between its ends.
    straightness: f64,
}

impl Streets {
    /// Copies the network, leaving out loops and needless parallels.
    ///
    /// # Panics
    /// Beyond 2²⁴ junctions or streets of 4294 km.
    #[must_use]
    pub fn new(network: &Network) -> Self {
        let nodes = network.graph.node_count();
        assert!(nodes < 1 << NODE_BITS, "a network has fewer than 2^24 junctions");
        let points: Vec<Point> =
            network.graph.node_weights().map(|junction| junction.point).collect();
        let mut straightness = 1.0_f64;
        let (mut forward, mut backward) = (Vec::new(), Vec::new());
        for edge in network.graph.edge_references() {
            let street = edge.weight();
            let (tail, head) = (edge.source().index() as u32, edge.target().index() as u32);
            let length = u32::try_from(street.length.0).expect("a street is shorter than 4294 km");
            let arc = Arc { head, class: street.class, zone: street.incident_zone, length };
            forward.push((tail, arc));
            backward.push((head, Arc { head: tail, ..arc }));
            let straight = straight_mm(points[tail as usize], points[head as usize]);
            if straight > 0.0 {
                straightness = straightness.min(f64::from(length) / straight);
            }
        }
        Self {
            forward: Adjacency::new(nodes, forward),
            backward: Adjacency::new(nodes, backward),
            points,
            straightness,
        }
    }

    /// Number of junctions.
    #[must_use]
    pub fn junctions(&self) -> usize {
        self.points.len()
    }

    /// Where a junction lies.
    #[must_use]
    pub fn point(&self, node: NodeId) -> Point {
        self.points[node.index()]
    }

    /// Class of the widest street that leaves a junction.
    #[must_use]
    pub fn widest(&self, node: NodeId) -> Option<RoadClass> {
        self.forward.arcs[self.forward.block(node.0)].iter().map(|arc| arc.class).min()
    }

    pub(crate) fn adjacency(&self, direction: Direction) -> &Adjacency {
        match direction {
            Direction::From => &self.forward,
            Direction::To => &self.backward,
        }
    }

    /// Earliest arrivals at all junctions within `limit` of the departure, by (arrival, id).
    #[must_use]
    pub fn one_to_all(
        &self,
        from: NodeId,
        depart: SimTime,
        limit: Millis,
        conditions: &Conditions,
    ) -> Vec<(NodeId, SimTime)> {
        SCRATCH.with_borrow_mut(|scratch| {
            scratch.begin(self.points.len());
            let mut clock = Clock::new(conditions, depart);
            let mut reached = Vec::new();
            scratch.improve(from.0, 0, from.0, 0);
            scratch.push(0, from.0);
            while let Some((spent, node)) = scratch.pop() {
                if scratch.labels[node as usize].best != spent {
                    continue;
                }
                let now = depart.0 + spent;
                reached.push((NodeId(node), SimTime(now)));
                clock.seek(now);
                for arc in &self.forward.arcs[self.forward.block(node)] {
                    let then = clock.arrive(now, arc) - depart.0;
                    if then <= limit.0 && scratch.improve(arc.head, then, node, 0) {
                        scratch.push(then, arc.head);
                    }
                }
            }
            reached
        })
    }

    /// Earliest arrival at `to`, exact; `None` where no street leads there.
    ///
    /// A* with a lower bound: the straight line at the highest speed of the hour.
    #[must_use]
    pub fn point_to_point(
        &self,
        from: NodeId,
        to: NodeId,
        depart: SimTime,
        conditions: &Conditions,
    ) -> Option<SimTime> {
        self.way(from, to, depart, conditions, |_, arrival| arrival)
    }

    /// The same with the length of the way.
    #[must_use]
    pub fn ride(
        &self,
        from: NodeId,
        to: NodeId,
        depart: SimTime,
        conditions: &Conditions,
    ) -> Option<Ride> {
        self.way(from, to, depart, conditions, |scratch, arrival| {
            let mut clock = Clock::new(conditions, depart);
            let (mut node, mut length) = (to.0, 0);
            while node != from.0 {
                let parent = scratch.labels[node as usize].parent;
                let now = depart.0 + scratch.labels[parent as usize].best;
                clock.seek(now);
                let arcs = &self.forward.arcs[self.forward.block(parent)];
                let ridden = arcs
                    .iter()
                    .filter(|arc| arc.head == node)
                    .min_by_key(|arc| (clock.arrive(now, arc), arc.length))
                    .expect("a street led from the parent");
                length += u64::from(ridden.length);
                node = parent;
            }
            Ride { arrival, distance: Millimeters(length) }
        })
    }

    /// Searches, and reads the answer off the labels.
    fn way<T>(
        &self,
        from: NodeId,
        to: NodeId,
        depart: SimTime,
        conditions: &Conditions,
        read: impl Fn(&Scratch, SimTime) -> T,
    ) -> Option<T> {
        SCRATCH.with_borrow_mut(|scratch| {
            // The bound holds for rides that end within the window; any other is searched again
            // with a bound that holds for ever.
            let arrival = match self.a_star(from, to, depart, true, conditions, scratch) {
                Some(arrival) if arrival <= depart + WINDOW => arrival,
                _ => self.a_star(from, to, depart, false, conditions, scratch)?,
            };
            Some(read(scratch, arrival))
        })
    }

    fn a_star(
        &self,
        from: NodeId,
        to: NodeId,
        depart: SimTime,
        in_window: bool,
        conditions: &Conditions,
        scratch: &mut Scratch,
    ) -> Option<SimTime> {
        let until = in_window.then(|| depart + WINDOW);
        let last = until.map_or(conditions.count() - 1, |until| conditions.slice_at(until));
        let ahead = conditions.slice_at(depart)..=last;
        let fastest = ahead.flat_map(|index| conditions.speeds(index)).max().unwrap_or(1);
        let ms_per_mm = self.straightness * 1000.0 / fastest as f64;
        let target = self.points[to.index()];
        // One millisecond less keeps the bound below the truth however the last digit is rounded.
        let bound = |node: u32| {
            let ms = straight_mm(self.points[node as usize], target) * ms_per_mm - 1.0;
            ms.max(0.0) as u64
        };
        let latest = until.map_or(TIME_LIMIT, |until| until.since(depart).0);
        scratch.begin(self.points.len());
        let mut clock = Clock::new(conditions, depart);
        scratch.improve(from.0, 0, from.0, 0);
        scratch.push(bound(from.0), from.0);
        while let Some((key, node)) = scratch.pop() {
            let Label { best, arc: ahead, .. } = scratch.labels[node as usize];
            if node == to.0 {
                return Some(SimTime(depart.0 + best));
            }
            // `arc` holds the bound here; the source alone is labelled before it is known.
            if node != from.0 && key != best + u64::from(ahead) {
                continue;
            }
            let now = depart.0 + best;
            clock.seek(now);
            for arc in &self.forward.arcs[self.forward.block(node)] {
                let then = clock.arrive(now, arc) - depart.0;
                let label = &scratch.labels[arc.head as usize];
                if label.search == scratch.search && label.best <= then {
                    continue;
                }
                let ahead = bound(arc.head).min(u64::from(u32::MAX));
                if then + ahead <= latest && scratch.improve(arc.head, then, node, ahead as u32) {
                    scratch.push(then + ahead, arc.head);
                }
            }
        }
        None
    }

    /// The shortest rides to or from `root` at constant paces, nearest first.
    ///
    /// Streets are followed only from junctions that `enter` allows (the root always is). Ends
    /// when `settle` says so.
    pub(crate) fn grow(
        &self,
        root: NodeId,
        direction: Direction,
        paces: &Paces,
        enter: impl Fn(NodeId) -> bool,
        mut settle: impl FnMut(Branch) -> bool,
    ) {
        let adjacency = self.adjacency(direction);
        SCRATCH.with_borrow_mut(|scratch| {
            scratch.begin(self.points.len());
            scratch.improve(root.0, 0, root.0, u32::MAX);
            scratch.push(0, root.0);
            while let Some((cost_us, node)) = scratch.pop() {
                let Label { best, parent, arc, .. } = scratch.labels[node as usize];
                if best != cost_us {
                    continue;
                }
                let here = NodeId(node);
                if !settle(Branch { node: here, parent: NodeId(parent), cost_us, arc }) {
                    return;
                }
                if node != root.0 && !enter(here) {
                    continue;
                }
                for index in adjacency.block(node) {
                    let arc = &adjacency.arcs[index];
                    let then = cost_us + paces.ride_us(arc);
                    if scratch.improve(arc.head, then, node, index as u32) {
                        scratch.push(then, arc.head);
                    }
                }
            }
        });
    }

    /// The tree of shortest rides from `root` or to it, at constant speeds (mm/s), for junctions
    /// within `limit`, nearest first.
    #[must_use]
    pub fn tree(
        &self,
        root: NodeId,
        direction: Direction,
        speed: &[u64; RoadClass::COUNT],
        limit: Millis,
    ) -> Vec<Branch> {
        let mut branches = Vec::new();
        self.grow(
            root,
            direction,
            &Paces::new(speed),
            |_| true,
            |branch| {
                let is_near = branch.cost_us <= limit.0.saturating_mul(1000);
                if is_near {
                    branches.push(branch);
                }
                is_near
            },
        );
        branches
    }
}

/// Microseconds per millimetre, times 2¹⁶, so that a ride costs a multiplication.
pub(crate) fn pace(speed: u64) -> u64 {
    (1_000_000 << 16) / speed
}

/// Microseconds for a length in millimetres, rounded down.
#[inline]
pub(crate) fn ride_us(length: u32, pace: u64) -> u64 {
    ((u128::from(length) * u128::from(pace)) >> 16) as u64
}

fn straight_mm(a: Point, b: Point) -> f64 {
    let (dx, dy) = ((a.x_mm - b.x_mm) as f64, (a.y_mm - b.y_mm) as f64);
    (dx * dx + dy * dy).sqrt()
}

#[cfg(test)]
#[path = "shortest_path_tests.rs"]
pub(crate) mod tests;
