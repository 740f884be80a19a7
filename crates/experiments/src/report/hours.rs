//! Orders over the hours of the day, and the stores that miss the promise most.

use domain::shown::shown;
use sim_core::tally::OrderCounts;

use super::context::Context;
use super::figure::{bar, number, percent};
use super::grid::{Side::*, grid};

/// Most stores listed.
const STORES: usize = 5;

/// Orders and hit rate by hour of the day.
pub(super) fn hours(context: &Context<'_>) -> String {
    let by_hour: Vec<OrderCounts> = (0..24).map(|hour| of_hour(context, hour)).collect();
    let per_day: Vec<f64> = by_hour
        .iter()
        .enumerate()
        .map(|(hour, orders)| {
            let hours = context.world.counted_hours(hour as u64) * context.summaries().len() as u64;
            if hours == 0 { 0.0 } else { orders.placed as f64 / hours as f64 }
        })
        .collect();
    let most = per_day.iter().copied().fold(0.0, f64::max);
    let rows: Vec<Vec<String>> = (0..24)
        .filter(|hour| by_hour[*hour].placed > 0)
        .map(|hour| {
            let OrderCounts { delivered, in_time, .. } = by_hour[hour];
            vec![
                format!("{hour:02}:00"),
                number(per_day[hour], 0),
                percent(in_time as f64 / delivered as f64, 0),
                bar(per_day[hour] / most, 40),
            ]
        })
        .collect();
    if rows.is_empty() {
        return "  No order was placed.\n".into();
    }
    let heads = [("hour", Left), ("orders a day", Right), ("in time", Right), ("", Left)];
    grid(&heads, &rows)
}

/// Orders in this hour of the day, all days and replications.
fn of_hour(context: &Context<'_>, hour: usize) -> OrderCounts {
    let summaries = context.summaries().iter();
    summaries.flat_map(|summary| summary.by_hour.iter().skip(hour).step_by(24)).copied().sum()
}

/// The stores with the lowest share of delivered orders in time.
pub(super) fn stores(context: &Context<'_>) -> String {
    let mut stores: Vec<(f64, usize, OrderCounts)> = (0..context.world.stores.len())
        .map(|store| {
            let summaries = context.summaries().iter();
            let sum: OrderCounts = summaries.map(|summary| summary.by_store[store]).sum();
            (sum.in_time as f64 / sum.delivered as f64, store, sum)
        })
        .filter(|(share, ..)| share.is_finite())
        .collect();
    stores.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let replications = context.summaries().len() as f64;
    let rows: Vec<Vec<String>> = stores
        .into_iter()
        .take(STORES)
        .map(|(share, store, OrderCounts { placed, delivered, .. })| {
            vec![
                shown(&context.world.stores[store]).into_owned(),
                number(placed as f64 / replications, 0),
                number(delivered as f64 / replications, 0),
                percent(share, 1),
            ]
        })
        .collect();
    let heads = [("store", Left), ("placed", Right), ("delivered", Right), ("in time", Right)];
    grid(&heads, &rows)
}
