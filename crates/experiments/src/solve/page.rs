//! Results as a table for people.

use domain::shown::shown;

use super::solved::{Solved, Status};
use crate::report::grid::{Side, grid};
use crate::report::number;

/// One row for each result, and a line that sums them up.
#[must_use]
pub fn page(solved: &[Solved]) -> String {
    let Some(first) = solved.first() else { return "no instances\n".into() };
    let unit = solved.iter().find_map(|one| one.unit);
    let objective = unit.map_or_else(|| "objective".into(), |unit| format!("objective, {unit}"));
    let heads = [
        ("instance", Side::Left),
        (objective.as_str(), Side::Right),
        ("bound", Side::Right),
        ("gap", Side::Right),
        ("status", Side::Left),
        ("work", Side::Right),
        ("wall ms", Side::Right),
    ];
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    let rows: Vec<Vec<String>> = solved
        .iter()
        .map(|one| {
            vec![
                one.instance.clone(),
                or_dash(one.objective.map(|value| number(value, 1))),
                or_dash(one.bound.map(|value| number(value, 1))),
                or_dash(one.gap.map(|gap| format!("{:.2} %", 100.0 * gap))),
                one.status.label().into(),
                or_dash(one.work.map(|work| number(work as f64, 0))),
                or_dash(one.wall_ms.map(|wall| format!("{wall:.3}"))),
            ]
        })
        .collect();
    let answered = solved.iter().filter(|one| one.status != Status::Error).count();
    let mut sums = vec![format!("{answered} of {} answered", solved.len())];
    let values: Vec<f64> = solved.iter().filter_map(|one| one.objective).collect();
    if let (false, Some(unit)) = (values.is_empty(), unit) {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        sums.push(format!("mean objective {} {unit}", number(mean, 2)));
    }
    format!(
        "{}{} by {}\n\n{}\n{}\n",
        first.decision,
        first.model.map_or_else(String::new, |model| format!(" ({model})")),
        shown(&first.solver),
        grid(&heads, &rows),
        sums.join(" · ")
    )
}
