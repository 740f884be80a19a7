//! What variance reduction saved, and what one long run says of the steady state.

use serde::Serialize;
use sim_core::kpi::KPIS;

use super::context::Context;
use super::figure::{NONE, in_unit_between, number, percent};
use super::grid::{Side::*, grid, wrap};
use super::spread::{Quantile, SHOWN, Spread};
use crate::long_run::LongRun;
use crate::statistics::{Estimate, Level, StatisticsError, WarmUp};

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

/// How replications spread: quantiles of them by order statistics, means by the bootstrap, and how
/// many keep nine orders in ten within the SLA.
pub(super) fn spread(context: &Context<'_>) -> String {
    let spread = Spread::of(context);
    let bare = |value: f64, unit: &str| {
        let percent = if unit == "share" { 100.0 } else { 1.0 };
        number(value * percent, 1)
    };
    let between =
        |[low, high]: [f64; 2], unit: &str| format!("{} to {}", bare(low, unit), bare(high, unit));
    let rows: Vec<Vec<String>> = spread
        .figures
        .0
        .iter()
        .map(|(name, figure)| {
            let unit = figure.unit;
            let quantile = |found: Option<Quantile>| {
                found.map_or_else(
                    || NONE.into(),
                    |found| format!("{} ({})", bare(found.value, unit), between(found.ci95, unit)),
                )
            };
            vec![
                name.clone(),
                if unit == "share" { "%" } else { unit }.into(),
                figure.mean_bootstrap_ci95.map_or_else(|| NONE.into(), |ends| between(ends, unit)),
                quantile(figure.quantile_10),
                quantile(figure.quantile_90),
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
    if let Some(kept) = &spread.nine_in_ten_within_sla {
        let [low, high] = kept.share_ci95.map(|end| percent(end, 0));
        text.push_str(&format!(
            "  {} of {} replications had nine orders in ten within the SLA: {low} to {high} \
             (Wilson)\n",
            kept.replications, kept.of
        ));
    }
    if has_dash {
        text.push_str(
            "  a dash: too few replications for a 95 % interval of that mean or quantile\n",
        );
    }
    text
}

/// Click-to-door times of one replication as a dependent series.
fn analysed(times_ms: &[u32]) -> LongRun {
    let seconds: Vec<f64> = times_ms.iter().map(|ms| f64::from(*ms) / 1e3).collect();
    LongRun::of(&seconds, Level::default())
}

/// One long run as figures; null where the series is too short to tell, and why.
#[derive(Serialize)]
pub(super) struct LongRunFigures {
    deliveries: usize,
    warm_up_deliveries: Option<usize>,
    mean_s: Option<Told>,
    batches: Option<usize>,
    batch_size: Option<usize>,
    effective_sample_size: Option<f64>,
    p95_s: Option<Told>,
    p99_s: Option<Told>,
    untold: Vec<String>,
}

#[derive(Serialize)]
struct Told {
    estimate: f64,
    ci95: Option<[f64; 2]>,
}

impl LongRunFigures {
    /// Of the click-to-door times of one replication.
    pub(super) fn of(times_ms: &[u32]) -> Self {
        let run = analysed(times_ms);
        let mut untold = Vec::new();
        let mut told = |what: &str, estimate: Result<Estimate, StatisticsError>| match estimate {
            Ok(estimate) => Some(Told { estimate: estimate.mean, ci95: estimate.interval() }),
            Err(error) => {
                untold.push(format!("{what}: {error}"));
                None
            }
        };
        let [p95, p99] = run.quantiles.clone();
        let [p95_s, p99_s] = [told("95th percentile", p95), told("99th percentile", p99)];
        let mean_s = told("mean", run.mean.clone().map(|means| means.estimate));
        if let Err(error) = &run.warm_up {
            untold.push(format!("warm-up: {error}; nothing is cut"));
        }
        Self {
            deliveries: run.length,
            warm_up_deliveries: run.warm_up.as_ref().ok().map(|warm_up| warm_up.cut),
            mean_s,
            batches: run.mean.as_ref().ok().map(|means| means.batches),
            batch_size: run.mean.as_ref().ok().map(|means| means.batch_size),
            effective_sample_size: run.effective,
            p95_s,
            p99_s,
            untold,
        }
    }
}

/// Click-to-door times of one replication as a dependent series.
pub(super) fn long_run(times_ms: &[u32]) -> String {
    let run = analysed(times_ms);
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
