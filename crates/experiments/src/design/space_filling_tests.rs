//! Designs that fill space, judged by their definitions and by published points.

use scenarios::experiment::Scramble;

use super::directions::MAX_DIMENSIONS;
use super::latin_hypercube::latin_hypercube;
use super::sobol::sobol;

fn least_distance(points: &[Vec<f64>]) -> f64 {
    let square = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum();
    let pairs =
        points.iter().enumerate().flat_map(|(i, a)| points[..i].iter().map(move |b| (a, b)));
    pairs.map(|(a, b)| square(a, b)).fold(f64::INFINITY, f64::min).sqrt()
}

#[test]
fn every_stratum_of_every_axis_holds_one_point() {
    for (points, dimensions, exchanges) in [(2, 1, 0), (10, 3, 0), (17, 5, 3_000), (64, 2, 500)] {
        let design = latin_hypercube(points, dimensions, 7, exchanges);
        for axis in 0..dimensions {
            let mut strata: Vec<u32> =
                design.iter().map(|point| (point[axis] * f64::from(points)) as u32).collect();
            strata.sort_unstable();
            assert_eq!(strata, (0..points).collect::<Vec<_>>());
        }
    }
}

#[test]
fn exchanges_drive_the_nearest_points_apart() {
    let drawn = (100..300).map(|seed| least_distance(&latin_hypercube(20, 3, seed, 0)));
    let luckiest = drawn.fold(0.0, f64::max);
    for seed in 0..5 {
        let spread = least_distance(&latin_hypercube(20, 3, seed, 5_000));
        assert!(spread > luckiest, "{seed}: {spread}, the best of 200 drawn has {luckiest}");
    }
}

#[test]
fn a_design_is_its_seed() {
    assert_eq!(latin_hypercube(9, 4, 1, 200), latin_hypercube(9, 4, 1, 200));
    assert_ne!(latin_hypercube(9, 4, 1, 200), latin_hypercube(9, 4, 2, 200));
    for scramble in [Scramble::Owen, Scramble::DigitalShift] {
        assert_eq!(sobol(8, 3, scramble, 1, 0), sobol(8, 3, scramble, 1, 0));
        assert_ne!(sobol(8, 3, scramble, 1, 0), sobol(8, 3, scramble, 2, 0));
        assert_eq!(sobol(8, 3, scramble, 1, 4)[..4], sobol(8, 3, scramble, 1, 0)[4..]);
    }
}

#[test]
fn sobol_begins_with_the_published_points() {
    // Joe & Kuo, "Notes on generating Sobol' sequences": the first ten points in three dimensions.
    let published = [
        [0.0, 0.0, 0.0],
        [0.5, 0.5, 0.5],
        [0.75, 0.25, 0.25],
        [0.25, 0.75, 0.75],
        [0.375, 0.375, 0.625],
        [0.875, 0.875, 0.125],
        [0.625, 0.125, 0.875],
        [0.125, 0.625, 0.375],
        [0.1875, 0.3125, 0.9375],
        [0.6875, 0.8125, 0.4375],
    ];
    assert_eq!(sobol(10, 3, Scramble::None, 0, 0), published);
    assert_eq!(sobol(3, 3, Scramble::None, 0, 7), published[7..]);
}

/// Every box with sides 2^-d, sum of the d equal to m - t, holds 2^t of 2^m points.
fn is_net(points: &[Vec<f64>], axes: &[usize], t: u32) -> bool {
    let m = points.len().ilog2();
    let mut sides = vec![vec![]];
    for at in 0..axes.len() {
        let last = at + 1 == axes.len();
        sides = sides
            .into_iter()
            .flat_map(|given: Vec<u32>| {
                let left = m - t - given.iter().sum::<u32>();
                let choices = if last { left..=left } else { 0..=left };
                choices.map(move |side| [&given[..], &[side]].concat()).collect::<Vec<_>>()
            })
            .collect();
    }
    sides.iter().all(|sides| {
        let mut count = vec![0_u32; 1 << (m - t)];
        for point in points {
            let index = axes.iter().zip(sides).fold(0, |index, (axis, side)| {
                let cuts = 1_usize << side;
                index * cuts + (point[*axis] * cuts as f64) as usize
            });
            count[index] += 1;
        }
        count.iter().all(|n| *n == 1 << t)
    })
}

#[test]
fn sobol_points_are_nets_of_the_quality_their_polynomials_give() {
    // t is the sum of (degree - 1); the polynomials of the first six dimensions have degrees
    // 1 (the identity counts as 1), 1, 2, 3, 3, 4.
    for scramble in [Scramble::None, Scramble::DigitalShift, Scramble::Owen] {
        let points = sobol(256, 6, scramble, 3, 0);
        assert!(is_net(&points, &[0, 1], 0), "{scramble:?}");
        assert!(is_net(&points, &[0, 1, 2], 1), "{scramble:?}");
        assert!(is_net(&points, &[0, 1, 2, 3], 3), "{scramble:?}");
        assert!(is_net(&points, &[2, 3, 4], 5), "{scramble:?}");
        // A later stretch of the same length is a net, too.
        assert!(is_net(&sobol(256, 3, scramble, 3, 512), &[0, 1, 2], 1), "{scramble:?}");
    }
}

#[test]
fn every_dimension_of_sobol_alone_and_no_pair_is_uneven() {
    let points = sobol(1024, MAX_DIMENSIONS, Scramble::None, 0, 0);
    for axis in 0..MAX_DIMENSIONS {
        assert!(is_net(&points, &[axis], 0), "dimension {axis}");
        for other in 0..axis {
            // Joe & Kuo's criterion D6 keeps the t of pairs low.
            assert!(is_net(&points, &[other, axis], 7), "dimensions {other}, {axis}");
        }
    }
}

#[test]
fn scrambling_randomises_uniformly() {
    // The first point of each of 400 scramblings: its mean is 1/2 ± 4 standard errors.
    for scramble in [Scramble::Owen, Scramble::DigitalShift] {
        let firsts: Vec<f64> = (0..400).map(|seed| sobol(1, 2, scramble, seed, 0)[0][1]).collect();
        let mean = firsts.iter().sum::<f64>() / 400.0;
        assert!((mean - 0.5).abs() < 4.0 * (1.0_f64 / 12.0 / 400.0).sqrt(), "{mean}");
    }
}

#[test]
fn scrambled_points_integrate_better_than_chance() {
    // A smooth function of six dimensions, with integral 1.
    let f = |point: &Vec<f64>| point.iter().map(|u| 1.0 + (u - 0.5) / 2.0).product::<f64>();
    let error = |seed| {
        let points = sobol(256, 6, Scramble::Owen, seed, 0);
        points.iter().map(f).sum::<f64>() / 256.0 - 1.0
    };
    let squares: f64 = (0..50).map(|seed| error(seed) * error(seed)).sum();
    let rmse = (squares / 50.0).sqrt();
    // The variance of f is (1 + 1/48)^6 - 1; chance alone gives sqrt(variance / 256) = 0.0228.
    assert!(rmse < 0.0228 / 10.0, "{rmse}");
}
