//! The app asks for a fee to show, and the customer decides.

use domain::decision::Policies;
use domain::decision::delivery_fee::DeliveryFeeQuestion;
use domain::ids::OrderId;
use domain::rng::Purpose;
use domain::units::{Millis, Paise};

use crate::event::Event;
use crate::simulation::SimError;
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
    let state = &world.stores[store.index()];
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
        world.stores[store.index()].last_fee = fee;
    }
    world.orders[order].fee = fee;
    let promise = world.orders[order].quote.promise;
    let under_way = world.stores[store.index()].pending().min(u32::from(u16::MAX)) as u16;
    let is_known_building = world.known_buildings.contains(&customer.building.id);
    let quoted = Fact::Quoted { order, store, promise, fee, under_way, is_known_building };
    world.record(quoted);
    if accepts(world, order, promise, fee) {
        world.calendar.schedule(world.now, Event::Checkout(order));
    } else {
        world.orders[order].status = Status::Lost;
        world.record(Fact::Lost { order, reason: LossReason::WalkedAway });
    }
    Ok(())
}

/// Whether the customer clicks: log-odds fall with minutes promised beyond ten and with rupees
/// beyond the usual fee. The customer's one uniform is the same whatever is shown.
fn accepts(world: &World<'_>, order: OrderId, promise: Millis, fee: Paise) -> bool {
    let choice = &world.instance.demand.choice;
    let mut stream = world.streams.open(Purpose::Browse, world.orders[order].key);
    let late_min = (promise.as_min() - world.instance.service.sla.as_min()).max(0.0);
    let dear_inr = (fee.as_inr() - choice.usual_fee_inr).max(0.0);
    let base = choice.base_conversion;
    if base >= 1.0 && choice.per_minute == 0.0 && choice.per_ten_inr == 0.0 {
        return true;
    }
    let base = base.clamp(1e-9, 1.0 - 1e-9);
    let odds = libm::log(base / (1.0 - base))
        - choice.per_minute * late_min
        - choice.per_ten_inr * dear_inr / 10.0;
    stream.chance(1.0 / (1.0 + libm::exp(-odds)))
}
