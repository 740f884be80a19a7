//! The app asks for a promise to show.

use domain::decision::Policies;
use domain::ids::OrderId;
use domain::travel::Leg;

use crate::error::SimError;
use crate::event::Event;
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
    let question = world.promise_question(order, map_ride);
    let quote = world.ask(&mut policies.promise, Subject::Order(order), &question)?;
    world.orders[order].quote = quote;
    world.orders[order].map_ride = map_ride;
    world.calendar.schedule(world.now, Event::FeeAsked(order));
    Ok(())
}
