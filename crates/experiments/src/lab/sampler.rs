//! Key figures of cells, replication by replication, as selection and search ask for them.

use std::collections::BTreeMap;

use super::cell::Cell;
use super::laboratory::{Job, Lab};
use crate::error::ExperimentError;
use crate::key_figure::KeyFigure;
use crate::selection::{Sampler, System};
use crate::summary::Summary;

/// Makes the cell that a system stands for.
pub type MakeCell<'a, S> = dyn FnMut(&S) -> Result<Cell, ExperimentError> + 'a;

/// A laboratory that answers a procedure's requests, and keeps what it answered.
///
/// Replication *r* of every cell meets the same chances, and the journal spares what was run
/// before, so a procedure that is begun again asks the same and gets the same answers.
pub struct LabSampler<'l, 'a, S> {
    lab: &'l mut Lab<'a>,
    /// The responses.
    figures: Vec<KeyFigure>,
    cell_of: Box<MakeCell<'l, S>>,
    cells: BTreeMap<S, usize>,
    answered: BTreeMap<S, BTreeMap<u32, Summary>>,
}

impl<'l, 'a, S: System> LabSampler<'l, 'a, S> {
    /// A sampler whose responses are the these key figures, in this order; a cell is made
    /// when its system is first asked for.
    pub fn new(
        lab: &'l mut Lab<'a>,
        figures: Vec<KeyFigure>,
        cell_of: impl FnMut(&S) -> Result<Cell, ExperimentError> + 'l,
    ) -> Self {
        let cell_of = Box::new(cell_of);
        Self { lab, figures, cell_of, cells: BTreeMap::new(), answered: BTreeMap::new() }
    }

    /// Every system asked for, with its replications by their numbers.
    #[must_use]
    pub fn answered(&self) -> &BTreeMap<S, BTreeMap<u32, Summary>> {
        &self.answered
    }

    /// Replications asked for, each counted once.
    #[must_use]
    pub fn replications(&self) -> u64 {
        self.answered.values().map(|of_system| of_system.len() as u64).sum()
    }

    fn cell(&mut self, system: &S) -> Result<usize, ExperimentError> {
        if let Some(known) = self.cells.get(system) {
            return Ok(*known);
        }
        let cell = (self.cell_of)(system)?;
        let position = self.lab.add(cell);
        self.cells.insert(system.clone(), position);
        Ok(position)
    }
}

impl<S: System> Sampler<S> for LabSampler<'_, '_, S> {
    type Error = ExperimentError;

    fn sample(&mut self, requests: &[(S, u32)]) -> Result<Vec<Vec<f64>>, ExperimentError> {
        let mut jobs = Vec::with_capacity(requests.len());
        for (system, replication) in requests {
            jobs.push(Job { cell: self.cell(system)?, replication: *replication });
        }
        let summaries = self.lab.run(&jobs)?;
        let mut rows = Vec::with_capacity(requests.len());
        for ((system, replication), summary) in requests.iter().zip(summaries) {
            rows.push(self.figures.iter().map(|figure| figure.of(&summary)).collect());
            let of_system = self.answered.entry(system.clone()).or_default();
            of_system.insert(*replication, summary);
        }
        Ok(rows)
    }
}
