//! Time of exact tours through few stops, and of a search through a hundred.

use std::hint::black_box;

use divan::Bencher;
use domain::rng::{Purpose, Streams};
use kernels::Work;
use kernels::tour::{TourProblem, held_karp, search};

fn main() {
    divan::main();
}

/// Points in a rectangle of 4,000 by 2,000 as in TSPLIB's kroA100, `groups` of stops in turn.
fn points(nodes: usize, groups: usize) -> TourProblem {
    let mut rng = Streams::new(17, 0).open(Purpose::Test, 0);
    let at: Vec<[f64; 2]> =
        (0..nodes).map(|_| [4_000.0 * rng.uniform(), 2_000.0 * rng.uniform()]).collect();
    let far = |a: &[f64; 2], b: &[f64; 2]| {
        let [x, y] = [a[0] - b[0], a[1] - b[1]];
        (x * x + y * y).sqrt().round() as u32
    };
    let costs = at.iter().flat_map(|a| at.iter().map(move |b| far(a, b))).collect();
    let turns = (0..nodes).map(|node| (node * groups / nodes) as u8).collect();
    TourProblem::new(costs, turns, Vec::new()).unwrap_or_else(|error| panic!("{error}"))
}

/// Stops, and in how many turns.
#[divan::bench(args = [(12, 1), (13, 1), (12, 3)])]
fn exact(bencher: Bencher, (stops, turns): (usize, usize)) {
    let problem = points(stops + 1, turns);
    bencher.bench_local(|| held_karp(black_box(&problem), &mut Work::of(u64::MAX)));
}

/// Ten million units of work, free order and three turns.
#[divan::bench(args = [1, 3])]
fn hundred_stops(bencher: Bencher, turns: usize) {
    let problem = points(101, turns);
    bencher.bench_local(|| {
        let mut rng = Streams::new(1, 0).open(Purpose::Test, 0);
        search(black_box(&problem), &mut Work::of(10_000_000), &mut rng)
    });
}
