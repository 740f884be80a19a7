//! The exact route through all stops of a rectangular floor, class after class.

use super::apart::Apart;
use super::chain::Chain;
use super::floor::{Floor, Place};
use super::shape::{ONE_BLOCK, TWO_BLOCKS};
use super::trace::Trace;

/// Something to pick up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Stop {
    /// Stops of a lower turn come before all stops of a higher one.
    pub turn: u8,
    /// Where it is.
    pub place: Place,
}

/// Finds shortest routes; keeps its room from one to the next.
#[derive(Clone, Debug)]
pub struct Routing {
    one: Chain<ONE_BLOCK>,
    two: Chain<TWO_BLOCKS>,
    trace: Trace,
    /// Stops by turn and place, with their positions in the list asked for.
    sorted: Vec<(Stop, u32)>,
    /// The places of each turn, none twice in a turn.
    places: Vec<Place>,
    /// Where in `sorted` the stops of each place begin.
    begins: Vec<usize>,
    /// Where in `places` each turn ends.
    turns: Vec<usize>,
    order: Vec<usize>,
}

impl Default for Routing {
    fn default() -> Self {
        Self {
            one: Chain::new(),
            two: Chain::new(),
            trace: Trace::default(),
            sorted: Vec::new(),
            places: Vec::new(),
            begins: Vec::new(),
            turns: Vec::new(),
            order: Vec::new(),
        }
    }
}

impl Routing {
    /// Cost of the shortest closed walk from `depot` through all stops, one turn after the other;
    /// into `route` go their positions in the order of visiting.
    ///
    /// The cost is the length walked, and the toll of an aisle (none where `tolls` ends before it)
    /// for each way into it between two cross aisles. Lengths and tolls are below 2³⁸ in sum; no
    /// place is behind the back cross aisle.
    ///
    /// Time is linear in aisles and in stops, and quadratic only in the stops of two turns in the
    /// same aisle.
    pub fn route(
        &mut self,
        floor: &Floor,
        depot: Place,
        stops: &[Stop],
        tolls: &[u64],
        route: &mut Vec<u16>,
    ) -> u64 {
        let apart = Apart { tolls, ..Apart::default() };
        self.route_by(floor, &[(depot, 0)], stops, apart, route)
    }

    /// As [`Self::route`], the cost only.
    pub fn cost(&mut self, floor: &Floor, depot: Place, stops: &[Stop], tolls: &[u64]) -> u64 {
        let apart = Apart { tolls, ..Apart::default() };
        self.cost_by(floor, &[(depot, 0)], stops, apart)
    }

    /// As [`Self::route`], from a depot off the floor. It is reached by `gates`, places on the
    /// floor each with the way from there: in order of aisle and depth, none of them nearer to
    /// another by way of the depot. Aisles may have lengths of their own.
    pub fn route_by(
        &mut self,
        floor: &Floor,
        gates: &[(Place, u64)],
        stops: &[Stop],
        apart: Apart<'_>,
        route: &mut Vec<u16>,
    ) -> u64 {
        let cost = self.cost_by(floor, gates, stops, apart);
        match floor.blocks() {
            1 => self.trace.order(&self.one, &mut self.order),
            _ => self.trace.order(&self.two, &mut self.order),
        }
        route.clear();
        for place in self.order.iter().map(|place| place - gates.len()) {
            let stops = &self.sorted[self.begins[place]..self.begins[place + 1]];
            route.extend(stops.iter().map(|(_, stop)| *stop as u16));
        }
        debug_assert_eq!(route.len(), stops.len());
        debug_assert!(
            !(apart.tolls.is_empty() && apart.cross.is_empty())
                || cost
                    == floor.length(gates, route.iter().map(|&at| stops[usize::from(at)].place)),
            "the walk is as long as the programme says"
        );
        cost
    }

    /// As [`Self::route_by`], the cost only.
    pub fn cost_by(
        &mut self,
        floor: &Floor,
        gates: &[(Place, u64)],
        stops: &[Stop],
        apart: Apart<'_>,
    ) -> u64 {
        self.sorted.clear();
        self.sorted.extend(stops.iter().copied().zip(0..));
        self.sorted.sort_unstable();
        self.places.clear();
        self.begins.clear();
        self.turns.clear();
        let mut before = None;
        for (at, (stop, _)) in self.sorted.iter().enumerate() {
            if before.is_some_and(|before: Stop| before.turn < stop.turn) {
                self.turns.push(self.places.len());
            }
            if before != Some(*stop) {
                self.places.push(stop.place);
                self.begins.push(at);
            }
            before = Some(*stop);
        }
        self.begins.push(self.sorted.len());
        self.turns.push(self.places.len());
        let turns = [0].iter().chain(&self.turns).zip(&self.turns);
        let classes = turns.map(|(from, to)| &self.places[*from..*to]);
        let classes = classes.filter(|class| !class.is_empty());
        match floor.blocks() {
            1 => self.one.solve(floor, gates, classes, apart),
            _ => self.two.solve(floor, gates, classes, apart),
        }
    }

    /// Moves tried for the last answer.
    #[must_use]
    pub fn work(&self, floor: &Floor) -> u64 {
        if floor.blocks() == 1 { self.one.work } else { self.two.work }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::rng::{Purpose, Stream, Streams};

    /// From a place to another, `None` for the depot.
    type Walk<'a> = &'a dyn Fn(Option<Place>, Option<Place>) -> u64;

    /// The shortest route by trying all of them.
    fn brute(walk: Walk<'_>, at: Option<Place>, left: &mut Vec<Stop>) -> u64 {
        let Some(turn) = left.iter().map(|stop| stop.turn).min() else { return walk(at, None) };
        let mut least = u64::MAX;
        for index in 0..left.len() {
            if left[index].turn == turn {
                let stop = left.swap_remove(index);
                let next = Some(stop.place);
                least = least.min(walk(at, next) + brute(walk, next, left));
                left.push(stop);
                let last = left.len() - 1;
                left.swap(index, last);
            }
        }
        least
    }

    /// Every stop is visited once, turn by turn.
    fn is_whole(route: &[u16], stops: &[Stop]) -> bool {
        let turns = route.iter().map(|&at| stops[usize::from(at)].turn);
        let mut seen = route.to_vec();
        seen.sort_unstable();
        turns.is_sorted() && seen.iter().copied().eq(0..stops.len() as u16)
    }

    fn place(rng: &mut Stream, aisles: u32, length: u32) -> Place {
        let at = match rng.below(6) {
            0 => 0,
            1 => length,
            2 => length / 2,
            _ => rng.below(length + 1),
        };
        Place { aisle: rng.below(aisles), at: u64::from(at) }
    }

    /// One depot on the floor, or one off it that reaches the front of every aisle.
    fn gates(rng: &mut Stream, pitch: u64, aisles: u32, length: u32) -> Vec<(Place, u64)> {
        if rng.below(3) > 0 {
            return vec![(place(rng, aisles, length), 0)];
        }
        let detour = |rng: &mut Stream| u64::from(rng.below(3));
        let gate = |aisle: u32, way| (Place { aisle, at: 0 }, u64::from(aisle) * pitch + way);
        (0..aisles).map(|aisle| gate(aisle, detour(rng))).collect()
    }

    #[test]
    fn routes_are_as_short_as_the_shortest_of_all_orders() {
        let mut rng = Streams::new(3, 0).open(Purpose::Test, 0);
        let mut routing = Routing::default();
        let mut route = Vec::new();
        for case in 0..20_000 {
            let (aisles, length) = (1 + rng.below(5), 1 + rng.below(24));
            let pitch = u64::from(rng.below(6));
            let floor = match rng.below(3) {
                0 => {
                    let middle = u64::from(rng.below(length + 1));
                    Floor::of(pitch, &[0, middle, u64::from(length)]).unwrap()
                }
                _ => Floor::new(pitch, u64::from(length), case % 2 == 1),
            };
            let gates = gates(&mut rng, pitch, aisles, length);
            let (count, turns) = (rng.below(7), 1 + rng.below(4));
            let stop = |rng: &mut Stream| Stop {
                turn: rng.below(turns) as u8,
                place: place(rng, aisles, length),
            };
            let stops: Vec<Stop> = (0..count).map(|_| stop(&mut rng)).collect();
            let cost = routing.route_by(&floor, &gates, &stops, Apart::default(), &mut route);
            let said = format!("case {case}: {floor:?} {gates:?} {stops:?} {route:?}");
            let walk = |from: Option<Place>, to: Option<Place>| match (from, to) {
                (Some(from), Some(to)) => floor.walk(from, to),
                (Some(place), None) | (None, Some(place)) => floor.way_in(&gates, place),
                (None, None) => 0,
            };
            assert_eq!(cost, brute(&walk, None, &mut stops.clone()), "{said}");
            let walked = route.iter().map(|&at| stops[usize::from(at)].place);
            assert_eq!(cost, floor.length(&gates, walked), "{said}");
            assert!(is_whole(&route, &stops), "{said}");
        }
    }

    /// Lengths of the shortest ways between places, through any corners (Floyd, 1962).
    fn all_ways(pitch: u64, cross: &[[u64; 3]], blocks: usize, places: &[Place]) -> Vec<Vec<u64>> {
        let corner = |(aisle, cross): (u32, &[u64; 3])| {
            (0..=blocks).zip(*cross).map(move |(corner, at)| (Place { aisle, at }, Some(corner)))
        };
        let corners: Vec<_> = (0..).zip(cross).map(corner).flat_map(Vec::from_iter).collect();
        let nodes: Vec<(Place, Option<usize>)> =
            places.iter().map(|place| (*place, None)).chain(corners).collect();
        let step = |(a, here): &(Place, Option<usize>), (b, there): &(Place, Option<usize>)| match a
            .aisle
            .abs_diff(b.aisle)
        {
            0 => a.at.abs_diff(b.at),
            1 if here.is_some() && here == there => pitch,
            _ => u64::MAX / 4,
        };
        let mut ways: Vec<Vec<u64>> =
            nodes.iter().map(|a| nodes.iter().map(|b| step(a, b)).collect()).collect();
        for by in 0..nodes.len() {
            for from in 0..nodes.len() {
                for to in 0..nodes.len() {
                    ways[from][to] = ways[from][to].min(ways[from][by] + ways[by][to]);
                }
            }
        }
        ways
    }

    #[test]
    fn among_aisles_of_different_lengths_too_and_by_way_of_any_of_them() {
        let mut rng = Streams::new(4, 0).open(Purpose::Test, 0);
        let mut routing = Routing::default();
        let mut route = Vec::new();
        for case in 0..10_000 {
            let (aisles, pitch) = (1 + rng.below(5), u64::from(rng.below(6)));
            let blocks = 1 + case % 2;
            let cross: Vec<[u64; 3]> = (0..aisles)
                .map(|_| {
                    let [front, back] = [0, 1].map(|_| u64::from(1 + rng.below(14)));
                    if blocks == 2 { [0, front, front + back] } else { [0, front, front] }
                })
                .collect();
            let place = |rng: &mut Stream| {
                let aisle = rng.below(aisles);
                let cross = cross[aisle as usize];
                let at = match rng.below(6) {
                    corner @ 0..3 => cross[corner as usize],
                    _ => u64::from(rng.below(cross[2] as u32 + 1)),
                };
                Place { aisle, at }
            };
            let depot = place(&mut rng);
            let (count, turns) = (rng.below(6), 1 + rng.below(3));
            let stop = |rng: &mut Stream| Stop { turn: rng.below(turns) as u8, place: place(rng) };
            let stops: Vec<Stop> = (0..count).map(|_| stop(&mut rng)).collect();
            let floor = Floor::new(pitch, 28, blocks == 2);
            let apart = Apart { cross: &cross, ..Apart::default() };
            let cost = routing.route_by(&floor, &[(depot, 0)], &stops, apart, &mut route);

            let places: Vec<Place> =
                [depot].into_iter().chain(stops.iter().map(|stop| stop.place)).collect();
            let ways = all_ways(pitch, &cross, blocks, &places);
            let at = |place: Option<Place>| {
                places.iter().position(|known| *known == place.unwrap_or(depot)).unwrap()
            };
            let walk = |from, to| ways[at(from)][at(to)];
            let said = format!("case {case}: {pitch} {apart:?} {depot:?} {stops:?} {route:?}");
            assert_eq!(cost, brute(&walk, None, &mut stops.clone()), "{said}");
            let visits = || route.iter().map(|&at| Some(stops[usize::from(at)].place));
            let legs = [None].into_iter().chain(visits()).zip(visits().chain([None]));
            assert_eq!(cost, legs.map(|(from, to)| walk(from, to)).sum::<u64>(), "{said}");
            assert!(is_whole(&route, &stops), "{said}");
        }
    }
}
