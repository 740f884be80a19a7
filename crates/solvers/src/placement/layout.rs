//! What the strategies of uncapacitated models have in common: what they refuse, how they answer.

use domain::decision::SolverFailure;
use domain::decision::placement::{Model, Placed, PlacementQuestion, Standing};

/// Why a strategy of uncapacitated models does not answer, if so.
pub(super) fn refusal(name: &str, question: &PlacementQuestion<'_>) -> Option<SolverFailure> {
    let model = question.model;
    let is_other = model == Model::PCenter || model.is_capacitated();
    is_other.then(|| SolverFailure(format!("`{name}` does not answer `{}`", model.name())))
}

/// No layout was found in which everybody is served.
pub(super) fn unserved(name: &str) -> SolverFailure {
    SolverFailure(format!("`{name}` found no layout within the limits that serves everybody"))
}

/// An answer with these sites open, and one that may be where none is worth it.
pub(super) fn placed(question: &PlacementQuestion<'_>, open: Option<Vec<u32>>) -> Placed {
    let Some(mut open) = open else { return Placed::default() };
    if open.is_empty() {
        // Nothing gains; the cheapest is open all the same.
        let free = (0..).zip(question.candidates.iter());
        let free = free.filter(|(_, site)| site.standing != Standing::Banned);
        let cheapest = free.min_by(|a, b| a.1.opening_cost.total_cmp(&b.1.opening_cost));
        open.extend(cheapest.map(|(site, _)| site));
    }
    Placed::nearest(open)
}
