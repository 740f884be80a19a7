//! What a picker walks on: parallel aisles, with the depot among them or off the floor, or any floor
//! as a table of distances.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::store::{Aisles, FloorPlan, Slot};
use crate::units::Millimeters;

/// What a picker walks on, and where the walk begins and ends.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ground<'a> {
    /// Parallel aisles.
    Aisles {
        /// The aisles.
        plan: Aisles,
        /// Where the walk begins and ends.
        depot: Slot,
    },
    /// Parallel aisles, with the depot off the floor.
    Gated(GatedAisles<'a>),
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

/// Parallel aisles between two or three cross aisles, wherever these are, and a depot off the floor
/// with a way of its own to the front of each aisle.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct GatedAisles<'a> {
    /// Distance between the middles of neighbouring aisles.
    pub pitch: Millimeters,
    /// Where the cross aisles are, from the front on, which is at 0; with two of them one block,
    /// with three two blocks.
    pub cross: Cow<'a, [Millimeters]>,
    /// Way from the depot to the front of each aisle.
    pub gates: Cow<'a, [Millimeters]>,
}

impl GatedAisles<'_> {
    /// Shortest walk from one slot to another, `None` for the depot. O(cross aisles), to and from
    /// the depot times aisles.
    #[must_use]
    pub fn walk(&self, from: Option<Slot>, to: Option<Slot>) -> Millimeters {
        match (from, to) {
            (None, None) => Millimeters::ZERO,
            (Some(from), Some(to)) => self.between(from, to),
            (Some(slot), None) | (None, Some(slot)) => {
                let by = |(aisle, gate): (u16, &Millimeters)| {
                    *gate + self.between(Slot { aisle, depth: Millimeters::ZERO }, slot)
                };
                (0..).zip(self.gates.iter()).map(by).min().unwrap_or_default()
            }
        }
    }

    fn between(&self, from: Slot, to: Slot) -> Millimeters {
        if from.aisle == to.aisle {
            return Millimeters(from.depth.0.abs_diff(to.depth.0));
        }
        let across = self.pitch * u64::from(from.aisle.abs_diff(to.aisle));
        let by =
            |cross: &Millimeters| from.depth.0.abs_diff(cross.0) + to.depth.0.abs_diff(cross.0);
        across + Millimeters(self.cross.iter().map(by).min().unwrap_or_default())
    }
}

/// Distances from every place to every other, each way: the depot first, then the stops.
///
/// Row 0 leads from where the walk begins and column 0 to where it ends, so that a walk between two
/// different places is one "from and to the depot" as well.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
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
