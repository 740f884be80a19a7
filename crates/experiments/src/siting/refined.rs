//! What the simulator says of the layouts that the map finds nearly as good as the best.

use serde_json::{Value, json};
use sim_core::kpi::KPIS;

use crate::report::grid::{Side, grid};
use crate::report::number;
use crate::selection::Halved;
use crate::statistics::Estimate;

/// Layouts, and how they fared.
#[derive(Clone, PartialEq, Debug)]
pub struct Refined {
    /// Position in [`KPIS`] of the figure that decided.
    pub kpi: usize,
    /// The map's value and the names of the open sites of each layout, the map's best first.
    pub layouts: Vec<(f64, Vec<String>)>,
    /// Rounds, winner, and the interval on fresh replications.
    pub halved: Halved<usize>,
}

impl Refined {
    /// Whether the simulator prefers another layout than the map does, beyond doubt.
    #[must_use]
    pub fn is_another_better(&self) -> bool {
        let Halved { winner, difference, .. } = &self.halved;
        *winner != 0 && difference.half_width.is_some_and(|half| difference.mean.abs() > half)
    }

    /// The page.
    #[must_use]
    pub fn text(&self) -> String {
        let kpi = &KPIS[self.kpi];
        let Halved { rounds, winner, rival, difference, replications } = &self.halved;
        let heads = [
            ("layout", Side::Left),
            ("on the map", Side::Right),
            ("sites unlike the best's", Side::Right),
            ("last round", Side::Right),
            ("behind the round's best", Side::Right),
        ];
        let rows: Vec<Vec<String>> = (0..self.layouts.len())
            .map(|layout| {
                let last = (1..).zip(rounds).filter_map(|(number, round)| {
                    let place = round.standing.iter().find(|(other, _)| *other == layout)?;
                    Some((number, place.1))
                });
                let (round, behind): (usize, f64) = last.last().unwrap_or((0, 0.0));
                let name =
                    if layout == *winner { format!("{} *", name(layout)) } else { name(layout) };
                vec![
                    name,
                    number(self.layouts[layout].0, 1),
                    self.unlike(layout).to_string(),
                    round.to_string(),
                    number(behind, 1),
                ]
            })
            .collect();
        let said = if self.is_another_better() {
            "the simulator prefers it to the map's best"
        } else if *winner == 0 {
            "the map's best stays"
        } else {
            "not clear of zero: the map's best need not be given up"
        };
        grid(&heads, &rows)
            + &format!(
                "  * wins by {} ({}) over {} {}; {replications} simulated days in all\n  \
                 {} less {} on {} fresh days: {}; {said}\n",
                kpi.name,
                kpi.unit,
                rounds.len(),
                if rounds.len() == 1 { "round" } else { "rounds" },
                name(*winner),
                name(*rival),
                difference.n,
                interval(difference),
            )
    }

    /// Sites open in one of a layout and the map's best only.
    fn unlike(&self, layout: usize) -> usize {
        let (best, other) = (&self.layouts[0].1, &self.layouts[layout].1);
        let common = best.iter().filter(|name| other.contains(name)).count();
        best.len() + other.len() - 2 * common
    }

    /// Everything as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let Halved { rounds, winner, rival, difference, replications } = &self.halved;
        let rounds: Vec<Value> = rounds
            .iter()
            .map(|round| {
                let standing = round.standing.iter();
                let standing: Vec<Value> =
                    standing.map(|(layout, behind)| json!({"layout": layout, "behind": behind})).collect();
                json!({"replications": round.replications, "standing": standing, "kept": round.kept})
            })
            .collect();
        let layouts: Vec<Value> = self
            .layouts
            .iter()
            .map(|(value, open)| json!({"value": value, "open": open}))
            .collect();
        json!({
            "kpi": KPIS[self.kpi].name, "layouts": layouts, "rounds": rounds, "winner": winner,
            "rival": rival, "replications": replications,
            "is_another_better": self.is_another_better(),
            "difference": {"mean": difference.mean, "half_width": difference.half_width,
                           "n": difference.n},
        })
    }
}

fn name(layout: usize) -> String {
    if layout == 0 { "map's best".into() } else { format!("layout {layout}") }
}

fn interval(difference: &Estimate) -> String {
    match difference.half_width {
        Some(half) => format!("{} ± {}", number(difference.mean, 1), number(half, 1)),
        None => number(difference.mean, 1),
    }
}
