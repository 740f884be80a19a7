//! From the responses of all cells to effects, each with its interval.

use serde::Serialize;

use super::contrast::{Contrast, holm};
use super::error::EffectsError;
use super::model::{Fit, LevelContrast, Term, name, squares};
use super::responses::{Missing, Responses, dot};
use super::tornado::{Swing, tornado};
use super::{factorial, fractional, one_at_a_time, regression};
use crate::design::Design;

/// What the factors of a design do to one key figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effects {
    /// Level of intervals, and of the family of contrasts as a whole.
    pub confidence: f64,
    /// Replications used: those that all cells have and in which every value is finite.
    pub replications: usize,
    /// Values that are missing; their replications are left out in all cells.
    pub missing: Vec<Missing>,
    /// The mean of all cells, or the response of the base cell. Its test has no meaning here.
    pub centre: Contrast,
    /// The mean of each cell, in the order of the design.
    pub cells: Vec<Contrast>,
    /// Main effects and interactions of two factors. All their contrasts are one family.
    pub terms: Vec<Term>,
    /// How well straight lines describe the cells, for designs that sample.
    pub fit: Option<Fit>,
    /// How far each factor can swing the response, widest first; a family of its own.
    pub tornado: Vec<Swing>,
}

/// Estimates effects from `values[cell][replication]`, where replication `r` of all cells ran on
/// common random numbers.
///
/// Every effect is a weighted sum of cells, computed within each replication; the spread of these
/// sums over replications gives Student's interval. Factorial and fractional designs have
/// contrasts, Latin hypercubes and Sobol' points a linear regression, one-at-a-time designs the
/// differences from the base. A slope is no better known than its lines fit: its interval is the
/// wider of Student's over replications and the usual one from how far cells lie off the lines.
///
/// # Errors
/// The rows are not the design's cells, no replication is complete, or a regression has too few
/// cells or factors that cannot be told apart.
pub fn analyse(
    design: &Design,
    values: &[Vec<f64>],
    confidence: f64,
) -> Result<Effects, EffectsError> {
    let responses = Responses::of(design, values)?;
    let means = responses.means();
    let model = match (design.kind, &design.fraction) {
        ("fractional", Some(fraction)) => fractional::model(design, fraction, &means),
        ("factorial", _) => factorial::model(design, &means),
        ("one_at_a_time", _) => one_at_a_time::model(design),
        _ => regression::model(design, &means)?,
    };
    let fit = model.fit;
    let estimate = |weights: &[f64]| {
        let contrast = responses.contrast(weights, confidence);
        match fit.and_then(|fit| Some((fit.deviation?, fit.residual_cells))) {
            Some((off, cells)) => contrast.widened(off * norm(weights), cells, confidence),
            None => contrast,
        }
    };
    let deviation = (squares(&means) / (means.len().max(2) - 1) as f64).sqrt();
    let mut terms: Vec<Term> = model
        .terms
        .iter()
        .map(|plan| Term {
            name: name(design, &plan.factors),
            factors: plan.factors.clone(),
            aliases: plan.aliases.clone(),
            share: plan.share,
            contrasts: plan
                .contrasts
                .iter()
                .map(|weighing| {
                    let contrast = estimate(&weighing.weights);
                    let standardise = |spread| contrast.estimate * spread / deviation;
                    LevelContrast {
                        label: weighing.label.clone(),
                        standardised: weighing.spread.map(standardise).filter(|s| s.is_finite()),
                        contrast,
                    }
                })
                .collect(),
        })
        .collect();
    let contrasts = terms.iter_mut().flat_map(|term| &mut term.contrasts);
    holm(&mut contrasts.map(|one| &mut one.contrast).collect::<Vec<_>>(), confidence);
    Ok(Effects {
        confidence,
        replications: responses.replications(),
        centre: responses.contrast(&model.centre, confidence),
        cells: (0..means.len()).map(|cell| responses.cell(cell, confidence)).collect(),
        terms,
        fit: model.fit,
        tornado: tornado(design, &model.levels, &responses, &estimate, confidence),
        missing: responses.missing,
    })
}

/// Length of a vector.
fn norm(weights: &[f64]) -> f64 {
    dot(weights, weights).sqrt()
}
