//! The Sobol' sequence, as published or randomised.

use domain::rng::{Purpose, Streams};
use scenarios::experiment::Scramble;

use super::directions::direction_numbers;

/// `points` points of the Sobol' sequence in the unit cube, in Gray code order, after the first
/// `skip`.
///
/// Direction numbers of Joe & Kuo (2008), doi:10.1137/070709359. Owen's scrambling flips each
/// binary digit by a random bit that depends on all digits before it, so it keeps every net
/// property (Owen 1998, doi:10.1006/jcom.1998.0487); a digital shift flips the digits of all
/// points alike. Randomised points are the middles of intervals of length 2⁻³².
///
/// # Panics
/// Beyond [`super::MAX_DIMENSIONS`] dimensions.
#[must_use]
pub fn sobol(
    points: u32,
    dimensions: usize,
    scramble: Scramble,
    seed: u64,
    skip: u32,
) -> Vec<Vec<f64>> {
    let streams = Streams::new(seed, 0);
    // Distinct from the streams of other designs: entities from 2^40 on.
    let bits = |dimension: usize, node: u32| {
        let entity = (dimension as u64 + 1) << 40 | u64::from(node);
        streams.open(Purpose::Design, entity).word()
    };
    let mut rows = vec![Vec::with_capacity(dimensions); points as usize];
    for dimension in 0..dimensions {
        let directions = direction_numbers(dimension);
        let shift = bits(dimension, 0);
        for (row, index) in rows.iter_mut().zip(skip..) {
            let plain = digits(&directions, index);
            let (value, offset) = match scramble {
                Scramble::None => (plain, 0.0),
                Scramble::DigitalShift => (plain ^ shift, 0.5),
                Scramble::Owen => (nested(plain, |node| bits(dimension, node)), 0.5),
            };
            row.push((f64::from(value) + offset) / 4_294_967_296.0);
        }
    }
    rows
}

/// Binary digits of a point, the first digit the highest.
fn digits(directions: &[u32; 32], index: u32) -> u32 {
    let gray = index ^ index >> 1;
    let used = directions.iter().enumerate().filter(|(bit, _)| gray & 1 << bit != 0);
    used.fold(0, |sum, (_, direction)| sum ^ direction)
}

/// Flips each digit by a bit drawn for the node of the binary tree that the digits before it
/// lead to; nodes are numbered as in a heap, from 1.
fn nested(plain: u32, bits: impl Fn(u32) -> u32) -> u32 {
    let flips = (0..32).map(|depth| {
        let before = if depth == 0 { 0 } else { plain >> (32 - depth) };
        let node = 1 << depth | before;
        (bits(node) >> 31) << (31 - depth)
    });
    flips.fold(plain, |sum, flip| sum ^ flip)
}
