//! The app asks for a promise to show.

use domain::decision::Policies;
use domain::decision::promise::PromiseQuestion;
use domain::ids::OrderId;
use domain::travel::Leg;

use crate::event::Event;
use crate::simulation::SimError;
use crate::trace::Subject;
use crate::world::World;

/// A promise for `order`.
///
/// # Errors
/// When the promise breaks a rule.
pub(crate) fn quote_asked(
    world: &mut World<'_>,
    policies: &mut Policies,
    order: OrderId,
) -> Result<(), SimError> {
    let (store, customer) = (world.orders[order].store, world.orders[order].customer);
    let map_ride = world.ride_under(Leg::Out(store, customer.place), &world.sky.typical);
    let state = &world.stores[store.index()];
    let [processing, picking, dispatch, _] = world.instance.service.budget;
    let question = PromiseQuestion {
        now: world.now,
        store,
        zone: customer.zone,
        building: customer.building.id,
        distance: world.instance.stores[store.index()].point.distance(customer.point),
        map_ride,
        traffic_factor: world.sky.traffic_factor(world.now),
        planned_preparation: processing + picking + dispatch,
        pick_queue: state.pick_queue.len() as u32,
        pickers: state.pickers_on_duty,
        planned_picking: world.picking_time.mean(),
        waiting_for_rider: state.ready.len() as u32,
        idle_riders: state.idle_riders,
        planned_trip: world.trip_time.mean(),
        riders: state.riders_on_duty,
    };
    let quote = world.ask(&mut policies.promise, Subject::Order(order), &question)?;
    let shown = &mut world.orders[order];
    shown.promise = quote.promise;
    shown.predicted_ride = quote.ride;
    shown.map_ride = map_ride;
    world.calendar.schedule(world.now, Event::FeeAsked(order));
    Ok(())
}
