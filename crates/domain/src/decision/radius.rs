//! How far a store delivers, reconsidered every few minutes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BrokenAnswer, Decision, Solver};
use crate::ids::StoreId;
use crate::rng::Stream;
use crate::units::{Millimeters, Millis, SimTime};

/// A store's load and the traffic around it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RadiusQuestion {
    /// Time of asking.
    pub now: SimTime,
    /// The store.
    pub store: StoreId,
    /// How far it delivers now.
    pub current: Millimeters,
    /// How far it delivers on an ordinary day.
    pub default: Millimeters,
    /// Allowed range.
    pub bounds: [Millimeters; 2],
    /// Riders who could leave now.
    pub available_riders: u32,
    /// Orders clicked and not yet on the road.
    pub pending_orders: u32,
    /// Mean click-to-door time over the last hour; `None` without deliveries.
    pub recent_delivery: Option<Millis>,
    /// Current riding times over typical ones; 1 is normal.
    pub traffic_index: f64,
}

/// Sets delivery radii.
pub trait Radius: Solver {
    /// The radius from now on.
    fn radius(&mut self, question: &RadiusQuestion, rng: &mut Stream) -> Millimeters;
}

/// The radius keeps within its bounds.
///
/// # Errors
/// Names the broken rule.
pub fn check(answer: Millimeters, question: &RadiusQuestion) -> Result<(), BrokenAnswer> {
    let [low, high] = question.bounds;
    BrokenAnswer::unless(low <= answer && answer <= high, || {
        format!(
            "radius of {:.2} km, allowed {:.2} to {:.2}",
            answer.as_km(),
            low.as_km(),
            high.as_km()
        )
    })
}

impl Decision for dyn Radius {
    type Question<'a> = RadiusQuestion;
    type Answer = Millimeters;

    fn ask(&mut self, question: &Self::Question<'_>, rng: &mut Stream) -> Self::Answer {
        self.radius(question, rng)
    }

    fn check(answer: &Self::Answer, question: &Self::Question<'_>) -> Result<(), BrokenAnswer> {
        check(*answer, question)
    }
}
