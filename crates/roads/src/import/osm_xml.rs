//! OpenStreetMap XML, plain or packed with gzip.

use std::path::Path;

use super::access::{is_shut, passage};
use super::osm::{Extract, Way, position};
use super::xml::{Piece, Spot, Tag, Xml};
use crate::error::RoadsError;
use crate::network::Network;

/// Reads the street network of an `.osm` or `.osm.gz` file.
///
/// # Errors
/// When the file cannot be read, is damaged, or holds no streets.
pub fn osm_xml(path: &Path) -> Result<Network, RoadsError> {
    read(path)?.network(path)
}

/// The element that is open, with what is known of it.
#[derive(Default)]
struct Element {
    kind: Kind,
    id: i64,
    nodes: Vec<i64>,
    tags: Vec<(String, String)>,
    vias: Vec<i64>,
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
pub(super) fn read(path: &Path) -> Result<Extract, RoadsError> {
    let mut xml = Xml::open(path)?;
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
                    2 => element = begin(&tag, spot, &mut extract)?,
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

fn begin(tag: &Tag<'_>, spot: Spot<'_>, extract: &mut Extract) -> Result<Element, RoadsError> {
    let kind = match tag.name() {
        "node" => Kind::Node,
        "way" => Kind::Way,
        "relation" => Kind::Relation,
        _ => return Ok(Element::default()),
    };
    // Editors keep what was deleted, marked as such and without a position.
    let is_gone = tag.attribute("visible", spot)?.as_deref() == Some("false")
        || tag.attribute("action", spot)?.as_deref() == Some("delete");
    if is_gone {
        return Ok(Element::default());
    }
    let id = tag.number("id", spot)?;
    if kind == Kind::Node {
        let (lat, lon) = (tag.number("lat", spot)?, tag.number("lon", spot)?);
        let at =
            position(lat, lon).map_err(|problem| spot.fault(format!("node {id} has {problem}")))?;
        extract.nodes.push((id, at));
    }
    Ok(Element { kind, id, ..Element::default() })
}

fn add(tag: &Tag<'_>, spot: Spot<'_>, element: &mut Element) -> Result<(), RoadsError> {
    match tag.name() {
        _ if element.kind == Kind::Other => {}
        "nd" => element.nodes.push(tag.number("ref", spot)?),
        "tag" => {
            let key = tag.required("k", spot)?.into_owned();
            let value = tag.required("v", spot)?.into_owned();
            element.tags.push((key, value));
        }
        "member" => {
            let is_via = tag.attribute("role", spot)?.as_deref() == Some("via")
                && tag.attribute("type", spot)?.as_deref() == Some("node");
            if is_via {
                element.vias.push(tag.number("ref", spot)?);
            }
        }
        _ => {}
    }
    Ok(())
}

fn finish(element: Element, extract: &mut Extract) {
    let tag =
        |key: &str| element.tags.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str());
    match element.kind {
        Kind::Node if tag("barrier").is_some() && is_shut(tag) => extract.shut.push(element.id),
        Kind::Way => {
            extract.ways_seen += 1;
            if let Some(passage) = passage(tag) {
                extract.ways.push(Way { nodes: element.nodes, passage });
            }
        }
        Kind::Relation if tag("type").is_some_and(|kind| kind.starts_with("restriction")) => {
            extract.restricted.extend(element.vias);
        }
        _ => {}
    }
}
