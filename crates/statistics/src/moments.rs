//! Sample means, variances and covariances, computed in two passes.

/// Mean of the values; NaN for none. Exact for values that are all the same.
pub(super) fn mean(values: &[f64]) -> f64 {
    match values {
        [] => f64::NAN,
        [first, rest @ ..] if rest.iter().all(|value| value == first) => *first,
        _ => values.iter().sum::<f64>() / values.len() as f64,
    }
}

/// Sample variance (divisor n − 1); NaN below two values.
pub(super) fn variance(values: &[f64]) -> f64 {
    covariance(values, values)
}

/// Sample covariance (divisor n − 1) of two lists of one length; NaN below two values.
pub(super) fn covariance(a: &[f64], b: &[f64]) -> f64 {
    if a.len() < 2 {
        return f64::NAN;
    }
    let (mean_a, mean_b) = (mean(a), mean(b));
    let sum: f64 = a.iter().zip(b).map(|(x, y)| (x - mean_a) * (y - mean_b)).sum();
    sum / (a.len() - 1) as f64
}

/// Means of batches of `size` in order; a remainder is left out at the beginning, where a
/// start-up effect would be.
pub(super) fn batch(values: &[f64], size: usize) -> Vec<f64> {
    values[values.len() % size..].chunks_exact(size).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_computed_by_hand() {
        assert_eq!(mean(&[1.0, 2.0, 6.0]), 3.0);
        assert_eq!(variance(&[1.0, 2.0, 6.0]), 7.0);
        assert_eq!(covariance(&[1.0, 2.0, 6.0], &[0.0, 3.0, 0.0]), -1.5);
        assert_eq!((mean(&[0.1; 3]), variance(&[0.1; 3])), (0.1, 0.0));
        assert!(mean(&[]).is_nan() && variance(&[1.0]).is_nan());
        assert!(variance(&[1.0, f64::INFINITY]).is_nan());
    }

    #[test]
    fn batches_leave_the_remainder_out_at_the_beginning() {
        assert_eq!(batch(&[9.0, 1.0, 3.0, 5.0, 5.0], 2), [2.0, 5.0]);
        assert_eq!(batch(&[1.0], 2), [0.0; 0]);
    }
}
