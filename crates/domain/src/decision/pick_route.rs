//! In what order a picker visits the slots of an order.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{BrokenAnswer, Decision, Named, Objective, Online, Policies, Solver};
use crate::rng::Stream;
use crate::store::{Aisles, FloorPlan, FloorZone, Slot};
use crate::units::{Grams, Millimeters};

/// One line of the pick list.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PickRouteQuestion<'a> {
    /// The aisles; the walk begins and ends at [`FloorPlan::DEPOT`].
    pub aisles: Aisles,
    /// The stops, at least one.
    pub stops: Cow<'a, [PickStop]>,
    /// Other pickers in each aisle now.
    pub pickers_in_aisle: Cow<'a, [u16]>,
}

impl PickRouteQuestion<'_> {
    /// Length of the walk from the depot through the stops in this order and back.
    #[must_use]
    pub fn length(&self, route: &[u16]) -> Millimeters {
        let mut at = FloorPlan::DEPOT;
        let mut length = Millimeters::ZERO;
        for &stop in route {
            let next = self.stops[usize::from(stop)].slot;
            length += self.aisles.walk(at, next);
            at = next;
        }
        length + self.aisles.walk(at, FloorPlan::DEPOT)
    }
}

/// Orders the stops of a pick list.
pub trait PickRoute: Solver {
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

impl Decision for dyn PickRoute {
    const NAME: &'static str = "pick_route";
    const POSITION: usize = 3;
    type Question<'a> = PickRouteQuestion<'a>;
    type Answer = Vec<u16>;

    fn ask(&mut self, question: &Self::Question<'_>, rng: &mut Stream) -> Self::Answer {
        self.route(question, rng)
    }

    fn check(answer: &Self::Answer, question: &Self::Question<'_>) -> Result<(), BrokenAnswer> {
        check(answer, question)
    }

    /// Metres walked.
    fn objective(answer: &Self::Answer, question: &Self::Question<'_>) -> Option<Objective> {
        Some(Objective::least(question.length(answer).as_m(), "m"))
    }
}

impl Online for dyn PickRoute {
    fn policy(policies: &mut Policies) -> &mut Named<Self> {
        &mut policies.pick_route
    }
}
