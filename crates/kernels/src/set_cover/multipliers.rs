//! The Lagrangian bound of covering: what covering each customer is worth.

use super::matrix::Matrix;
use crate::Work;

/// What is assumed of one site.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Trial {
    Nothing,
    Open(usize),
    Closed(usize),
}

/// The best multipliers found.
#[derive(Clone, Debug)]
pub(super) struct Climbed {
    /// The bound that they prove.
    pub(super) value: f64,
    /// What covering each customer is worth.
    pub(super) prices: Vec<f64>,
    /// How much of each site the relaxed problem opens, about: averaged over its answers.
    pub(super) shares: Vec<f64>,
}

/// Multipliers to begin with: each customer's part of its cheapest site.
pub(super) fn first_prices(matrix: &Matrix, worth: &[f64]) -> Vec<f64> {
    let part = |site: &u32| worth[*site as usize] / matrix.columns.of(*site as usize).len() as f64;
    matrix.rows.iter().map(|row| row.iter().map(part).fold(f64::INFINITY, f64::min)).collect()
}

/// Multipliers that no site is overpaid by, and that prove as much or more: where the customers of
/// a site are worth more than it, all of them are lowered by the same share.
///
/// That takes from the prices what the site took from the bound, and lets other sites take less.
/// Such prices also hold for sites that reductions dropped, as each covers no more than another.
/// O(links).
pub(super) fn fair(matrix: &Matrix, worth: &[f64], mut prices: Vec<f64>) -> Vec<f64> {
    for (column, worth) in matrix.columns.iter().zip(worth) {
        let sum: f64 = column.iter().map(|customer| prices[*customer as usize]).sum();
        if sum > *worth {
            let share = worth / sum;
            column.iter().for_each(|customer| prices[*customer as usize] *= share);
        }
    }
    prices
}

/// Raises the bound Σ prices + Σ min(0, worth − prices covered) until it is above `goal`, rises no
/// more, or plainly will not get there. `hope` is what it is expected to come to at most.
///
/// Source: Beasley (1990), doi:10.1002/1520-6750(199002)37:1<151::AID-NAV3220370110>3.0.CO;2-2;
/// steps in the averaged direction after Barahona & Anbil (2000), doi:10.1007/s101070050002.
pub(super) fn climb(
    matrix: &Matrix,
    worth: &[f64],
    start: Vec<f64>,
    trial: Trial,
    (goal, hope): (f64, f64),
    rounds: usize,
    work: &mut Work,
) -> Climbed {
    let (sites, customers) = (matrix.sites.len(), matrix.customers.len());
    let mut is_settled = vec![false; customers];
    let (mut settled, mut skipped) = (0.0, usize::MAX);
    match trial {
        Trial::Nothing => {}
        Trial::Closed(site) => skipped = site,
        Trial::Open(site) => {
            skipped = site;
            settled = worth[site];
            for customer in matrix.columns.of(site) {
                is_settled[*customer as usize] = true;
            }
        }
    }
    let mut prices = start;
    for (price, is_settled) in prices.iter_mut().zip(&is_settled) {
        if *is_settled {
            *price = 0.0;
        }
    }
    let mut best = Climbed { value: f64::NEG_INFINITY, prices: Vec::new(), shares: Vec::new() };
    let mut shares = vec![0.0; sites];
    let mut covered = vec![0.0; customers];
    let mut average = vec![0.0; customers];
    let mut factor = if matches!(trial, Trial::Nothing) { 0.5 } else { 0.2 };
    let (mut idle, mut checked) = (0, f64::NEG_INFINITY);
    for round in 0..rounds {
        work.spend(2 * matrix.links() + customers as u64);
        let mut value = settled + prices.iter().sum::<f64>();
        let blend = if round == 0 { 1.0 } else { 0.1 };
        covered.fill(0.0);
        for site in 0..sites {
            let column = matrix.columns.of(site);
            let sum: f64 = column.iter().map(|customer| prices[*customer as usize]).sum();
            let opens = site != skipped && sum > worth[site];
            if opens {
                value += worth[site] - sum;
                column.iter().for_each(|customer| covered[*customer as usize] += 1.0);
            }
            shares[site] += blend * (f64::from(u8::from(opens)) - shares[site]);
        }
        for (average, covered) in average.iter_mut().zip(&covered) {
            *average += blend * (covered - *average);
        }
        if value > best.value {
            best.value = value;
            best.prices.clone_from(&prices);
            let agree: f64 = (0..customers)
                .filter(|at| !is_settled[*at])
                .map(|at| (1.0 - average[at]) * (1.0 - covered[at]))
                .sum();
            if agree > 0.0 {
                factor = f64::min(factor * 1.2, 2.0);
            }
            idle = 0;
        } else {
            idle += 1;
            if idle % 10 == 0 {
                factor *= 0.66;
            }
        }
        if best.value > goal || factor < 1e-4 || work.is_over() {
            break;
        }
        if round % 40 == 39 {
            let gain = best.value - checked;
            checked = best.value;
            if gain < 1e-5 * best.value.abs() || best.value + 15.0 * gain < goal {
                break;
            }
        }
        let direction = |at: usize| {
            let slack = 1.0 - average[at];
            // At price zero only a rise matters.
            if is_settled[at] || best.prices[at] <= 0.0 && slack < 0.0 { 0.0 } else { slack }
        };
        let norm: f64 = (0..customers).map(|at| direction(at) * direction(at)).sum();
        if norm < 1e-12 {
            break;
        }
        let hope = f64::max(hope, best.value + 0.01 * best.value.abs() + 1e-3 * settled);
        let length = factor * (hope - best.value) / norm;
        for (at, price) in prices.iter_mut().enumerate() {
            *price = (best.prices[at] + length * direction(at)).max(0.0);
        }
    }
    best.shares = shares;
    best
}
