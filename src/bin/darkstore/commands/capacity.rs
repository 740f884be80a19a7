//! Whether there are hands enough for the orders that a scenario expects, hour by hour.

use domain::ids::StoreId;
use domain::instance::Instance;
use domain::store::Shift;
use domain::travel::{Conditions, Leg, Place};
use domain::units::{Millis, SimTime};
use domain::weather::Rain;

/// The hour in which a store's people fall shortest of the work.
pub(crate) struct Shortage {
    /// Which store.
    pub(crate) store: StoreId,
    /// Pickers or riders.
    pub(crate) who: &'static str,
    /// When the hour begins.
    pub(crate) hour: SimTime,
    /// Orders expected in it.
    pub(crate) orders: f64,
    /// People whom they keep busy without a pause.
    pub(crate) needed: f64,
    /// People on duty, on average over the hour.
    pub(crate) on_duty: f64,
}

/// The worst hour of every store that is short of pickers or riders.
///
/// The work is reckoned low: pickers neither walk nor search, riders meet no rain and an empty
/// queue. Who is short here is short in the simulation; the reverse does not hold.
pub(crate) fn shortages(instance: &Instance) -> Vec<Shortage> {
    let pick_s = pick_s(instance);
    let mut found = Vec::new();
    for index in 0..instance.stores.len() {
        let store = StoreId::from(index);
        let ride_s = trip_s(instance, store);
        let pickers: Vec<Shift> = instance.stores[index].pickers.iter().map(|p| p.shift).collect();
        let riders = instance.fleet.riders.iter().filter(|rider| rider.store == store);
        let (shifts, rests): (Vec<Shift>, Vec<Shift>) = riders
            .filter(|r| r.kind == domain::fleet::RiderKind::Dedicated)
            .map(|r| (r.shift, r.rest))
            .unzip();
        found.extend(worst(instance, store, "pickers", pick_s, |hour| on_duty(&pickers, hour)));
        found.extend(worst(instance, store, "riders", ride_s, |hour| {
            on_duty(&shifts, hour) - on_duty(&rests, hour)
        }));
    }
    found
}

fn worst(
    instance: &Instance,
    store: StoreId,
    who: &'static str,
    seconds_per_order: f64,
    on_duty: impl Fn(SimTime) -> f64,
) -> Option<Shortage> {
    let known = &instance.stores[store.index()];
    let hours = (0..u64::from(instance.calendar.days) * 24).map(SimTime::from_hours);
    hours
        .filter(|hour| known.is_open(*hour))
        .map(|hour| {
            let share = instance.demand.hour_of_week[instance.calendar.hour_of_week(hour)];
            let orders = known.expected_orders(share, Millis::HOUR);
            let needed = orders * seconds_per_order / 3600.0;
            Shortage { store, who, hour, orders, needed, on_duty: on_duty(hour) }
        })
        .filter(|shortage| shortage.needed > shortage.on_duty)
        .max_by(|a, b| (a.needed - a.on_duty).total_cmp(&(b.needed - b.on_duty)))
}

/// People on duty in the hour from `hour`, on average.
fn on_duty(shifts: &[Shift], hour: SimTime) -> f64 {
    let end = hour + Millis::HOUR;
    let spans = shifts.iter().map(|shift| shift.end.min(end).since(shift.start.max(hour)));
    spans.sum::<Millis>().0 as f64 / Millis::HOUR.0 as f64
}

/// Seconds that an order keeps a picker busy standing still.
fn pick_s(instance: &Instance) -> f64 {
    let (work, basket) = (&instance.work, &instance.demand.basket);
    // A number rounded up is half a line more on average.
    let lines = (basket.lines.mean() + 0.5).clamp(1.0, f64::from(basket.max_lines));
    let further = basket.further_unit / (1.0 - basket.further_unit).max(1e-3);
    work.pick_setup_s.mean() + lines * (work.pick_line_s.mean() + further * work.pick_unit_s)
}

/// Seconds from taking an order's bags to being back, a trip for each, dry, at the busiest hour.
fn trip_s(instance: &Instance, store: StoreId) -> f64 {
    let here = &instance.stores[store.index()];
    let busiest = (0..u64::from(instance.calendar.days) * 24)
        .map(|hour| instance.calendar.hour_of_week(SimTime::from_hours(hour)))
        .max_by(|a, b| {
            instance.demand.hour_of_week[*a].total_cmp(&instance.demand.hour_of_week[*b])
        })
        .unwrap_or(0);
    let conditions = Conditions::constant(instance.speeds.speeds(busiest, Rain::Dry, 1.0));
    let ride = |leg| Some(instance.travel.arrive(leg, SimTime::ZERO, &conditions)?.as_s());
    let (mut seconds, mut sessions) = (0.0, 0.0);
    for zone in &instance.demand.zones {
        let nearest = instance.stores.iter().map(|s| s.point.distance(zone.centre)).min();
        let away = here.point.distance(zone.centre);
        if nearest != Some(away) || away > instance.service.default_radius {
            continue;
        }
        let Some((node, _)) = zone.doors.get(zone.doors.len() / 2) else { continue };
        let door = Place { node: *node, ..Place::default() };
        if let (Some(out), Some(back)) = (ride(Leg::Out(store, door)), ride(Leg::Back(door, store)))
        {
            seconds += zone.sessions_per_day * (out + back);
            sessions += zone.sessions_per_day;
        }
    }
    let access = &instance.access;
    let ride_s = if sessions > 0.0 { seconds / sessions } else { 0.0 };
    let door_s = access.parking_s.mean() + access.house_s.mean() + access.customer_s.mean();
    instance.work.bay_s.mean() + ride_s + door_s
}
