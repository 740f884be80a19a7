//! Tours of pickers, each with the orders on its cart and the route by which it is priced.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::SimTime;

/// A stop of an order: position of the order in the question, position of the stop in the order.
pub type Visit = (u16, u16);

/// What one picker picks on one walk.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tour {
    /// Positions in the question's orders; at least one.
    pub orders: Vec<u16>,
    /// All stops of these orders, in an order of visiting that prices the tour. A run asks the
    /// decision `pick_route` how the tour is walked.
    pub route: Vec<Visit>,
}

/// Who is picked together now; orders on no tour wait.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PickBatches {
    /// Tours that begin now; the first is for the picker who has been idle longest.
    pub tours: Vec<Tour>,
    /// Ask again at this time at the latest, though nothing else happens.
    pub ask_again: Option<SimTime>,
}
