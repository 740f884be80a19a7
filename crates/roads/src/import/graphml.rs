//! GraphML as OSMnx writes it: junctions with positions, directed streets with lengths.

use std::collections::BTreeMap;
use std::path::Path;

use domain::geo::{GeoPoint, Plane};
use domain::travel::RoadClass;
use domain::units::Millimeters;
use petgraph::graph::{DiGraph, NodeIndex};

use super::access::{class, is_closed};
use super::osm::position;
use super::streets::{check_extent, middle};
use super::xml::{Piece, Spot, Tag, Xml};
use crate::error::{Position, RoadsError};
use crate::network::{Junction, Network, Street};

/// Reads the street network of a `.graphml` or `.graphml.gz` file.
///
/// Streets keep the length that the file gives. A graph that was not simplified when it was
/// written has its chains merged; one that was keeps its junctions. Of several classes on one
/// street the slowest counts. The largest part in which everything reaches everything is kept.
///
/// # Errors
/// When the file cannot be read, is damaged, or holds no streets.
pub fn graphml(path: &Path) -> Result<Network, RoadsError> {
    let (network, is_simplified) = read(path)?;
    let network = network.largest_strong_part();
    let network = if is_simplified { network } else { network.merge_chains(&[]) };
    Ok(network.in_spatial_order())
}

/// A node or an edge, with its data by name.
#[derive(Default)]
struct Element {
    source: String,
    target: String,
    data: BTreeMap<String, String>,
}

/// What the file says, before anything is left out, and whether it says that it was simplified.
pub(super) fn read(path: &Path) -> Result<(Network, bool), RoadsError> {
    let mut xml = Xml::open(path)?;
    let mut names = BTreeMap::new();
    let mut open: Vec<String> = Vec::new();
    let (mut graph_data, mut element) = (BTreeMap::new(), Element::default());
    let mut data_key = String::new();
    let mut text = String::new();
    let mut nodes: Vec<(String, GeoPoint)> = Vec::new();
    let mut edges: Vec<(Element, Spot<'_>)> = Vec::new();
    while let Some((piece, spot)) = xml.next()? {
        match piece {
            Piece::Open(tag) => {
                if open.is_empty() && tag.name() != "graphml" {
                    return Err(spot.fault(format!("begins with `{}`, not `graphml`", tag.name())));
                }
                match tag.name() {
                    "key" => {
                        let name = tag.required("attr.name", spot)?.into_owned();
                        names.insert(tag.required("id", spot)?.into_owned(), name);
                    }
                    "node" | "edge" => element = begin(&tag, spot)?,
                    "data" => {
                        data_key = tag.required("key", spot)?.into_owned();
                        text.clear();
                    }
                    _ => {}
                }
                open.push(tag.name().to_owned());
            }
            Piece::Text(piece) => {
                if open.last().is_some_and(|name| name == "data") {
                    text.push_str(&piece);
                }
            }
            Piece::Close => {
                let closed = open.pop().unwrap_or_default();
                match closed.as_str() {
                    "data" => {
                        let name = names.get(&data_key).cloned().unwrap_or_default();
                        let value = text.trim().to_owned();
                        match open.last().map(String::as_str) {
                            Some("graph") => graph_data.insert(name, value),
                            _ => element.data.insert(name, value),
                        };
                    }
                    "node" => {
                        let degrees = |name: &str| -> Result<f64, RoadsError> {
                            let value = element.data.get(name).map_or("", String::as_str);
                            value.parse().map_err(|_| {
                                let id = &element.source;
                                spot.fault(format!(
                                    "node {id} has `{name}` = `{value}`, not a number"
                                ))
                            })
                        };
                        let at = position(degrees("y")?, degrees("x")?).map_err(|problem| {
                            spot.fault(format!("node {} has {problem}", element.source))
                        })?;
                        nodes.push((std::mem::take(&mut element.source), at));
                    }
                    "edge" => edges.push((std::mem::take(&mut element), spot)),
                    _ => {}
                }
            }
        }
    }
    let is_simplified = graph_data.get("simplified").is_none_or(|value| is_true(value));
    Ok((build(path, &nodes, &edges)?, is_simplified))
}

fn begin(tag: &Tag<'_>, spot: Spot<'_>) -> Result<Element, RoadsError> {
    let (source, target) = match tag.name() {
        "node" => (tag.required("id", spot)?.into_owned(), String::new()),
        _ => {
            (tag.required("source", spot)?.into_owned(), tag.required("target", spot)?.into_owned())
        }
    };
    Ok(Element { source, target, data: BTreeMap::new() })
}

fn build(
    path: &Path,
    nodes: &[(String, GeoPoint)],
    edges: &[(Element, Spot<'_>)],
) -> Result<Network, RoadsError> {
    if nodes.is_empty() || edges.is_empty() {
        return Err(RoadsError::malformed(path, Position::Whole, "holds no streets"));
    }
    let positions = || nodes.iter().map(|(_, at)| *at);
    check_extent(path, positions())?;
    let plane = Plane { origin: middle(positions()) };
    let mut graph = DiGraph::with_capacity(nodes.len(), edges.len());
    let mut numbers: BTreeMap<&str, NodeIndex> = BTreeMap::new();
    for (id, at) in nodes {
        numbers.insert(id, graph.add_node(Junction { point: plane.project(*at) }));
    }
    for (edge, spot) in edges {
        let end = |id: &str| {
            numbers.get(id).copied().ok_or_else(|| spot.fault(format!("edge to unknown node {id}")))
        };
        let (from, to) = (end(&edge.source)?, end(&edge.target)?);
        let is_private = edge
            .data
            .get("motor_vehicle")
            .or_else(|| edge.data.get("access"))
            .is_some_and(|value| values(value).any(is_closed));
        let Some(class) = slowest(edge.data.get("highway").map_or("", String::as_str)) else {
            continue;
        };
        if is_private {
            continue;
        }
        let length = match edge.data.get("length") {
            None => graph[from].point.distance(graph[to].point),
            Some(value) => match value.parse::<f64>() {
                Ok(metres) if (0.0..1e6).contains(&metres) => Millimeters::from_m(metres),
                _ => {
                    return Err(spot.fault(format!(
                        "edge from {} to {} has length `{value}`, allowed 0 to 1000000 m",
                        edge.source, edge.target
                    )));
                }
            },
        };
        let length = length.max(Millimeters(1));
        graph.add_edge(from, to, Street::straight(class, length));
    }
    Ok(Network { graph, plane })
}

/// The values in a field that may hold one, or several written as a list.
fn values(field: &str) -> impl Iterator<Item = &str> {
    field.trim_matches(['[', ']']).split(',').map(|value| value.trim().trim_matches(['\'', '"']))
}

fn slowest(highway: &str) -> Option<RoadClass> {
    values(highway).filter_map(class).max()
}

fn is_true(value: &str) -> bool {
    value.eq_ignore_ascii_case("true") || value == "1"
}
