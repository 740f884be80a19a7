//! The junction nearest to a position.

use domain::geo::Point;
use domain::ids::NodeId;
use domain::units::Millimeters;
use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::network::Network;

/// Positions are cut to 1000 km around the origin, so that squared millimetres fit 64 bits.
const FAR_MM: i64 = 1_000_000_000;

/// Finds nearest junctions.
#[derive(Clone, Debug)]
pub struct Snapper {
    tree: RTree<GeomWithData<[i64; 2], u32>>,
    points: Vec<Point>,
}

impl Snapper {
    /// Indexes the junctions where customers and stores may be. O(n log n).
    #[must_use]
    pub fn new(network: &Network) -> Self {
        let junctions = network.graph.node_weights();
        Self::indexed(junctions.map(|junction| (junction.point, junction.is_place())))
    }

    /// Indexes positions, each of which is found by its number. O(n log n).
    pub(crate) fn over(points: impl Iterator<Item = Point>) -> Self {
        Self::indexed(points.map(|point| (point, true)))
    }

    fn indexed(points: impl Iterator<Item = (Point, bool)>) -> Self {
        let (mut all, mut entries) = (Vec::new(), Vec::new());
        for (node, (point, is_found)) in (0..).zip(points) {
            all.push(point);
            if is_found {
                entries.push(GeomWithData::new(coordinates(point), node));
            }
        }
        Self { tree: RTree::bulk_load(entries), points: all }
    }

    /// The nearest junction and the straight line to it; of equally near ones the lowest id.
    ///
    /// `None` where the network is empty.
    #[must_use]
    pub fn nearest(&self, point: Point) -> Option<(NodeId, Millimeters)> {
        let nearest = self.tree.nearest_neighbors(&coordinates(point));
        let node = nearest.into_iter().map(|entry| entry.data).min()?;
        Some((NodeId(node), self.points[node as usize].distance(point)))
    }

    /// All junctions within `radius` of a position, by id.
    #[must_use]
    pub fn within(&self, point: Point, radius: Millimeters) -> Vec<NodeId> {
        let reach = radius.0.min(FAR_MM as u64) as i64;
        let mut nodes: Vec<NodeId> = self
            .tree
            .locate_within_distance(coordinates(point), reach * reach)
            .map(|entry| NodeId(entry.data))
            .collect();
        nodes.sort_unstable();
        nodes
    }
}

fn coordinates(point: Point) -> [i64; 2] {
    [point.x_mm.clamp(-FAR_MM, FAR_MM), point.y_mm.clamp(-FAR_MM, FAR_MM)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Junction;
    use domain::geo::{GeoPoint, Plane};
    use petgraph::graph::DiGraph;
    use proptest::prelude::*;

    fn snapper(points: &[Point]) -> Snapper {
        let mut graph = DiGraph::new();
        for point in points {
            graph.add_node(Junction::new(*point));
        }
        Snapper::new(&Network { graph, plane: Plane { origin: GeoPoint::default() } })
    }

    #[test]
    fn an_empty_network_has_no_nearest_junction() {
        assert_eq!(snapper(&[]).nearest(Point::default()), None);
    }

    #[test]
    fn a_position_off_the_map_still_finds_its_junction() {
        let far = Point { x_mm: i64::MAX / 2, y_mm: i64::MIN / 2 };
        let found = snapper(&[Point::from_m(0.0, 0.0), Point::from_m(50.0, -50.0)]).nearest(far);
        assert_eq!(found.map(|(node, _)| node), Some(NodeId(1)));
    }

    proptest! {
        /// Few different coordinates, so that ties are common.
        #[test]
        fn the_nearest_is_what_a_scan_finds(
            raw in proptest::collection::vec((-4_i64..4, -4_i64..4), 1..40),
            x in -5_i64..5,
            y in -5_i64..5,
            radius in 0_u64..8,
        ) {
            let points: Vec<Point> =
                raw.iter().map(|(x, y)| Point { x_mm: *x, y_mm: *y }).collect();
            let at = Point { x_mm: x, y_mm: y };
            let square = |p: &Point| (p.x_mm - x) * (p.x_mm - x) + (p.y_mm - y) * (p.y_mm - y);
            let scanned = (0..points.len()).min_by_key(|i| (square(&points[*i]), *i)).unwrap();
            let snapper = snapper(&points);
            prop_assert_eq!(
                snapper.nearest(at),
                Some((NodeId(scanned as u32), points[scanned].distance(at)))
            );
            let near: Vec<NodeId> = (0..points.len())
                .filter(|i| square(&points[*i]) <= (radius * radius) as i64)
                .map(NodeId::from)
                .collect();
            prop_assert_eq!(snapper.within(at, Millimeters(radius)), near);
        }
    }
}
