//! A rider at the bay takes the bags.

use domain::ids::{RiderId, TripId};
use domain::rng::Purpose;
use domain::units::{Millis, SimTime};

use crate::event::Event;
use crate::stage::Stage;
use crate::state::orders::Status;
use crate::state::riders::Doing;
use crate::state::trips::{DoorTimes, RideTimes, Trip};
use crate::trace::Fact;
use crate::world::World;

/// A gig rider has come: loading begins.
pub(crate) fn gig_arrives(world: &mut World<'_>, rider: RiderId) {
    loading_begins(world, rider);
}

/// `rider` takes the first bag of the next trip; who finds none is free again.
pub(crate) fn loading_begins(world: &mut World<'_>, rider: RiderId) {
    let orders = std::mem::take(&mut world.riders[rider].next);
    let Some(&first) = orders.first() else {
        world.set_doing(rider, Doing::Away);
        return world.settle_rider(rider);
    };
    for &order in &orders {
        world.book(order, Stage::RiderWait, world.now);
        let state = &mut world.orders[order];
        state.status = Status::Loading;
        // Bags in a rider's hands are on their way: too late to cancel.
        if let Some(ticket) = state.patience.take() {
            world.calendar.cancel(ticket);
        }
    }
    let mut stream = world.streams.open(Purpose::Bay, world.orders[first].key);
    let bay = Millis::from_s(world.instance.work.bay_s.draw(&mut stream));
    let trip = TripId::from(world.trips.len());
    world.trips.push(Trip {
        rider,
        orders,
        stop: 0,
        loading_since: world.now,
        ride: RideTimes::default(),
        leg_began: SimTime::NEVER,
        door: DoorTimes::default(),
        returns: Vec::new(),
    });
    world.set_doing(rider, Doing::Loading(trip));
    world.expect_back(trip);
    world.calendar.schedule(world.now + bay, Event::TripLeaves(trip));
}

/// The rider leaves the bay.
pub(crate) fn trip_leaves(world: &mut World<'_>, trip: TripId) {
    let (rider, orders) = {
        let trip = &world.trips[trip];
        (trip.rider, trip.orders.clone())
    };
    for &order in &orders {
        world.book(order, Stage::Bay, world.now);
        world.orders[order].status = Status::OnTrip;
        let store = world.orders[order].store;
        world.stores[store].let_go(order);
    }
    let kind = world.instance.fleet.riders[rider.index()].kind;
    world.record(Fact::TripStarted { trip, rider, kind, orders: orders.len() as u8 });
    world.set_doing(rider, Doing::Out(trip));
    world.calendar.schedule(world.now, Event::LegBegins(trip));
}
