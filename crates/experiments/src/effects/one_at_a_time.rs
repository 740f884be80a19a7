//! Differences of single changes from the base cell.

use super::model::{LevelResponse, Model, Plan, Weighing, minus};
use crate::design::Design;

/// The model of a design whose cells differ from the first in one factor at most.
pub(super) fn model(design: &Design) -> Model {
    let only = |chosen: usize| -> Vec<f64> {
        (0..design.cells.len()).map(|cell| f64::from(u8::from(cell == chosen))).collect()
    };
    let base = only(0);
    let mut terms = Vec::new();
    let mut levels = Vec::new();
    for (factor, about) in design.factors.iter().enumerate() {
        let changed = design.cells.iter().enumerate().filter(|(_, cell)| cell.levels[factor] != 0);
        let mut contrasts = Vec::new();
        let mut responses = vec![LevelResponse { level: 0, weights: base.clone() }];
        for (at, cell) in changed {
            let level = cell.levels[factor];
            let label = format!("{} against {}", about.levels[level].label, about.levels[0].label);
            contrasts.push(Weighing::new(label, minus(&only(at), &base)));
            responses.push(LevelResponse { level, weights: only(at) });
        }
        terms.push(Plan { factors: vec![factor], aliases: Vec::new(), share: None, contrasts });
        levels.push(responses);
    }
    Model { terms, levels, centre: base, fit: None }
}
