//! How far tours are: the shortest walk for any set of orders, remembered.

use std::collections::BTreeMap;

use domain::decision::pick_batch::{PickBatchQuestion, Tour};
use domain::decision::pick_route::{Ground, PickRouteQuestion, PickStop};
use domain::rng::{Purpose, Streams};
use domain::units::Millimeters;

use crate::pick_route::touring::{Effort, Routed, routed};
use kernels::Work;
use kernels::aisles::{Apart, Floor, Place, Routing, Stop};

/// Longer than any tour, and a sum of them can still be told.
pub(super) const FAR: u64 = 1 << 50;

/// Work on a tour that is searched for.
const SEARCHED: u64 = 500_000;

/// Walks longer than this are not left to the aisles' programme, millimetres.
const WIDEST: u64 = 1 << 36;

/// Work of looking up what is known.
const LOOKED_UP: u64 = 100;

/// Lengths of tours, millimetres.
pub(super) struct Lengths<'q, 'a> {
    question: &'q PickBatchQuestion<'a>,
    aisles: Option<Aisles>,
    known: BTreeMap<Vec<u16>, u64>,
    /// Whether every length known is proved to be of a shortest walk.
    pub(super) are_shortest: bool,
    /// What was spent, and what may be.
    pub(super) work: Work,
}

/// A floor on which shortest walks are found exactly.
struct Aisles {
    floor: Floor,
    gates: Vec<(Place, u64)>,
    /// The stops of each order.
    stops: Vec<Vec<Stop>>,
    routing: Routing,
    /// Room for the stops of a tour.
    all: Vec<Stop>,
}

impl<'q, 'a> Lengths<'q, 'a> {
    /// Nothing known yet.
    pub(super) fn new(question: &'q PickBatchQuestion<'a>, work: Work) -> Self {
        let (aisles, known) = (Aisles::of(question), BTreeMap::new());
        Self { question, aisles, known, are_shortest: true, work }
    }

    /// A length below which no tours with all orders are, whatever the cart holds: one walk by all
    /// stops without regard to turns, which tours one after the other are as well. `None` on floors
    /// that are no aisles, where the way by another stop may be shorter.
    pub(super) fn least(&mut self) -> Option<u64> {
        let aisles = self.aisles.as_mut()?;
        let all: Vec<u16> = (0..aisles.stops.len() as u16).collect();
        aisles.gather(&all);
        aisles.all.iter_mut().for_each(|stop| stop.turn = 0);
        Some(aisles.shortest(&mut self.work))
    }

    /// Length of the tour with these orders, given in rising order; [`FAR`] where there is no way.
    pub(super) fn of(&mut self, orders: &[u16]) -> u64 {
        self.work.spend(LOOKED_UP);
        if let Some(length) = self.known.get(orders) {
            return *length;
        }
        let length = match &mut self.aisles {
            Some(aisles) => aisles.length(orders, &mut self.work),
            None => {
                let list = self.question.pick_list(orders);
                let Routed { route, bound } = searched(&list, &mut self.work);
                let length = list.length(&route);
                self.are_shortest &= length.map(Millimeters::as_m) == bound;
                length.map_or(FAR, |length| length.0)
            }
        };
        self.known.insert(orders.to_vec(), length);
        length
    }

    /// Of two tours together; `None` where a cart does not hold them.
    pub(super) fn together(&mut self, one: &[u16], other: &[u16]) -> Option<u64> {
        self.fits([one, other].into_iter().flatten()).then(|| self.of(&merged(one, other)))
    }

    /// Whether a cart holds these orders.
    pub(super) fn fits<'o>(&self, orders: impl IntoIterator<Item = &'o u16>) -> bool {
        let sizes = orders.into_iter().map(|order| self.question.orders[usize::from(*order)].size);
        sizes.map(u64::from).sum::<u64>() <= u64::from(self.question.capacity)
    }

    /// All sets of orders looked at so far, with their lengths.
    pub(super) fn known(&self) -> impl Iterator<Item = (&[u16], u64)> {
        self.known.iter().map(|(orders, length)| (orders.as_slice(), *length))
    }

    /// The tour itself.
    pub(super) fn tour(&mut self, orders: Vec<u16>) -> Tour {
        let mut route = Vec::new();
        match &mut self.aisles {
            Some(aisles) => {
                aisles.gather(&orders);
                let Aisles { floor, gates, routing, all, .. } = aisles;
                routing.route_by(floor, gates, all, Apart::default(), &mut route);
            }
            None => route = searched(&self.question.pick_list(&orders), &mut self.work).route,
        }
        let visits: Vec<_> = self.question.visits(&orders).collect();
        let route = route.into_iter().map(|stop| visits[usize::from(stop)]).collect();
        Tour { orders, route }
    }
}

/// A tour on any floor, searched for. The stream is the same each time, and so is the tour.
fn searched(list: &PickRouteQuestion<'_>, work: &mut Work) -> Routed {
    let mut part = Work::of(SEARCHED);
    let routed =
        routed(list, Effort::Search, &mut part, &mut Streams::new(1, 0).open(Purpose::Solver, 9));
    work.spend(part.done());
    routed
}

/// Two rising lists as one.
pub(super) fn merged(one: &[u16], other: &[u16]) -> Vec<u16> {
    let mut both = [one, other].concat();
    both.sort_unstable();
    both
}

impl Aisles {
    /// `None` where the ground is none of aisles, or too wide.
    fn of(question: &PickBatchQuestion<'_>) -> Option<Self> {
        let place = |aisle: u16, depth: Millimeters| Place { aisle: aisle.into(), at: depth.0 };
        let (floor, gates, extent) = match &question.ground {
            Ground::Aisles { plan, depot } => {
                let floor = Floor::new(plan.pitch.0, plan.length.0, plan.blocks == 2);
                let extent = u64::from(plan.count) * plan.pitch.0.saturating_add(plan.length.0);
                (floor, vec![(place(depot.aisle, depot.depth), 0)], extent)
            }
            Ground::Gated(aisles) => {
                let cross: Vec<u64> = aisles.cross.iter().map(|cross| cross.0).collect();
                let floor = Floor::of(aisles.pitch.0, &cross)?;
                let gate =
                    |(aisle, way): (u16, &Millimeters)| (place(aisle, Millimeters::ZERO), way.0);
                let gates: Vec<_> = (0..).zip(aisles.gates.iter()).map(gate).collect();
                let length = aisles.pitch.0.saturating_add(*cross.last()?);
                let widest = gates.iter().map(|gate| gate.1).max().unwrap_or(0);
                let extent = (gates.len() as u64).saturating_mul(length).saturating_add(widest);
                (floor, gates, extent)
            }
            Ground::Distances(_) => return None,
        };
        let stop = |stop: &PickStop| Stop {
            turn: stop.turn,
            place: place(stop.slot.aisle, stop.slot.depth),
        };
        let stops = question.orders.iter().map(|order| order.stops.iter().map(stop).collect());
        let (stops, routing) = (stops.collect(), Routing::default());
        (extent < WIDEST).then_some(Self { floor, gates, stops, routing, all: Vec::new() })
    }

    fn gather(&mut self, orders: &[u16]) {
        self.all.clear();
        for order in orders {
            self.all.extend(&self.stops[usize::from(*order)]);
        }
    }

    fn length(&mut self, orders: &[u16], work: &mut Work) -> u64 {
        self.gather(orders);
        self.shortest(work)
    }

    /// Length of the shortest tour by what was gathered.
    fn shortest(&mut self, work: &mut Work) -> u64 {
        let length = self.routing.cost_by(&self.floor, &self.gates, &self.all, Apart::default());
        work.spend(self.routing.work(&self.floor) + 8 * self.all.len() as u64);
        length
    }
}
