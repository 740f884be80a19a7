//! A witness that keeps of every delivered order what its time went into.

use domain::ids::{OrderId, StoreId};
use domain::units::{Millis, SimTime};
use sim_core::stage::Stage;
use sim_core::trace::{Fact, Witness};

use super::delivery::{Delivery, LastMile, times};

/// What is known of an order under way.
#[derive(Clone, Default)]
struct Open {
    is_counted: bool,
    store: StoreId,
    stages: [Millis; Stage::COUNT],
    last_mile: LastMile,
}

/// Delivered orders of one replication, in order of delivery, and how the others ended.
#[derive(Clone, Default)]
pub struct Ledger {
    warmup: SimTime,
    open: Vec<Open>,
    /// Orders delivered whose session began after the warm-up.
    pub deliveries: Vec<Delivery>,
    /// Orders placed.
    pub placed: u64,
    /// Orders cancelled or not taken at the door.
    pub not_delivered: u64,
}

impl Ledger {
    /// Counts orders whose session began at `warmup` or later.
    #[must_use]
    pub fn after(warmup: SimTime) -> Self {
        Self { warmup, ..Self::default() }
    }

    fn order(&mut self, order: OrderId) -> &mut Open {
        if self.open.len() <= order.index() {
            self.open.resize(order.index() + 1, Open::default());
        }
        &mut self.open[order.index()]
    }
}

impl Witness for Ledger {
    fn note(&mut self, at: SimTime, fact: &Fact) {
        match *fact {
            Fact::SessionBegan { order, .. } => {
                self.order(order).is_counted = at >= self.warmup;
            }
            Fact::Placed { order, store, .. } => {
                let open = self.order(order);
                open.store = store;
                self.placed += u64::from(self.open[order.index()].is_counted);
            }
            Fact::StageEnded { order, stage, spent } => {
                self.order(order).stages[stage as usize] += spent;
            }
            Fact::LastMile { order, free_flow, weather, parking, building, customer, .. } => {
                self.order(order).last_mile =
                    LastMile { free_flow, weather, parking, building, customer };
            }
            Fact::Delivered { order, clicked, .. } => {
                let open = self.order(order).clone();
                if open.is_counted {
                    self.deliveries.push(Delivery {
                        order,
                        store: open.store,
                        clicked,
                        took: at.since(clicked),
                        times_ms: times(&open.stages, &open.last_mile),
                    });
                }
            }
            Fact::Cancelled { order, .. } | Fact::Failed { order, .. } => {
                let is_counted = self.order(order).is_counted;
                self.not_delivered += u64::from(is_counted);
            }
            _ => {}
        }
    }
}
