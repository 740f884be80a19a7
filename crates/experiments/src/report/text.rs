//! The page a planner reads: at most a hundred columns of plain text.

use sim_core::trace::LossReason;

use super::context::Context;
use super::figure::{
    NONE, clock, clock_between, in_unit_between, number, number_between, percent, percent_between,
    share_between,
};
use super::grid::{self, Side::*, grid, wrap};
use super::{hours, lateness, money, precision, promise};
use crate::sampling::Sampling;
use crate::summary::Orders;

/// Columns of the page.
const WIDTH: usize = 92;

/// Renders the page; headings are bold where `is_styled`.
#[must_use]
pub fn text(context: &Context<'_>, is_styled: bool) -> String {
    let mut page = String::new();
    page.push_str(&title(context));
    if context.summaries().is_empty() {
        page.push_str("\nNo replication was finished.\n");
        return page;
    }
    let mut section = |heading: &str, body: String| {
        page.push_str(&grid::heading(heading, is_styled));
        page.push_str(&body);
    };
    section("SERVICE", service(context));
    section("PROMISE by what was known when it was made", promise::classes(context));
    if !context.asked.is_empty() {
        section("FIGURES ASKED FOR", asked(context));
    }
    section("LATENCY BUDGET of delivered orders", lateness::budget(context));
    section(
        "WHERE LATE ORDERS LOST THEIR TIME, mean of delivered orders",
        lateness::excess(context),
    );
    section("SESSIONS AND ORDERS, mean of replications", orders(context));
    section("LAST-MILE VARIABILITY", lateness::sources(context));
    section("PEOPLE AND STOCK", people(context));
    section("UNIT ECONOMICS", money::money(context));
    section("ORDERS BY HOUR OF THE DAY", hours::hours(context));
    if context.world.stores.len() > 1 {
        section("STORES MOST OFTEN LATE", hours::stores(context));
    }
    if context.sampling != Sampling::default() {
        section("VARIANCE SAVED", precision::savings(context));
    }
    if context.with_spread {
        section("SPREAD OF REPLICATIONS, 95 % intervals", precision::spread(context));
    }
    if let (true, Some(times)) = (context.is_long_run, context.outcome.click_to_door_ms.first()) {
        section("CLICK TO DOOR AS ONE LONG RUN, first replication", precision::long_run(times));
    }
    let outcome = context.outcome;
    page.push_str(&format!(
        "\nfingerprint {} · {} events\n",
        outcome.fingerprint(),
        number(outcome.events() as f64, 0)
    ));
    page
}

fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count as f64, 0), if count == 1 { one } else { many })
}

fn title(context: &Context<'_>) -> String {
    let world = context.world;
    let finished = context.summaries().len();
    let mut parts = vec![
        context.scenario.to_owned(),
        format!("seed {}", context.seed),
        format!(
            "{} of {}",
            plural(finished as u64, "replication", "replications"),
            plural(u64::from(world.days), "day", "days")
        ),
        plural(world.stores.len() as u64, "store", "stores"),
    ];
    if world.warmup.0 > 0 {
        parts.push(format!("first {} h not counted", number(world.warmup.as_min() / 60.0, 1)));
    }
    let mut title = wrap("", &parts, " · ", WIDTH);
    let policies: Vec<String> =
        context.policies.iter().map(|(decision, name)| format!("{decision} {name}")).collect();
    title.push_str(&wrap("policies: ", &policies, " · ", WIDTH));
    if context.outcome.is_interrupted {
        title.push_str(&format!(
            "INTERRUPTED after {finished} of {} replications\n",
            context.replications
        ));
    }
    title.push_str(&match finished {
        0 => String::new(),
        1 => "one replication: no interval can be given, see --replications\n".into(),
        _ => {
            let mut told = format!(
                "± is the 95 % confidence interval of the mean over {finished} replications\n"
            );
            if context.sampling.is_antithetic {
                told.push_str("replications are drawn in mirrored pairs, on which ± rests\n");
            }
            if context.sampling.with_controls {
                told.push_str(if context.mean_of_kpi("orders_placed").saved_by_controls.is_some() {
                    "means are corrected by how many sessions and how much rain there were\n"
                } else {
                    "too few replications to correct means by sessions and rain: they are plain\n"
                });
            }
            told
        }
    });
    title
}

fn service(context: &Context<'_>) -> String {
    let sla = clock(context.world.sla.as_s());
    let kpi = |name| context.kpi(name);
    let rows = [
        [
            format!("at the door within {sla}"),
            percent_between(kpi("sla_hit_rate")),
            "of delivered orders".into(),
        ],
        [
            String::new(),
            percent_between(kpi("sla_hit_rate_placed")),
            "of placed orders, those cancelled or failed being misses".into(),
        ],
        [
            "promise kept".into(),
            percent_between(kpi("promise_kept_rate")),
            format!("mean promise {}", clock(kpi("promise_s_mean").mean)),
        ],
        [
            "against the promise".into(),
            punctual(kpi("promise_error_s_mean").mean),
            nine_in_ten(kpi("promise_error_s_p90").mean),
        ],
        [
            "click to door".into(),
            clock_between(kpi("click_to_door_s_mean")),
            format!(
                "median {} · p90 {} · p95 {} · p99 {}",
                clock(kpi("click_to_door_s_p50").mean),
                clock(kpi("click_to_door_s_p90").mean),
                clock(kpi("click_to_door_s_p95").mean),
                clock(kpi("click_to_door_s_p99").mean),
            ),
        ],
    ];
    let mut rows = rows.map(Vec::from).to_vec();
    let premium = kpi("click_to_door_s_mean_premium");
    if premium.mean.is_finite() {
        let others = clock(kpi("click_to_door_s_mean_standard").mean);
        rows.push(vec![
            "  with priority".into(),
            clock_between(premium),
            format!("the others {others}"),
        ]);
    }
    grid(&[("", Left), ("", Right), ("", Left)], &rows)
}

/// What nine orders in ten are no worse than.
fn nine_in_ten(error_s: f64) -> String {
    let bound = if error_s > 0.0 { "at most" } else { "at least" };
    format!("nine in ten {bound} {}", punctual(error_s))
}

/// A time against the promise.
fn punctual(error_s: f64) -> String {
    let word = if error_s > 0.0 { "late" } else { "early" };
    match clock(error_s.abs()) {
        none if none == NONE => none,
        time => format!("{time} {word}"),
    }
}

fn orders(context: &Context<'_>) -> String {
    let replications = context.summaries().len() as f64;
    let sessions = context.total(|summary| summary.sessions);
    let row = |label: &str, total: u64| {
        let share = total as f64 / sessions as f64;
        vec![label.into(), number(total as f64 / replications, 0), percent(share, 1)]
    };
    let mut rows = vec![row("sessions", sessions)];
    rows.extend(LossReason::ALL.iter().map(|reason| {
        let lost = context.total(|summary| summary.lost[*reason as usize]);
        row(&format!("  lost: {}", reason.label()), lost)
    }));
    let of = |count: fn(&Orders) -> u64| context.total(|summary| count(&summary.orders));
    rows.push(row("orders placed", of(|orders| orders.placed)));
    rows.push(row("  cancelled by the customer", of(|orders| orders.cancelled)));
    rows.push(row("  given up: nothing was on the shelf", of(|orders| orders.nothing_found)));
    rows.push(row("  nobody took them at the door", of(|orders| orders.failed)));
    rows.push(row("  still open at the end", of(|orders| orders.open)));
    rows.push(row("orders delivered", context.total(|summary| summary.delivered.sum())));
    grid(&[("", Left), ("number", Right), ("of sessions", Right)], &rows)
}

fn people(context: &Context<'_>) -> String {
    let kpi = |name| context.kpi(name);
    let share = |name| percent_between(kpi(name));
    let figure = |name, decimals, unit: &str| {
        let value = number_between(kpi(name), decimals);
        if value == NONE { value } else { format!("{value}{unit}") }
    };
    let pairs = [
        ("riders on trips", share("rider_utilization")),
        ("orders per rider hour", figure("orders_per_rider_hour", 2, "")),
        ("orders sharing a trip", share("batched_share")),
        ("orders by gig riders", share("gig_share")),
        ("ridden per order", figure("ride_km_per_order", 2, " km")),
        ("delivery radius", figure("radius_m_mean", 0, " m")),
        ("pickers with an order", share("picker_utilization")),
        ("walk per order", figure("pick_walk_m_mean", 1, " m")),
        ("lines per order", figure("lines_per_order", 2, "")),
        ("lines not found on the shelf", percent_between_fine(kpi("pick_failure_rate"))),
        ("units delivered of wanted", share("fill_rate")),
    ];
    let (left, right) = pairs.split_at(6);
    let rows: Vec<Vec<String>> = (0..left.len())
        .map(|row| {
            let mut cells = vec![left[row].0.into(), left[row].1.clone()];
            if let Some((label, value)) = right.get(row) {
                cells.extend([format!("  {label}"), value.clone()]);
            }
            cells
        })
        .collect();
    grid(&[("", Left), ("", Right), ("", Left), ("", Right)], &rows)
}

/// The figures that the user named.
fn asked(context: &Context<'_>) -> String {
    let rows: Vec<Vec<String>> = context
        .asked
        .iter()
        .map(|figure| {
            let estimate = context.figure(figure);
            vec![figure.name.clone(), in_unit_between(estimate, figure.unit)]
        })
        .collect();
    grid(&[("", Left), ("", Left)], &rows)
}

/// A small share, to a hundredth of a per cent.
fn percent_between_fine(estimate: crate::statistics::Estimate) -> String {
    share_between(estimate.mean, estimate.half_width, 2, " %")
}
