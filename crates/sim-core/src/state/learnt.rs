//! What a store learns from its pickers: how fast one gets along each aisle, and at which of two
//! slots goods are found.

use std::collections::BTreeMap;

use domain::ids::SkuId;
use domain::units::Millis;
use serde::{Deserialize, Serialize};

/// A ratio of planned to actual time, drawn towards 1 by as much planned time as the plan weighs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Pace {
    planned: Millis,
    actual: Millis,
}

impl Pace {
    /// Takes in a walk.
    pub fn note(&mut self, planned: Millis, actual: Millis) {
        self.planned += planned;
        self.actual += actual;
    }

    /// Speed per mille of the typical one, at least 1; the plan weighs as much as `prior`.
    #[must_use]
    pub fn per_mille(self, prior: Millis) -> u16 {
        let [planned, actual] = [self.planned, self.actual].map(|time| (time + prior).0);
        (planned * 1_000 / actual).clamp(1, u64::from(u16::MAX)) as u16
    }
}

/// How often goods were looked for and found at a slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Finds {
    tried: u32,
    found: u32,
}

impl Finds {
    /// Share of looks that find the goods; what is thought beforehand is so many looks, of which a
    /// share found them (a Beta prior).
    #[must_use]
    pub fn share(self, [looks, share]: [f64; 2]) -> f64 {
        (f64::from(self.found) + looks * share) / (f64::from(self.tried) + looks)
    }
}

/// All that one store has learnt.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Learnt {
    /// By aisle.
    pub paces: Vec<Pace>,
    /// By SKU that has two slots: the first and the second.
    finds: BTreeMap<SkuId, [Finds; 2]>,
}

impl Learnt {
    /// Nothing yet, about so many aisles.
    #[must_use]
    pub fn new(aisles: u16) -> Self {
        Self { paces: vec![Pace::default(); usize::from(aisles)], finds: BTreeMap::new() }
    }

    /// Takes in a look at slot `number` of a SKU that has two.
    pub fn looked(&mut self, sku: SkuId, number: u8, is_found: bool) {
        let finds = &mut self.finds.entry(sku).or_default()[usize::from(number)];
        finds.tried += 1;
        finds.found += u32::from(is_found);
    }

    /// Share of looks at the first and at the second slot of a SKU that find the goods.
    #[must_use]
    pub fn found_share(&self, sku: SkuId, prior: [f64; 2]) -> [f64; 2] {
        self.finds.get(&sku).copied().unwrap_or_default().map(|finds| finds.share(prior))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_goes_from_the_plan_to_the_truth() {
        let mut pace = Pace::default();
        assert_eq!(pace.per_mille(Millis::MINUTE), 1_000);
        pace.note(Millis(60_000), Millis(180_000));
        assert_eq!(pace.per_mille(Millis::MINUTE), 500);
        for _ in 0..1_000 {
            pace.note(Millis(1_000), Millis(4_000));
        }
        assert!(
            (250..270).contains(&pace.per_mille(Millis::MINUTE)),
            "{}",
            pace.per_mille(Millis::MINUTE)
        );
    }

    #[test]
    fn slots_that_are_often_empty_come_to_be_known() {
        let mut learnt = Learnt::new(1);
        assert_eq!(learnt.found_share(SkuId(3), [10.0, 0.9]), [0.9; 2]);
        for look in 0..90 {
            learnt.looked(SkuId(3), 1, look % 2 == 0);
        }
        assert_eq!(learnt.found_share(SkuId(3), [10.0, 0.9]), [0.9, 0.54]);
    }
}
