//! Cannibalisation: which orders a layout takes from which stores of another, and which are new.

use std::collections::BTreeMap;

use serde::Serialize;

use super::layout::Layout;
use super::served::{End, Served};
use crate::sampling::Sampling;
use crate::statistics::{Estimate, Level};

/// Who has an order under a layout.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The store on this line of the ledger.
    Store(usize),
    /// The customer opened the app and nothing was delivered.
    NoOrder,
    /// The customer lives in nobody's catchment and did not open the app.
    NoSession,
}

/// Orders a day that go from one side to another.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Flow {
    /// Who has them under the first layout.
    pub from: Side,
    /// Who has them under the other.
    pub to: Side,
    /// Orders a day.
    pub orders: Estimate,
}

/// One store's account: `first = kept + given + lost` and `other = kept + taken + fresh`.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// Name of the store.
    pub name: String,
    /// Whether the first layout has it.
    pub in_first: bool,
    /// Whether the other layout has it.
    pub in_other: bool,
    /// How far apart the two places of this name are, kilometres.
    pub moved_km: f64,
    /// Orders a day under the first layout.
    pub first: Estimate,
    /// Orders that it has under both.
    pub kept: Estimate,
    /// Orders that other stores have under the other layout.
    pub given: Estimate,
    /// Orders that nobody delivers under the other layout.
    pub lost: Estimate,
    /// Orders that other stores had under the first layout.
    pub taken: Estimate,
    /// Orders that nobody delivered under the first layout.
    pub fresh: Estimate,
    /// Orders a day under the other layout.
    pub other: Estimate,
    /// Orders under the other layout less those under the first.
    pub change: Estimate,
}

/// The orders of two layouts on common random numbers, session by session.
#[derive(Clone, PartialEq, Debug)]
pub struct Ledger {
    /// An account for each store, those of the first layout in its order, then the new ones;
    /// stores of the same name are one.
    pub lines: Vec<Line>,
    /// Who has orders under the two layouts, the largest flows first; flows that no replication
    /// has are left out.
    pub flows: Vec<Flow>,
    /// Orders a day that the same store delivers under both.
    pub same: Estimate,
    /// Orders a day that another store delivers.
    pub moved: Estimate,
    /// Orders a day that are delivered under the first layout only.
    pub lost: Estimate,
    /// Orders a day that are delivered under the other layout only.
    pub fresh: Estimate,
}

/// Orders by flow of one replication.
type Counts = BTreeMap<(Side, Side), u32>;

impl Ledger {
    /// The ledger of two layouts; `served` are pairs of the same replication, and `days` are those
    /// that count. Intervals hold at `level` each. O(sessions).
    #[must_use]
    pub fn between<'a>(
        [first, other]: [&Layout; 2],
        served: impl IntoIterator<Item = [&'a Served; 2]>,
        days: f64,
        sampling: Sampling,
        level: Level,
    ) -> Self {
        let mut names: Vec<&str> = first.sites.iter().map(|site| &*site.name).collect();
        let mut line_of_other = Vec::with_capacity(other.sites.len());
        for site in &other.sites {
            let known = names.iter().position(|name| *name == site.name);
            line_of_other.push(known.unwrap_or(names.len()));
            if known.is_none() {
                names.push(&site.name);
            }
        }
        let counts: Vec<Counts> =
            served.into_iter().map(|pair| count(pair, &line_of_other)).collect();
        let estimate = |belongs: &dyn Fn(Side, Side) -> f64| {
            let per_day = |counts: &Counts| {
                let weighted =
                    counts.iter().map(|(flow, n)| belongs(flow.0, flow.1) * f64::from(*n));
                weighted.sum::<f64>() / days
            };
            let values: Vec<f64> = counts.iter().map(per_day).collect();
            Estimate::at(&sampling.blocks(&values), level)
        };
        let sum = |belongs: &dyn Fn(Side, Side) -> bool| {
            estimate(&|from, to| f64::from(u8::from(belongs(from, to))))
        };
        let is_store = |side: Side| matches!(side, Side::Store(_));
        let mut keys: Vec<(Side, Side)> = counts.iter().flat_map(|c| c.keys().copied()).collect();
        keys.sort_unstable();
        keys.dedup();
        let flow = |&(from, to): &(Side, Side)| Flow {
            from,
            to,
            orders: sum(&|a, b| (a, b) == (from, to)),
        };
        let mut flows: Vec<Flow> = keys.iter().map(flow).collect();
        flows.sort_by(|a, b| b.orders.mean.total_cmp(&a.orders.mean));
        let place = |layout: &Layout, name: &str| {
            layout.sites.iter().find(|site| site.name == name).map(|site| site.point)
        };
        let line = |(number, name): (usize, &&str)| {
            let me = Side::Store(number);
            let (here, there) = (place(first, name), place(other, name));
            let share = |side: Side| f64::from(u8::from(side == me));
            Line {
                name: (*name).to_owned(),
                in_first: here.is_some(),
                in_other: there.is_some(),
                moved_km: here.zip(there).map_or(0.0, |(a, b)| a.distance(b).as_km()),
                first: sum(&|from, _| from == me),
                kept: sum(&|from, to| from == me && to == me),
                given: sum(&|from, to| from == me && to != me && is_store(to)),
                lost: sum(&|from, to| from == me && !is_store(to)),
                taken: sum(&|from, to| to == me && from != me && is_store(from)),
                fresh: sum(&|from, to| to == me && !is_store(from)),
                other: sum(&|_, to| to == me),
                change: estimate(&|from, to| share(to) - share(from)),
            }
        };
        Self {
            lines: names.iter().enumerate().map(line).collect(),
            flows,
            same: sum(&|from, to| is_store(from) && from == to),
            moved: sum(&|from, to| is_store(from) && is_store(to) && from != to),
            lost: sum(&|from, to| is_store(from) && !is_store(to)),
            fresh: sum(&|from, to| !is_store(from) && is_store(to)),
        }
    }

    /// A side in words.
    #[must_use]
    pub fn name(&self, side: Side) -> &str {
        match side {
            Side::Store(line) => &self.lines[line].name,
            Side::NoOrder => "(no order)",
            Side::NoSession => "(no session)",
        }
    }
}

/// Counts the flows of one replication; sessions without an order under either are none.
fn count([first, other]: [&Served; 2], line_of_other: &[usize]) -> Counts {
    let mut counts = Counts::new();
    for zone in 0..first.zones().max(other.zones()) {
        for n in 0..first.sessions(zone).max(other.sessions(zone)) {
            let from = side(first.end(zone, n), |store| store);
            let to = side(other.end(zone, n), |store| line_of_other[store]);
            let (Some(from), Some(to)) = (from, to) else { continue };
            if matches!(from, Side::Store(_)) || matches!(to, Side::Store(_)) {
                *counts.entry((from, to)).or_default() += 1;
            }
        }
    }
    counts
}

fn side(end: Option<End>, line: impl Fn(usize) -> usize) -> Option<Side> {
    match end {
        None => Some(Side::NoSession),
        Some(End::NotCounted) => None,
        Some(End::NoOrder) => Some(Side::NoOrder),
        Some(End::Delivered(store)) => Some(Side::Store(line(store))),
    }
}
