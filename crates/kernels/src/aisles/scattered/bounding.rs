//! Prices of packs that raise the lower bound as far as it goes.

use super::relaxed::{Field, Relaxed};
use super::shares::Shares;
use super::tariff::Tariff;
use crate::Work;

/// How much of the last direction is kept.
const KEPT: f64 = 0.6;
/// What the share of a step is multiplied by after some in vain.
const SHORTER: f64 = 0.6;
/// The least share of a step.
const SHORTEST: f64 = 0.004;

/// How long to look for better prices.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// Most steps.
    pub(super) steps: usize,
    /// Steps in vain after which they become shorter.
    pub(super) patience: usize,
    /// Length of the first step, as a share of the way to where the gap would be closed.
    pub(super) share: f64,
    /// Steps from one attempt at a shorter walk to the next.
    pub(super) tries: usize,
}

/// Tries what the shelves passed by a walk hold, and what is near; the length of the shortest walk
/// known.
pub(super) type Attempt<'a> = dyn FnMut(&[usize], &mut Work) -> u64 + 'a;

/// A bound, and the prices of packs that prove it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Proof {
    pub(super) bound: i64,
    pub(super) packs: Vec<i64>,
}

/// Raises the bound by subgradients, from some prices of packs on, until it is no less than
/// `upper` or for as long as the pace allows. Attempts may lower `upper`; what the cheapest walks
/// do goes into `shares`.
///
/// Sources: Held & Karp (1971), doi:10.1007/BF01584070; keeping some of the last direction:
/// Camerini, Fratta & Maffioli (1975), doi:10.1007/BFb0120697.
pub(super) fn raise(
    Field { shelves, .. }: Field<'_>,
    relaxed: &mut Relaxed<'_>,
    packs: &[i64],
    pace: Pace,
    (upper, attempt): (&mut u64, &mut Attempt<'_>),
    shares: &mut Shares,
    work: &mut Work,
) -> Proof {
    let prove = |packs: Vec<i64>, relaxed: &mut Relaxed<'_>, work: &mut Work| {
        let tariff = Tariff::new(&shelves.wanted, &shelves.packs, &packs);
        Proof { bound: relaxed.bound(&tariff, work), packs }
    };
    let float = |packs: &[i64]| -> Vec<f64> { packs.iter().map(|pack| *pack as f64).collect() };
    let mut best = prove(packs.to_vec(), relaxed, work);
    let (mut now, mut price) = (best.bound, float(packs));
    let mut direction = vec![0.0; packs.len()];
    let (mut share, mut in_vain) = (pace.share, 0);
    for step in 1..=pace.steps {
        if shelves.rounded(best.bound) >= *upper || work.is_over() || share < SHORTEST {
            break;
        }
        let walk = relaxed.walk();
        shares.note(shelves, &walk);
        let mut taken = vec![0; packs.len()];
        for &(line, units) in &walk.takes {
            for pack in shelves.packs_of(line) {
                taken[pack] += u64::from(units.div_ceil(shelves.packs[pack].1));
            }
        }
        let mut square = 0.0;
        for (at, &(line, size)) in shelves.packs.iter().enumerate() {
            let wanted = relaxed.wanted[line];
            let lacking = f64::from(wanted.div_ceil(size)) - taken[at] as f64;
            direction[at] = if wanted > 0 { lacking + KEPT * direction[at] } else { 0.0 };
            square += direction[at] * direction[at];
        }
        if square <= 0.0 || step.is_multiple_of(pace.tries) {
            *upper = attempt(&walk.passed, work);
        }
        if square <= 0.0 {
            break;
        }
        let length = share * (*upper as f64 - now as f64).max(1.0) / square;
        for (price, direction) in price.iter_mut().zip(&direction) {
            *price = (*price + length * direction).max(0.0);
        }
        let packs = price.iter().map(|price| price.round() as i64).collect();
        let proof = prove(packs, relaxed, work);
        now = proof.bound;
        if now > best.bound {
            best = proof;
            in_vain = 0;
            continue;
        }
        in_vain += 1;
        if in_vain == pace.patience {
            in_vain = 0;
            share *= SHORTER;
            price = float(&best.packs);
            direction.fill(0.0);
            now = prove(best.packs.clone(), relaxed, work).bound;
        }
    }
    best
}
