//! Each of several systems against the best of the others.

use domain::better::Better;

use super::distribution::t_quantile;
use super::error::{require_count, require_finite};
use super::moments;
use super::rounding::{difference, is_spread};
use super::{Level, StatisticsError};

/// One system against the best of the others.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct AgainstBest {
    /// Mean of the system.
    pub mean: f64,
    /// Its mean less the best mean of the others.
    pub difference: f64,
    /// Interval of the true mean less the best true mean of the others; one end may be 0, which
    /// says that the system is at least as good, or at least as bad, as that.
    pub interval: [f64; 2],
    /// Shown to be at least as good as every other: all of the interval lies on its side of 0.
    pub is_best_certain: bool,
    /// Shown to be no better than the best of the others, so that leaving it out loses nothing:
    /// all of the interval lies on their side of 0. Two that are exactly as good may bear this.
    pub is_worse_certain: bool,
}

/// Compares every system with the best of the others (multiple comparisons with the best).
///
/// All intervals, and so all flags, hold jointly at `level`. Valid on common random numbers, with
/// whatever correlation and different variances: the intervals are Hsu's constrained ones, with
/// paired differences and Bonferroni's inequality over the comparisons with the unknown best, of
/// which there is one fewer than systems. `systems[s][r]` is the value of system `s` in
/// replication `r`. O(systems² × replications).
///
/// Sources: Hsu (1984), doi:10.1214/aos/1176346610; Nelson & Matejcik (1995),
/// doi:10.1287/mnsc.41.12.1935.
///
/// # Errors
/// When neither more nor less is better, there are fewer than two systems or two replications,
/// the systems have different numbers of values, or a value is missing or infinite.
pub fn compare_with_best<S: AsRef<[f64]>>(
    systems: &[S],
    better: Better,
    level: Level,
) -> Result<Vec<AgainstBest>, StatisticsError> {
    // Less is better is more of the negative; multiplying by ±1 changes no digit.
    let sign = match better {
        Better::Higher => 1.0,
        Better::Lower => -1.0,
        Better::Neutral => return Err(StatisticsError::NoDirection),
    };
    let count = systems.len();
    require_count("systems", count, 2)?;
    let n = systems[0].as_ref().len();
    require_count("replications", n, 2)?;
    for system in systems {
        let values = system.as_ref();
        if values.len() != n {
            return Err(StatisticsError::Unequal { left: n, right: values.len() });
        }
        require_finite(values)?;
    }
    let t = t_quantile(level.alpha() / (count - 1) as f64, n - 1);
    // How much better system i is than system j, and the margin of error.
    let lead: Vec<Vec<[f64; 2]>> = systems
        .iter()
        .map(|i| systems.iter().map(|j| lead(i.as_ref(), j.as_ref(), sign, t)).collect())
        .collect();
    let others = |i: usize| (0..count).filter(move |j| *j != i);
    let most =
        |i: usize| others(i).map(|j| lead[i][j][0] + lead[i][j][1]).fold(f64::INFINITY, f64::min);
    let contenders: Vec<usize> = (0..count).filter(|i| most(*i) >= 0.0).collect();
    let against = |i: usize| {
        let is_best_certain = contenders == [i];
        let least = contenders
            .iter()
            .filter(|j| **j != i)
            .map(|j| lead[i][*j][0] - lead[i][*j][1])
            .fold(0.0, f64::min);
        let ends = [least, most(i).max(0.0)];
        let lead_of_best = others(i).map(|j| lead[i][j][0]).fold(f64::INFINITY, f64::min);
        AgainstBest {
            mean: moments::mean(systems[i].as_ref()),
            difference: sign * lead_of_best,
            interval: if sign > 0.0 { ends } else { [0.0 - ends[1], 0.0 - ends[0]] },
            is_best_certain,
            is_worse_certain: !contenders.contains(&i),
        }
    };
    Ok((0..count).map(against).collect())
}

/// Mean lead of the first over the second and its one-sided margin, without bound where the lead was
/// the same every time: that shows no spread to judge by.
fn lead(first: &[f64], second: &[f64], sign: f64, t: f64) -> [f64; 2] {
    let leads: Vec<f64> =
        first.iter().zip(second).map(|(a, b)| sign * difference(*a, *b)).collect();
    let error = (moments::variance(&leads) / leads.len() as f64).sqrt();
    let mean = moments::mean(&leads);
    [mean, if mean != 0.0 && !is_spread(mean, error) { f64::INFINITY } else { t * error }]
}

#[cfg(test)]
mod tests {
    use super::super::samples::{normal, stream};
    use super::*;

    /// Two systems: one one-sided comparison. Differences 1, 2, 3: mean 2, standard error 0.57735,
    /// t(0.95, 2) = 2.919986, so the margin is 1.685855.
    #[test]
    fn two_systems_are_compared_as_by_hand() {
        let systems = [[11.0, 22.0, 33.0], [10.0, 20.0, 30.0]];
        let found = compare_with_best(&systems, Better::Higher, Level::P95).unwrap();
        assert_eq!((found[0].mean, found[0].difference, found[1].difference), (22.0, 2.0, -2.0));
        assert!(found[0].is_best_certain && found[1].is_worse_certain);
        assert!((found[0].interval[1] - 3.685_855).abs() < 1e-5);
        assert!((found[1].interval[0] + 3.685_855).abs() < 1e-5);
        assert_eq!((found[0].interval[0], found[1].interval[1]), (0.0, 0.0));
        let lower = compare_with_best(&systems, Better::Lower, Level::P95).unwrap();
        assert!(lower[1].is_best_certain && lower[0].is_worse_certain);
        assert!((lower[0].interval[1] - 3.685_855).abs() < 1e-5);
        assert_eq!((lower[0].difference, lower[0].interval[0]), (2.0, 0.0));
    }

    #[test]
    fn nothing_is_certain_of_systems_that_are_the_same() {
        let systems = vec![vec![1.0, 2.0, 5.0]; 3];
        for system in compare_with_best(&systems, Better::Lower, Level::P95).unwrap() {
            assert_eq!((system.difference, system.interval), (0.0, [0.0, 0.0]));
            assert!(!system.is_best_certain && !system.is_worse_certain);
        }
    }

    /// Joint coverage with common random numbers, unequal variances, ties for the best, and in
    /// both directions.
    #[test]
    fn all_intervals_hold_jointly() {
        let spread = [1.0, 0.3, 2.0, 1.0];
        for (truth, better) in [
            ([0.0, 0.0, 0.0, 0.0], Better::Higher),
            ([0.0, 0.5, 0.9, 1.0], Better::Higher),
            ([0.0, 0.5, 0.9, 1.0], Better::Lower),
            ([0.0, 0.0, 9.0, 9.0], Better::Lower),
        ] {
            let mut draws = stream(91, 0);
            let (mut held, trials) = (0, 2_000);
            for _ in 0..trials {
                let mut systems = vec![Vec::new(); 4];
                for _ in 0..8 {
                    let common = 3.0 * normal(&mut draws);
                    for (s, values) in systems.iter_mut().enumerate() {
                        values.push(common + truth[s] + spread[s] * normal(&mut draws));
                    }
                }
                let found = compare_with_best(&systems, better, Level::P90).unwrap();
                held += u32::from(found.iter().enumerate().all(|(s, system)| {
                    let rest = (0..4).filter(|other| *other != s).map(|other| truth[other]);
                    let best = if better == Better::Higher {
                        rest.fold(f64::NEG_INFINITY, f64::max)
                    } else {
                        rest.fold(f64::INFINITY, f64::min)
                    };
                    let [low, high] = system.interval;
                    let gap =
                        if better == Better::Higher { truth[s] - best } else { best - truth[s] };
                    (low..=high).contains(&(truth[s] - best))
                        && !(system.is_best_certain && gap < 0.0)
                        && !(system.is_worse_certain && gap > 0.0)
                }));
            }
            let share = f64::from(held) / f64::from(trials);
            let error = (0.09 / f64::from(trials)).sqrt();
            assert!(share > 0.9 - 4.0 * error, "{truth:?}: {share}");
        }
    }

    #[test]
    fn a_clear_best_is_found() {
        let mut draws = stream(92, 0);
        let systems: Vec<Vec<f64>> = [5.0, 0.0, 4.9, 0.0]
            .iter()
            .map(|mean| (0..20).map(|_| mean + 0.5 * normal(&mut draws)).collect())
            .collect();
        let found = compare_with_best(&systems, Better::Higher, Level::P95).unwrap();
        assert!(found[1].is_worse_certain && found[3].is_worse_certain);
        assert!(!found[0].is_best_certain && !found[2].is_best_certain);
        assert!(found[0].interval[0] < 0.0 && found[0].interval[1] > 0.0);
        let pair = compare_with_best(&systems[..2], Better::Higher, Level::P95).unwrap();
        assert!(pair[0].is_best_certain);
    }

    #[test]
    fn what_has_no_best_is_refused() {
        let fine = vec![vec![1.0, 2.0]; 2];
        let refused = |systems: &[Vec<f64>], better| {
            compare_with_best(systems, better, Level::P95).unwrap_err()
        };
        assert_eq!(refused(&fine, Better::Neutral), StatisticsError::NoDirection);
        assert!(matches!(refused(&fine[..1], Better::Lower), StatisticsError::TooFew { .. }));
        let missing = [vec![1.0, 2.0], vec![1.0, f64::NAN]];
        assert_eq!(refused(&missing, Better::Lower), StatisticsError::NotFinite { index: 1 });
        let unequal = [vec![1.0, 2.0], vec![1.0, 2.0, 3.0]];
        assert!(matches!(refused(&unequal, Better::Lower), StatisticsError::Unequal { .. }));
        assert!(compare_with_best(&[[1.0], [2.0]], Better::Lower, Level::P95).is_err());
    }
}
