//! A combination of settings as a search saw it.

use serde::Serialize;

use super::sweep::CellMean;

/// A combination that was considered.
#[derive(Clone, Debug, Serialize)]
pub struct Candidate {
    /// Which: `riders_per_store=8 dispatch=first_come`.
    pub label: String,
    /// The factors' values.
    pub levels: Vec<String>,
    /// Replications behind its figures.
    pub replications: usize,
    /// Its objective.
    pub objective: CellMean,
    /// The figures of the constraints, in their order.
    pub constraints: Vec<CellMean>,
    /// What became of it, in words.
    pub fate: String,
}
