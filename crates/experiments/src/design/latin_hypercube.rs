//! Latin hypercubes whose nearest points are driven apart.

use domain::rng::{Purpose, Stream, Streams};

/// `points` points of the unit cube, the middles of a Latin hypercube's strata.
///
/// Each of the `dimensions` axes is cut into as many parts as there are points, and each part holds
/// one point (McKay, Beckman & Conover 1979, doi:10.2307/1268522). Then `exchanges` times two
/// points trade places on one axis if that lowers the sum of inverse distances to the 16th power,
/// a smooth stand-in for the least distance (Morris & Mitchell 1995,
/// doi:10.1016/0378-3758(94)00035-T). O(points × dimensions) for each exchange.
#[must_use]
pub fn latin_hypercube(points: u32, dimensions: usize, seed: u64, exchanges: u32) -> Vec<Vec<f64>> {
    let mut stream = Streams::new(seed, 0).open(Purpose::Design, 0);
    let mut ranks = vec![vec![0; dimensions]; points as usize];
    for axis in 0..dimensions {
        for (row, rank) in ranks.iter_mut().zip(permutation(points, &mut stream)) {
            row[axis] = rank;
        }
    }
    if points > 2 && dimensions > 1 {
        for _ in 0..exchanges {
            let axis = stream.below(dimensions as u32) as usize;
            let one = stream.below(points) as usize;
            let other = (one + 1 + stream.below(points - 1) as usize) % points as usize;
            let before = crowding(&ranks, one, other);
            exchange(&mut ranks, axis, one, other);
            if crowding(&ranks, one, other) >= before {
                exchange(&mut ranks, axis, one, other);
            }
        }
    }
    let middle = |rank: &u32| (f64::from(*rank) + 0.5) / f64::from(points);
    ranks.iter().map(|row| row.iter().map(middle).collect()).collect()
}

/// The numbers below `count` in random order (Fisher & Yates).
fn permutation(count: u32, stream: &mut Stream) -> Vec<u32> {
    let mut order: Vec<u32> = (0..count).collect();
    for last in (1..count).rev() {
        order.swap(last as usize, stream.below(last + 1) as usize);
    }
    order
}

fn exchange(ranks: &mut [Vec<u32>], axis: usize, one: usize, other: usize) {
    let held = ranks[one][axis];
    ranks[one][axis] = ranks[other][axis];
    ranks[other][axis] = held;
}

/// Inverse distances of two points to all others, each to the 16th power, summed.
///
/// Their distance to each other is the same after an exchange and left out.
fn crowding(ranks: &[Vec<u32>], one: usize, other: usize) -> f64 {
    let inverse = |at: usize, row: &[u32]| {
        let squares = ranks[at].iter().zip(row).map(|(a, b)| f64::from(a.abs_diff(*b)));
        let square: f64 = squares.map(|gap| gap * gap).sum();
        let fourth = square * square;
        let eighth = fourth * fourth;
        1.0 / (eighth * eighth)
    };
    let rest = ranks.iter().enumerate().filter(|(at, _)| *at != one && *at != other);
    rest.map(|(_, row)| inverse(one, row) + inverse(other, row)).sum()
}
