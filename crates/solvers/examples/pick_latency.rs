//! How long `aisle_dp` takes for a pick route: percentiles over random orders, one core.
//!
//! `cargo run --release -p solvers --example pick_latency`

use std::hint::black_box;
use std::time::Instant;

use domain::decision::pick_route::{PickRoute, PickRouteQuestion};
use domain::rng::{Purpose, Stream, Streams};
use domain::store::Aisles;
use solvers::pick_route::aisle_dp::{AisleDp, Config};

/// Orders of each kind.
const ORDERS: usize = 2_000;

#[path = "../benches/cases/orders.rs"]
mod orders;

fn main() {
    let mut rng = Streams::new(5, 0).open(Purpose::Test, 0);
    println!("{:28} {:>9} {:>9}", "", "p50, us", "p99, us");
    for blocks in [1, 2] {
        for count in [10, 16] {
            let plan = orders::aisles(count, blocks);
            for (kind, has_turns, items) in
                [("free", false, 10), ("turns", true, 10), ("turns", true, 60)]
            {
                let mut ask = |rng: &mut Stream| orders::order(rng, plan, has_turns, items);
                let micros = measured(&mut rng, &mut ask);
                show(&format!("{blocks} x {count} aisles, {items} {kind}"), &micros);
            }
            for (lines, more) in [(10, 3), (30, 10), (60, 20)] {
                let mut ask = |rng: &mut Stream| scattered(rng, plan, lines, more);
                let micros = measured(&mut rng, &mut ask);
                show(&format!("{blocks} x {count} aisles, {lines} scattered"), &micros);
            }
        }
    }
}

/// Prints the middle and the 99th of a hundred.
fn show(name: &str, micros: &[f64]) {
    let at = |share: f64| micros[(share * (ORDERS - 1) as f64) as usize];
    println!("{name:28} {:9.1} {:9.1}", at(0.5), at(0.99));
}

/// An order of lines in one place each, some of them in `more` other places.
fn scattered(rng: &mut Stream, plan: Aisles, lines: u16, more: u16) -> PickRouteQuestion<'static> {
    let mut question = orders::order(rng, plan, false, u32::from(lines + more));
    for (at, stop) in (0..).zip(question.stops.to_mut()) {
        stop.line = if at < lines { at } else { rng.below(u32::from(lines)) as u16 };
    }
    question.wanted = vec![1; usize::from(lines)].into();
    question
}

/// Microseconds of each order, the least first.
fn measured(
    rng: &mut Stream,
    ask: &mut dyn FnMut(&mut Stream) -> PickRouteQuestion<'static>,
) -> Vec<f64> {
    let mut solver = AisleDp::new(Config::default());
    let mut micros: Vec<f64> = (0..ORDERS)
        .map(|_| {
            let question = ask(rng);
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
