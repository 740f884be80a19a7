//! Orders that wait to be picked, pickers with nothing to do, and what picking takes.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::Visit;
use crate::decision::pick_route::{
    DistanceTable, GatedAisles, Ground, PickRoute, PickRouteQuestion, PickStop,
};
use crate::decision::{BadQuestion, Decision};
use crate::ids::OrderId;
use crate::units::{Millimeters, Millis, SimTime};

/// An order that nobody has taken up.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WaitingOrder<'a> {
    /// Which order.
    pub order: OrderId,
    /// Since when it waits.
    pub since: SimTime,
    /// When it has to be at the stations for its promise to be kept; [`SimTime::NEVER`] where
    /// nothing was promised.
    pub due: SimTime,
    /// The customer pays for priority.
    #[serde(default)]
    pub is_premium: bool,
    /// What it takes of the cart's capacity.
    pub size: u32,
    /// Its stops.
    pub stops: Cow<'a, [PickStop]>,
}

/// What picking is expected to take.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PickTimes {
    /// Once per tour.
    pub tour: Millis,
    /// Once per order: reading its list, taking a tote.
    pub order: Millis,
    /// Finding and taking the first unit at a stop.
    pub stop: Millis,
    /// Each further unit there.
    pub unit: Millis,
    /// Walking speed, millimetres per second.
    pub walk_mm_per_s: u32,
}

impl PickTimes {
    /// Time to walk so far, rounded up.
    #[must_use]
    pub const fn walking(&self, length: Millimeters) -> Millis {
        Millis((length.0 * 1000).div_ceil(self.walk_mm_per_s as u64))
    }

    /// Time for an order's goods, without any walking.
    #[must_use]
    pub fn handling(&self, stops: &[PickStop]) -> Millis {
        let further = |stop: &PickStop| u64::from(stop.quantity.saturating_sub(1));
        self.order
            + self.stop * stops.len() as u64
            + self.unit * stops.iter().map(further).sum::<u64>()
    }
}

/// Waiting orders, idle pickers, a cart.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PickBatchQuestion<'a> {
    /// Time of asking.
    pub now: SimTime,
    /// Where pickers walk. A table of distances has the stops of the first order first, then those
    /// of the second, and so on.
    pub ground: Ground<'a>,
    /// Orders that nobody has taken up, those that have waited longest first.
    pub orders: Cow<'a, [WaitingOrder<'a>]>,
    /// Idle pickers, each of whom can begin one tour.
    pub pickers: u16,
    /// Most that a cart holds, in the unit of the orders' sizes. An order that is larger is picked
    /// alone.
    pub capacity: u32,
    /// What picking is expected to take.
    pub times: PickTimes,
    /// Every order has to be on a tour now; otherwise some may wait.
    #[serde(default)]
    pub is_last: bool,
    /// Other pickers in each aisle now.
    #[serde(default)]
    pub pickers_in_aisle: Cow<'a, [u16]>,
}

impl PickBatchQuestion<'_> {
    /// Position of an order's first stop where the stops of all orders stand in one row.
    #[must_use]
    pub fn first_stop(&self, order: u16) -> usize {
        self.orders[..usize::from(order)].iter().map(|order| order.stops.len()).sum()
    }

    /// The stops of these orders, order by order.
    pub fn visits<'o>(&self, orders: &'o [u16]) -> impl Iterator<Item = Visit> + use<'o, '_> {
        let stops: Vec<u16> = orders
            .iter()
            .map(|order| self.orders[usize::from(*order)].stops.len() as u16)
            .collect();
        orders.iter().zip(stops).flat_map(|(order, stops)| (0..stops).map(|stop| (*order, stop)))
    }

    /// The pick list of a tour with these orders: the question of its route. Its stops are
    /// [`Self::visits`] of the orders. Turns are kept over the whole tour: no order's goods of a
    /// higher turn are taken before another's of a lower one, so that nothing that must lie on top,
    /// or come late, waits on the cart beneath or longer than need be.
    #[must_use]
    pub fn pick_list(&self, orders: &[u16]) -> PickRouteQuestion<'_> {
        let of = |order: &u16| &*self.orders[usize::from(*order)].stops;
        let stops: Cow<'_, [PickStop]> = match orders {
            [order] => Cow::Borrowed(of(order)),
            _ => orders.iter().flat_map(of).copied().collect(),
        };
        let ground = match &self.ground {
            Ground::Aisles { plan, depot } => Ground::Aisles { plan: *plan, depot: *depot },
            Ground::Gated(aisles) => Ground::Gated(GatedAisles {
                pitch: aisles.pitch,
                cross: Cow::Borrowed(&aisles.cross),
                gates: Cow::Borrowed(&aisles.gates),
            }),
            Ground::Distances(table) => Ground::Distances(self.part(table, orders)),
        };
        PickRouteQuestion {
            pickers_in_aisle: Cow::Borrowed(&self.pickers_in_aisle),
            ..PickRouteQuestion::of(ground, stops)
        }
    }

    /// The rows and columns of the depot and of these orders.
    fn part(&self, table: &DistanceTable<'_>, orders: &[u16]) -> DistanceTable<'static> {
        let all = 1 + self.first_stop(self.orders.len() as u16);
        let mut places = vec![0];
        for &order in orders {
            let first = 1 + self.first_stop(order);
            places.extend(first..first + self.orders[usize::from(order)].stops.len());
        }
        let cell = |from: &usize, to: &usize| table.cells[from * all + to];
        let row = |from| places.iter().map(move |to| cell(from, to));
        DistanceTable { cells: places.iter().flat_map(row).collect() }
    }

    /// Shortest walk from one stop to another, `None` for the depot; `None` where there is no way.
    #[must_use]
    pub fn walk(&self, from: Option<Visit>, to: Option<Visit>) -> Option<Millimeters> {
        match &self.ground {
            Ground::Aisles { plan, depot } => {
                let slot =
                    |visit: Option<Visit>| visit.map_or(*depot, |visit| self.stop(visit).slot);
                Some(plan.walk(slot(from), slot(to)))
            }
            Ground::Gated(aisles) => {
                let slot = |visit: Visit| self.stop(visit).slot;
                Some(aisles.walk(from.map(slot), to.map(slot)))
            }
            Ground::Distances(table) => {
                let place = |visit: Option<Visit>| {
                    visit.map_or(0, |(order, stop)| 1 + self.first_stop(order) + usize::from(stop))
                };
                let places = 1 + self.first_stop(self.orders.len() as u16);
                table.walk(places, place(from), place(to))
            }
        }
    }

    /// Length of the walk from the depot through the stops in this order and back; `None` where
    /// there is no way.
    #[must_use]
    pub fn length(&self, route: &[Visit]) -> Option<Millimeters> {
        let mut at = None;
        let mut length = Millimeters::ZERO;
        for next in route.iter().map(|visit| Some(*visit)).chain([None]) {
            length += self.walk(at, next)?;
            at = next;
        }
        Some(length)
    }

    /// Expected time of a tour with these orders and a walk of this length.
    #[must_use]
    pub fn tour_time(&self, orders: &[u16], length: Millimeters) -> Millis {
        let handling = |order: &u16| self.times.handling(&self.orders[usize::from(*order)].stops);
        self.times.tour + orders.iter().map(handling).sum() + self.times.walking(length)
    }

    pub(super) fn stop(&self, (order, stop): Visit) -> &PickStop {
        &self.orders[usize::from(order)].stops[usize::from(stop)]
    }

    /// Whether the question can be answered.
    ///
    /// # Errors
    /// Names what is wrong and what is allowed.
    pub(super) fn admit(&self) -> Result<(), BadQuestion> {
        let (count, most) = (self.orders.len(), usize::from(u16::MAX));
        BadQuestion::unless(count <= most, || format!("{count} orders, allowed up to {most}"))?;
        BadQuestion::unless(self.times.walk_mm_per_s > 0, || {
            "a walking speed of 0, allowed from 1 mm/s".into()
        })?;
        BadQuestion::unless(!self.is_last || count <= usize::from(self.pickers), || {
            let pickers = self.pickers;
            format!(
                "{pickers} pickers for {count} orders of which none may wait, allowed: one each"
            )
        })?;
        let all: Vec<u16> = (0..count as u16).collect();
        <dyn PickRoute>::admit(&self.pick_list(&all))
    }
}
