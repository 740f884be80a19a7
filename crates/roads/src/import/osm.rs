//! OpenStreetMap data as far as riders need it, and the street network made of it.
//!
//! Every node of a way becomes a junction first; chains of nodes that offer no choice are merged
//! afterwards. A node where class changes stays a junction, and so does the `via` node of a turn
//! restriction. Restrictions themselves are not obeyed: riders on two-wheelers may walk a turn.
//! Stretches that end at a missing node, or at a barrier shut to two-wheelers, are left out.

use std::path::Path;

use domain::geo::{GeoPoint, Plane};
use domain::units::Millimeters;
use petgraph::graph::{DiGraph, NodeIndex};

use super::access::Passage;
use super::source::bare_name;
use super::streets::{check_extent, middle};
use super::{osm_pbf, osm_xml};
use crate::error::{Position, RoadsError};
use crate::network::{Junction, Network, Street};

/// A way that two-wheelers may use.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) nodes: Vec<i64>,
    pub(super) passage: Passage,
}

/// What was read from a file.
#[derive(Clone, Debug, Default)]
pub struct Extract {
    /// Every node of the file.
    pub(super) nodes: Vec<(i64, GeoPoint)>,
    pub(super) ways: Vec<Way>,
    /// Barriers shut to two-wheelers.
    pub(super) shut: Vec<i64>,
    /// Nodes where turns are restricted.
    pub(super) restricted: Vec<i64>,
    /// Ways in the file, of any kind.
    pub(super) ways_seen: usize,
}

/// Refuses a position that is not on the globe.
pub(super) fn position(lat: f64, lon: f64) -> Result<GeoPoint, String> {
    if !(-90.0..=90.0).contains(&lat) {
        return Err(format!("latitude {lat}, allowed -90 to 90"));
    }
    if !(-180.0..=180.0).contains(&lon) {
        return Err(format!("longitude {lon}, allowed -180 to 180"));
    }
    Ok(GeoPoint { lon, lat })
}

impl Extract {
    /// Reads an OpenStreetMap file: PBF where the name ends in `.pbf`, else XML, plain or `.gz`.
    ///
    /// # Errors
    /// When the file cannot be read or is damaged.
    pub fn read(path: &Path) -> Result<Self, RoadsError> {
        if bare_name(path).ends_with(".pbf") { osm_pbf::read(path) } else { osm_xml::read(path) }
    }

    /// Nodes in the file, of any kind.
    #[must_use]
    pub fn nodes_seen(&self) -> usize {
        self.nodes.len()
    }

    /// Ways in the file, of any kind.
    #[must_use]
    pub fn ways_seen(&self) -> usize {
        self.ways_seen
    }

    /// Nodes at which turns are restricted.
    #[must_use]
    pub fn restricted_turns(&self) -> usize {
        self.restricted.len()
    }

    /// The network with one junction for every node of a street, and which of them are to stay
    /// junctions.
    ///
    /// # Errors
    /// When no street is left or the file covers more than a city.
    pub fn every_node(&self, path: &Path) -> Result<(Network, Vec<bool>), RoadsError> {
        let mut nodes = self.nodes.clone();
        nodes.sort_by_key(|(id, _)| *id);
        // A node given twice counts once, as it was given last.
        nodes.reverse();
        nodes.dedup_by_key(|(id, _)| *id);
        nodes.reverse();
        let find = |id: i64| nodes.binary_search_by_key(&id, |(id, _)| *id).ok();
        let mut is_shut = vec![false; nodes.len()];
        for node in self.shut.iter().filter_map(|id| find(*id)) {
            is_shut[node] = true;
        }
        let mut segments = Vec::new();
        let mut number = vec![u32::MAX; nodes.len()];
        for way in &self.ways {
            let found: Vec<Option<usize>> =
                way.nodes.iter().map(|id| find(*id).filter(|node| !is_shut[*node])).collect();
            for pair in found.windows(2) {
                if let [Some(a), Some(b)] = *pair
                    && a != b
                {
                    number[a] = 0;
                    number[b] = 0;
                    if way.passage.forward {
                        segments.push((a, b, way.passage.class));
                    }
                    if way.passage.backward {
                        segments.push((b, a, way.passage.class));
                    }
                }
            }
        }
        if segments.is_empty() {
            let problem = "holds no street open to two-wheelers";
            return Err(RoadsError::malformed(path, Position::Whole, problem));
        }
        // Ways may share a stretch; the widest class names it.
        segments.sort_unstable();
        segments.dedup_by_key(|(a, b, _)| (*a, *b));
        let used = || nodes.iter().zip(&number).filter(|(_, n)| **n == 0).map(|((_, at), _)| *at);
        check_extent(path, used())?;
        let plane = Plane { origin: middle(used()) };
        let mut graph = DiGraph::with_capacity(nodes.len(), segments.len());
        for (index, (_, at)) in nodes.iter().enumerate() {
            if number[index] == 0 {
                number[index] =
                    graph.add_node(Junction { point: plane.project(*at) }).index() as u32;
            }
        }
        for (a, b, class) in segments {
            let (a, b) = (NodeIndex::new(number[a] as usize), NodeIndex::new(number[b] as usize));
            let straight = graph[a].point.distance(graph[b].point);
            let length = straight.max(Millimeters(1));
            graph.add_edge(a, b, Street::straight(class, length));
        }
        let mut stays = vec![false; graph.node_count()];
        for node in self.restricted.iter().filter_map(|id| find(*id)) {
            if number[node] != u32::MAX {
                stays[number[node] as usize] = true;
            }
        }
        Ok((Network { graph, plane }, stays))
    }

    /// The network of junctions: the largest part in which everything reaches everything, chains
    /// merged.
    ///
    /// # Errors
    /// When no street is left or the file covers more than a city.
    pub fn network(&self, path: &Path) -> Result<Network, RoadsError> {
        let (network, stays) = self.every_node(path)?;
        let (network, order) = network.strong_part();
        let stays: Vec<bool> = order.iter().map(|old| stays[*old as usize]).collect();
        Ok(network.merge_chains(&stays).in_spatial_order())
    }
    /// The network of junctions with both ends of every way kept as junctions too.
    #[cfg(test)]
    pub(super) fn way_ends(&self, path: &Path) -> Result<Network, RoadsError> {
        let mut kept = self.clone();
        for way in &self.ways {
            kept.restricted.extend(way.nodes.first());
            kept.restricted.extend(way.nodes.last());
        }
        kept.network(path)
    }
}
