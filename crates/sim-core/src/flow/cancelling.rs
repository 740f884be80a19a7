//! A customer's patience ends before the order has left the store.

use domain::ids::OrderId;

use crate::state::orders::Status;
use crate::trace::{CancelReason, Fact, StockState};
use crate::world::World;

/// The customer of `order` cancels.
///
/// Wherever the order stands, its goods go back; a picker on the walk notices at the next slot.
pub(crate) fn patience_ends(world: &mut World<'_>, order: OrderId) {
    let store = world.orders[order].store;
    let state = &mut world.orders[order];
    state.patience = None;
    let (status, clicked) = (state.status, state.clicked);
    state.status = Status::Cancelled;
    let place = &mut world.stores[store];
    place.let_go(order);
    match status {
        Status::Processing => world.put_back(order, StockState::Reserved),
        Status::PickQueue => {
            place.pick_queue.retain(|waiting| *waiting != order);
            world.put_back(order, StockState::Reserved);
        }
        Status::Picking => put_back_half_picked(world, order),
        Status::PackQueue => {
            place.packing.withdraw(&order);
            world.put_back(order, StockState::Picked);
        }
        Status::Packing => world.put_back(order, StockState::Picked),
        Status::Ready => {
            place.ready.retain(|waiting| *waiting != order);
            world.put_back(order, StockState::Packed);
        }
        Status::Promised => {
            if let Some(rider) = world.orders[order].rider {
                world.riders[rider].next.retain(|waiting| *waiting != order);
            }
            world.put_back(order, StockState::Packed);
        }
        Status::Browsing
        | Status::Lost
        | Status::Loading
        | Status::OnTrip
        | Status::Delivered
        | Status::Cancelled
        | Status::Failed => unreachable!("patience ends only while an order is in the store"),
    }
    world.record(Fact::Cancelled { order, clicked, reason: CancelReason::Patience });
    world.settle_cancelled(order);
}

/// Lines that the picker has not reached are still reserved; the others are in the tote.
fn put_back_half_picked(world: &mut World<'_>, order: OrderId) {
    let store = world.orders[order].store;
    let picker = world.orders[order].picker.map(|picker| &world.pickers[picker]);
    // Between the stations and the line before them no picker holds the order any more.
    let picker = picker.filter(|picker| picker.tour.contains(&order));
    let stops = picker.into_iter().flat_map(|picker| &picker.stops);
    let ahead: Vec<u16> = stops.filter(|stop| stop.order == order).map(|stop| stop.line).collect();
    for line in ahead {
        let held = &mut world.orders.lines_mut(order)[usize::from(line)];
        let (sku, units) = (held.sku, u32::from(std::mem::take(&mut held.held)));
        world.transfer(store, sku, StockState::Reserved, StockState::Available, units);
    }
    world.put_back(order, StockState::Picked);
}
