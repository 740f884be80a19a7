//! Tables of a simulated day against the figures of the same day.

use std::collections::BTreeSet;

use domain::geo::Point;
use domain::instance::Instance;
use domain::rng::Streams;
use domain::units::Millis;
use polars_arrow::array::{Array, PrimitiveArray, Utf8ViewArray};
use polars_arrow::types::NativeType;
use sim_core::Run;

use super::finished::Ending;
use super::recording::Recording;
use super::table::Table;
use crate::Summary;

fn simulated() -> (Run, [Table; 6], u64) {
    let shipped = scenarios::shipped().iter().find(|shipped| shipped.name == "tiny").unwrap();
    recorded(&scenarios::parse(shipped.name, shipped.text, &[]).unwrap().build().unwrap())
}

fn recorded(instance: &Instance) -> (Run, [Table; 6], u64) {
    let policies = solvers::policies(&solvers::Choices::default()).unwrap();
    let mut recording = Recording::new(instance, 0, true);
    let run = sim_core::simulate(instance, policies, Streams::new(5, 0), &mut recording).unwrap();
    let summary = Summary::of(&run, instance);
    let click_to_door_ms = run.tally.click_to_door_ms.clone();
    recording.end(instance, &Ending { summary, click_to_door_ms });
    let (tables, facts) = recording.into_tables();
    (run, tables, facts.unwrap().len() as u64)
}

fn column<'a>(table: &'a Table, name: &str) -> &'a dyn Array {
    let found = table.columns.iter().find(|column| column.field.name.as_str() == name);
    &*found.unwrap_or_else(|| panic!("column `{name}`")).values
}

fn words(table: &Table, name: &str) -> Vec<String> {
    let values = column(table, name).as_any().downcast_ref::<Utf8ViewArray>().unwrap();
    values.values_iter().map(str::to_owned).collect()
}

fn numbers<T: NativeType>(table: &Table, name: &str) -> Vec<Option<T>> {
    let values = column(table, name).as_any().downcast_ref::<PrimitiveArray<T>>().unwrap();
    values.iter().map(|value| value.copied()).collect()
}

#[test]
fn tables_add_up_to_the_figures() {
    let (run, [orders, stages, last_mile, legs, minutes, chain], facts) = simulated();
    let tally = &run.tally;
    assert!(tally.delivered() > 100, "a day with orders");
    assert_eq!(facts, run.facts);
    assert_eq!(numbers::<u64>(&chain, "facts").pop(), Some(Some(run.facts)));
    assert_eq!(numbers::<u64>(&chain, "fingerprint").pop(), Some(Some(run.fingerprint.value())));
    assert_eq!(orders.rows() as u64, tally.placed);
    assert_eq!(last_mile.rows() as u64, tally.delivered());
    assert_eq!(minutes.rows() as u64, tally.store_minutes.count);

    let status = column(&orders, "status").as_any().downcast_ref::<Utf8ViewArray>().unwrap();
    let ended = |name: &str| status.values_iter().filter(|status| *status == name).count() as u64;
    assert_eq!(ended("delivered"), tally.delivered());
    assert_eq!(ended("cancelled"), tally.cancelled);
    assert_eq!(ended("failed"), tally.failed);

    let fees: f64 = numbers::<f64>(&orders, "fee_inr").into_iter().flatten().sum();
    assert!((fees - tally.money.delivery_fees.as_inr()).abs() < 1e-6, "{fees}");
    let ridden: f64 = numbers::<f64>(&legs, "distance_m").into_iter().flatten().sum();
    assert!((ridden / tally.ridden_m - 1.0).abs() < 1e-9, "{ridden}");

    let sla = Millis(600_000).as_s();
    let took = numbers::<f64>(&orders, "click_to_door_s");
    let in_time = took.iter().flatten().filter(|took| **took <= sla).count() as u64;
    assert_eq!(in_time, tally.within_sla);
    let mut booked = vec![0.0; orders.rows()];
    for name in stages.names().skip(2) {
        for (sum, spent) in booked.iter_mut().zip(numbers::<f64>(&stages, name)) {
            *sum += spent.unwrap();
        }
    }
    for (took, booked) in took.iter().zip(booked) {
        assert!(took.is_none_or(|took| (took - booked).abs() < 1e-6), "{took:?} is {booked}");
    }
}

#[test]
fn dedicated_riders_come_back_and_gig_riders_ride_on() {
    let (.., [orders, _, _, legs, ..], _) = simulated();
    let doors = numbers::<u32>(&legs, "order");
    let kinds = column(&legs, "kind").as_any().downcast_ref::<Utf8ViewArray>().unwrap();
    let mut left: Vec<Option<u32>> = numbers::<u32>(&legs, "trip")
        .into_iter()
        .zip(kinds.values_iter())
        .filter(|(_, kind)| *kind == "dedicated")
        .map(|(trip, _)| trip)
        .collect();
    left.sort_unstable();
    left.dedup();
    let back = doors.iter().filter(|order| order.is_none()).count();
    assert_eq!(back, left.len());
    let by_order = numbers::<u32>(&orders, "trip").into_iter().flatten().count();
    assert_eq!(by_order, doors.len() - back, "each door is reached once");
}

/// Orders say where they went, from which store and in what weather, so that nobody has to build
/// the world again to draw a map of them.
#[test]
fn orders_carry_names_weather_and_doors() {
    let tiny = scenarios::shipped().iter().find(|shipped| shipped.name == "tiny").unwrap();
    let rain = "[weather]\ndrawn = false\nspell = [{ start_h = 12, end_h = 15, rain = \"heavy\" }]";
    let text = format!("{}\n{rain}\n", tiny.text);
    let instance = scenarios::parse("tiny", &text, &[]).unwrap().build().unwrap();
    let (_, [orders, _, _, _, minutes, _], _) = recorded(&instance);

    let stores = numbers::<u32>(&orders, "store");
    let zones = numbers::<u32>(&orders, "zone");
    let clicked = numbers::<f64>(&orders, "clicked_s");
    let (names, areas) = (words(&orders, "store_name"), words(&orders, "zone_name"));
    let weather = words(&orders, "rain");
    let (east, north) = (numbers::<f64>(&orders, "door_x_m"), numbers::<f64>(&orders, "door_y_m"));
    let mut doors = BTreeSet::new();
    for row in 0..orders.rows() {
        let store = &instance.stores[stores[row].unwrap() as usize];
        assert_eq!(names[row], store.name);
        assert_eq!(areas[row], instance.demand.zones[zones[row].unwrap() as usize].name);
        let hour = clicked[row].unwrap() / 3600.0;
        let expected = if (12.0..15.0).contains(&hour) { "heavy" } else { "dry" };
        assert_eq!(weather[row], expected, "at {hour} h");
        let door = Point::from_m(east[row].unwrap(), north[row].unwrap());
        assert!(store.point.distance(door) <= instance.service.radius_bounds[1], "row {row}");
        doors.insert((door.x_mm, door.y_mm));
    }
    assert!(doors.len() > 100, "{} doors", doors.len());

    let store = numbers::<u32>(&minutes, "store");
    for (store, name) in store.into_iter().zip(words(&minutes, "store_name")) {
        assert_eq!(name, instance.stores[store.unwrap() as usize].name);
    }
    for (at, rain) in numbers::<f64>(&minutes, "time_s").into_iter().zip(words(&minutes, "rain")) {
        let hour = at.unwrap() / 3600.0;
        // The review of the very millisecond comes after the weather.
        assert_eq!(rain, if (12.0..15.0).contains(&hour) { "heavy" } else { "dry" }, "{hour} h");
    }
}
