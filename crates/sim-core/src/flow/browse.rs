//! A customer opens the app, fills a basket, and a store is found.

use domain::decision::Policies;
use domain::decision::store_choice::{StoreChoiceQuestion, StoreOption};
use domain::demand::session_key;
use domain::ids::{OrderId, ZoneId};
use domain::loyalty::Lived;
use domain::order::Line;
use domain::rng::Purpose;
use domain::units::Paise;

use crate::draw::{basket, customer};
use crate::error::SimError;
use crate::event::Event;
use crate::state::orders::{OrderLine, Status};
use crate::trace::{Fact, LossReason, Subject};
use crate::world::World;

/// A session begins in `zone`.
///
/// # Errors
/// When the store choice breaks a rule.
pub(crate) fn session_begins(
    world: &mut World<'_>,
    policies: &mut Policies,
    zone: ZoneId,
) -> Result<(), SimError> {
    let n = world.sessions[zone.index()];
    world.sessions[zone.index()] += 1;
    if let Some(at) = world.arrivals.next(zone, n + 1, world.now, &world.streams) {
        world.calendar.schedule(at, Event::SessionBegins(zone));
    }
    let order = open_session(world, zone, n);
    if world.goodwill.is_gone(world.orders[order].customer.id) {
        lose(world, order, LossReason::StaysAway);
        return Ok(());
    }
    let options = options(world, zone, order);
    let question = StoreChoiceQuestion {
        now: world.now,
        door: world.orders[order].customer.point,
        stores: (&options).into(),
    };
    let subject = Subject::Order(order);
    let answer = world.ask(&mut policies.store_choice, subject, &question)?;
    let Some(store) = answer else {
        let reason = why_not(world, &options);
        lose(world, order, reason);
        if matches!(reason, LossReason::StoreBusy | LossReason::TooFewRiders) {
            let lived = Lived { is_turned_away: true, ..Lived::default() };
            world.lived_through(order, lived);
        }
        return Ok(());
    };
    world.orders[order].store = store;
    if world.orders[order].value < world.instance.service.min_order {
        lose(world, order, LossReason::BelowMinimum);
    } else if is_carried(world, order) {
        world.calendar.schedule(world.now, Event::QuoteAsked(order));
    } else {
        lose(world, order, LossReason::TooHeavy);
    }
    Ok(())
}

fn lose(world: &mut World<'_>, order: OrderId, reason: LossReason) {
    world.orders[order].status = Status::Lost;
    world.record(Fact::Lost { order, reason });
}

/// Whether a rider can carry what the customer wants: the app takes no basket above it. What is
/// missing at the store is not yet known here, so that the rule hangs on the basket alone.
fn is_carried(world: &World<'_>, order: OrderId) -> bool {
    let wanted = world.orders.lines(order).iter();
    world.instance.carries(wanted.map(|line| Line { sku: line.sku, quantity: line.wanted }))
}

/// Who it is and what they want: the same whatever the policies do.
fn open_session(world: &mut World<'_>, zone: ZoneId, n: u32) -> OrderId {
    let instance = world.instance;
    let key = session_key(zone, n);
    let number = customer::who(&instance.demand, zone, key, &world.streams);
    let person = customer::traits(&instance.demand, &instance.access, zone, number, &world.fixed);
    let order = world.orders.begin(key, person, world.now);
    world.record(Fact::SessionBegan {
        order,
        zone,
        customer: person.id,
        is_subscriber: person.is_subscriber,
        is_premium: person.is_premium,
    });

    let mut wanted = std::mem::take(&mut world.basket);
    let mut stream = world.streams.open(Purpose::Basket, key);
    basket::fill(&mut wanted, &instance.demand.basket, &instance.catalog, &mut stream);
    let (mut units, mut value) = (0, Paise::ZERO);
    for line in &wanted {
        units += line.quantity;
        value += instance.catalog.sku(line.sku).price * i64::from(line.quantity);
    }
    let lines = wanted.len() as u16;
    let blank = |line: &domain::order::Line| OrderLine {
        sku: line.sku,
        wanted: line.quantity,
        held: 0,
        visit: 0,
    };
    world.orders[order].units = units;
    world.orders.fill(order, wanted.iter().map(blank));
    world.basket = wanted;
    world.orders[order].value = value;
    world.record(Fact::BasketFilled { order, lines, units, value });
    order
}

/// The stores near by as the app sees them.
fn options(world: &World<'_>, zone: ZoneId, order: OrderId) -> Vec<StoreOption> {
    let door = world.orders[order].customer.point;
    let service = &world.instance.service;
    let reach = service.radius_bounds[1].max(service.default_radius);
    world.near_stores[zone]
        .iter()
        .filter_map(|&store| {
            let traits = &world.instance.stores[store.index()];
            let state = &world.stores[store];
            let distance = traits.point.distance(door);
            let (waiting, pending) = (state.pick_queue.len() as u32, state.pending());
            let is_busy =
                waiting >= traits.busy_queue || traits.lacks_riders(pending, state.riders_present);
            (distance <= reach).then_some(StoreOption {
                store,
                distance,
                radius: state.radius,
                takes_orders: world.is_open(store) && !is_busy,
                pick_queue: waiting,
                pending,
                riders: state.riders_present,
            })
        })
        .collect()
}

/// What kept the customer from being served.
fn why_not(world: &World<'_>, options: &[StoreOption]) -> LossReason {
    let mut near = options.iter().filter(|option| option.distance <= option.radius).peekable();
    if near.peek().is_none() {
        return LossReason::NoStore;
    }
    let mut open = near.filter(|option| world.is_open(option.store)).peekable();
    if open.peek().is_none() {
        return LossReason::StoreClosed;
    }
    let has_pickers = |option: &StoreOption| {
        option.pick_queue < world.instance.stores[option.store.index()].busy_queue
    };
    if open.any(has_pickers) { LossReason::TooFewRiders } else { LossReason::StoreBusy }
}
