//! Random grocery baskets.

use domain::decision::bagging::{BagItem, BaggingQuestion};
use domain::rng::Stream;
use domain::units::{Grams, Millilitres};

/// A basket of about a dozen units in three classes, by weight and volume.
pub(crate) fn basket(rng: &mut Stream) -> BaggingQuestion<'static> {
    let units = 2 + rng.below(12) + rng.below(12);
    let unit = |rng: &mut Stream| {
        let weight =
            if rng.uniform() < 0.1 { 2_000 + rng.below(5_000) } else { 20 + rng.below(1_000) };
        let class = rng.below(3) as u8;
        BagItem {
            weight: Grams(weight),
            volume: Millilitres(weight / 2 + rng.below(2 * weight)),
            is_cold: class == 1,
            is_fragile: weight < 600 && rng.uniform() < 0.15,
            class,
        }
    };
    let items: Vec<BagItem> = (0..units).map(|_| unit(rng)).collect();
    let mut question = BaggingQuestion::of(items, Grams(8_000), Millilitres(15_000));
    question.crush_weight = Some(Grams(2_000));
    question
}
