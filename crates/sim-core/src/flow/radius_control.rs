//! A store reconsiders how far it delivers, and its state is noted.

use domain::decision::Policies;
use domain::decision::radius::RadiusQuestion;
use domain::ids::StoreId;
use domain::units::Millis;

use crate::error::SimError;
use crate::event::Event;
use crate::trace::{Fact, Subject};
use crate::world::World;

/// One minute of a store: its state is noted, and while it is open its radius is reconsidered
/// every control interval. A closed store keeps the radius it closed with: that nobody is at
/// work at night says nothing about the morning.
///
/// # Errors
/// When the radius breaks a rule.
pub(crate) fn control_tick(
    world: &mut World<'_>,
    policies: &mut Policies,
    store: StoreId,
) -> Result<(), SimError> {
    let interval = world.instance.service.control_interval;
    if world.is_open(store) && world.now.0.is_multiple_of(interval.0) {
        reconsider(world, policies, store)?;
    }
    let state = &world.stores[store];
    let minute = Fact::StoreMinute {
        store,
        pick_queue: count(state.pick_queue.len()),
        rider_queue: count(state.ready.len()),
        idle_riders: count(state.idle_riders as usize),
        idle_pickers: count(state.idle_pickers.len()),
        radius: state.radius,
        fee: state.last_fee,
    };
    world.record(minute);
    let next = world.now + Millis::MINUTE;
    if next < world.instance.calendar.arrivals_end() {
        world.calendar.schedule(next, Event::ControlTick(store));
    }
    Ok(())
}

/// A count as facts hold it; longer lines read as the longest.
fn count(people: usize) -> u16 {
    people.min(usize::from(u16::MAX)) as u16
}

fn reconsider(
    world: &mut World<'_>,
    policies: &mut Policies,
    store: StoreId,
) -> Result<(), SimError> {
    let service = &world.instance.service;
    let state = &world.stores[store];
    let question = RadiusQuestion {
        now: world.now,
        store,
        current: state.radius,
        default: service.default_radius,
        bounds: service.radius_bounds,
        available_riders: state.idle_riders,
        pending_orders: state.pending(),
        recent_delivery: state.recent.mean(world.now),
        traffic_index: world.sky.traffic_factor(world.now),
    };
    let answer = world.ask(&mut policies.radius, Subject::Store(store), &question)?;
    world.stores[store].radius = answer;
    Ok(())
}
