//! A store decides which rider carries which packed orders.

use domain::decision::Policies;
use domain::decision::dispatch::{Assignment, DispatchQuestion, Load, ReadyOrder, RiderOption};
use domain::fleet::RiderKind;
use domain::ids::{OrderId, StoreId};
use domain::travel::RoadClass;
use domain::units::{Grams, Millilitres, Millis, SimTime};

use crate::error::SimError;
use crate::event::Event;
use crate::stage::Stage;
use crate::state::orders::Status;
use crate::state::riders::Doing;
use crate::trace::Subject;
use crate::world::World;

/// The store decides, if anything waits.
///
/// # Errors
/// When the plan breaks a rule.
pub(crate) fn dispatch_asked(
    world: &mut World<'_>,
    policies: &mut Policies,
    store: StoreId,
) -> Result<(), SimError> {
    let state = &mut world.stores[store];
    state.dispatch_due = false;
    if state.dispatch_wanted <= world.now {
        state.dispatch_wanted = SimTime::NEVER;
    }
    if state.ready.is_empty() {
        return Ok(());
    }
    let riders = rider_options(world, store);
    if riders.is_empty() {
        // Nobody could take anything; who comes free asks again.
        return Ok(());
    }
    let orders = ready_orders(world, store);
    let fleet = &world.instance.fleet;
    let question = DispatchQuestion {
        now: world.now,
        store,
        orders: (&orders).into(),
        riders: (&riders).into(),
        capacity_weight: fleet.capacity_weight,
        capacity_volume: fleet.capacity_volume,
        max_orders_per_trip: fleet.max_orders_per_trip,
        door_time: world.typical_door_time,
        door_to_door_m_per_s: door_to_door_m_per_s(world),
        sla: world.instance.service.sla,
    };
    let plan = world.ask(&mut policies.dispatch, Subject::Store(store), &question)?;
    for assignment in plan.assignments {
        give_out(world, store, assignment);
    }
    if let Some(at) = plan.ask_again {
        let state = &mut world.stores[store];
        if !state.ready.is_empty() && at < state.dispatch_wanted {
            state.dispatch_wanted = at;
            world.calendar.schedule(at, Event::DispatchAsked(store));
        }
    }
    Ok(())
}

fn ready_orders(world: &World<'_>, store: StoreId) -> Vec<ReadyOrder> {
    let traffic = world.sky.traffic_factor(world.now);
    let snapshot = |&order: &OrderId| {
        let state = &world.orders[order];
        ReadyOrder {
            order,
            clicked: state.clicked,
            ready: state.ready,
            promised: state.clicked + state.quote.promise,
            door: state.customer.point,
            weight: state.weight,
            volume: state.volume,
            is_premium: state.customer.is_premium,
            ride: state.map_ride.scale(traffic),
        }
    };
    world.stores[store].ready.iter().map(snapshot).collect()
}

/// Riders at the bay, on the way back, and those who could be called.
fn rider_options(world: &World<'_>, store: StoreId) -> Vec<RiderOption> {
    let fleet = &world.instance.fleet;
    let on_scene = &world.stores[store].riders_on_scene;
    let mut options = Vec::with_capacity(on_scene.len());
    for &rider in on_scene {
        let (state, traits) = (&world.riders[rider], &fleet.riders[rider.index()]);
        let (eta, load) = match state.doing {
            Doing::Idle => (Millis::ZERO, None),
            Doing::Loading(trip) => {
                let load = load(world, &world.trips[trip].orders);
                if load.is_none_or(|load| load.orders >= fleet.max_orders_per_trip) {
                    continue;
                }
                (Millis::ZERO, load)
            }
            Doing::Back(_) if state.next.is_empty() && state.is_wanted() => {
                (world.time_until_back(rider), None)
            }
            Doing::Away if traits.kind == RiderKind::Gig => (world.gig_arrival_mean, None),
            _ => continue,
        };
        options.push(RiderOption {
            rider,
            kind: traits.kind,
            eta,
            load,
            rating: state.rating.mean(),
            shift_left: traits.shift.end.since(world.now),
            deliveries_last_hour: state.deliveries_last_hour(world.now),
        });
    }
    options
}

fn load(world: &World<'_>, orders: &[OrderId]) -> Option<Load> {
    let last = &world.orders[*orders.last()?];
    let each = || orders.iter().map(|order| &world.orders[*order]);
    Some(Load {
        orders: orders.len() as u8,
        door: last.customer.point,
        ready: last.ready,
        ride: last.map_ride.scale(world.sky.traffic_factor(world.now)),
        weight: each().map(|order| order.weight).sum::<Grams>(),
        volume: each().map(|order| order.volume).sum::<Millilitres>(),
        has_premium: each().any(|order| order.customer.is_premium),
    })
}

/// Straight-line speed between doors now, over the streets that join doors.
fn door_to_door_m_per_s(world: &World<'_>) -> f64 {
    let slice = world.sky.actual.slice_at(world.now);
    let speed = |class| world.sky.actual.speed(slice, class, 0) as f64;
    let mean = (speed(RoadClass::Tertiary) + speed(RoadClass::Residential)) / 2.0;
    mean / 1e3 / world.instance.traffic.door_detour_factor
}

/// Gives orders to a rider.
fn give_out(world: &mut World<'_>, store: StoreId, assignment: Assignment) {
    let Assignment { rider, orders } = assignment;
    world.stores[store].ready.retain(|order| !orders.contains(order));
    for &order in &orders {
        world.orders[order].status = Status::Promised;
        world.orders[order].rider = Some(rider);
    }
    match world.riders[rider].doing {
        Doing::Loading(trip) => {
            for order in orders {
                world.book(order, Stage::RiderWait, world.now);
                let state = &mut world.orders[order];
                state.status = Status::Loading;
                if let Some(ticket) = state.patience.take() {
                    world.calendar.cancel(ticket);
                }
                world.trips[trip].orders.push(order);
            }
        }
        Doing::Idle => {
            world.riders[rider].next = orders;
            world.set_doing(rider, Doing::Called);
            world.calendar.schedule(world.now, Event::LoadingBegins(rider));
        }
        Doing::Away => {
            let key = world.orders[orders[0]].key;
            let mut stream = world.streams.open(domain::rng::Purpose::Gig, key);
            let way = Millis::from_s(world.instance.fleet.gig_arrival_s.draw(&mut stream));
            world.riders[rider].next = orders;
            world.set_doing(rider, Doing::Called);
            world.calendar.schedule(world.now + way, Event::GigArrives(rider));
        }
        Doing::Back(_) | Doing::Called | Doing::Out(_) => {
            world.riders[rider].next = orders;
        }
    }
}
