//! Which store served each session of a replication.

use domain::ids::{OrderId, StoreId};
use domain::instance::Instance;
use domain::units::SimTime;
use serde::{Deserialize, Serialize};
use sim_core::trace::{Fact, Witness};

/// Which store served each session of a replication, by names that any layout of the same city
/// shares: the `n`th session of its zone (see [`domain::demand::session_key`]). Two bytes each.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Served {
    by_zone: Vec<Vec<u16>>,
}

/// Began before the warm-up ended.
const NOT_COUNTED: u16 = 0;
/// No order was delivered.
const NO_ORDER: u16 = 1;
/// Served by store 0; further stores follow.
const FIRST_STORE: u16 = 2;

/// How a session ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum End {
    /// It counts in no figure.
    NotCounted,
    /// Nothing was delivered.
    NoOrder,
    /// A store's order was delivered.
    Delivered(usize),
}

impl Served {
    /// Number of zones.
    pub(super) fn zones(&self) -> usize {
        self.by_zone.len()
    }

    /// Sessions of a zone.
    pub(super) fn sessions(&self, zone: usize) -> usize {
        self.by_zone.get(zone).map_or(0, Vec::len)
    }

    /// How the `n`th session of a zone ended; `None` where there was none.
    pub(super) fn end(&self, zone: usize, n: usize) -> Option<End> {
        let end = *self.by_zone.get(zone)?.get(n)?;
        Some(match end {
            NOT_COUNTED => End::NotCounted,
            NO_ORDER => End::NoOrder,
            store => End::Delivered(usize::from(store - FIRST_STORE)),
        })
    }
}

/// Watches a replication and notes who serves whom.
#[derive(Debug)]
pub struct Watching {
    served: Served,
    warmup: SimTime,
    /// Zone and number of each session, and the store of its order.
    sessions: Vec<(u32, u32, StoreId)>,
}

impl Watching {
    /// Nothing seen yet of a run of `instance`.
    #[must_use]
    pub fn over(instance: &Instance) -> Self {
        Self {
            served: Served { by_zone: vec![Vec::new(); instance.demand.zones.len()] },
            warmup: SimTime(instance.calendar.warmup.0),
            sessions: Vec::new(),
        }
    }

    /// What was seen.
    #[must_use]
    pub fn served(self) -> Served {
        self.served
    }

    fn session(&mut self, order: OrderId) -> Option<&mut (u32, u32, StoreId)> {
        self.sessions.get_mut(order.index())
    }
}

impl Witness for Watching {
    fn note(&mut self, at: SimTime, fact: &Fact) {
        match *fact {
            Fact::SessionBegan { order, zone, .. } => {
                let of_zone = &mut self.served.by_zone[zone.index()];
                let n = of_zone.len() as u32;
                of_zone.push(if at >= self.warmup { NO_ORDER } else { NOT_COUNTED });
                assert_eq!(order.index(), self.sessions.len(), "orders are numbered as they begin");
                self.sessions.push((zone.0, n, StoreId(0)));
            }
            Fact::Placed { order, store, .. } => {
                if let Some(session) = self.session(order) {
                    session.2 = store;
                }
            }
            Fact::Delivered { order, .. } => {
                if let Some(&mut (zone, n, store)) = self.session(order) {
                    let end = &mut self.served.by_zone[zone as usize][n as usize];
                    if *end != NOT_COUNTED {
                        *end = FIRST_STORE + store.index() as u16;
                    }
                }
            }
            _ => {}
        }
    }
}
