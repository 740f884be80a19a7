//! Which rider carries which packed orders, and what had better wait.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{BrokenAnswer, Decision, Named, Online, Policies, Solver};
use crate::fleet::RiderKind;
use crate::geo::Point;
use crate::ids::{OrderId, RiderId, StoreId};
use crate::rng::Stream;
use crate::units::{Grams, Millilitres, Millis, SimTime};

/// A packed order at the bay.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct ReadyOrder {
    /// Which order.
    pub order: OrderId,
    /// When the customer clicked.
    pub clicked: SimTime,
    /// When it was packed.
    pub ready: SimTime,
    /// When the customer was promised it.
    pub promised: SimTime,
    /// The door.
    pub door: Point,
    /// Weight of its bags.
    pub weight: Grams,
    /// Volume of its bags.
    pub volume: Millilitres,
    /// Pays for priority.
    pub is_premium: bool,
    /// Expected ride from the store under current traffic.
    pub ride: Millis,
}

/// What a rider at the bay already holds.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Load {
    /// Orders in hand.
    pub orders: u8,
    /// Door of the last of them.
    pub door: Point,
    /// When the last of them was packed.
    pub ready: SimTime,
    /// Expected ride to the last of them.
    pub ride: Millis,
    /// Weight in hand.
    pub weight: Grams,
    /// Volume in hand.
    pub volume: Millilitres,
    /// One of them pays for priority.
    pub has_premium: bool,
}

/// A rider who could take orders.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct RiderOption {
    /// Which rider.
    pub rider: RiderId,
    /// Dedicated or gig.
    pub kind: RiderKind,
    /// Expected time until the rider is at the bay; zero for who waits there.
    pub eta: Millis,
    /// Orders already in hand, for who is still at the bay.
    pub load: Option<Load>,
    /// Mean rating by customers, 1 to 5.
    pub rating: f64,
    /// Until the end of the shift.
    pub shift_left: Millis,
    /// Deliveries in the last hour.
    pub deliveries_last_hour: u32,
}

/// Packed orders, riders, limits.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DispatchQuestion<'a> {
    /// Time of asking.
    pub now: SimTime,
    /// The store.
    pub store: StoreId,
    /// Packed orders nobody has taken, oldest first; at least one.
    pub orders: Cow<'a, [ReadyOrder]>,
    /// Riders who could take them, by id: at the bay, on the way back, or callable.
    pub riders: Cow<'a, [RiderOption]>,
    /// Most weight a rider carries.
    pub capacity_weight: Grams,
    /// Most volume a rider carries.
    pub capacity_volume: Millilitres,
    /// Most orders on a trip.
    pub max_orders_per_trip: u8,
    /// Expected time at a door: parking, access and handover.
    pub door_time: Millis,
    /// Expected straight-line speed between two doors, metres per second.
    pub door_to_door_m_per_s: f64,
    /// The delivery promise that the SLA counts.
    pub sla: Millis,
}

impl DispatchQuestion<'_> {
    /// Expected ride between two doors.
    #[must_use]
    pub fn ride_between(&self, a: Point, b: Point) -> Millis {
        Millis::from_s(a.distance(b).as_m() / self.door_to_door_m_per_s)
    }
}

/// Orders given to one rider.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// Who rides.
    pub rider: RiderId,
    /// What to deliver, in the order of visiting, after what the rider already holds.
    pub orders: Vec<OrderId>,
}

/// Who takes what; orders not named wait.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DispatchPlan {
    /// Orders given out now.
    pub assignments: Vec<Assignment>,
    /// Ask again at this time at the latest, though nothing else happens.
    pub ask_again: Option<SimTime>,
}

/// Chooses which rider carries which packed orders.
pub trait Dispatch: Solver {
    /// A plan for the moment.
    ///
    /// Asked again whenever an order is packed or a rider comes free, as long as an order waits
    /// and some rider could take it.
    fn plan(&mut self, question: &DispatchQuestion<'_>, rng: &mut Stream) -> DispatchPlan;
}

impl DispatchPlan {
    /// No order twice, no rider twice, nobody overloaded, every name from the question.
    ///
    /// # Errors
    /// Names the broken rule.
    pub fn check(&self, question: &DispatchQuestion<'_>) -> Result<(), BrokenAnswer> {
        let mut given = vec![false; question.orders.len()];
        let mut busy = vec![false; question.riders.len()];
        for Assignment { rider, orders } in &self.assignments {
            let position = question.riders.iter().position(|option| option.rider == *rider);
            let fresh = position.is_some_and(|p| !std::mem::replace(&mut busy[p], true));
            BrokenAnswer::unless(fresh, || format!("rider {} unknown or named twice", rider.0))?;
            let option = &question.riders[position.unwrap_or_default()];
            BrokenAnswer::unless(!orders.is_empty(), || format!("rider {} gets nothing", rider.0))?;
            let (mut weight, mut volume, mut count) =
                option.load.map_or((Grams::ZERO, Millilitres::ZERO, 0), |l| {
                    (l.weight, l.volume, usize::from(l.orders))
                });
            for order in orders {
                let position = question.orders.iter().position(|ready| ready.order == *order);
                let fresh = position.is_some_and(|p| !std::mem::replace(&mut given[p], true));
                BrokenAnswer::unless(fresh, || {
                    format!("order {} unknown or given twice", order.0)
                })?;
                let ready = &question.orders[position.unwrap_or_default()];
                weight += ready.weight;
                volume += ready.volume;
                count += 1;
            }
            let fits = weight <= question.capacity_weight && volume <= question.capacity_volume;
            BrokenAnswer::unless(
                count == 1 || fits && count <= usize::from(question.max_orders_per_trip),
                || {
                    format!(
                        "rider {} would carry {count} orders, {} g, {} ml",
                        rider.0, weight.0, volume.0
                    )
                },
            )?;
        }
        let later = self.ask_again.is_none_or(|at| at > question.now);
        BrokenAnswer::unless(later, || "asks again in the past".into())
    }
}

impl Decision for dyn Dispatch {
    const NAME: &'static str = "dispatch";
    const POSITION: usize = 5;
    type Question<'a> = DispatchQuestion<'a>;
    type Answer = DispatchPlan;

    fn ask(&mut self, question: &Self::Question<'_>, rng: &mut Stream) -> Self::Answer {
        self.plan(question, rng)
    }

    fn check(answer: &Self::Answer, question: &Self::Question<'_>) -> Result<(), BrokenAnswer> {
        answer.check(question)
    }
}

impl Online for dyn Dispatch {
    fn policy(policies: &mut Policies) -> &mut Named<Self> {
        &mut policies.dispatch
    }
}
