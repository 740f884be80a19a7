//! Picker routing on floors of any shape: published tours, and lists that are long or hardly any.

use std::path::PathBuf;

use domain::decision::Decision;
use domain::decision::pick_route::{Ground, PickRoute, PickRouteQuestion, PickStop, check};
use domain::rng::{Purpose, Streams};
use domain::store::{Aisles, FloorZone, Slot};
use domain::units::{Grams, Millimeters};
use solvers::formats::{Listing, sop, tsp};
use solvers::registry::{Choice, solver};

/// A public instance, where the data are at hand.
fn instance(
    format: &Listing<PickRouteQuestion<'static>>,
    file: &str,
) -> Option<PickRouteQuestion<'static>> {
    let Some(root) = std::env::var_os("DARKSTORE_DATA") else {
        println!("skipped: DARKSTORE_DATA is not set");
        return None;
    };
    let text = std::fs::read_to_string(PathBuf::from(root).join("picking").join(file)).unwrap();
    Some((format.read)(&text).unwrap().remove(0).question)
}

/// Metres walked and metres proved.
fn walked(name: &str, work_k: i64, question: &PickRouteQuestion<'_>) -> (f64, Option<f64>) {
    let params = toml::Table::from_iter([("work_k".into(), work_k.into())]);
    let mut solver = solver::<dyn PickRoute>(&Choice { name: name.into(), params }).unwrap().solver;
    <dyn PickRoute>::admit(question).unwrap();
    let route = solver.route(question, &mut Streams::new(1, 0).open(Purpose::Test, 0));
    check(&route, question).unwrap();
    assert!(solver.work().is_some());
    (question.length(&route).unwrap().as_m(), solver.bound())
}

#[test]
fn published_tours_are_proved_shortest() {
    for (name, solver, optimum) in [
        ("burma14", "held_karp", 3_323.0),
        ("burma14", "local_search", 3_323.0),
        ("ulysses16", "held_karp", 6_859.0),
        ("gr17", "local_search", 2_085.0),
    ] {
        let file = format!("tsplib/{name}.tsp");
        let Some(question) = instance(&tsp::FORMAT, &file) else { return };
        assert_eq!(walked(solver, 1_000, &question), (optimum, Some(optimum)), "{name}");
    }
}

#[test]
fn middle_tours_come_near_the_published_ones() {
    for (name, optimum) in
        [("eil51", 426.0), ("st70", 675.0), ("kroA100", 21_282.0), ("pr124", 59_030.0)]
    {
        let file = format!("tsplib/{name}.tsp");
        let Some(question) = instance(&tsp::FORMAT, &file) else { return };
        let (length, bound) = walked("local_search", 1_000, &question);
        assert!((optimum..=optimum * 1.01).contains(&length), "{name}: {length}");
        assert!(bound.is_some_and(|bound| bound <= optimum && bound > 0.95 * optimum), "{name}");
    }
}

#[test]
fn published_orders_are_kept_and_reached() {
    for (name, optimum, is_proved) in [
        ("ESC07", 2_125.0, true),
        ("ESC12", 1_675.0, true),
        ("br17.10", 55.0, true),
        ("ESC47", 1_288.0, false),
        ("rbg050c", 467.0, false),
        ("p43.1", 28_140.0, false),
    ] {
        let Some(question) = instance(&sop::FORMAT, &format!("sop/{name}.sop")) else { return };
        let (length, bound) =
            walked("local_search", if is_proved { 2_000 } else { 500 }, &question);
        assert!((optimum..=optimum * 1.01).contains(&length), "{name}: {length}");
        assert!(bound.unwrap() <= optimum, "{name}: {bound:?}");
        assert!(!is_proved || bound == Some(optimum), "{name}: {bound:?}");
    }
}

/// So many stops in the aisles of a store, a few in a second turn.
fn list(stops: u32) -> PickRouteQuestion<'static> {
    let mut rng = Streams::new(2, 0).open(Purpose::Test, 0);
    let length = Millimeters(20_000);
    let plan = Aisles { count: 40, pitch: Millimeters(3_000), length, blocks: 2 };
    let stops: Vec<PickStop> = (0..stops)
        .map(|_| PickStop {
            slot: Slot {
                aisle: rng.below(40) as u16,
                depth: Millimeters(u64::from(rng.below(20_001))),
            },
            zone: FloorZone::A,
            unit_weight: Grams(1),
            quantity: 1,
            is_cold: false,
            is_fragile: false,
            turn: u8::from(rng.chance(0.1)),
            line: 0,
        })
        .collect();
    PickRouteQuestion::of(Ground::store(plan), stops)
}

#[test]
fn long_lists_end_with_a_bound_and_empty_ones_at_once() {
    let mut question = list(3_500);
    question.precedences = vec![(7, 5)].into();
    question.stops.to_mut()[5].turn = 1;
    for solver in ["local_search", "held_karp"] {
        let (length, bound) = walked(solver, 20, &question);
        let (nearest, _) = nearest(&question);
        assert!(length < nearest, "{solver}: {length} of {nearest}");
        assert!(bound.is_some_and(|bound| bound > 0.0 && bound <= length), "{solver}: {bound:?}");
        assert_eq!(walked(solver, 1, &list(0)), (0.0, Some(0.0)));
        let (length, bound) = walked(solver, 1, &list(1));
        assert_eq!(bound, Some(length));
    }
}

fn nearest(question: &PickRouteQuestion<'_>) -> (f64, Vec<u16>) {
    let choice = Choice { name: "nearest".into(), params: toml::Table::new() };
    let mut solver = solver::<dyn PickRoute>(&choice).unwrap().solver;
    let route = solver.route(question, &mut Streams::new(1, 0).open(Purpose::Test, 0));
    (question.length(&route).unwrap().as_m(), route)
}

#[test]
fn scattered_goods_are_taken_near_the_way() {
    let mut question = list(30);
    question.stops.to_mut().iter_mut().zip((0..15).cycle()).for_each(|(stop, line)| {
        stop.line = line;
        stop.turn = 0;
    });
    question.wanted = vec![1; 15].into();
    let (searched, bound) = walked("local_search", 50, &question);
    assert!(searched <= nearest(&question).0, "{searched}");
    assert_eq!(bound, None);
    let (exact, bound) = walked("held_karp", 50, &question);
    assert_eq!(bound, Some(exact));
    assert!(exact <= searched, "{exact} over {searched}");
    // Where some place has too little, several may be needed: nothing is proved.
    question.stops.to_mut()[0].quantity = 0;
    assert_eq!(walked("held_karp", 1_000, &question).1, None);
}
