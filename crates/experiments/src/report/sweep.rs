//! What a sweep found, gathered for the page and for machines.

use scenarios::experiment::Precision;
use serde::Serialize;
use sim_core::kpi::Better;

use super::json::spelled_out;
use super::ordered::Ordered;
use crate::design::Design;
use crate::effects::{Effects, analyse};
use crate::key_figure::KeyFigure;
use crate::lab::Reached;
use crate::statistics::{Estimate, Level};
use crate::summary::Summary;

/// The mean of a key figure in one cell.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct CellMean {
    /// Mean over replications; none where a replication has no value.
    pub mean: f64,
    /// Half the width of Student's interval.
    pub half_width: Option<f64>,
}

/// One key figure over all cells.
#[derive(Clone, Debug, Serialize)]
pub struct SweptFigure {
    /// Unit.
    pub unit: &'static str,
    /// Whether `higher` or `lower` is better, if either is.
    pub better: &'static str,
    /// By cell.
    pub cells: Vec<CellMean>,
    /// What the factors do to it.
    pub effects: Option<Effects>,
    /// Why there are no effects.
    pub no_effects: Option<String>,
}

/// A precision asked for, and the cells that missed it.
#[derive(Clone, Debug, Serialize)]
pub struct Met {
    /// What was asked for.
    pub asked: Precision,
    /// How it ended, by cell.
    pub cells: Vec<Reached>,
}

/// The cells of a design, their replications, and what the factors do.
#[derive(Clone, Debug)]
pub struct Sweep<'a> {
    /// Name of the experiment.
    pub experiment: &'a str,
    /// Its file.
    pub experiment_text: &'a str,
    /// Name of the scenario.
    pub scenario: &'a str,
    /// Seed of all streams.
    pub seed: u64,
    /// The cells.
    pub design: &'a Design,
    /// Replications of each cell.
    pub replications: usize,
    /// Level of intervals.
    pub level: Level,
    /// Key figures of interest, in the order of the file.
    pub figures: Vec<(String, SweptFigure)>,
    /// Precisions asked for.
    pub precision: Vec<Met>,
}

impl SweptFigure {
    /// The key figure `kpi` of `summaries`, which are those of the design's cells.
    ///
    /// # Panics
    /// When there is no such key figure.
    #[must_use]
    pub fn of(kpi: &str, design: &Design, summaries: &[Vec<Summary>], level: Level) -> Self {
        let figure = KeyFigure::named(kpi).unwrap_or_else(|(wrong, _)| panic!("{wrong}"));
        let values: Vec<Vec<f64>> = summaries
            .iter()
            .map(|cell| cell.iter().map(|summary| figure.of(summary)).collect())
            .collect();
        let cells = values.iter().map(|values| {
            let Estimate { mean, half_width, .. } = Estimate::at(values, level);
            CellMean { mean, half_width }
        });
        let (effects, no_effects) = match analyse(design, &values, level.get()) {
            Ok(effects) => (Some(effects), None),
            Err(error) => (None, Some(error.to_string())),
        };
        let better = match figure.better {
            Better::Higher => "higher",
            Better::Lower => "lower",
            Better::Neutral => "neutral",
        };
        Self { unit: figure.unit, better, cells: cells.collect(), effects, no_effects }
    }
}

impl Sweep<'_> {
    /// One JSON object; figures that there are none of are null.
    #[must_use]
    pub fn json(&self, version: &str) -> String {
        #[derive(Serialize)]
        struct Document<'a> {
            version: &'a str,
            experiment: &'a str,
            scenario: &'a str,
            seed: u64,
            replications: usize,
            confidence: f64,
            design: &'a Design,
            precision: &'a [Met],
            figures: Ordered<&'a SweptFigure>,
            experiment_text: &'a str,
        }
        let figures = self.figures.iter().map(|(kpi, figure)| (kpi.clone(), figure)).collect();
        spelled_out(&Document {
            version,
            experiment: self.experiment,
            scenario: self.scenario,
            seed: self.seed,
            replications: self.replications,
            confidence: self.level.get(),
            design: self.design,
            precision: &self.precision,
            figures: Ordered(figures),
            experiment_text: self.experiment_text,
        })
    }
}
