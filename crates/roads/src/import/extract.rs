//! What is read from an OpenStreetMap file: nodes, ways and turn restrictions.

use domain::geo::GeoPoint;

use super::access::Passage;
use super::latest::Record;
use super::turns::Rule;

/// What the tags of a node say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NodeTags {
    /// It has none.
    None,
    /// Nothing that keeps riders out.
    Open,
    /// A barrier shut to two-wheelers.
    Shut,
}

/// A node of the file.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) id: i64,
    pub(super) version: u32,
    /// `None` where it was deleted.
    pub(super) at: Option<GeoPoint>,
    pub(super) tags: NodeTags,
}

impl Record for Node {
    fn id(&self) -> i64 {
        self.id
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn is_bare(&self) -> bool {
        self.at.is_some() && self.tags == NodeTags::None
    }

    fn take_tags(&mut self, earlier: Self) {
        self.tags = earlier.tags;
    }
}

/// A way of the file.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) id: i64,
    pub(super) version: u32,
    pub(super) is_bare: bool,
    /// Its nodes, where two-wheelers may use it.
    pub(super) nodes: Vec<i64>,
    /// `None` where two-wheelers may not use it, or it was deleted.
    pub(super) passage: Option<Passage>,
}

impl Record for Way {
    fn id(&self) -> i64 {
        self.id
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn is_bare(&self) -> bool {
        self.is_bare
    }

    fn take_tags(&mut self, earlier: Self) {
        *self = earlier;
    }
}

/// A turn restriction of the file, members by number.
#[derive(Clone, Debug, Default)]
pub(super) struct Turn {
    pub(super) id: i64,
    pub(super) version: u32,
    /// `None` where it holds for others, or at certain hours only, or was deleted.
    pub(super) rule: Option<Rule>,
    pub(super) from: Vec<i64>,
    pub(super) to: Vec<i64>,
    pub(super) via_nodes: Vec<i64>,
    pub(super) via_ways: Vec<i64>,
}

impl Record for Turn {
    fn id(&self) -> i64 {
        self.id
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn is_bare(&self) -> bool {
        false
    }

    fn take_tags(&mut self, _earlier: Self) {}
}

impl Turn {
    /// Takes note of a member.
    pub(super) fn add(&mut self, is_node: bool, role: &str, id: i64) {
        match (role, is_node) {
            ("from", false) => self.from.push(id),
            ("to", false) => self.to.push(id),
            ("via", true) => self.via_nodes.push(id),
            ("via", false) => self.via_ways.push(id),
            _ => {}
        }
    }
}

/// What was read from a file.
#[derive(Clone, Debug, Default)]
pub struct Extract {
    /// Every node of the file.
    pub(super) nodes: Vec<Node>,
    /// Positions that ways bring along, for nodes that the file does not list.
    pub(super) on_ways: Vec<(i64, GeoPoint)>,
    pub(super) ways: Vec<Way>,
    pub(super) turns: Vec<Turn>,
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
