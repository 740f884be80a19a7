//! How long `aisle_dp` takes for a pick route: percentiles over random orders, one core.
//!
//! `cargo run --release -p solvers --example pick_latency`

use std::hint::black_box;
use std::time::Instant;

use domain::decision::pick_route::{Ground, PickRoute, PickRouteQuestion, PickStop};
use domain::rng::{Purpose, Stream, Streams};
use domain::store::{Aisles, FloorZone, Slot};
use domain::units::{Grams, Millimeters};
use solvers::pick_route::aisle_dp::{AisleDp, Config};

/// Orders of each kind.
const ORDERS: usize = 2_000;

fn main() {
    let mut rng = Streams::new(5, 0).open(Purpose::Test, 0);
    println!("{:28} {:>9} {:>9}", "", "p50, us", "p99, us");
    for blocks in [1, 2] {
        for count in [10, 16] {
            let (pitch, length) = (Millimeters(2_200), Millimeters(12_000));
            let plan = Aisles { count, pitch, length, blocks };
            for (kind, has_turns, items) in
                [("free", false, 10), ("turns", true, 10), ("turns", true, 60)]
            {
                let micros = measured(&mut rng, plan, has_turns, items);
                let at = |share: f64| micros[(share * (ORDERS - 1) as f64) as usize];
                let name = format!("{blocks} x {count} aisles, {items} {kind}");
                println!("{name:28} {:9.1} {:9.1}", at(0.5), at(0.99));
            }
        }
    }
}

/// Microseconds of each order, the least first.
fn measured(rng: &mut Stream, plan: Aisles, has_turns: bool, items: u32) -> Vec<f64> {
    let mut solver = AisleDp::new(Config::default());
    let mut micros: Vec<f64> = (0..ORDERS)
        .map(|_| {
            let stops: Vec<PickStop> = (0..items).map(|_| stop(rng, plan, has_turns)).collect();
            let question = PickRouteQuestion::of(Ground::store(plan), stops);
            // The shortest of three times, since another program may have had the core.
            let times = (0..3).map(|_| {
                let begun = Instant::now();
                black_box(solver.route(black_box(&question), rng));
                begun.elapsed().as_secs_f64() * 1e6
            });
            times.fold(f64::INFINITY, f64::min)
        })
        .collect();
    micros.sort_by(f64::total_cmp);
    micros
}

/// Anywhere on the floor; with turns, 20 of a hundred are cold and come late, 10 are fragile and
/// come last.
fn stop(rng: &mut Stream, plan: Aisles, has_turns: bool) -> PickStop {
    let share = rng.uniform();
    let (is_cold, is_fragile) = ((0.7..0.9).contains(&share), share >= 0.9);
    PickStop {
        slot: Slot {
            aisle: rng.below(u32::from(plan.count)) as u16,
            depth: Millimeters(u64::from(500 * (1 + rng.below(23)))),
        },
        zone: FloorZone::A,
        unit_weight: Grams(400),
        quantity: 1,
        is_cold,
        is_fragile,
        turn: if has_turns { u8::from(is_cold) + 2 * u8::from(is_fragile) } else { 0 },
        line: 0,
    }
}
