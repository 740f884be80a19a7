//! How many replications a difference of given size needs to be seen.

use super::Estimate;
use super::distribution::t_quantile;

/// Chance with which a difference is to be seen where nothing else is said.
pub const POWER: f64 = 0.9;

/// Most replications worth naming.
const MOST: usize = 1_000_000_000;

/// The smallest number of replications with which a true difference of size `difference` leads,
/// with probability `power`, to an interval without zero.
///
/// The spread is taken from `estimate`, a mean of (paired) differences, and its interval's level is
/// the one asked for. By quantiles of central t on both sides, which agrees with tables of the
/// exact power or asks for one replication more. `None` without a standard error or where it has no meaning:
/// `difference` not above 0, `power` not in [0.5, 1), or more than 10⁹ replications.
#[must_use]
pub fn replications_needed(estimate: &Estimate, difference: f64, power: f64) -> Option<usize> {
    let is_meant = difference > 0.0 && (0.5..1.0).contains(&power);
    let spread = estimate.standard_error.filter(|_| is_meant)? * (estimate.n as f64).sqrt();
    let is_seen = |n: usize| {
        let tails = [estimate.level.alpha() / 2.0, 1.0 - power];
        let quantiles: f64 = tails.iter().map(|tail| t_quantile(*tail, n - 1)).sum();
        quantiles * spread <= difference * (n as f64).sqrt()
    };
    if is_seen(2) {
        return Some(2);
    }
    let (mut few, mut many) = (2, 4);
    while !is_seen(many) {
        (few, many) = (many, many * 2);
        if many > MOST {
            return None;
        }
    }
    while many - few > 1 {
        let middle = few + (many - few) / 2;
        if is_seen(middle) {
            many = middle;
        } else {
            few = middle;
        }
    }
    Some(many)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{normal, stream};
    use super::super::{Level, Paired};
    use super::*;

    /// An estimate whose differences have standard deviation 1.
    fn unit() -> Estimate {
        Estimate::of(&[-1.0, 1.0, 0.0, -1.0, 1.0])
    }

    /// Sample sizes of the paired t test at 5 %, two-sided, as Cohen (1988) and later programs
    /// tabulate them.
    #[test]
    fn numbers_are_the_tabled_ones() {
        for (size, power, n) in
            [(0.2, 0.8, 199), (0.5, 0.8, 34), (0.8, 0.8, 15), (1.0, 0.8, 10), (0.5, 0.9, 44)]
        {
            let found = replications_needed(&unit(), size, power).unwrap();
            assert!(found == n || found == n + 1, "{size} {power}: {found}");
        }
    }

    #[test]
    fn the_difference_is_seen_as_often_as_promised() {
        let n = replications_needed(&unit().with_level(Level::P90), 0.6, 0.9).unwrap();
        let mut draws = stream(121, 0);
        let trials = 5_000;
        let seen: u32 = (0..trials)
            .map(|_| {
                let a: Vec<f64> = (0..n).map(|_| 0.6 + normal(&mut draws)).collect();
                let paired = Paired::of(&a, &vec![0.0; n], Level::P90).unwrap();
                u32::from(paired.p_value.unwrap() < 0.1)
            })
            .sum();
        let share = f64::from(seen) / f64::from(trials);
        assert!((share - 0.9).abs() < 0.02, "{n}: {share}");
    }

    #[test]
    fn senseless_questions_have_no_answer() {
        assert_eq!(replications_needed(&unit(), 0.0, 0.9), None);
        assert_eq!(replications_needed(&unit(), f64::NAN, 0.9), None);
        assert_eq!(replications_needed(&unit(), 1.0, 1.0), None);
        assert_eq!(replications_needed(&unit(), 1e-9, 0.9), None);
        assert_eq!(replications_needed(&Estimate::of(&[1.0]), 1.0, 0.9), None);
        assert_eq!(replications_needed(&Estimate::of(&[1.0; 4]), 0.1, 0.9), Some(2));
    }
}
