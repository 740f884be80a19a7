//! Replications simulated again, each before a witness of its own.

use domain::decision::Policies;
use domain::instance::Instance;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use sim_core::trace::Witness;
use sim_core::{Run, Simulation};

use crate::error::ExperimentError;
use crate::runner::PoliciesError;
use crate::start::{Origin, Start};

/// What a run was made of.
#[derive(Clone, Copy)]
pub struct Replay<'a> {
    /// The world.
    pub instance: &'a Instance,
    /// Builds fresh policies for a replication.
    pub policies: &'a (dyn Fn() -> Result<Policies, PoliciesError> + Sync),
    /// Seed of all streams.
    pub seed: u64,
    /// Replications 2k and 2k + 1 are mirrored partners.
    pub is_antithetic: bool,
    /// Replications at a time.
    pub threads: usize,
}

impl<'a> Replay<'a> {
    /// One replication from its beginning to its end.
    ///
    /// # Errors
    /// When the policies cannot be built or a solver fails.
    pub fn simulate(
        &self,
        replication: u32,
        witness: &mut dyn Witness,
    ) -> Result<Run, ExperimentError> {
        let stopped = |source| ExperimentError::Simulation { replication, source };
        self.begin(replication, witness)?.finish().map_err(stopped)
    }

    /// One replication at its beginning.
    ///
    /// # Errors
    /// When the policies cannot be built.
    pub fn begin<'w>(
        &self,
        replication: u32,
        witness: &'w mut dyn Witness,
    ) -> Result<Simulation<'w>, ExperimentError>
    where
        'a: 'w,
    {
        let policies = (self.policies)().map_err(ExperimentError::Policies)?;
        let start = Start { origin: Origin::Midnight, is_antithetic: self.is_antithetic };
        let streams = start.streams(self.seed, replication);
        Ok(Simulation::new(self.instance, policies, streams, witness))
    }

    /// Does `one` for each of the replications, as many at a time as there are threads; the
    /// results are in the order of the replications.
    ///
    /// # Errors
    /// The error of one that failed, or when there are no threads to be had.
    pub fn each<T: Send>(
        &self,
        replications: &[u32],
        one: impl Fn(u32) -> Result<T, ExperimentError> + Sync + Send,
    ) -> Result<Vec<T>, ExperimentError> {
        let threads = self.threads.clamp(1, replications.len().max(1));
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|error| ExperimentError::Threads { threads, reason: error.to_string() })?;
        let results: Vec<Result<T, ExperimentError>> =
            pool.install(|| replications.par_iter().map(|replication| one(*replication)).collect());
        results.into_iter().collect()
    }
}
