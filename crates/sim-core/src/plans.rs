//! What a store plans with before it has learnt anything: how long doors, trips and the steps of an
//! order take.

use domain::decision::promise::{BasketTime, PlannedTimes};
use domain::instance::Instance;
use domain::store::{FloorPlan, Store, StoreWork};
use domain::units::{Millimeters, Millis};

use crate::draw::door;
use crate::stage::Phase;

/// Time at a door, averaged over the city's buildings.
pub(crate) fn typical_door_time(instance: &Instance) -> Millis {
    let zones = &instance.demand.zones;
    let sessions: f64 = zones.iter().map(|zone| zone.sessions_per_day).sum();
    let towers: f64 = zones.iter().map(|zone| zone.sessions_per_day * zone.tower_share).sum();
    let share = if sessions > 0.0 { towers / sessions } else { 0.0 };
    door::typical(&instance.access, share, f64::from(instance.demand.max_floor) / 2.0)
}

/// Loading, out and back and a door in between, as the latency budget plans them.
pub(crate) fn planned_trip(instance: &Instance) -> Millis {
    let door = typical_door_time(instance);
    let ride = instance.service.budget[Phase::LastMile as usize].saturating_sub(door);
    Millis::from_s(instance.work.bay_s.mean()) + ride * 2 + door
}

/// What the steps of an order take if everybody works at the typical pace and nobody waits, by
/// store.
pub(crate) fn planned_times(instance: &Instance) -> Vec<PlannedTimes> {
    let (choice, work) = (&instance.demand.choice, &instance.work);
    let processing = choice.payment_s.mean() + choice.notify_s.mean();
    let door = typical_door_time(instance);
    let plan = |store: &Store| PlannedTimes {
        processing: Millis::from_s(processing),
        picking: planned_picking(work, &instance.floors[store.floor]),
        packing: BasketTime {
            order: Millis::from_s(work.pack_setup_s.mean() + work.pack_bag_s),
            line: Millis::from_s(work.wrong_item_share * work.correction_s),
            unit: Millis::from_s(work.pack_unit_s),
        },
        loading: Millis::from_s(work.bay_s.mean()),
        door,
        trip: Millis::ZERO,
    };
    instance.stores.iter().map(plan).collect()
}

/// A picker goes half across the floor and back, and for every line into an aisle for a quarter of
/// its length.
fn planned_picking(work: &StoreWork, floor: &FloorPlan) -> BasketTime {
    let aisles = &floor.aisles;
    let across = Millimeters(aisles.pitch.0 * u64::from(aisles.count));
    let walk_s = |way: f64| way / work.walk_m_per_s;
    let first_s = work.pick_line_s.mean() - work.pick_unit_s;
    BasketTime {
        order: Millis::from_s(work.pick_setup_s.mean() + walk_s(across.as_m())),
        line: Millis::from_s((first_s + walk_s(aisles.length.as_m() / 4.0)).max(0.0)),
        unit: Millis::from_s(work.pick_unit_s),
    }
}
