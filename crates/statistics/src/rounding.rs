//! Differences that are nothing but rounding count as none.

/// Share of what was added up below which a sum is rounding: figures have sixteen digits, of which
/// the last few hang on the order of adding.
const ROUNDING: f64 = 1e-12;

/// `sum`, or exactly zero where it is rounding beside `magnitude`, the sum of the sizes of what was
/// added up.
///
/// Without this, a figure that is the same everywhere but for its last digit has an effect with
/// next to no spread, and tests call it certain.
pub fn beyond_rounding(sum: f64, magnitude: f64) -> f64 {
    if sum.abs() <= ROUNDING * magnitude && magnitude.is_finite() { 0.0 } else { sum }
}

/// `a - b`, zero where they are the same but for rounding.
pub fn difference(a: f64, b: f64) -> f64 {
    beyond_rounding(a - b, a.abs() + b.abs())
}

/// Whether values of this mean and spread differ by more than rounding: without a spread there is
/// nothing to judge by.
pub fn is_spread(mean: f64, spread: f64) -> bool {
    spread > ROUNDING * mean.abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_varies_by_rounding_alone_shows_no_spread() {
        assert!(!is_spread(2_000.0, 0.0) && !is_spread(2_000.0, 1e-10) && !is_spread(0.0, 0.0));
        assert!(is_spread(2_000.0, 1e-6) && is_spread(0.0, 1e-300) && is_spread(-1.0, 0.5));
    }

    #[test]
    fn only_what_is_beyond_rounding_is_a_difference() {
        assert_eq!(difference(0.1 + 0.2, 0.3), 0.0);
        assert_eq!(difference(1e9 + 1e-4, 1e9), 0.0);
        assert_eq!(difference(3.0, 1.0), 2.0);
        assert!(difference(1.0 + 1e-9, 1.0) > 0.0);
        assert_eq!(difference(0.0, 0.0), 0.0);
        assert!(difference(f64::NAN, 1.0).is_nan());
        assert!(difference(f64::INFINITY, f64::INFINITY).is_nan());
        assert_eq!(difference(f64::INFINITY, 1.0), f64::INFINITY);
    }
}
