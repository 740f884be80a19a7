//! The life of one order: its facts, and the decisions taken about it.

use std::collections::BTreeMap;

use domain::decision::dispatch::{DispatchPlan, DispatchQuestion};
use domain::ids::{OrderId, StoreId, TripId};
use domain::units::{Millis, SimTime};
use sim_core::trace::{Asked, Fact, Subject, Witness};

use super::blame::Reference;
use super::cause::Cause;
use super::delivery::Delivery;
use super::ledger::Ledger;
use crate::error::ExperimentError;
use crate::replay::Replay;
use crate::rundir::RunDirectory;

/// A decision about an order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decided {
    /// Which decision.
    pub decision: &'static str,
    /// Which solver.
    pub solver: &'static str,
    /// What it was asked, as JSON.
    pub question: String,
    /// What it said, as JSON.
    pub answer: String,
    /// Whether it left the order waiting.
    pub is_held: bool,
}

/// One line of a timeline.
#[derive(Clone, PartialEq, Debug)]
pub enum Entry {
    /// A fact.
    Happened(Fact),
    /// A decision.
    Decided(Decided),
}

/// A witness that keeps what concerns one order.
pub struct Timeline {
    order: OrderId,
    sessions: u32,
    store: Option<StoreId>,
    is_ready: bool,
    is_over: bool,
    number: u64,
    entries: Vec<(u64, SimTime, Entry)>,
    trips: BTreeMap<TripId, Vec<(u64, SimTime, Entry)>>,
    trip: Option<TripId>,
    ledger: Ledger,
}

impl Timeline {
    /// Watches `order`.
    #[must_use]
    pub fn of(order: OrderId) -> Self {
        Self {
            order,
            sessions: 0,
            store: None,
            is_ready: false,
            is_over: false,
            number: 0,
            entries: Vec::new(),
            trips: BTreeMap::new(),
            trip: None,
            ledger: Ledger::default(),
        }
    }

    fn keep(&mut self, at: SimTime, entry: Entry) {
        self.entries.push((self.number, at, entry));
    }

    /// Trips under way are kept until it is known whether the order was on board.
    fn note_trip(&mut self, trip: TripId, at: SimTime, fact: &Fact) {
        if self.is_over || self.trip.is_some_and(|own| own != trip) {
            return;
        }
        let known = self.trips.entry(trip).or_default();
        known.push((self.number, at, Entry::Happened(*fact)));
        match fact {
            Fact::LegEnded { order: Some(order), .. } if *order == self.order => {
                self.trip = Some(trip);
            }
            Fact::TripEnded { .. } if self.trip != Some(trip) => _ = self.trips.remove(&trip),
            _ => {}
        }
    }

    /// What was kept, in order.
    fn entries(mut self) -> Vec<(SimTime, Entry)> {
        let own = self.trip.and_then(|trip| self.trips.remove(&trip));
        self.entries.extend(own.unwrap_or_default());
        self.entries.sort_by_key(|(number, ..)| *number);
        self.entries.into_iter().map(|(_, at, entry)| (at, entry)).collect()
    }
}

/// The order that a fact names as its own.
fn subject(fact: &Fact) -> Option<OrderId> {
    match *fact {
        Fact::SessionBegan { order, .. }
        | Fact::BasketFilled { order, .. }
        | Fact::Quoted { order, .. }
        | Fact::Lost { order, .. }
        | Fact::Placed { order, .. }
        | Fact::LineMissed { order, .. }
        | Fact::StageEnded { order, .. }
        | Fact::PickStarted { order, .. }
        | Fact::PickEnded { order, .. }
        | Fact::Packed { order, .. }
        | Fact::LastMile { order, .. }
        | Fact::Delivered { order, .. }
        | Fact::Settled { order, .. }
        | Fact::Refunded { order, .. }
        | Fact::GoodwillLost { order, .. }
        | Fact::Cancelled { order, .. }
        | Fact::Failed { order, .. } => Some(order),
        Fact::Stock { .. }
        | Fact::Ordered { .. }
        | Fact::OpeningStock { .. }
        | Fact::Discrepancy { .. }
        | Fact::TripStarted { .. }
        | Fact::LegEnded { .. }
        | Fact::TripEnded { .. }
        | Fact::RiderOn { .. }
        | Fact::RiderOff { .. }
        | Fact::PickerOn { .. }
        | Fact::PickerOff { .. }
        | Fact::StoreMinute { .. }
        | Fact::Purchased { .. }
        | Fact::RainChanged { .. }
        | Fact::Disruption { .. } => None,
    }
}

impl Witness for Timeline {
    fn note(&mut self, at: SimTime, fact: &Fact) {
        self.number += 1;
        self.ledger.note(at, fact);
        match *fact {
            Fact::SessionBegan { order, .. } => self.sessions = self.sessions.max(order.0 + 1),
            Fact::TripStarted { trip, .. }
            | Fact::LegEnded { trip, .. }
            | Fact::TripEnded { trip, .. } => return self.note_trip(trip, at, fact),
            _ => {}
        }
        if subject(fact) != Some(self.order) {
            return;
        }
        self.keep(at, Entry::Happened(*fact));
        match *fact {
            Fact::Placed { store, .. } => self.store = Some(store),
            Fact::Packed { .. } => self.is_ready = true,
            Fact::Delivered { .. } | Fact::Cancelled { .. } | Fact::Failed { .. } => {
                (self.is_ready, self.is_over) = (false, true);
            }
            _ => {}
        }
    }

    fn decided(&mut self, at: SimTime, asked: &Asked<'_>) {
        let keep = |question: String, answer: String, is_held: bool| {
            let Asked { decision, solver, .. } = *asked;
            Entry::Decided(Decided { decision, solver, question, answer, is_held })
        };
        self.number += 1;
        match asked.subject {
            Subject::Order(order) if order == self.order => {
                self.keep(at, keep(asked.question_json(), asked.answer_json(), false));
            }
            Subject::Store(store)
                if self.is_ready && self.store == Some(store) && asked.decision == "dispatch" =>
            {
                let (question, answer) = (asked.question_json(), asked.answer_json());
                let about = serde_json::from_str::<DispatchQuestion<'_>>(&question)
                    .is_ok_and(|q| q.orders.iter().any(|ready| ready.order == self.order));
                let is_given = serde_json::from_str::<DispatchPlan>(&answer).is_ok_and(|plan| {
                    plan.assignments.iter().any(|given| given.orders.contains(&self.order))
                });
                if about {
                    self.keep(at, keep(question, answer, !is_given));
                }
            }
            _ => {}
        }
    }
}

/// What became of one order, and why it took as long as it did.
#[derive(Clone, Debug)]
pub struct Story {
    /// Which replication, counted from 0.
    pub replication: u32,
    /// Which order.
    pub order: OrderId,
    /// What happened and was decided.
    pub entries: Vec<(SimTime, Entry)>,
    /// The delivery, what is usual at its store, milliseconds by cause, and the excess over the
    /// SLA by cause; `None` where it was not delivered.
    pub delivery: Option<(Delivery, [i64; Cause::COUNT], [Millis; Cause::COUNT])>,
}

impl Story {
    /// Simulates a replication of a run again and follows one order.
    ///
    /// # Errors
    /// The replication does not come out as it did then, it has no such order, or a solver fails.
    pub fn of(
        run: &RunDirectory,
        replay: &Replay<'_>,
        replication: u32,
        order: OrderId,
    ) -> Result<Self, ExperimentError> {
        let instance = replay.instance;
        let mut timeline = Timeline::of(order);
        timeline.ledger = Ledger::after(SimTime(instance.calendar.warmup.0));
        let ran = replay.simulate(replication, &mut timeline)?;
        run.verify(replication, ran.fingerprint.value())?;
        if order.0 >= timeline.sessions {
            let sessions = timeline.sessions;
            return Err(ExperimentError::NoSuchOrder { order: order.0, replication, sessions });
        }
        // What is usual is learnt from the orders that count; the order told of may not.
        let deliveries = &timeline.ledger.deliveries;
        let reference = Reference::of(deliveries, instance.stores.len(), instance.service.sla);
        let delivery = deliveries.iter().find(|delivery| delivery.order == order).copied();
        let delivery = delivery.map(|delivery| {
            (delivery, *reference.usual_ms(delivery.store), reference.blame(&delivery))
        });
        Ok(Self { replication, order, entries: timeline.entries(), delivery })
    }
}
