//! What makes one packing better than another of as many bags.

use std::cmp::Reverse;
use std::ops::Add;

use domain::decision::bagging::BagItem;

/// Less is better, in this order. The goals of several bags add up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Goals {
    /// Crush load: for each fragile unit the weight of what lies on it, grams. In a bag stacked as
    /// `stack` does these are the lighter fragile units.
    pub crush: u64,
    /// Bags that hold something cold.
    pub cold_bags: u32,
    /// Squares of the bags' weights: for as many bags the least is the best balance.
    pub squares: u128,
}

impl Add for Goals {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            crush: self.crush + other.crush,
            cold_bags: self.cold_bags + other.cold_bags,
            squares: self.squares + other.squares,
        }
    }
}

impl Goals {
    /// The goals of one bag. O(units + fragile units²).
    pub fn of<'a>(bag: impl Iterator<Item = &'a BagItem> + Clone) -> Self {
        let weight: u64 = bag.clone().map(|unit| u64::from(unit.weight.0)).sum();
        let mut crush = 0;
        for (place, unit) in bag.clone().enumerate().filter(|(_, unit)| unit.is_fragile) {
            // Of two fragile units the lighter lies on the other, of equals either.
            let earlier = bag.clone().take(place).filter(|unit| unit.is_fragile);
            crush += earlier.map(|other| u64::from(other.weight.min(unit.weight).0)).sum::<u64>();
        }
        let cold_bags = u32::from(bag.clone().any(|unit| unit.is_cold));
        Self { crush, cold_bags, squares: u128::from(weight) * u128::from(weight) }
    }
}

/// Puts the units of a bag in order from bottom to top: heavy ones first, fragile ones last.
pub(super) fn stack(bag: &mut [u16], items: &[BagItem]) {
    bag.sort_unstable_by_key(|&number| {
        let unit = &items[usize::from(number)];
        (unit.is_fragile, Reverse(unit.weight), number)
    });
}
