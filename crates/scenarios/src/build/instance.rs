//! All parts put together.

use std::path::Path;

use domain::demand::Demand;
use domain::geo::Point;
use domain::ids::NodeId;
use domain::instance::Instance;
use domain::units::Millimeters;
use domain::weather::Rain;
use roads::routes::StoreRoutes;
use roads::snap::Snapper;

use super::city::{City, city};
use super::shop::{Shop, shop};
use super::{basket, demand, disruptions, fleet, plain, stores};
use crate::fault::Fault;
use crate::spec::Spec;

/// Wednesday at 03:00 and at 18:00, when streets are emptiest and fullest: the two situations
/// for which the best ways are prepared.
const REFERENCE_HOURS: [usize; 2] = [2 * 24 + 3, 2 * 24 + 18];

/// Builds the world.
pub(crate) fn instance(name: &str, spec: &Spec, base: &Path) -> Result<Instance, Fault> {
    let City { mut network, mut zones, .. } = city(spec, base)?;
    let listed = stores::listed(spec, &mut network)?;
    let incidents = disruptions::incidents(&spec.disruptions, &mut network)?;
    let snapper = Snapper::new(&network);
    let sites = stores::sites(spec, &network, &snapper, &zones, listed)?;
    let points: Vec<Point> = sites.iter().map(|site| site.point).collect();
    let sessions = demand::spread_sessions(&spec.demand, &points, &mut zones);
    let asked = spec.demand.sessions_per_1000_people.unwrap_or(spec.demand.sessions_per_day);
    Fault::unless(sessions > 0.0 || asked == 0.0, "demand", || {
        format!("nobody lives within {} km of a store", spec.demand.catchment_km)
    })?;
    let expected = stores::expected_orders(spec, &sites, &zones);
    let stores = stores::stores(spec, &sites, &expected);

    let Shop { catalog, baskets, floor } = shop(spec, base)?;

    let speeds = plain::speeds(&spec.travel, roads::speeds::default_two_wheeler());
    let reference = REFERENCE_HOURS.map(|hour| speeds.speeds(hour, Rain::Dry, 1.0));
    let nodes: Vec<NodeId> = stores.iter().map(|store| store.place.node).collect();
    let reach = spec.service.radius_max_km.max(spec.service.radius_km);
    let reach = Millimeters::from_m(reach * 1e3);
    let travel = StoreRoutes::new(&network, &nodes, &reference, reach, &incidents);

    let choice = demand::choice(spec);
    let demand = Demand {
        hour_of_week: demand::hour_of_week(&spec.demand),
        events: demand::events(spec, &network, &zones)?,
        rain_factor: [spec.demand.light_rain_factor, spec.demand.heavy_rain_factor],
        units_per_order: basket::mean_units_by_sku(&catalog, &baskets),
        basket: baskets,
        choice,
        max_floor: spec.city.max_floor,
        door_offset_max: Millimeters::from_m(spec.city.door_offset_max_m),
        zones,
    };
    let often = demand.orders_per_customer_day(demand::open_share(spec));
    let subscriber_orders = 30.0 * often * demand.choice.relative_frequency(true);

    Ok(Instance {
        name: name.into(),
        city_seed: spec.city.seed,
        calendar: plain::calendar(&spec.calendar),
        floors: vec![floor],
        work: plain::work(&spec.work),
        handling: plain::handling(&spec.handling),
        fleet: fleet::fleet(spec, &sites, &expected),
        demand,
        catalog,
        supply: plain::supply(&spec.supply),
        speeds,
        traffic: plain::traffic(&spec.travel),
        rain: plain::rain(&spec.weather),
        rain_spells: plain::rain_spells(&spec.weather),
        incidents,
        disruptions: disruptions::disruptions(&spec.disruptions, &stores)?,
        access: plain::access(&spec.access),
        economics: plain::economics(&spec.economics, &spec.refunds, subscriber_orders),
        loyalty: plain::loyalty(&spec.loyalty),
        service: plain::service(&spec.service),
        travel: Box::new(travel),
        stores,
    })
}
