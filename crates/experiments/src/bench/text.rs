//! League tables and verdicts as a page to read.

use domain::shown::{shown, shown_within};

use super::judge::{Judgement, Verdict};
use super::league::leagues;
use super::results::Results;
use crate::report::grid::{Side, grid, wrap};

/// Columns of a page.
const WIDTH: usize = 100;

/// Longest name of a solver in a table.
const LABEL: usize = 34;

/// The page.
#[must_use]
pub fn text(results: &Results, judgement: &Judgement) -> String {
    let mut page = format!("Suite {}\n", shown(&results.suite));
    for league in leagues(results) {
        page.push_str(&format!("\n{}\n", shown_within(&league.title, WIDTH)));
        let side = |index| if index == 0 { Side::Left } else { Side::Right };
        let heads: Vec<(&str, Side)> =
            league.heads.iter().enumerate().map(|(i, head)| (&**head, side(i))).collect();
        let rows = league.rows.into_iter().map(|mut row| {
            row[0] = folded(&row[0]);
            row
        });
        page.push_str(&grid(&heads, &rows.collect::<Vec<_>>()));
        page.push_str(&paragraph("  ", &league.note));
    }
    page.push('\n');
    page.push_str(&paragraph("", &summary(judgement)));
    for item in &judgement.items {
        let is_told = match item.verdict {
            Verdict::Same => !item.is_whole(),
            Verdict::New => judgement.has_baseline,
            _ => true,
        };
        if is_told {
            let name = [&*item.block, &*item.solver, &*item.measure];
            let name: Vec<&str> = name.into_iter().filter(|part| !part.is_empty()).collect();
            let text = format!("{}: {}", name.join(" · "), item.detail);
            page.push_str(&paragraph(&format!("  {:<9}", item.verdict.label()), &text));
        }
    }
    page
}

/// One sentence on how it went.
pub(super) fn summary(judgement: &Judgement) -> String {
    let count = |verdict| judgement.count(verdict);
    if !judgement.has_baseline {
        return match count(Verdict::Worse) {
            0 => "No baseline to judge by.".into(),
            worse => {
                format!("No baseline to judge by; {worse} solvers gave no answer that counts.")
            }
        };
    }
    let parts: Vec<String> = [
        Verdict::Worse,
        Verdict::Better,
        Verdict::Same,
        Verdict::Unknown,
        Verdict::New,
        Verdict::Gone,
        Verdict::Skipped,
    ]
    .into_iter()
    .filter(|verdict| count(*verdict) > 0)
    .map(|verdict| format!("{} {}", count(verdict), verdict.label()))
    .collect();
    let intervals = match judgement.items.iter().filter(|item| item.interval.is_some()).count() {
        0 => String::new(),
        some => format!(" Simulated figures: {some} paired {} intervals.", judgement.each),
    };
    format!("Against the baseline: {}.{intervals}", parts.join(", "))
}

fn paragraph(lead: &str, text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(String::from).collect();
    wrap(lead, &words, " ", WIDTH)
}

/// A name in as many lines as it takes.
fn folded(label: &str) -> String {
    if label.chars().count() <= LABEL {
        return label.into();
    }
    let label = shown_within(label, 4 * LABEL);
    let parts: Vec<String> = label.split(' ').map(String::from).collect();
    wrap("", &parts, " ", LABEL).trim_end().into()
}
