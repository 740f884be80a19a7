//! Where the start-up part of a series ends: MSER-5.

use super::StatisticsError;
use super::error::{require_count, require_finite};
use super::moments;

/// Observations averaged into one before the rule looks at them.
const BATCH: usize = 5;

/// Batches at the end at which the rule never cuts: so few say nothing of their spread.
const SPARED: usize = 5;

/// Where to cut a series so that its start-up counts no more.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct WarmUp {
    /// Observations to leave out at the beginning.
    pub cut: usize,
    /// Mean of the batches that stay.
    pub mean: f64,
    /// The marginal standard error rule's statistic at the cut: the squared spread of the batches
    /// that stay over the square of their number.
    pub statistic: f64,
}

/// Finds the end of the warm-up of one series, or of the average of one series over replications.
///
/// Batches of five are left out one by one; the rule cuts where the standard error of the mean of
/// the rest, taken as if independent, is smallest. It does not cut within the last five batches.
/// Works best on averages over replications; see [`average_over_replications`]. O(n).
///
/// Sources: White (1997), doi:10.1177/003754979706900601; White, Cobb & Spratt (2000),
/// doi:10.1109/WSC.2000.899788; the spared end: Hoad, Robinson & Davies (2010),
/// doi:10.1057/jors.2009.121.
///
/// # Errors
/// When the rule would cut more than half of the series, in which case the series may never have
/// settled; when there are fewer than 100 observations, or one is missing or infinite.
pub fn mser5(series: &[f64]) -> Result<WarmUp, StatisticsError> {
    require_finite(series)?;
    require_count("observations", series.len(), 20 * BATCH)?;
    // The remainder goes from the end here: the cut is counted from the beginning.
    let batches: Vec<f64> = series.chunks_exact(BATCH).map(moments::mean).collect();
    let mut best = WarmUp { cut: 0, mean: f64::NAN, statistic: f64::INFINITY };
    let (mut mean, mut squares) = (0.0, 0.0);
    // Backwards, so that spread and mean of the rest grow by one batch a step.
    for (start, value) in batches.iter().enumerate().rev() {
        let count = (batches.len() - start) as f64;
        let distance = value - mean;
        mean += distance / count;
        squares += distance * (value - mean);
        let statistic = squares / (count * count);
        // Of equals the earliest cut, which keeps most.
        if batches.len() - start > SPARED && statistic <= best.statistic {
            best = WarmUp { cut: start * BATCH, mean, statistic };
        }
    }
    if best.cut > series.len() / 2 {
        return Err(StatisticsError::WarmUpTooLong { cut: best.cut, length: series.len() });
    }
    Ok(best)
}

/// Averages series of several replications, observation by observation, over those that are as
/// long as the shortest (Welch 1983).
///
/// # Errors
/// When there are no series.
pub fn average_over_replications<S: AsRef<[f64]>>(
    series: &[S],
) -> Result<Vec<f64>, StatisticsError> {
    require_count("series", series.len(), 1)?;
    let length = series.iter().map(|one| one.as_ref().len()).min().unwrap_or(0);
    let at = |i: usize| series.iter().map(|one| one.as_ref()[i]).sum::<f64>() / series.len() as f64;
    Ok((0..length).map(at).collect())
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Source, stream};
    use super::*;
    use domain::dist::Dist;

    /// The rule by its definition, in O(n²).
    fn by_definition(series: &[f64]) -> (usize, f64) {
        let batches: Vec<f64> = series.chunks_exact(5).map(moments::mean).collect();
        let statistic = |start: usize| {
            let rest = &batches[start..];
            moments::variance(rest) * (rest.len() - 1) as f64 / (rest.len() * rest.len()) as f64
        };
        (0..batches.len() - 5)
            .map(|start| (start * 5, statistic(start)))
            .fold((0, f64::INFINITY), |best, next| if next.1 < best.1 { next } else { best })
    }

    #[test]
    fn the_cut_is_the_one_of_the_definition() {
        for entity in 0..50 {
            let mut draws = stream(41, entity);
            let series: Vec<f64> = Source::Autoregressive { phi: 0.6 }
                .sample(503, &mut draws)
                .iter()
                .enumerate()
                .map(|(i, x)| x + 8.0 * libm::exp(-(i as f64) / 30.0))
                .collect();
            let (cut, statistic) = by_definition(&series);
            match mser5(&series) {
                Ok(found) => {
                    assert_eq!(found.cut, cut);
                    assert!((found.statistic - statistic).abs() < 1e-12);
                }
                Err(error) => {
                    assert_eq!(error, StatisticsError::WarmUpTooLong { cut, length: 503 });
                    assert!(cut > 251);
                }
            }
        }
    }

    #[test]
    fn a_step_is_cut_where_it_ends() {
        let series: Vec<f64> =
            (0..400).map(|i| if i < 60 { 10.0 } else { f64::from(i % 2) }).collect();
        let found = mser5(&series).unwrap();
        assert_eq!(found.cut, 60);
        assert!((found.mean - 0.5).abs() < 0.01);
    }

    #[test]
    fn a_constant_series_has_no_warm_up() {
        let found = mser5(&[3.0; 100]).unwrap();
        assert_eq!((found.cut, found.mean, found.statistic), (0, 3.0, 0.0));
    }

    #[test]
    fn a_series_that_never_settles_is_refused() {
        let ramp: Vec<f64> = (0..1_000).map(f64::from).collect();
        let Err(StatisticsError::WarmUpTooLong { cut, length }) = mser5(&ramp) else {
            panic!("a ramp has no steady state");
        };
        assert!(cut > 500 && length == 1_000);
        assert!(mser5(&[0.0; 99]).is_err());
        assert!(mser5(&[f64::NAN; 200]).is_err());
    }

    /// A queue that starts with a hundred waiting: averaged over replications, cutting takes most
    /// of the start-up bias away.
    #[test]
    fn cutting_takes_the_bias_of_a_crowded_start_away() {
        let load = 0.7;
        let truth = Source::Waiting { load }.mean();
        let (mut whole, mut rest) = (0.0, 0.0);
        let trials = 40;
        for trial in 0..trials {
            let replications: Vec<Vec<f64>> = (0..10)
                .map(|r| {
                    let mut draws = stream(42, trial * 10 + r);
                    let mut wait = 100.0_f64;
                    (0..4_000)
                        .map(|_| {
                            let now = wait;
                            let service = Dist::Exponential { mean: 1.0 }.draw(&mut draws);
                            let gap = Dist::Exponential { mean: 1.0 / load }.draw(&mut draws);
                            wait = (wait + service - gap).max(0.0);
                            now
                        })
                        .collect()
                })
                .collect();
            let average = average_over_replications(&replications).unwrap();
            let cut = mser5(&average).expect("the queue settles within a few hundred customers");
            assert!(cut.cut > 100 && cut.cut < 1_500, "{}", cut.cut);
            whole += moments::mean(&average) / trials as f64;
            rest += cut.mean / trials as f64;
        }
        assert!(whole - truth > 1.5, "{whole}");
        assert!((rest - truth).abs() < 0.2, "{rest} is not {truth}");
    }

    #[test]
    fn averages_go_as_far_as_the_shortest_series() {
        let average = average_over_replications(&[vec![1.0, 2.0, 9.0], vec![3.0, 6.0]]).unwrap();
        assert_eq!(average, [2.0, 4.0]);
        assert!(average_over_replications::<Vec<f64>>(&[]).is_err());
    }
}
