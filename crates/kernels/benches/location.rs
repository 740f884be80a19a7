//! Time of greedy insertion, of one local search and of a search by swaps on a generated city.

use std::hint::black_box;

use divan::Bencher;
use domain::rng::{Purpose, Streams};
use kernels::Work;
use kernels::location::{Columns, Location, Site, Standing, greedy, search, swap};

fn main() {
    divan::main();
}

/// A p-median of as many sites as customers in the unit square, the 200 nearest linked.
fn city(points: usize, open: usize) -> Location {
    let mut rng = Streams::new(17, 0).open(Purpose::Test, 0);
    let at: Vec<[f64; 2]> = (0..points).map(|_| [rng.uniform(), rng.uniform()]).collect();
    let site = Site { opening: 0.0, price: 0.0, standing: Standing::Free };
    let mut location = Location {
        sites: vec![site; points],
        starts: vec![0],
        links: Vec::new(),
        costs: Vec::new(),
        unserved: Vec::new(),
        spare: Vec::new(),
        most: open,
        budget: f64::INFINITY,
        step: 1.0,
    };
    for from in &at {
        let far = |to: &[f64; 2]| {
            let (x, y) = (from[0] - to[0], from[1] - to[1]);
            (10_000.0 * (x * x + y * y).sqrt()).floor()
        };
        let mut row: Vec<(f64, u32)> = at.iter().map(far).zip(0..).collect();
        row.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        location.unserved.push(row[200].0);
        location.costs.extend(row[..200].iter().map(|link| link.0));
        location.links.extend(row[..200].iter().map(|link| link.1));
        location.starts.push(location.links.len());
    }
    location
}

#[divan::bench(args = [1_000, 4_000])]
fn columns(bencher: Bencher, points: usize) {
    let location = city(points, points / 20);
    bencher.bench_local(|| Columns::of(black_box(&location)));
}

#[divan::bench(args = [1_000, 4_000])]
fn insert_greedily(bencher: Bencher, points: usize) {
    let location = city(points, points / 20);
    bencher.bench_local(|| greedy::open(black_box(&location), &mut Work::of(u64::MAX)));
}

#[divan::bench(args = [1_000, 4_000])]
fn improve_by_swaps(bencher: Bencher, points: usize) {
    let location = city(points, points / 20);
    let open = greedy::open(&location, &mut Work::of(u64::MAX)).unwrap_or_default();
    bencher
        .bench_local(|| swap::improve(black_box(&location), open.clone(), &mut Work::of(u64::MAX)));
}

/// Twenty million units of work.
#[divan::bench(args = [1_000, 4_000], sample_count = 10)]
fn search_by_swaps(bencher: Bencher, points: usize) {
    let location = city(points, points / 20);
    let open = greedy::open(&location, &mut Work::of(u64::MAX)).unwrap_or_default();
    bencher.bench_local(|| {
        let mut rng = Streams::new(17, 0).open(Purpose::Test, 1);
        search::search(black_box(&location), open.clone(), &mut rng, &mut Work::of(20_000_000))
    });
}
