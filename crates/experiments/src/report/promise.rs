//! Whether promises are kept alike, whatever was known when they were made.

use serde::Serialize;
use sim_core::calibration::{Calibration, Class, Trait};

use super::context::Context;
use super::figure::{bar, clock, number, percent};
use super::grid::{Side::*, grid};
use super::ordered::Ordered;

/// Hours of the day that share a row of the page.
const HOURS: usize = 3;

/// A class of orders, all replications together.
#[derive(Serialize)]
pub(super) struct ClassFigures {
    delivered: u64,
    promise_kept: f64,
    promise_s_mean: f64,
    click_to_door_s_mean: f64,
}

fn pooled(context: &Context<'_>) -> Calibration {
    let mut all = Calibration::default();
    context.summaries().iter().for_each(|summary| all.merge(&summary.calibration));
    all
}

/// The classes of every trait, by name.
pub(super) fn figures(context: &Context<'_>) -> Ordered<Ordered<ClassFigures>> {
    let all = pooled(context);
    let of = |class: &Class| ClassFigures {
        delivered: class.delivered,
        promise_kept: class.kept_share(),
        promise_s_mean: class.promised.as_s() / class.delivered as f64,
        click_to_door_s_mean: class.took.as_s() / class.delivered as f64,
    };
    let by = Trait::ALL.map(|by| {
        let classes = by.classes().into_iter().zip(all.classes(by).iter().map(of));
        (by.label().replace(' ', "_"), Ordered(classes.collect()))
    });
    Ordered(by.into())
}

/// One row for each class that has deliveries; hours three by three.
pub(super) fn classes(context: &Context<'_>) -> String {
    let all = pooled(context);
    let per_replication = context.summaries().len() as f64;
    let mut rows = Vec::new();
    for by in Trait::ALL {
        let mut heading = by.label();
        for (name, class) in coarse(by, all.classes(by)) {
            if class.delivered == 0 {
                continue;
            }
            let mean = |sum: domain::units::Millis| clock(sum.as_s() / class.delivered as f64);
            rows.push(vec![
                std::mem::take(&mut heading).into(),
                name,
                number(class.delivered as f64 / per_replication, 0),
                mean(class.promised),
                mean(class.took),
                percent(class.kept_share(), 1),
                bar(class.kept_share(), 20),
            ]);
        }
    }
    if rows.is_empty() {
        return "  No order was delivered.\n".into();
    }
    let heads = [
        ("", Left),
        ("", Left),
        ("orders", Right),
        ("promised", Right),
        ("took", Right),
        ("kept", Right),
        ("", Left),
    ];
    grid(&heads, &rows)
}

fn coarse(by: Trait, classes: &[Class]) -> Vec<(String, Class)> {
    if by != Trait::Hour {
        return by.classes().into_iter().zip(classes.iter().copied()).collect();
    }
    let spans = classes.chunks(HOURS).enumerate();
    let merged = spans.map(|(number, hours)| {
        let mut class = Class::default();
        hours.iter().for_each(|hour| class.merge(hour));
        let from = number * HOURS;
        (format!("{from:02}:00 to {:02}:00", from + HOURS), class)
    });
    merged.collect()
}
