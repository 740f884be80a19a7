//! The table of store states, one row whenever a store reconsiders its radius and fee.

use domain::instance::Instance;
use domain::units::SimTime;
use domain::weather::Rain;
use sim_core::trace::Fact;

use super::table::{Column, Table};

/// States of stores so far.
#[derive(Default)]
pub(super) struct Minutes {
    store: Vec<u32>,
    names: Vec<String>,
    rain: Vec<Rain>,
    time_s: Vec<f64>,
    queues: [Vec<u32>; 4],
    radius_m: Vec<f64>,
    fee_inr: Vec<f64>,
}

impl Minutes {
    /// Looks up the names of stores.
    pub(super) fn name(&mut self, instance: &Instance) {
        self.names = instance.stores.iter().map(|store| store.name.clone()).collect();
    }

    /// Notes a fact; `rain` is that of its time.
    pub(super) fn note(&mut self, at: SimTime, fact: &Fact, rain: Rain) {
        if let Fact::StoreMinute {
            store,
            pick_queue,
            rider_queue,
            idle_riders,
            idle_pickers,
            radius,
            fee,
        } = *fact
        {
            self.store.push(store.0);
            self.rain.push(rain);
            self.time_s.push(at.as_s());
            let states = [pick_queue, rider_queue, idle_riders, idle_pickers];
            for (column, state) in self.queues.iter_mut().zip(states) {
                column.push(u32::from(state));
            }
            self.radius_m.push(radius.as_m());
            self.fee_inr.push(fee.as_inr());
        }
    }

    pub(super) fn table(self, replication: u32) -> Table {
        let rows = self.store.len();
        let [pick_queue, rider_queue, idle_riders, idle_pickers] = self.queues;
        let named = |store: &u32| self.names.get(*store as usize).map_or("", String::as_str);
        let names: Vec<&str> = self.store.iter().map(named).collect();
        let rain: Vec<&str> = self.rain.into_iter().map(rain_word).collect();
        Table::new(vec![
            Column::numbers("replication", vec![replication; rows]),
            Column::numbers("store", self.store.clone()),
            Column::numbers("time_s", self.time_s),
            Column::numbers("pick_queue", pick_queue),
            Column::numbers("rider_queue", rider_queue),
            Column::numbers("idle_riders", idle_riders),
            Column::numbers("idle_pickers", idle_pickers),
            Column::numbers("radius_m", self.radius_m),
            Column::numbers("fee_inr", self.fee_inr),
            Column::words("store_name", &names),
            Column::words("rain", &rain),
        ])
    }
}

/// The weather in a table.
pub(super) fn rain_word(rain: Rain) -> &'static str {
    match rain {
        Rain::Dry => "dry",
        Rain::Light => "light",
        Rain::Heavy => "heavy",
    }
}
