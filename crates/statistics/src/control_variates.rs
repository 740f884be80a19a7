//! Sharper means through quantities of known mean: control variates.

use super::error::{require_count, require_finite};
use super::moments;
use super::{Estimate, Level, StatisticsError};

/// Share of a control's variance that the controls before it must leave unexplained.
const LEAST_LEFT: f64 = 1e-9;

/// A quantity observed in every replication whose true mean is known.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Control<'a> {
    /// One value per replication.
    pub values: &'a [f64],
    /// Its true mean, known beforehand: from the scenario, never from the replications.
    pub mean: f64,
}

/// A mean corrected by what is known of the controls.
#[derive(Clone, PartialEq, Debug)]
pub struct ControlVariates {
    /// The corrected mean and its interval, with n − q − 1 degrees of freedom for q controls.
    pub estimate: Estimate,
    /// The mean and interval without controls.
    pub plain: Estimate,
    /// What one unit of each control is worth in units of the figure.
    pub coefficients: Vec<f64>,
    /// Share of the figure's variance that the controls explain (R²).
    pub explained: f64,
    /// (n − 2) / (n − q − 2): by how much estimating the coefficients raises the variance.
    pub loss_factor: f64,
    /// Share of the mean's variance that is saved, the loss counted in; below 0 the controls do
    /// harm. From residual and total variance, each with its own degrees of freedom.
    pub variance_saved: f64,
}

/// Corrects a mean by regression on controls of known mean.
///
/// Exact for jointly normal values; otherwise bias and shortfall vanish as n grows. O(n q²).
///
/// Source: Lavenberg & Welch (1981), doi:10.1287/mnsc.27.3.322.
///
/// # Errors
/// When there is no control, a control has not as many values as the figure, a value is missing
/// or infinite, there are fewer than q + 3 replications for q controls, or a control never varies
/// or follows from the others.
pub fn control_variates(
    values: &[f64],
    controls: &[Control<'_>],
    level: Level,
) -> Result<ControlVariates, StatisticsError> {
    let (n, q) = (values.len(), controls.len());
    require_count("controls", q, 1)?;
    require_finite(values)?;
    for control in controls {
        if control.values.len() != n {
            return Err(StatisticsError::Unequal { left: n, right: control.values.len() });
        }
        require_finite(control.values)?;
        require_finite(&[control.mean])?;
    }
    require_count("replications", n, q + 3)?;
    let spreads: Vec<f64> =
        controls.iter().map(|control| moments::variance(control.values).sqrt()).collect();
    if let Some(index) = spreads.iter().position(|spread| *spread == 0.0) {
        return Err(StatisticsError::ConstantControl { index });
    }
    // In standard units, so that "nearly determined" means the same for metres and for shares.
    let correlations: Vec<Vec<f64>> = (0..q)
        .map(|i| {
            let with = |j: usize| {
                moments::covariance(controls[i].values, controls[j].values)
                    / (spreads[i] * spreads[j])
            };
            (0..=i).map(|j| if i == j { 1.0 } else { with(j) }).collect()
        })
        .collect();
    let factor = cholesky(correlations)?;
    let with_figure: Vec<f64> = controls
        .iter()
        .zip(&spreads)
        .map(|(control, spread)| moments::covariance(control.values, values) / spread)
        .collect();
    let surprise: Vec<f64> = controls
        .iter()
        .zip(&spreads)
        .map(|(control, spread)| (moments::mean(control.values) - control.mean) / spread)
        .collect();
    let slopes = solve_upper(&factor, solve_lower(&factor, with_figure));
    let coefficients: Vec<f64> = slopes.iter().zip(&spreads).map(|(b, s)| b / s).collect();

    let plain = Estimate::at(values, level);
    let correction: f64 = slopes.iter().zip(&surprise).map(|(b, d)| b * d).sum();
    let residuals: Vec<f64> = (0..n)
        .map(|r| {
            let explained = |(control, b): (&Control<'_>, &f64)| {
                b * (control.values[r] - moments::mean(control.values))
            };
            let predicted: f64 = controls.iter().zip(&coefficients).map(explained).sum();
            values[r] - plain.mean - predicted
        })
        .collect();
    let degrees = n - q - 1;
    let squares: f64 = residuals.iter().map(|residual| residual * residual).sum();
    let residual_variance = squares / degrees as f64;
    // How far the controls fell from their means makes the corrected mean less certain.
    let far: f64 = solve_lower(&factor, surprise).iter().map(|d| d * d).sum();
    let error = (residual_variance * (1.0 / n as f64 + far / (n - 1) as f64)).sqrt();

    let total = moments::variance(values);
    let loss_factor = (n - 2) as f64 / (n - q - 2) as f64;
    let share = |of: f64| if total > 0.0 { of / total } else { 1.0 };
    Ok(ControlVariates {
        estimate: Estimate::student(plain.mean - correction, error, n, degrees, level),
        plain,
        coefficients,
        explained: 1.0 - share(squares / (n - 1) as f64),
        loss_factor,
        variance_saved: 1.0 - share(residual_variance) * loss_factor,
    })
}

/// Lower triangle L with L Lᵀ the correlation matrix whose lower triangle is given.
fn cholesky(mut rows: Vec<Vec<f64>>) -> Result<Vec<Vec<f64>>, StatisticsError> {
    for i in 0..rows.len() {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| rows[i][k] * rows[j][k]).sum();
            let left = rows[i][j] - known;
            rows[i][j] = if i > j {
                left / rows[j][j]
            } else if left > LEAST_LEFT {
                left.sqrt()
            } else {
                return Err(StatisticsError::CollinearControl { index: i });
            };
        }
    }
    Ok(rows)
}

/// Solves L x = b.
fn solve_lower(factor: &[Vec<f64>], mut b: Vec<f64>) -> Vec<f64> {
    for i in 0..b.len() {
        let known: f64 = (0..i).map(|k| factor[i][k] * b[k]).sum();
        b[i] = (b[i] - known) / factor[i][i];
    }
    b
}

/// Solves Lᵀ x = b.
fn solve_upper(factor: &[Vec<f64>], mut b: Vec<f64>) -> Vec<f64> {
    for i in (0..b.len()).rev() {
        let known: f64 = (i + 1..b.len()).map(|k| factor[k][i] * b[k]).sum();
        b[i] = (b[i] - known) / factor[i][i];
    }
    b
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Covered, normal, stream};
    use super::*;

    /// Line through (1, 1), (2, 3), (3, 2), (4, 6): slope 7/5, residual squares 21/5; read at the
    /// control's mean of 2 it is 3 - 1.4 × 0.5 = 2.3, with variance (21/10) (1/4 + 0.25/5) = 0.63.
    #[test]
    fn one_control_is_the_regression_line_read_at_its_mean() {
        let control = Control { values: &[1.0, 2.0, 3.0, 4.0], mean: 2.0 };
        let found = control_variates(&[1.0, 3.0, 2.0, 6.0], &[control], Level::P95).unwrap();
        assert!((found.coefficients[0] - 1.4).abs() < 1e-12);
        assert!((found.estimate.mean - 2.3).abs() < 1e-12);
        assert!((found.estimate.standard_error.unwrap() - 0.63_f64.sqrt()).abs() < 1e-12);
        assert_eq!(found.estimate.degrees_of_freedom, 2);
        // Total squares are 14.
        assert!((found.explained - 0.7).abs() < 1e-12);
        assert_eq!(found.loss_factor, 2.0);
        assert!((found.variance_saved - (1.0 - 2.1 / (14.0 / 3.0) * 2.0)).abs() < 1e-12);
    }

    #[test]
    fn controls_that_determine_the_figure_give_its_mean_exactly() {
        let a = [1.0, 5.0, 2.0, 8.0, 3.0, 1.0];
        let b = [100.0, 900.0, 300.0, 500.0, 200.0, 800.0];
        let figure: Vec<f64> = a.iter().zip(b).map(|(a, b)| 7.0 + 2.0 * a - 0.01 * b).collect();
        let controls = [Control { values: &a, mean: 4.0 }, Control { values: &b, mean: 500.0 }];
        let found = control_variates(&figure, &controls, Level::P95).unwrap();
        assert!((found.estimate.mean - 10.0).abs() < 1e-10);
        assert!(found.estimate.half_width.unwrap() < 1e-9);
        assert!((found.coefficients[0] - 2.0).abs() < 1e-10);
        assert!((found.coefficients[1] + 0.01).abs() < 1e-10);
        assert!((found.variance_saved - 1.0).abs() < 1e-12);
    }

    /// Two correlated controls of unequal scale, n = 10: coverage is exact, and the corrected mean
    /// varies less by the loss factor times what is left unexplained.
    #[test]
    fn corrected_means_cover_and_vary_as_the_theory_says() {
        let mut draws = stream(101, 0);
        let (n, q, trials) = (10_usize, 2.0, 4_000);
        let mut covered = Covered::default();
        let (mut squares, mut saved) = (0.0, 0.0);
        for _ in 0..trials {
            let mut a = Vec::new();
            let mut b = Vec::new();
            let mut figure = Vec::new();
            for _ in 0..n {
                let (x, y) = (normal(&mut draws), normal(&mut draws));
                a.push(5.0 + x);
                b.push(1e3 * (x + y));
                figure.push(2.0 * x + y + normal(&mut draws));
            }
            let controls = [Control { values: &a, mean: 5.0 }, Control { values: &b, mean: 0.0 }];
            let found = control_variates(&figure, &controls, Level::P90).unwrap();
            covered.count(found.estimate.interval(), 0.0);
            squares += found.estimate.mean * found.estimate.mean / f64::from(trials);
            saved += found.variance_saved / f64::from(trials);
        }
        covered.assert_near(0.9, 0.0);
        // Variance 6, of which 5 are explained.
        let loss = (n - 2) as f64 / (n as f64 - q - 2.0);
        let expected = loss / n as f64;
        assert!((squares / expected - 1.0).abs() < 0.1, "{squares} {expected}");
        // The estimate of the saving is a ratio and so a little low on average.
        let truth = 1.0 - loss / 6.0;
        assert!((saved - truth).abs() < 0.08, "{saved} {truth}");
    }

    #[test]
    fn useless_controls_do_harm_and_say_so() {
        let mut draws = stream(102, 0);
        let figure: Vec<f64> = (0..12).map(|_| normal(&mut draws)).collect();
        let noise: Vec<Vec<f64>> =
            (0..6).map(|_| (0..12).map(|_| normal(&mut draws)).collect()).collect();
        let controls: Vec<Control<'_>> =
            noise.iter().map(|values| Control { values, mean: 0.0 }).collect();
        let found = control_variates(&figure, &controls, Level::P95).unwrap();
        assert_eq!(found.loss_factor, 2.5);
        assert!(found.variance_saved < 0.0, "{}", found.variance_saved);
    }

    #[test]
    fn unusable_controls_are_refused_by_position() {
        let figure = [1.0, 3.0, 2.0, 6.0, 4.0];
        let a = [1.0, 2.0, 3.0, 4.0, 6.0];
        let twice: Vec<f64> = a.iter().map(|v| 1e6 - 2e3 * v).collect();
        let with = |values: &[&[f64]]| {
            let controls: Vec<Control<'_>> =
                values.iter().map(|values| Control { values, mean: 0.0 }).collect();
            control_variates(&figure, &controls, Level::P95).unwrap_err()
        };
        assert_eq!(with(&[&a, &[2.0; 5]]), StatisticsError::ConstantControl { index: 1 });
        assert_eq!(with(&[&a, &twice]), StatisticsError::CollinearControl { index: 1 });
        assert_eq!(with(&[&[f64::NAN; 5]]), StatisticsError::NotFinite { index: 0 });
        assert_eq!(with(&[&[1.0]]), StatisticsError::Unequal { left: 5, right: 1 });
        assert_eq!(with(&[]), StatisticsError::TooFew { what: "controls", given: 0, needed: 1 });
        let too_many = with(&[&a, &a, &a]);
        assert_eq!(too_many, StatisticsError::TooFew { what: "replications", given: 5, needed: 6 });
    }
}
