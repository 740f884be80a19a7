//! Where two runs part, side by side.

use std::path::Path;

use domain::shown::shown_within;
use serde_json::Value;

use super::figure::number;
use super::grid::{Side::*, grid, wrap};
use crate::divergence::{Choice, Difference, Divergence, Noted, Parting};
use crate::narration::{self, Names};
use crate::record::chain::Mark;
use crate::rundir::RunDirectory;

/// Facts before the first that differs that are shown.
const CONTEXT: usize = 4;

/// Columns of the page.
const WIDTH: usize = 98;

/// Longest value of a setting shown.
const VALUE: usize = 30;

/// Which run is which, and what they were told differently.
#[must_use]
pub fn told(runs: [&RunDirectory; 2], differences: &[Difference]) -> String {
    let [a, b] = runs.map(|run| run.path.display());
    let mut page = format!("A  {a}\nB  {b}\n");
    if differences.is_empty() {
        page.push_str("\nBoth were told the same: version, scenario, seed and replications.\n");
        return page;
    }
    let rows: Vec<Vec<String>> = differences
        .iter()
        .map(|difference| {
            let [a, b] = difference.values.clone().map(|value| shortened(value.as_deref()));
            vec![difference.what.clone(), a, b]
        })
        .collect();
    page.push_str("\nTOLD DIFFERENTLY\n");
    page.push_str(&grid(&[("what", Left), ("A", Left), ("B", Left)], &rows));
    page
}

fn shortened(value: Option<&str>) -> String {
    let value = value.unwrap_or("(default)").replace('\n', " ");
    shown_within(&value, VALUE).into_owned()
}

/// Where the chains part.
#[must_use]
pub fn parting(parting: &Parting) -> String {
    let Parting { replication, common, next, .. } = parting;
    let mut page = format!("\nThey part in replication {replication}, ");
    page.push_str(&match common.facts {
        0 => "among its first facts.\n".into(),
        facts => format!(
            "after {} facts that are the same, the last at {}.\n",
            number(facts as f64, 0),
            common.at
        ),
    });
    let by = |mark: &Mark| format!("by fact {}, at {}", number(mark.facts as f64, 0), mark.at);
    page.push_str(&match next {
        [Some(a), Some(b)] if (a.facts, a.at) == (b.facts, b.at) => {
            format!("They differ {}.\n", by(a))
        }
        next => {
            let each = ["A", "B"].into_iter().zip(next).map(|(name, next)| match next {
                Some(mark) => format!("  {name} differs {}.\n", by(mark)),
                None => format!("  {name} ends there.\n"),
            });
            each.collect()
        }
    });
    page
}

/// The first fact that differs, with what was before it and what brought it about.
#[must_use]
pub fn divergence(replication: u32, found: &Divergence, stores: &[String]) -> String {
    let names = Names { stores };
    let mut page = format!(
        "\nFIRST FACT THAT DIFFERS, in replication {replication} after {} that are the same\n",
        number(found.number as f64, 0)
    );
    let skipped = found.before.len().saturating_sub(CONTEXT);
    for noted in &found.before[skipped..] {
        page.push_str(&worded("    ", noted, &names));
    }
    for (name, noted) in ["A", "B"].into_iter().zip(&found.facts) {
        page.push_str(&match noted {
            Some(noted) => worded(&format!("  {name} "), noted, &names),
            None => format!("  {name} has ended\n"),
        });
        let event = noted.as_ref().and_then(|noted| noted.event.as_deref());
        if noted.is_some() {
            page.push_str(&match event {
                Some(event) => format!("    the doing of {event}\n"),
                None => "    the event is not known\n".into(),
            });
        }
    }
    if let [Some(a), Some(b)] = &found.facts {
        page.push_str(&fields(a, b));
    }
    if let Some(choices) = &found.choices {
        page.push_str(&decisions(choices, &names));
    }
    page
}

fn worded(lead: &str, noted: &Noted, names: &Names<'_>) -> String {
    let words = narration::fact(&noted.fact, names);
    let parts: Vec<String> = words.split(' ').map(str::to_owned).collect();
    wrap(&format!("{lead}{}  ", noted.at), &parts, " ", WIDTH)
}

/// What two facts of one kind say differently.
fn fields(a: &Noted, b: &Noted) -> String {
    let kinds = [a, b].map(|noted| narration::kind(&noted.fact));
    let mut rows = Vec::new();
    let mut row = |what: &str, values: [String; 2]| {
        if values[0] != values[1] {
            let [a, b] = values;
            rows.push(vec![what.to_owned(), a, b]);
        }
    };
    row("time", [a, b].map(|noted| noted.at.to_string()));
    row("kind of fact", kinds.clone());
    if kinds[0] == kinds[1] {
        let read = |noted: &Noted| {
            let tagged = serde_json::to_value(noted.fact).unwrap_or_default();
            tagged.get(&kinds[0]).and_then(Value::as_object).cloned().unwrap_or_default()
        };
        let [a, b] = [read(a), read(b)];
        for (name, value) in &a {
            row(name, [value.to_string(), b.get(name).map_or_else(String::new, Value::to_string)]);
        }
    }
    format!("\nWHAT DIFFERS\n{}", grid(&[("field", Left), ("A", Left), ("B", Left)], &rows))
}

fn decisions(choices: &[Option<Choice>; 2], names: &Names<'_>) -> String {
    let mut page = "\nTHE FIRST DECISION THAT DIFFERS near by\n".to_owned();
    for (name, choice) in ["A", "B"].into_iter().zip(choices) {
        let Some(Choice { at, decision, solver, subject, answer, .. }) = choice else {
            page.push_str(&format!("  {name} decides nothing more before that fact\n"));
            continue;
        };
        let about = match subject {
            sim_core::trace::Subject::Order(order) => format!("order {}", order.0),
            sim_core::trace::Subject::Store(store) => names.store(*store),
        };
        let same = match choices {
            [Some(a), Some(b)] => a.question == b.question,
            _ => false,
        };
        let asked = if same { "asked the same" } else { "asked otherwise" };
        page.push_str(&format!(
            "  {name} {at}  {decision} ({solver}) about {about}, {asked}, says\n"
        ));
        page.push_str(&wrap("      ", &broken(answer), "", WIDTH));
    }
    page
}

/// JSON in pieces that a line may break after.
fn broken(json: &str) -> Vec<String> {
    json.split_inclusive(',').map(str::to_owned).collect()
}

/// Why the facts themselves cannot be shown.
#[must_use]
pub fn not_repeated(name: &str, path: &Path, reason: &str) -> String {
    let told = format!("{name}, `{}`, cannot be simulated again here: {reason}.", path.display());
    format!("\n{}", paragraph(&told))
}

/// Words broken into lines.
#[must_use]
pub fn paragraph(text: &str) -> String {
    let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    wrap("", &words, " ", WIDTH)
}
