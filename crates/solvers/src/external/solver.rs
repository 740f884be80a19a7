//! A solver that asks a program and believes it no more than any other.

use domain::decision::bagging::{Bagging, BaggingQuestion, Bags};
use domain::decision::delivery_fee::{DeliveryFee, DeliveryFeeQuestion};
use domain::decision::dispatch::{Dispatch, DispatchPlan, DispatchQuestion};
use domain::decision::pick_batch::{PickBatch, PickBatchQuestion, PickBatches};
use domain::decision::pick_route::{PickRoute, PickRouteQuestion};
use domain::decision::placement::{Placed, Placement, PlacementQuestion};
use domain::decision::promise::{Promise, PromiseQuestion, Quote};
use domain::decision::radius::{Radius, RadiusQuestion};
use domain::decision::replenish::{PurchaseLine, Replenish, ReplenishQuestion};
use domain::decision::slotting::{Slotted, Slotting, SlottingQuestion};
use domain::decision::store_choice::{StoreChoice, StoreChoiceQuestion};
use domain::decision::{Decision, MemoryError, Solver, SolverFailure};
use domain::ids::StoreId;
use domain::rng::Stream;
use domain::units::{Millimeters, Paise};
use serde::Serialize;

use super::command::Command;
use super::process::{Process, excerpt};

/// The name under which a program is chosen; no registered solver bears it.
pub const NAME: &str = "external";

/// Has a program of the user's answer the questions of any decision.
///
/// The program starts at the first question and ends with the solver. `docs/external-policies.md`
/// states what is written to it and expected from it.
pub struct External {
    command: Command,
    process: Option<Process>,
    asked: u64,
    failure: Option<SolverFailure>,
}

/// What is written to the program: one line.
#[derive(Serialize)]
struct Line<'a, Q> {
    decision: &'static str,
    number: u64,
    seed: u32,
    question: &'a Q,
}

impl External {
    /// A solver that will start this program.
    #[must_use]
    pub fn new(command: Command) -> Self {
        Self { command, process: None, asked: 0, failure: None }
    }

    /// The program's answer, or any answer at all where [`Solver::failure`] then says why there
    /// is none.
    fn put<D: Decision + ?Sized>(
        &mut self,
        question: &D::Question<'_>,
        rng: &mut Stream,
    ) -> D::Answer {
        let line = Line { decision: D::NAME, number: self.asked, seed: rng.word(), question };
        let mut line = serde_json::to_vec(&line).expect("questions are plain data");
        line.push(b'\n');
        self.asked += 1;
        self.answer::<D>(line).unwrap_or_else(|failure| {
            // What comes after a failure would answer another question.
            self.process = None;
            self.failure = Some(SolverFailure(failure));
            D::Answer::default()
        })
    }

    fn answer<D: Decision + ?Sized>(&mut self, question: Vec<u8>) -> Result<D::Answer, String> {
        let process = match &mut self.process {
            Some(process) => process,
            none => none.insert(Process::start(&self.command)?),
        };
        let answer = process.ask(question)?;
        // Some programs begin their output with a byte order mark.
        let bare = answer.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&answer);
        serde_json::from_slice(bare).map_err(|error| {
            let (program, answer) = (self.command.text(), excerpt(&answer));
            let flaw = match error.is_data() {
                true => format!("no answer to {}", D::NAME),
                false => "not JSON".into(),
            };
            format!("`{program}` answered {answer}, which is {flaw}: {error}")
        })
    }
}

impl Solver for External {
    fn memory(&self) -> Result<Vec<u8>, MemoryError> {
        Err(MemoryError::Outside)
    }

    fn recall(&mut self, _memory: &[u8]) -> Result<(), MemoryError> {
        Err(MemoryError::Outside)
    }

    fn failure(&mut self) -> Option<SolverFailure> {
        self.failure.take()
    }
}

impl StoreChoice for External {
    fn choose(&mut self, question: &StoreChoiceQuestion<'_>, rng: &mut Stream) -> Option<StoreId> {
        self.put::<dyn StoreChoice>(question, rng)
    }
}

impl Promise for External {
    fn quote(&mut self, question: &PromiseQuestion<'_>, rng: &mut Stream) -> Quote {
        self.put::<dyn Promise>(question, rng)
    }
}

impl DeliveryFee for External {
    fn fee(&mut self, question: &DeliveryFeeQuestion, rng: &mut Stream) -> Paise {
        self.put::<dyn DeliveryFee>(question, rng)
    }
}

impl PickBatch for External {
    fn batch(&mut self, question: &PickBatchQuestion<'_>, rng: &mut Stream) -> PickBatches {
        self.put::<dyn PickBatch>(question, rng)
    }
}

impl PickRoute for External {
    fn route(&mut self, question: &PickRouteQuestion<'_>, rng: &mut Stream) -> Vec<u16> {
        self.put::<dyn PickRoute>(question, rng)
    }
}

impl Bagging for External {
    fn pack(&mut self, question: &BaggingQuestion<'_>, rng: &mut Stream) -> Bags {
        self.put::<dyn Bagging>(question, rng)
    }
}

impl Dispatch for External {
    fn plan(&mut self, question: &DispatchQuestion<'_>, rng: &mut Stream) -> DispatchPlan {
        self.put::<dyn Dispatch>(question, rng)
    }
}

impl Radius for External {
    fn radius(&mut self, question: &RadiusQuestion, rng: &mut Stream) -> Millimeters {
        self.put::<dyn Radius>(question, rng)
    }
}

impl Replenish for External {
    fn order(&mut self, question: &ReplenishQuestion<'_>, rng: &mut Stream) -> Vec<PurchaseLine> {
        self.put::<dyn Replenish>(question, rng)
    }
}

impl Slotting for External {
    fn slot(&mut self, question: &SlottingQuestion<'_>, rng: &mut Stream) -> Slotted {
        self.put::<dyn Slotting>(question, rng)
    }
}

impl Placement for External {
    fn place(&mut self, question: &PlacementQuestion<'_>, rng: &mut Stream) -> Placed {
        self.put::<dyn Placement>(question, rng)
    }
}
