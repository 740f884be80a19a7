//! What the lines of an order will take a picker, and at which slots their goods will be.

use domain::ids::{OrderId, SkuId, StoreId};
use domain::instance::Instance;
use domain::rng::{Purpose, Streams};
use domain::units::Millis;

use crate::state::orders::Orders;
use crate::state::pickers::{Face, Stop};

/// The time to begin with, and the stops of the lines that are held, at their first slots.
///
/// Everything is drawn for every line in the order of lines, held or not, so that neither the route
/// nor the stock changes what another line draws. `fixed` are the streams of the city, not of the
/// day.
pub(crate) fn draw(
    instance: &Instance,
    orders: &Orders,
    order: OrderId,
    streams: &Streams,
    fixed: &Streams,
) -> (Millis, Vec<Stop>) {
    let (work, key) = (&instance.work, orders[order].key);
    let store = orders[order].store;
    let floor = &instance.floors[instance.stores[store.index()].floor];
    let empty_share = work.second_face_empty_share;
    let mut stream = streams.open(Purpose::Picking, key);
    let mut second = streams.open(Purpose::SecondFace, key);
    let setup = Millis::from_s(work.pick_setup_s.draw(&mut stream));
    let mut stops = Vec::with_capacity(orders.lines(order).len());
    for (position, line) in orders.lines(order).iter().enumerate() {
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
                is_empty: {
                    let often = second_empty_share(fixed, store, line.sku, empty_share);
                    second.chance(often)
                },
            }),
        };
        if line.held > 0 {
            stops.push(stop);
        }
    }
    (setup, stops)
}

/// How often goods are not at their second slot: a trait of the SKU in this store.
fn second_empty_share(fixed: &Streams, store: StoreId, sku: SkuId, mean: f64) -> f64 {
    let entity = u64::from(store.0) << 32 | u64::from(sku.0);
    2.0 * fixed.open(Purpose::SecondFace, entity).uniform() * mean
}
