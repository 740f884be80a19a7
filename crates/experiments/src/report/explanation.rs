//! Why orders were late: overall, by store, by hour, and the worst of them.

use domain::units::Millis;
use serde_json::{Map, Value, json};

use super::figure::{NONE, bar, clock, number, percent};
use super::grid::{Side::*, grid};
use super::json::spelled_out;
use super::subject::{About, plural};
use crate::attribution::{Cause, Explanation, LateOrder, Sums};

/// Most stores listed.
const STORES: usize = 12;

/// Causes named in a line about many orders, and in one about a single order.
const MAIN: [usize; 2] = [3, 2];

/// The page.
#[must_use]
pub fn explanation(about: &About<'_>, all: &Explanation, worst: usize) -> String {
    let total = all.total();
    let sla = clock(about.sla.as_s());
    let mut page = about.title(&all.replications);
    if total.delivered == 0 {
        return page + "No order was delivered.\n";
    }
    if total.late == 0 {
        let delivered = number(total.delivered as f64, 0);
        return page + &format!("None of {delivered} delivered orders was later than {sla}.\n");
    }
    page.push_str(&format!(
        "{} of {} came later than {sla} ({}).\n\
         Together they were {} minutes too late, {} each on average.\n",
        number(total.late as f64, 0),
        plural(total.delivered, "delivered order", "delivered orders"),
        percent(total.late as f64 / total.delivered as f64, 1),
        number(total.excess.as_min(), 0),
        clock(total.excess.as_s() / total.late as f64),
    ));
    if all.not_delivered > 0 {
        page.push_str(&format!(
            "{} of {} placed were cancelled or not taken; they are not explained here.\n",
            number(all.not_delivered as f64, 0),
            number(all.placed as f64, 0),
        ));
    }
    page.push_str(&about.section("WHAT MADE THEM LATE", &causes(all, &total)));
    page.push_str(&about.section("BY STORE", &stores(about, all)));
    page.push_str(&about.section("BY HOUR OF THE CLICK", &hours(all)));
    if worst > 0 {
        page.push_str(&about.section("THE LATEST ORDERS", &latest(about, all, worst)));
    }
    page
}

fn causes(all: &Explanation, total: &Sums) -> String {
    let in_time = (total.delivered - total.late) as f64;
    let mean = |late: usize, cause: Cause, orders: f64| {
        clock(all.times_ms[late][cause as usize] as f64 / 1e3 / orders)
    };
    let shares = total.causes();
    let most = shares.first().map_or(1.0, |(_, share)| *share);
    let rows: Vec<Vec<String>> = shares
        .into_iter()
        .map(|(cause, share)| {
            vec![
                cause.label().into(),
                number(total.blame[cause as usize].as_min(), 1),
                percent(share, 1),
                mean(0, cause, in_time),
                mean(1, cause, total.late as f64),
                bar(share / most, 24),
            ]
        })
        .collect();
    let heads = [
        ("cause", Left),
        ("minutes too late", Right),
        ("share", Right),
        ("mean in time", Right),
        ("mean late", Right),
        ("", Left),
    ];
    grid(&heads, &rows)
}

/// The largest causes and their shares.
fn main_causes(sums: &Sums, most: usize) -> String {
    let shares = sums.causes();
    let told = shares.iter().take(most);
    let parts: Vec<String> =
        told.map(|(cause, share)| format!("{} {}", cause.label(), percent(*share, 0))).collect();
    if parts.is_empty() { NONE.into() } else { parts.join(", ") }
}

fn row(name: String, sums: &Sums) -> Vec<String> {
    vec![
        name,
        number(sums.delivered as f64, 0),
        number(sums.late as f64, 0),
        percent(sums.late as f64 / sums.delivered as f64, 1),
        number(sums.excess.as_min(), 1),
        main_causes(sums, MAIN[0]),
    ]
}

fn table(first: &str, rows: &[Vec<String>]) -> String {
    let heads = [
        (first, Left),
        ("delivered", Right),
        ("late", Right),
        ("share", Right),
        ("min too late", Right),
        ("main causes", Left),
    ];
    grid(&heads, rows)
}

fn stores(about: &About<'_>, all: &Explanation) -> String {
    let mut sums: Vec<(usize, Sums)> = all.by_store().into_iter().enumerate().collect();
    sums.retain(|(_, sums)| sums.delivered > 0);
    sums.sort_by_key(|(store, sums)| (std::cmp::Reverse(sums.excess), *store));
    let rows: Vec<Vec<String>> = sums
        .iter()
        .take(STORES)
        .map(|(store, sums)| row(about.stores[*store].clone(), sums))
        .collect();
    let more = sums.len().saturating_sub(STORES);
    let mut text = table("store", &rows);
    if more > 0 {
        text.push_str(&format!(
            "  and {} with less, see --json\n",
            plural(more as u64, "store", "stores")
        ));
    }
    text
}

fn hours(all: &Explanation) -> String {
    let by_hour = all.by_hour();
    let told = by_hour.iter().enumerate().filter(|(_, sums)| sums.late > 0);
    let rows: Vec<Vec<String>> =
        told.map(|(hour, sums)| row(format!("{hour:02}:00"), sums)).collect();
    table("hour", &rows)
}

fn sums_of(late: &LateOrder) -> Sums {
    Sums { delivered: 1, late: 1, excess: late.excess, blame: late.blame }
}

fn latest(about: &About<'_>, all: &Explanation, worst: usize) -> String {
    let many = all.replications.len() > 1;
    let rows: Vec<Vec<String>> = all
        .worst(worst)
        .into_iter()
        .map(|late| {
            let mut cells = vec![late.delivery.order.0.to_string()];
            if many {
                cells.push(late.replication.to_string());
            }
            cells.extend([
                about.stores[late.delivery.store.index()].clone(),
                minute_of(late.delivery.clicked),
                clock(late.delivery.took.as_s()),
                main_causes(&sums_of(late), MAIN[1]),
            ]);
            cells
        })
        .collect();
    let mut heads = vec![("order", Right)];
    if many {
        heads.push(("replication", Right));
    }
    heads.extend([
        ("store", Left),
        ("clicked", Right),
        ("to the door", Right),
        ("main causes", Left),
    ]);
    let mut text = grid(&heads, &rows);
    if let Some(first) = all.worst(1).first() {
        let which =
            if many { format!(" --replication {}", first.replication) } else { String::new() };
        text.push_str(&format!(
            "  The story of one: darkstore explain {} {}{which}\n",
            about.run.path.display(),
            first.delivery.order.0
        ));
    }
    text
}

/// `hh:mm`, with the day where it is not the first.
fn minute_of(at: domain::units::SimTime) -> String {
    let text = at.to_string();
    text.rsplit_once(':').map_or(text.clone(), |(minute, _)| minute.to_owned())
}

/// Milliseconds by cause.
pub(super) fn by_cause<T: Into<Value> + Copy>(parts: &[T; Cause::COUNT]) -> Value {
    let all = Cause::ALL.into_iter().zip(parts);
    Value::Object(all.map(|(cause, part)| (cause.key(), (*part).into())).collect::<Map<_, _>>())
}

fn sums_json(sums: &Sums) -> Value {
    json!({
        "delivered": sums.delivered,
        "late": sums.late,
        "excess_ms": sums.excess.0,
        "excess_ms_by_cause": by_cause(&sums.blame.map(|part: Millis| part.0)),
    })
}

fn with(mut value: Value, key: &str, more: impl Into<Value>) -> Value {
    value[key] = more.into();
    value
}

/// The same as JSON, every late order and every store and hour included.
#[must_use]
pub fn explanation_json(about: &About<'_>, all: &Explanation) -> String {
    let store = |index: usize| about.stores[index].clone();
    let by_store = all
        .by_store()
        .iter()
        .enumerate()
        .map(|(i, s)| with(sums_json(s), "store", store(i)))
        .collect::<Vec<_>>();
    let by_hour = all
        .by_hour()
        .iter()
        .enumerate()
        .filter(|(_, sums)| sums.delivered > 0)
        .map(|(hour, sums)| with(sums_json(sums), "hour", hour))
        .collect::<Vec<_>>();
    let cells = all.by_store_and_hour.iter().enumerate().flat_map(|(index, hours)| {
        let hours = hours.iter().enumerate().filter(|(_, sums)| sums.late > 0);
        hours.map(move |(hour, sums)| {
            with(with(sums_json(sums), "store", store(index)), "hour", hour)
        })
    });
    let late = all.late.iter().map(|late| {
        json!({
            "replication": late.replication,
            "order": late.delivery.order.0,
            "store": store(late.delivery.store.index()),
            "clicked_ms": late.delivery.clicked.0,
            "click_to_door_ms": late.delivery.took.0,
            "excess_ms": late.excess.0,
            "excess_ms_by_cause": by_cause(&late.blame.map(|part| part.0)),
            "time_ms_by_cause": by_cause(&late.delivery.times_ms),
        })
    });
    spelled_out(&json!({
        "scenario": about.run.scenario,
        "seed": about.run.seed,
        "replications": all.replications,
        "sla_ms": about.sla.0,
        "placed": all.placed,
        "not_delivered": all.not_delivered,
        "total": sums_json(&all.total()),
        "by_store": by_store,
        "by_hour": by_hour,
        "by_store_and_hour": cells.collect::<Vec<_>>(),
        "late_orders": late.collect::<Vec<_>>(),
    }))
}
