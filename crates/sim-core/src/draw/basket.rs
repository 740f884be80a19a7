//! What a customer puts into the basket.

use domain::catalog::Catalog;
use domain::demand::BasketModel;
use domain::ids::SkuId;
use domain::instance::Instance;
use domain::order::Line;
use domain::rng::{Purpose, Stream, Streams};

/// How often a SKU that is in the basket already is drawn again before the line is given up.
const REDRAWS: usize = 4;

/// Fills `basket` with distinct SKUs.
///
/// A basket has a mission; each line stays with it or takes anything. The mission is drawn by
/// the popularity of its goods, so that over all baskets every SKU keeps its popularity.
pub(crate) fn fill(
    basket: &mut Vec<Line>,
    model: &BasketModel,
    catalog: &Catalog,
    stream: &mut Stream,
) {
    basket.clear();
    if !model.observed.is_empty() {
        let pick = stream.below(model.observed.len() as u32) as usize;
        basket.extend_from_slice(&model.observed[pick]);
        return;
    }
    let wanted = libm::ceil(model.lines.draw(stream)).clamp(1.0, f64::from(model.max_lines));
    let mission = &catalog.missions[catalog.by_mission.draw(stream)];
    for _ in 0..wanted as usize {
        for _ in 0..=REDRAWS {
            let sku = if stream.chance(model.mission_share) {
                mission.skus[mission.by_popularity.draw(stream)]
            } else {
                SkuId::from(catalog.by_popularity.draw(stream))
            };
            if basket.iter().any(|line| line.sku == sku) {
                continue;
            }
            basket.push(Line { sku, quantity: units(model, stream) });
            break;
        }
    }
}

/// Of this many baskets as customers fill them, how many are more than a rider carries.
#[must_use]
pub fn not_carried(instance: &Instance, baskets: u64) -> u64 {
    let (mut basket, streams) = (Vec::new(), Streams::new(0, 0));
    let is_refused = |number: &u64| {
        let mut stream = streams.open(Purpose::Basket, *number);
        fill(&mut basket, &instance.demand.basket, &instance.catalog, &mut stream);
        !instance.carries(basket.iter().copied())
    };
    (0..baskets).filter(is_refused).count() as u64
}

/// One, and with the same chance each time one more.
fn units(model: &BasketModel, stream: &mut Stream) -> u16 {
    let mut units = 1;
    while units < model.max_units && stream.chance(model.further_unit) {
        units += 1;
    }
    units
}
