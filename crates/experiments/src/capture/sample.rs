//! A witness that keeps the questions of one replication: all, or its part of a sample.

use std::collections::BinaryHeap;

use domain::rng::{Purpose, Stream, Streams};
use domain::units::SimTime;
use sim_core::trace::{Asked, Fact, Witness};

use super::captured::Captured;
use super::selection::{Chosen, Selection};

/// Where questions come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// Name of the scenario.
    pub scenario: String,
    /// Seed of the run.
    pub seed: u64,
    /// Which replication, counted from 0.
    pub replication: u32,
}

/// A question of a sample. Ordered by its lot, drawn without regard to what is asked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Drawn {
    pub(super) lot: u64,
    pub(super) replication: u32,
    pub(super) number: u64,
    pub(super) line: String,
}

/// What is kept of one decision.
#[derive(Clone, Debug)]
pub(super) enum Kept {
    /// Every question: lines, and how many.
    All(String, u64),
    /// The questions with the lowest lots so far, the highest of them on top.
    Sample(BinaryHeap<Drawn>, usize),
}

/// The chosen questions of one replication.
///
/// A sample is of the questions with the lowest lots, so that it is a simple random sample of a
/// run of unknown length, and the samples of replications can be joined (bottom-k sampling; Cohen
/// and Kaplan 2007, doi:10.1145/1281100.1281133). A question's lot is drawn from the stream of
/// its replication, decision and number.
pub struct Capture {
    origin: Origin,
    streams: Streams,
    decisions: Vec<Decision>,
}

struct Decision {
    chosen: Chosen,
    asked: u64,
    kept: Kept,
}

impl Capture {
    /// Ready to witness a replication.
    #[must_use]
    pub fn new(selection: &Selection, origin: Origin) -> Self {
        let decision = |chosen: &Chosen| Decision {
            chosen: *chosen,
            asked: 0,
            kept: match chosen.at_most {
                None => Kept::All(String::new(), 0),
                Some(at_most) => Kept::Sample(BinaryHeap::new(), at_most),
            },
        };
        let decisions = selection.chosen().iter().map(decision).collect();
        let streams = Streams::new(origin.seed, origin.replication);
        Self { origin, streams, decisions }
    }

    /// What was kept, in the order of the selection.
    pub(super) fn into_kept(self) -> Vec<Kept> {
        self.decisions.into_iter().map(|decision| decision.kept).collect()
    }
}

impl Witness for Capture {
    fn note(&mut self, _at: SimTime, _fact: &Fact) {}

    fn decided(&mut self, at: SimTime, asked: &Asked<'_>) {
        let Self { origin, streams, decisions } = self;
        let of = |decision: &&mut Decision| decision.chosen.decision == asked.decision;
        let Some(Decision { chosen, asked: count, kept }) = decisions.iter_mut().find(of) else {
            return;
        };
        let number = *count;
        *count += 1;
        let line = || {
            let captured = Captured {
                decision: asked.decision,
                instance: instance(origin, asked.decision, number),
                scenario: &origin.scenario,
                seed: origin.seed,
                replication: origin.replication,
                at_ms: at,
                number: Some(number),
                subject: asked.subject,
                question: asked.question,
                answer: Some(asked.answer),
                solver: asked.solver,
            };
            captured.line()
        };
        match kept {
            Kept::All(lines, count) => {
                lines.push_str(&line());
                *count += 1;
            }
            Kept::Sample(sample, at_most) => {
                let entity = (chosen.position as u64) << 48 | number;
                let lot = lot(&mut streams.open(Purpose::Capture, entity));
                if sample.len() < *at_most || sample.peek().is_some_and(|worst| lot < worst.lot) {
                    let replication = origin.replication;
                    admit(sample, *at_most, Drawn { lot, replication, number, line: line() });
                }
            }
        }
    }
}

fn lot(stream: &mut Stream) -> u64 {
    u64::from(stream.word()) << 32 | u64::from(stream.word())
}

/// Puts a question into a sample, of which the highest lot leaves if it is full.
pub(super) fn admit(sample: &mut BinaryHeap<Drawn>, at_most: usize, drawn: Drawn) {
    sample.push(drawn);
    if sample.len() > at_most {
        sample.pop();
    }
}

/// The name of a question: `quickstart-r0-pick_route-000123`.
fn instance(origin: &Origin, decision: &str, number: u64) -> String {
    format!("{}-r{}-{decision}-{number:06}", origin.scenario, origin.replication)
}
