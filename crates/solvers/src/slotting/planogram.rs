//! Slotting as in a shop: categories kept together along one way through the aisles.
//!
//! The way goes into the first aisle and back out of the next, as shoppers are led.

use domain::decision::Solver;
use domain::decision::slotting::{Slotted, Slotting, SlottingQuestion};
use domain::rng::Stream;

use super::filling::{filled, picks};
use super::pricing::priced;
use crate::{Entry, entry};

/// In the registry.
pub const ENTRY: Entry<dyn Slotting> = entry!(
    "planogram",
    "Categories kept together along the shopper's way, the most popular first.",
    Planogram
);

/// Lays categories one after the other along the way.
#[derive(Clone, Debug)]
pub struct Planogram;

impl Solver for Planogram {}

impl Slotting for Planogram {
    fn slot(&mut self, question: &SlottingQuestion<'_>, _rng: &mut Stream) -> Slotted {
        let picks = picks(question);
        let mut popularity = std::collections::BTreeMap::<u32, u64>::new();
        for (goods, picks) in question.goods.iter().zip(&picks) {
            *popularity.entry(goods.category).or_default() += u64::from(*picks);
        }
        let mut order: Vec<u32> = (0..picks.len() as u32).collect();
        order.sort_by_key(|sku| {
            let category = question.goods[*sku as usize].category;
            let of_category = std::cmp::Reverse(popularity[&category]);
            (of_category, category, std::cmp::Reverse(picks[*sku as usize]), *sku)
        });
        let mut way: Vec<u32> = (0..question.bays.len() as u32).collect();
        way.sort_by_key(|bay| {
            let slot = question.bays[*bay as usize].slot;
            let depth = slot.depth.0;
            let along =
                if slot.aisle.is_multiple_of(2) { depth } else { question.aisles.length.0 - depth };
            (slot.aisle, along, *bay)
        });
        priced(question, filled(question, &order, &way))
    }
}
