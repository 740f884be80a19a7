//! Demand points: the junctions where customers live, with the orders expected of them.

use domain::geo::Point;
use domain::ids::NodeId;

use super::ground::Ground;
use super::thinned::{Weighted, cells, in_cells, side_for};
use crate::build::open_share;

/// A junction and the orders expected there.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct DemandPoint {
    /// The junction.
    pub node: NodeId,
    /// Where it is.
    pub point: Point,
    /// Orders of an average day, or of one of its hours.
    pub orders: f64,
}

/// Where orders come from.
#[derive(Clone, PartialEq, Debug)]
pub struct Demand {
    /// Points of positive demand, each junction once.
    pub points: Vec<DemandPoint>,
    /// Junctions with customers, before they were brought together.
    pub junctions: usize,
    /// How far the average order is from the point that stands for it, metres.
    pub moved_m: f64,
}

impl Demand {
    /// Orders of all points.
    #[must_use]
    pub fn orders(&self) -> f64 {
        self.points.iter().map(|point| point.orders).sum()
    }
}

impl Ground<'_> {
    /// Orders of an average day, or with `hour` of that hour of it, at no more than `most`
    /// junctions.
    ///
    /// The scenario's sessions are spread over all its people, not only over those near its
    /// stores, since the stores are what is asked for; those of a zone evenly over its doors. A
    /// session becomes an order with the usual conversion, and only while stores are open. Where
    /// there are more junctions than `most`, those of a square cell become one.
    #[must_use]
    pub fn demand(&self, hour: Option<usize>, most: usize) -> Demand {
        let weighted = self.orders_by_junction(hour);
        let junctions = weighted.len();
        if junctions <= most {
            return demand(weighted, junctions, 0.0);
        }
        let side_mm = side_for(&weighted, most);
        let brought = in_cells(&weighted, side_mm);
        let moved_m = moved(&weighted, &brought, side_mm);
        demand(brought, junctions, moved_m)
    }

    /// By id of the junction.
    pub(super) fn orders_by_junction(&self, hour: Option<usize>) -> Vec<Weighted> {
        let spec = &self.scenario.spec;
        let zones = || self.city.zones.iter().filter(|zone| !zone.doors.is_empty());
        let people: f64 = zones().map(|zone| zone.population).sum();
        let share_of_day = hour.map_or_else(
            || open_share(spec),
            |hour| {
                let hours = &spec.demand.hour_of_day;
                let is_open =
                    spec.stores.opens_h < hour as f64 + 1.0 && spec.stores.closes_h > hour as f64;
                hours[hour % 24] / hours.iter().sum::<f64>() * f64::from(u8::from(is_open))
            },
        );
        let orders = spec.demand.sessions_per_day * spec.demand.choice.base_conversion;
        let per_person = if people > 0.0 { orders * share_of_day / people } else { 0.0 };
        let mut weights = vec![0.0; self.streets.junctions()];
        for zone in zones() {
            let share = zone.population * per_person / zone.doors.len() as f64;
            for (node, _) in &zone.doors {
                weights[node.index()] += share;
            }
        }
        let nodes = (0_u32..).map(NodeId).zip(weights);
        let weighted = nodes.filter(|(_, weight)| *weight > 0.0);
        weighted.map(|(node, weight)| (node, self.streets.point(node), weight)).collect()
    }
}

fn demand(weighted: Vec<Weighted>, junctions: usize, moved_m: f64) -> Demand {
    let of = |(node, point, orders)| DemandPoint { node, point, orders };
    Demand { points: weighted.into_iter().map(of).collect(), junctions, moved_m }
}

/// How far the average order is from what stands for it, metres.
fn moved(members: &[Weighted], brought: &[Weighted], side_mm: i64) -> f64 {
    let cell = cells(members, side_mm);
    let (mut metres, mut orders) = (0.0, 0.0);
    for (_, at, weight) in members {
        let found = brought.binary_search_by_key(&cell(*at), |(_, point, _)| cell(*point));
        if let Ok(found) = found {
            metres += weight * brought[found].1.distance(*at).as_m();
            orders += weight;
        }
    }
    if orders > 0.0 { metres / orders } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    #[test]
    fn bringing_junctions_together_loses_no_order() {
        let scenario = parse("town", "[city]\nwidth_km = 4\nheight_km = 4\n", &[]).unwrap();
        let ground = Ground::of(&scenario).unwrap();
        let whole = ground.demand(None, usize::MAX);
        // Stores are open for 18 hours, in which all of the default day's sessions begin.
        let spec = &scenario.spec.demand;
        let expected = spec.sessions_per_day * spec.choice.base_conversion;
        assert!((whole.orders() - expected).abs() < 1e-6 * expected);
        assert_eq!((whole.points.len(), whole.moved_m), (whole.junctions, 0.0));
        for most in [1, 7, 100, 1000] {
            let few = ground.demand(None, most);
            assert!(few.points.len() <= most && few.points.len() > most / 2, "{most}");
            assert!((few.orders() - expected).abs() < 1e-6 * expected);
            let mut nodes: Vec<NodeId> = few.points.iter().map(|point| point.node).collect();
            nodes.sort_unstable();
            nodes.dedup();
            assert_eq!(nodes.len(), few.points.len(), "a junction is one point");
        }
        let hours: f64 = (0..24).map(|hour| ground.demand(Some(hour), 9).orders()).sum();
        assert!((hours - expected).abs() < 1e-6 * expected);
        assert!(ground.demand(Some(3), 9).points.is_empty(), "stores are closed at 3");
    }
}
