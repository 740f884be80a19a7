//! League tables: the solvers of a block, side by side.

use domain::decision::Sense;
use sim_core::kpi::Better;

use super::judge::decimals;
use super::results::{Answered, Contestant, DayResult, Results, SolveResult};
use crate::report::number;
use crate::statistics::{Comparison, Estimate, Finding, Level, difference};

/// A table with one row for each solver; the best of a column has a `*`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct League {
    /// What is compared.
    pub title: String,
    /// How to read it.
    pub note: String,
    /// Headings; the first column is of words, the others of figures.
    pub heads: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
}

/// How a figure is written.
type Show<'a> = &'a dyn Fn(f64) -> String;

/// What gaps are measured from.
#[derive(Clone, Copy, PartialEq)]
enum Yardstick {
    Proved(f64),
    Known(f64),
    Bound(f64),
    League(f64),
}

/// All tables, in the order of the suite.
#[must_use]
pub(super) fn leagues(results: &Results) -> Vec<League> {
    let mut all: Vec<League> = results.solve.iter().map(of_answers).collect();
    all.extend(results.simulate.iter().flat_map(|block| of_days(block, results.level)));
    all
}

/// Gaps of each solver to the yardsticks, as shares of them; `None` where there is no objective.
pub(super) fn gaps(block: &SolveResult) -> Vec<Vec<Option<f64>>> {
    let yardsticks = yardsticks(block);
    let gap = |answer: &Answered, yardstick: &Option<Yardstick>| {
        let from = match (*yardstick)? {
            Yardstick::Proved(v) | Yardstick::Known(v) => v,
            Yardstick::Bound(v) | Yardstick::League(v) => v,
        };
        let value = answer.objective?;
        Some(if value == from { 0.0 } else { block.sense.excess(value, from) / from.abs() })
    };
    let of = |solver: &Contestant<Answered>| {
        solver.results.iter().zip(&yardsticks).map(|(answer, from)| gap(answer, from)).collect()
    };
    block.solvers.iter().map(of).collect()
}

fn yardsticks(block: &SolveResult) -> Vec<Option<Yardstick>> {
    let best_of = |a: f64, b: f64| if block.sense.excess(a, b) <= 0.0 { a } else { b };
    let tightest = |a: f64, b: f64| if block.sense.excess(a, b) <= 0.0 { b } else { a };
    let of = |instance: usize| {
        if let Some(best) = block.best_known[instance] {
            let kind = if best.is_proved { Yardstick::Proved } else { Yardstick::Known };
            return Some(kind(best.objective));
        }
        let answers = || block.solvers.iter().map(|solver| &solver.results[instance]);
        let bounds = answers().filter_map(|answer| answer.bound);
        if let Some(bound) = bounds.reduce(tightest) {
            return Some(Yardstick::Bound(bound));
        }
        answers().filter_map(|answer| answer.objective).reduce(best_of).map(Yardstick::League)
    };
    (0..block.instances.len()).map(of).collect()
}

fn of_answers(block: &SolveResult) -> League {
    let gaps = gaps(block);
    // Means are over the instances that everybody has an objective for, so that they compare.
    let common: Vec<usize> = (0..block.instances.len())
        .filter(|i| block.solvers.iter().all(|solver| solver.results[*i].objective.is_some()))
        .collect();
    let best: Vec<f64> = common
        .iter()
        .map(|i| {
            let of = block.solvers.iter().filter_map(|solver| solver.results[*i].objective);
            let least = |a: f64, b: f64| if block.sense.excess(a, b) <= 0.0 { a } else { b };
            of.reduce(least).unwrap_or(f64::NAN)
        })
        .collect();
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); 7];
    for (solver, gaps) in block.solvers.iter().zip(&gaps) {
        let answers = &solver.results;
        let value = |i: &usize| answers[*i].objective.unwrap_or(f64::NAN);
        let gaps: Vec<f64> = common.iter().filter_map(|i| gaps[*i]).collect();
        let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
        let works: Option<Vec<u64>> = answers.iter().map(|answer| answer.work).collect();
        let row = [
            answers.iter().filter(|answer| answer.failure.is_none()).count() as f64,
            answers.iter().filter(|answer| answer.is_proved).count() as f64,
            mean(common.iter().map(value).collect()),
            mean(gaps.clone()),
            gaps.iter().copied().reduce(f64::max).unwrap_or(f64::NAN),
            common
                .iter()
                .zip(&best)
                .filter(|(i, best)| block.sense.excess(value(i), **best) <= 0.0)
                .count() as f64,
            works.map_or(f64::NAN, |works| works.iter().sum::<u64>() as f64),
        ];
        columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
    }
    let share = |value: f64| match value {
        value if value == f64::INFINITY => "∞".into(),
        value if value.is_nan() => "–".into(),
        value => format!("{} %", number(value * 100.0, 2)),
    };
    let size = decimals(&columns[2]);
    let better_mean = match block.sense {
        Sense::Least => Better::Lower,
        Sense::Most => Better::Higher,
    };
    let shown: [(&str, Option<Better>, Show<'_>); 7] = [
        ("solved", Some(Better::Higher), &|value| number(value, 0)),
        ("proved", Some(Better::Higher), &|value| number(value, 0)),
        ("mean", Some(better_mean), &|value| number(value, size)),
        ("mean gap", Some(Better::Lower), &share),
        ("worst gap", Some(Better::Lower), &share),
        ("best on", Some(Better::Higher), &|value| number(value, 0)),
        ("work", None, &|value| number(value, 0)),
    ];
    let mut heads = vec!["solver".to_owned()];
    let mut rows: Vec<Vec<String>> = labels(&block.solvers);
    for ((head, better, show), column) in shown.into_iter().zip(&columns) {
        heads.push(if head == "mean" { format!("mean, {}", block.unit) } else { head.into() });
        for (row, cell) in rows.iter_mut().zip(marked(column, better, show)) {
            row.push(cell);
        }
    }
    let missing = block.instances.len() - common.len();
    let mut note = gap_note(&yardsticks(block));
    if missing > 0 {
        note.push_str(&format!(" Means leave out {missing} instances that not all have solved."));
    }
    let title = format!("{}: {} instances", block.block, block.instances.len());
    League { title, note, heads, rows }
}

fn gap_note(yardsticks: &[Option<Yardstick>]) -> String {
    let count = |is: fn(&Yardstick) -> bool| yardsticks.iter().flatten().filter(|y| is(y)).count();
    let kinds = [
        (count(|y| matches!(y, Yardstick::Proved(_))), "the proved optimum"),
        (count(|y| matches!(y, Yardstick::Known(_))), "the best value known"),
        (count(|y| matches!(y, Yardstick::Bound(_))), "the best bound proved here"),
        (
            count(|y| matches!(y, Yardstick::League(_))),
            "the best of this table, as neither a best value nor a bound is known",
        ),
    ];
    let told = kinds.iter().filter(|(count, _)| *count > 0);
    let told: Vec<String> = told.map(|(count, from)| format!("to {from} ({count})")).collect();
    format!("Gaps are {}.", told.join(", "))
}

fn of_days(block: &DayResult, level: Level) -> Vec<League> {
    let comparisons = block.kpis.len() * block.solvers.len().saturating_sub(1);
    let each = level.bonferroni(comparisons);
    let first = &block.solvers[0];
    let league = |(at, kpi): (usize, &&'static sim_core::kpi::Kpi)| {
        let means: Vec<Estimate> =
            block.solvers.iter().map(|solver| Estimate::at(&solver.results[at], level)).collect();
        let values: Vec<f64> = means.iter().map(|mean| mean.mean).collect();
        let size = decimals(&values);
        let mut rows = labels(&block.solvers);
        let cells = marked(&values, Some(kpi.better), &|value| number(value, size));
        for (index, (row, cell)) in rows.iter_mut().zip(cells).enumerate() {
            let half = means[index].half_width;
            row.push(cell);
            row.push(half.map_or("–".into(), |half| format!("± {}", number(half, size))));
            if index == 0 {
                row.extend([String::new(), String::new(), String::new()]);
                continue;
            }
            let solver = &block.solvers[index];
            let pairs = solver.results[at].iter().zip(&first.results[at]);
            let differences: Vec<f64> = pairs.map(|(a, b)| difference(*a, *b)).collect();
            let difference = Estimate::at(&differences, each);
            let comparison = Comparison {
                block: "replications",
                a: &solver.label,
                b: &first.label,
                kpi: kpi.name,
                unit: kpi.unit,
                better: kpi.better,
                difference: &difference,
                matters: Some(block.tolerance[at]).filter(|matters| *matters > 0.0),
            };
            let interval =
                difference.where_spread().interval().map_or("–".into(), |[low, high]| {
                    format!("{} to {}", number(low, size), number(high, size))
                });
            row.push(number(difference.mean, size));
            row.push(interval);
            row.push(worded(comparison.finding()).into());
        }
        let way = if kpi.better == Better::Higher { "more" } else { "less" };
        let unit = if kpi.unit.is_empty() { String::new() } else { format!("{}, ", kpi.unit) };
        let heads = ["solver", "mean", "", "less first", "interval", "shown"];
        League {
            title: format!("{}: {} ({unit}{way} is better)", block.block, kpi.name),
            note: format!(
                "* best mean; {} replications, seed {}; {level} intervals, those of the block's \
                 differences from {} jointly.",
                block.replications, block.seed, first.label
            ),
            heads: heads.map(String::from).to_vec(),
            rows,
        }
    };
    block.kpis.iter().enumerate().map(league).collect()
}

/// A finding about a solver as against the first.
fn worded(finding: Finding) -> &'static str {
    match finding {
        Finding::Better => "better",
        Finding::Worse => "worse",
        Finding::Higher => "higher",
        Finding::Lower => "lower",
        Finding::TooSmallToMatter => "too small",
        Finding::NoneShown => "nothing",
        Finding::Same => "same",
        Finding::NoSpread => "no spread",
        Finding::Unknown => "unknown",
    }
}

/// First cells of the rows; long lists of parameters go on in a further line.
fn labels<R>(solvers: &[Contestant<R>]) -> Vec<Vec<String>> {
    solvers.iter().map(|solver| vec![solver.label.clone()]).collect()
}

/// The cells of a column, the best with a `*` and the others with room for one.
fn marked(column: &[f64], better: Option<Better>, show: Show<'_>) -> Vec<String> {
    let known = column.iter().copied().filter(|value| !value.is_nan());
    let best = match better {
        Some(Better::Higher) => known.reduce(f64::max),
        Some(Better::Lower) => known.reduce(f64::min),
        _ => None,
    };
    // Nobody is best where all are alike.
    let is_alike = column.iter().all(|value| Some(*value) == best);
    let cell = |value: &f64| {
        let is_best = Some(*value) == best && !is_alike;
        format!("{}{}", show(*value), if is_best { "*" } else { " " })
    };
    column.iter().map(cell).collect()
}
