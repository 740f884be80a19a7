//! A picker walks from slot to slot and brings the goods of one or more orders to the stations.

use domain::decision::Policies;
use domain::ids::{OrderId, PickerId, SkuId, StoreId};
use domain::units::{Millimeters, Millis, SimTime};

use crate::draw::pick_list;
use crate::error::SimError;
use crate::event::Event;
use crate::stage::Stage;
use crate::state::orders::Status;
use crate::state::pickers::{Face, Stop};
use crate::trace::{Fact, MissedAt, StockState, Subject};
use crate::world::World;

/// `order` is paid: it is taken up by an idle picker, or waits.
///
/// # Errors
/// When the route breaks a rule.
pub(crate) fn pick_requested(
    world: &mut World<'_>,
    policies: &mut Policies,
    order: OrderId,
) -> Result<(), SimError> {
    if world.orders[order].status != Status::Processing {
        return Ok(());
    }
    world.book(order, Stage::Processing, world.now);
    world.orders[order].status = Status::PickQueue;
    let store = world.orders[order].store;
    world.stores[store].pick_queue.push_back(order);
    begin_tours(world, policies, store)
}

/// Picker and shift: a picker comes on duty and looks for work.
///
/// # Errors
/// When the route breaks a rule.
pub(crate) fn picker_on(
    world: &mut World<'_>,
    policies: &mut Policies,
    picker: PickerId,
) -> Result<(), SimError> {
    world.picker_comes(picker);
    let store = world.pickers[picker].store;
    world.stores[store].idle_pickers.push_back(picker);
    begin_tours(world, policies, store)
}

/// A solver asked to be asked again: there may be tours to begin.
///
/// # Errors
/// When batches or a route break a rule.
pub(crate) fn tours_asked(
    world: &mut World<'_>,
    policies: &mut Policies,
    store: StoreId,
) -> Result<(), SimError> {
    let state = &mut world.stores[store];
    if state.tours_wanted <= world.now {
        state.tours_wanted = SimTime::NEVER;
    }
    begin_tours(world, policies, store)
}

/// Begins the tours that are decided on, if orders wait and pickers are idle.
fn begin_tours(
    world: &mut World<'_>,
    policies: &mut Policies,
    store: StoreId,
) -> Result<(), SimError> {
    let state = &world.stores[store];
    if state.pick_queue.is_empty() || state.idle_pickers.is_empty() {
        return Ok(());
    }
    let question = world.batch_question(store);
    let batches = world.ask(&mut policies.pick_batch, Subject::Store(store), &question)?;
    for tour in batches.tours {
        let numbers = tour.orders.iter();
        let orders: Vec<OrderId> =
            numbers.map(|number| question.orders[usize::from(*number)].order).collect();
        let state = &mut world.stores[store];
        state.pick_queue.retain(|waiting| !orders.contains(waiting));
        if let Some(picker) = state.idle_pickers.pop_front() {
            take_up(world, policies, picker, orders)?;
        }
    }
    if let Some(at) = batches.ask_again {
        let state = &mut world.stores[store];
        if !state.pick_queue.is_empty() && at < state.tours_wanted {
            state.tours_wanted = at;
            world.calendar.schedule(at, Event::ToursAsked(store));
        }
    }
    Ok(())
}

/// A picker takes up a tour of one or more orders: the route is asked for, and the walk begins.
fn take_up(
    world: &mut World<'_>,
    policies: &mut Policies,
    picker: PickerId,
    tour: Vec<OrderId>,
) -> Result<(), SimError> {
    let mut setup = Millis::ZERO;
    let mut drawn = Vec::new();
    for &order in &tour {
        world.book(order, Stage::PickQueue, world.now);
        world.orders[order].status = Status::Picking;
        world.orders[order].picker = Some(picker);
        let (reading, stops) =
            pick_list::draw(world.instance, &world.orders, order, &world.streams, &world.fixed);
        setup += reading;
        drawn.extend(stops);
    }
    let route = ask_route(world, policies, picker, &tour, &drawn)?;

    let person = &mut world.pickers[picker];
    person.tour = tour;
    person.started = world.now;
    person.stops = route;
    person.stops.reverse();
    person.walked = Millis::ZERO;
    let setup = setup.scale(1.0 / person.pace);
    world.send_picker(picker, setup);
    Ok(())
}

/// The drawn stops in the order of visiting, each at the slot where its goods are looked for first.
fn ask_route(
    world: &mut World<'_>,
    policies: &mut Policies,
    picker: PickerId,
    tour: &[OrderId],
    drawn: &[Stop],
) -> Result<Vec<Stop>, SimError> {
    let store = world.pickers[picker].store;
    let mut offered: Vec<(u16, Face)> = Vec::with_capacity(drawn.len());
    for (line, stop) in (0..).zip(drawn) {
        offered.extend(world.offered(stop).map(|face| (line, face)));
    }
    let question = world.route_question(store, &offered, drawn);
    let route = world.ask(&mut policies.pick_route, Subject::Order(tour[0]), &question)?;
    let walk = question.walked(&route).unwrap_or_default();
    // Where paces are told, what is proved is time.
    let bound = policies.pick_route.solver.bound().filter(|_| question.paced().is_none());
    let bound = bound.map(Millimeters::from_m);
    let orders = tour.len() as u8;
    for &order in tour {
        let stops = drawn.iter().filter(|stop| stop.order == order).count() as u16;
        world.record(Fact::PickStarted { order, picker, stops, walk, orders, bound });
    }
    Ok(visits(&route, &offered, drawn))
}

/// The first visit of the route for every line; its other slot is where the picker looks next.
fn visits(route: &[u16], offered: &[(u16, Face)], drawn: &[Stop]) -> Vec<Stop> {
    let mut is_served = vec![false; drawn.len()];
    let mut visits = Vec::with_capacity(drawn.len());
    for &position in route {
        let (line, face) = offered[usize::from(position)];
        let mut stop = drawn[usize::from(line)];
        if !std::mem::replace(&mut is_served[usize::from(line)], true) {
            if face.number != stop.here.number {
                stop.elsewhere = Some(std::mem::replace(&mut stop.here, face));
            }
            visits.push(stop);
        }
    }
    visits
}

/// A picker reaches a slot.
pub(crate) fn slot_reached(world: &mut World<'_>, picker: PickerId) {
    let Some(stop) = world.pickers[picker].stops.pop() else {
        unreachable!("a picker on a walk has a next stop");
    };
    let others = world.picker_arrives(picker, stop.here.slot);
    let mut pause = Millis::ZERO;
    let orders = &world.orders;
    if orders[stop.order].status == Status::Cancelled {
        // The customer has cancelled: what was picked is back in the books; on to the others.
        let stops = &mut world.pickers[picker].stops;
        stops.retain(|ahead| orders[ahead.order].status != Status::Cancelled);
    } else {
        let found = look(world, picker, stop);
        let spent = if found { stop.handling } else { stop.search };
        let crowd = Millis::from_s(f64::from(others) * world.instance.work.congestion_s);
        pause = spent.scale(1.0 / world.pickers[picker].pace) + crowd;
    }
    world.send_picker(picker, pause);
}

/// Takes what there is of a line; whether that was all of it. Where the slot is empty and the SKU
/// has another, the app shows that one, for the end of the turn.
fn look(world: &mut World<'_>, picker: PickerId, stop: Stop) -> bool {
    let (store, line) = (world.orders[stop.order].store, world.line_of(&stop));
    let wanted = u32::from(line.held);
    let Face { number, is_empty, .. } = stop.here;
    if world.instance.work.learns && world.floor(store).second_slots[line.sku.index()].is_some() {
        world.stores[store].learnt.looked(line.sku, number, !is_empty);
    }
    if let Some(here) = stop.elsewhere.filter(|_| is_empty) {
        world.pickers[picker].add_stop(Stop { here, elsewhere: None, ..stop });
        return false;
    }
    let shelf = world.stock[store].shelf_mut(line.sku);
    let found = if is_empty { 0 } else { shelf.take(wanted) };
    world.transfer(store, line.sku, StockState::Reserved, StockState::Picked, found);
    world.orders.lines_mut(stop.order)[usize::from(stop.line)].visit = world.pickers[picker].slots;
    if found < wanted {
        give_up(world, stop, wanted - found);
    }
    found == wanted
}

/// Units of a line are not to be found.
fn give_up(world: &mut World<'_>, stop: Stop, missed: u32) {
    let (order, store) = (stop.order, world.orders[stop.order].store);
    let line = &mut world.orders.lines_mut(order)[usize::from(stop.line)];
    line.held -= missed as u16;
    let sku = line.sku;
    let goods = world.instance.catalog.sku(sku);
    world.orders[order].weight -= goods.weight * missed;
    world.orders[order].volume -= goods.volume * missed;
    world.transfer(store, sku, StockState::Reserved, StockState::Missing, missed);
    world.record(Fact::LineMissed { order, sku, units: missed as u16, at: MissedAt::Shelf });
    suspect_shelf(world, store, sku);
}

/// What the books have of a SKU that was not found is not for sale until somebody has looked.
fn suspect_shelf(world: &mut World<'_>, store: StoreId, sku: SkuId) {
    let shelf = world.stock[store].shelf_mut(sku);
    let units = shelf.books(StockState::Available);
    if !std::mem::replace(&mut shelf.recheck_due, true) {
        let wait = Millis::from_s(world.instance.work.recheck_min * 60.0);
        world.calendar.schedule(world.now + wait, Event::ShelfRechecked(store, sku));
    }
    world.transfer(store, sku, StockState::Available, StockState::Suspect, units);
}

/// A picker puts the totes down at the stations and is free.
///
/// # Errors
/// When the next tour's route breaks a rule.
pub(crate) fn tote_down(
    world: &mut World<'_>,
    policies: &mut Policies,
    picker: PickerId,
) -> Result<(), SimError> {
    world.picker_returns(picker);
    let person = &mut world.pickers[picker];
    let (store, tour) = (person.store, std::mem::take(&mut person.tour));
    let (walked, in_shift) = (person.walked, person.in_shift);
    let busy = world.now.since(person.started);
    let orders = tour.len() as u64;
    for (number, order) in (0..).zip(tour) {
        if world.orders[order].status == Status::Picking {
            // The others' walks and goods are part of the time that each order of a tour takes.
            let walking = world.orders[order].booked + walked;
            world.book(order, Stage::Walking, walking);
            world.book(order, Stage::Picking, world.now);
            world.calendar.schedule(world.now, Event::PackRequested(order));
        }
        // The milliseconds that cannot be shared out go to the first orders.
        let busy = Millis(busy.0 / orders + u64::from(number < busy.0 % orders));
        world.record(Fact::PickEnded { order, picker, busy });
    }
    if in_shift {
        world.stores[store].idle_pickers.push_back(picker);
    } else {
        world.picker_goes(picker);
    }
    begin_tours(world, policies, store)
}
