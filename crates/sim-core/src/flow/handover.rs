//! The customer takes the order, or nobody does.

use domain::decision::Policies;
use domain::decision::promise::DeliveryOutcome;
use domain::ids::{OrderId, RiderId, TripId};
use domain::units::{Millis, Paise};

use crate::event::Event;
use crate::stage::Stage;
use crate::state::orders::Status;
use crate::trace::{Fact, StockState};
use crate::world::World;

/// The rider's time at the door is over.
pub(crate) fn handed_over(world: &mut World<'_>, policies: &mut Policies, trip: TripId) {
    let Some(order) = world.order_at_stop(trip) else {
        unreachable!("a handover has an order");
    };
    let door = world.trips[trip].door;
    let parked = world.orders[order].booked + door.parking;
    world.book(order, Stage::Parking, parked);
    world.book(order, Stage::Building, parked + door.building);
    world.book(order, Stage::Customer, world.now);
    if door.fails {
        let clicked = world.orders[order].clicked;
        world.orders[order].status = Status::Failed;
        world.trips[trip].returns.push(order);
        world.record(Fact::Failed { order, clicked });
        world.settle_failed(order);
    } else {
        deliver(world, trip, order);
        teach(world, policies, trip, order);
    }
    world.trips[trip].stop += 1;
    world.calendar.schedule(world.now, Event::LegBegins(trip));
}

fn deliver(world: &mut World<'_>, trip: TripId, order: OrderId) {
    let store = world.orders[order].store;
    let (mut goods, mut cost) = (Paise::ZERO, Paise::ZERO);
    for position in 0..world.orders.lines(order).len() {
        let line = world.orders.lines(order)[position];
        let sku = world.instance.catalog.sku(line.sku);
        goods += sku.price * i64::from(line.held);
        cost += sku.cost * i64::from(line.held);
        world.transfer(
            store,
            line.sku,
            StockState::Packed,
            StockState::Delivered,
            line.held.into(),
        );
    }
    let trip = &world.trips[trip];
    let (ride, door, rider) = (trip.ride, trip.door, trip.rider);
    world.record(Fact::LastMile {
        order,
        free_flow: ride.free_flow,
        traffic_ms: ride.dry.0 as i64 - ride.free_flow.0 as i64,
        weather: ride.actual.saturating_sub(ride.dry) + door.wet_parking,
        parking: door.parking.saturating_sub(door.wet_parking),
        building: door.building,
        customer: door.customer,
    });
    world.orders[order].status = Status::Delivered;
    let (clicked, promise) = (world.orders[order].clicked, world.orders[order].quote.promise);
    world.record(Fact::Delivered { order, clicked, promise, goods, cost });
    world.settle_delivered(order, goods);
    world.stores[store].recent.note(world.now, world.now.since(clicked));
    world.riders[rider].delivered(world.now);
    rate(world, rider, world.now.since(clicked).saturating_sub(promise));
}

/// The customer rates the rider: as they please, less what they take off for every minute late.
fn rate(world: &mut World<'_>, rider: RiderId, late: Millis) {
    let fleet = &world.instance.fleet;
    let pleased = fleet.riders[rider.index()].rating;
    let stars = (pleased - fleet.stars_per_late_min * late.as_min()).max(1.0);
    world.riders[rider].rating.note(stars, fleet.rating_experience);
}

/// The promise learns from every delivery.
fn teach(world: &mut World<'_>, policies: &mut Policies, trip: TripId, order: OrderId) {
    let state = &world.orders[order];
    let building = state.customer.building.id;
    policies.promise.solver.learn(&DeliveryOutcome {
        now: world.now,
        store: state.store,
        zone: state.customer.zone,
        building,
        lines: world.orders.line_count(order),
        units: state.units,
        quote: state.quote,
        spent: state.time_spent(),
        is_direct: world.trips[trip].stop == 0,
    });
    world.known_buildings.insert(building, ());
}
