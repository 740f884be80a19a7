//! Rides, closures and stores on a map of two towns: a straight bridge of 2 km joins them, and
//! south of it a bent road.

use std::path::PathBuf;

use domain::geo::{GeoPoint, Point};
use domain::ids::StoreId;
use domain::instance::Instance;
use domain::travel::{Conditions, Leg, Place, RoadClass, Slice};
use domain::units::{Millimeters, SimTime};
use scenarios::{Scenario, parse_in};

/// 23 km/h, millimetres per second.
const SPEED: u64 = 6_389;

const TOWNS: &str = "[city]\nroads = \"bridge.osm\"\ndoor_offset_max_m = 0\n\
    [service]\nradius_km = 6\nradius_max_km = 6\nradius_min_km = 6\n\
    [demand]\ncatchment_km = 6\n[catalog]\nsku_count = 300\n\
    [stores]\ncount = 1\nedge_km = 0\n";
const WEST: &str = "[[stores.site]]\nname = \"west\"\nlon = 77.562\nlat = 12.958\n";

fn scenario(text: &str) -> Scenario {
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    parse_in("towns", &format!("{TOWNS}{text}"), &data, &[]).unwrap()
}

fn closure(lon: f64, lat: f64, radius_km: f64, hours: [u32; 2]) -> String {
    let [start, end] = hours;
    format!(
        "[[disruptions.road_closure]]\nlon = {lon}\nlat = {lat}\nradius_km = {radius_km}\n\
         start_h = {start}\nend_h = {end}\n"
    )
}

/// The junction nearest to a position, as a place to deliver to.
fn junction(scenario: &Scenario, lon: f64, lat: f64) -> Place {
    let city = scenario.city().unwrap();
    let at = city.network.plane.project(GeoPoint { lon, lat });
    let doors = city.zones.iter().flat_map(|zone| &zone.doors);
    let (node, found) = doors.min_by_key(|(_, point)| point.distance(at)).unwrap();
    assert!(found.distance(at) < Millimeters::from_m(1.0));
    Place { node: *node, offset: Millimeters::ZERO }
}

/// Seconds and metres of a ride at 23 km/h with the closures of the world.
fn ride(world: &Instance, leg: Leg, hour: u64) -> (f64, f64) {
    let slice = Slice { start: SimTime(0), speed: [SPEED; RoadClass::COUNT] };
    let conditions = Conditions::new(vec![slice], world.incidents.clone());
    let depart = SimTime::from_hours(hour);
    let ride = world.travel.ride(leg, depart, &conditions).unwrap();
    assert_eq!(world.travel.arrive(leg, depart, &conditions), Some(ride.arrival));
    (ride.arrival.since(depart).as_s().round(), ride.distance.as_m().round())
}

/// The ride from the western store to the east end of the bridge, and back.
fn across(closures: &str, hour: u64) -> (f64, f64) {
    let scenario = scenario(&format!("{WEST}{closures}"));
    let place = junction(&scenario, 77.585, 12.958);
    let world = scenario.build().unwrap();
    let out = ride(&world, Leg::Out(StoreId(0), place), hour);
    assert_eq!(out, ride(&world, Leg::Back(place, StoreId(0)), hour), "{closures}");
    out
}

#[test]
fn riders_go_round_what_is_closed_at_that_hour_and_touch_no_more_of_it_than_they_must() {
    let bridge = |radius, hours| closure(77.5755, 12.958, radius, hours);
    let open = (390.0, 2492.0);
    let around = (808.0, 5161.0);
    assert_eq!(across("", 0), open);
    // The circle of 900 m passes over the chord of the southern road, not over the road.
    for radius_km in [0.06, 0.4, 0.9] {
        assert_eq!(across(&bridge(radius_km, [0, 24]), 0), around, "{radius_km} km");
    }
    // The door itself is inside: the way round touches the last street only, and crawls there.
    let (seconds, metres) = across(&closure(77.585, 12.958, 0.06, [0, 24]), 0);
    assert_eq!((seconds, metres), (2132.0, 5161.0));
    // The road runs through this circle, its chord passes far from it.
    assert_eq!(across(&closure(77.5755, 12.946, 0.1, [0, 24]), 0), open);
    // Several closures of one street each act in their own time, whichever is listed last.
    let all_day = bridge(0.06, [0, 24]);
    let evening = bridge(0.06, [20, 21]);
    for closures in [format!("{all_day}{evening}"), format!("{evening}{all_day}")] {
        assert_eq!(across(&closures, 0), around);
        assert_eq!(across(&closures, 20), around);
    }
    let twice = format!("{}{evening}", bridge(0.06, [8, 11]));
    assert_eq!([7, 8, 12, 20, 22].map(|h| across(&twice, h)), [open, around, open, around, open]);
    // The way round is not given up for a closure of another hour.
    let south = closure(77.5755, 12.946, 0.1, [20, 21]);
    assert_eq!(across(&south, 0), open);
    assert_eq!(across(&format!("{all_day}{south}"), 0), around);
    // Where both ways are closed, the shorter crawl is taken.
    let both = format!("{all_day}{}", closure(77.5755, 12.946, 0.1, [20, 24]));
    let (seconds, metres) = across(&both, 20);
    assert_eq!(metres, 2492.0);
    assert!(seconds > 3600.0, "{seconds}");
}

#[test]
fn a_store_along_a_street_stands_where_it_is() {
    let site = |lon: f64, lat: f64| {
        format!("[[stores.site]]\nname = \"on the road\"\nlon = {lon}\nlat = {lat}\n")
    };
    // On the bridge, a node of the file 1 km from both its ends.
    let bridge = scenario(&site(77.5755, 12.958));
    let [west, east] = [77.566, 77.585].map(|lon| junction(&bridge, lon, 12.958));
    let world = bridge.build().unwrap();
    let out = |place| ride(&world, Leg::Out(StoreId(0), place), 0).1;
    assert_eq!([out(west), out(east)], [1029.0, 1029.0]);
    assert_eq!(world.stores[0].place.offset, Millimeters::ZERO);
    // On the southern road, between two nodes, 50 m beside it.
    let south = scenario(&site(77.5755, 12.94555)).build().unwrap();
    let offset = south.stores[0].place.offset.as_m();
    assert!((offset - 50.0).abs() < 2.0, "{offset}");
    // Off it, and with its degrees exchanged.
    let refused = |site: String| scenario(&site).build().map(|_| ()).unwrap_err();
    let far = refused(site(77.5755, 12.942));
    assert!(far.to_string().contains("lies 0.4 km from the nearest street"), "{far}");
    let swapped = refused(site(12.958, 77.5755));
    let help = swapped.help.unwrap();
    assert!(help.contains("`lon` 77.5755 and `lat` 12.958 would lie in the city"), "{help}");
}

#[test]
fn what_begins_after_the_last_day_is_refused() {
    let events = [
        "[[disruptions.store_closure]]\nstore = \"store 1\"",
        "[[disruptions.rider_shortage]]\nshare = 0.5",
        "[[disruptions.road_closure]]\nx_km = 0\ny_km = 0\nradius_km = 1",
        "[[weather.spell]]\nrain = \"heavy\"",
        "[[demand.event]]\nname = \"match\"\nfactor = 2.0",
    ];
    for event in events {
        let refusal = |day: u32, start_h: u32, days: u32| {
            let text = format!(
                "calendar.days = {days}\n{event}\nday = {day}\nstart_h = {start_h}\nend_h = 26\n"
            );
            scenarios::parse("late", &text, &[]).err().map(|error| {
                assert!(error.line().is_some_and(|line| line > 1), "{event}");
                error.to_string()
            })
        };
        let late = "`day` is 3, allowed 0 to 0: 1 day is simulated, counted from 0";
        assert_eq!(refusal(3, 8, 1).as_deref(), Some(late), "{event}");
        assert!(refusal(2, 8, 2).unwrap().contains("allowed 0 to 1: 2 days"), "{event}");
        assert!(refusal(0, 24, 1).unwrap().contains("`start_h` is 24 on the last day"), "{event}");
        assert_eq!([refusal(0, 23, 1), refusal(2, 8, 3), refusal(0, 24, 2)], [None, None, None]);
    }
}

#[test]
fn stores_that_never_close_need_no_overrun() {
    let crews = |overrun_h: f64| {
        let text = format!(
            "calendar.days = 3\ncity.width_km = 3\ncity.height_km = 3\ncatalog.sku_count = 300\n\
             [stores]\ncount = 1\nopens_h = 0\ncloses_h = 24\noverrun_h = {overrun_h}\n"
        );
        scenarios::parse("round the clock", &text, &[]).unwrap().build().unwrap()
    };
    let on_duty = |world: &Instance, minute: u64| {
        let now = SimTime(minute * 60_000);
        world.fleet.riders.iter().filter(|r| r.shift.start <= now && now < r.shift.end).count()
    };
    let (none, long) = (crews(0.0), crews(6.0));
    for hour in 0..72 {
        assert_eq!(on_duty(&none, hour * 60 + 20), on_duty(&long, hour * 60 + 20), "{hour} h");
    }
    // Nobody takes over after the last midnight, so that those on duty see the rest off.
    assert_eq!(on_duty(&none, 72 * 60 + 20), 0);
    assert_eq!(on_duty(&long, 72 * 60 + 20), on_duty(&long, 72 * 60 - 1));
}

#[test]
fn a_world_tells_what_it_leaves_out() {
    let towns = scenario(WEST).city().unwrap();
    assert_eq!(towns.left_out.lines(), Vec::<String>::new());
    let _: Point = towns.zones[0].centre;
}
