//! Which rider carries which packed orders, and what had better wait.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BadQuestion, BrokenAnswer, Decision, Solver};
use crate::fleet::RiderKind;
use crate::geo::Point;
use crate::ids::{OrderId, RiderId, StoreId};
use crate::rng::Stream;
use crate::units::{Grams, Millilitres, Millis, SimTime};

/// A packed order at the bay.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
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
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
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
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
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
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
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
    /// A rider takes at least one order at a time, and can carry each of those that wait.
    fn admit(&self) -> Result<(), BadQuestion> {
        if self.max_orders_per_trip == 0 {
            return Err(BadQuestion::new("0 orders on a trip, allowed 1 to 255"));
        }
        // So that a load and an order can be added up.
        let most = i32::MAX as u32;
        let loads = self.riders.iter().filter_map(|option| option.load);
        let mut weights = loads.flat_map(|load| [load.weight.0, load.volume.0]);
        let is_sound = self.capacity_weight.0.max(self.capacity_volume.0) <= most
            && weights.all(|weight| weight <= most);
        BadQuestion::unless(is_sound, || {
            format!("a capacity or a load is beyond {most} g or ml, which is allowed")
        })?;
        let carried = |ready: &&ReadyOrder| {
            ready.weight <= self.capacity_weight && ready.volume <= self.capacity_volume
        };
        self.orders.iter().find(|ready| !carried(ready)).map_or(Ok(()), |ready| {
            Err(BadQuestion::new(format!(
                "order {} of {} g and {} ml is more than a rider carries, {} g and {} ml",
                ready.order.0,
                ready.weight.0,
                ready.volume.0,
                self.capacity_weight.0,
                self.capacity_volume.0
            )))
        })
    }

    /// Expected ride between two doors.
    #[must_use]
    pub fn ride_between(&self, a: Point, b: Point) -> Millis {
        Millis::from_s(a.distance(b).as_m() / self.door_to_door_m_per_s)
    }
}

/// Orders given to one rider.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// Who rides.
    pub rider: RiderId,
    /// What to deliver, in the order of visiting, after what the rider already holds.
    pub orders: Vec<OrderId>,
}

/// Who takes what; orders not named wait.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
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
            let (mut weight, mut volume, mut count) = option.load.map_or((0, 0, 0), |load| {
                (u64::from(load.weight.0), u64::from(load.volume.0), usize::from(load.orders))
            });
            for order in orders {
                let position = question.orders.iter().position(|ready| ready.order == *order);
                let fresh = position.is_some_and(|p| !std::mem::replace(&mut given[p], true));
                BrokenAnswer::unless(fresh, || {
                    format!("order {} unknown or given twice", order.0)
                })?;
                let ready = &question.orders[position.unwrap_or_default()];
                weight += u64::from(ready.weight.0);
                volume += u64::from(ready.volume.0);
                count += 1;
            }
            let fits = weight <= u64::from(question.capacity_weight.0)
                && volume <= u64::from(question.capacity_volume.0);
            BrokenAnswer::unless(
                fits && count <= usize::from(question.max_orders_per_trip),
                || {
                    format!(
                        "rider {} would carry {count} orders, {} g, {} ml",
                        rider.0, weight, volume
                    )
                },
            )?;
        }
        let later = self.ask_again.is_none_or(|at| at > question.now);
        BrokenAnswer::unless(later, || "asks again in the past".into())
    }
}

impl Decision for dyn Dispatch {
    type Question<'a> = DispatchQuestion<'a>;
    type Answer = DispatchPlan;

    fn admit(question: &Self::Question<'_>) -> Result<(), BadQuestion> {
        question.admit()
    }

    fn ask(&mut self, question: &Self::Question<'_>, rng: &mut Stream) -> Self::Answer {
        self.plan(question, rng)
    }

    fn check(answer: &Self::Answer, question: &Self::Question<'_>) -> Result<(), BrokenAnswer> {
        answer.check(question)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(grams: u32, max_orders_per_trip: u8) -> DispatchQuestion<'static> {
        let order = ReadyOrder {
            order: OrderId(7),
            clicked: SimTime(0),
            ready: SimTime(0),
            promised: SimTime(600_000),
            door: Point { x_mm: 0, y_mm: 0 },
            weight: Grams(grams),
            volume: Millilitres(1),
            is_premium: false,
            ride: Millis(60_000),
        };
        let rider = RiderOption {
            rider: RiderId(3),
            kind: RiderKind::Dedicated,
            eta: Millis::ZERO,
            load: None,
            rating: 4.5,
            shift_left: Millis::HOUR,
            deliveries_last_hour: 0,
        };
        DispatchQuestion {
            now: SimTime(0),
            store: StoreId(0),
            orders: vec![order].into(),
            riders: vec![rider].into(),
            capacity_weight: Grams(20_000),
            capacity_volume: Millilitres(60_000),
            max_orders_per_trip,
            door_time: Millis::ZERO,
            door_to_door_m_per_s: 5.0,
            sla: Millis(600_000),
        }
    }

    #[test]
    fn nobody_carries_more_than_the_limit_not_even_one_order() {
        let plan = DispatchPlan {
            assignments: vec![Assignment { rider: RiderId(3), orders: vec![OrderId(7)] }],
            ask_again: None,
        };
        let judged = |grams| plan.check(&question(grams, 3)).map_err(|rule| rule.to_string());
        assert_eq!(judged(20_000), Ok(()));
        let broken = "rider 3 would carry 1 orders, 20001 g, 1 ml";
        assert_eq!(judged(20_001).unwrap_err(), broken);
    }

    #[test]
    fn an_order_that_nobody_can_carry_is_no_sound_question() {
        let admitted =
            |grams, most| question(grams, most).admit().map_err(|fault| fault.to_string());
        assert_eq!(admitted(20_000, 1), Ok(()));
        let fault =
            "order 7 of 20001 g and 1 ml is more than a rider carries, 20000 g and 60000 ml";
        assert_eq!(admitted(20_001, 1).unwrap_err(), fault);
        assert_eq!(admitted(1, 0).unwrap_err(), "0 orders on a trip, allowed 1 to 255");
    }
}
