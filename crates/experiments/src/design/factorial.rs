//! Every combination of the factors' levels, once.

/// Combinations of `counts` levels each, the last factor varying fastest.
pub(super) fn rows(counts: &[usize]) -> Vec<Vec<usize>> {
    let mut rows = vec![Vec::new()];
    for &count in counts {
        rows = rows
            .into_iter()
            .flat_map(|row| (0..count).map(move |level| [&row[..], &[level]].concat()))
            .collect();
    }
    rows
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_combination_comes_exactly_once() {
        for counts in [vec![2], vec![2, 3], vec![3, 1, 4, 2], vec![2; 6]] {
            let rows = rows(&counts);
            assert_eq!(rows.len(), counts.iter().product::<usize>());
            assert!(rows.is_sorted(), "in the order of an odometer");
            assert!(rows.iter().all(|row| row.iter().zip(&counts).all(|(at, n)| at < n)));
            let distinct: BTreeSet<_> = rows.iter().collect();
            assert_eq!(distinct.len(), rows.len());
        }
    }
}
