//! Which junctions of demand each of many sites reaches within a limit, and how far each is.

use domain::geo::Point;
use domain::ids::NodeId;
use domain::travel::RoadClass;
use domain::units::Millimeters;
use rayon::prelude::*;

use crate::error::RoadsError;
use crate::shortest_path::{Direction, Paces, Streets};
use crate::snap::Snapper;

/// Sites searched by one thread at a time; results do not depend on it.
const BLOCK: usize = 64;
/// Microseconds of a minute.
const MINUTE_US: f64 = 60e6;
/// One metre a second: microseconds are then nanometres over a thousand, a kilometre is 10⁹.
const METRE_A_SECOND: [u64; RoadClass::COUNT] = [1000; RoadClass::COUNT];
/// Microseconds of a kilometre at one metre a second.
const KM_US: f64 = 1e9;

/// How the way from a site to a customer is measured.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Measure {
    /// Minutes of riding at these speeds (mm/s).
    Minutes([u64; RoadClass::COUNT]),
    /// Kilometres of the shortest way along streets.
    RoadKm,
    /// Kilometres of the straight line.
    StraightKm,
}

/// What lies within reach, by demand junction and nearest first.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Catchments {
    /// Where the sites of each demand junction begin; one more entry than there are.
    pub starts: Vec<u32>,
    /// Sites by position, nearest first, ties by position.
    pub sites: Vec<u32>,
    /// How far each is, in the unit of the measure.
    pub distances: Vec<f32>,
}

/// What a block of sites reaches: the rows of its sites one after another.
struct Block {
    ends: Vec<u32>,
    points: Vec<u32>,
    distances: Vec<f32>,
}

impl Catchments {
    /// Searches from every site, in the direction of the delivery, to all demand junctions within
    /// `limit` (minutes or kilometres, inclusive).
    ///
    /// One bounded search for each site, in parallel; the outcome does not depend on how many run
    /// at once. Every link is held twice for a moment, 16 bytes in all. Source of the search:
    /// Dijkstra (1959), doi:10.1007/BF01386390.
    ///
    /// # Errors
    /// More than 2³² links: a smaller limit, fewer sites or fewer demand junctions are needed.
    ///
    /// # Panics
    /// When a demand junction is named twice, or a junction is not of the network.
    pub fn search(
        streets: &Streets,
        sites: &[NodeId],
        demand: &[NodeId],
        measure: Measure,
        limit: f64,
    ) -> Result<Self, RoadsError> {
        let mut wanted = vec![u32::MAX; streets.junctions()];
        for (point, node) in demand.iter().enumerate() {
            assert!(wanted[node.index()] == u32::MAX, "every demand junction is named once");
            wanted[node.index()] = point as u32;
        }
        let snapper = match measure {
            Measure::StraightKm => Some(Snapper::over(demand.iter().map(|n| streets.point(*n)))),
            _ => None,
        };
        let reach = |site: NodeId, found: &mut dyn FnMut(u32, f32)| match (&snapper, measure) {
            (None, Measure::Minutes(speed)) => {
                ride(streets, site, &wanted, &speed, MINUTE_US, limit, found);
            }
            (None, _) => ride(streets, site, &wanted, &METRE_A_SECOND, KM_US, limit, found),
            (Some(snapper), _) => fly(streets.point(site), snapper, streets, demand, limit, found),
        };
        let blocks: Vec<Block> = sites
            .par_chunks(BLOCK)
            .map(|sites| {
                let (mut points, mut distances) = (Vec::new(), Vec::new());
                let ends = sites.iter().map(|site| {
                    reach(*site, &mut |point, distance| {
                        points.push(point);
                        distances.push(distance);
                    });
                    points.len() as u32
                });
                let ends = ends.collect();
                points.shrink_to_fit();
                distances.shrink_to_fit();
                Block { ends, points, distances }
            })
            .collect();
        let links: usize = blocks.iter().map(|block| block.points.len()).sum();
        if u32::try_from(links).is_err() {
            return Err(RoadsError::Links { links });
        }
        Ok(Self::transposed(blocks, demand.len(), links))
    }

    /// Rows by site become rows by point, sorted.
    fn transposed(blocks: Vec<Block>, points: usize, links: usize) -> Self {
        let mut starts = vec![0_u32; points + 1];
        for point in blocks.iter().flat_map(|block| &block.points) {
            starts[*point as usize + 1] += 1;
        }
        for point in 0..points {
            starts[point + 1] += starts[point];
        }
        let mut next = starts.clone();
        let (mut sites, mut distances) = (vec![0_u32; links], vec![0_f32; links]);
        let mut site = 0;
        // Blocks are given back one by one, so that not all of both forms is held at the end.
        for block in blocks {
            let mut begin = 0;
            for end in block.ends {
                let row = begin as usize..end as usize;
                for (point, distance) in block.points[row.clone()].iter().zip(&block.distances[row])
                {
                    let at = &mut next[*point as usize];
                    sites[*at as usize] = site;
                    distances[*at as usize] = *distance;
                    *at += 1;
                }
                begin = end;
                site += 1;
            }
        }
        sort_rows(&starts, &mut sites, &mut distances);
        Self { starts, sites, distances }
    }

    /// Site and distance of all that reach a demand junction, nearest first.
    ///
    /// # Panics
    /// On a position that there is not.
    pub fn of(&self, point: usize) -> impl ExactSizeIterator<Item = (u32, f32)> + '_ {
        let row = self.starts[point] as usize..self.starts[point + 1] as usize;
        self.sites[row.clone()].iter().copied().zip(self.distances[row].iter().copied())
    }
}

/// Every row nearest first, ties by site.
fn sort_rows(starts: &[u32], mut sites: &mut [u32], mut distances: &mut [f32]) {
    let mut rows = Vec::with_capacity(starts.len().saturating_sub(1));
    for ends in starts.windows(2) {
        let length = (ends[1] - ends[0]) as usize;
        let (row, rest) = sites.split_at_mut(length);
        let (far, others) = distances.split_at_mut(length);
        rows.push((row, far));
        (sites, distances) = (rest, others);
    }
    rows.into_par_iter().for_each_init(Vec::new, |sorted: &mut Vec<(f32, u32)>, (row, far)| {
        sorted.clear();
        sorted.extend(far.iter().copied().zip(row.iter().copied()));
        sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (place, (distance, site)) in sorted.iter().enumerate() {
            (row[place], far[place]) = (*site, *distance);
        }
    });
}

/// Finds the wanted junctions of a search along streets.
fn ride(
    streets: &Streets,
    site: NodeId,
    wanted: &[u32],
    speed: &[u64; RoadClass::COUNT],
    unit_us: f64,
    limit: f64,
    found: &mut dyn FnMut(u32, f32),
) {
    let most_us = (limit * unit_us) as u64;
    streets.grow(
        site,
        Direction::From,
        &Paces::new(speed),
        |_| true,
        |branch| {
            if branch.cost_us > most_us {
                return false;
            }
            let point = wanted[branch.node.index()];
            if point != u32::MAX {
                found(point, within(branch.cost_us as f64 / unit_us, limit));
            }
            true
        },
    );
}

/// Finds the demand junctions within a straight line.
fn fly(
    site: Point,
    snapper: &Snapper,
    streets: &Streets,
    demand: &[NodeId],
    limit: f64,
    found: &mut dyn FnMut(u32, f32),
) {
    for point in snapper.within(site, Millimeters::from_m(limit * 1e3)) {
        let distance = streets.point(demand[point.index()]).distance(site);
        found(point.0, within(distance.as_km(), limit));
    }
}

/// The distance in single precision, never rounded past the limit that it keeps.
fn within(distance: f64, limit: f64) -> f32 {
    let rounded = distance as f32;
    if f64::from(rounded) > limit { rounded.next_down() } else { rounded }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::{CityShape, generate};
    use crate::speeds::default_two_wheeler;
    use domain::units::Millis;
    use domain::weather::Rain;

    fn town() -> Streets {
        let shape = CityShape { width_km: 3.0, height_km: 3.0, ..CityShape::default() };
        Streets::new(&generate(&shape, 11).unwrap().network)
    }

    /// Every seventh junction is a site, every third a demand junction.
    fn places(streets: &Streets) -> (Vec<NodeId>, Vec<NodeId>) {
        let all = || (0..streets.junctions() as u32).map(NodeId);
        (all().step_by(7).collect(), all().step_by(3).collect())
    }

    #[test]
    fn links_are_what_a_search_from_each_site_alone_finds() {
        let streets = town();
        let (sites, demand) = places(&streets);
        let speed = default_two_wheeler().speeds(44, Rain::Dry, 1.0);
        let found =
            Catchments::search(&streets, &sites, &demand, Measure::Minutes(speed), 2.5).unwrap();
        let mut expected = vec![Vec::new(); demand.len()];
        for (site, node) in sites.iter().enumerate() {
            for branch in streets.tree(*node, Direction::From, &speed, Millis(150_000)) {
                if let Ok(point) = demand.binary_search(&branch.node) {
                    let minutes = within(branch.cost_us as f64 / 60e6, 2.5);
                    expected[point].push((minutes, site as u32));
                }
            }
        }
        for (point, expected) in expected.iter_mut().enumerate() {
            expected.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let row: Vec<(f32, u32)> = found.of(point).map(|(site, far)| (far, site)).collect();
            assert_eq!(&row, expected);
        }
        assert!(found.sites.len() > 10 * demand.len());
    }

    #[test]
    fn a_way_along_streets_is_never_shorter_than_the_straight_line() {
        let streets = town();
        let (sites, demand) = places(&streets);
        let search =
            |measure, limit| Catchments::search(&streets, &sites, &demand, measure, limit).unwrap();
        let (road, straight) = (search(Measure::RoadKm, 0.8), search(Measure::StraightKm, 0.81));
        assert!(straight.sites.len() > road.sites.len());
        for (point, node) in demand.iter().enumerate() {
            for (site, km) in road.of(point) {
                let flown = straight.of(point).find(|link| link.0 == site).unwrap().1;
                // A generated street is no shorter than its ends are apart, to the millimetre.
                assert!(km >= flown - 1e-3, "site {site}, junction {node:?}: {km} {flown}");
            }
        }
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let streets = town();
        let (sites, demand) = places(&streets);
        let search = || Catchments::search(&streets, &sites, &demand, Measure::RoadKm, 1.0);
        let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let [one, three] = [1, 3].map(|threads| pool(threads).install(search).unwrap());
        assert_eq!(one, three);
    }
}
