//! Replications in parallel, as many at a time as there are threads, handed on in order.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use domain::decision::Policies;
use domain::instance::Instance;
use domain::rng::Streams;
use sim_core::trace::Fingerprint;

use crate::error::ExperimentError;
use crate::record::{Output, Recorder, Recording};
use crate::summary::Summary;
use crate::workers::each_finished;

/// Why policies could not be built.
pub type PoliciesError = Box<dyn std::error::Error + Send + Sync>;

/// What to run, and how often.
pub struct Plan<'a> {
    /// The world.
    pub instance: &'a Instance,
    /// Builds fresh policies for a replication.
    pub policies: &'a (dyn Fn() -> Result<Policies, PoliciesError> + Sync),
    /// Seed of all streams.
    pub seed: u64,
    /// Number of replications.
    pub replications: u32,
    /// Replications at a time.
    pub threads: usize,
}

/// How the caller follows a run and ends it early.
pub struct Watch<'a> {
    /// Set to begin no further replication.
    pub stop: &'a AtomicBool,
    /// Told how many replications are done, in order.
    pub done: &'a dyn Fn(u32),
}

/// What the replications came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// One summary per replication, in order.
    pub summaries: Vec<Summary>,
    /// Whether it was stopped before the last replication.
    pub is_interrupted: bool,
}

impl Outcome {
    /// The replications' fingerprints joined in order.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        let each = self.summaries.iter().map(|summary| summary.fingerprint);
        each.fold(Fingerprint::default(), Fingerprint::join)
    }

    /// Events handled.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.summaries.iter().map(|summary| summary.events).sum()
    }
}

/// Runs the replications of `plan`; `output` is handed each recording, in order.
///
/// At most `threads` worlds are alive at a time, and at most as many finished recordings wait for
/// an earlier one.
///
/// # Errors
/// The error of the first replication, by number, that failed.
///
/// # Panics
/// Passes on the panic of a replication.
pub fn run(
    plan: &Plan<'_>,
    watch: &Watch<'_>,
    mut output: Option<&mut Output>,
) -> Result<Outcome, ExperimentError> {
    let recorder = output.as_ref().map(|output| output.recorder());
    let mut summaries = Vec::new();
    let mut waiting = BTreeMap::new();
    let mut failure: Option<(usize, ExperimentError)> = None;
    let mut settle = |number: usize, result: Result<_, ExperimentError>| {
        match result {
            Ok(finished) => waiting.insert(number, finished),
            Err(error) => {
                if failure.as_ref().is_none_or(|(first, _)| number < *first) {
                    failure = Some((number, error));
                }
                return ControlFlow::Break(());
            }
        };
        while let Some((summary, recording)) = waiting.remove(&summaries.len()) {
            if let (Some(output), Some(recording)) = (&mut output, recording) {
                output.append(recording);
            }
            summaries.push(summary);
            (watch.done)(summaries.len() as u32);
        }
        ControlFlow::Continue(summaries.len())
    };
    let job = |number: usize| replicate(plan, number as u32, recorder.as_ref());
    each_finished(plan.threads, plan.replications as usize, watch.stop, &job, &mut settle)?;
    if let Some((_, error)) = failure {
        return Err(error);
    }
    let is_interrupted = (summaries.len() as u32) < plan.replications;
    Ok(Outcome { summaries, is_interrupted })
}

fn replicate(
    plan: &Plan<'_>,
    replication: u32,
    recorder: Option<&Recorder>,
) -> Result<(Summary, Option<Recording>), ExperimentError> {
    let policies = (plan.policies)().map_err(ExperimentError::Policies)?;
    let streams = Streams::new(plan.seed, replication);
    let mut recording = recorder.map(|r| r.recording(plan.instance, plan.seed, replication));
    let run = match &mut recording {
        Some(recording) => sim_core::simulate(plan.instance, policies, streams, recording),
        None => sim_core::simulate(plan.instance, policies, streams, &mut ()),
    };
    let run = run.map_err(|source| ExperimentError::Simulation { replication, source })?;
    Ok((Summary::of(&run, plan.instance), recording))
}
