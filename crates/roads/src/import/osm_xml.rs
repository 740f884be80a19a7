//! OpenStreetMap XML, plain or packed with gzip.

use std::path::Path;

use domain::geo::GeoPoint;

use super::access::{is_barred, passage};
use super::extract::{Extract, Node, NodeTags, Turn, Way, position};
use super::source::Source;
use super::turns::rule;
use super::xml::{Piece, Spot, Tag, Xml};
use crate::error::RoadsError;
use crate::network::Network;

/// Reads the street network of an `.osm` or `.osm.gz` file.
///
/// # Errors
/// When the file cannot be read, is damaged, or holds no streets.
pub fn osm_xml(path: &Path) -> Result<Network, RoadsError> {
    Ok(read(Source::of(path))?.network(path)?.network)
}

/// The element that is open, with what is known of it.
#[derive(Default)]
struct Element {
    kind: Kind,
    id: i64,
    version: u32,
    /// It was deleted.
    is_gone: bool,
    nodes: Vec<i64>,
    tags: Vec<(String, String)>,
    members: Turn,
    /// Of a node; of a way those of its nodes, where it brings them along.
    positions: Vec<(i64, GeoPoint)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Kind {
    #[default]
    Other,
    Node,
    Way,
    Relation,
}

/// Reads nodes, ways open to two-wheelers, and turn restrictions.
///
/// # Errors
/// When the file cannot be read or is damaged.
pub(super) fn read(source: Source<'_>) -> Result<Extract, RoadsError> {
    let mut xml = Xml::open(source)?;
    let mut extract = Extract::default();
    let mut element = Element::default();
    let mut depth = 0_usize;
    while let Some((piece, spot)) = xml.next()? {
        match piece {
            Piece::Open(tag) => {
                depth += 1;
                match depth {
                    1 if tag.name() != "osm" => {
                        return Err(spot.fault(format!("begins with `{}`, not `osm`", tag.name())));
                    }
                    2 => element = begin(&tag, spot)?,
                    3 => add(&tag, spot, &mut element)?,
                    _ => {}
                }
            }
            Piece::Close => {
                if depth == 2 {
                    finish(std::mem::take(&mut element), &mut extract);
                }
                depth -= 1;
            }
            Piece::Text(_) => {}
        }
    }
    Ok(extract)
}

fn begin(tag: &Tag<'_>, spot: Spot<'_>) -> Result<Element, RoadsError> {
    let kind = match tag.name() {
        "node" => Kind::Node,
        "way" => Kind::Way,
        "relation" => Kind::Relation,
        _ => return Ok(Element::default()),
    };
    let id = tag.number("id", spot)?;
    let version = match tag.attribute("version", spot)? {
        Some(_) => tag.number("version", spot)?,
        None => 0,
    };
    // Editors keep what was deleted, marked as such and without a position.
    let is_gone = tag.attribute("visible", spot)?.as_deref() == Some("false")
        || tag.attribute("action", spot)?.as_deref() == Some("delete");
    let mut positions = Vec::new();
    if kind == Kind::Node && !is_gone {
        positions.push((id, located(id, tag, spot)?));
    }
    Ok(Element { kind, id, version, is_gone, positions, ..Element::default() })
}

/// Where an element says that a node is.
fn located(node: i64, tag: &Tag<'_>, spot: Spot<'_>) -> Result<GeoPoint, RoadsError> {
    let (lat, lon) = (tag.number("lat", spot)?, tag.number("lon", spot)?);
    position(lat, lon).map_err(|problem| spot.fault(format!("node {node} has {problem}")))
}

fn add(tag: &Tag<'_>, spot: Spot<'_>, element: &mut Element) -> Result<(), RoadsError> {
    match tag.name() {
        _ if element.kind == Kind::Other => {}
        "nd" => {
            let node = tag.number("ref", spot)?;
            element.nodes.push(node);
            if tag.attribute("lat", spot)?.is_some() {
                element.positions.push((node, located(node, tag, spot)?));
            }
        }
        "tag" => {
            let key = tag.required("k", spot)?.into_owned();
            let value = tag.required("v", spot)?.into_owned();
            element.tags.push((key, value));
        }
        "member" => {
            let is_node = match tag.attribute("type", spot)?.as_deref() {
                Some("node") => true,
                Some("way") => false,
                _ => return Ok(()),
            };
            let role = tag.attribute("role", spot)?.unwrap_or_default();
            if matches!(&*role, "from" | "via" | "to") {
                element.members.add(is_node, &role, tag.number("ref", spot)?);
            }
        }
        _ => {}
    }
    Ok(())
}

fn finish(element: Element, extract: &mut Extract) {
    let Element { kind, id, version, is_gone, nodes, tags, members, positions } = element;
    let tag = |key: &str| tags.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str());
    match kind {
        Kind::Node => {
            let tags = match tag("barrier") {
                _ if tags.is_empty() => NodeTags::None,
                Some(_) if is_barred(tag) => NodeTags::Shut,
                _ => NodeTags::Open,
            };
            let at = positions.first().map(|(_, at)| *at);
            extract.nodes.push(Node { id, version, at, tags });
        }
        Kind::Way => {
            let passage = if is_gone { None } else { passage(tag) };
            let is_bare = !is_gone && tags.is_empty();
            let nodes = if passage.is_some() { nodes } else { Vec::new() };
            if passage.is_some() {
                extract.on_ways.extend(positions);
            }
            extract.ways.push(Way { id, version, is_bare, nodes, passage });
        }
        Kind::Relation
            if is_gone || tag("type").is_some_and(|kind| kind.starts_with("restriction")) =>
        {
            let rule = if is_gone { None } else { rule(tag) };
            extract.turns.push(Turn { id, version, rule, ..members });
        }
        _ => {}
    }
}
