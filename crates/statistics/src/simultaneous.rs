//! Many comparisons at once: joint intervals and adjusted p-values.

use super::{Estimate, Level, Paired, StatisticsError};

/// The same estimates with intervals that all hold jointly at `level` (Bonferroni), whatever the
/// dependence among them.
///
/// An estimate without an interval still counts as a comparison: whether it has one depends on
/// the values.
#[must_use]
pub fn simultaneous_intervals(estimates: &[Estimate], level: Level) -> Vec<Estimate> {
    let each = level.bonferroni(estimates.len());
    estimates.iter().map(|estimate| estimate.with_level(each)).collect()
}

/// Holm's step-down adjusted p-values: reject those at most α, and the chance of one false
/// rejection or more is at most α, whatever the dependence among them.
///
/// A missing p-value (`NaN`) stays missing and still counts as a comparison.
/// Source: Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
#[must_use]
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let mut adjusted = p_values.to_vec();
    let mut largest = 0.0_f64;
    let known = order.into_iter().filter(|index| !p_values[*index].is_nan());
    for (rejected, index) in known.enumerate() {
        largest = largest.max(p_values[index] * (p_values.len() - rejected) as f64).min(1.0);
        adjusted[index] = largest;
    }
    adjusted
}

/// Two of several systems, compared.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Pairwise {
    /// The first system, as its position in the list.
    pub a: usize,
    /// The second.
    pub b: usize,
    /// First less second; the interval holds jointly with those of all other pairs.
    pub paired: Paired,
    /// Holm's adjusted p-value; `None` without an interval.
    pub adjusted_p_value: Option<f64>,
}

/// Compares every pair of systems on common random numbers, with joint intervals and p-values.
///
/// `systems[s][r]` is the value of system `s` in replication `r`. Pairs come in the order
/// (0, 1), (0, 2), ..., (1, 2), ....
///
/// # Errors
/// When the systems have different numbers of values.
pub fn all_pairs<S: AsRef<[f64]>>(
    systems: &[S],
    level: Level,
) -> Result<Vec<Pairwise>, StatisticsError> {
    let count = systems.len();
    let each = level.bonferroni(count * count.saturating_sub(1) / 2);
    let mut pairs = Vec::new();
    for (a, first) in systems.iter().enumerate() {
        for (b, second) in systems.iter().enumerate().skip(a + 1) {
            let paired = Paired::of(first.as_ref(), second.as_ref(), each)?;
            pairs.push(Pairwise { a, b, paired, adjusted_p_value: None });
        }
    }
    let p_values: Vec<f64> =
        pairs.iter().map(|pair| pair.paired.p_value.unwrap_or(f64::NAN)).collect();
    for (pair, adjusted) in pairs.iter_mut().zip(holm(&p_values)) {
        pair.adjusted_p_value = Some(adjusted).filter(|p| !p.is_nan());
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{normal, stream};
    use super::*;

    #[track_caller]
    fn assert_close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        assert!(found.iter().zip(expected).all(|(f, e)| (f - e).abs() < 1e-12), "{found:?}");
    }

    #[test]
    fn adjusted_p_values_are_those_stepped_by_hand() {
        assert_close(&holm(&[0.01, 0.04, 0.03, 0.005]), &[0.03, 0.06, 0.06, 0.02]);
        assert_close(&holm(&[0.6, 0.7]), &[1.0, 1.0]);
        assert_close(&holm(&[0.02]), &[0.02]);
        assert!(holm(&[]).is_empty());
        let missing = holm(&[0.01, f64::NAN, 0.02]);
        assert_close(&[missing[0], missing[2]], &[0.03, 0.04]);
        assert!(missing[1].is_nan());
    }

    /// Holm's procedure by its definition: reject the smallest p at α/m, the next at α/(m-1), ...,
    /// and stop at the first that fails.
    #[test]
    fn adjusted_p_values_decide_as_the_procedure_does() {
        let mut draws = stream(81, 0);
        for _ in 0..500 {
            let p: Vec<f64> = (0..6).map(|_| draws.uniform() * draws.uniform()).collect();
            let mut sorted = p.clone();
            sorted.sort_by(f64::total_cmp);
            let alpha = 0.1;
            let rejected = sorted
                .iter()
                .enumerate()
                .take_while(|(i, p)| **p <= alpha / (6 - i) as f64)
                .count();
            let adjusted = holm(&p).iter().filter(|p| **p <= alpha).count();
            assert_eq!(adjusted, rejected);
        }
    }

    #[test]
    fn all_intervals_of_all_pairs_hold_jointly() {
        let truth = [0.0, 0.4, 1.0, 1.0];
        let mut draws = stream(82, 0);
        let (mut all_covered, mut false_rejections, trials) = (0, 0, 3_000);
        for _ in 0..trials {
            let mut systems = vec![Vec::new(); 4];
            for _ in 0..10 {
                let common = 3.0 * normal(&mut draws);
                for (values, mean) in systems.iter_mut().zip(truth) {
                    values.push(common + mean + normal(&mut draws));
                }
            }
            let pairs = all_pairs(&systems, Level::P90).unwrap();
            assert_eq!(pairs.len(), 6);
            all_covered += u32::from(pairs.iter().all(|pair| {
                let [low, high] = pair.paired.difference.interval().unwrap();
                (low..=high).contains(&(truth[pair.a] - truth[pair.b]))
            }));
            // Systems 2 and 3 are the same; they are the last pair.
            false_rejections += u32::from(pairs[5].adjusted_p_value.unwrap() <= 0.1);
        }
        let error = (0.09 / f64::from(trials)).sqrt();
        let share = f64::from(all_covered) / f64::from(trials);
        assert!(share > 0.9 - 4.0 * error && share < 0.96, "{share}");
        assert!(f64::from(false_rejections) / f64::from(trials) < 0.1 + 4.0 * error);
    }

    #[test]
    fn joint_intervals_count_all_estimates() {
        let estimates = [Estimate::of(&[1.0, 2.0, 4.0]), Estimate::of(&[1.0])];
        let joint = simultaneous_intervals(&estimates, Level::P95);
        assert_eq!(joint[0], Estimate::at(&[1.0, 2.0, 4.0], Level::P95.bonferroni(2)));
        assert_eq!(joint[1].half_width, None);
        assert!(all_pairs(&[vec![1.0], vec![1.0, 2.0]], Level::P95).is_err());
        assert!(all_pairs::<Vec<f64>>(&[], Level::P95).unwrap().is_empty());
    }
}
