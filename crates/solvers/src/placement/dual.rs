//! A good layout and, by pricing what serving is worth, how much better one could be.

use domain::decision::placement::Placement;

use super::proving::{Effort, Prover};
use crate::{Entry, entry, settings};

/// In the registry.
pub const ENTRY: Entry<dyn Placement> = entry!(
    "dual",
    "Swaps, and a Lagrangian bound with its certificate; no branching.",
    Prover::from(Config)
);

settings! {
    /// How long to search and to prove.
    pub struct Config {
        /// How long to work in all: millions of links looked at, about a hundred a second.
        work_m: u32 = 2_000, 1..=999_999;
        /// How much of that to search for better layouts between the steps of the proof, at most, in
        /// the same unit.
        search_m: u32 = 300, 0..=999_999;
        /// Most steps in which the prices are improved before the first case is split.
        steps: u32 = 3_000, 1..=100_000;
    }
}

impl From<Config> for Prover {
    fn from(Config { work_m, search_m, steps }: Config) -> Self {
        Self::with(ENTRY.name, Effort { work_m, search_m: Some(search_m), steps, nodes: 1 })
    }
}
