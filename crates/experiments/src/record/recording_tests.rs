//! Tables of a simulated day against the figures of the same day.

use domain::rng::Streams;
use domain::units::Millis;
use polars_arrow::array::{Array, PrimitiveArray, Utf8ViewArray};
use polars_arrow::types::NativeType;
use sim_core::Run;

use super::recording::Recording;
use super::table::Table;

fn simulated() -> (Run, [Table; 6], u64) {
    let shipped = scenarios::shipped().iter().find(|shipped| shipped.name == "tiny").unwrap();
    let instance = scenarios::parse(shipped.name, shipped.text, &[]).unwrap().build().unwrap();
    let policies = solvers::policies(&solvers::Choices::default()).unwrap();
    let mut recording = Recording::new(&instance, 0, true);
    let run = sim_core::simulate(&instance, policies, Streams::new(5, 0), &mut recording).unwrap();
    let (tables, facts) = recording.into_tables();
    (run, tables, facts.unwrap().len() as u64)
}

fn column<'a>(table: &'a Table, name: &str) -> &'a dyn Array {
    let found = table.columns.iter().find(|column| column.field.name.as_str() == name);
    &*found.unwrap_or_else(|| panic!("column `{name}`")).values
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
    assert_eq!(minutes.rows() as u64, tally.control.1);

    let status = column(&orders, "status").as_any().downcast_ref::<Utf8ViewArray>().unwrap();
    let ended = |name: &str| status.values_iter().filter(|status| *status == name).count() as u64;
    assert_eq!(ended("delivered"), tally.delivered());
    assert_eq!(ended("cancelled"), tally.cancelled);
    assert_eq!(ended("failed"), tally.failed);

    let fees: f64 = numbers::<f64>(&orders, "fee_inr").into_iter().flatten().sum();
    assert!((fees - tally.money[2].as_inr()).abs() < 1e-6, "{fees}");
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
