//! The app asks for a fee to show, and the customer decides.

use domain::decision::Policies;
use domain::decision::delivery_fee::DeliveryFeeQuestion;
use domain::ids::OrderId;
use domain::loyalty::Lived;
use domain::rng::Purpose;
use domain::units::Millis;

use crate::error::SimError;
use crate::event::Event;
use crate::state::orders::Status;
use crate::trace::{Fact, LossReason, Subject};
use crate::world::World;

/// A fee for `order`; the customer takes promise and fee, or leaves.
///
/// # Errors
/// When the fee breaks a rule.
pub(crate) fn fee_asked(
    world: &mut World<'_>,
    policies: &mut Policies,
    order: OrderId,
) -> Result<(), SimError> {
    let instance = world.instance;
    let (store, customer) = (world.orders[order].store, world.orders[order].customer);
    let place = &instance.stores[store.index()];
    let state = &world.stores[store];
    let level = instance.demand.hour_of_week[instance.calendar.hour_of_week(world.now)];
    let question = DeliveryFeeQuestion {
        now: world.now,
        store,
        zone: customer.zone,
        distance: place.point.distance(customer.point),
        is_subscriber: customer.is_subscriber,
        queue_depth: state.pending(),
        available_riders: state.idle_riders,
        expected_orders: place.expected_orders(level, Millis::MINUTE * 10),
        rain: world.rain,
    };
    let fee = world.ask(&mut policies.delivery_fee, Subject::Order(order), &question)?;
    if !customer.is_subscriber {
        world.stores[store].last_fee = fee;
    }
    world.orders[order].fee = fee;
    let other = world.other_fees(order);
    world.orders[order].other_fees = other;
    let promise = world.orders[order].quote.promise;
    let under_way = world.stores[store].pending().min(u32::from(u16::MAX)) as u16;
    let is_known_building = world.known_buildings.contains(customer.building.id);
    let quoted = Fact::Quoted { order, store, promise, fee, other, under_way, is_known_building };
    world.record(quoted);
    if accepts(world, order) {
        world.calendar.schedule(world.now, Event::Checkout(order));
    } else {
        world.orders[order].status = Status::Lost;
        world.record(Fact::Lost { order, reason: LossReason::WalkedAway });
        let announced = world.announced(order);
        world.lived_through(order, Lived { announced, ..Lived::default() });
    }
    Ok(())
}

/// Whether the customer clicks at the promise and the fees shown. The customer's one uniform is the
/// same whatever is shown.
fn accepts(world: &World<'_>, order: OrderId) -> bool {
    let shown = &world.orders[order];
    let mut stream = world.streams.open(Purpose::Browse, shown.key);
    let choice = &world.instance.demand.choice;
    let fees = shown.fee + world.weighed_fees(order);
    stream.chance(choice.acceptance(shown.quote.promise, fees, shown.customer.is_subscriber))
}
