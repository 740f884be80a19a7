//! Rides between stores and doors, prepared so that a question takes well under a microsecond.
//!
//! For every store, direction and reference speed there is one tree of shortest ways. For every
//! span of time in which streets near the store are closed there is another, grown with those
//! streets as slow as they are then: it goes round what is worth going round, and where nothing
//! leads round it touches as little of the closure as it can. A question follows its few fixed
//! ways street by street under the speeds of the day and answers with the earliest arrival.
//!
//! Every fixed way is first in, first out, and so is the minimum over fixed ways: leaving later
//! never arrives earlier. The ways of a span are looked at where the span meets the usual ride,
//! and never count as arriving before the span begins: a ride that leaves too early to look at
//! them arrives by then, so that looking at more ways later cannot make it late. A way is exactly
//! timed; only its choice is limited to the prepared alternatives.

use std::collections::BTreeMap;
use std::ops::Range;

use domain::geo::Point;
use domain::ids::{NodeId, StoreId};
use domain::travel::{Conditions, Incident, Leg, Place, Ride, RoadClass, Travel};
use domain::units::{Millimeters, SimTime};
use rayon::prelude::*;

use crate::closures::{Span, spans};
use crate::network::Network;
use crate::shortest_path::{Arc, Branch, Direction, Paces, Streets};

/// A search looks this much farther than the doors it must reach, for ways around an obstacle.
const DETOUR: f64 = 1.5;
/// The same where streets are closed: the next bridge may be far.
const DETOUR_CLOSED: f64 = 3.0;
/// Marks a junction that a tree does not reach.
const ABSENT: u32 = u32::MAX;

/// Part of a way on which class and incident area stay the same.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Where the run ends, toward the store, as a position among the store's junctions.
    next: u32,
    /// Millimetres.
    length: u32,
    class: RoadClass,
    zone: u16,
    /// From here on this tree's way is that of the first tree.
    is_usual: bool,
}

impl Run {
    const ABSENT: Self =
        Self { next: ABSENT, length: 0, class: RoadClass::Living, zone: 0, is_usual: false };

    #[inline]
    fn ride(&self, depart: SimTime, conditions: &Conditions) -> SimTime {
        conditions.arrive(depart, Millimeters(u64::from(self.length)), self.class, self.zone)
    }
}

/// A set of junctions with the position of each, found in one step.
#[derive(Clone, Debug, Default)]
struct Members {
    first_word: u32,
    /// 64 junctions each, with the number of members before them.
    words: Vec<(u64, u32)>,
}

impl Members {
    /// Nodes in any order, some perhaps several times.
    fn new(nodes: impl Iterator<Item = u32> + Clone) -> Self {
        let Some(first_word) = nodes.clone().map(|node| node / 64).min() else {
            return Self::default();
        };
        let last_word = nodes.clone().map(|node| node / 64).max().unwrap_or(first_word);
        let mut words = vec![(0_u64, 0_u32); (last_word - first_word) as usize + 1];
        for node in nodes {
            words[(node / 64 - first_word) as usize].0 |= 1 << (node % 64);
        }
        let mut before = 0;
        for word in &mut words {
            word.1 = before;
            before += word.0.count_ones();
        }
        Self { first_word, words }
    }

    fn len(&self) -> usize {
        self.words.last().map_or(0, |(bits, before)| (before + bits.count_ones()) as usize)
    }

    /// Position of a junction that is known to be a member.
    fn at(&self, node: NodeId) -> usize {
        self.position(node).expect("branches and their parents are members") as usize
    }

    #[inline]
    fn position(&self, node: NodeId) -> Option<u32> {
        let word = (node.0 / 64).checked_sub(self.first_word)?;
        let (bits, before) = *self.words.get(word as usize)?;
        let bit = 1_u64 << (node.0 % 64);
        (bits & bit != 0).then(|| before + (bits & (bit - 1)).count_ones())
    }
}

/// The trees of one store.
#[derive(Clone, Debug)]
struct StoreTrees {
    members: Members,
    /// Position of the store's own junction.
    root: u32,
    /// Ways from the store, runs by position: a tree per reference speed, then those of closures.
    out: Vec<Vec<Run>>,
    /// Ways to the store, in the same order.
    back: Vec<Vec<Run>>,
    /// How many trees hold at all times.
    usual: usize,
    /// When streets near the store are closed, in the order of time.
    closed: Vec<Closed>,
}

/// A span in which streets near a store are closed, and its trees.
#[derive(Clone, Debug)]
struct Closed {
    start: SimTime,
    end: SimTime,
    trees: Range<usize>,
}

/// Travel times of a city with its stores.
#[derive(Clone, Debug)]
pub struct StoreRoutes {
    streets: Streets,
    stores: Vec<NodeId>,
    trees: Vec<StoreTrees>,
}

impl StoreRoutes {
    /// Prepares the rides between `stores` and all junctions within `reach` of them (straight
    /// line). Stores are prepared in parallel; the outcome does not depend on how many at once.
    ///
    /// `reference_speeds` (mm/s) are situations between which the best way may change, such as
    /// night and evening peak; the first decides which way is the usual one. `incidents` say when
    /// which zones of the network are slow. A question beyond the reach is answered by an exact
    /// search, which costs about a thousand times as much.
    ///
    /// # Panics
    /// When there is no reference speed, one is zero, or a store is no junction of the network.
    #[must_use]
    pub fn new(
        network: &Network,
        stores: &[NodeId],
        reference_speeds: &[[u64; RoadClass::COUNT]],
        reach: Millimeters,
        incidents: &[Incident],
    ) -> Self {
        assert!(
            !reference_speeds.is_empty() && reference_speeds.iter().flatten().all(|s| *s > 0),
            "there is at least one reference speed and all are above zero"
        );
        let streets = Streets::new(network);
        let mut by_x: Vec<(i64, u32)> =
            streets.points.iter().zip(0..).map(|(point, node)| (point.x_mm, node)).collect();
        by_x.sort_unstable();
        let spans = spans(incidents);
        let trees = stores
            .par_iter()
            .map(|store| StoreTrees::new(&streets, &by_x, *store, reference_speeds, reach, &spans))
            .collect();
        Self { streets, stores: stores.to_vec(), trees }
    }

    /// The streets behind it, for exact searches.
    #[must_use]
    pub fn streets(&self) -> &Streets {
        &self.streets
    }

    /// The junction of a store.
    #[must_use]
    pub fn store(&self, store: StoreId) -> NodeId {
        self.stores[store.index()]
    }

    /// Whether rides between this store and this junction are prepared.
    #[must_use]
    pub fn is_prepared(&self, store: StoreId, node: NodeId) -> bool {
        self.trees[store.index()].members.position(node).is_some()
    }

    /// Bytes held by the trees.
    #[must_use]
    pub fn tree_bytes(&self) -> usize {
        self.trees
            .iter()
            .map(|trees| {
                let runs: usize = trees.out.iter().chain(&trees.back).map(Vec::len).sum();
                runs * size_of::<Run>() + trees.members.words.len() * size_of::<(u64, u32)>()
            })
            .sum()
    }
}

/// The last metres between a junction and a door.
#[inline]
fn ride_offset(place: Place, depart: SimTime, conditions: &Conditions) -> SimTime {
    if place.offset == Millimeters::ZERO {
        return depart;
    }
    conditions.arrive(depart, place.offset, RoadClass::Living, 0)
}

impl Travel for StoreRoutes {
    fn arrive(&self, leg: Leg, depart: SimTime, conditions: &Conditions) -> Option<SimTime> {
        let exact = |from, to, depart| self.streets.point_to_point(from, to, depart, conditions);
        match leg {
            Leg::Out(store, place) => {
                let arrival = match self.trees[store.index()].out(place.node, depart, conditions) {
                    Some((arrival, _)) => arrival,
                    None => exact(self.store(store), place.node, depart)?,
                };
                Some(ride_offset(place, arrival, conditions))
            }
            Leg::Back(place, store) => {
                let depart = ride_offset(place, depart, conditions);
                match self.trees[store.index()].back(place.node, depart, conditions) {
                    Some((arrival, _)) => Some(arrival),
                    None => exact(place.node, self.store(store), depart),
                }
            }
            Leg::Between(from, to) => {
                let depart = ride_offset(from, depart, conditions);
                let arrival = exact(from.node, to.node, depart)?;
                Some(ride_offset(to, arrival, conditions))
            }
        }
    }

    fn ride(&self, leg: Leg, depart: SimTime, conditions: &Conditions) -> Option<Ride> {
        let exact = |from, to, depart| self.streets.ride(from, to, depart, conditions);
        let (to_junction, way_in, way_out) = match leg {
            Leg::Out(store, place) => {
                let trees = &self.trees[store.index()];
                let ride = match trees.out(place.node, depart, conditions) {
                    Some((arrival, tree)) => {
                        let distance = trees.length(&trees.out[tree], place.node);
                        Ride { arrival, distance }
                    }
                    None => exact(self.store(store), place.node, depart)?,
                };
                (ride, None, Some(place))
            }
            Leg::Back(place, store) => {
                let trees = &self.trees[store.index()];
                let depart = ride_offset(place, depart, conditions);
                let ride = match trees.back(place.node, depart, conditions) {
                    Some((arrival, tree)) => {
                        let distance = trees.length(&trees.back[tree], place.node);
                        Ride { arrival, distance }
                    }
                    None => exact(place.node, self.store(store), depart)?,
                };
                (ride, Some(place), None)
            }
            Leg::Between(from, to) => {
                let depart = ride_offset(from, depart, conditions);
                (exact(from.node, to.node, depart)?, Some(from), Some(to))
            }
        };
        let offset = |place: Option<Place>| place.map_or(Millimeters::ZERO, |place| place.offset);
        Some(Ride {
            arrival: way_out.map_or(to_junction.arrival, |place| {
                ride_offset(place, to_junction.arrival, conditions)
            }),
            distance: offset(way_in) + to_junction.distance + offset(way_out),
        })
    }
}

impl StoreTrees {
    fn new(
        streets: &Streets,
        by_x: &[(i64, u32)],
        store: NodeId,
        reference_speeds: &[[u64; RoadClass::COUNT]],
        reach: Millimeters,
        spans: &[Span],
    ) -> Self {
        let wanted = Wanted::new(streets, by_x, store, reach);
        let mut paces: Vec<Paces> = reference_speeds.iter().map(Paces::new).collect();
        let usual = paces.len();
        // Spans that look alike from here share their trees.
        let mut known: BTreeMap<Vec<(u16, u64)>, Range<usize>> = BTreeMap::new();
        let mut closed = Vec::new();
        let zones = if spans.is_empty() { Vec::new() } else { wanted.zones() };
        for span in spans {
            let mut slowed = span.slowed.clone();
            slowed.retain(|(zone, _)| zones.binary_search(zone).is_ok());
            if slowed.is_empty() {
                continue;
            }
            let key = slowed.iter().map(|(zone, factor)| (*zone, factor.to_bits())).collect();
            let trees = known.entry(key).or_insert_with(|| {
                let first = paces.len();
                paces.extend(reference_speeds.iter().map(|speed| Paces::slowed(speed, &slowed)));
                first..paces.len()
            });
            closed.push(Closed { start: span.start, end: span.end, trees: trees.clone() });
        }
        let [out, back] = [Direction::From, Direction::To].map(|direction| {
            let detour = |tree| if tree < usual { DETOUR } else { DETOUR_CLOSED };
            let grow = |(tree, paces)| wanted.grow(direction, paces, detour(tree));
            paces.iter().enumerate().map(grow).collect::<Vec<_>>()
        });
        let nodes = out.iter().chain(&back).flatten().map(|branch| branch.node.0);
        let members = Members::new(nodes);
        let runs = |trees: Vec<Vec<Branch>>, arcs: &[Arc]| {
            let mut usual = vec![ABSENT; members.len()];
            for branch in &trees[0] {
                usual[members.at(branch.node)] = branch.arc;
            }
            trees.iter().map(|tree| runs(tree, arcs, &members, &usual)).collect()
        };
        Self {
            root: members.at(store) as u32,
            out: runs(out, &streets.forward.arcs),
            back: runs(back, &streets.backward.arcs),
            members,
            usual,
            closed,
        }
    }

    /// Earliest arrival at `node`, and the tree that leads there.
    #[inline]
    fn out(
        &self,
        node: NodeId,
        depart: SimTime,
        conditions: &Conditions,
    ) -> Option<(SimTime, usize)> {
        let position = self.members.position(node)?;
        self.earliest(&self.out, position, depart, |runs| {
            self.follow_out(runs, position, depart, conditions)
        })
    }

    /// Earliest arrival at the store, and the tree that leads there.
    #[inline]
    fn back(
        &self,
        node: NodeId,
        depart: SimTime,
        conditions: &Conditions,
    ) -> Option<(SimTime, usize)> {
        let start = self.members.position(node)?;
        self.earliest(&self.back, start, depart, |runs| {
            let (mut position, mut now) = (start, depart);
            while position != self.root {
                let run = &runs[position as usize];
                now = run.ride(now, conditions);
                position = run.next;
            }
            now
        })
    }

    /// The earliest arrival over the trees that reach a position, and the tree.
    #[inline]
    fn earliest(
        &self,
        trees: &[Vec<Run>],
        position: u32,
        depart: SimTime,
        follow: impl Fn(&[Run]) -> SimTime,
    ) -> Option<(SimTime, usize)> {
        let differs = |tree: usize| {
            let first = &trees[tree][position as usize];
            first.next != ABSENT && (tree == 0 || !first.is_usual)
        };
        let usual = (0..self.usual)
            .filter(|tree| differs(*tree))
            .map(|tree| (follow(&trees[tree]), tree))
            .min()?;
        if self.closed.is_empty() {
            return Some(usual);
        }
        let meets = |closed: &&Closed| closed.end > depart;
        let around = self.closed.iter().take_while(|closed| closed.start < usual.0).filter(meets);
        let around = around.flat_map(|closed| {
            let ridden = |tree: usize| (follow(&trees[tree]).max(closed.start), tree);
            closed.trees.clone().filter(|tree| differs(*tree)).map(ridden)
        });
        around.chain([usual]).min()
    }

    /// Runs lead toward the store but are ridden away from it, so they are stacked first.
    #[inline]
    fn follow_out(
        &self,
        runs: &[Run],
        mut position: u32,
        depart: SimTime,
        conditions: &Conditions,
    ) -> SimTime {
        let mut stack = [0_u32; 64];
        let mut height = 0;
        while position != self.root && height < stack.len() {
            stack[height] = position;
            height += 1;
            position = runs[position as usize].next;
        }
        let mut now = depart;
        if position != self.root {
            now = self.follow_out(runs, position, depart, conditions);
        }
        for position in stack[..height].iter().rev() {
            now = runs[*position as usize].ride(now, conditions);
        }
        now
    }

    /// Length of the way between the store and a junction that the tree reaches.
    fn length(&self, runs: &[Run], node: NodeId) -> Millimeters {
        let mut position = self.members.at(node) as u32;
        let mut length = Millimeters::ZERO;
        while position != self.root {
            let run = &runs[position as usize];
            length += Millimeters(u64::from(run.length));
            position = run.next;
        }
        length
    }
}

/// The junctions to which a store's rides are prepared.
struct Wanted<'a> {
    streets: &'a Streets,
    store: NodeId,
    reach: Millimeters,
    nodes: Vec<u32>,
    members: Members,
    /// All junctions by their way east.
    by_x: &'a [(i64, u32)],
}

impl<'a> Wanted<'a> {
    fn new(
        streets: &'a Streets,
        by_x: &'a [(i64, u32)],
        store: NodeId,
        reach: Millimeters,
    ) -> Self {
        let nodes = within(streets, by_x, streets.point(store), reach);
        let members = Members::new(nodes.iter().copied());
        Self { streets, store, reach, nodes, members, by_x }
    }

    fn reach_times(&self, factor: f64) -> Millimeters {
        Millimeters((self.reach.0 as f64 * factor) as u64)
    }

    /// Incident zones in sight, in their order.
    fn zones(&self) -> Vec<u16> {
        let centre = self.streets.point(self.store);
        let seen = within(self.streets, self.by_x, centre, self.reach_times(DETOUR_CLOSED));
        let adjacency = &self.streets.forward;
        let zones = seen.iter().flat_map(|node| &adjacency.arcs[adjacency.block(*node)]);
        let mut zones: Vec<u16> = zones.map(|arc| arc.zone).filter(|zone| *zone != 0).collect();
        zones.sort_unstable();
        zones.dedup();
        zones
    }

    /// The tree of shortest ways to all of them, looking `detour` times as far.
    fn grow(&self, direction: Direction, paces: &Paces, detour: f64) -> Vec<Branch> {
        let centre = self.streets.point(self.store);
        let farthest = self.reach.0 as f64 * detour;
        let is_in_sight = |node| {
            let point: Point = self.streets.point(node);
            let x = (point.x_mm - centre.x_mm) as f64;
            let y = (point.y_mm - centre.y_mm) as f64;
            x * x + y * y <= farthest * farthest
        };
        let mut missing = self.nodes.len();
        let mut branches = Vec::with_capacity(missing * 2);
        self.streets.grow(self.store, direction, paces, is_in_sight, |branch| {
            branches.push(branch);
            missing -= usize::from(self.members.position(branch.node).is_some());
            missing > 0
        });
        pruned(branches, &self.members)
    }
}

/// Junctions within `reach` of `centre`.
fn within(streets: &Streets, by_x: &[(i64, u32)], centre: Point, reach: Millimeters) -> Vec<u32> {
    let reach_mm = i64::try_from(reach.0).unwrap_or(i64::MAX);
    let west = by_x.partition_point(|(x, _)| *x < centre.x_mm.saturating_sub(reach_mm));
    let east = by_x.partition_point(|(x, _)| *x <= centre.x_mm.saturating_add(reach_mm));
    // As rounded distances compare, without a root for every junction of a city.
    let farthest = reach.0 as f64 + 0.5;
    let is_within = |point: Point| {
        let (x, y) = ((point.x_mm - centre.x_mm) as f64, (point.y_mm - centre.y_mm) as f64);
        x * x + y * y < farthest * farthest
    };
    by_x[west..east]
        .iter()
        .map(|(_, node)| *node)
        .filter(|node| is_within(streets.point(NodeId(*node))))
        .collect()
}

/// Only the branches that lead to wanted junctions, in the same order.
fn pruned(mut branches: Vec<Branch>, is_wanted: &Members) -> Vec<Branch> {
    let highest = branches.iter().map(|branch| branch.node.index()).max().unwrap_or(0);
    let mut leads = vec![0_u64; highest / 64 + 1];
    // Parents come before their children, so backwards every child is known before its parent.
    for branch in branches.iter().rev() {
        let (node, parent) = (branch.node.index(), branch.parent.index());
        if is_wanted.position(branch.node).is_some() {
            leads[node / 64] |= 1 << (node % 64);
        }
        if leads[node / 64] >> (node % 64) & 1 == 1 {
            leads[parent / 64] |= 1 << (parent % 64);
        }
    }
    branches.retain(|branch| leads[branch.node.index() / 64] >> (branch.node.0 % 64) & 1 == 1);
    branches
}

/// The way of every member of a tree as runs; `usual` holds the first tree's street by position.
fn runs(tree: &[Branch], arcs: &[Arc], members: &Members, usual: &[u32]) -> Vec<Run> {
    let mut runs = vec![Run::ABSENT; usual.len()];
    for branch in tree {
        let (here, parent) = (members.at(branch.node), members.at(branch.parent));
        if here == parent {
            runs[here] = Run { next: here as u32, is_usual: true, ..Run::ABSENT };
            continue;
        }
        let Arc { class, zone, length, .. } = arcs[branch.arc as usize];
        let ahead = runs[parent];
        let is_usual = ahead.is_usual && usual[here] == branch.arc;
        let is_same_run = ahead.next != parent as u32 && ahead.class == class && ahead.zone == zone;
        runs[here] = if is_same_run {
            Run { length: ahead.length.saturating_add(length), is_usual, ..ahead }
        } else {
            Run { next: parent as u32, length, class, zone, is_usual }
        };
    }
    runs
}

#[cfg(test)]
#[path = "routes_tests.rs"]
mod tests;
