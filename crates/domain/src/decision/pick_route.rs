//! In what order a picker visits the slots of an order.

use serde::Serialize;

use super::BrokenAnswer;
use crate::rng::Stream;
use crate::store::{FloorPlan, FloorZone, Slot};
use crate::units::{Grams, Millimeters};

/// One line of the pick list.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct PickStop {
    /// Where the goods lie.
    pub slot: Slot,
    /// Zone of the slot.
    pub zone: FloorZone,
    /// Weight of one unit.
    pub unit_weight: Grams,
    /// Units to take.
    pub quantity: u16,
    /// Comes from the cold room.
    pub is_cold: bool,
    /// Must not lie under weight.
    pub is_fragile: bool,
}

/// A pick list on a floor.
#[derive(Clone, Debug, Serialize)]
pub struct PickRouteQuestion<'a> {
    /// The floor; the walk begins and ends at [`FloorPlan::DEPOT`].
    #[serde(skip)]
    pub floor: &'a FloorPlan,
    /// The stops, at least one.
    pub stops: &'a [PickStop],
    /// Other pickers in each aisle now.
    pub pickers_in_aisle: &'a [u16],
}

impl PickRouteQuestion<'_> {
    /// Length of the walk from the depot through the stops in this order and back.
    #[must_use]
    pub fn length(&self, route: &[u16]) -> Millimeters {
        let mut at = FloorPlan::DEPOT;
        let mut length = Millimeters::ZERO;
        for &stop in route {
            let next = self.stops[usize::from(stop)].slot;
            length += self.floor.walk(at, next);
            at = next;
        }
        length + self.floor.walk(at, FloorPlan::DEPOT)
    }
}

/// Orders the stops of a pick list.
pub trait PickRoute: Send {
    /// Positions in `question.stops`, in the order of visiting.
    fn route(&mut self, question: &PickRouteQuestion<'_>, rng: &mut Stream) -> Vec<u16>;
}

/// Every stop is visited exactly once.
///
/// # Errors
/// Names the broken rule.
pub fn check(answer: &[u16], question: &PickRouteQuestion<'_>) -> Result<(), BrokenAnswer> {
    let stops = question.stops.len();
    BrokenAnswer::unless(answer.len() == stops, || {
        format!("route of {} stops for {stops}", answer.len())
    })?;
    let mut seen = vec![false; stops];
    for &stop in answer {
        let fresh =
            seen.get_mut(usize::from(stop)).is_some_and(|seen| !std::mem::replace(seen, true));
        BrokenAnswer::unless(fresh, || format!("stop {stop} unknown or visited twice"))?;
    }
    Ok(())
}
