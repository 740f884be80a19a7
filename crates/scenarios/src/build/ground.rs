//! Ground where people live, before buildings and customers are counted.

use domain::geo::Point;
use domain::ids::NodeId;

/// Ground further than this from every junction is not reached by the streets, metres.
pub(super) const REACHED_M: f64 = 250.0;

/// Where people live, before buildings and customers are counted.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    pub(super) name: String,
    pub(super) centre: Point,
    pub(super) population: f64,
    pub(super) tower_share: f64,
    pub(super) doors: Vec<(NodeId, Point)>,
}
