//! Worlds add up: people, sessions, staff, shares.

use std::path::PathBuf;

use domain::fleet::RiderKind;
use domain::instance::Instance;
use domain::store::Shift;
use domain::travel::{Conditions, Leg, Place};
use domain::units::{Millis, SimTime};
use scenarios::{Scenario, load, parse, shipped};

fn built(text: &str) -> Instance {
    let scenario = parse("case", text, &[]).unwrap();
    scenario.build().unwrap_or_else(|error| panic!("{error}"))
}

const SMALL: &str = "city.width_km = 3\ncity.height_km = 3\nstores.count = 2\ncatalog.sku_count = 300\n\
    demand.sessions_per_day = 700\nfleet.riders_per_store = 6\n";

fn hours(shift: Shift) -> f64 {
    (shift.end.0 - shift.start.0) as f64 / 3.6e6
}

/// Checks everything that must hold in any world.
fn check(scenario: &Scenario, world: &Instance) {
    let spec = &scenario.spec;
    let city = scenario.city().unwrap();
    let people =
        |zones: &[domain::demand::Zone]| -> f64 { zones.iter().map(|z| z.population).sum() };
    assert!(people(&city.zones) > 0.0);
    assert_eq!(people(&city.zones), people(&world.demand.zones), "people of city and world");
    let sessions: f64 = world.demand.zones.iter().map(|z| z.sessions_per_day).sum();
    let asked = spec.demand.sessions_per_day;
    assert!((sessions - asked).abs() < 1e-6 * asked, "{sessions} sessions, asked for {asked}");
    let catchment = spec.demand.catchment_km * 1e3;
    for zone in &world.demand.zones {
        assert!(zone.customers > 0 && zone.buildings > 0);
        if zone.sessions_per_day > 0.0 {
            assert!(!zone.doors.is_empty(), "{} orders without doors", zone.name);
            let near = |s: &domain::store::Store| s.point.distance(zone.centre).as_m() <= catchment;
            assert!(world.stores.iter().any(near), "{} is far from all stores", zone.name);
        }
    }
    let expected: f64 = world.stores.iter().map(|s| s.expected_orders_per_day).sum();
    let conversion = spec.demand.choice.base_conversion;
    assert!(expected > 0.5 * sessions * conversion && expected < sessions * conversion * 1.0001);
    let days = usize::from(spec.calendar.days);
    for (index, store) in world.stores.iter().enumerate() {
        assert!(store.packing_stations > 0 && !store.pickers.is_empty(), "{}", store.name);
        assert_eq!(store.pickers.len() % days, 0);
        let (opens, closes) = (store.opens_min, store.closes_min);
        let mine = |kind| {
            world.fleet.riders.iter().filter(move |r| r.store.index() == index && r.kind == kind)
        };
        for day in 0..days as u64 {
            for minute in (opens..closes).step_by(15) {
                let now = SimTime(day * 86_400_000 + u64::from(minute) * 60_000);
                let on = |shift: &Shift| shift.start <= now && now < shift.end;
                assert!(store.pickers.iter().any(|p| on(&p.shift)), "{}: no picker", store.name);
                assert!(
                    mine(RiderKind::Dedicated).any(|r| on(&r.shift)),
                    "{}: no rider",
                    store.name
                );
            }
        }
        for rider in mine(RiderKind::Dedicated) {
            let (shift, rest) = (rider.shift, rider.rest);
            assert!(shift.start <= rest.start && rest.start <= rest.end && rest.end <= shift.end);
            assert!(hours(shift) <= spec.fleet.shift_h + 0.5);
            assert!((spec.fleet.rating_low..=spec.fleet.rating_high).contains(&rider.rating));
        }
    }
    let names: std::collections::BTreeSet<_> = world.stores.iter().map(|s| &s.name).collect();
    assert_eq!(names.len(), world.stores.len(), "store names are unique");
    assert_eq!(world.floors[0].slots.len(), world.catalog.skus.len());
    assert_eq!(world.demand.units_per_order.len(), world.catalog.skus.len());
    assert_eq!(world.demand.hour_of_week.len(), 168);
    // Every store reaches the doors of its own neighbourhood.
    let conditions = Conditions::constant(world.speeds.speeds(10, domain::weather::Rain::Dry, 1.0));
    for (index, store) in world.stores.iter().enumerate().take(20) {
        let zone = world
            .demand
            .zones
            .iter()
            .filter(|z| !z.doors.is_empty())
            .min_by_key(|z| z.centre.distance(store.point));
        let (node, _) = zone.unwrap().doors[0];
        let place = Place { node, ..Place::default() };
        let leg = Leg::Out(index.into(), place);
        let arrival = world.travel.arrive(leg, SimTime::from_hours(10), &conditions);
        assert!(arrival.is_some(), "{} cannot reach {node:?}", store.name);
    }
}

#[test]
fn an_empty_file_is_a_city_with_six_stores() {
    let scenario = parse("empty", "", &[]).unwrap();
    let world = scenario.build().unwrap();
    assert_eq!(world.stores.len(), 6);
    check(&scenario, &world);
}

#[test]
fn every_shipped_scenario_is_read() {
    for entry in shipped() {
        let scenario = parse(entry.name, entry.text, &[]).unwrap_or_else(|why| panic!("{why:?}"));
        assert!(entry.sentence.ends_with('.'), "{}: {}", entry.name, entry.sentence);
        assert_eq!(scenario.text, entry.text);
    }
}

#[test]
fn every_small_shipped_scenario_is_built() {
    for entry in shipped() {
        let too_big = matches!(entry.name, "bengaluru" | "scale" | "dominance");
        if !too_big {
            let scenario = parse(entry.name, entry.text, &[]).unwrap();
            let world = scenario.build().unwrap_or_else(|why| panic!("{}: {why}", entry.name));
            check(&scenario, &world);
        }
    }
}

#[test]
fn bengaluru_is_built_from_its_streets_and_wards() {
    if std::env::var_os("DARKSTORE_DATA").is_none() {
        println!("skipped: DARKSTORE_DATA is not set");
        return;
    }
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/bengaluru.toml");
    let scenario = load(&file, &[]).unwrap();
    let world = scenario.build().unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(world.stores.len(), 25);
    check(&scenario, &world);
    // The streets cover about 109 of the city's 710 km2, its dense middle.
    let people: f64 = world.demand.zones.iter().map(|z| z.population).sum();
    assert!((1.5e6..4.5e6).contains(&people), "{people} people within reach of a street");
    assert!(world.demand.zones.len() < 369);
}

#[test]
fn without_the_data_folder_the_variable_is_named() {
    if std::env::var_os("DARKSTORE_DATA").is_some() {
        return;
    }
    let text = shipped().iter().find(|entry| entry.name == "bengaluru").unwrap().text;
    let error = parse("bengaluru", text, &[]).unwrap().city().err().unwrap();
    assert!(error.message.contains("DARKSTORE_DATA is not set"), "{error}");
    assert!(error.line().is_some() && error.help.is_some());
}

#[test]
fn the_same_file_is_the_same_world() {
    let (a, b) = (built(SMALL), built(SMALL));
    assert_eq!(a.stores[0].pickers, b.stores[0].pickers);
    assert_eq!(a.fleet.riders, b.fleet.riders);
    assert_eq!(a.stores[1].point, b.stores[1].point);
    assert_eq!(
        a.demand.zones.iter().map(|z| z.sessions_per_day.to_bits()).collect::<Vec<_>>(),
        b.demand.zones.iter().map(|z| z.sessions_per_day.to_bits()).collect::<Vec<_>>()
    );
}

#[test]
fn staff_follows_demand_unless_told_otherwise() {
    let text = format!("{SMALL}stores.pickers_per_store = 10\nfleet.break_min = 0\n");
    let peak = |world: &Instance, store: usize| {
        let count = |minute: u64| {
            let now = SimTime(minute * 60_000);
            let on = |shift: &Shift| shift.start <= now && now < shift.end;
            world.stores[store].pickers.iter().filter(|p| on(&p.shift)).count()
        };
        count(20 * 60 + 30)
    };
    let scaled = built(&text);
    let orders: Vec<f64> = scaled.stores.iter().map(|s| s.expected_orders_per_day).collect();
    let mean = orders.iter().sum::<f64>() / 2.0;
    for (store, orders) in orders.iter().enumerate() {
        let wanted = (10.0 * orders / mean).max(1.0);
        let on_duty = peak(&scaled, store) as f64;
        assert!(on_duty >= wanted && on_duty < wanted + 2.5, "{on_duty} against {wanted}");
    }
    let even = built(&format!("{text}stores.scale_with_demand = false\n"));
    assert_eq!(peak(&even, 0), peak(&even, 1));
    assert!(peak(&even, 0) >= 10);
}

#[test]
fn the_open_hours_of_a_week_expect_seven_days_orders_whenever_stores_open() {
    for hours in ["opens_h = 6", "opens_h = 12", "opens_h = 7.5", "closes_h = 15.25"] {
        let world = built(&format!("{SMALL}stores.{hours}\n"));
        let store = &world.stores[0];
        let minutes = (0..7 * 1440).map(|minute| SimTime(minute * 60_000));
        let expected: f64 = minutes
            .filter(|at| store.is_open(*at))
            .map(|at| {
                let level = world.demand.hour_of_week[world.calendar.hour_of_week(at)];
                store.expected_orders(level, Millis::MINUTE)
            })
            .sum();
        let week = 7.0 * store.expected_orders_per_day;
        assert!((expected / week - 1.0).abs() < 1e-9, "{hours}: {expected} of {week}");
    }
}

#[test]
fn a_week_repeats_the_days_shifts() {
    let day = built(SMALL);
    let week = built(&format!("{SMALL}calendar.days = 7\n"));
    assert_eq!(week.stores[0].pickers.len(), 7 * day.stores[0].pickers.len());
    assert_eq!(week.fleet.riders.len(), 7 * day.fleet.riders.len());
    assert_eq!(week.stores[0].pickers[0], day.stores[0].pickers[0]);
}

#[test]
fn gig_riders_are_a_fifth_of_the_peak_crew() {
    let text = SMALL.replace("per_store = 6", "per_store = 20");
    let world = built(&format!("{text}stores.scale_with_demand = false\n"));
    let gig = world.fleet.riders.iter().filter(|r| r.kind == RiderKind::Gig).count();
    assert_eq!(gig, 2 * 4);
}

#[test]
fn sites_come_first_and_placed_stores_keep_their_distance() {
    let world = built(&format!(
        "{}[[stores.site]]\nname = \"corner\"\nx_km = 0.4\ny_km = 0.4\nriders = 3\npickers = 2\n",
        SMALL.replace("count = 2", "count = 3")
    ));
    assert_eq!(world.stores[0].name, "corner");
    assert_eq!(world.stores.len(), 3);
    let apart = |a: usize, b: usize| world.stores[a].point.distance(world.stores[b].point).as_m();
    assert!(apart(0, 1) > 1000.0 && apart(1, 2) > 500.0);
}

#[test]
fn a_closed_road_slows_rides_while_it_lasts() {
    let open = built(SMALL);
    let centre = open.stores[0].point;
    let text = format!(
        "{SMALL}[[disruptions.road_closure]]\nx_km = {}\ny_km = {}\nradius_km = 0.4\nstart_h = 8\nend_h = 9\n",
        centre.x_mm as f64 / 1e6,
        centre.y_mm as f64 / 1e6
    );
    let closed = built(&text);
    assert_eq!(closed.incidents.len(), 1);
    let speed = closed.speeds.speeds(10, domain::weather::Rain::Dry, 1.0);
    let slice = domain::travel::Slice { start: SimTime::ZERO, speed };
    let conditions = Conditions::new(vec![slice], closed.incidents.clone());
    let far = closed
        .demand
        .zones
        .iter()
        .flat_map(|z| &z.doors)
        .find(|(_, p)| (1000.0..1200.0).contains(&p.distance(centre).as_m()));
    let place = Place { node: far.unwrap().0, ..Place::default() };
    let ride = |hour| {
        let leave = SimTime::from_hours(hour);
        let arrive = closed.travel.arrive(Leg::Out(0_usize.into(), place), leave, &conditions);
        arrive.unwrap().since(leave).as_s()
    };
    assert!(ride(8) > 1.5 * ride(10), "{} against {}", ride(8), ride(10));
}
