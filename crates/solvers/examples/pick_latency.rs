//! How long exact pick routes take: percentiles over random orders, one core.

use std::hint::black_box;
use std::time::Instant;

use domain::rng::{Purpose, Stream, Streams};
use solvers::kernels::aisles::{Floor, Place, Routing, Stop};

/// Orders of each kind.
const ORDERS: usize = 2_000;

fn main() {
    let mut rng = Streams::new(5, 0).open(Purpose::Test, 0);
    for aisles in [10, 16] {
        for blocks in [1, 2] {
            for (kind, turns, items) in [("free", 1, 10), ("turns", 3, 10), ("turns", 3, 60)] {
                let micros = measured(&mut rng, aisles, blocks, turns, items);
                let at = |share: f64| micros[(share * (ORDERS - 1) as f64) as usize];
                println!(
                    "{kind:5} {items:2} items {aisles} aisles {blocks} blocks: \
                     p50 {:7.1} us, p99 {:7.1} us",
                    at(0.5),
                    at(0.99)
                );
            }
        }
    }
}

/// Microseconds of each order, the least first.
fn measured(rng: &mut Stream, aisles: u32, blocks: u8, turns: u32, items: u32) -> Vec<f64> {
    let floor = Floor::new(2_200, 12_000, blocks == 2);
    let mut routing = Routing::default();
    let mut route = Vec::new();
    let mut micros: Vec<f64> = (0..ORDERS)
        .map(|_| {
            let stop = |rng: &mut Stream| {
                let share = rng.uniform();
                // Ambient, cold, fragile: 70, 20 and 10 of a hundred.
                let turn = if turns == 1 || share < 0.7 { 0 } else { 1 + u8::from(share >= 0.9) };
                let at = u64::from(500 * (1 + rng.below(23)));
                Stop { turn, place: Place { aisle: rng.below(aisles), at } }
            };
            let stops: Vec<Stop> = (0..items).map(|_| stop(rng)).collect();
            // The shortest of three times, since another program may have had the core.
            let times = (0..3).map(|_| {
                let begun = Instant::now();
                let depot = Place::default();
                black_box(routing.route(&floor, depot, black_box(&stops), &[], &mut route));
                begun.elapsed().as_secs_f64() * 1e6
            });
            times.fold(f64::INFINITY, f64::min)
        })
        .collect();
    micros.sort_by(f64::total_cmp);
    micros
}
