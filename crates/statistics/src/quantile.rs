//! Quantiles, of independent values exactly and of one long series by sections.

use super::distribution::binomial;
use super::error::{require_count, require_finite};
use super::{Estimate, Level, StatisticsError};

/// A quantile of independent values with the interval between two of them.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct QuantileEstimate {
    /// The smallest value that at least the wanted share of values does not exceed.
    pub value: f64,
    /// Lower and upper end: the values at `ranks`.
    pub interval: [f64; 2],
    /// Ranks of the two ends among the sorted values, counted from 1.
    pub ranks: [usize; 2],
    /// The level the interval really has, at least the one asked for: exact for continuous
    /// values of any distribution, and no less for others.
    pub attained: f64,
    /// Values the estimate rests on.
    pub n: usize,
}

/// Position, counted from 0, of the `p`-quantile among `n` sorted values.
///
/// The tiny allowance keeps `0.1 × 30` from being rounded up past 3.
fn position(n: usize, p: f64) -> usize {
    let rank = p * n as f64;
    ((rank - 1e-9 * rank.max(1.0)).max(0.0) as usize).min(n - 1)
}

fn require_share(p: f64) -> Result<(), StatisticsError> {
    if p > 0.0 && p < 1.0 {
        return Ok(());
    }
    Err(StatisticsError::OutOfRange {
        name: "share of the quantile",
        value: p,
        range: "strictly between 0 and 1",
    })
}

/// The smallest value that at least a share `p` of `values` does not exceed; NaN for no values, a
/// missing value, or a `p` that is not strictly between 0 and 1.
#[must_use]
pub fn quantile(values: &[f64], p: f64) -> f64 {
    if values.is_empty() || require_share(p).is_err() || values.iter().any(|v| v.is_nan()) {
        return f64::NAN;
    }
    let mut values = values.to_vec();
    let position = position(values.len(), p);
    *values.select_nth_unstable_by(position, f64::total_cmp).1
}

/// Ranks of the narrowest interval between order statistics that covers the `p`-quantile of `n`
/// independent values with at least `level`, and the level it attains.
///
/// `None` when even the smallest and largest value together do not attain it. The ranks depend on
/// no value, so choosing the narrowest costs nothing; of two equally narrow, the surer one.
/// Source: David & Nagaraja (2003), section 7.1, doi:10.1002/0471722162.
fn ranks(n: usize, p: f64, level: Level) -> Option<([usize; 2], f64)> {
    // Value number l is at most the quantile, and number u above it, when l to u - 1 values are.
    let probabilities = binomial(n, p);
    let mut covered = 0.0;
    let mut best: Option<([usize; 2], f64)> = None;
    let mut high = 1;
    for low in 1..n {
        while high < n && (high <= low || covered < level.get()) {
            covered += probabilities[high];
            high += 1;
        }
        if covered < level.get() {
            break;
        }
        let is_better = best.is_none_or(|([l, u], attained)| {
            high - low < u - l || high - low == u - l && covered > attained + 1e-12
        });
        if is_better {
            best = Some(([low, high], covered));
        }
        covered -= probabilities[low];
    }
    best
}

/// The `p`-quantile of independent `values` with an interval whose level is exact.
///
/// `None` when there are too few values for the level, or one is missing, or an end is infinite.
/// At 95 % the median needs 6 values, and the 0.95-quantile 59.
///
/// # Errors
/// When `p` is not strictly between 0 and 1.
pub fn order_statistic_interval(
    values: &[f64],
    p: f64,
    level: Level,
) -> Result<Option<QuantileEstimate>, StatisticsError> {
    require_share(p)?;
    let n = values.len();
    if n < 2 || values.iter().any(|value| value.is_nan()) {
        return Ok(None);
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    Ok(ranks(n, p, level)
        .map(|(ranks, attained)| QuantileEstimate {
            value: sorted[position(n, p)],
            interval: ranks.map(|rank| sorted[rank - 1]),
            ranks,
            attained,
            n,
        })
        .filter(|estimate| estimate.interval.iter().all(|end| end.is_finite())))
}

/// The `p`-quantile of one long dependent series, with an interval from the spread of its
/// quantiles in `sections` successive sections around that of the whole (sectioning).
///
/// The whole series gives the estimate, which keeps the bias of short sections out of it. A
/// section should be many times longer than the series remembers; ten to twenty sections are usual.
/// What does not divide evenly is left out at the beginning.
/// Source: Asmussen & Glynn (2007), section III.5a, doi:10.1007/978-0-387-69033-9; Nakayama (2014),
/// doi:10.1145/2558328.
///
/// # Errors
/// When `p` is not strictly between 0 and 1, a value is missing or infinite, there are fewer than
/// two sections, or a section has fewer than ten observations beyond the quantile on the rarer
/// side on average.
pub fn sectioned_quantile(
    series: &[f64],
    p: f64,
    sections: usize,
    level: Level,
) -> Result<Estimate, StatisticsError> {
    require_share(p)?;
    require_finite(series)?;
    require_count("sections", sections, 2)?;
    let shortest = (10.0 / p.min(1.0 - p) - 1e-6) as usize + 1;
    require_count("observations", series.len(), sections.saturating_mul(shortest))?;
    let size = series.len() / sections;
    let kept = &series[series.len() - size * sections..];
    let whole = quantile(kept, p);
    let squares: f64 = kept
        .chunks_exact(size)
        .map(|section| quantile(section, p) - whole)
        .map(|distance| distance * distance)
        .sum();
    let error = (squares / (sections - 1) as f64 / sections as f64).sqrt();
    Ok(Estimate::student(whole, error, kept.len(), sections - 1, level))
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Covered, Source, stream};
    use super::*;

    #[test]
    fn quantiles_are_order_statistics() {
        let values = [30.0, 10.0, 20.0, 40.0];
        for (p, value) in [(0.01, 10.0), (0.25, 10.0), (0.26, 20.0), (0.5, 20.0), (0.99, 40.0)] {
            assert_eq!(quantile(&values, p), value, "{p}");
        }
        let thirty: Vec<f64> = (1..=30).map(f64::from).collect();
        assert_eq!((quantile(&thirty, 0.1), quantile(&thirty, 0.7)), (3.0, 21.0));
        assert!(quantile(&[], 0.5).is_nan() && quantile(&[f64::NAN, 1.0], 0.5).is_nan());
        assert!(quantile(&values, 1.0).is_nan());
    }

    /// Every way in which each of `n` values can fall below or above the quantile, one by one.
    fn counted_coverage(n: usize, p: f64, [low, high]: [usize; 2]) -> f64 {
        (0_u32..1 << n)
            .map(|below| below.count_ones() as usize)
            .filter(|below| low <= *below && *below < high)
            .map(|below| p.powi(below as i32) * (1.0 - p).powi((n - below) as i32))
            .sum()
    }

    #[test]
    fn the_level_attained_is_that_of_all_cases_and_no_narrower_interval_attains_it() {
        for n in 2..=14 {
            for (p, level) in [(0.5, Level::P95), (0.5, Level::P90), (0.8, Level::P90)] {
                let all = (1..n).flat_map(|l| (l + 1..=n).map(move |u| [l, u]));
                let narrowest = all
                    .filter(|pair| counted_coverage(n, p, *pair) >= level.get() - 1e-12)
                    .map(|[l, u]| u - l)
                    .min();
                let found = ranks(n, p, level);
                assert_eq!(found.map(|([l, u], _)| u - l), narrowest, "n = {n}, p = {p}");
                if let Some((pair, attained)) = found {
                    assert!((attained - counted_coverage(n, p, pair)).abs() < 1e-12);
                }
            }
        }
    }

    /// The table for medians in every textbook on order statistics: n, rank, level attained.
    #[test]
    fn intervals_of_the_median_are_the_tabled_ones() {
        for (n, pair, attained) in
            [(6, [1, 6], 0.9688), (9, [2, 8], 0.9609), (10, [2, 9], 0.9785), (20, [6, 15], 0.9586)]
        {
            let (found, level) = ranks(n, 0.5, Level::P95).unwrap();
            assert_eq!(found, pair, "n = {n}");
            assert!((level - attained).abs() < 5e-5, "n = {n}: {level}");
        }
    }

    #[test]
    fn too_few_values_have_no_interval() {
        let values: Vec<f64> = (0..59).map(f64::from).collect();
        let of = |n: usize, p| order_statistic_interval(&values[..n], p, Level::P95).unwrap();
        assert!(of(5, 0.5).is_none() && of(6, 0.5).is_some());
        // 1 - 0.95^58 - 0.05^58 is below 0.95, with 59 it is above.
        assert!(of(58, 0.95).is_none() && of(59, 0.95).is_some());
        assert!(of(0, 0.5).is_none() && of(1, 0.5).is_none());
    }

    #[test]
    fn missing_and_infinite_values_are_not_passed_over() {
        let mut values: Vec<f64> = (0..20).map(f64::from).collect();
        values[0] = f64::INFINITY;
        // Infinity has a place in the order, and the interval of the median does not reach it.
        let median = order_statistic_interval(&values, 0.5, Level::P95).unwrap().unwrap();
        assert_eq!((median.value, median.interval), (10.0, [6.0, 15.0]));
        assert!(order_statistic_interval(&values, 0.85, Level::P90).unwrap().is_none());
        values[0] = f64::NAN;
        assert!(order_statistic_interval(&values, 0.5, Level::P95).unwrap().is_none());
        assert!(order_statistic_interval(&values, 0.0, Level::P95).is_err());
        assert_eq!(
            sectioned_quantile(&values, 0.5, 2, Level::P95),
            Err(StatisticsError::NotFinite { index: 0 })
        );
    }

    #[test]
    fn order_statistics_cover_any_quantile_as_often_as_they_say() {
        for (source, n, p) in [
            (Source::Normal { mean: 0.0, sd: 1.0 }, 10, 0.5),
            (Source::LogNormal, 60, 0.9),
            (Source::Exponential { mean: 2.0 }, 100, 0.95),
        ] {
            let mut draws = stream(21, n as u64);
            let (mut covered, mut attained) = (Covered::default(), 0.0);
            for _ in 0..10_000 {
                let sample = source.sample(n, &mut draws);
                let found = order_statistic_interval(&sample, p, Level::P95).unwrap().unwrap();
                attained = found.attained;
                covered.count(Some(found.interval), source.quantile(p));
            }
            assert!(attained >= 0.95);
            covered.assert_near(attained, 0.0);
        }
    }

    #[test]
    fn sections_cover_the_quantile_of_a_dependent_series() {
        for (source, p, n) in [
            (Source::Autoregressive { phi: 0.7 }, 0.9, 5_000),
            (Source::Waiting { load: 0.5 }, 0.95, 10_000),
        ] {
            let mut draws = stream(22, n as u64);
            let mut covered = Covered::default();
            for _ in 0..400 {
                let series = source.sample(n, &mut draws);
                let estimate = sectioned_quantile(&series, p, 10, Level::P90).unwrap();
                covered.count(estimate.interval(), source.quantile(p));
            }
            covered.assert_near(0.9, 0.03);
        }
    }

    #[test]
    fn short_sections_are_refused() {
        let series = Source::Exponential { mean: 1.0 }.sample(1_999, &mut stream(23, 0));
        assert_eq!(
            sectioned_quantile(&series, 0.95, 10, Level::P95),
            Err(StatisticsError::TooFew { what: "observations", given: 1_999, needed: 2_000 })
        );
        assert!(sectioned_quantile(&series, 0.95, 9, Level::P95).is_ok());
        assert!(sectioned_quantile(&series, 0.95, 1, Level::P95).is_err());
    }
}
