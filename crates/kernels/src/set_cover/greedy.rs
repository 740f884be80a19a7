//! A first cover: always the site that covers most per worth, then without what is redundant.

use super::matrix::Matrix;
use crate::Work;

/// A cover of all customers, each of which must have a site; places of sites, ascending.
///
/// `worth` is what a site counts for, above 0. O(links log sites).
///
/// Source: Chvátal (1979), doi:10.1287/moor.4.3.233.
pub(super) fn greedy(matrix: &Matrix, worth: &[f64], work: &mut Work) -> Vec<u32> {
    work.spend(3 * matrix.links());
    let mut gain: Vec<u32> = matrix.columns.iter().map(|column| column.len() as u32).collect();
    let rate = |site: usize, gain: u32| f64::from(gain) / worth[site];
    // Gains only fall, so that an entry is either right or too high when it comes up.
    let mut heap: std::collections::BinaryHeap<Entry> =
        (0..gain.len()).map(|site| Entry(rate(site, gain[site]), site as u32)).collect();
    let mut covers = vec![0_u32; matrix.customers.len()];
    let mut chosen = Vec::new();
    while let Some(Entry(known, site)) = heap.pop() {
        let now = gain[site as usize];
        if now == 0 {
            continue;
        }
        let current = rate(site as usize, now);
        if current < known {
            heap.push(Entry(current, site));
            continue;
        }
        chosen.push(site);
        for &customer in matrix.columns.of(site as usize) {
            let customer = customer as usize;
            covers[customer] += 1;
            if covers[customer] == 1 {
                matrix.rows.of(customer).iter().for_each(|other| gain[*other as usize] -= 1);
            }
        }
    }
    // The least worth keeping leave first.
    let mut order = chosen.clone();
    order.sort_by(|a, b| {
        let share =
            |site: &u32| rate(*site as usize, matrix.columns.of(*site as usize).len() as u32);
        share(a).total_cmp(&share(b)).then(b.cmp(a))
    });
    for site in order {
        let column = matrix.columns.of(site as usize);
        if column.iter().all(|customer| covers[*customer as usize] > 1) {
            column.iter().for_each(|customer| covers[*customer as usize] -= 1);
            chosen.retain(|other| *other != site);
        }
    }
    chosen.sort_unstable();
    chosen
}

/// A site by its rate, the greatest first, then the lowest place.
#[derive(PartialEq)]
struct Entry(f64, u32);

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0).then(other.1.cmp(&self.1))
    }
}
