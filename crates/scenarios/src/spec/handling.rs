//! `[handling]`: what is picked first and last, and what never shares a bag.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is picked first and last, and what never shares a bag.
///
/// Every pick route and every bag keeps these rules, whichever solver answers. The defaults are the
/// reference design's: cold goods late, fragile goods last, and on top of their bag. That household
/// goods and care are bagged apart from food is usual practice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HandlingSpec {
    /// Goods whose unit weighs more than this are picked before all others, kilograms. Default:
    /// none, no such rule.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub heavy_first_kg: Option<f64>,
    /// Whether cold goods are picked after those that are not, but for fragile ones. Default: true.
    pub cold_late: bool,
    /// Whether fragile goods are picked last. Default: true.
    pub fragile_last: bool,
    /// Whether cold goods have bags of their own. Default: false.
    pub cold_apart: bool,
    /// Whether household goods and care have bags of their own, away from food. Default: true.
    pub household_apart: bool,
    /// A fragile unit shares no bag with a unit heavier than this, kilograms. Default: none, it
    /// lies on top.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub crush_kg: Option<f64>,
}

impl Default for HandlingSpec {
    fn default() -> Self {
        Self {
            heavy_first_kg: None,
            cold_late: true,
            fragile_last: true,
            cold_apart: false,
            household_apart: true,
            crush_kg: None,
        }
    }
}
