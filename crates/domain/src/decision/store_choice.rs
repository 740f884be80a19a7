//! Which store serves a customer.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BrokenAnswer, Decision, Objective, Solver};
use crate::geo::Point;
use crate::ids::StoreId;
use crate::rng::Stream;
use crate::units::{Millimeters, SimTime};

/// A store as the customer's app sees it.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct StoreOption {
    /// Which store.
    pub store: StoreId,
    /// Straight line from the store to the door.
    pub distance: Millimeters,
    /// How far the store delivers now.
    pub radius: Millimeters,
    /// Takes orders: within hours, not closed, not too busy, enough riders.
    pub takes_orders: bool,
    /// Orders waiting for a picker.
    pub pick_queue: u32,
    /// Orders clicked and not yet on the road.
    #[serde(default)]
    pub pending: u32,
    /// Riders who could carry them: dedicated ones in their shift, on the road or on a break too,
    /// and gig riders who can be called.
    #[serde(default)]
    pub riders: u32,
}

impl StoreOption {
    /// Whether the store would serve this customer now.
    #[must_use]
    pub fn serves(&self) -> bool {
        self.takes_orders && self.distance <= self.radius
    }
}

/// A customer and the stores near by.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct StoreChoiceQuestion<'a> {
    /// Time of asking.
    pub now: SimTime,
    /// The customer's door.
    pub door: Point,
    /// Stores within the largest radius, by id.
    pub stores: Cow<'a, [StoreOption]>,
}

/// Picks the store for a customer.
pub trait StoreChoice: Solver {
    /// A store that serves the customer, or `None` to turn them away.
    fn choose(&mut self, question: &StoreChoiceQuestion<'_>, rng: &mut Stream) -> Option<StoreId>;
}

/// The chosen store is among the options and serves the customer.
///
/// # Errors
/// Names the broken rule.
pub fn check(
    answer: Option<StoreId>,
    question: &StoreChoiceQuestion<'_>,
) -> Result<(), BrokenAnswer> {
    let Some(chosen) = answer else { return Ok(()) };
    let option = question.stores.iter().find(|option| option.store == chosen);
    BrokenAnswer::unless(option.is_some_and(StoreOption::serves), || {
        format!("store {} does not serve this customer", chosen.0)
    })
}

impl Decision for dyn StoreChoice {
    type Question<'a> = StoreChoiceQuestion<'a>;
    type Answer = Option<StoreId>;

    fn ask(&mut self, question: &Self::Question<'_>, rng: &mut Stream) -> Self::Answer {
        self.choose(question, rng)
    }

    fn check(answer: &Self::Answer, question: &Self::Question<'_>) -> Result<(), BrokenAnswer> {
        check(*answer, question)
    }

    /// Metres to the store; none for a customer turned away.
    fn objective(answer: &Self::Answer, question: &Self::Question<'_>) -> Option<Objective> {
        let chosen = question.stores.iter().find(|option| Some(option.store) == *answer)?;
        Some(Objective::least(chosen.distance.as_m(), "m"))
    }
}
