//! OpenStreetMap data as far as riders need it, and the street network made of it.
//!
//! Every node of a way becomes a junction first; chains of nodes that offer no choice are merged
//! afterwards. A node where class changes stays a junction, and so does the `via` node of a turn
//! restriction, which `turns` makes riders obey. Stretches that end at a missing
//! node, or at a barrier shut to two-wheelers, are left out.

use std::collections::BTreeMap;
use std::path::Path;

use domain::geo::Plane;
use domain::travel::RoadClass;
use domain::units::Millimeters;
use petgraph::graph::{DiGraph, NodeIndex};

pub use super::extract::Extract;
use super::extract::{Node, NodeTags, Turn, Way};
use super::imported::{Imported, check_extent, middle};
use super::latest::latest;
use super::source::{Source, bare_name};
use super::turns::{Restriction, Rule, obey};
use super::{osm_pbf, osm_xml};
use crate::error::{Position, RoadsError};
use crate::network::{Junction, Network, Street};

/// Junctions passed on the way of one restriction are at most this many.
const LONGEST_VIA: usize = 200;

/// The network with one junction for every node of a street.
pub(super) struct EveryNode {
    pub(super) network: Network,
    /// Junctions that are not to be merged.
    pub(super) stays: Vec<bool>,
    /// Nodes that streets name and the file does not hold.
    pub(super) missing_nodes: usize,
}

impl Extract {
    /// Reads an OpenStreetMap file: PBF where the name ends in `.pbf`, else XML, plain or `.gz`.
    ///
    /// # Errors
    /// When the file cannot be read or is damaged.
    pub fn read(path: &Path) -> Result<Self, RoadsError> {
        let source = Source::of(path);
        if bare_name(path).ends_with(".pbf") {
            osm_pbf::read(source)
        } else {
            osm_xml::read(source)
        }
    }

    /// Nodes in the file, of any kind.
    #[must_use]
    pub fn nodes_seen(&self) -> usize {
        self.nodes.len()
    }

    /// Ways in the file, of any kind.
    #[must_use]
    pub fn ways_seen(&self) -> usize {
        self.ways.len()
    }

    /// Turn restrictions in the file.
    #[must_use]
    pub fn restricted_turns(&self) -> usize {
        self.turns.len()
    }

    /// The network with one junction for every node of a street.
    ///
    /// # Errors
    /// When no street is left or the file covers more than a city.
    pub(super) fn every_node(&self, path: &Path) -> Result<EveryNode, RoadsError> {
        let along = self.on_ways.iter().map(|(id, at)| Node {
            id: *id,
            version: 0,
            at: Some(*at),
            tags: NodeTags::None,
        });
        let nodes = latest(along.chain(self.nodes.iter().cloned()).collect());
        let ways = latest(self.ways.clone());
        let find = |id: i64| {
            let found = nodes.binary_search_by_key(&id, |node| node.id).ok()?;
            nodes[found].at.map(|at| (found, at))
        };
        let mut segments: Vec<(usize, usize, RoadClass)> = Vec::new();
        let mut number = vec![u32::MAX; nodes.len()];
        let mut missing: Vec<i64> = Vec::new();
        for way in &ways {
            let Some(passage) = way.passage else { continue };
            let mut before = None;
            for id in &way.nodes {
                let found = find(*id).map(|(node, _)| node);
                if found.is_none() {
                    missing.push(*id);
                }
                let here = found.filter(|node| nodes[*node].tags != NodeTags::Shut);
                if let (Some(a), Some(b)) = (before, here)
                    && a != b
                {
                    (number[a], number[b]) = (0, 0);
                    if passage.forward {
                        segments.push((a, b, passage.class));
                    }
                    if passage.backward {
                        segments.push((b, a, passage.class));
                    }
                }
                before = here;
            }
        }
        missing.sort_unstable();
        missing.dedup();
        if segments.is_empty() {
            let open = ways.iter().filter(|way| way.passage.is_some()).count();
            let problem = match (open, &missing[..]) {
                (1.., [first, ..]) => format!(
                    "holds {open} ways open to two-wheelers, but not the positions of their \
                     {} nodes, such as node {first}",
                    missing.len()
                ),
                _ => "holds no street open to two-wheelers".into(),
            };
            return Err(RoadsError::malformed(path, Position::Whole, problem));
        }
        // Ways may share a stretch; the widest class names it.
        segments.sort_unstable();
        segments.dedup_by_key(|(a, b, _)| (*a, *b));
        let used =
            || nodes.iter().zip(&number).filter(|(_, n)| **n == 0).filter_map(|(node, _)| node.at);
        check_extent(path, used())?;
        let plane = Plane { origin: middle(used()) };
        let mut graph = DiGraph::with_capacity(nodes.len(), segments.len());
        for (node, number) in nodes.iter().zip(&mut number) {
            if let (0, Some(at)) = (*number, node.at) {
                *number = graph.add_node(Junction::new(plane.project(at))).index() as u32;
            }
        }
        for (a, b, class) in segments {
            let (a, b) = (NodeIndex::new(number[a] as usize), NodeIndex::new(number[b] as usize));
            let straight = graph[a].point.distance(graph[b].point);
            graph.add_edge(a, b, Street::straight(class, straight.max(Millimeters(1))));
        }
        let junction = |id: i64| {
            let (node, _) = find(id)?;
            (number[node] != u32::MAX).then_some(number[node] as usize)
        };
        let restrictions = self.restrictions(&ways, junction);
        obey(&mut graph, &restrictions)
            .map_err(|problem| RoadsError::malformed(path, Position::Whole, problem))?;
        let mut stays = vec![false; graph.node_count()];
        for node in self.turns.iter().flat_map(|turn| &turn.via_nodes) {
            if let Some(node) = junction(*node) {
                stays[node] = true;
            }
        }
        let network = Network { graph, plane };
        Ok(EveryNode { network, stays, missing_nodes: missing.len() })
    }

    /// The restrictions of the file in terms of junctions, as far as their members are there.
    fn restrictions(
        &self,
        ways: &[Way],
        junction: impl Fn(i64) -> Option<usize>,
    ) -> Vec<Restriction> {
        let find = |id: &i64| {
            let found = ways.binary_search_by_key(id, |way| way.id).ok()?;
            Some(&ways[found].nodes[..])
        };
        // Junctions next to `at` along ways.
        let beside = |members: &[i64], at: i64| -> Vec<usize> {
            let pairs = members.iter().filter_map(find).flat_map(|nodes| nodes.windows(2));
            let other = |pair: &[i64]| match pair {
                [a, b] if *a == at => Some(*b),
                [a, b] if *b == at => Some(*a),
                _ => None,
            };
            let mut found: Vec<usize> = pairs.filter_map(other).filter_map(&junction).collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        let mut known: BTreeMap<(Vec<usize>, Vec<usize>), usize> = BTreeMap::new();
        let mut restrictions: Vec<Restriction> = Vec::new();
        for turn in latest(self.turns.clone()) {
            let Some(rule) = turn.rule else { continue };
            let Some(passed) = passed(&turn, find) else { continue };
            let (Some(first), Some(last)) = (passed.first(), passed.last()) else { continue };
            let via: Option<Vec<usize>> = passed.iter().map(|node| junction(*node)).collect();
            let (from, to) = (beside(&turn.from, *first), beside(&turn.to, *last));
            if let Some(via) = via
                && !from.is_empty()
                && !to.is_empty()
            {
                // Several that allow one way each allow all of them together.
                let key = (from.clone(), via.clone());
                match known.get(&key) {
                    Some(other) if rule == Rule::Only && restrictions[*other].rule == rule => {
                        restrictions[*other].to.extend(to);
                    }
                    _ => {
                        known.insert(key, restrictions.len());
                        restrictions.push(Restriction { rule, from, via, to });
                    }
                }
            }
        }
        restrictions
    }

    /// The network of junctions: the largest part in which everything reaches everything, chains
    /// merged.
    ///
    /// # Errors
    /// When no street is left or the file covers more than a city.
    pub fn network(&self, path: &Path) -> Result<Imported, RoadsError> {
        let EveryNode { network, stays, missing_nodes } = self.every_node(path)?;
        let mut imported = Imported::largest_part(path, network, &stays, true)?;
        imported.left_out.missing_nodes = missing_nodes;
        Ok(imported)
    }

    /// The network of junctions with both ends of every way kept as junctions too.
    #[cfg(test)]
    pub(super) fn way_ends(&self, path: &Path) -> Result<Network, RoadsError> {
        let mut kept = self.clone();
        for way in &self.ways {
            let via_nodes = way.nodes.first().into_iter().chain(way.nodes.last()).copied();
            kept.turns.push(Turn { via_nodes: via_nodes.collect(), ..Turn::default() });
        }
        Ok(kept.network(path)?.network)
    }
}

/// The nodes passed between the first way of a restriction and the last; `None` where its members
/// do not hang together.
fn passed<'a>(turn: &Turn, find: impl Fn(&i64) -> Option<&'a [i64]>) -> Option<Vec<i64>> {
    if let [node] = turn.via_nodes[..] {
        return Some(vec![node]);
    }
    let mut at = *turn.via_ways.first().and_then(&find).and_then(|nodes| {
        let touches =
            |end: &&i64| turn.from.iter().filter_map(&find).any(|nodes| nodes.contains(*end));
        nodes.first().into_iter().chain(nodes.last()).find(touches)
    })?;
    let mut nodes = vec![at];
    for way in &turn.via_ways {
        let way = find(way)?;
        if way.first() == Some(&at) {
            nodes.extend(&way[1..]);
        } else if way.last() == Some(&at) {
            nodes.extend(way.iter().rev().skip(1));
        } else {
            return None;
        }
        at = *nodes.last()?;
    }
    (nodes.len() <= LONGEST_VIA).then_some(nodes)
}
