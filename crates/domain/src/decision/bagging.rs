//! Which items of an order share a bag, and in what order they go in.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BadQuestion, BrokenAnswer, Decision, Objective, Solver};
use crate::rng::Stream;
use crate::units::{Grams, Millilitres};

/// One unit to be packed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BagItem {
    /// Weight.
    pub weight: Grams,
    /// Volume.
    pub volume: Millilitres,
    /// Belongs with other cold items.
    pub is_cold: bool,
    /// Must not lie under weight.
    pub is_fragile: bool,
    /// Units of different classes never share a bag.
    #[serde(default)]
    pub class: u8,
}

/// The units of an order, the size of a bag and what must not share one.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BaggingQuestion<'a> {
    /// The units.
    pub items: Cow<'a, [BagItem]>,
    /// Most weight in a bag.
    pub max_weight: Grams,
    /// Most volume in a bag.
    pub max_volume: Millilitres,
    /// A fragile unit never shares a bag with a unit heavier than this; `None` where it may.
    #[serde(default)]
    pub crush_weight: Option<Grams>,
    /// Pairs of units that never share a bag.
    #[serde(default)]
    pub conflicts: Cow<'a, [(u16, u16)]>,
}

impl<'a> BaggingQuestion<'a> {
    /// Most units that can be asked.
    pub const MOST_ITEMS: usize = 60_000;

    /// Nothing but weight and volume keeps units apart.
    #[must_use]
    pub fn of(
        items: impl Into<Cow<'a, [BagItem]>>,
        max_weight: Grams,
        max_volume: Millilitres,
    ) -> Self {
        let conflicts = Cow::Borrowed(&[][..]);
        Self { items: items.into(), max_weight, max_volume, crush_weight: None, conflicts }
    }

    /// Whether class and fragility let two units share a bag; conflicts are listed, not told here.
    #[inline]
    #[must_use]
    pub fn may_share(&self, one: &BagItem, other: &BagItem) -> bool {
        let crushes = |heavy: &BagItem, light: &BagItem| {
            light.is_fragile && self.crush_weight.is_some_and(|most| heavy.weight > most)
        };
        one.class == other.class && !crushes(one, other) && !crushes(other, one)
    }
}

/// Positions in `items` for each bag, bottom first.
pub type Bags = Vec<Vec<u16>>;

/// Assigns units to bags.
pub trait Bagging: Solver {
    /// The bags, each filled from bottom to top.
    fn pack(&mut self, question: &BaggingQuestion<'_>, rng: &mut Stream) -> Bags;
}

/// Every unit is in exactly one bag, no bag is empty or overfull, and no two units share one that
/// must not.
///
/// A unit that alone exceeds a bag's limits travels in a bag of its own.
///
/// # Errors
/// Names the broken rule.
pub fn check(answer: &Bags, question: &BaggingQuestion<'_>) -> Result<(), BrokenAnswer> {
    let mut bag_of = vec![usize::MAX; question.items.len()];
    for (number, bag) in answer.iter().enumerate() {
        BrokenAnswer::unless(!bag.is_empty(), || format!("bag {number} is empty"))?;
        let (mut weight, mut volume) = (Grams::ZERO, Millilitres::ZERO);
        for &item in bag {
            let place = bag_of.get_mut(usize::from(item)).filter(|seen| **seen == usize::MAX);
            let broken = || BrokenAnswer::new(format!("item {item} unknown or packed twice"));
            *place.ok_or_else(broken)? = number;
            let item = question.items[usize::from(item)];
            weight += item.weight;
            volume += item.volume;
        }
        let fits = weight <= question.max_weight && volume <= question.max_volume;
        BrokenAnswer::unless(fits || bag.len() == 1, || {
            format!("bag {number} holds {} g and {} ml", weight.0, volume.0)
        })?;
        check_company(bag, number, question)?;
    }
    BrokenAnswer::unless(!bag_of.contains(&usize::MAX), || "an item is left out".into())?;
    let clash = question.conflicts.iter().find(|(one, other)| {
        one != other && bag_of[usize::from(*one)] == bag_of[usize::from(*other)]
    });
    clash.map_or(Ok(()), |(one, other)| {
        Err(BrokenAnswer::new(format!("items {one} and {other} share a bag and must not")))
    })
}

/// One class to a bag, and nothing fragile with what would crush it. O(items).
fn check_company(
    bag: &[u16],
    number: usize,
    question: &BaggingQuestion<'_>,
) -> Result<(), BrokenAnswer> {
    let items = || bag.iter().map(|item| &question.items[usize::from(*item)]);
    let is_one_class = items().all(|item| Some(item.class) == items().next().map(|of| of.class));
    BrokenAnswer::unless(is_one_class, || format!("bag {number} holds several classes"))?;
    let fragile = items().filter(|item| item.is_fragile).count();
    let heavy = items().find(|item| {
        let company = fragile - usize::from(item.is_fragile);
        company > 0 && question.crush_weight.is_some_and(|most| item.weight > most)
    });
    heavy.map_or(Ok(()), |heavy| {
        let weight = heavy.weight.0;
        Err(BrokenAnswer::new(format!("bag {number} holds {weight} g beside something fragile")))
    })
}

impl Decision for dyn Bagging {
    type Question<'a> = BaggingQuestion<'a>;
    type Answer = Bags;

    fn admit(question: &Self::Question<'_>) -> Result<(), BadQuestion> {
        let count = question.items.len();
        BadQuestion::unless(count <= BaggingQuestion::MOST_ITEMS, || {
            format!("{count} items, allowed up to {}", BaggingQuestion::MOST_ITEMS)
        })?;
        let sum =
            |of: fn(&BagItem) -> u32| question.items.iter().map(|item| u64::from(of(item))).sum();
        let sums: [u64; 2] = [sum(|item| item.weight.0), sum(|item| item.volume.0)];
        BadQuestion::unless(sums.iter().all(|sum| *sum <= u64::from(u32::MAX)), || {
            let [weight, volume] = sums;
            format!("items of {weight} g and {volume} ml together, allowed up to {}", u32::MAX)
        })?;
        let stranger = question
            .conflicts
            .iter()
            .flat_map(|(one, other)| [*one, *other])
            .find(|item| usize::from(*item) >= count);
        stranger.map_or(Ok(()), |item| {
            Err(BadQuestion::new(format!("a conflict names item {item}, there are {count}")))
        })
    }

    fn ask(&mut self, question: &Self::Question<'_>, rng: &mut Stream) -> Self::Answer {
        self.pack(question, rng)
    }

    fn check(answer: &Self::Answer, question: &Self::Question<'_>) -> Result<(), BrokenAnswer> {
        check(answer, question)
    }

    /// Number of bags.
    fn objective(answer: &Self::Answer, _question: &Self::Question<'_>) -> Option<Objective> {
        Some(Objective::least(answer.len() as f64, "bags"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_that_no_number_can_weigh_are_no_sound_question() {
        let item = |grams| BagItem {
            weight: Grams(grams),
            volume: Millilitres(1),
            is_cold: false,
            is_fragile: false,
            class: 0,
        };
        let admitted = |grams: &[u32]| {
            let items: Vec<BagItem> = grams.iter().copied().map(item).collect();
            let question = BaggingQuestion::of(items, Grams(8_000), Millilitres(u32::MAX));
            <dyn Bagging>::admit(&question).map_err(|fault| fault.to_string())
        };
        assert_eq!(admitted(&[u32::MAX]), Ok(()));
        assert_eq!(
            admitted(&[u32::MAX, 1]).unwrap_err(),
            "items of 4294967296 g and 2 ml together, allowed up to 4294967295"
        );
    }
}
