//! A picker walks from slot to slot and brings the goods to the stations.

use domain::decision::Policies;
use domain::decision::pick_route::{Ground, PickRouteQuestion, PickStop};
use domain::ids::{OrderId, PickerId, SkuId, StoreId};
use domain::rng::Purpose;
use domain::store::{FloorPlan, Slot};
use domain::units::Millis;

use crate::event::Event;
use crate::simulation::SimError;
use crate::stage::Stage;
use crate::state::orders::Status;
use crate::state::pickers::Stop;
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
    world.stores[store.index()].pick_queue.push_back(order);
    assign_pickers(world, policies, store)
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
    let store = world.pickers[picker.index()].store;
    world.stores[store.index()].idle_pickers.push_back(picker);
    assign_pickers(world, policies, store)
}

/// Gives the longest waiting order to the longest idle picker, as long as there are both.
fn assign_pickers(
    world: &mut World<'_>,
    policies: &mut Policies,
    store: StoreId,
) -> Result<(), SimError> {
    loop {
        let place = &mut world.stores[store.index()];
        if place.pick_queue.is_empty() || place.idle_pickers.is_empty() {
            return Ok(());
        }
        let (order, picker) = (place.pick_queue.pop_front(), place.idle_pickers.pop_front());
        if let (Some(order), Some(picker)) = (order, picker) {
            take_up(world, policies, picker, order)?;
        }
    }
}

/// A picker takes up an order: the route is asked for, and the walk begins.
fn take_up(
    world: &mut World<'_>,
    policies: &mut Policies,
    picker: PickerId,
    order: OrderId,
) -> Result<(), SimError> {
    world.book(order, Stage::PickQueue, world.now);
    world.orders[order].status = Status::Picking;
    world.orders[order].picker = Some(picker);
    let store = world.orders[order].store;
    let (setup, drawn) = draw_stops(world, order);
    let route = ask_route(world, policies, picker, order, &drawn)?;

    let walk_m_per_s = world.instance.work.walk_m_per_s;
    let person = &mut world.pickers[picker.index()];
    person.order = Some(order);
    person.started = world.now;
    person.stops.clear();
    person.stops.extend(route.iter().rev().map(|&stop| drawn[usize::from(stop)]));
    person.at = FloorPlan::DEPOT;
    person.walked = Millis::ZERO;
    let setup = setup.scale(1.0 / person.pace);
    walk_on(world, picker, store, setup, walk_m_per_s);
    Ok(())
}

/// What each line of the order will take, drawn in the order of lines so that no route changes it.
fn draw_stops(world: &mut World<'_>, order: OrderId) -> (Millis, Vec<Stop>) {
    let work = &world.instance.work;
    let mut stream = world.streams.open(Purpose::Picking, world.orders[order].key);
    let floor = world.floor(world.orders[order].store);
    let setup = Millis::from_s(work.pick_setup_s.draw(&mut stream));
    let mut stops = Vec::with_capacity(world.orders.lines(order).len());
    for (position, line) in world.orders.lines(order).iter().enumerate() {
        let further = f64::from(line.wanted.saturating_sub(1)) * work.pick_unit_s;
        let stop = Stop {
            line: position as u16,
            slot: floor.slot(line.sku),
            handling: Millis::from_s(work.pick_line_s.draw(&mut stream) + further),
            search: Millis::from_s(work.search_s.draw(&mut stream)),
            is_misplaced: stream.chance(work.misplaced_share),
        };
        if line.held > 0 {
            stops.push(stop);
        }
    }
    (setup, stops)
}

fn ask_route(
    world: &mut World<'_>,
    policies: &mut Policies,
    picker: PickerId,
    order: OrderId,
    drawn: &[Stop],
) -> Result<Vec<u16>, SimError> {
    let store = world.orders[order].store;
    let floor = world.floor(store);
    let stops: Vec<PickStop> = drawn
        .iter()
        .map(|stop| {
            let line = world.orders.lines(order)[usize::from(stop.line)];
            let sku = world.instance.catalog.sku(line.sku);
            PickStop {
                slot: stop.slot,
                zone: floor.zone(line.sku),
                unit_weight: sku.weight,
                quantity: line.held,
                is_cold: sku.is_cold,
                is_fragile: sku.is_fragile,
                turn: 0,
                line: stop.line,
            }
        })
        .collect();
    let busy = std::mem::take(&mut world.stores[store.index()].pickers_in_aisle);
    let question = PickRouteQuestion {
        pickers_in_aisle: (&busy).into(),
        ..PickRouteQuestion::of(Ground::store(floor.aisles), &stops)
    };
    let route = world.ask(&mut policies.pick_route, Subject::Order(order), &question)?;
    let walk = question.length(&route).unwrap_or_default();
    world.stores[store.index()].pickers_in_aisle = busy;
    world.record(Fact::PickStarted { order, picker, stops: stops.len() as u16, walk });
    Ok(route)
}

/// Lets the picker walk to the next stop, or to the stations after the last, leaving in `pause`.
fn walk_on(
    world: &mut World<'_>,
    picker: PickerId,
    store: StoreId,
    pause: Millis,
    walk_m_per_s: f64,
) {
    let floor = world.floor(store);
    let person = &mut world.pickers[picker.index()];
    let (to, event) = match person.stops.last() {
        Some(stop) => (stop.slot, Event::SlotReached(picker)),
        None => (FloorPlan::DEPOT, Event::ToteDown(picker)),
    };
    let walk = Millis::from_s(floor.walk(person.at, to).as_m() / (walk_m_per_s * person.pace));
    person.walked += walk;
    world.calendar.schedule(world.now + pause + walk, event);
}

/// Moves a picker between aisles in the count of who is where; how many others are in the new one.
fn enter_aisle(world: &mut World<'_>, picker: PickerId, to: Slot) -> u16 {
    let person = &mut world.pickers[picker.index()];
    let aisles = &mut world.stores[person.store.index()].pickers_in_aisle;
    if person.slots > 0 {
        aisles[usize::from(person.at.aisle)] -= 1;
    }
    person.slots += 1;
    let others = aisles[usize::from(to.aisle)];
    aisles[usize::from(to.aisle)] += 1;
    person.at = to;
    others
}

/// A picker reaches a slot.
pub(crate) fn slot_reached(world: &mut World<'_>, picker: PickerId) {
    let instance = world.instance;
    let person = &mut world.pickers[picker.index()];
    let store = person.store;
    let (Some(order), Some(stop)) = (person.order, person.stops.pop()) else {
        unreachable!("a picker on a walk has an order and a next stop");
    };
    let pace = person.pace;
    let others = enter_aisle(world, picker, stop.slot);
    let mut pause = Millis::ZERO;
    if world.orders[order].status == Status::Cancelled {
        // The customer has cancelled: what was picked is back in the books; walk home.
        world.pickers[picker.index()].stops.clear();
    } else {
        let found = take_goods(world, order, stop);
        let spent = if found { stop.handling } else { stop.search };
        let crowd = Millis::from_s(f64::from(others) * instance.work.congestion_s);
        pause = spent.scale(1.0 / pace) + crowd;
    }
    walk_on(world, picker, store, pause, instance.work.walk_m_per_s);
}

/// Takes what the shelf has of a line; whether that was all of it.
fn take_goods(world: &mut World<'_>, order: OrderId, stop: Stop) -> bool {
    let store = world.orders[order].store;
    let position = usize::from(stop.line);
    let line = world.orders.lines(order)[position];
    let wanted = u32::from(line.held);
    let shelf = world.stock[store.index()].shelf_mut(line.sku);
    let found = if stop.is_misplaced { 0 } else { shelf.take(wanted) };
    world.transfer(store, line.sku, StockState::Reserved, StockState::Picked, found);
    if found == wanted {
        return true;
    }
    let missed = wanted - found;
    world.orders.lines_mut(order)[position].held = found as u16;
    let sku = world.instance.catalog.sku(line.sku);
    world.orders[order].weight -= sku.weight * missed;
    world.orders[order].volume -= sku.volume * missed;
    world.transfer(store, line.sku, StockState::Reserved, StockState::Missing, missed);
    world.record(Fact::LineMissed {
        order,
        sku: line.sku,
        units: missed as u16,
        at: MissedAt::Shelf,
    });
    suspect_shelf(world, store, line.sku);
    false
}

/// What the books have of a SKU that was not found is not for sale until somebody has looked.
fn suspect_shelf(world: &mut World<'_>, store: StoreId, sku: SkuId) {
    let shelf = world.stock[store.index()].shelf_mut(sku);
    let units = shelf.books(StockState::Available);
    if !std::mem::replace(&mut shelf.recheck_due, true) {
        let wait = Millis::from_s(world.instance.work.recheck_min * 60.0);
        world.calendar.schedule(world.now + wait, Event::ShelfRechecked(store, sku));
    }
    world.transfer(store, sku, StockState::Available, StockState::Suspect, units);
}

/// A picker puts the tote down at the stations and is free.
///
/// # Errors
/// When the next order's route breaks a rule.
pub(crate) fn tote_down(
    world: &mut World<'_>,
    policies: &mut Policies,
    picker: PickerId,
) -> Result<(), SimError> {
    let person = &mut world.pickers[picker.index()];
    let store = person.store;
    let Some(order) = person.order.take() else {
        unreachable!("a picker with a tote has an order");
    };
    let busy = world.now.since(person.started);
    let (walked, in_shift) = (person.walked, person.in_shift);
    if std::mem::take(&mut person.slots) > 0 {
        let aisle = usize::from(person.at.aisle);
        world.stores[store.index()].pickers_in_aisle[aisle] -= 1;
    }
    if world.orders[order].status == Status::Picking {
        let walking = world.orders[order].booked + walked;
        world.book(order, Stage::Walking, walking);
        world.book(order, Stage::Picking, world.now);
        world.calendar.schedule(world.now, Event::PackRequested(order));
    }
    world.record(Fact::PickEnded { order, picker, busy });
    world.picking_time.note(busy);
    if in_shift {
        world.stores[store.index()].idle_pickers.push_back(picker);
    } else {
        world.picker_goes(picker);
    }
    assign_pickers(world, policies, store)
}
