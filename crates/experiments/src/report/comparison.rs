//! The page of a comparison: means, differences, the best, and verdicts.

use super::figure::{apart, apart_between, counted, in_unit_between, number, percent};
use super::grid::{Side::*, grid, wrap};
use super::ledger;
use crate::comparison::{Comparison, letter};
use crate::statistics::Finding;

/// Columns of the page.
const WIDTH: usize = 92;

/// Renders the page; headings are bold where `is_styled`.
#[must_use]
pub fn comparison_text(
    comparison: &Comparison,
    seed: u64,
    notes: &[String],
    is_styled: bool,
) -> String {
    let Comparison { labels, options, replications, .. } = comparison;
    let mut page = format!(
        "{} · seed {seed} · {} each, on common random numbers\n",
        counted(labels.len() as u64, "cell"),
        counted(*replications as u64, "replication")
    );
    for note in notes {
        page.push_str(&format!("{note}\n"));
    }
    let mut section = |heading: &str, body: String| {
        if is_styled {
            page.push_str(&format!("\n\u{1b}[1m{heading}\u{1b}[0m\n{body}"));
        } else {
            page.push_str(&format!("\n{heading}\n{body}"));
        }
    };
    let names: Vec<Vec<String>> = labels
        .iter()
        .enumerate()
        .map(|(cell, label)| {
            let role = if cell == 0 { "(what the others are held against)" } else { "" };
            vec![letter(cell), label.clone(), role.into()]
        })
        .collect();
    section("CELLS", grid(&[("", Left), ("", Left), ("", Left)], &names));
    section(&format!("MEANS ± half of the {} interval", options.level), means(comparison));
    if labels.len() > 1 {
        section(
            &format!("DIFFERENCES TO A ± half of intervals that hold jointly at {}", options.level),
            differences(comparison),
        );
        section("BEST", best(comparison));
        let verdicts: String = comparison
            .differences
            .iter()
            .filter(|d| d.kpi == 0 || !matches!(d.finding, Finding::NoneShown | Finding::Same))
            .map(|difference| sentence(&difference.verdict))
            .collect();
        section("VERDICT", verdicts);
    }
    if !comparison.layouts.is_empty() {
        section("LAYOUTS, of an ordinary day", ledger::offers(comparison));
    }
    for (cell, of_cell) in &comparison.ledgers {
        section(&ledger::title(comparison, *cell), ledger::ledger(of_cell, *cell));
    }
    page
}

/// A sentence over as many lines as it takes.
fn sentence(text: &str) -> String {
    let words: Vec<String> = text.split(' ').map(String::from).collect();
    wrap("  ", &words, " ", WIDTH)
}

fn means(comparison: &Comparison) -> String {
    let letters: Vec<String> = (0..comparison.labels.len()).map(letter).collect();
    let saves = |pick: fn(&crate::sampling::Mean) -> Option<f64>| {
        comparison.means.iter().flatten().any(|mean| pick(mean).is_some())
    };
    let by_controls = saves(|mean| mean.saved_by_controls);
    let by_mirroring = saves(|mean| mean.saved_by_mirroring);
    let mut rows = Vec::new();
    for position in 0..comparison.options.kpis.len() {
        let kpi = comparison.kpi(position);
        for (cell, name) in letters.iter().enumerate() {
            let mean = &comparison.means[cell][position];
            let mut row = vec![
                if cell == 0 { kpi.name.clone() } else { String::new() },
                name.clone(),
                in_unit_between(mean.estimate, kpi.unit),
            ];
            if by_controls {
                row.push(mean.saved_by_controls.map_or(String::new(), |saved| percent(saved, 0)));
            }
            if by_mirroring {
                row.push(mean.saved_by_mirroring.map_or(String::new(), |saved| percent(saved, 0)));
            }
            rows.push(row);
        }
    }
    let mut heads = vec![("", Left), ("", Left), ("mean", Left)];
    if by_controls {
        heads.push(("saved by controls", Right));
    }
    if by_mirroring {
        heads.push(("saved by mirroring", Right));
    }
    grid(&heads, &rows)
}

fn differences(comparison: &Comparison) -> String {
    let mut rows = Vec::new();
    let mut last = usize::MAX;
    let mut ordered: Vec<_> = comparison.differences.iter().collect();
    ordered.sort_by_key(|difference| (difference.kpi, difference.cell));
    for difference in ordered {
        let kpi = comparison.kpi(difference.kpi);
        let is_new = std::mem::replace(&mut last, difference.kpi) != difference.kpi;
        rows.push(vec![
            if is_new { kpi.name.clone() } else { String::new() },
            format!("{} − A", letter(difference.cell)),
            apart_between(difference.estimate, kpi.unit),
            difference.joint_p_value.map_or(String::new(), p_value),
            difference
                .variance_reduction
                .map_or(String::new(), |factor| format!("{} ×", number(factor, 1))),
            finding(difference.finding).into(),
        ]);
    }
    let heads = [
        ("", Left),
        ("", Left),
        ("difference", Left),
        ("p (joint)", Right),
        ("variance less by", Right),
        ("shown", Left),
    ];
    grid(&heads, &rows)
}

fn p_value(p: f64) -> String {
    if p < 0.000_1 { "< 0.0001".into() } else { number(p, 4) }
}

/// An interval rounded so that it stays inside what is shown, and an end beside zero does not look
/// like zero.
fn outwards([low, high]: [f64; 2], unit: &str) -> [String; 2] {
    // As many decimals as the figure is shown with.
    let scale = match unit {
        "share" => 1e4,
        "" | "count" => 1e1,
        _ => 1e2,
    };
    let rounded = [(low * scale).floor() / scale, (high * scale).ceil() / scale];
    rounded.map(|end| apart(end, unit))
}

fn finding(finding: Finding) -> &'static str {
    match finding {
        Finding::Better => "better",
        Finding::Worse => "worse",
        Finding::Higher => "higher",
        Finding::Lower => "lower",
        Finding::TooSmallToMatter => "too small to matter",
        Finding::NoneShown => "nothing",
        Finding::Same => "the same",
        Finding::NoSpread => "no spread",
        Finding::Unknown => "no interval",
    }
}

fn best(comparison: &Comparison) -> String {
    let Some((position, against)) = &comparison.best else {
        let why = if comparison.options.sampling.with_controls {
            "not told under --controls, which it does not take into account"
        } else {
            "needs two replications with values and a figure of which more or less is better"
        };
        return format!("  {why}\n");
    };
    let kpi = comparison.kpi(*position);
    let rows: Vec<Vec<String>> = against
        .iter()
        .enumerate()
        .map(|(cell, against)| {
            if against.interval.iter().any(|end| !end.is_finite()) {
                return vec![
                    letter(cell),
                    "no spread to judge by".into(),
                    "may be the best".into(),
                ];
            }
            let [low, high] = outwards(against.interval, kpi.unit);
            let standing = if against.is_best_certain {
                "at least as good as any other"
            } else if against.is_worse_certain {
                "no better than the best other"
            } else {
                "may be the best"
            };
            vec![letter(cell), format!("{low} to {high}"), standing.into()]
        })
        .collect();
    let heads = [("", Left), ("against the best of the others", Left), ("", Left)];
    let level = comparison.options.level;
    let what = format!("  on {} alone, one-sided, jointly at {level}\n", kpi.name);
    what + &grid(&heads, &rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_letters_like_columns_of_a_sheet() {
        assert_eq!(
            [0, 25, 26, 51, 52, 701, 702].map(letter),
            ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
        );
    }
}
