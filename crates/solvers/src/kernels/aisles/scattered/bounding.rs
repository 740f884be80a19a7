//! Prices of lines that raise the lower bound as far as it goes.

use super::super::shape::Tables;
use super::prices::{Prices, Rest};
use super::shelves::Shelves;
use crate::kernels::Work;

/// How much of the last direction is kept.
const KEPT: f64 = 0.6;

/// How long to look for better prices.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// Most steps.
    pub(super) steps: usize,
    /// Steps in vain after which they become shorter.
    pub(super) patience: usize,
}

/// Raises the bound on what is left of a walk by subgradients, from some prices of packs on, until
/// it is above `upper` or for as long as the pace allows. From time to time `attempt` is told the
/// shelves that the cheapest walk passes and may find a lower `upper`.
///
/// Sources: Held & Karp (1971), doi:10.1007/BF01584070; keeping some of the last direction:
/// Camerini, Fratta & Maffioli (1975), doi:10.1007/BFb0120697.
pub(super) fn raise(
    (shelves, tables): (&Shelves, &Tables),
    rest: &Rest,
    packs: &[i64],
    mut upper: u64,
    pace: Pace,
    mut attempt: impl FnMut(&[usize], &mut Work) -> Option<u64>,
    work: &mut Work,
) -> Prices {
    let mut best = Prices::new(shelves, tables, packs.to_vec(), rest.stage, work);
    let mut now = best.clone();
    let float = |packs: &[i64]| -> Vec<f64> { packs.iter().map(|pack| *pack as f64).collect() };
    let mut price = float(packs);
    let mut direction = vec![0.0; price.len()];
    let (mut share, mut in_vain) = (1.0, 0);
    for step in 0..pace.steps {
        if shelves.rounded(best.bound(rest)) >= upper || work.is_over() || share < 0.004 {
            break;
        }
        let (passed, paid) = now.cheapest(shelves, tables, rest);
        if step % 8 == 7 {
            upper = attempt(&passed, work).map_or(upper, |found| found.min(upper));
        }
        let mut square = 0.0;
        for (at, &(line, size)) in shelves.packs.iter().enumerate() {
            let lacking = f64::from(rest.wanted[line].div_ceil(size)) - paid[at] as f64;
            direction[at] = lacking + KEPT * direction[at];
            square += direction[at] * direction[at];
        }
        if square <= 0.0 {
            attempt(&passed, work);
            break;
        }
        let length = share * (upper as f64 - now.bound(rest) as f64).max(1.0) / square;
        for (price, direction) in price.iter_mut().zip(&direction) {
            *price = (*price + length * direction).max(0.0);
        }
        let rounded = price.iter().map(|price| price.round() as i64).collect();
        now = Prices::new(shelves, tables, rounded, rest.stage, work);
        if now.bound(rest) > best.bound(rest) {
            best = now.clone();
            in_vain = 0;
        } else {
            in_vain += 1;
            if in_vain == pace.patience {
                in_vain = 0;
                share *= 0.6;
                price = float(&best.packs);
                direction.fill(0.0);
                now = best.clone();
            }
        }
    }
    best
}
