//! From one value per replication to an estimate, with what variance reduction saved.

use sim_core::CONTROLS;

use crate::statistics::{Control, Estimate, Level, antithetic, control_variates};
use crate::summary::Summary;

/// How replications were drawn, and what is made of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sampling {
    /// Replications 2k and 2k + 1 are mirrored partners.
    pub is_antithetic: bool,
    /// Correct means by how chance fell.
    pub with_controls: bool,
}

/// A mean, and the share of its variance that was saved.
#[derive(Clone, PartialEq, Debug)]
pub struct Mean {
    /// The mean and its interval.
    pub estimate: Estimate,
    /// Share of the variance that control variates saved.
    pub saved_by_controls: Option<f64>,
    /// Share of the variance that mirrored partners saved.
    pub saved_by_mirroring: Option<f64>,
}

impl Sampling {
    /// Replications that are drawn together.
    #[must_use]
    pub const fn block(&self) -> u32 {
        if self.is_antithetic { 2 } else { 1 }
    }

    /// One value per independent block: a replication, or the mean of mirrored partners. A last
    /// replication without its partner is left out.
    #[must_use]
    pub fn blocks(&self, values: &[f64]) -> Vec<f64> {
        if self.is_antithetic {
            values.chunks_exact(2).map(|pair| f64::midpoint(pair[0], pair[1])).collect()
        } else {
            values.to_vec()
        }
    }

    /// The mean of one value per replication; `summaries` tell how chance fell.
    #[must_use]
    pub fn mean(&self, values: &[f64], summaries: &[Summary], level: Level) -> Mean {
        let blocks = self.blocks(values);
        let saved_by_mirroring = if self.is_antithetic {
            let pairs = &values[..values.len() / 2 * 2];
            antithetic(pairs, level).ok().and_then(|pairs| pairs.variance_saved)
        } else {
            None
        };
        let controls = if self.with_controls { self.controls(summaries) } else { Vec::new() };
        let controls: Vec<Control<'_>> =
            controls.iter().map(|values| Control { values, mean: 0.0 }).collect();
        match control_variates(&blocks, &controls, level) {
            Ok(controlled) => Mean {
                estimate: controlled.estimate,
                saved_by_controls: Some(controlled.variance_saved),
                saved_by_mirroring,
            },
            Err(_) => Mean {
                estimate: Estimate::at(&blocks, level),
                saved_by_controls: None,
                saved_by_mirroring,
            },
        }
    }

    /// Deviations of chance from its mean, block by block; those that never vary left out.
    fn controls(&self, summaries: &[Summary]) -> Vec<Vec<f64>> {
        let controls = (0..CONTROLS.len()).map(|position| {
            let values: Vec<f64> =
                summaries.iter().map(|summary| summary.controls[position]).collect();
            self.blocks(&values)
        });
        controls.filter(|values| values.iter().any(|value| *value != values[0])).collect()
    }
}
