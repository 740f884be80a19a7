//! Junctions and the streets between them, as a directed graph on the city's plane.

use std::fmt;

use domain::geo::{Plane, Point};
use domain::travel::RoadClass;
use domain::units::Millimeters;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef as _;

/// Where streets meet or end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Junction {
    /// Position on the plane.
    pub point: Point,
}

/// One direction of a street between two junctions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Street {
    /// Class, which decides the speed.
    pub class: RoadClass,
    /// Length along its bends, at least 1 mm.
    pub length: Millimeters,
    /// Number of the incident area it lies in; 0 is none.
    pub incident_zone: u8,
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
    pub fn largest_strong_part(self) -> Self {
        self.strong_part().0
    }

    /// Also says which junction each one was before.
    pub(crate) fn strong_part(self) -> (Self, Vec<u32>) {
        let mut parts = kosaraju_scc(&self.graph);
        for part in &mut parts {
            part.sort_unstable();
        }
        let best = parts
            .into_iter()
            .max_by(|a, b| a.len().cmp(&b.len()).then_with(|| b.first().cmp(&a.first())))
            .unwrap_or_default();
        if best.len() == self.graph.node_count() {
            return (self, best.iter().map(|node| node.index() as u32).collect());
        }
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
    fn renumbered(&self, order: &[u32]) -> Self {
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
                .map(|edge| (edge.id(), edge.target().index(), *edge.weight()))
                .collect();
            leaving.sort_unstable_by_key(|(id, ..)| *id);
            for (_, target, street) in leaving {
                if new[target] != u32::MAX {
                    graph.add_edge(source, NodeIndex::new(new[target] as usize), street);
                }
            }
        }
        Self { graph, plane: self.plane }
    }

    /// Marks every street that comes within `radius` of `centre`, taken as the straight line
    /// between its ends, and says how many there are. Where areas overlap the last one wins.
    pub fn set_incident(&mut self, zone: u8, centre: Point, radius: Millimeters) -> usize {
        let mut marked = 0;
        for edge in self.graph.edge_indices() {
            let Some((a, b)) = self.graph.edge_endpoints(edge) else { continue };
            if distance_to_line(centre, self.graph[a].point, self.graph[b].point) <= radius.0 as f64
            {
                self.graph[edge].incident_zone = zone;
                marked += 1;
            }
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

    /// Counts junctions, streets and kilometres.
    #[must_use]
    pub fn describe(&self) -> Description {
        let mut length = [Millimeters::ZERO; RoadClass::COUNT];
        for street in self.graph.edge_weights() {
            length[street.class as usize] += street.length;
        }
        let extent_km = self.bounds().map_or([0.0; 2], |[low, high]| {
            [(high.x_mm - low.x_mm) as f64 / 1e6, (high.y_mm - low.y_mm) as f64 / 1e6]
        });
        Description {
            junctions: self.graph.node_count(),
            streets: self.graph.edge_count(),
            km: length.map(Millimeters::as_km),
            extent_km,
        }
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

/// Millimetres from `point` to the nearest point of the line from `a` to `b`.
fn distance_to_line(point: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = ((b.x_mm - a.x_mm) as f64, (b.y_mm - a.y_mm) as f64);
    let (px, py) = ((point.x_mm - a.x_mm) as f64, (point.y_mm - a.y_mm) as f64);
    let square = dx * dx + dy * dy;
    let along = if square > 0.0 { ((px * dx + py * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
    let (ex, ey) = (px - along * dx, py - along * dy);
    (ex * ex + ey * ey).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::geo::GeoPoint;

    /// Junctions in metres and streets as (from, to, metres).
    fn network(points: &[(f64, f64)], streets: &[(u32, u32, f64)]) -> Network {
        let mut graph = DiGraph::new();
        for (x, y) in points {
            graph.add_node(Junction { point: Point::from_m(*x, *y) });
        }
        for (from, to, metres) in streets {
            graph.add_edge(
                NodeIndex::new(*from as usize),
                NodeIndex::new(*to as usize),
                Street {
                    class: RoadClass::Residential,
                    length: Millimeters::from_m(*metres),
                    incident_zone: 0,
                },
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
        // 90 m from the middle of the first street, far from both its ends.
        assert_eq!(
            city.set_incident(7, Point::from_m(500.0, -90.0), Millimeters::from_m(100.0)),
            2
        );
        let zones: Vec<u8> = city.graph.edge_weights().map(|street| street.incident_zone).collect();
        assert_eq!(zones, [7, 7, 0, 0]);
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
