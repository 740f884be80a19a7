//! A rider is on the road: to the next door, or back to the store.

use domain::fleet::RiderKind;
use domain::ids::{RiderId, TripId};
use domain::rng::Purpose;
use domain::travel::Leg;

use crate::event::Event;
use crate::stage::Stage;
use crate::state::riders::Doing;
use crate::state::trips::{RideTimes, Trip};
use crate::trace::{Fact, StockState};
use crate::world::World;

/// The rider sets out for the next door, or for the store after the last.
pub(crate) fn leg_begins(world: &mut World<'_>, trip: TripId) {
    world.trips[trip].leg_began = world.now;
    match world.order_at_stop(trip) {
        Some(order) => {
            world.book(order, Stage::Detour, world.now);
            let key = world.orders[order].key;
            let times = world.ride(leg_to_door(world, trip), Purpose::RideOut, key);
            world.trips[trip].ride = times;
            world.expect_back(trip);
            world.calendar.schedule(world.now + times.actual, Event::DoorReached(trip));
        }
        None => ride_back(world, trip),
    }
}

/// From the store, or from the door before.
fn leg_to_door(world: &World<'_>, trip: TripId) -> Leg {
    let trip = &world.trips[trip];
    let order = &world.orders[trip.orders[trip.stop]];
    match trip.stop.checked_sub(1) {
        None => Leg::Out(order.store, order.customer.place),
        Some(before) => {
            let from = world.orders[trip.orders[before]].customer.place;
            Leg::Between(from, order.customer.place)
        }
    }
}

/// The rider parks at a door.
pub(crate) fn door_reached(world: &mut World<'_>, trip: TripId) {
    let Some(order) = world.order_at_stop(trip) else {
        unreachable!("a rider parks only at a customer's door");
    };
    world.book(order, Stage::Ride, world.now);
    let Trip { leg_began, ride: RideTimes { distance, .. }, .. } = world.trips[trip];
    let ride = world.now.since(leg_began);
    world.record(Fact::LegEnded { trip, order: Some(order), ride, distance });
    let door = world.draw_door(order);
    world.trips[trip].door = door;
    let done = world.now + door.parking + door.building + door.customer;
    world.calendar.schedule(done, Event::HandedOver(trip));
}

/// After the last door: dedicated riders come back, gig riders go their way unless they bring
/// something back.
fn ride_back(world: &mut World<'_>, trip: TripId) {
    let (rider, last) = {
        let trip = &world.trips[trip];
        (trip.rider, trip.orders[trip.orders.len() - 1])
    };
    let is_gig = world.instance.fleet.riders[rider.index()].kind == RiderKind::Gig;
    if is_gig && world.trips[trip].returns.is_empty() {
        end_trip(world, trip);
        world.set_doing(rider, Doing::Away);
        return world.settle_rider(rider);
    }
    let (store, place, key) = {
        let order = &world.orders[last];
        (order.store, order.customer.place, order.key)
    };
    let leg = Leg::Back(place, store);
    let expected = world.ride_under(leg, &world.sky.actual);
    world.riders[rider].expected_back = world.now + expected;
    world.set_doing(rider, Doing::Back(trip));
    let times = world.ride_as_it_is(leg, world.trip_factor(Purpose::RideBack, key));
    world.trips[trip].ride = times;
    world.calendar.schedule(world.now + times.actual, Event::Returned(rider));
}

/// The rider is back: goods nobody took are put away, and the next trip may begin.
pub(crate) fn returned(world: &mut World<'_>, rider: RiderId) {
    let Doing::Back(trip) = world.riders[rider].doing else {
        unreachable!("who returns was on the way back");
    };
    let (returns, began, distance) = {
        let trip = &mut world.trips[trip];
        (std::mem::take(&mut trip.returns), trip.leg_began, trip.ride.distance)
    };
    let ride = world.now.since(began);
    world.record(Fact::LegEnded { trip, order: None, ride, distance });
    for order in returns {
        // What must stay cold has been out too long.
        for position in 0..world.orders.lines(order).len() {
            let line = world.orders.lines(order)[position];
            if world.instance.catalog.sku(line.sku).is_cold {
                let (store, units) = (world.orders[order].store, line.held);
                world.orders.lines_mut(order)[position].held = 0;
                world.transfer(
                    store,
                    line.sku,
                    StockState::Packed,
                    StockState::Damaged,
                    units.into(),
                );
            }
        }
        world.put_back(order, StockState::Packed);
    }
    end_trip(world, trip);
    if world.riders[rider].next.is_empty() {
        world.set_doing(rider, Doing::Away);
        world.settle_rider(rider);
    } else {
        world.set_doing(rider, Doing::Called);
        world.calendar.schedule(world.now, Event::LoadingBegins(rider));
    }
}

fn end_trip(world: &mut World<'_>, trip: TripId) {
    let rider = world.trips[trip].rider;
    let busy = world.now.since(world.trips[trip].loading_since);
    let store = world.instance.fleet.riders[rider.index()].store;
    let fading = world.instance.fleet.trip_experience;
    world.stores[store].trip_time.note(busy, fading);
    world.record(Fact::TripEnded { trip, rider, busy });
}
