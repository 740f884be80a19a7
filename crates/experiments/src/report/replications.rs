//! Every figure of every replication of every cell, as comma-separated values.

use std::fmt::Write as _;

use sim_core::CONTROLS;
use sim_core::kpi::KPIS;

use crate::summary::Summary;

/// One row per cell and replication: the cell's label, the replication, the fingerprint, the key
/// figures, and the deviations of chance from its mean. Figures that there are none of are empty.
#[must_use]
pub fn replications_csv<'a>(cells: impl IntoIterator<Item = (&'a str, &'a [Summary])>) -> String {
    numbered_csv(cells.into_iter().flat_map(|(label, summaries)| {
        (0..).zip(summaries).map(move |(replication, summary)| (label, replication, summary))
    }))
}

/// The same of cells of which only some replications were run: label, number and figures of each.
#[must_use]
pub fn numbered_csv<'a>(rows: impl IntoIterator<Item = (&'a str, u32, &'a Summary)>) -> String {
    let mut text = String::from("cell,replication,fingerprint");
    for name in KPIS.iter().map(|kpi| kpi.name).chain(CONTROLS.map(|name| name)) {
        // Controls are deviations, not the counts themselves.
        let is_control = CONTROLS.contains(&name);
        text.push(',');
        text.push_str(name);
        text.push_str(if is_control { "_beyond_mean" } else { "" });
    }
    text.push('\n');
    for (label, replication, summary) in rows {
        let _ = write!(text, "{},{replication},{}", quoted(label), summary.fingerprint);
        for value in summary.kpis.iter().chain(&summary.controls) {
            text.push(',');
            if value.is_finite() {
                let _ = write!(text, "{value}");
            }
        }
        text.push('\n');
    }
    text
}

/// A field, in quotes where it holds what would end it (RFC 4180).
pub(crate) fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_would_break_the_row_are_quoted() {
        assert_eq!(quoted("a=1 b=x"), "a=1 b=x");
        assert_eq!(quoted("a=[1, \"x\"]"), "\"a=[1, \"\"x\"\"]\"");
    }
}
