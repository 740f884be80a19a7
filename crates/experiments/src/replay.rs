//! Replications simulated again, each before a witness of its own.

use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use domain::decision::Policies;
use domain::instance::Instance;
use sim_core::trace::Witness;
use sim_core::{Run, Simulation};

use crate::error::ExperimentError;
use crate::runner::PoliciesError;
use crate::start::{Origin, Start};
use crate::workers::each_finished;

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
    /// Set to begin no further replication.
    pub stop: &'a AtomicBool,
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
    /// results are in the order of the replications, and fewer where it was stopped: those before
    /// the first that was not begun.
    ///
    /// # Errors
    /// The error of the first that failed, or when there are no threads to be had.
    pub fn each<T: Send>(
        &self,
        replications: &[u32],
        one: impl Fn(u32) -> Result<T, ExperimentError> + Sync + Send,
    ) -> Result<Vec<T>, ExperimentError> {
        let mut results: Vec<Option<Result<T, ExperimentError>>> = Vec::new();
        results.resize_with(replications.len(), || None);
        let mut finished = 0;
        let mut settle = |number: usize, result: Result<T, ExperimentError>| {
            let is_failed = result.is_err();
            results[number] = Some(result);
            finished += 1;
            if is_failed { ControlFlow::Break(()) } else { ControlFlow::Continue(finished) }
        };
        let job = |number: usize| one(replications[number]);
        each_finished(self.threads, replications.len(), self.stop, &job, &mut settle)?;
        if let Some(failed) = results.iter().position(|r| matches!(r, Some(Err(_)))) {
            results.truncate(failed + 1);
            return results.into_iter().flatten().collect();
        }
        results.into_iter().map_while(|result| result).collect()
    }
}
