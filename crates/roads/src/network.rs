//! Junctions and the streets between them, as a directed graph on the city's plane.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use domain::geo::{Plane, Point};
use domain::travel::RoadClass;
use domain::units::Millimeters;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, EdgeReference, NodeIndex};
use petgraph::visit::EdgeRef as _;

/// Where streets meet or end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Junction {
    /// Position on the plane.
    pub point: Point,
    /// Whether all turns are allowed.
    pub turns: Turns,
}

/// What riders who come to a junction may do there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turns {
    /// Leave by every street.
    Free,
    /// It depends on the street they came by. Nobody lives here and no store stands here: who sets
    /// out from such a junction came from nowhere.
    Restricted,
    /// A restricted junction as those find it who come by one of its streets.
    Copy,
}

impl Junction {
    /// A junction where all turns are allowed.
    #[must_use]
    pub fn new(point: Point) -> Self {
        Self { point, turns: Turns::Free }
    }

    /// Whether customers and stores may be here.
    #[must_use]
    pub fn is_place(&self) -> bool {
        self.turns == Turns::Free
    }
}

/// One direction of a street between two junctions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Street {
    /// Class, which decides the speed.
    pub class: RoadClass,
    /// Length along its bends, at least 1 mm.
    pub length: Millimeters,
    /// Number of the incident zone it lies in; 0 is none.
    pub incident_zone: u16,
    /// Where it bends between its ends, in the order of the ride; `None` where it is straight.
    pub bends: Option<Arc<[Point]>>,
}

impl Street {
    /// A straight street outside all incident zones.
    #[must_use]
    pub fn straight(class: RoadClass, length: Millimeters) -> Self {
        Self { class, length, incident_zone: 0, bends: None }
    }

    /// Its points from one end to the other, given where these lie.
    pub fn line(&self, from: Point, to: Point) -> impl Iterator<Item = Point> + '_ {
        let bends = self.bends.as_deref().unwrap_or_default().iter().copied();
        std::iter::once(from).chain(bends).chain(std::iter::once(to))
    }
}

/// Which streets lie in which closed areas.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Marked {
    /// Number of directed streets that each area touches.
    pub streets: Vec<usize>,
    /// The areas of each zone, by position; zone 1 comes first.
    pub zones: Vec<Vec<usize>>,
}

/// The street network of a city. A junction's `NodeId` is its index in the graph.
#[derive(Clone, Debug)]
pub struct Network {
    /// Junctions and directed streets; parallel streets and loops are kept.
    pub graph: DiGraph<Junction, Street, u32>,
    /// How the plane lies on the globe.
    pub plane: Plane,
}

/// Size of a network.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Description {
    /// Number of junctions.
    pub junctions: usize,
    /// Number of directed streets.
    pub streets: usize,
    /// Kilometres of directed street by class.
    pub km: [f64; RoadClass::COUNT],
    /// Extent of the junctions west to east and south to north, kilometres.
    pub extent_km: [f64; 2],
}

impl Description {
    /// Kilometres of directed street of all classes.
    #[must_use]
    pub fn total_km(&self) -> f64 {
        self.km.iter().sum()
    }
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} junctions, {} directed streets, {:.1} km on {:.1} x {:.1} km",
            self.junctions,
            self.streets,
            self.total_km(),
            self.extent_km[0],
            self.extent_km[1]
        )?;
        for (class, km) in RoadClass::ALL.iter().zip(self.km) {
            writeln!(f, "  {:<12} {km:9.1} km", format!("{class:?}").to_lowercase())?;
        }
        Ok(())
    }
}

impl Network {
    /// The largest set of junctions that can all reach each other, and the streets among them.
    ///
    /// Of two equally large sets the one with the lowest junction stays. Junctions keep their order.
    #[must_use]
    pub fn largest_strong_part(&self) -> Self {
        self.strong_part().0
    }

    /// Also says which junction each one was before.
    pub(crate) fn strong_part(&self) -> (Self, Vec<u32>) {
        let mut parts = kosaraju_scc(&self.graph);
        for part in &mut parts {
            part.sort_unstable();
        }
        let best = parts
            .into_iter()
            .max_by(|a, b| a.len().cmp(&b.len()).then_with(|| b.first().cmp(&a.first())))
            .unwrap_or_default();
        let order: Vec<u32> = best.iter().map(|node| node.index() as u32).collect();
        (self.renumbered(&order), order)
    }

    /// Numbers junctions along a space-filling curve (Morton order), so that neighbours on the
    /// plane are neighbours in memory.
    #[must_use]
    pub fn in_spatial_order(self) -> Self {
        let Some([low, _]) = self.bounds() else { return self };
        let mut order: Vec<(u64, u32)> = self
            .graph
            .node_indices()
            .map(|node| {
                let point = self.graph[node].point;
                let metres =
                    |from: i64, to: i64| ((to - from) / 1000).clamp(0, i64::from(u32::MAX)) as u32;
                let key = spread(metres(low.x_mm, point.x_mm))
                    | spread(metres(low.y_mm, point.y_mm)) << 1;
                (key, node.index() as u32)
            })
            .collect();
        order.sort_unstable();
        let order: Vec<u32> = order.into_iter().map(|(_, node)| node).collect();
        self.renumbered(&order)
    }

    /// Keeps the junctions in `order`, numbered by it, and the streets among them.
    pub(crate) fn renumbered(&self, order: &[u32]) -> Self {
        let mut new = vec![u32::MAX; self.graph.node_count()];
        let mut graph = DiGraph::with_capacity(order.len(), self.graph.edge_count());
        for (number, old) in order.iter().enumerate() {
            new[*old as usize] = number as u32;
            graph.add_node(self.graph[NodeIndex::new(*old as usize)]);
        }
        for old in order {
            let source = NodeIndex::new(new[*old as usize] as usize);
            // petgraph lists the newest street first; oldest first keeps the order over copies.
            let mut leaving: Vec<_> = self
                .graph
                .edges(NodeIndex::new(*old as usize))
                .map(|edge| (edge.id(), edge.target().index(), edge.weight()))
                .collect();
            leaving.sort_unstable_by_key(|(id, ..)| *id);
            for (_, target, street) in leaving {
                if new[target] != u32::MAX {
                    graph.add_edge(source, NodeIndex::new(new[target] as usize), street.clone());
                }
            }
        }
        Self { graph, plane: self.plane }
    }

    /// Gives every street that comes within the radius of an area's centre, anywhere along its
    /// bends, the number of a zone: one number for all streets that the same areas touch.
    ///
    /// # Panics
    /// Beyond 65,535 zones.
    pub fn mark_areas(&mut self, areas: &[(Point, Millimeters)]) -> Marked {
        let mut marked = Marked { streets: vec![0; areas.len()], zones: Vec::new() };
        let mut numbers: BTreeMap<Vec<usize>, u16> = BTreeMap::new();
        let mut line = Vec::new();
        for edge in self.graph.edge_indices() {
            let Some((a, b)) = self.graph.edge_endpoints(edge) else { continue };
            line.clear();
            line.extend(self.graph[edge].line(self.graph[a].point, self.graph[b].point));
            let touches = |(centre, radius): &(Point, Millimeters)| {
                line.windows(2)
                    .any(|part| distance_to_line(*centre, part[0], part[1]).0 <= radius.0 as f64)
            };
            let touching: Vec<usize> =
                (0..areas.len()).filter(|area| touches(&areas[*area])).collect();
            for area in &touching {
                marked.streets[*area] += 1;
            }
            self.graph[edge].incident_zone = if touching.is_empty() {
                0
            } else {
                *numbers.entry(touching).or_insert_with_key(|touching| {
                    marked.zones.push(touching.clone());
                    u16::try_from(marked.zones.len()).expect("there are fewer than 2^16 zones")
                })
            };
        }
        marked
    }

    /// South-west and north-east corner of the smallest box around all junctions.
    #[must_use]
    pub fn bounds(&self) -> Option<[Point; 2]> {
        let mut points = self.graph.node_weights().map(|junction| junction.point);
        let first = points.next()?;
        Some(points.fold([first, first], |[low, high], point| {
            [
                Point { x_mm: low.x_mm.min(point.x_mm), y_mm: low.y_mm.min(point.y_mm) },
                Point { x_mm: high.x_mm.max(point.x_mm), y_mm: high.y_mm.max(point.y_mm) },
            ]
        }))
    }

    /// Streets as they are on the ground, each direction once: those that leave a copy of a
    /// junction are left out.
    pub fn streets(&self) -> impl Iterator<Item = EdgeReference<'_, Street, u32>> {
        self.graph.edge_references().filter(|edge| self.graph[edge.source()].turns != Turns::Copy)
    }

    /// Counts junctions, streets and kilometres.
    #[must_use]
    pub fn describe(&self) -> Description {
        let mut length = [Millimeters::ZERO; RoadClass::COUNT];
        let mut streets = 0;
        for street in self.streets() {
            length[street.weight().class as usize] += street.weight().length;
            streets += 1;
        }
        let extent_km = self.bounds().map_or([0.0; 2], |[low, high]| {
            [(high.x_mm - low.x_mm) as f64 / 1e6, (high.y_mm - low.y_mm) as f64 / 1e6]
        });
        let junctions = self.graph.node_weights().filter(|j| j.turns != Turns::Copy).count();
        Description { junctions, streets, km: length.map(Millimeters::as_km), extent_km }
    }
}

/// Puts a zero between any two bits.
fn spread(bits: u32) -> u64 {
    let mut x = u64::from(bits);
    x = (x | x << 16) & 0x0000_ffff_0000_ffff;
    x = (x | x << 8) & 0x00ff_00ff_00ff_00ff;
    x = (x | x << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    x = (x | x << 2) & 0x3333_3333_3333_3333;
    (x | x << 1) & 0x5555_5555_5555_5555
}

/// Millimetres from `point` to the nearest point of the line from `a` to `b`, and which share of
/// the line lies before it.
pub(crate) fn distance_to_line(point: Point, a: Point, b: Point) -> (f64, f64) {
    let (dx, dy) = ((b.x_mm - a.x_mm) as f64, (b.y_mm - a.y_mm) as f64);
    let (px, py) = ((point.x_mm - a.x_mm) as f64, (point.y_mm - a.y_mm) as f64);
    let square = dx * dx + dy * dy;
    let along = if square > 0.0 { ((px * dx + py * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
    let (ex, ey) = (px - along * dx, py - along * dy);
    ((ex * ex + ey * ey).sqrt(), along)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::geo::GeoPoint;

    /// Junctions in metres and streets as (from, to, metres).
    fn network(points: &[(f64, f64)], streets: &[(u32, u32, f64)]) -> Network {
        let mut graph = DiGraph::new();
        for (x, y) in points {
            graph.add_node(Junction::new(Point::from_m(*x, *y)));
        }
        for (from, to, metres) in streets {
            graph.add_edge(
                NodeIndex::new(*from as usize),
                NodeIndex::new(*to as usize),
                Street::straight(RoadClass::Residential, Millimeters::from_m(*metres)),
            );
        }
        Network { graph, plane: Plane { origin: GeoPoint::default() } }
    }

    #[test]
    fn a_dead_end_one_way_is_not_in_the_strong_part() {
        let city = network(
            &[(0.0, 0.0), (100.0, 0.0), (200.0, 0.0), (100.0, 100.0)],
            &[(0, 1, 100.0), (1, 3, 100.0), (3, 0, 142.0), (1, 2, 100.0)],
        );
        let strong = city.largest_strong_part().describe();
        assert_eq!((strong.junctions, strong.streets), (3, 3));
        assert!((strong.total_km() - 0.342).abs() < 1e-9);
    }

    #[test]
    fn an_incident_marks_the_streets_it_touches_and_no_other() {
        let mut city = network(
            &[(0.0, 0.0), (1000.0, 0.0), (1000.0, 900.0)],
            &[(0, 1, 1000.0), (1, 0, 1000.0), (1, 2, 900.0), (2, 0, 1400.0)],
        );
        // 90 m from the middle of the first street, far from both its ends; and all streets.
        let near = (Point::from_m(500.0, -90.0), Millimeters::from_m(100.0));
        let all = (Point::from_m(900.0, 100.0), Millimeters::from_m(600.0));
        let zones = |city: &Network| -> Vec<u16> {
            city.graph.edge_weights().map(|street| street.incident_zone).collect()
        };
        let marked = city.mark_areas(&[near]);
        assert_eq!((&marked.streets[..], &marked.zones[..]), (&[2][..], &[vec![0]][..]));
        assert_eq!(zones(&city), [1, 1, 0, 0]);
        // Streets in both areas know of both.
        let marked = city.mark_areas(&[near, all]);
        assert_eq!((&marked.streets[..], marked.zones), (&[2, 4][..], vec![vec![0, 1], vec![1]]));
        assert_eq!(zones(&city), [1, 1, 2, 2]);
    }

    #[test]
    fn a_bent_street_lies_where_it_runs_and_not_where_its_chord_does() {
        let mut city = network(&[(0.0, 0.0), (1000.0, 0.0)], &[(0, 1, 2000.0), (1, 0, 2000.0)]);
        for edge in city.graph.edge_indices() {
            city.graph[edge].bends = Some([Point::from_m(500.0, 900.0)].into());
        }
        let around = |x, y| (Point::from_m(x, y), Millimeters::from_m(60.0));
        assert_eq!(city.mark_areas(&[around(500.0, 0.0)]).streets, [0]);
        assert_eq!(city.mark_areas(&[around(500.0, 880.0)]).streets, [2]);
    }

    #[test]
    fn spatial_order_changes_numbers_only() {
        let city = network(
            &[(900.0, 900.0), (0.0, 0.0), (10.0, 0.0), (890.0, 900.0)],
            &[(0, 1, 1400.0), (1, 2, 10.0), (2, 3, 1300.0), (3, 0, 10.0)],
        );
        let before = city.describe();
        let ordered = city.in_spatial_order();
        assert_eq!(ordered.describe(), before);
        let xs: Vec<i64> = ordered.graph.node_weights().map(|j| j.point.x_mm / 1000).collect();
        assert_eq!(xs, [0, 10, 890, 900]);
    }
}
