//! How often the cheapest walks do something: whether that is in doubt.

use super::relaxed::Walk;
use super::scope::Question;
use super::shelves::Shelves;

/// Moving averages over walks, each from 0 to 1.
#[derive(Clone, Debug)]
pub(super) struct Shares {
    /// By shelf, that it is passed.
    passes: Vec<f64>,
    /// By stage, that the block is entered and shelves in it are passed.
    enters: Vec<f64>,
    /// By stage, that the walk comes as far from the depot.
    comes: Vec<f64>,
}

/// Weight of the last walk.
const LAST: f64 = 0.1;

impl Shares {
    /// No walk yet.
    pub(super) fn new(shelves: &Shelves) -> Self {
        let stages = shelves.stages.len();
        Self {
            passes: vec![0.0; shelves.shelves.len()],
            enters: vec![0.0; stages],
            comes: vec![0.0; stages],
        }
    }

    /// Takes another walk into account.
    pub(super) fn note(&mut self, shelves: &Shelves, walk: &Walk) {
        for share in [&mut self.passes, &mut self.enters, &mut self.comes].into_iter().flatten() {
            *share *= 1.0 - LAST;
        }
        let mut last = None;
        for &shelf in &walk.passed {
            let stage = shelves.stage_of[shelf];
            self.passes[shelf] += LAST;
            if last.replace(stage) != Some(stage) {
                self.enters[stage] += LAST;
            }
        }
        for share in &mut self.comes[walk.extent[0]..=walk.extent[1]] {
            *share += LAST;
        }
    }

    /// How far from certain a question is, 0 to 0.5.
    pub(super) fn doubt(&self, question: Question) -> f64 {
        let share = match question {
            Question::Passes(shelf) => self.passes[shelf],
            Question::Enters(stage) => self.enters[stage],
            Question::Comes(stage) => self.comes[stage],
        };
        share.min(1.0 - share)
    }
}
