//! Where a replication begins, and whose chance it follows.

use std::sync::Arc;

use domain::decision::Policies;
use domain::instance::Instance;
use domain::rng::Streams;
use sim_core::trace::Witness;
use sim_core::{Simulation, Snapshot, SnapshotError, revised};

/// Where replications begin.
#[derive(Clone, Default)]
pub enum Origin {
    /// At the first midnight.
    #[default]
    Midnight,
    /// At a saved state: replication 0 is the day as it would have gone on, the others are further
    /// futures of it.
    Saved(Saved),
}

/// A saved state to go on from.
#[derive(Clone)]
pub struct Saved {
    /// The state.
    pub snapshot: Arc<Snapshot>,
    /// Of which replication.
    pub replication: u32,
    /// The world it is of, where replications go on under other timetables than its own.
    pub world: Option<Arc<Instance>>,
}

/// What chance a replication follows.
#[derive(Clone, Default)]
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
            Origin::Saved(Saved { replication, .. }) => replication,
        };
        if self.is_antithetic {
            let streams = Streams::new(seed, first + replication / 2);
            if replication % 2 == 1 { streams.mirrored() } else { streams }
        } else {
            Streams::new(seed, first + replication)
        }
    }

    /// The world in which replications run, of a scenario's own as built: where a saved day goes on
    /// under another timetable, with all that had begun by then.
    #[must_use]
    pub fn world(&self, built: Instance) -> Instance {
        match &self.origin {
            Origin::Saved(Saved { snapshot, world: Some(before), .. }) => {
                revised(before, built, snapshot.at())
            }
            _ => built,
        }
    }

    /// A replication at its beginning, in a world of [`Self::world`].
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
            Origin::Saved(Saved { snapshot, world, .. }) => {
                let future = (replication > 0).then_some(streams);
                match world {
                    None => Simulation::resume(instance, policies, snapshot, future, witness),
                    Some(before) => Simulation::resume_revised(
                        before, instance, policies, snapshot, future, witness,
                    ),
                }
            }
        }
    }
}
