//! What variance reduction saved, and what one long run says of the steady state.

use super::context::Context;
use super::figure::{NONE, in_unit_between, number, percent};
use super::grid::{Side::*, grid, wrap};
use crate::long_run::LongRun;
use crate::statistics::{Estimate, Level, StatisticsError, WarmUp};

/// The figures of which the savings are shown.
const SHOWN: [&str; 5] = [
    "sla_hit_rate",
    "click_to_door_s_mean",
    "click_to_door_s_p95",
    "orders_delivered",
    "contribution_per_order_inr",
];

/// Shares of variance saved, by figure.
pub(super) fn savings(context: &Context<'_>) -> String {
    let saved = |share: Option<f64>| share.map_or(String::new(), |share| percent(share, 0));
    let rows: Vec<Vec<String>> = SHOWN
        .iter()
        .map(|name| {
            let mean = context.mean_of_kpi(name);
            let plain = context.plain_kpi(name);
            let unit = sim_core::kpi::KPIS[crate::summary::position(name)].unit;
            vec![
                (*name).into(),
                in_unit_between(plain, unit),
                in_unit_between(mean.estimate, unit),
                saved(mean.saved_by_mirroring),
                saved(mean.saved_by_controls),
            ]
        })
        .collect();
    let heads = [
        ("", Left),
        ("plain", Left),
        ("as shown above", Left),
        ("saved by mirroring", Right),
        ("saved by controls", Right),
    ];
    grid(&heads, &rows)
}

/// Click-to-door times of one replication as a dependent series.
pub(super) fn long_run(times_ms: &[u32]) -> String {
    let seconds: Vec<f64> = times_ms.iter().map(|ms| f64::from(*ms) / 1e3).collect();
    let run = LongRun::of(&seconds, Level::default());
    let mut untold = Vec::new();
    let mut told = |what: &str, estimate: &Result<Estimate, StatisticsError>| match estimate {
        Ok(estimate) => in_unit_between(*estimate, "s"),
        Err(error) => {
            untold.push(format!("{what}: {error}"));
            NONE.into()
        }
    };
    let quantiles =
        [told("95th percentile", &run.quantiles[0]), told("99th percentile", &run.quantiles[1])];
    let mean = told("mean", &run.mean.clone().map(|means| means.estimate));
    let batches = run.mean.as_ref().map_or_else(
        |_| String::new(),
        |means| format!("{} batches of {} deliveries", means.batches, means.batch_size),
    );
    let warm_up = match &run.warm_up {
        Ok(WarmUp { cut, .. }) => format!("{} deliveries", number(*cut as f64, 0)),
        Err(error) => {
            untold.push(format!("warm-up: {error}; nothing is cut"));
            NONE.into()
        }
    };
    let effective = run.effective.map_or_else(|| NONE.into(), |size| number(size, 0));
    let [p95, p99] = quantiles;
    let rows = [
        ["deliveries".into(), number(run.length as f64, 0), String::new()],
        ["warm-up".into(), warm_up, "by MSER-5; left out of what follows".into()],
        ["mean".into(), mean, batches],
        ["effective sample size".into(), effective, "independent deliveries' worth".into()],
        ["95th percentile".into(), p95, "20 sections".into()],
        ["99th percentile".into(), p99, "20 sections".into()],
    ];
    let mut text = grid(&[("", Left), ("", Left), ("", Left)], &rows.map(Vec::from));
    for reason in untold {
        let words: Vec<String> = reason.split(' ').map(String::from).collect();
        text.push_str(&wrap("  ", &words, " ", 92));
    }
    text
}
