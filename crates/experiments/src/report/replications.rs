//! Every figure of every replication of every cell, as comma-separated values.

use sim_core::CONTROLS;
use sim_core::kpi::KPIS;

use crate::csv_text::CsvText;
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
    let controls = CONTROLS.iter().map(|control| {
        // A deviation: a figure of the same name is the count itself.
        format!("{control}_beyond_mean")
    });
    let figures = KPIS.iter().map(|kpi| kpi.name.to_owned()).chain(controls);
    let head = ["cell", "replication", "fingerprint"].map(str::to_owned);
    let mut table = CsvText::with_columns(head.into_iter().chain(figures));
    for (label, replication, summary) in rows {
        let cell = |value: &f64| if value.is_finite() { value.to_string() } else { String::new() };
        let figures = summary.kpis.iter().chain(&summary.controls).map(cell);
        let head = [label.to_owned(), replication.to_string(), summary.fingerprint.to_string()];
        table.row(head.into_iter().chain(figures));
    }
    table.text()
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
}
