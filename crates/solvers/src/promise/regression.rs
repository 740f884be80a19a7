//! How long work on an order takes by its basket, learnt by least squares that forget.

use domain::decision::promise::BasketTime;
use domain::units::Millis;
use serde::{Deserialize, Serialize};

/// Terms of the line: one for the order, lines, units.
const TERMS: usize = 3;

/// Baskets for which the plan is believed before anything is seen: few, some and many lines.
const PLANNED: [[f64; TERMS]; 3] = [[1.0, 2.0, 2.0], [1.0, 7.0, 9.0], [1.0, 20.0, 27.0]];

/// Seconds = order + line x lines + unit x units, fitted to observations of which each weighs
/// less with every further one.
///
/// The plan enters as three baskets that never fade, so that the fit always exists. Source:
/// recursive least squares with exponential forgetting (Ljung and Soderstrom 1983).
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub(super) struct Regression {
    /// Sums of products of terms, the upper triangle row by row, and of terms with seconds.
    products: [f64; 6],
    with_seconds: [f64; TERMS],
    /// Seconds for the order, a line and a unit.
    fit: [f64; TERMS],
}

impl Regression {
    /// Nothing seen: what is planned.
    pub(super) fn new(plan: BasketTime) -> Self {
        let fit = [plan.order, plan.line, plan.unit].map(Millis::as_s);
        Self { products: [0.0; 6], with_seconds: [0.0; TERMS], fit }
    }

    /// Expected seconds for a basket; below zero where less than nothing was observed.
    pub(super) fn value(&self, lines: u16, units: u16) -> f64 {
        dot(&self.fit, &terms(lines, units))
    }

    /// Expected seconds of work on a basket, at least one.
    pub(super) fn seconds(&self, lines: u16, units: u16) -> f64 {
        self.value(lines, units).max(1.0)
    }

    /// Takes in an observation; `plan` keeps a weight of `prior` observations, and what was seen
    /// before keeps the share `keep` of its weight.
    pub(super) fn note(
        &mut self,
        (lines, units): (u16, u16),
        seconds: f64,
        (plan, prior, keep): (BasketTime, f64, f64),
    ) {
        self.products.iter_mut().for_each(|sum| *sum *= keep);
        self.with_seconds.iter_mut().for_each(|sum| *sum *= keep);
        let (mut products, mut with_seconds) = (self.products, self.with_seconds);
        add(&mut self.products, &mut self.with_seconds, &terms(lines, units), seconds, 1.0);
        add(&mut products, &mut with_seconds, &terms(lines, units), seconds, 1.0);
        let planned = [plan.order, plan.line, plan.unit].map(Millis::as_s);
        for basket in &PLANNED {
            let weight = prior / PLANNED.len() as f64;
            add(&mut products, &mut with_seconds, basket, dot(&planned, basket), weight);
        }
        if let Some(fit) = solved(&products, &with_seconds) {
            self.fit = fit;
        }
    }
}

fn terms(lines: u16, units: u16) -> [f64; TERMS] {
    [1.0, f64::from(lines), f64::from(units)]
}

fn dot(a: &[f64; TERMS], b: &[f64; TERMS]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add(
    products: &mut [f64; 6],
    with_seconds: &mut [f64; TERMS],
    terms: &[f64; TERMS],
    seconds: f64,
    weight: f64,
) {
    let mut place = 0;
    for row in 0..TERMS {
        for column in row..TERMS {
            products[place] += weight * terms[row] * terms[column];
            place += 1;
        }
        with_seconds[row] += weight * terms[row] * seconds;
    }
}

/// The solution of the normal equations by Cramer's rule; none where they are singular.
fn solved(products: &[f64; 6], right: &[f64; TERMS]) -> Option<[f64; TERMS]> {
    let [a, b, c, d, e, f] = *products;
    // Cofactors of the symmetric matrix [a b c; b d e; c e f].
    let cofactors = [
        [d * f - e * e, c * e - b * f, b * e - c * d],
        [c * e - b * f, a * f - c * c, b * c - a * e],
        [b * e - c * d, b * c - a * e, a * d - b * b],
    ];
    let determinant = a * cofactors[0][0] + b * cofactors[0][1] + c * cofactors[0][2];
    let is_regular = determinant.is_finite() && determinant > 1e-9 * a * d * f;
    is_regular.then(|| cofactors.map(|row| dot(&row, right) / determinant))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: BasketTime =
        BasketTime { order: Millis(40_000), line: Millis(5_000), unit: Millis(2_000) };

    #[test]
    fn the_fit_goes_from_the_plan_to_the_truth_and_to_a_new_truth() {
        let mut fit = Regression::new(PLAN);
        assert_eq!(fit.seconds(4, 5), 70.0);
        let memory = (PLAN, 10.0, 1.0 - 1.0 / 200.0);
        let baskets = (0..).map(|n: u16| (1 + n % 13, 1 + n % 13 + n % 4));
        for (lines, units) in baskets.clone().take(800) {
            let truth = 60.0 + 8.0 * f64::from(lines) + f64::from(units);
            fit.note((lines, units), truth, memory);
        }
        assert!((fit.seconds(10, 12) - 152.0).abs() < 4.0, "{}", fit.seconds(10, 12));
        for (lines, units) in baskets.take(800) {
            fit.note((lines, units), 30.0 + 4.0 * f64::from(units), memory);
        }
        assert!((fit.seconds(10, 12) - 78.0).abs() < 6.0, "{}", fit.seconds(10, 12));
    }

    #[test]
    fn one_basket_over_and_over_leaves_a_fit() {
        let mut fit = Regression::new(PLAN);
        for _ in 0..500 {
            fit.note((3, 3), 90.0, (PLAN, 10.0, 0.99));
        }
        assert!((fit.seconds(3, 3) - 90.0).abs() < 2.0, "{}", fit.seconds(3, 3));
        assert!(fit.seconds(20, 26).is_finite() && fit.seconds(0, 0) >= 1.0);
    }
}
