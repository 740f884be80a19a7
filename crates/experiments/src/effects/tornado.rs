//! How far each factor can swing the response, widest first.

use serde::Serialize;

use super::contrast::{Contrast, holm};
use super::model::{LevelResponse, minus};
use super::responses::Responses;
use crate::design::Design;

/// The response at one end of a swing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct End {
    /// The factor's value.
    pub label: String,
    /// The response there, the other factors averaged or at their base.
    pub response: f64,
    /// Half the width of its interval.
    pub half_width: Option<f64>,
}

/// The response at two values of a factor, and their difference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Swing {
    /// Position of the factor.
    pub factor: usize,
    /// Its name.
    pub name: String,
    /// At the lowest number; of words at the first of two, or where the response is least.
    pub low: End,
    /// At the highest number; of words at the second of two, or where the response is greatest.
    pub high: End,
    /// High less low. The family tested together is the table; a factor of several words is
    /// tested as the widest of its pairs, of which there are `pairs`.
    pub swing: Contrast,
    /// Pairs of levels the ends were chosen from, by looking at the response; else 1.
    pub pairs: usize,
}

/// The swing of each factor, widest first; factors with a single level have none.
pub(super) fn tornado(
    design: &Design,
    levels: &[Vec<LevelResponse>],
    responses: &Responses,
    estimate: &dyn Fn(&[f64]) -> Contrast,
    confidence: f64,
) -> Vec<Swing> {
    let mut swings: Vec<Swing> = levels
        .iter()
        .enumerate()
        .filter(|(_, levels)| levels.len() >= 2)
        .map(|(factor, levels)| swing(design, factor, levels, responses, estimate, confidence))
        .collect();
    let mut family: Vec<&mut Contrast> = swings.iter_mut().map(|s| &mut s.swing).collect();
    holm(&mut family, confidence);
    swings.sort_by(|a, b| b.swing.estimate.abs().total_cmp(&a.swing.estimate.abs()));
    swings
}

fn swing(
    design: &Design,
    factor: usize,
    levels: &[LevelResponse],
    responses: &Responses,
    estimate: &dyn Fn(&[f64]) -> Contrast,
    confidence: f64,
) -> Swing {
    let about = &design.factors[factor];
    let at: Vec<Contrast> =
        levels.iter().map(|level| responses.contrast(&level.weights, confidence)).collect();
    let number = |i: &usize| about.levels[levels[*i].level].number.unwrap_or(f64::NAN);
    let mut order: Vec<usize> = (0..levels.len()).collect();
    let by_response = !about.is_numeric() && levels.len() > 2;
    if about.is_numeric() {
        order.sort_by(|a, b| number(a).total_cmp(&number(b)));
    } else if by_response {
        order.sort_by(|a, b| at[*a].estimate.total_cmp(&at[*b].estimate));
    }
    let (low, high) = (order[0], order[order.len() - 1]);
    let end = |i: usize| End {
        label: about.levels[levels[i].level].label.clone(),
        response: at[i].estimate,
        half_width: at[i].half_width,
    };
    let weights = minus(&levels[high].weights, &levels[low].weights);
    let mut swing = estimate(&weights);
    let pairs = if by_response { levels.len() * (levels.len() - 1) / 2 } else { 1 };
    swing.p_value = swing.p_value.map(|p| (p * pairs as f64).min(1.0));
    Swing { factor, name: about.name.clone(), low: end(low), high: end(high), swing, pairs }
}
