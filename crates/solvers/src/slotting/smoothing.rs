//! Training baskets as they might have been: copies in which SKUs give way to others of their kind.

use std::collections::BTreeMap;

use domain::decision::slotting::SlottingQuestion;
use domain::rng::Stream;

/// Share of a copy's lines that are drawn anew.
const DRAWN: f64 = 0.5;

/// The question with so many copies of each training basket beside it. In a copy each line gives
/// way, with chance one half, to a SKU of the same category, temperature and turn, drawn by picks:
/// what a customer might have bought as well. A layout then learns how kinds of goods go together
/// where it has seen too little of the SKUs.
pub(super) fn smoothed<'a>(
    question: &SlottingQuestion<'a>,
    copies: u32,
    rng: &mut Stream,
) -> SlottingQuestion<'a> {
    let kind = |sku: u32| {
        let goods = question.goods[sku as usize];
        (goods.category, goods.is_cold, goods.turn)
    };
    let mut picked: BTreeMap<(u32, bool, u8), Vec<u32>> = BTreeMap::new();
    for sku in question.training.iter().flatten() {
        picked.entry(kind(*sku)).or_default().push(*sku);
    }
    let mut training = question.training.to_vec();
    for _ in 0..copies {
        for basket in question.training.iter() {
            let mut copy: Vec<u32> = basket
                .iter()
                .map(|sku| {
                    let alike = &picked[&kind(*sku)];
                    let other = alike[rng.below(alike.len() as u32) as usize];
                    if rng.chance(DRAWN) { other } else { *sku }
                })
                .collect();
            copy.sort_unstable();
            copy.dedup();
            training.push(copy);
        }
    }
    SlottingQuestion { training: training.into(), ..question.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slotting::cases::one_each;
    use domain::decision::Decision as _;
    use domain::decision::slotting::Slotting;
    use domain::rng::{Purpose, Streams};

    #[test]
    fn copies_hold_as_many_goods_of_the_same_kinds_at_most() {
        let mut rng = Streams::new(6, 0).open(Purpose::Test, 0);
        for _ in 0..50 {
            let question = one_each(12, &mut rng);
            let smoothed = smoothed(&question, 2, &mut rng);
            <dyn Slotting>::admit(&smoothed).unwrap();
            assert_eq!(smoothed.judged, question.judged);
            let count = question.training.len();
            assert_eq!(smoothed.training.len(), 3 * count);
            assert_eq!(smoothed.training[..count], question.training[..]);
            for (at, copy) in smoothed.training.iter().enumerate() {
                let kinds = |basket: &[u32]| {
                    let mut kinds: Vec<_> = basket
                        .iter()
                        .map(|sku| question.goods[*sku as usize])
                        .map(|goods| (goods.category, goods.is_cold, goods.turn))
                        .collect();
                    kinds.sort_unstable();
                    kinds.dedup();
                    kinds
                };
                assert_eq!(kinds(copy), kinds(&question.training[at % count]));
            }
        }
    }
}
