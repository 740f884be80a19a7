//! When a sum or a distance keeps a limit: numbers with a point are rounded, and rounding breaks no
//! limit.
//!
//! One rule for all limits: a budget and a capacity are kept by a sum that exceeds them by no more
//! than a billionth part, a radius by a distance that exceeds it by no more than a hundred
//! thousand millionth part. 0.1 + 0.2 keeps 0.3, though the sum of the two as computers have them is
//! 0.30000000000000004. Whole numbers are not rounded, so that this changes nothing for them.

/// Share by which sums of the same numbers in another order may differ.
pub const TOLERANCE: f64 = 1e-9;

/// Most that a weight, a distance, a size or a cost may be: sums and products of such numbers stay
/// far from where there are no larger ones.
pub(super) const MOST: f64 = 1e15;

/// Least size above 0: costs per unit of it stay numbers too.
pub(super) const LEAST_SIZE: f64 = 1e-9;

/// Whether a sum keeps a limit.
#[must_use]
pub fn keeps(sum: f64, limit: f64) -> bool {
    sum <= limit || sum <= limit + TOLERANCE * limit.abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_keeps_a_limit_and_a_difference_breaks_it() {
        assert!(keeps(0.1 + 0.2, 0.3) && keeps(0.3, 0.1 + 0.2));
        assert!(keeps(5.0, 5.0) && keeps(0.0, 0.0) && keeps(7.0, f64::INFINITY));
        assert!(!keeps(0.300_001, 0.3) && !keeps(1.0, 0.0) && !keeps(f64::NAN, 1.0));
        assert!(keeps(-1.0, -1.0) && !keeps(-0.99, -1.0));
        assert!(keeps((0..1_000).map(|_| 0.1).sum(), 100.0));
        assert!(!keeps(1_000_001.0, 1_000_000.0));
    }
}
