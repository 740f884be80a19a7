//! A whole number split in proportion to weights, to the last unit (largest remainder).

/// Splits `total` in proportion to `weights`; the parts sum to `total` exactly.
///
/// Each part is its exact share rounded down; the units left over go one each to the largest
/// remainders (Hamilton's method, Hare quota), of equal remainders to the larger weight, of equal
/// weights to the one that stands first. So no part is off its exact share by a whole unit, and
/// the parts do not depend on the order of the weights, but for equal weights that share one unit.
///
/// # Panics
/// When `total` is positive and all weights are zero: there is nobody to take it.
#[must_use]
pub fn split<const N: usize>(total: u64, weights: &[u64; N]) -> [u64; N] {
    let whole: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    if total == 0 {
        return [0; N];
    }
    assert!(whole > 0, "some weight is positive");
    let exact = weights.map(|weight| u128::from(weight) * u128::from(total));
    let mut parts = exact.map(|share| (share / whole) as u64);
    let left = total - parts.iter().sum::<u64>();
    let mut by_remainder: [usize; N] = std::array::from_fn(|index| index);
    by_remainder.sort_by_key(|&index| {
        (std::cmp::Reverse(exact[index] % whole), std::cmp::Reverse(weights[index]), index)
    });
    for &index in &by_remainder[..left as usize] {
        parts[index] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn leftover_units_go_to_the_largest_remainders() {
        // Exact shares 1.5, 2.1, 6.4.
        assert_eq!(split(10, &[15, 21, 64]), [2, 2, 6]);
        assert_eq!(split(1, &[1, 1, 1]), [1, 0, 0]);
        assert_eq!(split(0, &[0, 0]), [0, 0]);
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_whole_and_are_off_by_less_than_one(
            total in 0..u64::MAX / 2,
            mut weights in any::<[u64; 7]>(),
        ) {
            weights[0] = weights[0].max(1);
            let parts = split(total, &weights);
            prop_assert_eq!(parts.iter().map(|part| u128::from(*part)).sum::<u128>(), u128::from(total));
            let whole: f64 = weights.iter().map(|weight| *weight as f64).sum();
            for (part, weight) in parts.iter().zip(weights) {
                let exact = total as f64 * (weight as f64 / whole);
                prop_assert!((*part as f64 - exact).abs() < 1.0 + exact * 1e-12);
            }
        }

        #[test]
        fn the_order_of_weights_does_not_matter(
            total in 0_u64..10_000,
            weights in prop::array::uniform6(0_u64..50),
            swap in prop::collection::vec((0_usize..6, 0_usize..6), 0..6),
        ) {
            prop_assume!(weights.iter().sum::<u64>() > 0);
            let mut turned = weights;
            for (a, b) in swap {
                turned.swap(a, b);
            }
            let paired = |weights: [u64; 6]| {
                let mut pairs: Vec<(u64, u64)> =
                    weights.into_iter().zip(split(total, &weights)).collect();
                pairs.sort_unstable();
                pairs
            };
            prop_assert_eq!(paired(weights), paired(turned));
        }
    }
}
