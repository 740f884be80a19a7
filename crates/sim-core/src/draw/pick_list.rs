//! What the lines of an order will take a picker, and at which slots their goods will be.

use domain::ids::{OrderId, SkuId, StoreId};
use domain::rng::{Purpose, Stream};
use domain::units::Millis;

use crate::state::pickers::{Face, Stop};
use crate::world::World;

/// The time to begin with, and the stops of the lines that are held, at their first slots.
///
/// Everything is drawn for every line in the order of lines, held or not, so that neither the route
/// nor the stock changes what another line draws.
pub(crate) fn draw(world: &World<'_>, order: OrderId) -> (Millis, Vec<Stop>) {
    let instance = world.instance;
    let (work, key) = (&instance.work, world.orders[order].key);
    let store = world.orders[order].store;
    let floor = world.floor(store);
    let mut stream = world.streams.open(Purpose::Picking, key);
    let mut second = world.streams.open(Purpose::SecondFace, key);
    let setup = Millis::from_s(work.pick_setup_s.draw(&mut stream));
    let mut stops = Vec::with_capacity(world.orders.lines(order).len());
    for (position, line) in world.orders.lines(order).iter().enumerate() {
        let sku = instance.catalog.sku(line.sku);
        let further = f64::from(line.wanted.saturating_sub(1)) * work.pick_unit_s;
        let stop = Stop {
            order,
            line: position as u16,
            turn: instance.handling.turn(sku),
            handling: Millis::from_s(work.pick_line_s.draw(&mut stream) + further),
            search: Millis::from_s(work.search_s.draw(&mut stream)),
            here: Face {
                slot: floor.slot(line.sku),
                number: 0,
                is_empty: stream.chance(work.misplaced_share),
            },
            elsewhere: floor.second_slots[line.sku.index()].map(|slot| Face {
                slot,
                number: 1,
                is_empty: is_second_empty(world, store, line.sku, &mut second),
            }),
        };
        if line.held > 0 {
            stops.push(stop);
        }
    }
    (setup, stops)
}

/// Whether the goods are not at their second slot; how often is a trait of the SKU in this store.
fn is_second_empty(world: &World<'_>, store: StoreId, sku: SkuId, stream: &mut Stream) -> bool {
    let entity = u64::from(store.0) << 32 | u64::from(sku.0);
    let trait_of_slot = world.fixed.open(Purpose::SecondFace, entity).uniform();
    stream.chance(2.0 * trait_of_slot * world.instance.work.second_face_empty_share)
}
