//! Candidate sites: a grid snapped to the streets, spots of high demand, and stores that stand.

use std::collections::{BTreeMap, BTreeSet};

use domain::geo::Point;
use domain::ids::NodeId;
use domain::travel::RoadClass;

use super::ground::Ground;
use super::listed::Listed;
use super::thinned::{Weighted, in_cells, side_for};

/// Distance of the grid's points where no number of candidates is asked for, metres.
pub const GRID_M: u32 = 500;
/// Candidates of the grid for each one at a spot of high demand.
const GRID_PER_SPOT: usize = 9;

/// A place where a store can stand.
#[derive(Clone, PartialEq, Debug)]
pub struct Candidate {
    /// Name, unique.
    pub name: String,
    /// Its junction; no other candidate has it.
    pub node: NodeId,
    /// Where it is.
    pub point: Point,
    /// What a store there costs a month, INR.
    pub month_inr: f64,
    /// Most orders a day, where it has a limit of its own.
    pub capacity: Option<f64>,
    /// Whether a store of the scenario stands there.
    pub is_store: bool,
    /// To the nearest store of a competitor, kilometres.
    pub competitor_km: Option<f64>,
    /// How wide the widest street at the junction is: 1 a trunk road, 0 a living street.
    pub road_access: f64,
}

/// Which candidates are wanted.
#[derive(Clone, PartialEq, Debug)]
pub enum Candidates {
    /// A grid of [`GRID_M`] and a ninth as many spots of high demand.
    Grid,
    /// About this many, the grid as fine as that takes.
    Number(usize),
    /// These and no others, but for the scenario's stores.
    Listed(Vec<Listed>),
}

impl Ground<'_> {
    /// The candidates, the scenario's stores first.
    ///
    /// A cell of the grid has a candidate at its junction nearest to the middle of its junctions;
    /// further ones, until there are as many as asked for, stand where finer cells have most
    /// demand. Deterministic, and no two at one junction.
    #[must_use]
    pub fn candidates(&self, wanted: &Candidates, competitors: &[Point]) -> Vec<Candidate> {
        let mut sites = Sites::new(self, competitors);
        if let Candidates::Listed(listed) = wanted {
            for site in listed {
                sites.add(site.name.clone(), site.node, Some(site));
            }
        }
        for (name, at) in &self.stores {
            if let Some((node, _)) = self.snapper.nearest(*at) {
                sites.add_store(name, node);
            }
        }
        let junctions: Vec<Weighted> = (0..)
            .map(NodeId)
            .zip(self.city.network.graph.node_weights())
            .filter(|(_, junction)| junction.is_place())
            .map(|(node, junction)| (node, junction.point, 1.0))
            .collect();
        let side_mm = match wanted {
            Candidates::Listed(_) => return sites.found,
            Candidates::Grid => i64::from(GRID_M) * 1000,
            Candidates::Number(number) => {
                let grid = (number * GRID_PER_SPOT / (GRID_PER_SPOT + 1)).max(1);
                side_for(&junctions, grid)
            }
        };
        let grid = in_cells(&junctions, side_mm);
        let most = match wanted {
            Candidates::Number(number) => *number,
            _ => sites.found.len() + grid.len() + grid.len().div_ceil(GRID_PER_SPOT),
        };
        let room = |sites: &Sites<'_, '_>| sites.found.len() < most;
        for (node, ..) in grid {
            if room(&sites) {
                sites.add_named_by_zone(node);
            }
        }
        let demand = self.orders_by_junction(None);
        let mut side_mm = side_mm / 2;
        while room(&sites) && side_mm > 1000 {
            let mut spots = in_cells(&demand, side_mm);
            spots.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
            for (node, ..) in spots {
                if room(&sites) {
                    sites.add_named_by_zone(node);
                }
            }
            side_mm /= 2;
        }
        sites.found
    }
}

/// Candidates as they are found.
struct Sites<'a, 'g> {
    ground: &'a Ground<'g>,
    competitors: &'a [Point],
    found: Vec<Candidate>,
    taken: BTreeMap<NodeId, usize>,
    names: BTreeSet<String>,
    /// Zone of each junction, `u32::MAX` where it is in none.
    zones: Vec<u32>,
    /// Candidates named after each zone so far.
    named: BTreeMap<&'a str, u32>,
}

impl<'a, 'g> Sites<'a, 'g> {
    fn new(ground: &'a Ground<'g>, competitors: &'a [Point]) -> Self {
        let mut zones = vec![u32::MAX; ground.streets.junctions()];
        for (number, zone) in (0..).zip(&ground.city.zones) {
            for (node, _) in &zone.doors {
                zones[node.index()] = number;
            }
        }
        let (found, taken, names, named) = Default::default();
        Self { ground, competitors, found, taken, names, zones, named }
    }

    /// A store that stands; where a listed candidate has its junction, that one is the store.
    fn add_store(&mut self, name: &str, node: NodeId) {
        if let Some(found) = self.taken.get(&node) {
            self.found[*found].is_store = true;
        } else {
            let mut name = name.to_owned();
            while self.names.contains(&name) {
                name.push('+');
            }
            self.add(name, node, None);
            if let Some(last) = self.found.last_mut() {
                last.is_store = true;
            }
        }
    }

    /// Named after its zone and a number, unless its junction is taken.
    fn add_named_by_zone(&mut self, node: NodeId) {
        if self.taken.contains_key(&node) {
            return;
        }
        let ground = self.ground;
        let zone = ground.city.zones.get(self.zones[node.index()] as usize);
        let zone = zone.map_or("outskirts", |zone| zone.name.as_str());
        let number = self.named.entry(zone).or_default();
        let name = loop {
            *number += 1;
            let name = format!("{zone} #{number}");
            if !self.names.contains(&name) {
                break name;
            }
        };
        self.add(name, node, None);
    }

    fn add(&mut self, name: String, node: NodeId, listed: Option<&Listed>) {
        let point = self.ground.streets.point(node);
        let competitor = self.competitors.iter().map(|at| at.distance(point)).min();
        let month_inr = listed.and_then(|listed| listed.month_inr);
        self.taken.insert(node, self.found.len());
        self.names.insert(name.clone());
        self.found.push(Candidate {
            name,
            node,
            point,
            month_inr: month_inr.unwrap_or_else(|| self.ground.land.month_inr(point)),
            capacity: listed.and_then(|listed| listed.capacity),
            is_store: false,
            competitor_km: competitor.map(|distance| distance.as_km()),
            road_access: self.ground.streets.widest(node).map_or(0.0, access),
        });
    }
}

/// 1 for a trunk road, 0 for a living street, evenly between.
fn access(widest: RoadClass) -> f64 {
    1.0 - f64::from(widest as u8) / (RoadClass::COUNT as f64 - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    #[test]
    fn candidates_are_as_many_as_asked_for_and_no_junction_has_two() {
        let scenario = parse("town", "[city]\nwidth_km = 4\nheight_km = 4\n", &[]).unwrap();
        let ground = Ground::of(&scenario).unwrap();
        let default = ground.candidates(&Candidates::Grid, &[]);
        assert!((64..120).contains(&default.len()), "{}", default.len());
        for number in [10, 57, 300, 2000] {
            let found = ground.candidates(&Candidates::Number(number), &[]);
            assert_eq!(found.len(), number);
            let nodes: BTreeSet<NodeId> = found.iter().map(|site| site.node).collect();
            let names: BTreeSet<&str> = found.iter().map(|site| site.name.as_str()).collect();
            assert_eq!((nodes.len(), names.len()), (number, number));
            assert_eq!(found.iter().filter(|site| site.is_store).count(), 6);
            assert_eq!(found, ground.candidates(&Candidates::Number(number), &[]));
        }
        let rents = default.iter().map(|site| site.month_inr);
        let (low, high) = rents.fold((f64::MAX, 0.0_f64), |(l, h), r| (l.min(r), h.max(r)));
        assert!(low >= 299_999.0 && high <= 500_001.0 && high - low > 50_000.0, "{low} {high}");
    }
}
