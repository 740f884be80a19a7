//! GraphML as OSMnx writes it: junctions with positions, directed streets with lengths.

use std::collections::BTreeMap;
use std::path::Path;

use domain::geo::{GeoPoint, Plane, Point};
use domain::units::Millimeters;
use petgraph::graph::{DiGraph, NodeIndex};

use super::access::{Passage, passage};
use super::extract::position;
use super::imported::{Imported, check_extent, middle};
use super::source::Source;
use super::xml::{Piece, Spot, Tag, Xml};
use crate::error::{Position, RoadsError};
use crate::network::{Junction, Network, Street};

/// Reads the street network of a `.graphml` or `.graphml.gz` file.
///
/// Streets keep the length that the file gives, and run along its `geometry`. Their tags are
/// understood as those of OpenStreetMap ways; which way round one may ride is said by the edges
/// themselves, and an undirected edge is a street in both directions. A graph that was not
/// simplified when it was written has its chains merged; one that was keeps its junctions. The
/// largest part in which everything reaches everything is kept.
///
/// # Errors
/// When the file cannot be read, is damaged, or holds no streets.
pub fn graphml(path: &Path) -> Result<Network, RoadsError> {
    Ok(read(Source::of(path))?.network(path)?.network)
}

/// What the file says, before anything is left out.
pub(super) struct Graph {
    pub(super) network: Network,
    /// Whether it says that chains are merged already.
    pub(super) is_simplified: bool,
}

impl Graph {
    pub(super) fn network(self, path: &Path) -> Result<Imported, RoadsError> {
        Imported::largest_part(path, self.network, &[], !self.is_simplified)
    }
}

/// A node or an edge, with its data by name.
#[derive(Default)]
struct Element {
    source: String,
    target: String,
    /// Whether an edge is a street in both directions.
    is_undirected: bool,
    data: BTreeMap<String, String>,
}

/// A kind of data: its name, what has it, and what holds where the data is missing.
#[derive(Default)]
struct Key {
    name: String,
    domain: String,
    default: Option<String>,
}

impl Key {
    fn holds_for(&self, kind: &str) -> bool {
        self.domain == kind || self.domain == "all"
    }
}

/// The file as it is read, element by element.
#[derive(Default)]
struct Reading<'p> {
    keys: BTreeMap<String, Key>,
    key: String,
    graph_data: BTreeMap<String, String>,
    is_undirected: bool,
    element: Element,
    nodes: Vec<(String, GeoPoint)>,
    edges: Vec<(Element, Spot<'p>)>,
}

pub(super) fn read(source: Source<'_>) -> Result<Graph, RoadsError> {
    let mut xml = Xml::open(source)?;
    let mut reading = Reading::default();
    let mut open: Vec<String> = Vec::new();
    let mut text = String::new();
    while let Some((piece, spot)) = xml.next()? {
        match piece {
            Piece::Open(tag) => {
                if open.is_empty() && tag.name() != "graphml" {
                    return Err(spot.fault(format!("begins with `{}`, not `graphml`", tag.name())));
                }
                reading.begin(&tag, spot)?;
                open.push(tag.name().to_owned());
                text.clear();
            }
            Piece::Text(piece) => {
                if open.last().is_some_and(|name| name == "data" || name == "default") {
                    text.push_str(&piece);
                }
            }
            Piece::Close => {
                let closed = open.pop().unwrap_or_default();
                let parent = open.last().map_or("", String::as_str);
                reading.end(&closed, parent, text.trim(), spot)?;
            }
        }
    }
    reading.graph(source.path)
}

impl<'p> Reading<'p> {
    fn begin(&mut self, tag: &Tag<'_>, spot: Spot<'p>) -> Result<(), RoadsError> {
        match tag.name() {
            "key" => {
                let name = tag.required("attr.name", spot)?.into_owned();
                let domain = tag.attribute("for", spot)?.as_deref().unwrap_or("all").to_owned();
                self.key = tag.required("id", spot)?.into_owned();
                self.keys.insert(self.key.clone(), Key { name, domain, default: None });
            }
            "graph" => {
                let default = tag.attribute("edgedefault", spot)?;
                self.is_undirected = default.as_deref() == Some("undirected");
            }
            "node" => {
                let source = tag.required("id", spot)?.into_owned();
                self.element = Element { source, ..Element::default() };
            }
            "edge" => {
                let is_undirected = match tag.attribute("directed", spot)?.as_deref() {
                    Some(directed) => !is_true(directed),
                    None => self.is_undirected,
                };
                let source = tag.required("source", spot)?.into_owned();
                let target = tag.required("target", spot)?.into_owned();
                self.element = Element { source, target, is_undirected, data: BTreeMap::new() };
            }
            "data" => self.key = tag.required("key", spot)?.into_owned(),
            _ => {}
        }
        Ok(())
    }

    fn end(
        &mut self,
        closed: &str,
        parent: &str,
        text: &str,
        spot: Spot<'p>,
    ) -> Result<(), RoadsError> {
        match closed {
            "default" if parent == "key" => {
                if let Some(key) = self.keys.get_mut(&self.key) {
                    key.default = Some(text.to_owned());
                }
            }
            "data" => {
                let name = self.keys.get(&self.key).map(|key| key.name.clone());
                let data =
                    if parent == "graph" { &mut self.graph_data } else { &mut self.element.data };
                data.insert(name.unwrap_or_default(), text.to_owned());
            }
            "node" => {
                self.fill("node");
                let element = std::mem::take(&mut self.element);
                let degrees = |name: &str| -> Result<f64, RoadsError> {
                    let value = element.data.get(name).map_or("", String::as_str);
                    value.parse().map_err(|_| {
                        let id = &element.source;
                        spot.fault(format!("node {id} has `{name}` = `{value}`, not a number"))
                    })
                };
                let at = position(degrees("y")?, degrees("x")?).map_err(|problem| {
                    spot.fault(format!("node {} has {problem}", element.source))
                })?;
                self.nodes.push((element.source, at));
            }
            "edge" => {
                self.fill("edge");
                self.edges.push((std::mem::take(&mut self.element), spot));
            }
            _ => {}
        }
        Ok(())
    }

    /// Gives an element what its kind has by default.
    fn fill(&mut self, kind: &str) {
        for key in self.keys.values().filter(|key| key.holds_for(kind)) {
            if let Some(value) = &key.default {
                self.element.data.entry(key.name.clone()).or_insert_with(|| value.clone());
            }
        }
    }

    fn graph(self, path: &Path) -> Result<Graph, RoadsError> {
        if self.nodes.is_empty() || self.edges.is_empty() {
            return Err(RoadsError::malformed(path, Position::Whole, "holds no streets"));
        }
        let positions = || self.nodes.iter().map(|(_, at)| *at);
        check_extent(path, positions())?;
        let plane = Plane { origin: middle(positions()) };
        let mut graph = DiGraph::with_capacity(self.nodes.len(), self.edges.len());
        let mut numbers: BTreeMap<&str, NodeIndex> = BTreeMap::new();
        for (id, at) in &self.nodes {
            numbers.insert(id, graph.add_node(Junction::new(plane.project(*at))));
        }
        for (edge, spot) in &self.edges {
            let end = |id: &str| {
                let found = numbers.get(id).copied();
                found.ok_or_else(|| spot.fault(format!("edge to unknown node {id}")))
            };
            let (from, to) = (end(&edge.source)?, end(&edge.target)?);
            let Some([there, back]) = edge.directions() else { continue };
            let ends = [graph[from].point, graph[to].point];
            let street = edge.street(ends, &plane, *spot)?;
            if back {
                let mut street = street.clone();
                street.bends = street.bends.map(|bends| bends.iter().rev().copied().collect());
                graph.add_edge(to, from, street);
            }
            if there {
                graph.add_edge(from, to, street);
            }
        }
        if graph.edge_count() == 0 {
            let problem = "holds no street open to two-wheelers";
            return Err(RoadsError::malformed(path, Position::Whole, problem));
        }
        let default =
            self.keys.values().find(|key| key.holds_for("graph") && key.name == "simplified");
        let default = default.and_then(|key| key.default.as_ref());
        let is_simplified =
            self.graph_data.get("simplified").or(default).is_none_or(|v| is_true(v));
        Ok(Graph { network: Network { graph, plane }, is_simplified })
    }
}

impl Element {
    fn value(&self, name: &str) -> Option<&str> {
        self.data.get(name).map(String::as_str)
    }

    /// The passage that its tags allow; the edges themselves stand for `oneway` and roundabouts.
    fn passage(&self) -> Option<Passage> {
        passage(|key| match key {
            "oneway" | "junction" => None,
            _ => self.value(key),
        })
    }

    /// Whether it may be ridden from its source to its target, and back; `None` where neither.
    fn directions(&self) -> Option<[bool; 2]> {
        let Passage { forward, backward, .. } = self.passage()?;
        // An edge may run against the way that it was made of, for whole or in part.
        let (runs_forward, runs_backward) = match self.value("reversed") {
            Some(list) if list.starts_with('[') => (list.contains("False"), list.contains("True")),
            Some(value) => (!is_true(value), is_true(value)),
            None => (true, false),
        };
        let there = runs_forward && forward || runs_backward && backward;
        let back = runs_forward && backward || runs_backward && forward;
        let directions = match (self.is_undirected, self.value("from")) {
            (false, _) => [there, false],
            (true, Some(from)) if self.value("oneway").is_some_and(is_true) => {
                [there && from == self.source, back && from != self.source]
            }
            (true, _) => [there, back],
        };
        directions.contains(&true).then_some(directions)
    }

    fn street(
        &self,
        [from, to]: [Point; 2],
        plane: &Plane,
        spot: Spot<'_>,
    ) -> Result<Street, RoadsError> {
        let fault = |problem: String| {
            spot.fault(format!("edge from {} to {} has {problem}", self.source, self.target))
        };
        let bends = match self.value("geometry") {
            None | Some("") => Vec::new(),
            Some(text) => {
                let line = line(text, plane).map_err(fault)?;
                line.get(1..line.len() - 1).unwrap_or_default().to_vec()
            }
        };
        let length = match self.value("length") {
            None => {
                let mut before = from;
                let parts = bends.iter().chain([&to]).map(|at| {
                    let part = before.distance(*at);
                    before = *at;
                    part
                });
                parts.sum()
            }
            Some(value) => match value.parse::<f64>() {
                Ok(metres) if (0.0..1e6).contains(&metres) => Millimeters::from_m(metres),
                _ => return Err(fault(format!("length `{value}`, allowed 0 to 1000000 m"))),
            },
        };
        let class = self.passage().map(|passage| passage.class);
        let class = class.expect("an edge that may be ridden has a class");
        Ok(Street {
            bends: (!bends.is_empty()).then(|| bends.into()),
            ..Street::straight(class, length.max(Millimeters(1)))
        })
    }
}

/// The points of `LINESTRING (lon lat, lon lat, ...)`, at least two.
fn line(text: &str, plane: &Plane) -> Result<Vec<Point>, String> {
    let inside = text
        .trim_start()
        .strip_prefix("LINESTRING")
        .and_then(|rest| rest.trim().strip_prefix('(')?.strip_suffix(')'));
    let inside = inside.ok_or("a `geometry` that is no LINESTRING")?;
    let points: Vec<Point> = inside
        .split(',')
        .map(|pair| {
            let mut numbers = pair.split_ascii_whitespace().map(str::parse::<f64>);
            match (numbers.next(), numbers.next()) {
                (Some(Ok(lon)), Some(Ok(lat))) => Ok(plane.project(position(lat, lon)?)),
                _ => Err(format!("a `geometry` with `{pair}`, not longitude and latitude")),
            }
        })
        .collect::<Result<_, String>>()?;
    if points.len() < 2 {
        return Err("a `geometry` of one point".into());
    }
    Ok(points)
}

fn is_true(value: &str) -> bool {
    value.eq_ignore_ascii_case("true") || matches!(value, "1" | "yes")
}
