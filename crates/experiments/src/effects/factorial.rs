//! Main effects and two-factor interactions of a full factorial design.

use super::model::{Model, Plan, Weighing, marginal, mean_over, minus, squares};
use super::responses::dot;
use crate::design::Design;

/// Most combinations of two factors' levels of which every one is listed.
const LISTED: usize = 36;

/// The model of a design with every combination of levels once.
///
/// A factor of two levels has one contrast, high less low; of more, one for each level against the
/// mean of all. An interaction of two such factors is half the difference between the effect of
/// one at the other's high and low level; of more, what each combination adds to its main effects.
pub(super) fn model(design: &Design, means: &[f64]) -> Model {
    let (centre, levels) = marginal(design);
    let total = squares(means);
    let share = |sum: f64| (total > 0.0).then_some((sum / total).min(1.0));
    let cells = means.len() as f64;
    let count = |factor: usize| design.factors[factor].levels.len();
    let label = |factor: usize, level: usize| design.factors[factor].levels[level].label.as_str();
    let square = |weights: &[f64]| dot(weights, means) * dot(weights, means);
    let mut terms = Vec::new();
    for (factor, of_level) in levels.iter().enumerate() {
        let against_mean: Vec<Vec<f64>> =
            of_level.iter().map(|level| minus(&level.weights, &centre)).collect();
        let sum: f64 = against_mean.iter().map(|weights| square(weights)).sum();
        let contrasts = if count(factor) == 2 {
            let name = format!("{} against {}", label(factor, 1), label(factor, 0));
            vec![Weighing::new(name, minus(&of_level[1].weights, &of_level[0].weights))]
        } else {
            let name = |level| format!("{} against the mean", label(factor, level));
            let each = against_mean.into_iter().enumerate();
            each.map(|(level, weights)| Weighing::new(name(level), weights)).collect()
        };
        terms.push(Plan {
            factors: vec![factor],
            aliases: Vec::new(),
            share: share(sum * cells / count(factor) as f64),
            contrasts,
        });
    }
    for one in 0..design.factors.len() {
        for other in one + 1..design.factors.len() {
            let combinations = count(one) * count(other);
            let mut sum = 0.0;
            let mut contrasts = Vec::new();
            for a in 0..count(one) {
                for b in 0..count(other) {
                    let both = mean_over(design, |levels| levels[one] == a && levels[other] == b);
                    let alone =
                        minus(&minus(&both, &levels[one][a].weights), &levels[other][b].weights);
                    let weights: Vec<f64> = alone.iter().zip(&centre).map(|(x, y)| x + y).collect();
                    sum += square(&weights);
                    if combinations == 4 && (a, b) == (1, 1) {
                        // The four combinations deviate alike; twice that is the usual effect.
                        let doubled = weights.iter().map(|w| 2.0 * w).collect();
                        contrasts = vec![Weighing::new("half the difference".into(), doubled)];
                    } else if combinations != 4 && combinations <= LISTED {
                        let name = format!("{} and {}", label(one, a), label(other, b));
                        contrasts.push(Weighing::new(name, weights));
                    }
                }
            }
            terms.push(Plan {
                factors: vec![one, other],
                aliases: Vec::new(),
                share: share(sum * cells / combinations as f64),
                contrasts,
            });
        }
    }
    Model { terms, levels, centre, fit: None }
}
