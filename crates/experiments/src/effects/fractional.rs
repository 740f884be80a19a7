//! Effects of a two-level fractional design, each with what it cannot be told from.

use super::model::{Model, Plan, Weighing, marginal, name, squares};
use super::responses::dot;
use crate::design::{Design, Fraction, Word};

/// One contrast for each column that main effects and two-factor interactions share.
pub(super) fn model(design: &Design, fraction: &Fraction, means: &[f64]) -> Model {
    let (centre, levels) = marginal(design);
    let total = squares(means);
    let cells = means.len() as f64;
    let of = |word: Word| -> Vec<usize> {
        (0..design.factors.len()).filter(|factor| word.0 & 1 << factor != 0).collect()
    };
    let terms = fraction.aliases.iter().map(|alias| {
        let factors = of(alias.effect);
        let weights: Vec<f64> = design
            .cells
            .iter()
            .map(|cell| {
                let low = factors.iter().filter(|factor| cell.levels[**factor] == 0).count();
                if low.is_multiple_of(2) { 2.0 / cells } else { -2.0 / cells }
            })
            .collect();
        let effect = dot(&weights, means);
        let label = match factors[..] {
            [factor] => {
                let levels = &design.factors[factor].levels;
                format!("{} against {}", levels[1].label, levels[0].label)
            }
            _ => "half the difference".into(),
        };
        Plan {
            aliases: alias.with.iter().map(|word| name(design, &of(*word))).collect(),
            share: (total > 0.0).then_some((effect * effect * cells / 4.0 / total).min(1.0)),
            contrasts: vec![Weighing::new(label, weights)],
            factors,
        }
    });
    Model { terms: terms.collect(), levels, centre, fit: None }
}
