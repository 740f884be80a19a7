//! How many misses vanish without one cause or another.

use serde_json::{Value, json};

use super::figure::{clock, number, number_between, percent};
use super::grid::{Side::*, grid};
use super::json::spelled_out;
use super::subject::{About, plural};
use crate::attribution::{Comparison, Tested};
use crate::statistics::Estimate;

/// The page; `tested` is the run as it was.
#[must_use]
pub fn counterfactual(
    about: &About<'_>,
    replications: &[u32],
    tested: &[Tested],
    all: &[Comparison],
) -> String {
    let sla = clock(about.sla.as_s());
    let late: u64 = tested.iter().map(|one| one.late).sum();
    let mut page = about.title(replications);
    page.push_str(&format!(
        "A miss is an order delivered later than {sla}. As it was: {} in {}.\n",
        plural(late, "miss", "misses"),
        plural(replications.len() as u64, "replication", "replications"),
    ));
    page.push_str(&match replications.len() {
        1 => "One replication: no interval can be given, see `darkstore run --replications`.\n"
            .into(),
        many => format!(
            "± is the 95 % confidence interval of the mean over {many} replications, each compared \
             with itself.\n"
        ),
    });
    page.push_str(
        &about.section("THE SAME DAYS WITH ONE CAUSE REMOVED, per replication", &table(all)),
    );
    if all.iter().any(moves_demand) {
        page.push_str(
            "  Orders placed differ where customers see other promises and fees, or where no rain \
             keeps\n  them away.\n",
        );
    }
    page
}

fn moves_demand(one: &Comparison) -> bool {
    let [with, without] = one.means(|tested| tested.placed as f64);
    with != without
}

fn table(all: &[Comparison]) -> String {
    let to = |[with, without]: [f64; 2], show: &dyn Fn(f64) -> String| {
        format!("{} → {}", show(with), show(without))
    };
    let count = |value: f64| number(value, 1);
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|one| {
            vec![
                one.removal.label().into(),
                to(one.means(|tested| tested.late as f64), &count),
                number_between(one.vanished(), 1),
                number_between(one.vanished_per_100(), 1),
                to(one.sla(), &|share| percent(share, 1)),
                to(one.means(|tested| tested.placed as f64), &|value| number(value, 0)),
            ]
        })
        .collect();
    let heads = [
        ("removed", Left),
        ("misses", Right),
        ("vanish", Right),
        ("of 100 orders", Right),
        ("in time", Right),
        ("placed", Right),
    ];
    grid(&heads, &rows)
}

fn estimate(estimate: Estimate) -> Value {
    json!({ "mean": estimate.mean, "ci95": estimate.interval() })
}

/// The same as JSON, replication by replication.
#[must_use]
pub fn counterfactual_json(
    about: &About<'_>,
    replications: &[u32],
    tested: &[Tested],
    all: &[Comparison],
) -> String {
    let each = |tested: &[Tested]| {
        let rows = tested.iter().map(|one| {
            json!({
                "placed": one.placed,
                "delivered": one.delivered,
                "misses": one.late,
                "not_delivered": one.not_delivered,
                "fingerprint": one.fingerprint.to_string(),
            })
        });
        rows.collect::<Vec<Value>>()
    };
    let removed = all.iter().map(|one| {
        let [before, after] = one.sla();
        json!({
            "removed": one.removal.name(),
            "misses_vanished": estimate(one.vanished()),
            "misses_vanished_per_100_delivered": estimate(one.vanished_per_100()),
            "not_delivered_saved": estimate(one.saved()),
            "sla_before": before,
            "sla_after": after,
            "per_replication": each(&one.without),
        })
    });
    spelled_out(&json!({
        "scenario": about.run.scenario,
        "seed": about.run.seed,
        "sla_ms": about.sla.0,
        "replications": replications,
        "as_it_was": each(tested),
        "without": removed.collect::<Vec<_>>(),
    }))
}
