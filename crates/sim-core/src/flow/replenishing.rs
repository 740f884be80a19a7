//! A store reviews its stock and orders from its suppliers.

use domain::decision::Policies;
use domain::decision::replenish::{ReplenishQuestion, StockPosition};
use domain::dist::standard_normal_quantile;
use domain::ids::{PurchaseId, SkuId, StoreId};
use domain::rng::Purpose;
use domain::units::Millis;

use crate::error::SimError;
use crate::event::Event;
use crate::state::purchases::{Purchase, Shipment};
use crate::trace::{Fact, StockState, Subject};
use crate::world::World;

/// Nine tenths of the way up the standard normal: half the width of an 80 % interval.
fn eighty_percent() -> f64 {
    standard_normal_quantile(0.9)
}

/// A store reviews its stock.
///
/// # Errors
/// When the purchase order breaks a rule.
pub(crate) fn stock_review(
    world: &mut World<'_>,
    policies: &mut Policies,
    store: StoreId,
) -> Result<(), SimError> {
    let review = world.stores[store].reviews;
    world.stores[store].reviews += 1;
    let positions = positions(world, store);
    let question = ReplenishQuestion {
        now: world.now,
        store,
        positions: (&positions).into(),
        protection: protection(world),
    };
    let lines = world.ask(&mut policies.replenish, Subject::Store(store), &question)?;
    if lines.is_empty() {
        return Ok(());
    }
    let purchase = PurchaseId::from(world.purchases.len());
    world.record(Fact::Purchased { purchase, store, lines: lines.len() as u32 });
    let mut shipments = Vec::with_capacity(lines.len());
    for line in lines {
        let (sku, units) = (line.sku, line.quantity);
        world.stock[store].enter(sku, StockState::Ordered, units);
        world.record(Fact::Ordered { store, sku, units });
        shipments.push(Shipment { sku, units, damaged: 0, short: 0 });
    }
    let key = u64::from(store.0) << 48 | u64::from(review) << 32;
    let mut stream = world.streams.open(Purpose::Supply, key);
    let ready = Millis::from_s(world.instance.supply.dispatch_h.draw(&mut stream) * 3600.0);
    world.purchases.push(Purchase { key, store, lines: shipments });
    world.calendar.schedule(world.now + ready, Event::PurchaseShips(purchase));
    Ok(())
}

fn positions(world: &World<'_>, store: StoreId) -> Vec<StockPosition> {
    let orders = world.instance.stores[store.index()].expected_orders_per_day;
    let dispersion = world.instance.supply.demand_dispersion;
    let snapshot = |(number, sku): (usize, &domain::catalog::Sku)| {
        let id = SkuId::from(number);
        let shelf = world.stock[store].shelf(id);
        let mean = orders * world.instance.demand.units_per_order[number];
        let half_width = eighty_percent() * (dispersion * mean).sqrt();
        StockPosition {
            sku: id,
            available: shelf.books(StockState::Available) + shelf.books(StockState::Suspect),
            on_order: [
                StockState::Ordered,
                StockState::InTransit,
                StockState::Received,
                StockState::Putaway,
            ]
            .map(|state| shelf.books(state))
            .iter()
            .sum(),
            daily_demand: mean,
            daily_low: (mean - half_width).max(0.0),
            daily_high: mean + half_width,
            price: sku.price,
            cost: sku.cost,
            shelf_life_days: sku.shelf_life_days,
            min_order_quantity: sku.min_order_quantity,
        }
    };
    world.instance.catalog.skus.iter().enumerate().map(snapshot).collect()
}

/// Longest gap between two reviews, and the mean lead time.
fn protection(world: &World<'_>) -> Millis {
    let supply = &world.instance.supply;
    let reviews = &supply.review_min;
    let around = reviews.first().map_or(1440, |first| first + 1440);
    let next = reviews.iter().skip(1).copied().chain([around]);
    let gap = reviews.iter().zip(next).map(|(a, b)| b - a).max().unwrap_or(1440);
    let hours = supply.dispatch_h.mean() + supply.transit_h.mean();
    let lead_s = hours * 3600.0 + supply.putaway_min.mean() * 60.0;
    Millis::MINUTE * u64::from(gap) + Millis::from_s(lead_s)
}
