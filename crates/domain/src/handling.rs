//! How goods are handled: what is picked first and last, and what never shares a bag.

use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, Sku};
use crate::units::Grams;

/// A store's rules of handling.
///
/// The reference design picks cold goods late, so that they stay cold, and fragile goods last, so
/// that nothing comes to lie on them. A pick list keeps these rules whichever solver routes it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Handling {
    /// Goods whose unit weighs more than this are picked before all others.
    pub heavy_first: Option<Grams>,
    /// Cold goods are picked after all that are not cold, but for fragile ones.
    pub cold_late: bool,
    /// Fragile goods are picked last.
    pub fragile_last: bool,
    /// Cold goods have bags of their own.
    pub cold_apart: bool,
    /// Household and care have bags of their own, away from food.
    pub household_apart: bool,
    /// A fragile unit shares no bag with a unit heavier than this.
    pub crush_weight: Option<Grams>,
}

impl Handling {
    /// No rule at all.
    pub const FREE: Self = Self {
        heavy_first: None,
        cold_late: false,
        fragile_last: false,
        cold_apart: false,
        household_apart: false,
        crush_weight: None,
    };

    /// The turn in which a SKU is picked: heavy goods before others, these before cold and cold
    /// before fragile ones, as far as there are rules. What is fragile counts as that first, and
    /// what is cold before what is heavy.
    #[must_use]
    pub fn turn(&self, sku: &Sku) -> u8 {
        let other = u8::from(self.heavy_first.is_some());
        let is_heavy = self.heavy_first.is_some_and(|most| sku.weight > most);
        match () {
            () if sku.is_fragile && self.fragile_last => other + 2,
            () if sku.is_cold && self.cold_late => other + 1,
            () if is_heavy => 0,
            () => other,
        }
    }

    /// The class of a SKU in bags; units of different classes never share one.
    #[must_use]
    pub fn bag_class(&self, sku: &Sku, catalog: &Catalog) -> u8 {
        let is_food = catalog.categories[sku.category.index()].is_food;
        match () {
            () if self.household_apart && !is_food => 2,
            () if self.cold_apart && sku.is_cold => 1,
            () => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Category, Velocity};
    use crate::ids::CategoryId;
    use crate::units::{Millilitres, Paise};

    fn sku(weight: u32, is_cold: bool, is_fragile: bool) -> Sku {
        Sku {
            name: String::new(),
            category: CategoryId(0),
            velocity: Velocity::A,
            popularity: 1.0,
            price: Paise(1),
            cost: Paise(1),
            weight: Grams(weight),
            volume: Millilitres(1),
            is_cold,
            is_fragile,
            shelf_life_days: 1,
            min_order_quantity: 1,
        }
    }

    #[test]
    fn heavy_then_others_then_cold_then_fragile() {
        let goods = [
            sku(5_000, false, false),
            sku(100, false, false),
            sku(5_000, true, false),
            sku(5_000, true, true),
            sku(100, false, true),
        ];
        let turns = |rules: Handling| goods.each_ref().map(|sku| rules.turn(sku));
        assert_eq!(turns(Handling::FREE), [0; 5]);
        let late = Handling { cold_late: true, fragile_last: true, ..Handling::FREE };
        assert_eq!(turns(late), [0, 0, 1, 2, 2]);
        let heavy_first = Some(Grams(2_000));
        assert_eq!(turns(Handling { heavy_first, ..late }), [0, 1, 2, 3, 3]);
        assert_eq!(turns(Handling { heavy_first, ..Handling::FREE }), [0, 1, 0, 0, 1]);
    }

    #[test]
    fn soap_never_lies_beside_food() {
        let category = |is_food| Category { name: "one".into(), mission: 0, is_food };
        let class = |rules: Handling, is_food, is_cold| {
            let goods = vec![sku(1, is_cold, false)];
            let catalog = Catalog::new(goods, vec![category(is_food)], &["all".into()]);
            rules.bag_class(&catalog.skus[0], &catalog)
        };
        let rules = Handling { cold_apart: true, household_apart: true, ..Handling::FREE };
        assert_eq!(
            [class(rules, true, false), class(rules, true, true), class(rules, false, false)],
            [0, 1, 2]
        );
        assert_eq!(class(Handling::FREE, false, true), 0);
    }
}
