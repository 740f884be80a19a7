//! League tables and verdicts as Markdown, for a comment on a pull request.

use domain::shown::shown_within;

use super::judge::{Judgement, Verdict};
use super::league::leagues;
use super::results::Results;
use super::text::summary;

/// The comment: what changed first, the tables folded away below it.
#[must_use]
pub fn markdown(results: &Results, judgement: &Judgement) -> String {
    let mut page = format!("## Solver quality: {}\n\n", escaped(&results.suite));
    let worse = judgement.worse().count();
    match worse {
        0 => {}
        1 => page.push_str("**1 item is worse than it may be.** "),
        worse => page.push_str(&format!("**{worse} items are worse than they may be.** ")),
    }
    page.push_str(&format!("{}\n", summary(judgement)));
    let mut told: Vec<_> = judgement
        .items
        .iter()
        .filter(|item| item.verdict != Verdict::Same || !item.is_whole())
        .filter(|item| item.verdict != Verdict::New || judgement.has_baseline)
        .collect();
    told.sort_by_key(|item| item.verdict);
    if !told.is_empty() {
        page.push_str("\n| verdict | block | solver | by | |\n|---|---|---|---|---|\n");
    }
    for item in told {
        let cells = [item.verdict.label(), &item.block, &item.solver, &item.measure, &item.detail];
        page.push_str(&format!("| {} |\n", cells.map(escaped).join(" | ")));
    }
    page.push_str("\n<details><summary>League tables</summary>\n");
    for league in leagues(results) {
        page.push_str(&format!("\n**{}**\n\n", escaped(&league.title)));
        let heads: Vec<String> = league.heads.iter().map(escaped).collect();
        page.push_str(&format!("| {} |\n|---|", heads.join(" | ")));
        page.push_str(&"--:|".repeat(heads.len() - 1));
        page.push('\n');
        for row in &league.rows {
            let cells: Vec<String> = row.iter().map(|cell| escaped(cell.trim_end())).collect();
            page.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
        page.push_str(&format!("\n{}\n", escaped(&league.note)));
    }
    page.push_str("\n</details>\n");
    page
}

/// Text that Markdown shows as it is.
fn escaped(text: impl AsRef<str>) -> String {
    /// Columns that a cell takes at most.
    const CELL: usize = 400;
    let mut escaped = String::new();
    for letter in shown_within(&text.as_ref().replace('\n', " "), CELL).chars() {
        match letter {
            '|' | '*' | '_' | '`' | '<' | '\\' | '[' | ']' | '#' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            _ => escaped.push(letter),
        }
    }
    escaped
}
