//! The baseline bagging: items as they were picked, a new bag when one is full.

use domain::decision::Solver;
use domain::decision::bagging::{Bagging, BaggingQuestion, Bags};
use domain::rng::Stream;
use domain::units::{Grams, Millilitres};

use super::company::Company;
use crate::{Entry, entry};

/// In the registry.
pub const ENTRY: Entry<dyn Bagging> = entry!(
    "first_come",
    "Items in the order given, a new bag whenever the next does not fit.",
    FirstCome
);

/// Next fit without sorting.
#[derive(Clone, Debug)]
pub struct FirstCome;

impl Solver for FirstCome {}

impl Bagging for FirstCome {
    fn pack(&mut self, question: &BaggingQuestion<'_>, _rng: &mut Stream) -> Bags {
        next_fit(question, 0..question.items.len() as u16, question.max_weight)
    }
}

/// Fills one bag after another with `items` in the given order; never returns to an earlier bag.
///
/// A bag is closed as well when the next item must not share it. An item that alone exceeds the limits gets a bag of its own.
pub(crate) fn next_fit(
    question: &BaggingQuestion<'_>,
    items: impl IntoIterator<Item = u16>,
    max_weight: Grams,
) -> Bags {
    let mut bags = Bags::new();
    let company = Company::of(question);
    let (mut weight, mut volume) = (Grams::ZERO, Millilitres::ZERO);
    for number in items {
        let item = question.items[usize::from(number)];
        let fits = weight + item.weight <= max_weight
            && volume + item.volume <= question.max_volume
            && bags.last().is_some_and(|bag| company.allows(bag, number));
        match bags.last_mut() {
            Some(bag) if fits => bag.push(number),
            _ => {
                bags.push(vec![number]);
                (weight, volume) = (Grams::ZERO, Millilitres::ZERO);
            }
        }
        weight += item.weight;
        volume += item.volume;
    }
    bags
}
