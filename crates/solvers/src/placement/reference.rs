//! The reference design's placement: a weighted score, greedy choice with overlap pruned, moves.

use domain::decision::placement::{Model, Placed, Placement, PlacementQuestion, Standing, Traits};
use domain::decision::{Solver, SolverFailure};
use domain::rng::Stream;

use super::reach::{Reach, each_distance};
use super::room::{Room, layout};
use crate::{Entry, entry, settings};

/// In the registry.
pub const ENTRY: Entry<dyn Placement> = entry!(
    "reference",
    "Weighted score of coverage, demand, competition, rent and roads; greedy, then moves.",
    Reference::new(Config)
);

settings! {
    /// The design's constants, and what it leaves open.
    pub struct Config {
        /// Weight of the demand within reach that no other store has (design).
        coverage_weight: f64 = 0.30, 0.0..=1.0;
        /// Weight of the demand of a demand point within reach (design).
        demand_weight: f64 = 0.25, 0.0..=1.0;
        /// Weight of the distance to competitors (design).
        competition_weight: f64 = 0.15, 0.0..=1.0;
        /// Weight of a low rent (design).
        rent_weight: f64 = 0.20, 0.0..=1.0;
        /// Weight of good roads (design).
        road_weight: f64 = 0.10, 0.0..=1.0;
        /// How far a store reaches, in the unit of the distances, where the model has no radius and
        /// the candidates have traits (design: 2 km, of distances in metres).
        reach: f64 = 2000.0, 0.0..=100_000.0;
        /// A competitor at this distance or further does no harm (design).
        competitor_km: f64 = 3.0, 0.1..=100.0;
        /// A candidate is left out once this share of its demand is within reach of other stores
        /// (design).
        overlap_share: f64 = 0.5, 0.0..=1.0;
        /// How often at most every store in turn moves to where it scores best, afterwards.
        passes_at_most: u32 = 10, 0..=1000;
    }
}

/// Scores places.
#[derive(Clone, Debug)]
pub struct Reference {
    config: Config,
    looked_at: Option<u64>,
    failure: Option<SolverFailure>,
}

impl Reference {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config, looked_at: None, failure: None }
    }

    fn choose(&mut self, question: &PlacementQuestion<'_>) -> Result<Placed, SolverFailure> {
        let (room, kept) = Room::of(question, ENTRY.name)?;
        let mut map = Map::of(question, &self.config, room);
        kept.iter().for_each(|site| map.open(*site));
        while let Some(site) = map.best(None) {
            map.room.take(question, site);
            map.open(site);
        }
        for _ in 0..self.config.passes_at_most {
            if !map.move_each() {
                break;
            }
        }
        self.looked_at = Some(map.looked_at);
        let open = (0..).zip(&map.is_open).filter(|(_, is_open)| **is_open).map(|(site, _)| site);
        layout(question, open.collect())
    }
}

/// The least change of a score that counts: below it lies rounding.
const LEAST_GAIN: f64 = 1e-9;

/// The city while stores are being placed.
struct Map<'q> {
    question: &'q PlacementQuestion<'q>,
    config: &'q Config,
    reach: Reach,
    /// Demand within reach of each candidate.
    demand: Vec<f64>,
    /// The greatest of them.
    most_demand: f64,
    /// The part of each candidate's score that no other store changes.
    own: Vec<f64>,
    /// Open stores within whose reach each demand point lies.
    stores_near: Vec<u32>,
    is_open: Vec<bool>,
    room: Room,
    looked_at: u64,
}

impl<'q> Map<'q> {
    fn of(question: &'q PlacementQuestion<'q>, config: &'q Config, room: Room) -> Self {
        let sites = question.candidates.len() as u32;
        let (reach, mut looked_at) = reach(question, config);
        let reach = Reach::of(question, reach);
        let weight = |point: &u32| question.weights[*point as usize];
        let demand: Vec<f64> =
            (0..sites).map(|site| reach.points(site).iter().map(weight).sum()).collect();
        looked_at += reach.looked_at;
        // The design divides orders by people and has neither a limit; where nobody lives within
        // reach there is nothing to divide by.
        let per_point: Vec<f64> = (0..sites)
            .map(|site| match reach.points(site).len() {
                0 => 0.0,
                points => demand[site as usize] / points as f64,
            })
            .collect();
        let greatest = |values: &[f64]| {
            let most = values.iter().copied().fold(0.0, f64::max);
            if most > 0.0 { most } else { 1.0 }
        };
        let (most_demand, most_per_point) = (greatest(&demand), greatest(&per_point));
        let own = per_point
            .iter()
            .zip(question.candidates.iter())
            .map(|(per_point, candidate)| {
                config.demand_weight * per_point / most_per_point
                    + of_traits(candidate.traits, config)
            })
            .collect();
        Self {
            question,
            config,
            reach,
            demand,
            most_demand,
            own,
            stores_near: vec![0; question.weights.len()],
            is_open: vec![false; question.candidates.len()],
            room,
            looked_at,
        }
    }

    fn open(&mut self, site: u32) {
        self.is_open[site as usize] = true;
        for point in self.reach.points(site) {
            self.stores_near[*point as usize] += 1;
        }
    }

    fn close(&mut self, site: u32) {
        self.is_open[site as usize] = false;
        for point in self.reach.points(site) {
            self.stores_near[*point as usize] -= 1;
        }
    }

    /// Score of a site that is not open, and which share of its demand the open ones have.
    fn score(&mut self, site: u32) -> (f64, f64) {
        let points = self.reach.points(site);
        self.looked_at += points.len() as u64;
        let fresh: f64 = points
            .iter()
            .filter(|point| self.stores_near[**point as usize] == 0)
            .map(|point| self.question.weights[*point as usize])
            .sum();
        let demand = self.demand[site as usize];
        let overlap = if demand > 0.0 { 1.0 - fresh / demand } else { 1.0 };
        let coverage = fresh / self.most_demand;
        (self.config.coverage_weight * coverage + self.own[site as usize], overlap)
    }

    /// The best site that may open: of those below the overlap limit, or `allowed` where that is
    /// more; where none is left, of all. Of equals the first.
    fn best(&mut self, allowed: Option<f64>) -> Option<u32> {
        let limit = self.config.overlap_share;
        let mut best: Option<(bool, f64, u32)> = None;
        for site in 0..self.question.candidates.len() as u32 {
            if self.is_open[site as usize] || !self.room.admits(self.question, site) {
                continue;
            }
            let (score, overlap) = self.score(site);
            let is_apart = overlap < limit || allowed.is_some_and(|allowed| overlap <= allowed);
            if best.is_none_or(|(apart, most, _)| (is_apart, score) > (apart, most)) {
                best = Some((is_apart, score, site));
            }
        }
        best.map(|(_, _, site)| site)
    }

    /// Moves every store in turn to where it scores best with the others where they are; whether
    /// one moved.
    ///
    /// What the stores reach together, and with it the sum of all scores, only grows.
    fn move_each(&mut self) -> bool {
        let mut is_moved = false;
        let stores: Vec<u32> = (0..self.question.candidates.len() as u32)
            .filter(|site| self.is_open[*site as usize])
            .filter(|site| self.question.candidates[*site as usize].standing == Standing::Free)
            .collect();
        for store in stores {
            self.close(store);
            self.room.give_back(self.question, store);
            let (score, overlap) = self.score(store);
            let better = self.best(Some(overlap));
            let better = better.filter(|site| self.score(*site).0 > score + LEAST_GAIN);
            is_moved |= better.is_some();
            let place = better.unwrap_or(store);
            self.room.take(self.question, place);
            self.open(place);
        }
        is_moved
    }
}

/// Competition, rent and roads; half of each where nothing is known.
fn of_traits(traits: Option<Traits>, config: &Config) -> f64 {
    let [competition, rent, road] = traits.map_or([0.5; 3], |traits| {
        let far = |km: f64| (km / config.competitor_km).clamp(0.0, 1.0);
        [
            traits.competitor_km.map_or(1.0, far),
            (1.0 - traits.rent_share).clamp(0.0, 1.0),
            traits.road_access.clamp(0.0, 1.0),
        ]
    });
    config.competition_weight * competition + config.rent_weight * rent + config.road_weight * road
}

/// How far a store reaches, and the distances looked at to find out.
///
/// The model's radius, else the design's where the question is about a city. Where distances have
/// no known unit: as far as the demand has, in the mean, that share of the candidates within reach
/// of which one opens.
fn reach(question: &PlacementQuestion<'_>, config: &Config) -> (f64, u64) {
    if let Model::MaxCovering { radius, .. } = question.model {
        return (radius, 0);
    }
    if question.candidates.iter().any(|candidate| candidate.traits.is_some()) {
        return (config.reach, 0);
    }
    let rank = question.candidates.len().div_ceil(stores(question)) - 1;
    let (mut sum, mut total, mut looked_at) = (0.0, 0.0, 0);
    let mut row = Vec::new();
    for (point, weight) in question.weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0)
    {
        row.clear();
        looked_at += each_distance(question, point, |_, distance| row.push(distance));
        if row.is_empty() {
            continue;
        }
        let rank = rank.min(row.len() - 1);
        sum += weight * *row.select_nth_unstable_by(rank, f64::total_cmp).1;
        total += weight;
    }
    (if total > 0.0 { sum / total } else { 0.0 }, looked_at)
}

/// About how many stores open.
fn stores(question: &PlacementQuestion<'_>) -> usize {
    let sites = question.candidates.len();
    let cost: f64 = question.candidates.iter().map(|candidate| candidate.opening_cost).sum();
    let affordable = match question.budget {
        Some(budget) if cost > budget => (budget / cost * sites as f64) as usize,
        _ => sites,
    };
    question.most_sites().min(affordable).max(1)
}

impl Solver for Reference {
    fn failure(&mut self) -> Option<SolverFailure> {
        self.failure.take()
    }

    fn work(&self) -> Option<u64> {
        self.looked_at
    }
}

impl Placement for Reference {
    fn place(&mut self, question: &PlacementQuestion<'_>, _rng: &mut Stream) -> Placed {
        (self.looked_at, self.failure) = (None, None);
        self.choose(question).unwrap_or_else(|failure| {
            self.failure = Some(failure);
            Placed::default()
        })
    }
}

#[cfg(test)]
#[path = "reference_tests.rs"]
mod tests;
