//! A picked order waits for a station and is packed into bags.

use domain::decision::Policies;
use domain::decision::bagging::{BagItem, BaggingQuestion};
use domain::ids::OrderId;
use domain::rng::Purpose;
use domain::units::Millis;

use crate::event::Event;
use crate::simulation::SimError;
use crate::stage::Stage;
use crate::state::orders::Status;
use crate::trace::{CancelReason, Fact, StockState, Subject};
use crate::world::World;

/// `order` comes to the stations.
///
/// # Errors
/// When the bags break a rule.
pub(crate) fn pack_requested(
    world: &mut World<'_>,
    policies: &mut Policies,
    order: OrderId,
) -> Result<(), SimError> {
    if world.orders[order].status != Status::Picking {
        return Ok(());
    }
    world.orders[order].status = Status::PackQueue;
    let store = world.orders[order].store;
    match world.stores[store.index()].packing.arrive(order) {
        Some(order) => begin(world, policies, order),
        None => Ok(()),
    }
}

/// A station takes an order.
fn begin(world: &mut World<'_>, policies: &mut Policies, order: OrderId) -> Result<(), SimError> {
    world.book(order, Stage::PackQueue, world.now);
    world.orders[order].status = Status::Packing;
    let work = &world.instance.work;
    let mut stream = world.streams.open(Purpose::Packing, world.orders[order].key);
    let mut seconds = work.pack_setup_s.draw(&mut stream);
    let mut items = Vec::with_capacity(16);
    for line in world.orders.lines(order) {
        let sku = world.instance.catalog.sku(line.sku);
        let item = BagItem {
            weight: sku.weight,
            volume: sku.volume,
            is_cold: sku.is_cold,
            is_fragile: sku.is_fragile,
            class: 0,
        };
        items.extend(std::iter::repeat_n(item, usize::from(line.held)));
        // Drawn for every line, found or not, so that later draws keep their place.
        if stream.chance(work.wrong_item_share) && line.held > 0 {
            seconds += work.correction_s;
        }
    }
    if !items.is_empty() {
        let question = BaggingQuestion::of(&items, work.bag_weight, work.bag_volume);
        let bags = world.ask(&mut policies.bagging, Subject::Order(order), &question)?;
        world.orders[order].bags = bags.len() as u16;
    }
    seconds += items.len() as f64 * work.pack_unit_s;
    seconds += f64::from(world.orders[order].bags) * work.pack_bag_s;
    let done = world.now + Millis::from_s(seconds);
    world.calendar.schedule(done, Event::PackingDone(order));
    Ok(())
}

/// `order` is in its bags; the station takes the next.
///
/// # Errors
/// When the bags of the next order break a rule.
pub(crate) fn packing_done(
    world: &mut World<'_>,
    policies: &mut Policies,
    order: OrderId,
) -> Result<(), SimError> {
    let store = world.orders[order].store;
    if world.orders[order].status == Status::Packing {
        world.book(order, Stage::Packing, world.now);
        if world.orders[order].bags == 0 {
            // Not one item was on the shelf: there is nothing to deliver.
            give_up(world, order);
        } else {
            hand_to_bay(world, order);
        }
    }
    match world.stores[store.index()].packing.leave() {
        Some(next) => begin(world, policies, next),
        None => Ok(()),
    }
}

fn hand_to_bay(world: &mut World<'_>, order: OrderId) {
    let store = world.orders[order].store;
    for position in 0..world.orders.lines(order).len() {
        let line = world.orders.lines(order)[position];
        world.transfer(store, line.sku, StockState::Picked, StockState::Packed, line.held.into());
    }
    world.orders[order].status = Status::Ready;
    world.orders[order].ready = world.now;
    let bags = world.orders[order].bags;
    world.record(Fact::Packed { order, bags });
    world.stores[store.index()].ready.push(order);
    world.ask_dispatch(store);
}

fn give_up(world: &mut World<'_>, order: OrderId) {
    let shown = &mut world.orders[order];
    shown.status = Status::Cancelled;
    let (clicked, store, patience) = (shown.clicked, shown.store, shown.patience.take());
    if let Some(ticket) = patience {
        world.calendar.cancel(ticket);
    }
    world.stores[store.index()].pending -= 1;
    world.record(Fact::Cancelled { order, clicked, reason: CancelReason::NothingFound });
}
