//! What an analysis is made of: weights on the cells, gathered into terms.

use serde::Serialize;

use super::contrast::Contrast;
use crate::design::Design;
use crate::statistics::difference;

/// One contrast of a term.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LevelContrast {
    /// What is compared: `16 against 8`, `8 against the mean`, `per unit`.
    pub label: String,
    /// The contrast.
    pub contrast: Contrast,
    /// A slope in standard deviations of the response for one of the factor; regression only.
    pub standardised: Option<f64>,
}

/// A main effect or an interaction of two factors.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Term {
    /// `riders_per_store` or `riders_per_store × dispatch`.
    pub name: String,
    /// Positions of its factors.
    pub factors: Vec<usize>,
    /// Other terms that a fractional design cannot tell it from.
    pub aliases: Vec<String>,
    /// Share of the variance between the cells' means, 0 to 1; noise of the means counted.
    pub share: Option<f64>,
    /// Its contrasts. An interaction of factors with many levels lists none, only its share.
    pub contrasts: Vec<LevelContrast>,
}

/// How well a sum of straight lines describes the cells' means.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Fit {
    /// Share of the variance between the cells' means that the lines explain; none where the
    /// means do not vary.
    pub r_squared: Option<f64>,
    /// Cells beyond those that the coefficients take; at 0 every line fits.
    pub residual_cells: usize,
    /// Standard deviation of the cells' means around the lines; none with no cells to spare.
    pub deviation: Option<f64>,
}

/// A contrast before it is estimated.
pub(super) struct Weighing {
    pub(super) label: String,
    pub(super) weights: Vec<f64>,
    /// Standard deviation of the factor over the cells, where the contrast is a slope.
    pub(super) spread: Option<f64>,
}

impl Weighing {
    pub(super) fn new(label: String, weights: Vec<f64>) -> Self {
        Self { label, weights, spread: None }
    }
}

/// A term before it is estimated.
pub(super) struct Plan {
    pub(super) factors: Vec<usize>,
    pub(super) aliases: Vec<String>,
    pub(super) share: Option<f64>,
    pub(super) contrasts: Vec<Weighing>,
}

/// The response at one level of a factor, as weights on the cells.
pub(super) struct LevelResponse {
    pub(super) level: usize,
    pub(super) weights: Vec<f64>,
}

/// Everything that is estimated for a design.
pub(super) struct Model {
    pub(super) terms: Vec<Plan>,
    /// For each factor the responses at its levels.
    pub(super) levels: Vec<Vec<LevelResponse>>,
    /// The response that effects are added to: the mean of all cells, or the base cell.
    pub(super) centre: Vec<f64>,
    pub(super) fit: Option<Fit>,
}

/// Name of a term.
pub(super) fn name(design: &Design, factors: &[usize]) -> String {
    let names: Vec<&str> = factors.iter().map(|f| design.factors[*f].name.as_str()).collect();
    names.join(" × ")
}

/// Weights that take the mean over the cells for which `belongs` holds.
pub(super) fn mean_over(design: &Design, belongs: impl Fn(&[usize]) -> bool) -> Vec<f64> {
    let chosen: Vec<bool> = design.cells.iter().map(|cell| belongs(&cell.levels)).collect();
    let count = chosen.iter().filter(|chosen| **chosen).count();
    chosen.into_iter().map(|chosen| f64::from(u8::from(chosen)) / count.max(1) as f64).collect()
}

/// The difference of two weighings.
pub(super) fn minus(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(x, y)| x - y).collect()
}

/// Sum of squares around the mean; zero for values that are the same but for rounding.
pub(super) fn squares(values: &[f64]) -> f64 {
    let (least, most) =
        values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(*v), b.max(*v)));
    if difference(most, least) == 0.0 {
        return 0.0;
    }
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|v| (v - mean) * (v - mean)).sum()
}

/// The mean of all cells, and for each factor and level the mean of its cells.
pub(super) fn marginal(design: &Design) -> (Vec<f64>, Vec<Vec<LevelResponse>>) {
    let of = |factor: usize| {
        let levels = 0..design.factors[factor].levels.len();
        let weights = |level: usize| mean_over(design, |levels| levels[factor] == level);
        levels.map(|level| LevelResponse { level, weights: weights(level) }).collect()
    };
    (mean_over(design, |_| true), (0..design.factors.len()).map(of).collect())
}
