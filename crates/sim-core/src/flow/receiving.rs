//! A supplier's delivery travels, is scanned at the door and put on the shelves.

use domain::ids::PurchaseId;
use domain::rng::{Purpose, Stream};
use domain::units::Millis;

use crate::event::Event;
use crate::state::purchases::Shipment;
use crate::trace::{Fact, StockState};
use crate::world::World;

/// Streams of a purchase order: one for its times, one for each of its SKUs.
fn stream(world: &World<'_>, purchase: PurchaseId, part: u32) -> Stream {
    world.streams.open(Purpose::Supply, world.purchases[purchase].key | u64::from(part))
}

/// Moves every line of a purchase order from one state to the next.
fn advance(world: &mut World<'_>, purchase: PurchaseId, from: StockState, to: StockState) {
    let store = world.purchases[purchase].store;
    for position in 0..world.purchases[purchase].lines.len() {
        let Shipment { sku, units, damaged, .. } = world.purchases[purchase].lines[position];
        world.transfer(store, sku, from, to, units - damaged);
    }
}

/// The truck leaves the supplier.
pub(crate) fn purchase_ships(world: &mut World<'_>, purchase: PurchaseId) {
    advance(world, purchase, StockState::Ordered, StockState::InTransit);
    let mut times = stream(world, purchase, u32::MAX);
    let hours = world.instance.supply.transit_h.draw(&mut times);
    let arrives = world.now + Millis::from_s(hours * 3600.0);
    world.calendar.schedule(arrives, Event::PurchaseArrives(purchase));
}

/// The delivery is scanned: damage shows, a short count does not.
pub(crate) fn purchase_arrives(world: &mut World<'_>, purchase: PurchaseId) {
    advance(world, purchase, StockState::InTransit, StockState::Received);
    let supply = &world.instance.supply;
    let store = world.purchases[purchase].store;
    for position in 0..world.purchases[purchase].lines.len() {
        let line = world.purchases[purchase].lines[position];
        let mut errors = stream(world, purchase, line.sku.0 + 1);
        let expected = f64::from(line.units) * supply.damaged_share;
        // The mean is kept by rounding up as often as the fraction says.
        let whole = libm::floor(expected);
        let extra = u32::from(errors.chance(expected - whole));
        let damaged = (whole as u32 + extra).min(line.units);
        let is_short = errors.chance(supply.short_share);
        let missing = libm::ceil(f64::from(line.units) * supply.short_fraction) as u32;
        let short = if is_short { missing.min(line.units - damaged) } else { 0 };
        world.transfer(store, line.sku, StockState::Received, StockState::Damaged, damaged);
        let shipment = &mut world.purchases[purchase].lines[position];
        shipment.damaged = damaged;
        shipment.short = short;
    }
    advance(world, purchase, StockState::Received, StockState::Putaway);
    let mut times = stream(world, purchase, u32::MAX - 1);
    let minutes = supply.putaway_min.draw(&mut times);
    let shelved = world.now + Millis::from_s(minutes * 60.0);
    world.calendar.schedule(shelved, Event::PurchaseShelved(purchase));
}

/// The goods are on the shelves and for sale.
pub(crate) fn purchase_shelved(world: &mut World<'_>, purchase: PurchaseId) {
    advance(world, purchase, StockState::Putaway, StockState::Available);
    let store = world.purchases[purchase].store;
    for position in 0..world.purchases[purchase].lines.len() {
        let line = world.purchases[purchase].lines[position];
        let last_day = world.last_day(line.sku);
        let arrived = line.units - line.damaged - line.short;
        world.stock[store].shelf_mut(line.sku).put(arrived, last_day);
        if line.short > 0 {
            world.record(Fact::Discrepancy { store, sku: line.sku, units: line.short });
        }
    }
    world.purchases[purchase].lines = Vec::new();
}
