//! What variance reduction saved, and what one long run says of the steady state.

use domain::rng::{Purpose, Streams};
use sim_core::kpi::KPIS;

use super::context::Context;
use super::figure::{NONE, in_unit_between, number, percent};
use super::grid::{Side::*, grid, wrap};
use crate::long_run::LongRun;
use crate::statistics::{
    Bootstrap, Estimate, Level, Proportion, StatisticsError, WarmUp, order_statistic_interval,
};

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
            let unit = KPIS[crate::summary::position(name)].unit;
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

/// Resamples of a bootstrap.
const RESAMPLES: usize = 2000;

/// How replications spread: quantiles of them by order statistics, means by the bootstrap, and how
/// many keep nine orders in ten within the SLA.
pub(super) fn spread(context: &Context<'_>) -> String {
    let level = Level::default();
    let bare = |value: f64, unit: &str| {
        let percent = if unit == "share" { 100.0 } else { 1.0 };
        number(value * percent, 1)
    };
    let between =
        |[low, high]: [f64; 2], unit: &str| format!("{} to {}", bare(low, unit), bare(high, unit));
    let rows: Vec<Vec<String>> = SHOWN
        .iter()
        .enumerate()
        .map(|(number, name)| {
            let position = crate::summary::position(name);
            let unit = KPIS[position].unit;
            let values: Vec<f64> =
                context.summaries().iter().map(|summary| summary.kpis[position]).collect();
            // A stream of its own, so that figures do not depend on which are shown.
            let mut stream = Streams::new(context.seed, 0).open(Purpose::Bootstrap, number as u64);
            let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
            let drawn = Bootstrap::draw(&values, mean, RESAMPLES, &mut stream);
            let resampled = drawn.and_then(|drawn| drawn.bca(level));
            let quantile = |p: f64| match order_statistic_interval(&values, p, level) {
                Ok(Some(found)) => {
                    format!("{} ({})", bare(found.value, unit), between(found.interval, unit))
                }
                _ => NONE.into(),
            };
            vec![
                (*name).into(),
                if unit == "share" { "%" } else { unit }.into(),
                resampled.map_or_else(|| NONE.into(), |ends| between(ends, unit)),
                quantile(0.1),
                quantile(0.9),
            ]
        })
        .collect();
    let heads = [
        ("", Left),
        ("", Left),
        ("mean, bootstrap", Left),
        ("10 % below", Left),
        ("10 % above", Left),
    ];
    let has_dash = rows.iter().flatten().any(|cell| cell == NONE);
    let mut text = grid(&heads, &rows);
    let sla = crate::summary::position("sla_hit_rate");
    let all = context.summaries().len() as u64;
    let kept = context.summaries().iter().filter(|s| s.kpis[sla] >= 0.9).count() as u64;
    if let Ok(proportion) = Proportion::new(kept, all) {
        let [low, high] = proportion.wilson(level).map(|end| percent(end, 0));
        text.push_str(&format!(
            "  {kept} of {all} replications had nine orders in ten within the SLA: {low} to {high} \
             (Wilson)\n"
        ));
    }
    if has_dash {
        text.push_str("  a dash: too few replications for a 95 % interval of that quantile\n");
    }
    text
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
