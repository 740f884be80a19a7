//! Prices of nodes that make a relaxed tour long: subgradient steps.

use crate::Work;

/// Fractions of a unit of cost in which prices are counted: whole numbers, so that a bound is one.
pub(super) const SCALE: i64 = 256;

/// Prices, and what the relaxed problem proves under them.
#[derive(Clone, Debug)]
pub(super) struct Priced {
    /// Lower bound of every tour, in units of 1 / [`SCALE`].
    pub(super) bound: i64,
    pub(super) prices: Vec<i64>,
}

impl Priced {
    /// The bound as a length, rounded up to a multiple of `unit`.
    pub(super) fn length(&self, unit: u64) -> u64 {
        rounded(self.bound, unit)
    }
}

/// A scaled bound as a length, rounded up to a multiple of `unit`.
pub(super) fn rounded(bound: i64, unit: u64) -> u64 {
    (bound.max(0) as u64).div_ceil(unit * SCALE as u64) * unit
}

/// How far to climb.
#[derive(Clone, Copy, Debug)]
pub(super) struct Climb {
    /// Length of some tour, scaled: nothing is to be proved beyond.
    pub(super) upper: i64,
    /// Most steps.
    pub(super) steps: u32,
    /// The length of the first step, as a share of the gap over the squared excess.
    pub(super) reach: f64,
}

/// Prices of nodes under which a relaxed problem is long, from `start`. `relaxed` solves it under
/// prices, says by how much the degree of each node exceeds that in a tour, and returns the bound,
/// or `None` where there is no tour at all.
///
/// Sources: Held & Karp (1971), doi:10.1007/BF01584070; Volgenant & Jonker (1982),
/// doi:10.1016/0377-2217(82)90015-7, for steps that remember the last.
pub(super) fn ascend(
    start: Vec<i64>,
    climb: Climb,
    work: &mut Work,
    mut relaxed: impl FnMut(&[i64], &mut [i32], &mut Work) -> Option<i64>,
) -> Option<Priced> {
    let mut prices = start;
    let mut best = Priced { bound: i64::MIN, prices: prices.clone() };
    let mut excess = vec![0; prices.len()];
    let mut last = excess.clone();
    let (mut reach, mut stale) = (climb.reach, 0);
    let patience = (climb.steps / 20).max(3);
    for step in 0..climb.steps {
        if step > 0 && work.is_over() {
            break;
        }
        let bound = relaxed(&prices, &mut excess, work)?;
        if bound > best.bound {
            best.bound = bound;
            best.prices.copy_from_slice(&prices);
            stale = 0;
        } else {
            stale += 1;
            if stale == patience {
                stale = 0;
                reach *= 0.6;
                prices.copy_from_slice(&best.prices);
            }
        }
        let squares: i64 = excess.iter().map(|d| i64::from(*d) * i64::from(*d)).sum();
        if squares == 0 || bound >= climb.upper {
            break;
        }
        let stride = reach * (climb.upper - bound) as f64 / squares as f64;
        if stride < 0.5 {
            break;
        }
        for ((price, now), before) in prices.iter_mut().zip(&excess).zip(&mut last) {
            let change = 0.7 * f64::from(*now) + 0.3 * f64::from(*before);
            *price += (stride * change).round() as i64;
            *before = *now;
        }
    }
    Some(best)
}
