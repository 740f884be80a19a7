//! Every figure of every replication of every cell, as comma-separated values.

use std::fmt::Write as _;

use domain::shown::one_line;
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
    for kpi in KPIS {
        let _ = write!(text, ",{}", kpi.name);
    }
    for control in CONTROLS {
        // A deviation: a figure of the same name is the count itself.
        let _ = write!(text, ",{control}_beyond_mean");
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
///
/// Control characters are written out, so that the file can be looked at on a terminal.
pub(crate) fn quoted(field: &str) -> String {
    let field = one_line(field);
    if field.contains([',', '"']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_name_of_its_own_that_of_its_figure() {
        let head = replications_csv([]);
        let names: Vec<&str> = head.trim_end().split(',').collect();
        assert_eq!(names[..3], ["cell", "replication", "fingerprint"]);
        for (name, kpi) in names[3..].iter().zip(KPIS) {
            assert_eq!(*name, kpi.name);
        }
        assert_eq!(names.len(), 3 + KPIS.len() + CONTROLS.len());
        let distinct: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), names.len(), "{head}");
        for (name, control) in names[3 + KPIS.len()..].iter().zip(CONTROLS) {
            assert_eq!(*name, format!("{control}_beyond_mean"));
        }
    }

    #[test]
    fn fields_that_would_break_the_row_are_quoted() {
        assert_eq!(quoted("a=1 b=x"), "a=1 b=x");
        assert_eq!(quoted("a\u{1b}[1m,\nb"), "\"a\\u{1b}[1m,\\u{a}b\"");
        assert_eq!(quoted("a=[1, \"x\"]"), "\"a=[1, \"\"x\"\"]\"");
    }
}
