//! A witness that keeps what the tables need while a run goes by.

use domain::instance::Instance;
use domain::units::SimTime;
use domain::weather::Rain;
use sim_core::trace::{Asked, Fact, Witness};

use super::chain::Chain;
use super::finished::{Ending, Finished, Writer};
use super::legs::Legs;
use super::minutes::Minutes;
use super::orders::Orders;
use super::table::Table;
use crate::capture::{Capture, Capturing};
use crate::error::ExperimentError;

/// Columns of one replication.
pub struct Recording {
    replication: u32,
    pub(super) orders: Orders,
    pub(super) legs: Legs,
    pub(super) minutes: Minutes,
    pub(super) chain: Chain,
    /// The weather now.
    rain: Rain,
    pub(super) facts: Option<Vec<(SimTime, Fact)>>,
    pub(super) capture: Option<Capture>,
    journal: Option<Writer>,
    /// What it came to, where that is kept.
    pub(super) ending: Option<Ending>,
    pub(super) failure: Option<ExperimentError>,
}

/// Makes the recordings of a run, one for each replication.
#[derive(Clone, Debug)]
pub struct Recorder {
    pub(super) facts: bool,
    pub(super) capturing: Option<Capturing>,
    pub(super) finished: Option<Finished>,
}

impl Recorder {
    /// Ready to witness replication `replication` of `instance`.
    #[must_use]
    pub fn recording(&self, instance: &Instance, seed: u64, replication: u32) -> Recording {
        let capturing = self.capturing.as_ref();
        Recording {
            journal: self.finished.as_ref().map(|finished| finished.writer(replication)),
            capture: capturing.map(|capturing| capturing.witness(seed, replication)),
            ..Recording::new(instance, replication, self.facts)
        }
    }

    /// What a replication of an earlier run came to, if it was finished, and its recording, if its
    /// rows are not in the tables already.
    pub(crate) fn finished(
        &self,
        instance: &Instance,
        replication: u32,
    ) -> Option<(Ending, Option<Recording>)> {
        let finished = self.finished.as_ref()?;
        if let Some(tabled) = finished.ending(replication) {
            return Some((tabled.clone(), None));
        }
        let mut recording = Recording::new(instance, replication, self.facts);
        let ending = finished.replay(replication, &mut recording)?;
        recording.end(instance, &ending);
        recording.ending = Some(ending.clone());
        Some((ending, Some(recording)))
    }
}

impl Recording {
    /// Ready to witness replication `replication` of `instance`, every fact too if `facts`.
    #[must_use]
    pub fn new(instance: &Instance, replication: u32, facts: bool) -> Self {
        Self::after(SimTime(instance.calendar.warmup.0), replication, facts)
    }

    /// The same with the end of the warm-up given.
    pub(super) fn after(warmup: SimTime, replication: u32, facts: bool) -> Self {
        Self {
            replication,
            orders: Orders::new(warmup),
            legs: Legs::default(),
            minutes: Minutes::default(),
            chain: Chain::default(),
            rain: Rain::Dry,
            facts: facts.then(Vec::new),
            capture: None,
            journal: None,
            ending: None,
            failure: None,
        }
    }

    /// The replication is over: what facts only number (names, and where customers live) is looked
    /// up, and its place on the disk is kept for a run that goes on with it.
    pub(crate) fn end(&mut self, instance: &Instance, ending: &Ending) {
        self.orders.locate(instance);
        self.minutes.name(instance);
        if let Some(journal) = self.journal.take() {
            self.failure = journal.end(ending).err();
            self.ending = Some(ending.clone());
        }
    }

    /// The tables but for the facts, in the order of [`Self::NAMES`], and the facts.
    pub(super) fn into_tables(self) -> ([Table; 6], Option<Vec<(SimTime, Fact)>>) {
        let [orders, stages, last_mile] = self.orders.tables(self.replication, &self.legs);
        let legs = self.legs.table(self.replication);
        let minutes = self.minutes.table(self.replication);
        let chain = self.chain.table(self.replication);
        ([orders, stages, last_mile, legs, minutes, chain], self.facts)
    }

    /// Names of the tables but for the facts.
    pub(super) const NAMES: [&str; 6] =
        ["orders", "order_phases", "last_mile", "rider_legs", "store_minutes", "chain"];

    /// Which replication this is.
    pub(super) fn replication(&self) -> u32 {
        self.replication
    }
}

impl Witness for Recording {
    fn note(&mut self, at: SimTime, fact: &Fact) {
        if let Fact::RainChanged { rain } = fact {
            self.rain = *rain;
        }
        self.orders.note(at, fact, self.rain);
        self.legs.note(at, fact);
        self.minutes.note(at, fact, self.rain);
        self.chain.note(at, fact);
        if let Some(journal) = &mut self.journal {
            journal.note(at, fact);
        }
        if let Some(facts) = &mut self.facts {
            facts.push((at, *fact));
        }
    }

    fn decided(&mut self, at: SimTime, asked: &Asked<'_>) {
        if let Some(capture) = &mut self.capture {
            capture.decided(at, asked);
        }
    }
}
