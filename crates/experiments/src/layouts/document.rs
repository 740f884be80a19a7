//! Ledgers as plain data and as comma-separated values, for machines.

use serde::Serialize;

use super::ledger::{Ledger, Line};
use crate::csv_text::CsvText;
use crate::statistics::Estimate;

/// A ledger as plain data.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct LedgerDocument<'a> {
    cell: &'a str,
    against: &'a str,
    same_store: Amount,
    other_store: Amount,
    lost: Amount,
    new: Amount,
    stores: Vec<StoreDocument<'a>>,
    flows: Vec<FlowDocument<'a>>,
}

/// Orders a day.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
struct Amount {
    orders_per_day: f64,
    interval: Option<[f64; 2]>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
struct StoreDocument<'a> {
    store: &'a str,
    in_first: bool,
    in_other: bool,
    moved_km: f64,
    first: Amount,
    kept: Amount,
    to_others: Amount,
    lost: Amount,
    from_others: Amount,
    new: Amount,
    other: Amount,
    change: Amount,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
struct FlowDocument<'a> {
    from: &'a str,
    to: &'a str,
    #[serde(rename = "orders")]
    amount: Amount,
}

fn amount(estimate: Estimate) -> Amount {
    Amount { orders_per_day: estimate.mean, interval: estimate.interval() }
}

impl Ledger {
    /// The ledger of the cell `cell` against the cell `against`.
    #[must_use]
    pub fn document<'a>(&'a self, cell: &'a str, against: &'a str) -> LedgerDocument<'a> {
        let store = |line: &'a Line| StoreDocument {
            store: &line.name,
            in_first: line.in_first,
            in_other: line.in_other,
            moved_km: line.moved_km,
            first: amount(line.first),
            kept: amount(line.kept),
            to_others: amount(line.given),
            lost: amount(line.lost),
            from_others: amount(line.taken),
            new: amount(line.fresh),
            other: amount(line.other),
            change: amount(line.change),
        };
        let flow = |flow: &super::ledger::Flow| FlowDocument {
            from: self.name(flow.from),
            to: self.name(flow.to),
            amount: amount(flow.orders),
        };
        LedgerDocument {
            cell,
            against,
            same_store: amount(self.same),
            other_store: amount(self.moved),
            lost: amount(self.lost),
            new: amount(self.fresh),
            stores: self.lines.iter().map(store).collect(),
            flows: self.flows.iter().map(flow).collect(),
        }
    }
}

/// One row per cell and flow: who has the orders under the first cell and under this one, orders a
/// day and their interval, empty after one replication.
#[must_use]
pub fn ledgers_csv<'a>(ledgers: impl IntoIterator<Item = (&'a str, &'a Ledger)>) -> String {
    let mut table = CsvText::with_columns(["cell", "from", "to", "orders_per_day", "low", "high"]);
    for (cell, ledger) in ledgers {
        for flow in &ledger.flows {
            let [from, to] = [flow.from, flow.to].map(|side| ledger.name(side));
            let [low, high] = match flow.orders.interval() {
                Some(interval) => interval.map(|end| end.to_string()),
                None => [String::new(), String::new()],
            };
            table.row([cell, from, to, &flow.orders.mean.to_string(), &low, &high]);
        }
    }
    table.text()
}
