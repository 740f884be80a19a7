//! Replications in parallel, as many at a time as there are threads, handed on in order.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use domain::decision::Policies;
use domain::instance::Instance;
use sim_core::trace::{Fingerprint, Witness};

use crate::error::ExperimentError;
use crate::precision::{Next, Precision};
use crate::record::{Ending, Output, Recorder, Recording};
use crate::sampling::Sampling;
use crate::start::Start;
use crate::statistics::Level;
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
    /// The first replication to run: those before are known already.
    pub first: u32,
    /// Number of replications, those known already included.
    pub replications: u32,
    /// Replications at a time.
    pub threads: usize,
    /// Where replications begin, and how they are drawn.
    pub start: &'a Start,
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
    /// Click-to-door times of each replication in the order of delivery, milliseconds.
    pub click_to_door_ms: Vec<Vec<u32>>,
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

    /// Takes in further replications.
    pub fn extend(&mut self, further: Self) {
        self.summaries.extend(further.summaries);
        self.click_to_door_ms.extend(further.click_to_door_ms);
        self.is_interrupted |= further.is_interrupted;
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
    let (mut summaries, mut click_to_door_ms) = (Vec::new(), Vec::new());
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
        while let Some((summary, times, recording)) = waiting.remove(&summaries.len()) {
            if let (Some(output), Some(recording)) = (&mut output, recording) {
                output.append(recording);
            }
            summaries.push(summary);
            click_to_door_ms.push(times);
            (watch.done)(plan.first + summaries.len() as u32);
        }
        ControlFlow::Continue(summaries.len())
    };
    let job = |number: usize| replicate(plan, plan.first + number as u32, recorder.as_ref());
    let jobs = plan.replications.saturating_sub(plan.first) as usize;
    each_finished(plan.threads, jobs, watch.stop, &job, &mut settle)?;
    if let Some((_, error)) = failure {
        return Err(error);
    }
    let is_interrupted = summaries.len() < jobs;
    Ok(Outcome { summaries, click_to_door_ms, is_interrupted })
}

/// Runs the replications of `plan` and, until figures are known as well as `precision` asks, more of
/// them; `growing` is told how many there are to be. Also the names of figures that are still not
/// known so well.
///
/// # Errors
/// As [`run`]; a precision that is none.
///
/// # Panics
/// Passes on the panic of a replication.
pub fn run_until(
    plan: &mut Plan<'_>,
    watch: &Watch<'_>,
    mut output: Option<&mut Output>,
    (precision, sampling): (&Precision, Sampling),
    growing: &dyn Fn(u32),
) -> Result<(Outcome, Vec<String>), ExperimentError> {
    let mut outcome = run(plan, watch, output.as_deref_mut())?;
    while precision.is_asked() && !outcome.is_interrupted {
        let (level, block) = (Level::default(), sampling.block());
        let next = precision.next(level, plan.replications, block, |kpi| {
            let values: Vec<f64> = outcome.summaries.iter().map(|s| kpi.of(s)).collect();
            let blocks = sampling.blocks(&values);
            let mean = blocks.iter().sum::<f64>() / blocks.len() as f64;
            vec![(blocks, mean)]
        })?;
        match next {
            Next::Enough => break,
            Next::Short(figures) => return Ok((outcome, figures)),
            Next::UpTo(more) => {
                plan.first = plan.replications;
                plan.replications = more;
                growing(more);
                outcome.extend(run(plan, watch, output.as_deref_mut())?);
            }
        }
    }
    Ok((outcome, Vec::new()))
}

/// A summary, click-to-door times, and what was recorded.
type Replicated = (Summary, Vec<u32>, Option<Recording>);

fn replicate(
    plan: &Plan<'_>,
    replication: u32,
    recorder: Option<&Recorder>,
) -> Result<Replicated, ExperimentError> {
    let known = recorder.and_then(|recorder| recorder.finished(plan.instance, replication));
    if let Some((Ending { summary, click_to_door_ms }, recording)) = known {
        return Ok((summary, click_to_door_ms, recording));
    }
    let policies = (plan.policies)().map_err(ExperimentError::Policies)?;
    let mut recording = recorder.map(|r| r.recording(plan.instance, plan.seed, replication));
    let mut nobody = ();
    let witness: &mut dyn Witness = match &mut recording {
        Some(recording) => recording,
        None => &mut nobody,
    };
    let begun = plan.start.begin(plan.instance, policies, plan.seed, replication, witness)?;
    let run =
        begun.finish().map_err(|source| ExperimentError::Simulation { replication, source })?;
    let summary = Summary::of(&run, plan.instance);
    let ending = Ending { summary, click_to_door_ms: run.tally.click_to_door_ms };
    if let Some(recording) = &mut recording {
        recording.end(plan.instance, &ending);
    }
    Ok((ending.summary, ending.click_to_door_ms, recording))
}
