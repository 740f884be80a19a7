//! Reductions that keep the optimum: essential sites, dominated customers, dominated sites.

use super::matrix::{Lists, Matrix};
use crate::Work;

/// What is left, and what is settled.
#[derive(Clone, Debug)]
pub(super) struct Reduced {
    /// What is left; sites and customers keep the numbers they had.
    pub(super) matrix: Matrix,
    /// Essential sites, each with a customer that no other site covers.
    pub(super) essential: Vec<(u32, u32)>,
    /// What the essential sites take of the budget.
    pub(super) spent: f64,
    /// A customer that no site covers, if there is one.
    pub(super) lost: Option<u32>,
}

/// Which reductions are made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rules {
    /// Dominated customers only: they stay so whatever is opened or closed later.
    Customers,
    /// All.
    All,
}

/// Reduces until nothing changes or the work is over.
///
/// - A customer with one site makes it essential: it opens.
/// - A customer is dominated when all sites of another cover it: it is covered anyway.
/// - A site is dominated when another covers all that it covers and is not dearer: it stays closed.
///
/// Multipliers of what is left prove the same of the whole when dominated and covered customers
/// get none and the customer of each essential site its worth: no dropped site covers more than
/// the one that dominated it.
///
/// Source: Beasley (1987), doi:10.1016/0377-2217(87)90141-X.
pub(super) fn reduce(matrix: Matrix, rules: Rules, work: &mut Work) -> Reduced {
    let mut left = Reduced { matrix, essential: Vec::new(), spent: 0.0, lost: None };
    loop {
        work.spend(left.matrix.links() + left.matrix.sites.len() as u64);
        let lost = left.matrix.rows.iter().position(<[u32]>::is_empty);
        if let Some(customer) = lost {
            left.lost = Some(left.matrix.customers[customer]);
            return left;
        }
        let mut changed = rules == Rules::All && left.open_essential();
        if work.is_over() {
            return left;
        }
        let matrix = &left.matrix;
        let stays = undominated_customers(matrix, work);
        if stays.contains(&false) {
            changed = true;
            let part = matrix.part(&vec![true; matrix.sites.len()], &stays);
            left.matrix = part;
        }
        if rules == Rules::Customers {
            return left;
        }
        let matrix = &left.matrix;
        let stays = undominated_sites(matrix, work);
        if stays.contains(&false) {
            changed = true;
            let part = matrix.part(&stays, &vec![true; matrix.customers.len()]);
            left.matrix = part;
        }
        if !changed || work.is_over() {
            return left;
        }
    }
}

impl Reduced {
    /// Opens the only sites of customers; says whether there were any.
    fn open_essential(&mut self) -> bool {
        let matrix = &self.matrix;
        let mut opens = vec![false; matrix.sites.len()];
        for (row, customer) in matrix.rows.iter().zip(&matrix.customers) {
            let [site] = row else { continue };
            let site = *site as usize;
            if !std::mem::replace(&mut opens[site], true) {
                self.essential.push((matrix.sites[site], *customer));
                self.spent += matrix.prices[site];
            }
        }
        if !opens.contains(&true) {
            return false;
        }
        let is_left = |row: &[u32]| row.iter().all(|site| !opens[*site as usize]);
        let customers: Vec<bool> = matrix.rows.iter().map(is_left).collect();
        let sites: Vec<bool> = opens.iter().map(|opens| !opens).collect();
        self.matrix = matrix.part(&sites, &customers);
        true
    }
}

/// 64 bits of a list, such that those of a part are a part of those of the whole.
fn signature(list: &[u32]) -> u64 {
    list.iter().fold(0, |bits, item| bits | 1 << (item.wrapping_mul(0x9E37_79B1) >> 26))
}

/// Whether all of a sorted list are in another.
fn is_within(part: &[u32], whole: &[u32]) -> bool {
    let mut whole = whole.iter();
    part.iter().all(|item| whole.by_ref().find(|other| *other >= item) == Some(item))
}

/// Customers whose sites are not all those of another and more; of equal ones the first.
fn undominated_customers(matrix: &Matrix, work: &mut Work) -> Vec<bool> {
    let mut stays = vec![true; matrix.customers.len()];
    for_contained(&matrix.rows, &matrix.columns, work, |part, whole, is_equal| {
        let is_first = is_equal && whole < part;
        stays[whole] &= is_first;
        !is_first
    });
    stays
}

/// Sites that cover something, and more than any other site at the same price or less; of equal
/// ones the cheapest, then the first.
fn undominated_sites(matrix: &Matrix, work: &mut Work) -> Vec<bool> {
    let mut stays: Vec<bool> = matrix.columns.iter().map(|column| !column.is_empty()).collect();
    let prices = &matrix.prices;
    for_contained(&matrix.columns, &matrix.rows, work, |part, whole, is_equal| {
        let is_dominated = if is_equal {
            (prices[whole], whole) < (prices[part], part)
        } else {
            prices[whole] <= prices[part]
        };
        stays[part] &= !is_dominated;
        !is_dominated
    });
    stays
}

/// Tells pairs of lists of which one is within the other, and whether they are equal, until no more
/// of the one are wanted or the work is over. `turned` has the lists that each item is in.
fn for_contained(
    lists: &Lists,
    turned: &Lists,
    work: &mut Work,
    mut tell: impl FnMut(usize, usize, bool) -> bool,
) {
    let signatures: Vec<u64> = lists.iter().map(signature).collect();
    for (part, list) in lists.iter().enumerate() {
        let in_lists = |item: &&u32| turned.of(**item as usize).len();
        let Some(rarest) = list.iter().min_by_key(in_lists) else { continue };
        let mut units = list.len() as u64;
        for &whole in turned.of(*rarest as usize) {
            let whole = whole as usize;
            let other = lists.of(whole);
            units += 1;
            let may = whole != part
                && other.len() >= list.len()
                && signatures[part] & !signatures[whole] == 0;
            if may {
                units += other.len() as u64;
                if is_within(list, other) && !tell(part, whole, other.len() == list.len()) {
                    break;
                }
            }
        }
        work.spend(units);
        if work.is_over() {
            break;
        }
    }
}
