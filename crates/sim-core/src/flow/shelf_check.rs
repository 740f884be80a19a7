//! Somebody looks at the shelves: for goods past their date, and for what a picker did not find.

use domain::ids::{SkuId, StoreId};

use crate::trace::StockState;
use crate::world::World;

/// Goods past their date leave the shelves of a store.
///
/// Units that orders in hand have reserved stay for their picker.
pub(crate) fn expiry_check(world: &mut World<'_>, store: StoreId) {
    for number in 0..world.instance.catalog.skus.len() {
        let sku = SkuId::from(number);
        let shelf = world.stock[store].shelf_mut(sku);
        let free = shelf.books(StockState::Available);
        let gone = shelf.expired(world.now.day()).min(free);
        if gone > 0 {
            shelf.take(gone);
            world.transfer(store, sku, StockState::Available, StockState::Expired, gone);
        }
    }
}

/// The shelf has been looked through: the books now say what is there.
pub(crate) fn shelf_rechecked(world: &mut World<'_>, store: StoreId, sku: SkuId) {
    let shelf = world.stock[store].shelf_mut(sku);
    shelf.recheck_due = false;
    let (reserved, available, suspect) = (
        shelf.books(StockState::Reserved),
        shelf.books(StockState::Available),
        shelf.books(StockState::Suspect),
    );
    let booked = reserved + available + suspect;
    let on_hand = shelf.on_hand();
    let lost = booked.saturating_sub(on_hand).min(suspect);
    let found = on_hand.saturating_sub(booked).min(shelf.books(StockState::Missing));
    world.transfer(store, sku, StockState::Suspect, StockState::Missing, lost);
    world.transfer(store, sku, StockState::Suspect, StockState::Available, suspect - lost);
    world.transfer(store, sku, StockState::Missing, StockState::Available, found);
}
