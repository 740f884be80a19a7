//! What a search found, what is guaranteed of it, and which neighbours it was compared with.

use serde::Serialize;

use super::candidates::Candidates;
use super::config::SearchConfig;
use super::space::{Point, Space};
use crate::selection::{ConstrainedSelection, Measure, Observations, Status, Verdict};

/// How points were visited.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// All of them.
    Exhaustive,
    /// From neighbour to better neighbour.
    Descent,
}

/// A variable and its value at the chosen point.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Setting {
    /// The variable.
    pub name: String,
    /// Its value.
    pub value: i64,
}

/// Replications by stage.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Spent {
    /// Visiting points.
    pub search: u64,
    /// Judging finalists.
    pub clean_up: u64,
    /// Measuring the chosen point.
    pub confirmation: u64,
}

impl Spent {
    /// All together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.search + self.clean_up + self.confirmation
    }
}

/// One point visited, as the search saw it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Visited {
    /// Which.
    pub point: Point,
    /// Its objective.
    pub objective: Measure,
    /// The response of each constraint, in the order of the constraints.
    pub constraints: Vec<Measure>,
    /// Whether it was judged again in the clean-up.
    pub is_finalist: bool,
}

/// A point next to the chosen one.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Neighbour {
    /// Which.
    pub point: Point,
    /// Objective of the neighbour less that of the chosen point on the search's replications
    /// that both have; `None` where it was not visited.
    pub difference: Option<Measure>,
    /// Whether it looked better on those replications, constraints first.
    pub looked_better: bool,
    /// Whether it was judged again in the clean-up.
    pub is_finalist: bool,
}

/// What a search found.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct SearchResult {
    /// How the clean-up ended.
    pub status: Status,
    /// The point chosen; `None` where no finalist was found feasible.
    pub chosen: Option<Point>,
    /// The same by name; empty where there is none.
    pub settings: Vec<Setting>,
    /// Objective of the chosen point, on replications used for nothing else.
    pub objective: Option<Measure>,
    /// Responses of the constraints at the chosen point, on the same replications.
    pub constraints: Vec<Measure>,
    /// How points were visited.
    pub method: Method,
    /// Whether the search ended for want of budget, before its last sample.
    pub is_exhausted: bool,
    /// Replications by stage.
    pub spent: Spent,
    /// Every point visited, in order, with what the search saw. Means of points that were looked
    /// at because they looked good are biased; those of the chosen point above are not.
    pub visited: Vec<Visited>,
    /// The clean-up in detail.
    pub clean_up: ConstrainedSelection<Point>,
    /// The neighbours of the chosen point.
    pub neighbours: Vec<Neighbour>,
    /// What is guaranteed of the choice among the finalists.
    pub guarantee: String,
    /// What is known of the neighbours, in words.
    pub local_optimality: String,
}

/// Puts together the result of a search.
#[expect(clippy::too_many_arguments, reason = "the stages of a search, each once")]
pub(super) fn report(
    space: &Space,
    config: &SearchConfig,
    candidates: &Candidates<'_>,
    confirmed: &Observations<Point>,
    clean_up: ConstrainedSelection<Point>,
    method: Method,
    is_exhausted: bool,
    spent: Spent,
) -> SearchResult {
    let measures = |observations: &Observations<Point>, point: &Point| {
        let measure =
            |response| Measure::of(&observations.values(point, response).collect::<Vec<f64>>());
        let constraints = config.constraints.iter().map(|each| measure(each.response));
        (measure(config.objective.response), constraints.collect::<Vec<_>>())
    };
    let seen = &candidates.observations;
    let visited: Vec<Visited> = seen
        .systems()
        .map(|point| {
            let (objective, constraints) = measures(seen, point);
            let is_finalist = clean_up.systems.contains(point);
            Visited { point: point.clone(), objective, constraints, is_finalist }
        })
        .collect();
    let (mut objective, mut constraints, mut settings) = (None, Vec::new(), Vec::new());
    let mut neighbours = Vec::new();
    if let Some(chosen) = &clean_up.chosen {
        let (of_chosen, responses) = measures(confirmed, chosen);
        (objective, constraints) = (Some(of_chosen), responses);
        let pairs = space.axes().iter().zip(chosen);
        settings = pairs.map(|(axis, &value)| Setting { name: axis.name.clone(), value }).collect();
        neighbours = compare(space, config, candidates, chosen, &clean_up.systems);
    }
    let finalists = clean_up.systems.len();
    let (plural, these) = if finalists == 1 { ("", "it") } else { ("s", "them") };
    let guarantee = format!(
        "Judged on fresh replications: {finalists} finalist{plural} of {} points visited, and the \
         guarantee is about {these} only. {}",
        visited.len(),
        clean_up.guarantee
    );
    SearchResult {
        status: clean_up.status,
        chosen: clean_up.chosen.clone(),
        settings,
        objective,
        constraints,
        method,
        is_exhausted,
        spent,
        local_optimality: describe(space, config, &neighbours, method, is_exhausted, &clean_up),
        visited,
        clean_up,
        neighbours,
        guarantee,
    }
}

/// The neighbours of `chosen` on the search's replications.
fn compare(
    space: &Space,
    config: &SearchConfig,
    candidates: &Candidates<'_>,
    chosen: &Point,
    finalists: &[Point],
) -> Vec<Neighbour> {
    let seen = &candidates.observations;
    let response = config.objective.response;
    let neighbours = space.neighbours(chosen, config.neighbourhood).into_iter().map(|point| {
        let common = seen.count(&point).min(seen.count(chosen));
        let differences: Vec<f64> = seen
            .values(&point, response)
            .zip(seen.values(chosen, response))
            .map(|(there, here)| there - here)
            .collect();
        let looked_better = common > 0 && {
            let standing = |at| candidates.standing(at, common, 0.0);
            standing(&point).is_better_than(&standing(chosen))
        };
        Neighbour {
            difference: (common > 0).then(|| Measure::of(&differences)),
            looked_better,
            is_finalist: finalists.contains(&point),
            point,
        }
    });
    neighbours.collect()
}

fn describe(
    space: &Space,
    config: &SearchConfig,
    neighbours: &[Neighbour],
    method: Method,
    is_exhausted: bool,
    clean_up: &ConstrainedSelection<Point>,
) -> String {
    let Some(chosen) = &clean_up.chosen else {
        return "No point was chosen, so no neighbours were compared.".to_owned();
    };
    let count = |test: &dyn Fn(&Neighbour) -> bool| neighbours.iter().filter(|n| test(n)).count();
    let seen: Vec<u32> =
        neighbours.iter().filter_map(|n| n.difference.map(|d| d.replications)).collect();
    let range = match (seen.iter().min(), seen.iter().max()) {
        (Some(least), Some(most)) if least == most => format!(" on {most} replications"),
        (Some(least), Some(most)) => format!(" on {least} to {most} replications"),
        _ => String::new(),
    };
    let scope = match method {
        Method::Exhaustive => format!("All {} points were visited.", space.size()),
        Method::Descent if is_exhausted => {
            "The budget ended the search before its last sample.".to_owned()
        }
        Method::Descent => "Descents ended where no neighbour looked better; the clean-up \
                            chose among the best points that they visited."
            .to_owned(),
    };
    let better: Vec<&Neighbour> = neighbours.iter().filter(|n| n.looked_better).collect();
    let better = match better.len() {
        0 => "none looked better".to_owned(),
        1 => format!("one looked better ({})", became(&better, clean_up)),
        several => format!("{several} looked better ({})", became(&better, clean_up)),
    };
    let judged = count(&|n| n.is_finalist);
    format!(
        "{scope} Of the {} neighbours of {chosen:?} ({}), {} were compared with it in the \
         search{range}, where {better}, and {judged} were judged against it in the clean-up. No \
         probability is attached to points that were not finalists.",
        neighbours.len(),
        config.neighbourhood.describe(),
        seen.len(),
    )
}

/// What the clean-up said of neighbours that had looked better than the chosen point.
fn became(better: &[&Neighbour], clean_up: &ConstrainedSelection<Point>) -> String {
    let has = |point: &Point, verdict| {
        let checked = clean_up.feasibility.iter().flat_map(|found| &found.systems);
        checked.into_iter().any(|each| each.system == *point && each.verdict == verdict)
    };
    let fate = |neighbour: &&&Neighbour| match &neighbour.point {
        _ if !neighbour.is_finalist => 3,
        point if has(point, Verdict::Infeasible) => 0,
        point if has(point, Verdict::Undecided) => 1,
        _ => 2,
    };
    let fates = [
        "ruled out by the clean-up for a constraint",
        "without a verdict of the clean-up",
        "not better in the clean-up",
        "not judged in the clean-up",
    ];
    let told = fates.iter().enumerate().filter_map(|(at, words)| {
        match better.iter().filter(|neighbour| fate(neighbour) == at).count() {
            0 => None,
            count if count == better.len() => Some((*words).to_owned()),
            count => Some(format!("{count} {words}")),
        }
    });
    told.collect::<Vec<String>>().join(", ")
}
