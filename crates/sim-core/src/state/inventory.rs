//! A store's stock: the system's books, the shelf as it is, and goods by sell-by date.

use arrayvec::ArrayVec;
use domain::ids::SkuId;
use serde::{Deserialize, Serialize};

use crate::trace::StockState;

/// Units with the same sell-by day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Batch {
    /// Last day of the simulation on which it may be sold.
    pub last_day: u16,
    /// How many.
    pub units: u32,
}

/// One SKU at one store.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Shelf {
    books: [u32; StockState::COUNT],
    /// First expired first; the last batch takes in what has no room.
    batches: ArrayVec<Batch, 4>,
    /// Somebody will look through the shelf, because a picker did not find something.
    pub recheck_due: bool,
}

impl Shelf {
    /// Units in a state, by the books.
    #[must_use]
    pub fn books(&self, state: StockState) -> u32 {
        self.books[state as usize]
    }

    /// Units that are really on the shelf.
    #[must_use]
    pub fn on_hand(&self) -> u32 {
        self.batches.iter().map(|batch| batch.units).sum()
    }

    /// Puts units on the shelf. A shelf holds four batches; beyond, neighbours in date merge
    /// under the earlier date.
    pub fn put(&mut self, units: u32, last_day: u16) {
        if units == 0 {
            return;
        }
        let place = self.batches.partition_point(|batch| batch.last_day < last_day);
        if let Some(same) = self.batches.get_mut(place).filter(|b| b.last_day == last_day) {
            same.units += units;
            return;
        }
        if self.batches.is_full() {
            let last = self.batches.pop().expect("a full shelf has batches");
            let before = self.batches.last_mut().expect("a full shelf has four batches");
            before.units += last.units;
        }
        let place = place.min(self.batches.len());
        self.batches.insert(place, Batch { last_day, units });
    }

    /// Takes up to `units` off the shelf, first expired first out; how many there were.
    pub fn take(&mut self, units: u32) -> u32 {
        let mut left = units;
        while left > 0
            && let Some(first) = self.batches.first_mut()
        {
            let part = left.min(first.units);
            first.units -= part;
            left -= part;
            if first.units == 0 {
                self.batches.remove(0);
            }
        }
        units - left
    }

    /// Units whose last day has passed.
    #[must_use]
    pub fn expired(&self, today: u64) -> u32 {
        self.batches
            .iter()
            .filter(|batch| u64::from(batch.last_day) < today)
            .map(|batch| batch.units)
            .sum()
    }

    /// The date that units put back on the shelf are given: the earliest there, else `fallback`.
    #[must_use]
    pub fn earliest_date(&self, fallback: u16) -> u16 {
        self.batches.first().map_or(fallback, |batch| batch.last_day)
    }
}

/// All shelves of one store.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Inventory {
    shelves: Vec<Shelf>,
}

impl Inventory {
    /// Empty shelves for `skus` SKUs.
    #[must_use]
    pub fn new(skus: usize) -> Self {
        Self { shelves: vec![Shelf::default(); skus] }
    }

    /// Number of SKUs.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shelves.len()
    }

    /// Carries nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shelves.is_empty()
    }

    /// The shelf of a SKU.
    #[must_use]
    pub fn shelf(&self, sku: SkuId) -> &Shelf {
        &self.shelves[sku.index()]
    }

    /// The shelf of a SKU, to change what lies on it.
    pub fn shelf_mut(&mut self, sku: SkuId) -> &mut Shelf {
        &mut self.shelves[sku.index()]
    }

    /// Units that come into the books from nowhere: a purchase order, or the opening stock.
    pub fn enter(&mut self, sku: SkuId, state: StockState, units: u32) {
        self.shelves[sku.index()].books[state as usize] += units;
    }

    /// Moves units between states in the books.
    ///
    /// # Panics
    /// When `from` holds fewer: nothing is ever sold twice.
    pub fn transfer(&mut self, sku: SkuId, from: StockState, to: StockState, units: u32) {
        let books = &mut self.shelves[sku.index()].books;
        assert!(
            books[from as usize] >= units,
            "{units} units of SKU {} leave {from:?}, which holds {}",
            sku.0,
            books[from as usize]
        );
        books[from as usize] -= units;
        books[to as usize] += units;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_to_expire_is_the_first_to_leave() {
        let mut shelf = Shelf::default();
        shelf.put(5, 9);
        shelf.put(3, 2);
        shelf.put(4, 5);
        assert_eq!(shelf.expired(3), 3);
        assert_eq!(shelf.take(4), 4);
        assert_eq!(shelf.earliest_date(0), 5);
        assert_eq!(shelf.expired(3), 0);
        assert_eq!(shelf.take(100), 8);
        assert_eq!(shelf.on_hand(), 0);
    }

    proptest! {
        #[test]
        fn a_shelf_loses_no_unit(
            moves in prop::collection::vec((any::<bool>(), 0_u32..200_000, 0_u16..9), 0..100),
        ) {
            let mut shelf = Shelf::default();
            let mut units = 0;
            for (put, amount, day) in moves {
                if put {
                    shelf.put(amount, day);
                    units += amount;
                } else {
                    let taken = shelf.take(amount);
                    prop_assert_eq!(taken, amount.min(units));
                    units -= taken;
                }
                prop_assert_eq!(shelf.on_hand(), units);
            }
        }
    }
}
