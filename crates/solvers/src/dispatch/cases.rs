//! Small dispatch questions for tests.

use domain::decision::dispatch::{
    Dispatch, DispatchPlan, DispatchQuestion, Load, ReadyOrder, RiderOption,
};
use domain::fleet::RiderKind;
use domain::geo::Point;
use domain::ids::{OrderId, RiderId, StoreId};
use domain::rng::{Purpose, Streams};
use domain::units::{Grams, Millilitres, Millis, SimTime};

const NOW: SimTime = SimTime(36_000_000);

/// Orders and riders of a question.
pub(super) struct Case {
    pub(super) orders: Vec<ReadyOrder>,
    pub(super) riders: Vec<RiderOption>,
}

/// An order clicked 4 minutes ago, packed 30 s ago, 1 kg and 1 l, 2.5 minutes away.
pub(super) fn order(id: u32) -> ReadyOrder {
    ReadyOrder {
        order: OrderId(id),
        clicked: SimTime(NOW.0 - 240_000),
        ready: SimTime(NOW.0 - 30_000),
        promised: SimTime(NOW.0 + 360_000),
        door: Point::from_m(1000.0, 0.0),
        weight: Grams(1_000),
        volume: Millilitres(1_000),
        is_premium: false,
        ride: Millis(150_000),
    }
}

/// A dedicated rider at the bay with 4.5 stars, a long shift ahead and no deliveries yet.
pub(super) fn rider(id: u32) -> RiderOption {
    RiderOption {
        rider: RiderId(id),
        kind: RiderKind::Dedicated,
        eta: Millis::ZERO,
        load: None,
        rating: 4.5,
        shift_left: Millis(4 * 3_600_000),
        deliveries_last_hour: 0,
    }
}

/// Places an order's door some metres north of the others'.
pub(super) trait At {
    fn at(self, meters: f64) -> ReadyOrder;
}

impl At for ReadyOrder {
    fn at(self, meters: f64) -> ReadyOrder {
        ReadyOrder { door: Point::from_m(1000.0, meters), ..self }
    }
}

/// Gives a rider one order whose door lies some metres north of the others'.
pub(super) trait Loaded {
    fn loaded(self, meters: f64) -> RiderOption;
}

impl Loaded for RiderOption {
    fn loaded(self, meters: f64) -> RiderOption {
        let held = order(99).at(meters);
        let load = Load {
            orders: 1,
            door: held.door,
            ready: held.ready,
            ride: held.ride,
            weight: held.weight,
            volume: held.volume,
            has_premium: false,
        };
        RiderOption { load: Some(load), ..self }
    }
}

impl Case {
    pub(super) fn question(&self) -> DispatchQuestion<'_> {
        DispatchQuestion {
            now: NOW,
            store: StoreId(0),
            orders: (&self.orders).into(),
            riders: (&self.riders).into(),
            capacity_weight: Grams(20_000),
            capacity_volume: Millilitres(80_000),
            max_orders_per_trip: 3,
            door_time: Millis(120_000),
            door_to_door_m_per_s: 5.0,
            sla: Millis(600_000),
        }
    }

    /// The solver's plan, checked.
    pub(super) fn plan(&self, solver: &mut dyn Dispatch) -> DispatchPlan {
        let question = self.question();
        let plan = solver.plan(&question, &mut Streams::new(1, 0).open(Purpose::Test, 0));
        plan.check(&question).unwrap();
        plan
    }

    /// Rider and orders of each assignment.
    pub(super) fn given(&self, solver: &mut dyn Dispatch) -> Vec<(u32, Vec<u32>)> {
        let plan = self.plan(solver);
        let orders = |orders: Vec<OrderId>| orders.iter().map(|order| order.0).collect();
        plan.assignments.into_iter().map(|a| (a.rider.0, orders(a.orders))).collect()
    }
}
