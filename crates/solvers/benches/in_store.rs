//! Time of an exact pick route and of exact bags, over random orders and baskets.
//!
//! The mean over many; the examples `pick_latency` and `bag_latency` tell percentiles.

use std::hint::black_box;

use divan::Bencher;
use domain::decision::bagging::Bagging;
use domain::decision::pick_route::PickRoute;
use domain::rng::{Purpose, Stream, Streams};
use solvers::bagging::exact::{self, Exact};
use solvers::pick_route::aisle_dp::{self, AisleDp};

#[path = "cases/baskets.rs"]
mod baskets;
#[path = "cases/orders.rs"]
mod orders;

/// Questions that are asked in turn.
const CASES: usize = 256;

fn main() {
    divan::main();
}

fn stream() -> Stream {
    Streams::new(17, 0).open(Purpose::Test, 0)
}

/// All cases are answered once for each iteration, so that every one of them counts alike.
fn bench_all<Q>(bencher: Bencher<'_, '_>, cases: &[Q], mut answer: impl FnMut(&Q)) {
    let bencher = bencher.counter(divan::counter::ItemsCount::new(cases.len()));
    bencher.bench_local(|| cases.iter().for_each(|case| answer(black_box(case))));
}

/// Blocks, items, and whether cold goods come late and fragile ones last; 16 aisles.
#[divan::bench(args = [
    (1, 10, false), (1, 10, true), (1, 60, true), (2, 10, false), (2, 10, true), (2, 60, true),
])]
fn aisle_dp(bencher: Bencher, (blocks, items, has_turns): (u8, u32, bool)) {
    let (mut rng, plan) = (stream(), orders::aisles(16, blocks));
    let cases: Vec<_> =
        (0..CASES).map(|_| orders::order(&mut rng, plan, has_turns, items)).collect();
    let mut solver = AisleDp::new(aisle_dp::Config::default());
    bench_all(bencher, &cases, |order| drop(black_box(solver.route(order, &mut rng))));
}

#[divan::bench]
fn exact_bags(bencher: Bencher) {
    let mut rng = stream();
    let cases: Vec<_> = (0..CASES).map(|_| baskets::basket(&mut rng)).collect();
    let mut solver = Exact::new(exact::Config::default());
    bench_all(bencher, &cases, |basket| drop(black_box(solver.pack(basket, &mut rng))));
}
