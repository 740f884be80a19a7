//! The page of one order: what happened when, what was decided, where the time went.

use domain::units::{Millis, SimTime};
use serde_json::{Value, json};
use sim_core::trace::Fact;

use super::explanation::by_cause;
use super::figure::{clock, percent};
use super::grid::{Side::*, grid, wrap};
use super::json::spelled_out;
use super::subject::{About, plural};
use crate::attribution::{Cause, Decided, Entry, Story};
use crate::narration::{self, Names};

/// Columns of the page.
const WIDTH: usize = 98;

/// The page.
#[must_use]
pub fn story(about: &About<'_>, story: &Story) -> String {
    let mut page = format!("order {} · {}", story.order.0, about.title(&[story.replication]));
    page.push_str(&outcome(about, story));
    page.push_str(&about.section("WHAT HAPPENED, AND › WHAT WAS DECIDED", &timeline(about, story)));
    if story.delivery.is_some() {
        page.push_str(&about.section("WHERE THE TIME WENT", &times(story)));
    }
    page
}

fn outcome(about: &About<'_>, story: &Story) -> String {
    let sla = clock(about.sla.as_s());
    if let Some((delivery, ..)) = &story.delivery {
        let took = clock(delivery.took.as_s());
        let excess = delivery.took.saturating_sub(about.sla);
        return if excess > Millis::ZERO {
            format!("Delivered after {took}: {} later than {sla}.\n", clock(excess.as_s()))
        } else {
            format!("Delivered after {took}, within {sla}.\n")
        };
    }
    let mut facts = story.entries.iter().rev().filter_map(|(_, entry)| match entry {
        Entry::Happened(fact) => Some(fact),
        Entry::Decided(_) => None,
    });
    let end = facts.find_map(|fact| match fact {
        Fact::Lost { reason, .. } => {
            Some(format!("The session ended without an order: {}.\n", reason.label()))
        }
        Fact::Cancelled { .. } => Some("Cancelled before it left the store.\n".into()),
        Fact::Failed { .. } => Some("Nobody took it at the door.\n".into()),
        Fact::Delivered { .. } => {
            Some("Delivered; it began in the warm-up and counts in no figure.\n".into())
        }
        _ => None,
    });
    end.unwrap_or_else(|| "Still open at the end of the run.\n".into())
}

/// A line for each fact and decision; where the order was left waiting again and again, one.
fn timeline(about: &About<'_>, story: &Story) -> String {
    let names = Names { stores: about.stores };
    let mut text = String::new();
    let mut entries = story.entries.iter().peekable();
    while let Some((at, entry)) = entries.next() {
        match entry {
            Entry::Happened(fact) => line(&mut text, *at, "", &narration::fact(fact, &names)),
            Entry::Decided(decided) => {
                let mut times = 1;
                let mut last = *at;
                while let Some((later, _)) = entries.next_if(|(_, next)| again(decided, next)) {
                    times += 1;
                    last = *later;
                }
                let Decided { decision, solver, question, answer, .. } = decided;
                let words = narration::decision(decision, question, answer, story.order, &names);
                let times = match times {
                    1 => String::new(),
                    times => format!(", so {} until {last}", plural(times, "time", "times")),
                };
                let told =
                    format!("{decision} ({solver}): {} → {}{times}", words.question, words.answer);
                line(&mut text, *at, "› ", &told);
            }
        }
    }
    text
}

/// Whether the order is left waiting once more.
fn again(first: &Decided, next: &Entry) -> bool {
    matches!(next, Entry::Decided(next)
        if first.is_held && next.is_held && next.decision == first.decision)
}

fn line(text: &mut String, at: SimTime, mark: &str, words: &str) {
    let parts: Vec<String> = words.split(' ').map(str::to_owned).collect();
    text.push_str(&wrap(&format!("  {at}  {mark}"), &parts, " ", WIDTH));
}

fn times(story: &Story) -> String {
    let Some((delivery, usual, blame)) = &story.delivery else { return String::new() };
    let seconds = |ms: i64| clock(ms as f64 / 1e3);
    let excess: Millis = blame.iter().copied().sum();
    let mut rows: Vec<Vec<String>> = Cause::ALL
        .into_iter()
        .map(|cause| {
            let index = cause as usize;
            let mut cells = vec![
                cause.label().into(),
                seconds(delivery.times_ms[index]),
                seconds(usual[index]),
            ];
            if blame[index] > Millis::ZERO {
                let share = blame[index].0 as f64 / excess.0 as f64;
                cells.extend([clock(blame[index].as_s()), percent(share, 0)]);
            }
            cells
        })
        .collect();
    let mut last = vec!["click to door".into(), clock(delivery.took.as_s())];
    if excess > Millis::ZERO {
        last.extend([String::new(), clock(excess.as_s()), percent(1.0, 0)]);
    }
    rows.push(last);
    let heads = [
        ("cause", Left),
        ("time", Right),
        ("usual here", Right),
        ("too late by it", Right),
        ("share", Right),
    ];
    grid(&heads, &rows)
        + "  Usual is the median of this store's orders in time. What is above it shares the excess.\n"
}

/// The same as JSON, with whole questions and answers.
#[must_use]
pub fn story_json(about: &About<'_>, story: &Story) -> String {
    let names = Names { stores: about.stores };
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_else(|_| text.into());
    let entries = story.entries.iter().map(|(at, entry)| match entry {
        Entry::Happened(fact) => json!({
            "time_ms": at.0,
            "fact": fact,
            "words": narration::fact(fact, &names),
        }),
        Entry::Decided(Decided { decision, solver, question, answer, .. }) => json!({
            "time_ms": at.0,
            "decision": decision,
            "solver": solver,
            "question": parsed(question),
            "answer": parsed(answer),
        }),
    });
    let delivery = story.delivery.as_ref().map(|(delivery, usual, blame)| {
        json!({
            "store": about.stores[delivery.store.index()],
            "clicked_ms": delivery.clicked.0,
            "click_to_door_ms": delivery.took.0,
            "time_ms_by_cause": by_cause(&delivery.times_ms),
            "usual_ms_by_cause": by_cause(usual),
            "excess_ms": blame.iter().map(|part| part.0).sum::<u64>(),
            "excess_ms_by_cause": by_cause(&blame.map(|part| part.0)),
        })
    });
    spelled_out(&json!({
        "scenario": about.run.scenario,
        "seed": about.run.seed,
        "replication": story.replication,
        "order": story.order.0,
        "sla_ms": about.sla.0,
        "timeline": entries.collect::<Vec<_>>(),
        "delivery": delivery,
    }))
}
