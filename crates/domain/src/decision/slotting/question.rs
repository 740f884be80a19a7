//! The question of slotting: a floor with its bays, the goods that lie in them, and baskets.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::store::{Aisles, Slot};
use crate::units::Millimeters;

/// Which SKU is to lie in which bay, so that pickers walk little.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlottingQuestion<'a> {
    /// The aisles.
    pub aisles: Aisles,
    /// Where pickers begin and end.
    pub depot: Slot,
    /// Where goods can lie.
    pub bays: Cow<'a, [Bay]>,
    /// The SKUs.
    pub goods: Cow<'a, [Goods]>,
    /// Baskets to learn from: positions in `goods`.
    pub training: Cow<'a, [Vec<u32>]>,
    /// Baskets that price the answer, and serve nothing else: a solver routes them once its layout
    /// is final and learns nothing from them.
    pub judged: Cow<'a, [Vec<u32>]>,
}

/// Shelves on both sides of an aisle, reached from one position.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bay {
    /// Where the picker stands.
    pub slot: Slot,
    /// In the cold room.
    #[serde(default)]
    pub is_cold: bool,
    /// What fits, in the unit of [`Goods::space`]: facings, litres, or 1 for a place of its own.
    pub room: u32,
}

/// A SKU as slotting sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Goods {
    /// What it takes of a bay's room.
    pub space: u32,
    /// Its category: goods of a kind.
    #[serde(default)]
    pub category: u32,
    /// Belongs in the cold room; the others do not.
    #[serde(default)]
    pub is_cold: bool,
    /// Goods of a lower turn are picked before all goods of a higher one: cold last, fragile last.
    #[serde(default)]
    pub turn: u8,
    /// The bay in which it lies today.
    pub bay: u32,
    /// It stays where it is.
    #[serde(default)]
    pub is_fixed: bool,
}

impl SlottingQuestion<'_> {
    /// Walk from the depot to a bay.
    #[must_use]
    pub fn from_depot(&self, bay: usize) -> Millimeters {
        self.aisles.walk(self.depot, self.bays[bay].slot)
    }

    /// The layout as it is today: the bay of each SKU.
    #[must_use]
    pub fn today(&self) -> Vec<u32> {
        self.goods.iter().map(|goods| goods.bay).collect()
    }

    /// Length of the walk from the depot through a basket's bays and back, the basket's lines in
    /// the order of `route`.
    #[must_use]
    pub fn length(&self, bays: &[u32], basket: &[u32], route: &[u16]) -> Millimeters {
        let mut at = self.depot;
        let mut length = Millimeters::ZERO;
        for line in route {
            let goods = basket[usize::from(*line)];
            let next = self.bays[bays[goods as usize] as usize].slot;
            length += self.aisles.walk(at, next);
            at = next;
        }
        length + self.aisles.walk(at, self.depot)
    }
}
