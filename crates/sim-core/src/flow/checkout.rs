//! The customer clicks: payment, and stock is reserved.

use domain::ids::OrderId;
use domain::loyalty::Lived;
use domain::rng::Purpose;
use domain::units::{Grams, Millilitres, Millis, Paise};

use crate::event::Event;
use crate::state::orders::Status;
use crate::trace::{Fact, LossReason, MissedAt, StockState};
use crate::world::World;

/// `order` is clicked.
///
/// Check and reservation of a line are one step of the calendar, so nothing is sold twice. Units
/// that the books do not have are dropped from the order and counted.
pub(crate) fn checkout(world: &mut World<'_>, order: OrderId) {
    let choice = &world.instance.demand.choice;
    let mut payment = world.streams.open(Purpose::Payment, world.orders[order].key);
    let processing = choice.payment_s.draw(&mut payment) + choice.notify_s.draw(&mut payment);
    if payment.chance(choice.payment_failure) {
        return lose(world, order, LossReason::PaymentFailed);
    }
    let store = world.orders[order].store;
    let in_stock = world
        .orders
        .lines(order)
        .iter()
        .any(|line| world.stock[store].shelf(line.sku).books(StockState::Available) > 0);
    if !in_stock {
        lose(world, order, LossReason::OutOfStock);
        let lived = Lived { missing: 1.0, ..Lived::default() };
        return world.lived_through(order, lived);
    }
    let (units, value) = reserve(world, order);
    world.orders[order].value = value;
    world.orders[order].clicked = world.now;
    world.orders[order].booked = world.now;
    world.orders[order].status = Status::Processing;
    world.stores[store].under_way.push(order);
    let minute = world.now.minute() as u32;
    world.record(Fact::Placed { order, store, units, value, minute });

    let mut patience = world.streams.open(Purpose::Patience, world.orders[order].key);
    let waits = Millis::from_s(choice.patience_min.draw(&mut patience) * 60.0);
    let ticket = world.calendar.schedule(world.now + waits, Event::PatienceEnds(order));
    world.orders[order].patience = Some(ticket);
    let paid = world.now + Millis::from_s(processing);
    world.calendar.schedule(paid, Event::PickRequested(order));
}

fn lose(world: &mut World<'_>, order: OrderId, reason: LossReason) {
    world.orders[order].status = Status::Lost;
    world.record(Fact::Lost { order, reason });
}

/// Holds what the books have for each line; units held and their value.
fn reserve(world: &mut World<'_>, order: OrderId) -> (u16, Paise) {
    let store = world.orders[order].store;
    let (mut units, mut value) = (0, Paise::ZERO);
    let (mut weight, mut volume) = (Grams::ZERO, Millilitres::ZERO);
    for position in 0..world.orders.lines(order).len() {
        let line = world.orders.lines(order)[position];
        let books = world.stock[store].shelf(line.sku).books(StockState::Available);
        let held = line.wanted.min(books.min(u32::from(u16::MAX)) as u16);
        world.orders.lines_mut(order)[position].held = held;
        world.transfer(store, line.sku, StockState::Available, StockState::Reserved, held.into());
        if held < line.wanted {
            let missed = line.wanted - held;
            world.record(Fact::LineMissed {
                order,
                sku: line.sku,
                units: missed,
                at: MissedAt::Checkout,
            });
        }
        let sku = world.instance.catalog.sku(line.sku);
        units += held;
        value += sku.price * i64::from(held);
        weight += sku.weight * u32::from(held);
        volume += sku.volume * u32::from(held);
    }
    world.orders[order].weight = weight;
    world.orders[order].volume = volume;
    (units, value)
}
