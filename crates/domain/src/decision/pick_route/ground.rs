//! What a picker walks on: parallel aisles, or any floor as a table of distances.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::store::{Aisles, FloorPlan, Slot};
use crate::units::Millimeters;

/// What a picker walks on, and where the walk begins and ends.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground<'a> {
    /// Parallel aisles.
    Aisles {
        /// The aisles.
        plan: Aisles,
        /// Where the walk begins and ends.
        depot: Slot,
    },
    /// Distances between the stops of any floor.
    Distances(DistanceTable<'a>),
}

impl Ground<'_> {
    /// A store's aisles, with its stations as the depot.
    #[must_use]
    pub const fn store(plan: Aisles) -> Self {
        Self::Aisles { plan, depot: FloorPlan::DEPOT }
    }
}

/// Distances from every place to every other, each way: the depot first, then the stops.
///
/// Row 0 leads from where the walk begins and column 0 to where it ends, so that a walk between two
/// different places is one "from and to the depot" as well.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DistanceTable<'a> {
    /// Millimetres, row by row, `(stops + 1)²` of them; [`Self::NO_WAY`] where there is no way. A
    /// distance of 1 in a file without units is a metre.
    pub cells: Cow<'a, [u32]>,
}

impl DistanceTable<'_> {
    /// There is no way.
    pub const NO_WAY: u32 = u32::MAX;

    /// From a place to another, each counted as in the table; `None` where there is no way.
    #[inline]
    #[must_use]
    pub fn walk(&self, places: usize, from: usize, to: usize) -> Option<Millimeters> {
        let cell = self.cells[from * places + to];
        (cell != Self::NO_WAY).then_some(Millimeters(cell as u64))
    }
}
