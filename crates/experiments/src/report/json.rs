//! The results as one JSON object; figures that there are none of are null.

use std::time::Duration;

use domain::shown::safe_json;
use serde::Serialize;
use sim_core::kpi::{KPIS, UnitEconomics};
use sim_core::stage::{Phase, Stage};
use sim_core::tally::{ByLateness, VARIABILITY_SOURCES};
use sim_core::trace::LossReason;

use super::context::Context;
use super::figure::interval_in;
use super::ordered::Ordered;
use super::precision::LongRunFigures;
use super::spread::Spread;
use super::{lateness, promise};
use crate::record::FileEntry;
use crate::runner::Outcome;

/// How long the run took: the one part that differs from run to run.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Timing {
    /// Wall time, seconds.
    pub wall_s: f64,
    /// Events handled per second of wall time, all threads together.
    pub events_per_s: f64,
}

impl Timing {
    /// How fast the replications came to this outcome.
    #[must_use]
    pub fn of(wall: Duration, outcome: &Outcome) -> Self {
        let wall_s = wall.as_secs_f64();
        Self { wall_s, events_per_s: outcome.events() as f64 / wall_s }
    }
}

#[derive(Serialize)]
struct Document<'a> {
    scenario: &'a str,
    seed: u64,
    replications: usize,
    replications_asked: u32,
    interrupted: bool,
    antithetic: bool,
    policies: Ordered<&'a str>,
    stores: &'a [String],
    fingerprint: String,
    events: u64,
    kpis: Ordered<Figure>,
    #[serde(skip_serializing_if = "Ordered::is_empty")]
    figures: Ordered<Figure>,
    phases: Ordered<PhaseFigures>,
    late_orders: Ordered<StageFigures>,
    promise_by_class: Ordered<Ordered<promise::ClassFigures>>,
    lost_sessions: Ordered<u64>,
    variance_split: Ordered<f64>,
    economics_inr_per_order: Ordered<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spread: Option<Spread>,
    #[serde(skip_serializing_if = "Option::is_none")]
    long_run: Option<LongRunFigures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timing: Option<Timing>,
}

#[derive(Serialize)]
struct Figure {
    unit: &'static str,
    mean: f64,
    ci95: Option<[f64; 2]>,
    per_replication: Vec<f64>,
}

#[derive(Serialize)]
struct PhaseFigures {
    target_s: f64,
    mean_s: f64,
    p95_s: f64,
    share_within: f64,
}

#[derive(Serialize)]
struct StageFigures {
    in_time_mean_s: f64,
    late_mean_s: f64,
}

/// Renders the results as JSON text. Without `timing` it is the same on any number of threads,
/// to the byte.
#[must_use]
pub fn json(context: &Context<'_>, timing: Option<Timing>) -> String {
    spelled_out(&document(context, timing))
}

fn document<'a>(context: &Context<'a>, timing: Option<Timing>) -> Document<'a> {
    let outcome = context.outcome;
    let kpis = KPIS.iter().enumerate().map(|(index, kpi)| {
        let per_replication: Vec<f64> =
            outcome.summaries.iter().map(|summary| summary.kpis[index]).collect();
        let estimate = context.estimate(|summary| summary.kpis[index]);
        let figure = Figure {
            unit: kpi.unit,
            mean: estimate.mean,
            ci95: interval_in(&estimate, kpi.unit),
            per_replication,
        };
        (kpi.name.to_owned(), figure)
    });
    let figures = context.asked.iter().map(|asked| {
        let estimate = context.figure(asked);
        let figure = Figure {
            unit: asked.unit,
            mean: estimate.mean,
            ci95: interval_in(&estimate, asked.unit),
            per_replication: outcome.summaries.iter().map(|summary| asked.of(summary)).collect(),
        };
        (asked.name.clone(), figure)
    });
    let phases = Phase::ALL.iter().map(|phase| {
        let times = |pick: fn(&crate::summary::PhaseTimes) -> f64| {
            context.estimate(|summary| pick(&summary.phases[*phase as usize])).mean
        };
        let figures = PhaseFigures {
            target_s: context.world.budget[*phase as usize].as_s(),
            mean_s: times(|times| times.mean_s),
            p95_s: times(|times| times.p95_s),
            share_within: times(|times| times.within),
        };
        (key(phase.label()), figures)
    });
    let means = lateness::stage_means(context);
    let stages = Stage::ALL.iter().map(|stage| {
        let ByLateness { in_time, late } = means.map(|stages| stages[*stage as usize]);
        (key(stage.label()), StageFigures { in_time_mean_s: in_time, late_mean_s: late })
    });
    let lost = LossReason::ALL.iter().map(|reason| {
        (key(reason.label()), context.total(|summary| summary.lost[*reason as usize]))
    });
    let shares = lateness::variability(context).shares();
    Document {
        scenario: context.scenario,
        seed: context.seed,
        replications: outcome.summaries.len(),
        replications_asked: context.replications,
        interrupted: outcome.is_interrupted,
        antithetic: context.sampling.is_antithetic,
        policies: Ordered(context.policies.iter().map(|(d, name)| ((*d).into(), *name)).collect()),
        stores: &context.world.stores,
        fingerprint: outcome.fingerprint().to_string(),
        events: outcome.events(),
        kpis: Ordered(kpis.collect()),
        figures: Ordered(figures.collect()),
        phases: Ordered(phases.collect()),
        late_orders: Ordered(stages.collect()),
        promise_by_class: promise::figures(context),
        lost_sessions: Ordered(lost.collect()),
        variance_split: Ordered(VARIABILITY_SOURCES.iter().map(|s| key(s)).zip(shares).collect()),
        economics_inr_per_order: Ordered(economics(context)),
        spread: context.with_spread.then(|| Spread::of(context)),
        long_run: context
            .is_long_run
            .then(|| outcome.click_to_door_ms.first().map(|times| LongRunFigures::of(times)))
            .flatten(),
        timing,
    }
}

fn economics(context: &Context<'_>) -> Vec<(String, f64)> {
    type Item = (&'static str, fn(&UnitEconomics) -> f64);
    let items: [Item; 15] = [
        ("order_value", |e| e.order_value),
        ("goods_margin", |e| e.goods_margin),
        ("delivery_fee", |e| e.delivery_fee),
        ("other_fees", |e| e.other_fees),
        ("riders", |e| e.riders),
        ("gig", |e| e.gig),
        ("pickers", |e| e.pickers),
        ("stores", |e| e.stores),
        ("packing", |e| e.packing),
        ("gateway", |e| e.gateway),
        ("write_offs", |e| e.write_offs),
        ("compensation", |e| e.compensation),
        ("contribution", UnitEconomics::contribution),
        ("expected_loss", |e| e.expected_loss),
        ("contribution_after_loss", UnitEconomics::contribution_after_loss),
    ];
    let means = items.map(|(name, pick)| {
        (name.to_owned(), context.estimate(|summary| pick(&summary.economics)).mean)
    });
    means.into()
}

/// A label as a key: `batching detour` becomes `batching_detour`.
fn key(label: &str) -> String {
    label.replace(' ', "_")
}

/// What it takes to simulate a run again, besides what its results say.
#[derive(Clone, Copy, Debug)]
pub struct Recipe<'a> {
    /// Version of the program.
    pub version: &'a str,
    /// The scenario as resolved, in TOML.
    pub scenario_text: &'a str,
    /// Where files that the scenario names are looked for, as given; empty for the current
    /// directory.
    pub scenario_directory: &'a std::path::Path,
}

/// What a directory of results holds, and what it takes to simulate it again, as JSON text.
#[must_use]
pub fn manifest(context: &Context<'_>, recipe: &Recipe<'_>, files: &[FileEntry]) -> String {
    #[derive(Serialize)]
    struct Manifest<'a> {
        version: &'a str,
        files: &'a [FileEntry],
        results: Document<'a>,
        fingerprints: Vec<String>,
        scenario_directory: &'a std::path::Path,
        scenario_text: &'a str,
    }
    let Recipe { version, scenario_text, scenario_directory } = *recipe;
    let results = document(context, None);
    let each = context.outcome.summaries.iter();
    let fingerprints = each.map(|summary| summary.fingerprint.to_string()).collect();
    spelled_out(&Manifest {
        version,
        files,
        results,
        fingerprints,
        scenario_directory,
        scenario_text,
    })
}

pub(super) fn spelled_out(value: &impl Serialize) -> String {
    let json = serde_json::to_string_pretty(value)
        .unwrap_or_else(|error| unreachable!("results are plain data: {error}"));
    safe_json(json)
}
