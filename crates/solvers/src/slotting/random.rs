//! The baseline of slotting: goods in random order, as they came in.

use domain::decision::Solver;
use domain::decision::slotting::{Slotted, Slotting, SlottingQuestion};
use domain::rng::Stream;

use super::filling::{by_distance, filled, room_beside_fixed};
use super::pricing::priced;
use crate::{Entry, entry, settings};

/// In the registry.
pub const ENTRY: Entry<dyn Slotting> = entry!(
    "random",
    "SKUs in random order into the bays from the depot on, or into any bay.",
    Random::new(Config)
);

settings! {
    /// Which bays are filled.
    pub struct Config {
        /// Into any bay that has room, and not into the nearest first: empty bays are left anywhere.
        is_spread: bool = false;
    }
}

/// Looks at nothing.
#[derive(Clone, Debug)]
pub struct Random {
    config: Config,
}

impl Random {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config }
    }
}

impl Solver for Random {}

impl Slotting for Random {
    fn slot(&mut self, question: &SlottingQuestion<'_>, rng: &mut Stream) -> Slotted {
        let mut order: Vec<u32> = (0..question.goods.len() as u32).collect();
        shuffle(&mut order, rng);
        let layout = if self.config.is_spread { spread(question, &order, rng) } else { None };
        let compact = || filled(question, &order, &by_distance(question));
        priced(question, layout.unwrap_or_else(compact))
    }
}

/// Each SKU in any bay that has room for it, all alike; `None` where one is left out.
fn spread(question: &SlottingQuestion<'_>, order: &[u32], rng: &mut Stream) -> Option<Vec<u32>> {
    let mut free = room_beside_fixed(question);
    let mut layout = question.today();
    for &sku in order.iter().filter(|sku| !question.goods[**sku as usize].is_fixed) {
        let goods = question.goods[sku as usize];
        let space = u64::from(goods.space);
        let open: Vec<usize> = (0..free.len())
            .filter(|bay| question.bays[*bay].is_cold == goods.is_cold && free[*bay] >= space)
            .collect();
        let bay = *open.get(rng.below(open.len() as u32) as usize)?;
        layout[sku as usize] = bay as u32;
        free[bay] -= space;
    }
    Some(layout)
}

/// Fisher and Yates' shuffle.
fn shuffle(items: &mut [u32], rng: &mut Stream) {
    for at in (1..items.len()).rev() {
        items.swap(at, rng.below(at as u32 + 1) as usize);
    }
}
