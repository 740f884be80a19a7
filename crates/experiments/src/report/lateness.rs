//! The latency budget, where late orders lost their time, and what made last miles vary.

use domain::units::Millis;
use sim_core::stage::{Phase, Stage};
use sim_core::tally::{ByLateness, VARIABILITY_SOURCES, Variability};

use super::context::Context;
use super::figure::{bar, clock, percent};
use super::grid::{Side::*, grid};
use crate::summary::Summary;

/// The reference design's split of last-mile variability, by source.
pub(super) const DESIGN_SHARES: [f64; 5] = [0.30, 0.25, 0.20, 0.15, 0.10];

/// Phases against their budget.
pub(super) fn budget(context: &Context<'_>) -> String {
    let mut rows: Vec<Vec<String>> = Phase::ALL
        .iter()
        .map(|phase| {
            let index = *phase as usize;
            let of = |pick: fn(&crate::summary::PhaseTimes) -> f64| {
                context.estimate(|summary| pick(&summary.phases[index])).mean
            };
            vec![
                phase.label().into(),
                clock(context.world.budget[index].as_s()),
                clock(of(|times| times.mean_s)),
                clock(of(|times| times.p95_s)),
                percent(of(|times| times.within), 1),
            ]
        })
        .collect();
    rows.push(vec![
        "click to door".into(),
        clock(context.world.sla.as_s()),
        clock(context.kpi("click_to_door_s_mean").mean),
        clock(context.kpi("click_to_door_s_p95").mean),
        percent(context.kpi("sla_hit_rate").mean, 1),
    ]);
    let heads =
        [("phase", Left), ("target", Right), ("mean", Right), ("p95", Right), ("within", Right)];
    grid(&heads, &rows)
}

/// Mean stage times in seconds of orders in time and of late ones, all replications pooled.
pub(super) fn stage_means(context: &Context<'_>) -> ByLateness<[f64; Stage::COUNT]> {
    let sums = |sum: fn(&Summary, Stage) -> Millis| {
        Stage::ALL.map(|stage| {
            let times = context.summaries().iter().map(|summary| sum(summary, stage));
            times.sum::<Millis>().as_s()
        })
    };
    let ByLateness { in_time, late } = delivered(context).map(|orders| orders as f64);
    ByLateness {
        in_time: sums(|s, stage| s.stages.in_time[stage as usize]).map(|sum| sum / in_time),
        late: sums(|s, stage| s.stages.late[stage as usize]).map(|sum| sum / late),
    }
}

/// Orders delivered in all replications.
fn delivered(context: &Context<'_>) -> ByLateness<u64> {
    ByLateness {
        in_time: context.total(|summary| summary.delivered.in_time),
        late: context.total(|summary| summary.delivered.late),
    }
}

/// Stages of late orders against those of orders in time.
pub(super) fn excess(context: &Context<'_>) -> String {
    let ByLateness { in_time, late } = delivered(context);
    if in_time + late == 0 {
        return "  No order was delivered.\n".into();
    }
    if late == 0 {
        return "  No delivered order was late.\n".into();
    }
    if in_time == 0 {
        return "  Every delivered order was late: there is nothing to compare with.\n".into();
    }
    let means = stage_means(context);
    let totals = means.map(|stages| stages.iter().sum::<f64>());
    let total = totals.late - totals.in_time;
    let mut rows: Vec<Vec<String>> = Stage::ALL
        .iter()
        .map(|stage| {
            let ByLateness { in_time, late } = means.map(|stages| stages[*stage as usize]);
            let share = (late - in_time) / total;
            vec![
                stage.label().into(),
                clock(in_time),
                clock(late),
                clock(late - in_time),
                percent(share, 0),
                bar(share, 20),
            ]
        })
        .collect();
    rows.push(vec![
        "click to door".into(),
        clock(totals.in_time),
        clock(totals.late),
        clock(total),
    ]);
    let heads = [
        ("stage", Left),
        ("in time", Right),
        ("late", Right),
        ("excess", Right),
        ("share", Right),
        ("", Left),
    ];
    grid(&heads, &rows)
}

/// Last-mile variability of all replications.
pub(super) fn variability(context: &Context<'_>) -> Variability {
    let mut all = Variability::default();
    for summary in context.summaries() {
        all.merge(&summary.variability);
    }
    all
}

/// Sources of last-mile variability against the design's.
pub(super) fn sources(context: &Context<'_>) -> String {
    let all = variability(context);
    if !all.total_sd().is_finite() || all.total_sd() <= 0.0 {
        return "  Too few orders were delivered to tell.\n".into();
    }
    let rows: Vec<Vec<String>> = VARIABILITY_SOURCES
        .iter()
        .enumerate()
        .map(|(source, name)| {
            let share = all.shares()[source];
            vec![
                (*name).into(),
                clock(all.means()[source]),
                percent(share, 1),
                percent(DESIGN_SHARES[source], 0),
                bar(share, 20),
            ]
        })
        .collect();
    let heads = [
        ("source", Left),
        ("mean", Right),
        ("share of variance", Right),
        ("design", Right),
        ("", Left),
    ];
    grid(&heads, &rows)
        + &format!(
            "  Standard deviation of the time beyond an empty road to an open door: {}\n",
            clock(all.total_sd())
        )
}
