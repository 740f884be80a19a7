//! The reference design's bagging: heavy at the bottom, cold together, fragile on top.

use std::cmp::Reverse;

use domain::decision::Solver;
use domain::decision::bagging::{Bagging, BaggingQuestion, Bags};
use domain::rng::Stream;
use domain::units::Grams;

use super::first_come::next_fit;
use crate::{Entry, entry, settings};

/// In the registry.
pub const ENTRY: Entry<dyn Bagging> = entry!(
    "reference",
    "Sorted heavy, cold, fragile, then bag by bag up to 8 kg and the bag's volume.",
    Reference::new(Config)
);

settings! {
    /// Limit of a bag.
    pub struct Config {
        /// Most weight in a bag, kilograms; where the store's bags carry less, that counts.
        bag_at_most_kg: f64 = 8.0, 0.1..=100.0;
    }
}

/// Next fit after sorting by how things must be handled.
#[derive(Clone, Debug)]
pub struct Reference {
    max_weight: Grams,
    sorted: Vec<u16>,
}

impl Reference {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let max_weight = Grams(libm::round(config.bag_at_most_kg * 1e3) as u32);
        Self { max_weight, sorted: Vec::new() }
    }
}

impl Solver for Reference {}

impl Bagging for Reference {
    fn pack(&mut self, question: &BaggingQuestion<'_>, _rng: &mut Stream) -> Bags {
        self.sorted.clear();
        self.sorted.extend(0..question.items.len() as u16);
        // Compared one after another. The design adds them up (100, 10, minus kilograms), where
        // an item of more than 10 kg slips into the category before its own.
        // What never shares a bag comes apart first, or next fit would close a bag at every change.
        self.sorted.sort_unstable_by_key(|&number| {
            let item = &question.items[usize::from(number)];
            (item.class, item.is_fragile, item.is_cold, Reverse(item.weight), number)
        });
        let max_weight = self.max_weight.min(question.max_weight);
        next_fit(question, self.sorted.iter().copied(), max_weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bagging::first_come::FirstCome;
    use domain::decision::bagging::{self, BagItem};
    use domain::rng::{Purpose, Streams};
    use domain::units::Millilitres;

    fn item(weight: u32, volume: u32, is_cold: bool, is_fragile: bool) -> BagItem {
        let (weight, volume) = (Grams(weight), Millilitres(volume));
        BagItem { weight, volume, is_cold, is_fragile, class: 0 }
    }

    fn pack(solver: &mut dyn Bagging, items: &[BagItem]) -> Bags {
        let (max_weight, max_volume) = (Grams(10_000), Millilitres(20_000));
        let question = BaggingQuestion::of(items, max_weight, max_volume);
        let bags = solver.pack(&question, &mut Streams::new(1, 0).open(Purpose::Test, 0));
        bagging::check(&bags, &question).unwrap();
        bags
    }

    fn reference() -> Reference {
        Reference::new(Config::default())
    }

    #[test]
    fn heavy_lies_below_cold_and_fragile_on_top() {
        let items = [
            item(200, 100, true, true),
            item(300, 100, false, true),
            item(400, 100, true, false),
            item(500, 100, false, false),
            item(900, 100, false, false),
        ];
        assert_eq!(pack(&mut reference(), &items), [[4, 3, 2, 1, 0]]);
        assert_eq!(pack(&mut FirstCome, &items), [[0, 1, 2, 3, 4]]);
    }

    #[test]
    fn a_bag_takes_eight_kilograms_and_no_more() {
        let items = [item(4_000, 1, false, false); 3];
        assert_eq!(pack(&mut reference(), &items), [vec![0, 1], vec![2]]);
        // The baseline knows the store's 10 kg only; 4 + 4 + 4 exceed these too.
        assert_eq!(pack(&mut FirstCome, &items), [vec![0, 1], vec![2]]);
        let items = [item(3_000, 1, false, false); 3];
        assert_eq!(pack(&mut reference(), &items), [vec![0, 1], vec![2]]);
        assert_eq!(pack(&mut FirstCome, &items), [[0, 1, 2]]);
    }

    #[test]
    fn volume_fills_a_bag_too() {
        let items = [item(100, 12_000, false, false), item(100, 9_000, false, false)];
        assert_eq!(pack(&mut reference(), &items), [[0], [1]]);
    }

    #[test]
    fn an_oversized_first_item_leaves_no_empty_bag() {
        let items = [item(9_000, 1, false, false), item(100, 1, false, false)];
        assert_eq!(pack(&mut reference(), &items), [[0], [1]]);
        assert_eq!(pack(&mut reference(), &[item(50_000, 90_000, false, false)]), [[0]]);
    }

    #[test]
    fn a_cold_item_above_ten_kilograms_still_comes_after_what_is_not_cold() {
        let items = [item(12_000, 1, true, false), item(500, 1, false, false)];
        assert_eq!(pack(&mut reference(), &items), [[1], [0]]);
    }
}
