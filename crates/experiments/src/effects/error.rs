//! Why effects cannot be told from responses.

/// Why effects cannot be told from responses.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum EffectsError {
    /// The responses are of another design.
    #[error("{given} rows of responses for {cells} cells")]
    Shape {
        /// Cells of the design.
        cells: usize,
        /// Rows given.
        given: usize,
    },
    /// Every replication lacks a value in some cell.
    #[error(
        "no replication has a finite value in every cell; cell `{cell}` lacks {missing} of {replications}"
    )]
    NoCompleteReplication {
        /// The cell that lacks most.
        cell: String,
        /// Replications without a finite value in it.
        missing: usize,
        /// Replications of all cells.
        replications: usize,
    },
    /// A factor does not vary.
    #[error("factor `{factor}` has the same value in all cells")]
    Constant {
        /// Which.
        factor: String,
    },
    /// More effects than cells.
    #[error("{cells} cells are too few for {effects} effects and a mean, allowed at least {}", effects + 1)]
    TooFewCells {
        /// Cells of the design.
        cells: usize,
        /// Coefficients to be found.
        effects: usize,
    },
    /// A factor moves with others.
    #[error("factor `{factor}` cannot be told from the factors before it")]
    Collinear {
        /// Which.
        factor: String,
    },
}
