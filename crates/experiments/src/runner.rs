//! Replications in parallel, as many at a time as there are threads, handed on in order.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Condvar, Mutex, mpsc};

use domain::decision::Policies;
use domain::instance::Instance;
use domain::rng::Streams;
use sim_core::trace::Fingerprint;

use crate::error::ExperimentError;
use crate::record::{Output, Recorder, Recording};
use crate::summary::Summary;

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

type Finished = Result<Result<(Summary, Option<Recording>), ExperimentError>, Box<dyn Any + Send>>;

/// How far results have been handed on; keeps replications from running far ahead of it.
struct Window {
    taken: Mutex<u32>,
    moved: Condvar,
    width: u32,
}

impl Window {
    /// Waits until `replication` is near enough; `false` where the run is being stopped.
    fn admits(&self, replication: u32, stop: &dyn Fn() -> bool) -> bool {
        let mut taken = self.taken.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        while !stop() && replication >= *taken + self.width {
            taken = self.moved.wait(taken).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
        !stop()
    }

    /// Moves on by one, or wakes everybody to see that the run is being stopped.
    fn advance(&self, by: u32) {
        *self.taken.lock().unwrap_or_else(std::sync::PoisonError::into_inner) += by;
        self.moved.notify_all();
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
    let threads = plan.threads.clamp(1, plan.replications.max(1) as usize);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| ExperimentError::Threads { threads, reason: error.to_string() })?;
    let recorder = output.as_ref().map(|output| output.recorder());
    let next = AtomicU32::new(0);
    let failed = AtomicBool::new(false);
    let stop = || watch.stop.load(Ordering::Relaxed) || failed.load(Ordering::Relaxed);
    let window = Window {
        taken: Mutex::new(0),
        moved: Condvar::new(),
        width: u32::try_from(2 * threads).unwrap_or(u32::MAX),
    };
    let (sender, receiver) = mpsc::channel::<(u32, Finished)>();
    let mut summaries = Vec::new();
    let mut failure = None;
    pool.in_place_scope(|scope| {
        for _ in 0..threads {
            let sender = sender.clone();
            let (next, window, stop) = (&next, &window, &stop);
            let recorder = recorder.as_ref();
            scope.spawn(move |_| {
                loop {
                    let replication = next.fetch_add(1, Ordering::Relaxed);
                    if replication >= plan.replications || !window.admits(replication, stop) {
                        return;
                    }
                    let finished =
                        catch_unwind(AssertUnwindSafe(|| replicate(plan, replication, recorder)));
                    if sender.send((replication, finished)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        for (replication, finished) in receiver {
            waiting.insert(replication, finished);
            while let Some(finished) = waiting.remove(&(summaries.len() as u32)) {
                match finished {
                    Ok(Ok((summary, recording))) if failure.is_none() => {
                        if let (Some(output), Some(recording)) = (&mut output, recording) {
                            output.append(recording);
                        }
                        summaries.push(summary);
                        (watch.done)(summaries.len() as u32);
                        window.advance(1);
                    }
                    Ok(Ok(_)) => break,
                    other => {
                        failed.store(true, Ordering::Relaxed);
                        failure.get_or_insert(other);
                        window.advance(0);
                        break;
                    }
                }
            }
        }
    });
    match failure {
        Some(Err(panic)) => resume_unwind(panic),
        Some(Ok(Err(error))) => Err(error),
        _ => {
            let is_interrupted = (summaries.len() as u32) < plan.replications;
            Ok(Outcome { summaries, is_interrupted })
        }
    }
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
