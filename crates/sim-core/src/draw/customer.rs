//! Customers and buildings as functions of their numbers: nobody is stored, everybody comes back the same.

use domain::access::AccessModel;
use domain::demand::Demand;
use domain::geo::Point;
use domain::ids::ZoneId;
use domain::instance::Instance;
use domain::order::{Building, BuildingKind, Customer};
use domain::rng::{Purpose, Streams};
use domain::travel::Place;
use domain::units::{Millimeters, Millis};

/// Which customer of the zone begins session `key`.
///
/// Subscribers hold the first numbers of a zone and come back more often than the others.
#[must_use]
pub(crate) fn who(demand: &Demand, zone: ZoneId, key: u64, streams: &Streams) -> u32 {
    let mut stream = streams.open(Purpose::Session, key);
    let customers = demand.zones[zone.index()].customers.max(1);
    let subscribers = subscribers(demand, zone);
    let weight = f64::from(subscribers) * demand.choice.subscriber_frequency;
    let others = customers - subscribers;
    if subscribers > 0 && stream.chance(weight / (weight + f64::from(others))) {
        stream.below(subscribers)
    } else if others > 0 {
        subscribers + stream.below(others)
    } else {
        stream.below(customers)
    }
}

fn subscribers(demand: &Demand, zone: ZoneId) -> u32 {
    let customers = demand.zones[zone.index()].customers.max(1);
    libm::round(f64::from(customers) * demand.choice.subscriber_share) as u32
}

/// Where a customer lives, by the number that facts give.
#[must_use]
pub fn home_of(instance: &Instance, customer: u64) -> Point {
    let fixed = Streams::new(instance.city_seed, 0);
    let (zone, number) = (ZoneId((customer >> 32) as u32), customer as u32);
    traits(&instance.demand, &instance.access, zone, number, &fixed).point
}

/// The traits of customer `number` of a zone; `fixed` are the streams of the city, not of the day.
#[must_use]
pub(crate) fn traits(
    demand: &Demand,
    access: &AccessModel,
    zone: ZoneId,
    number: u32,
    fixed: &Streams,
) -> Customer {
    let area = &demand.zones[zone.index()];
    let id = u64::from(zone.0) << 32 | u64::from(number);
    let mut stream = fixed.open(Purpose::Customer, id);
    let building_number = stream.below(area.buildings.max(1));
    let building_id = u64::from(zone.0) << 32 | u64::from(building_number);
    let mut house = fixed.open(Purpose::Building, building_id);
    let kind =
        if house.chance(area.tower_share) { BuildingKind::Tower } else { BuildingKind::House };
    let (node, point) = area.doors[house.below(area.doors.len() as u32) as usize];
    let offset = Millimeters(u64::from(house.below(demand.door_offset_max.0.max(1) as u32)));
    let typical = match kind {
        BuildingKind::House => access.house_s,
        BuildingKind::Tower => access.tower_gate_s,
    };
    let entry_s = typical.draw(&mut house);
    let floors = match kind {
        BuildingKind::House => 2,
        BuildingKind::Tower => u32::from(demand.max_floor) + 1,
    };
    let floor = stream.below(floors);
    let climb_s = match kind {
        BuildingKind::House => 0.0,
        BuildingKind::Tower => access.tower_s_per_floor * f64::from(floor),
    };
    Customer {
        id,
        zone,
        place: Place { node, offset },
        point,
        building: Building { id: building_id, kind, access: Millis::from_s(entry_s + climb_s) },
        floor: floor as u8,
        is_subscriber: number < subscribers(demand, zone),
        is_premium: stream.chance(demand.choice.premium_share),
    }
}
