//! Which items of an order share a bag, and in what order they go in.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{BrokenAnswer, Decision, Named, Objective, Online, Policies, Solver};
use crate::rng::Stream;
use crate::units::{Grams, Millilitres};

/// One unit to be packed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BagItem {
    /// Weight.
    pub weight: Grams,
    /// Volume.
    pub volume: Millilitres,
    /// Belongs with other cold items.
    pub is_cold: bool,
    /// Must not lie under weight.
    pub is_fragile: bool,
}

/// The units of an order and the size of a bag.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BaggingQuestion<'a> {
    /// Units, at least one.
    pub items: Cow<'a, [BagItem]>,
    /// Most weight in a bag.
    pub max_weight: Grams,
    /// Most volume in a bag.
    pub max_volume: Millilitres,
}

/// Positions in `items` for each bag, bottom first.
pub type Bags = Vec<Vec<u16>>;

/// Assigns units to bags.
pub trait Bagging: Solver {
    /// The bags, each filled from bottom to top.
    fn pack(&mut self, question: &BaggingQuestion<'_>, rng: &mut Stream) -> Bags;
}

/// Every unit is in exactly one bag and no bag is empty or overfull.
///
/// A unit that alone exceeds a bag's limits travels in a bag of its own.
///
/// # Errors
/// Names the broken rule.
pub fn check(answer: &Bags, question: &BaggingQuestion<'_>) -> Result<(), BrokenAnswer> {
    let mut seen = vec![false; question.items.len()];
    for (number, bag) in answer.iter().enumerate() {
        BrokenAnswer::unless(!bag.is_empty(), || format!("bag {number} is empty"))?;
        let (mut weight, mut volume) = (Grams::ZERO, Millilitres::ZERO);
        for &item in bag {
            let fresh =
                seen.get_mut(usize::from(item)).is_some_and(|seen| !std::mem::replace(seen, true));
            BrokenAnswer::unless(fresh, || format!("item {item} unknown or packed twice"))?;
            let item = question.items[usize::from(item)];
            weight += item.weight;
            volume += item.volume;
        }
        let fits = weight <= question.max_weight && volume <= question.max_volume;
        BrokenAnswer::unless(fits || bag.len() == 1, || {
            format!("bag {number} holds {} g and {} ml", weight.0, volume.0)
        })?;
    }
    BrokenAnswer::unless(seen.iter().all(|seen| *seen), || "an item is left out".into())
}

impl Decision for dyn Bagging {
    const NAME: &'static str = "bagging";
    const POSITION: usize = 4;
    type Question<'a> = BaggingQuestion<'a>;
    type Answer = Bags;

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

impl Online for dyn Bagging {
    fn policy(policies: &mut Policies) -> &mut Named<Self> {
        &mut policies.bagging
    }
}
