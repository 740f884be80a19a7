//! Places along streets, made junctions.

use domain::geo::Point;
use domain::ids::NodeId;
use domain::units::Millimeters;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef as _;

use crate::network::{Junction, Network, Street, distance_to_line};
use crate::snap::Snapper;

/// A junction this near counts as the place itself.
const AT_JUNCTION: Millimeters = Millimeters(1000);

/// The junction on the street nearest to a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stop {
    /// The junction, which may have been made for it.
    pub node: NodeId,
    /// The straight line from the place to the street.
    pub away: Millimeters,
}

/// A place on a street.
struct Foot {
    point: Point,
    away: f64,
    street: usize,
}

/// A directed street with its ends, and the box around it.
struct Line {
    from: NodeIndex,
    to: NodeIndex,
    street: Street,
    points: Vec<Point>,
    low: Point,
    high: Point,
}

impl Network {
    /// The stop of each place: a junction on the street nearest to it, of equally near streets the
    /// first. A place beyond `reach` makes no junction; its stop is then the junction nearest to
    /// it, and `away` tells how far the nearest street is. `None` where nobody can stop anywhere.
    ///
    /// Junctions keep their numbers, new ones come last. Both directions of a street are cut, each
    /// in proportion to its length. O(places x streets).
    pub fn stop_at(&mut self, places: &[Point], reach: Millimeters) -> Vec<Option<Stop>> {
        if places.is_empty() {
            return Vec::new();
        }
        let snapper = Snapper::new(self);
        let mut lines: Vec<Line> = self
            .graph
            .edge_references()
            .map(|edge| Line::new(&self.graph, edge.source(), edge.target(), edge.weight().clone()))
            .collect();
        let mut made: Vec<(NodeIndex, Point)> = Vec::new();
        let mut is_cut = false;
        let stops = places
            .iter()
            .map(|place| {
                let (node, to_node) = snapper.nearest(*place)?;
                let earlier = made.iter().map(|(node, at)| (at.distance(*place), *node)).min();
                let foot = nearest(&lines, *place)?;
                let away = Millimeters(libm::round(foot.away) as u64);
                let near = |to: Millimeters| to <= away + AT_JUNCTION;
                if let Some((_, node)) = earlier.filter(|(to_earlier, _)| near(*to_earlier)) {
                    return Some(Stop { node: NodeId(node.index() as u32), away });
                }
                if near(to_node) || away > reach {
                    return Some(Stop { node, away });
                }
                let new = self.graph.add_node(Junction::new(foot.point));
                made.push((new, foot.point));
                is_cut |= cut(&self.graph, &mut lines, &foot, new);
                Some(Stop { node: NodeId(new.index() as u32), away })
            })
            .collect();
        if is_cut {
            let mut graph = DiGraph::with_capacity(self.graph.node_count(), lines.len());
            for junction in self.graph.node_weights() {
                graph.add_node(*junction);
            }
            for line in lines {
                graph.add_edge(line.from, line.to, line.street);
            }
            self.graph = graph;
        }
        stops
    }
}

impl Line {
    fn new(
        graph: &DiGraph<Junction, Street, u32>,
        from: NodeIndex,
        to: NodeIndex,
        street: Street,
    ) -> Self {
        let points: Vec<Point> = street.line(graph[from].point, graph[to].point).collect();
        let corner = |pick: fn(i64, i64) -> i64| Point {
            x_mm: points.iter().map(|at| at.x_mm).reduce(pick).unwrap_or(0),
            y_mm: points.iter().map(|at| at.y_mm).reduce(pick).unwrap_or(0),
        };
        let (low, high) = (corner(i64::min), corner(i64::max));
        Self { from, to, street, points, low, high }
    }

    /// Nobody on the line is nearer than this, millimetres.
    fn at_least(&self, place: Point) -> f64 {
        let gap = |at: i64, low: i64, high: i64| (low - at).max(at - high).max(0) as f64;
        let x = gap(place.x_mm, self.low.x_mm, self.high.x_mm);
        let y = gap(place.y_mm, self.low.y_mm, self.high.y_mm);
        (x * x + y * y).sqrt()
    }

    /// Whether this is the same street, in this direction or the other.
    fn runs_like(&self, other: &[Point]) -> bool {
        self.points == other || self.points.iter().rev().eq(other)
    }
}

/// The nearest point of all streets.
fn nearest(lines: &[Line], place: Point) -> Option<Foot> {
    let mut best: Option<Foot> = None;
    for (street, line) in lines.iter().enumerate() {
        if best.as_ref().is_some_and(|best| line.at_least(place) >= best.away) {
            continue;
        }
        for pair in line.points.windows(2) {
            let (away, along) = distance_to_line(place, pair[0], pair[1]);
            if best.as_ref().is_none_or(|best| away < best.away) {
                best = Some(Foot { point: between(pair[0], pair[1], along), away, street });
            }
        }
    }
    best
}

/// The point that has a share of the line from `a` to `b` before it.
fn between(a: Point, b: Point, along: f64) -> Point {
    let at = |a: i64, b: i64| a + libm::round((b - a) as f64 * along) as i64;
    Point { x_mm: at(a.x_mm, b.x_mm), y_mm: at(a.y_mm, b.y_mm) }
}

/// Cuts a street in all its directions at a foot; says whether there was anything to cut.
fn cut(
    graph: &DiGraph<Junction, Street, u32>,
    lines: &mut Vec<Line>,
    foot: &Foot,
    new: NodeIndex,
) -> bool {
    let shape = lines[foot.street].points.clone();
    let alike: Vec<usize> =
        (0..lines.len()).filter(|line| lines[*line].runs_like(&shape)).collect();
    let mut ends: Vec<(NodeIndex, Millimeters)> = Vec::new();
    for index in alike {
        let line = &lines[index];
        let Some([before, after]) = halves(line, foot.point) else { continue };
        let (from, to) = (line.from, line.to);
        lines[index] = Line::new(graph, from, new, before);
        // Of a street that leaves several copies of a junction the rest is one.
        if !ends.contains(&(to, after.length)) {
            ends.push((to, after.length));
            lines.push(Line::new(graph, new, to, after));
        }
    }
    !ends.is_empty()
}

/// A street up to the point nearest to `at` and from there on; `None` where it is too short.
fn halves(line: &Line, at: Point) -> Option<[Street; 2]> {
    let parts: Vec<f64> =
        line.points.windows(2).map(|pair| pair[0].distance(pair[1]).0 as f64).collect();
    let (part, along) = line
        .points
        .windows(2)
        .map(|pair| distance_to_line(at, pair[0], pair[1]))
        .enumerate()
        .min_by(|(_, a), (_, b)| a.0.total_cmp(&b.0))
        .map(|(part, (_, along))| (part, along))?;
    let (all, before): (f64, f64) =
        (parts.iter().sum(), parts[..part].iter().sum::<f64>() + parts[part] * along);
    let most = line.street.length.0.checked_sub(1).filter(|most| *most > 0)?;
    let share = if all > 0.0 { before / all } else { 0.5 };
    let first = (libm::round(line.street.length.0 as f64 * share) as u64).clamp(1, most);
    let inner = |points: &[Point]| (!points.is_empty()).then(|| points.into());
    let last = line.points.len() - 1;
    let street = |length: u64, points: &[Point]| Street {
        length: Millimeters(length),
        bends: inner(points),
        ..line.street.clone()
    };
    Some([
        street(first, &line.points[1..=part]),
        street(line.street.length.0 - first, &line.points[part + 1..last]),
    ])
}

#[cfg(test)]
mod tests {
    use domain::geo::{GeoPoint, Plane};
    use domain::travel::{Conditions, RoadClass};
    use domain::units::SimTime;

    use super::*;
    use crate::shortest_path::Streets;

    /// A bent street of 2 km in both directions, 10 m longer than its shape one way.
    fn bent() -> Network {
        let mut graph = DiGraph::new();
        let ends = [(0.0, 0.0), (0.0, 1000.0)]
            .map(|(x, y)| graph.add_node(Junction::new(Point::from_m(x, y))));
        let bends = [Point::from_m(500.0, 0.0), Point::from_m(500.0, 1000.0)];
        let street = |metres: f64, bends: Vec<Point>| Street {
            bends: Some(bends.into()),
            ..Street::straight(RoadClass::Residential, Millimeters::from_m(metres))
        };
        graph.add_edge(ends[0], ends[1], street(2000.0, bends.to_vec()));
        graph.add_edge(ends[1], ends[0], street(2010.0, bends.into_iter().rev().collect()));
        Network { graph, plane: Plane { origin: GeoPoint::default() } }
    }

    #[test]
    fn a_place_along_a_street_gets_a_junction_there() {
        let mut network = bent();
        let before = network.describe().total_km();
        let places = [(520.0, 250.0), (510.0, 750.0), (510.0, 250.3), (3.0, -4.0), (900.0, 500.0)];
        let places = places.map(|(x, y)| Point::from_m(x, y));
        let stops = network.stop_at(&places, Millimeters::from_m(300.0));
        let told: Vec<(u32, u64)> =
            stops.iter().map(|stop| stop.unwrap()).map(|s| (s.node.0, s.away.0)).collect();
        // Two new ones, one shared; a corner that is a junction; one too far.
        assert_eq!(told[..3], [(2, 20_000), (3, 10_000), (2, 10_000)]);
        assert_eq!((told[3].0, told[4].1), (0, 400_000));
        assert_eq!((network.graph.node_count(), network.graph.edge_count()), (4, 6));
        assert!((network.describe().total_km() - before).abs() < 1e-9, "no metre is lost");
        let streets = Streets::new(&network);
        let conditions = Conditions::constant([10_000; RoadClass::COUNT]);
        let length = |from: u32, to: u32| {
            let length = streets
                .ride(NodeId(from), NodeId(to), SimTime(0), &conditions)
                .map(|ride| ride.distance);
            length.unwrap().as_m()
        };
        assert_eq!([length(0, 2), length(2, 3), length(3, 1)], [750.0, 500.0, 750.0]);
        assert_eq!([length(1, 3), length(3, 2), length(2, 0)], [753.75, 502.5, 753.75]);
        // The pieces bend where the street did.
        let bends: Vec<usize> = network
            .graph
            .edge_weights()
            .map(|street| street.bends.as_ref().map_or(0, |bends| bends.len()))
            .collect();
        assert_eq!(bends.iter().sum::<usize>(), 4);
        assert_eq!(network.mark_areas(&[(places[4], Millimeters::from_m(401.0))]).streets, [2]);
    }

    #[test]
    fn a_place_at_a_junction_changes_nothing() {
        let mut network = bent();
        let stops = network.stop_at(&[Point::from_m(-100.0, 0.0)], Millimeters::from_m(300.0));
        assert_eq!(stops, [Some(Stop { node: NodeId(0), away: Millimeters::from_m(100.0) })]);
        assert_eq!((network.graph.node_count(), network.graph.edge_count()), (2, 2));
    }
}
