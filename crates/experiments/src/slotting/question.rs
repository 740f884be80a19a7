//! Which SKU is to lie where, as the inside of a scenario's stores asks it.

use domain::catalog::Catalog;
use domain::decision::slotting::{Goods, SlottingQuestion};
use domain::demand::BasketModel;
use domain::rng::{Purpose, Streams};
use domain::store::FloorPlan;
use scenarios::build::basket;
use scenarios::{Scenario, Shelves, Shop};

/// How many baskets to learn from, and as many others to judge by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Count(pub u32);

impl Default for Count {
    fn default() -> Self {
        Self(5_000)
    }
}

/// The question of a scenario: its catalogue, its floor as it is, and baskets of its demand.
///
/// Baskets to learn from and baskets to judge by come from streams of their own, which no simulated
/// day draws from. Where a scenario has observed baskets, those at even positions are to learn
/// from and the others to judge by, as many as there are.
#[must_use]
pub fn question(scenario: &Scenario, shop: &Shop, count: Count) -> SlottingQuestion<'static> {
    let Shop { catalog, baskets, floor } = shop;
    let (training, judged) = match baskets.observed.is_empty() {
        true => (drawn(catalog, baskets, count, 0), drawn(catalog, baskets, count, 1)),
        false => (halved(baskets, count, 0), halved(baskets, count, 1)),
    };
    let shelves = Shelves::of(&scenario.spec.floor, &scenario.spec.handling, catalog, floor);
    posed(catalog, floor, shelves, training, judged)
}

/// The question of a catalogue, a floor and baskets.
pub(super) fn posed(
    catalog: &Catalog,
    floor: &FloorPlan,
    shelves: Shelves,
    training: Vec<Vec<u32>>,
    judged: Vec<Vec<u32>>,
) -> SlottingQuestion<'static> {
    let goods = catalog.skus.iter().enumerate().map(|(at, sku)| Goods {
        space: shelves.facings[at],
        category: sku.category.0,
        is_cold: sku.is_cold,
        turn: shelves.turns[at],
        bay: shelves.bay_of[at],
        is_fixed: false,
    });
    SlottingQuestion {
        aisles: floor.aisles,
        depot: FloorPlan::DEPOT,
        bays: shelves.bays.into(),
        goods: goods.collect(),
        training: training.into(),
        judged: judged.into(),
    }
}

fn drawn(catalog: &Catalog, model: &BasketModel, count: Count, part: u64) -> Vec<Vec<u32>> {
    let streams = Streams::new(1, 0);
    let basket = |number: u32| {
        let mut stream = streams.open(Purpose::Slotting, part << 32 | u64::from(number));
        let lines = basket::draw(catalog, model, &mut stream);
        lines.iter().map(|line| line.sku.0).collect()
    };
    (0..count.0).map(basket).collect()
}

fn halved(model: &BasketModel, count: Count, part: usize) -> Vec<Vec<u32>> {
    let mine = model.observed.iter().skip(part).step_by(2).take(count.0 as usize);
    mine.map(|lines| lines.iter().map(|line| line.sku.0).collect()).collect()
}
