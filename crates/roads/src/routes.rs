//! Rides between stores and doors, prepared so that a question takes well under a microsecond.
//!
//! For every store, direction and reference speed there is one tree of shortest ways, and one
//! that keeps clear of incident areas. A question follows its few fixed ways street by street
//! under the speeds of the day and answers with the earliest arrival. Every fixed way is first
//! in, first out, and so is the minimum over fixed ways: leaving later never arrives earlier.
//! A way is exactly timed; only its choice is limited to the prepared alternatives.

use domain::geo::Point;
use domain::ids::{NodeId, StoreId};
use domain::travel::{Conditions, Leg, Place, RoadClass, Travel};
use domain::units::{Millimeters, SimTime};
use rayon::prelude::*;

use crate::network::Network;
use crate::shortest_path::{Arc, Branch, Direction, Streets};

/// A search looks this much farther than the doors it must reach, for ways around an obstacle.
const DETOUR: f64 = 1.5;
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
    zone: u8,
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
    /// Ways from the store, one tree per alternative, runs by position.
    out: Vec<Vec<Run>>,
    /// Ways to the store.
    back: Vec<Vec<Run>>,
}

/// Travel times of a city with its stores.
#[derive(Clone, Debug)]
pub struct StoreRoutes {
    streets: Streets,
    stores: Vec<NodeId>,
    trees: Vec<StoreTrees>,
    usual_speed: [u64; RoadClass::COUNT],
}

impl StoreRoutes {
    /// Prepares the rides between `stores` and all junctions within `reach` of them (straight
    /// line). Stores are prepared in parallel; the outcome does not depend on how many at once.
    ///
    /// `reference_speeds` (mm/s) are situations between which the best way may change, such as
    /// night and evening peak; the first decides which way is the usual one. With
    /// `avoid_incidents` a further alternative keeps clear of every street that carries an
    /// incident zone, at the last of the reference speeds. A question beyond the reach is
    /// answered by an exact search, which costs about a thousand times as much.
    ///
    /// # Panics
    /// When there is no reference speed, one is zero, or a store is no junction of the network.
    #[must_use]
    pub fn new(
        network: &Network,
        stores: &[NodeId],
        reference_speeds: &[[u64; RoadClass::COUNT]],
        reach: Millimeters,
        avoid_incidents: bool,
    ) -> Self {
        assert!(
            reference_speeds.iter().flatten().all(|speed| *speed > 0),
            "reference speeds are above zero"
        );
        let usual_speed = *reference_speeds.first().expect("there is at least one reference speed");
        let streets = Streets::new(network);
        let has_incidents = network.graph.edge_weights().any(|street| street.incident_zone != 0);
        let mut alternatives: Vec<(&[u64; RoadClass::COUNT], bool)> =
            reference_speeds.iter().map(|speed| (speed, false)).collect();
        if avoid_incidents && has_incidents {
            alternatives.extend(reference_speeds.last().map(|speed| (speed, true)));
        }
        let mut by_x: Vec<(i64, u32)> =
            streets.points.iter().zip(0..).map(|(point, node)| (point.x_mm, node)).collect();
        by_x.sort_unstable();
        let trees = stores
            .par_iter()
            .map(|store| StoreTrees::new(&streets, &by_x, *store, &alternatives, reach))
            .collect();
        Self { streets, stores: stores.to_vec(), trees, usual_speed }
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

    fn exact(
        &self,
        from: NodeId,
        to: NodeId,
        depart: SimTime,
        conditions: &Conditions,
    ) -> Option<SimTime> {
        self.streets.point_to_point(from, to, depart, conditions)
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
        match leg {
            Leg::Out(store, place) => {
                let arrival = self.trees[store.index()]
                    .ride_out(place.node, depart, conditions)
                    .or_else(|| self.exact(self.store(store), place.node, depart, conditions))?;
                Some(ride_offset(place, arrival, conditions))
            }
            Leg::Back(place, store) => {
                let depart = ride_offset(place, depart, conditions);
                self.trees[store.index()]
                    .ride_back(place.node, depart, conditions)
                    .or_else(|| self.exact(place.node, self.store(store), depart, conditions))
            }
            Leg::Between(from, to) => {
                let depart = ride_offset(from, depart, conditions);
                let arrival = self.exact(from.node, to.node, depart, conditions)?;
                Some(ride_offset(to, arrival, conditions))
            }
        }
    }

    fn distance(&self, leg: Leg) -> Option<Millimeters> {
        let searched = |from, to| self.streets.way_length(from, to, &self.usual_speed);
        match leg {
            Leg::Out(store, place) => {
                let trees = &self.trees[store.index()];
                let length = trees
                    .length(&trees.out, place.node)
                    .or_else(|| searched(self.store(store), place.node))?;
                Some(length + place.offset)
            }
            Leg::Back(place, store) => {
                let trees = &self.trees[store.index()];
                let length = trees
                    .length(&trees.back, place.node)
                    .or_else(|| searched(place.node, self.store(store)))?;
                Some(length + place.offset)
            }
            Leg::Between(from, to) => Some(from.offset + searched(from.node, to.node)? + to.offset),
        }
    }
}

impl StoreTrees {
    fn new(
        streets: &Streets,
        by_x: &[(i64, u32)],
        store: NodeId,
        alternatives: &[(&[u64; RoadClass::COUNT], bool)],
        reach: Millimeters,
    ) -> Self {
        let centre = streets.point(store);
        let wanted = within(streets, by_x, centre, reach);
        let is_wanted = Members::new(wanted.iter().copied());
        let farthest = reach.0 as f64 * DETOUR;
        let is_in_sight = |node| {
            let point: Point = streets.point(node);
            let x = (point.x_mm - centre.x_mm) as f64;
            let y = (point.y_mm - centre.y_mm) as f64;
            x * x + y * y <= farthest * farthest
        };
        let grow = |direction, (speed, avoid): (&[u64; RoadClass::COUNT], bool)| {
            let mut missing = wanted.len();
            let mut branches = Vec::with_capacity(missing * 2);
            streets.grow(store, direction, speed, avoid, is_in_sight, |branch| {
                branches.push(branch);
                missing -= usize::from(is_wanted.position(branch.node).is_some());
                missing > 0
            });
            pruned(branches, &is_wanted)
        };
        let [out, back] = [Direction::From, Direction::To].map(|direction| {
            alternatives.iter().map(|alternative| grow(direction, *alternative)).collect::<Vec<_>>()
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
        }
    }

    /// Earliest arrival at `node` over the alternatives that reach it.
    #[inline]
    fn ride_out(&self, node: NodeId, depart: SimTime, conditions: &Conditions) -> Option<SimTime> {
        let position = self.members.position(node)?;
        let mut earliest = None;
        for (number, runs) in self.out.iter().enumerate() {
            let first = &runs[position as usize];
            if first.next != ABSENT && (number == 0 || !first.is_usual) {
                let arrival = self.follow_out(runs, position, depart, conditions);
                earliest = Some(earliest.map_or(arrival, |best: SimTime| best.min(arrival)));
            }
        }
        earliest
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

    /// Earliest arrival at the store over the alternatives.
    #[inline]
    fn ride_back(&self, node: NodeId, depart: SimTime, conditions: &Conditions) -> Option<SimTime> {
        let start = self.members.position(node)?;
        let mut earliest = None;
        for (number, runs) in self.back.iter().enumerate() {
            let first = &runs[start as usize];
            if first.next == ABSENT || (number > 0 && first.is_usual) {
                continue;
            }
            let (mut position, mut now) = (start, depart);
            while position != self.root {
                let run = &runs[position as usize];
                now = run.ride(now, conditions);
                position = run.next;
            }
            earliest = Some(earliest.map_or(now, |best: SimTime| best.min(now)));
        }
        earliest
    }

    /// Length of the first alternative that reaches `node`.
    fn length(&self, trees: &[Vec<Run>], node: NodeId) -> Option<Millimeters> {
        let mut position = self.members.position(node)?;
        let runs = trees.iter().find(|runs| runs[position as usize].next != ABSENT)?;
        let mut length = Millimeters::ZERO;
        while position != self.root {
            let run = &runs[position as usize];
            length += Millimeters(u64::from(run.length));
            position = run.next;
        }
        Some(length)
    }
}

/// Junctions within `reach` of `centre`.
fn within(streets: &Streets, by_x: &[(i64, u32)], centre: Point, reach: Millimeters) -> Vec<u32> {
    let reach_mm = i64::try_from(reach.0).unwrap_or(i64::MAX);
    let west = by_x.partition_point(|(x, _)| *x < centre.x_mm.saturating_sub(reach_mm));
    let east = by_x.partition_point(|(x, _)| *x <= centre.x_mm.saturating_add(reach_mm));
    by_x[west..east]
        .iter()
        .map(|(_, node)| *node)
        .filter(|node| streets.point(NodeId(*node)).distance(centre) <= reach)
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
