//! Replications in rounds over all cells, until every cell is known well enough.

use serde::Serialize;

use super::laboratory::Lab;
use crate::error::ExperimentError;
use crate::key_figure::KeyFigure;
use crate::statistics::{Decision, StoppingRule};
use crate::summary::Summary;

/// A key figure and how well it is to be known.
#[derive(Clone, Debug)]
pub struct Target {
    /// The key figure.
    pub figure: KeyFigure,
    /// When it is known well enough.
    pub rule: StoppingRule,
}

/// How well a key figure of a cell came to be known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    /// As well as asked for.
    Enough,
    /// The cap on replications came first.
    Capped,
    /// The figure is missing in some replication, so more of them would not help.
    Undefined,
}

/// Replications of all cells, and whether they are enough.
#[derive(Clone, Debug)]
pub struct Rounds {
    /// Summaries by cell; all cells have as many.
    pub summaries: Vec<Vec<Summary>>,
    /// By target, then by cell.
    pub reached: Vec<Vec<Reached>>,
}

impl Lab<'_> {
    /// Runs `first` replications of every cell, then further rounds over all cells, as long as a
    /// target calls for more in some cell.
    ///
    /// All cells go on together, so that each replication stays a complete block.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn run_until(&mut self, first: u32, targets: &[Target]) -> Result<Rounds, ExperimentError> {
        let mut replications = first;
        loop {
            let summaries = self.run_all(replications)?;
            let decide = |target: &Target| -> Vec<Decision> {
                let values = |cell: &Vec<Summary>| -> Vec<f64> {
                    cell.iter().map(|summary| target.figure.of(summary)).collect()
                };
                summaries.iter().map(|cell| target.rule.decide(&values(cell))).collect()
            };
            let decisions: Vec<Vec<Decision>> = targets.iter().map(decide).collect();
            let more = decisions.iter().flatten().map(|decision| match decision {
                Decision::More(count) => *count as u32,
                _ => 0,
            });
            match more.max() {
                Some(more) if more > 0 => replications += more,
                _ => {
                    let reached = |decision: &Decision| match decision {
                        Decision::Capped => Reached::Capped,
                        Decision::Undefined => Reached::Undefined,
                        _ => Reached::Enough,
                    };
                    let reached =
                        decisions.iter().map(|cells| cells.iter().map(reached).collect()).collect();
                    return Ok(Rounds { summaries, reached });
                }
            }
        }
    }
}
