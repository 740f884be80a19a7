//! A base cell, and from there one change at a time.

use scenarios::experiment::FactorSpec;

use super::level::{Factor, Level};

/// A factor whose first level is the base, the others those of the file that differ from it.
pub(super) fn based(spec: &FactorSpec, base: Option<Level>) -> Factor {
    let mut factor = Factor::of(spec);
    if let Some(base) = base {
        let differs = |level: &Level| match (level.number, base.number) {
            (Some(a), Some(b)) => a != b,
            _ => level.value != base.value,
        };
        factor.levels.retain(differs);
        factor.levels.insert(0, base);
    }
    factor
}

/// The base, where all factors are at level 0, then every other level of each factor in turn.
pub(super) fn rows(counts: &[usize]) -> Vec<Vec<usize>> {
    let base = vec![0; counts.len()];
    let mut rows = vec![base.clone()];
    for (factor, &count) in counts.iter().enumerate() {
        for level in 1..count {
            let mut row = base.clone();
            row[factor] = level;
            rows.push(row);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cell_differs_from_the_base_in_one_factor() {
        let rows = rows(&[3, 1, 2]);
        assert_eq!(rows, [[0, 0, 0], [1, 0, 0], [2, 0, 0], [0, 0, 1]]);
    }
}
