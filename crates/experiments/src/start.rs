//! Where a replication begins, and whose chance it follows.

use std::sync::Arc;

use domain::decision::Policies;
use domain::instance::Instance;
use domain::rng::Streams;
use sim_core::trace::Witness;
use sim_core::{Simulation, Snapshot, SnapshotError};

/// Where replications begin.
#[derive(Clone, Debug, Default)]
pub enum Origin {
    /// At the first midnight.
    #[default]
    Midnight,
    /// At a saved state of replication `.1`: replication 0 is the day as it would have gone on,
    /// the others are further futures of it.
    Snapshot(Arc<Snapshot>, u32),
}

/// What chance a replication follows.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// Where it begins.
    pub origin: Origin,
    /// Replications 2k and 2k + 1 are mirrored partners (antithetic variates).
    pub is_antithetic: bool,
}

impl Start {
    /// The streams of a replication.
    #[must_use]
    pub fn streams(&self, seed: u64, replication: u32) -> Streams {
        let first = match self.origin {
            Origin::Midnight => 0,
            Origin::Snapshot(_, of) => of,
        };
        if self.is_antithetic {
            let streams = Streams::new(seed, first + replication / 2);
            if replication % 2 == 1 { streams.mirrored() } else { streams }
        } else {
            Streams::new(seed, first + replication)
        }
    }

    /// A replication at its beginning.
    ///
    /// # Errors
    /// When a saved state cannot be gone on with.
    pub fn begin<'a>(
        &self,
        instance: &'a Instance,
        policies: Policies,
        seed: u64,
        replication: u32,
        witness: &'a mut dyn Witness,
    ) -> Result<Simulation<'a>, SnapshotError> {
        let streams = self.streams(seed, replication);
        match &self.origin {
            Origin::Midnight => Ok(Simulation::new(instance, policies, streams, witness)),
            Origin::Snapshot(snapshot, _) => {
                let future = (replication > 0).then_some(streams);
                Simulation::resume(instance, policies, snapshot, future, witness)
            }
        }
    }
}
