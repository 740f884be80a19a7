//! The Lagrangian bound of covering: what covering each customer is worth.

use super::matrix::Matrix;
use crate::Work;
use crate::volume::Steps;

/// Steps after which it is asked whether anything is still won.
const LOOK: usize = 40;

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
/// Source: Beasley (1990), doi:10.1002/1520-6750(199002)37:1<151::AID-NAV3220370110>3.0.CO;2-2.
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
    let mut opens = vec![0.0; sites];
    let mut slack = vec![0.0; customers];
    let mut direction = vec![0.0; customers];
    let mut steps = Steps::at(if matches!(trial, Trial::Nothing) { 0.5 } else { 0.2 });
    let mut checked = f64::NEG_INFINITY;
    for round in 0..rounds {
        work.spend(2 * matrix.links() + customers as u64);
        let mut value = settled + prices.iter().sum::<f64>();
        for (slack, is_settled) in slack.iter_mut().zip(&is_settled) {
            *slack = if *is_settled { 0.0 } else { 1.0 };
        }
        for site in 0..sites {
            let column = matrix.columns.of(site);
            let sum: f64 = column.iter().map(|customer| prices[*customer as usize]).sum();
            let is_open = site != skipped && sum > worth[site];
            opens[site] = f64::from(u8::from(is_open));
            if is_open {
                value += worth[site] - sum;
                for customer in column.iter().filter(|customer| !is_settled[**customer as usize]) {
                    slack[*customer as usize] -= 1.0;
                }
            }
        }
        let (mut along, mut length, mut apart) = (0.0, 0.0, 0.0);
        for (direction, slack) in direction.iter().zip(&slack) {
            along += direction * slack;
            length += direction * direction;
            apart += (slack - direction) * (slack - direction);
        }
        let weight = if round == 0 { 1.0 } else { steps.weight(along, length, apart) };
        for (direction, slack) in direction.iter_mut().zip(&slack) {
            *direction += weight * (slack - *direction);
        }
        for (share, opens) in shares.iter_mut().zip(&opens) {
            *share += weight * (opens - *share);
        }
        let hope = f64::max(hope, best.value + 0.01 * best.value.abs() + 1e-3 * settled);
        let far = hope - best.value;
        let is_better = value > best.value;
        if is_better {
            best.value = value;
            best.prices.clone_from(&prices);
        }
        if round > 0 {
            steps.took(is_better, along, best.value, far);
        }
        if best.value > goal || steps.pace < 1e-4 || work.is_over() {
            break;
        }
        if round % LOOK == LOOK - 1 {
            let gain = best.value - checked;
            checked = best.value;
            if gain < 1e-5 * best.value.abs() || best.value + 15.0 * gain < goal {
                break;
            }
        }
        // At price zero only a rise matters.
        let along = |at: usize| match direction[at] < 0.0 && best.prices[at] <= 0.0 {
            true => 0.0,
            false => direction[at],
        };
        let norm: f64 = (0..customers).map(|at| along(at) * along(at)).sum();
        if norm < 1e-12 {
            break;
        }
        let hope = f64::max(hope, best.value + 0.01 * best.value.abs() + 1e-3 * settled);
        let length = steps.pace * (hope - best.value) / norm;
        for (at, price) in prices.iter_mut().enumerate() {
            *price = (best.prices[at] + length * along(at)).max(0.0);
        }
    }
    best.shares = shares;
    best
}
