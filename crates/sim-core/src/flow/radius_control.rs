//! A store reconsiders how far it delivers, and its state is noted.

use domain::decision::Policies;
use domain::decision::radius::{self, RadiusQuestion};
use domain::ids::StoreId;

use crate::event::Event;
use crate::simulation::SimError;
use crate::trace::Fact;
use crate::world::{Decision, World, broken};

/// One tick of a store's control.
///
/// # Errors
/// When the radius breaks a rule.
pub(crate) fn control_tick(
    world: &mut World<'_>,
    policies: &mut Policies,
    store: StoreId,
) -> Result<(), SimError> {
    let service = &world.instance.service;
    let state = &world.stores[store.index()];
    let question = RadiusQuestion {
        now: world.now,
        store,
        current: state.radius,
        default: service.default_radius,
        bounds: service.radius_bounds,
        available_riders: state.idle_riders,
        pending_orders: state.pending,
        recent_delivery: state.recent.mean(world.now),
        traffic_index: world.sky.traffic_factor(world.now),
    };
    let named = &mut policies.radius;
    let answer = named.solver.radius(&question, world.solver_stream(Decision::Radius));
    radius::check(answer, &question).map_err(broken("radius", named.name))?;
    let state = &mut world.stores[store.index()];
    state.radius = answer;
    let minute = Fact::StoreMinute {
        store,
        pick_queue: state.pick_queue.len() as u16,
        rider_queue: state.ready.len() as u16,
        idle_riders: state.idle_riders as u16,
        idle_pickers: state.idle_pickers.len() as u16,
        radius: answer,
        fee: state.last_fee,
    };
    world.record(minute);
    let next = world.now + world.instance.service.control_interval;
    if next < world.instance.calendar.arrivals_end() {
        world.calendar.schedule(next, Event::ControlTick(store));
    }
    Ok(())
}
