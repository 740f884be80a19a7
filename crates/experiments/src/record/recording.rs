//! A witness that keeps what the tables need while a run goes by.

use domain::instance::Instance;
use domain::units::SimTime;
use sim_core::trace::{Fact, Witness};

use super::chain::Chain;
use super::legs::Legs;
use super::minutes::Minutes;
use super::orders::Orders;
use super::table::Table;

/// Columns of one replication.
pub struct Recording {
    replication: u32,
    pub(super) orders: Orders,
    pub(super) legs: Legs,
    pub(super) minutes: Minutes,
    pub(super) chain: Chain,
    pub(super) facts: Option<Vec<(SimTime, Fact)>>,
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
            facts: facts.then(Vec::new),
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
        self.orders.note(at, fact);
        self.legs.note(at, fact);
        self.minutes.note(at, fact);
        self.chain.note(at, fact);
        if let Some(facts) = &mut self.facts {
            facts.push((at, *fact));
        }
    }
}
