//! The shortest pick route on a rectangular floor, proved, turn by turn.

use domain::decision::Solver;
use domain::decision::pick_route::{Ground, PickRoute, PickRouteQuestion, PickStop};
use domain::paced_aisles::PacedAisles;
use domain::rng::Stream;
use domain::store::{Aisles, Slot};
use domain::units::Millimeters;

use super::touring::{Effort, budget, routed};
use crate::{Entry, entry, settings};
use kernels::Work;
use kernels::aisles::{Apart, Floor, Holding, Picking, Place, Routing, Stop};

/// In the registry.
pub const ENTRY: Entry<dyn PickRoute> = entry!(
    "aisle_dp",
    "The shortest walk, or the quickest where the pace of aisles is told, turn by turn, \
              by a frontier programme over the aisles; exact on rectangular floors.",
    AisleDp::new(Config)
);

settings! {
    /// What counts beside the way, and how hard to look.
    pub struct Config {
        /// What it is worth not to meet another picker, metres of walk for each one in an aisle, each
        /// time the walk comes into it.
        congestion_m: f64 = 0.0, 0.0..=1000.0;
        /// Most work to choose among the places of scattered goods, million steps; 1,000 take a few
        /// seconds.
        scattered_work_m: u32 = 4_000, 0..=100_000;
    }
}

/// Solves the floor; where there are no aisles, or pairs of stops have an order of their own, it is
/// routed as `local_search` does.
///
/// Exact for stops that are all visited, in as many turns as there are; of scattered goods without
/// turns as far as the work goes; with turns the bound is that of any order. O(aisles) for a turn,
/// and a little for each stop.
#[derive(Clone, Debug)]
pub struct AisleDp {
    config: Config,
    routing: Routing,
    picking: Picking,
    stops: Vec<Stop>,
    tolls: Vec<u64>,
    cross: Vec<[u64; 3]>,
    bound: Option<f64>,
    work: u64,
}

/// A floor is less wide and long in sum, millimetres, so that no cost is beyond what is counted.
const WIDEST: u64 = 1 << 40;
/// Work for each stop where there are no aisles, thousands of units.
const TOUR_WORK_K: u32 = 2_000;
/// No toll is higher, millimetres.
const HIGHEST: u64 = 1 << 30;

impl AisleDp {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            config,
            routing: Routing::default(),
            picking: Picking::default(),
            stops: Vec::new(),
            tolls: Vec::new(),
            cross: Vec::new(),
            bound: None,
            work: 0,
        }
    }

    /// Routes through all stops, or through enough of them.
    fn solve(&mut self, question: &PickRouteQuestion<'_>, plan: &Aisles, depot: Slot) -> Vec<u16> {
        let floor = Floor::new(plan.pitch.0, plan.length.0, plan.blocks == 2);
        let paced = question.paced().map(|(aisles, _)| aisles);
        let is_scattered = !question.visits_all();
        let mut bound = None;
        let mut stops: Vec<u16> = (0..question.stops.len() as u16).collect();
        if is_scattered {
            let holding = |stop: &PickStop| Holding {
                place: place(stop.slot),
                line: stop.line,
                units: stop.quantity,
            };
            let holdings: Vec<Holding> = question.stops.iter().map(holding).collect();
            let turns: Vec<u8> = question.stops.iter().map(|stop| stop.turn).collect();
            let mut work = Work::of(u64::from(self.config.scattered_work_m) * 1_000_000);
            let (depot, wanted) = (place(depot), &question.wanted);
            let selection =
                self.picking.select(&floor, depot, &holdings, &turns, wanted, &mut work);
            // Places are chosen by metres, which says nothing of the quickest walk.
            bound = paced.is_none().then_some(selection.bound);
            stops = selection.chosen.iter().map(|&at| at as u16).collect();
            self.work += work.done();
        }
        let counted = |slot: Slot| {
            let depth = paced.map_or(slot.depth, |aisles| aisles.depth(slot));
            place(Slot { depth, ..slot })
        };
        self.stops.clear();
        self.stops.extend(stops.iter().map(|&at| {
            let PickStop { turn, slot, .. } = question.stops[usize::from(at)];
            Stop { turn, place: counted(slot) }
        }));
        self.set_apart(question, paced);
        let gates = [(counted(depot), 0)];
        let apart = Apart { tolls: &self.tolls, cross: &self.cross };
        let mut route = Vec::new();
        let mut cost = self.routing.route_by(&floor, &gates, &self.stops, apart, &mut route);
        self.work += self.routing.work(&floor);
        if !self.tolls.is_empty() && !is_scattered {
            // Proved is the way alone.
            let apart = Apart { tolls: &[], ..apart };
            cost = self.routing.cost_by(&floor, &gates, &self.stops, apart);
            self.work += self.routing.work(&floor);
        }
        if !is_scattered {
            bound = Some(cost);
        }
        self.bound = bound.map(|bound| Millimeters(bound).as_m());
        route.iter().map(|&at| stops[usize::from(at)]).collect()
    }

    /// Aisles differ by the pickers in them and by their pace.
    fn set_apart(&mut self, question: &PickRouteQuestion<'_>, paced: Option<PacedAisles<'_>>) {
        self.tolls.clear();
        if self.config.congestion_m > 0.0 {
            let toll = (1_000.0 * self.config.congestion_m) as u64;
            let pickers = question.pickers_in_aisle.iter();
            self.tolls.extend(pickers.map(|pickers| (u64::from(*pickers) * toll).min(HIGHEST)));
        }
        self.cross.clear();
        if let Some(aisles) = paced {
            let cross_of = |aisle| aisles.cross(aisle).map(|depth| depth.0);
            self.cross.extend((0..aisles.count()).map(cross_of));
        }
    }
}

/// Whether costs on the floor can be counted.
fn is_countable(question: &PickRouteQuestion<'_>, plan: &Aisles) -> bool {
    let width = plan.pitch.0.saturating_mul(u64::from(plan.count));
    let counted = question.paced().map(|(aisles, _)| aisles);
    let lengths = counted.iter().flat_map(|aisles| (0..aisles.count()).map(|a| aisles.cross(a)[2]));
    let length = lengths.chain([plan.length]).max().unwrap_or_default();
    width.saturating_add(length.0) < WIDEST
}

fn place(slot: Slot) -> Place {
    Place { aisle: u32::from(slot.aisle), at: slot.depth.0 }
}

impl Solver for AisleDp {
    fn work(&self) -> Option<u64> {
        Some(self.work)
    }

    fn bound(&self) -> Option<f64> {
        self.bound
    }
}

impl PickRoute for AisleDp {
    fn route(&mut self, question: &PickRouteQuestion<'_>, rng: &mut Stream) -> Vec<u16> {
        (self.bound, self.work) = (None, 0);
        match &question.ground {
            Ground::Aisles { plan, depot }
                if question.precedences.is_empty() && is_countable(question, plan) =>
            {
                self.solve(question, plan, *depot)
            }
            _ => {
                let mut work = budget(question, TOUR_WORK_K);
                let found = routed(question, Effort::Search, &mut work, rng);
                (self.bound, self.work) = (found.bound, work.done());
                found.route
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::rng::{Purpose, Streams};

    use crate::pick_route::any_floor::{self, AnyFloor};
    use crate::pick_route::cases::{answer, list};

    fn solver(congestion_m: f64) -> AisleDp {
        AisleDp::new(Config { congestion_m, ..Config::default() })
    }

    #[test]
    fn the_bound_is_the_length_walked() {
        let mut exact = solver(0.0);
        let list = list(2, &[(0, 1, 0), (3, 8, 0), (2, 8, 1), (2, 2, 0), (5, 2, 1)]);
        let route = answer(&mut exact, &list);
        assert_eq!(exact.bound(), list.length(&route).map(Millimeters::as_m));
        assert!(exact.work().is_some_and(|work| work > 0));
    }

    #[test]
    fn with_a_toll_on_crowds_the_bound_is_still_on_the_way_alone() {
        let mut crowded = list(1, &[(1, 1, 0), (4, 9, 0), (4, 1, 0), (1, 9, 0), (2, 5, 0)]);
        crowded.pickers_in_aisle = vec![0, 3, 0, 0, 1, 0].into();
        let plain = answer(&mut solver(0.0), &crowded);
        let mut wary = solver(50.0);
        let route = answer(&mut wary, &crowded);
        let [least, walked] = [&plain, &route].map(|route| crowded.length(route).unwrap().as_m());
        assert_eq!(wary.bound(), Some(least));
        // Right through aisles 1 and 4 is the shortest, in and out at both ends comes into each of
        // them twice; with a crowd in aisle 1 neither may be left out.
        assert!(walked >= least);
    }

    #[test]
    fn where_paces_are_told_no_route_is_quicker() {
        let mut rng = Streams::new(9, 0).open(Purpose::Test, 0);
        let mut by_sets = AnyFloor::exact(any_floor::Config::default());
        let mut is_other = 0;
        for case in 0..200 {
            let mut stop = |_| (rng.below(6) as u16, u64::from(rng.below(11)), rng.below(2) as u8);
            let stops: Vec<_> = (0..7).map(&mut stop).collect();
            let mut list = list(1 + case % 2, &stops);
            let shortest = answer(&mut solver(0.0), &list);
            list.aisle_pace = (0..6).map(|_| 300 + rng.below(1_500) as u16).collect();
            let mut exact = solver(0.0);
            let quickest = answer(&mut exact, &list);
            answer(&mut by_sets, &list);
            let [quick, short] = [&quickest, &shortest].map(|r| list.cost(r).unwrap().as_m());
            assert_eq!((exact.bound(), by_sets.bound()), (Some(quick), Some(quick)), "{list:?}");
            is_other += usize::from(quick < short);
            // With a toll on crowds what is proved is still the time alone.
            list.pickers_in_aisle = vec![0, 3, 0, 0, 1, 0].into();
            let mut wary = solver(50.0);
            answer(&mut wary, &list);
            assert_eq!(wary.bound(), Some(quick));
        }
        assert!(is_other > 20, "{is_other} of 200 shortest routes are not the quickest");
    }

    #[test]
    fn typical_paces_change_nothing() {
        let mut list = list(1, &[(0, 1, 0), (3, 8, 0), (2, 8, 1), (2, 2, 0), (5, 2, 1)]);
        let mut exact = solver(0.0);
        let (route, bound) = (answer(&mut exact, &list), exact.bound());
        let work = exact.work();
        list.aisle_pace = vec![1_000; 6].into();
        let told = answer(&mut exact, &list);
        assert_eq!((told, exact.bound(), exact.work()), (route, bound, work));
    }

    #[test]
    fn scattered_goods_are_fetched_where_the_walk_is_shortest() {
        // Line 0 lies near the depot and next to line 1, which lies far off.
        let mut list = list(1, &[(0, 2, 0), (4, 8, 0), (4, 9, 0)]);
        list.stops.to_mut()[2].line = 0;
        list.wanted = vec![1, 1].into();
        let mut exact = solver(0.0);
        let route = answer(&mut exact, &list);
        let length = list.length(&route).map(Millimeters::as_m);
        assert_eq!(exact.bound(), length);
        assert_eq!(length, Some(34.0));
    }

    #[test]
    fn floors_that_are_not_aisles_and_pairs_are_routed_too() {
        let mut list = list(1, &[(0, 2, 0), (4, 8, 0), (4, 9, 0)]);
        list.precedences = vec![(2, 0)].into();
        let route = answer(&mut solver(0.0), &list);
        assert_eq!(route.len(), 3);
    }
}
