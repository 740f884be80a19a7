//! What to use when in doubt: every model, a good layout first, then a bound, then the proof.

use domain::decision::placement::Placement;

use super::proving::{Effort, Prover};
use crate::{Entry, entry, settings};

/// In the registry.
pub const ENTRY: Entry<dyn Placement> = entry!(
    "portfolio",
    "What to use: any model; search, bound and branching on one budget, with a gap.",
    Prover::from(Config)
);

settings! {
    /// How long to search and to prove.
    pub struct Config {
        /// How long to work in all: millions of links looked at, about a hundred a second.
        work_m: u32 = 8_000, 1..=999_999;
    }
}

impl From<Config> for Prover {
    fn from(Config { work_m }: Config) -> Self {
        Self::with(ENTRY.name, Effort { work_m, search_m: None, steps: 3_000, nodes: usize::MAX })
    }
}
