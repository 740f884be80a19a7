//! A picked order waits for a station and is packed into bags.

use domain::decision::Policies;
use domain::decision::bagging::{BagItem, BaggingQuestion};
use domain::ids::OrderId;
use domain::rng::Purpose;
use domain::units::Millis;

use crate::error::SimError;
use crate::event::Event;
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
    match world.stores[store].packing.arrive(order) {
        Some(order) => begin(world, policies, order),
        None => Ok(()),
    }
}

/// A station takes an order.
fn begin(world: &mut World<'_>, policies: &mut Policies, order: OrderId) -> Result<(), SimError> {
    world.book(order, Stage::PackQueue, world.now);
    world.orders[order].status = Status::Packing;
    let (work, rules) = (&world.instance.work, &world.instance.handling);
    let mut stream = world.streams.open(Purpose::Packing, world.orders[order].key);
    let mut seconds = work.pack_setup_s.draw(&mut stream);
    let (mut items, mut visits) = (Vec::with_capacity(16), Vec::with_capacity(16));
    for line in world.orders.lines(order) {
        let sku = world.instance.catalog.sku(line.sku);
        let item = BagItem {
            weight: sku.weight,
            volume: sku.volume,
            is_cold: sku.is_cold,
            is_fragile: sku.is_fragile,
            class: rules.bag_class(sku, &world.instance.catalog),
        };
        items.extend(std::iter::repeat_n(item, usize::from(line.held)));
        visits.extend(std::iter::repeat_n(line.visit, usize::from(line.held)));
        // Drawn for every line, found or not, so that later draws keep their place.
        if stream.chance(work.wrong_item_share) && line.held > 0 {
            seconds += work.correction_s;
        }
    }
    let mut in_place = 0;
    if !items.is_empty() {
        let question = BaggingQuestion {
            crush_weight: rules.crush_weight,
            ..BaggingQuestion::of(&items, work.bag_weight, work.bag_volume)
        };
        let bags = world.ask(&mut policies.bagging, Subject::Order(order), &question)?;
        world.orders[order].bags = bags.len() as u16;
        if work.fills_bags {
            let visited =
                |bag: &Vec<u16>| longest_rise(bag.iter().map(|item| visits[usize::from(*item)]));
            in_place = bags.iter().map(visited).sum();
        }
    }
    seconds += (items.len() - in_place) as f64 * work.pack_unit_s;
    seconds += f64::from(world.orders[order].bags) * work.pack_bag_s;
    let done = world.now + Millis::from_s(seconds);
    world.calendar.schedule(done, Event::PackingDone(order));
    Ok(())
}

/// Most units of a bag that can stay where the picker put them: of the visits that brought them,
/// from the bottom of the bag to its top, the longest subsequence that never falls (Fredman 1975,
/// doi:10.1016/0012-365X(75)90103-X). The others belong beneath what came before them, and are
/// packed at the station. O(n log n).
fn longest_rise(visits: impl Iterator<Item = u16>) -> usize {
    // The least visit on which a subsequence of each length can end.
    let mut ends: Vec<u16> = Vec::new();
    for visit in visits {
        match ends.partition_point(|end| *end <= visit) {
            place if place == ends.len() => ends.push(visit),
            place => ends[place] = visit,
        }
    }
    ends.len()
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
    match world.stores[store].packing.leave() {
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
    world.stores[store].ready.push(order);
    world.ask_dispatch(store);
}

fn give_up(world: &mut World<'_>, order: OrderId) {
    let shown = &mut world.orders[order];
    shown.status = Status::Cancelled;
    let (clicked, store, patience) = (shown.clicked, shown.store, shown.patience.take());
    if let Some(ticket) = patience {
        world.calendar.cancel(ticket);
    }
    world.stores[store].let_go(order);
    world.record(Fact::Cancelled { order, clicked, reason: CancelReason::NothingFound });
    world.settle_cancelled(order);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn units_that_came_in_building_order_stay() {
        let rise = |visits: &[u16]| longest_rise(visits.iter().copied());
        assert_eq!(rise(&[1, 2, 2, 3]), 4);
        assert_eq!(rise(&[4, 3, 2, 1]), 1);
        // The heavy one at the bottom came last: it alone is packed anew.
        assert_eq!(rise(&[9, 1, 2, 3]), 3);
        assert_eq!(rise(&[]), 0);
    }

    proptest! {
        #[test]
        fn no_larger_part_of_a_bag_is_in_order(visits in prop::collection::vec(0_u16..6, 0..9)) {
            let most = (0..1_u32 << visits.len())
                .filter_map(|kept| {
                    let part: Vec<u16> = (0..visits.len())
                        .filter(|place| kept >> place & 1 == 1)
                        .map(|place| visits[place])
                        .collect();
                    part.is_sorted().then_some(part.len())
                })
                .max();
            prop_assert_eq!(Some(longest_rise(visits.into_iter())), most);
        }
    }
}
