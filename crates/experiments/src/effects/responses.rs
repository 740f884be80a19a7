//! Responses of all cells in the replications that have a value everywhere.

use serde::Serialize;

use super::contrast::Contrast;
use super::error::EffectsError;
use crate::design::Design;
use crate::statistics::beyond_rounding;

/// A value that is missing: a mean over no orders, a break-even that is never reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Position of the cell in the design.
    pub cell: usize,
    /// The replication.
    pub replication: usize,
}

/// Responses by replication, complete in every cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Responses {
    /// For each complete replication the responses of all cells.
    blocks: Vec<Vec<f64>>,
    /// What is missing; the replications it is missing from are left out.
    pub missing: Vec<Missing>,
}

impl Responses {
    /// Takes the replications that all cells have and in which every value is finite.
    ///
    /// # Errors
    /// The rows are not those of the design, or no replication is complete.
    pub fn of(design: &Design, values: &[Vec<f64>]) -> Result<Self, EffectsError> {
        let cells = design.cells.len();
        if values.len() != cells || cells == 0 {
            return Err(EffectsError::Shape { cells, given: values.len() });
        }
        let replications = values.iter().map(Vec::len).min().unwrap_or_default();
        let mut missing = Vec::new();
        let mut blocks = Vec::new();
        for replication in 0..replications {
            let block: Vec<f64> = values.iter().map(|row| row[replication]).collect();
            let before = missing.len();
            let without = (0..cells).filter(|cell| !block[*cell].is_finite());
            missing.extend(without.map(|cell| Missing { cell, replication }));
            if missing.len() == before {
                blocks.push(block);
            }
        }
        if blocks.is_empty() {
            let lacks = |cell: &usize| missing.iter().filter(|m| m.cell == *cell).count();
            let worst = (0..cells).max_by_key(|cell| (lacks(cell), usize::MAX - cell));
            let worst = worst.unwrap_or_default();
            return Err(EffectsError::NoCompleteReplication {
                cell: design.cells[worst].label.clone(),
                missing: lacks(&worst),
                replications,
            });
        }
        Ok(Self { blocks, missing })
    }

    /// Number of complete replications.
    #[must_use]
    pub fn replications(&self) -> usize {
        self.blocks.len()
    }

    /// The weighted sum of the cells, within each replication; zero where it is only rounding.
    #[must_use]
    pub fn contrast(&self, weights: &[f64], confidence: f64) -> Contrast {
        let sum = |block: &Vec<f64>| {
            let sizes = weights.iter().zip(block).map(|(weight, value)| (weight * value).abs());
            beyond_rounding(dot(weights, block), sizes.sum())
        };
        let values: Vec<f64> = self.blocks.iter().map(sum).collect();
        Contrast::of(&values, confidence)
    }

    /// The response of one cell.
    #[must_use]
    pub fn cell(&self, cell: usize, confidence: f64) -> Contrast {
        let values: Vec<f64> = self.blocks.iter().map(|block| block[cell]).collect();
        Contrast::of(&values, confidence)
    }

    /// Each cell's mean over replications.
    #[must_use]
    pub fn means(&self) -> Vec<f64> {
        let cells = self.blocks[0].len();
        let mean = |cell| {
            self.blocks.iter().map(|block| block[cell]).sum::<f64>() / self.blocks.len() as f64
        };
        (0..cells).map(mean).collect()
    }
}

/// Sum of products.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
