//! How replications spread, as figures for page and JSON alike.

use domain::rng::{Purpose, Streams};
use serde::Serialize;
use sim_core::kpi::KPIS;

use super::context::Context;
use super::ordered::Ordered;
use crate::statistics::{Bootstrap, Level, Proportion, order_statistic_interval};

/// The figures of which the savings are shown.
pub(super) const SHOWN: [&str; 5] = [
    "sla_hit_rate",
    "click_to_door_s_mean",
    "click_to_door_s_p95",
    "orders_delivered",
    "contribution_per_order_inr",
];

/// Resamples of a bootstrap.
const RESAMPLES: usize = 2000;

/// A quantile of replications, and its interval by order statistics.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Quantile {
    pub(super) value: f64,
    pub(super) ci95: [f64; 2],
}

/// One figure over replications; null where replications are too few for an interval.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct SpreadFigure {
    pub(super) unit: &'static str,
    pub(super) mean_bootstrap_ci95: Option<[f64; 2]>,
    pub(super) quantile_10: Option<Quantile>,
    pub(super) quantile_90: Option<Quantile>,
}

/// Replications that had nine orders in ten within the SLA, and Wilson's interval of their share.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Kept {
    pub(super) replications: u64,
    pub(super) of: u64,
    pub(super) share_ci95: [f64; 2],
}

/// All of it.
#[derive(Serialize)]
pub(super) struct Spread {
    pub(super) figures: Ordered<SpreadFigure>,
    pub(super) nine_in_ten_within_sla: Option<Kept>,
}

impl Spread {
    /// Quantiles by order statistics, means by the bootstrap.
    pub(super) fn of(context: &Context<'_>) -> Self {
        let level = Level::default();
        let figures = SHOWN.iter().enumerate().map(|(number, name)| {
            let position = crate::summary::position(name);
            let values: Vec<f64> =
                context.summaries().iter().map(|summary| summary.kpis[position]).collect();
            // A stream of its own, so that figures do not depend on which are shown.
            let mut stream = Streams::new(context.seed, 0).open(Purpose::Bootstrap, number as u64);
            let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
            let drawn = Bootstrap::draw(&values, mean, RESAMPLES, &mut stream);
            let quantile = |p: f64| {
                let found = order_statistic_interval(&values, p, level).ok().flatten()?;
                Some(Quantile { value: found.value, ci95: found.interval })
            };
            let figure = SpreadFigure {
                unit: KPIS[position].unit,
                mean_bootstrap_ci95: drawn.and_then(|drawn| drawn.bca(level)),
                quantile_10: quantile(0.1),
                quantile_90: quantile(0.9),
            };
            ((*name).to_owned(), figure)
        });
        let figures = Ordered(figures.collect());
        let sla = crate::summary::position("sla_hit_rate");
        let of = context.summaries().len() as u64;
        let kept = context.summaries().iter().filter(|s| s.kpis[sla] >= 0.9).count() as u64;
        let nine_in_ten_within_sla = Proportion::new(kept, of).ok().map(|proportion| Kept {
            replications: kept,
            of,
            share_ci95: proportion.wilson(level),
        });
        Self { figures, nine_in_ten_within_sla }
    }
}
