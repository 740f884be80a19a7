//! The models that are no uncapacitated location, each sent to the kernel behind it.

use domain::decision::SolverFailure;
use domain::decision::placement::{Certificate, Model, Placed, PlacementQuestion};
use domain::rng::Stream;

use super::{capacitated, p_center, set_covering};
use kernels::{Work, set_cover};

/// How far to go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Depth {
    /// A good layout.
    Layout,
    /// And a good bound.
    Bound,
    /// And, if the work suffices, a proof that none is better.
    Proof,
}

/// An answer and what is known of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Answered {
    /// The layout; the default one where there is a failure.
    pub placed: Placed,
    /// What no layout is better than.
    pub bound: Option<f64>,
    /// What the bound can be checked by.
    pub certificate: Option<Certificate>,
    /// Why there is no layout.
    pub failure: Option<SolverFailure>,
}

/// The answer to a question of the p-center, of set covering, or with capacities; `None` for the
/// other models.
pub(super) fn answer(
    name: &str,
    question: &PlacementQuestion<'_>,
    depth: Depth,
    rng: &mut Stream,
    work: &mut Work,
) -> Option<Answered> {
    let effort = match depth {
        Depth::Layout => set_cover::Effort::Heuristic,
        Depth::Bound => set_cover::Effort::Bound,
        Depth::Proof => set_cover::Effort::Exact,
    };
    let solved = match question.model {
        Model::SetCovering { .. } => set_covering::solve(question, effort, work, rng),
        Model::PCenter => p_center::solve(question, effort, work, rng),
        Model::Capacitated | Model::SingleSource => {
            return Some(with_capacities(name, question, depth, rng, work));
        }
        Model::PMedian | Model::MaxCovering { .. } | Model::Uncapacitated => return None,
    };
    let failure = solved.placed.is_none().then(|| none(name, solved.is_proved));
    let bound = solved.is_proved.then_some(()).and(value(&solved.placed, question));
    Some(Answered {
        placed: solved.placed.unwrap_or_default(),
        bound: bound.or(Some(solved.bound).filter(|bound| bound.is_finite())),
        certificate: solved.certificate,
        failure,
    })
}

fn with_capacities(
    name: &str,
    question: &PlacementQuestion<'_>,
    depth: Depth,
    rng: &mut Stream,
    work: &mut Work,
) -> Answered {
    let mode = match depth {
        Depth::Layout => capacitated::Mode::Heuristic,
        Depth::Bound => capacitated::Mode::Bound,
        Depth::Proof => capacitated::Mode::Exact,
    };
    let found = capacitated::solve(question, work.left(), rng, mode);
    work.spend(found.work);
    let failure = found.failure.map(|reason| SolverFailure(format!("`{name}`: {reason}")));
    let proved = found.proved.then_some(()).and(value(&found.placed, question));
    Answered {
        placed: found.placed.unwrap_or_default(),
        bound: proved.or(Some(found.bound).filter(|bound| bound.is_finite())),
        certificate: Some(found.certificate).filter(|certificate| !certificate.steps.is_empty()),
        failure,
    }
}

/// What a layout is worth: a proof that none is better makes it the bound, to the last bit.
fn value(placed: &Option<Placed>, question: &PlacementQuestion<'_>) -> Option<f64> {
    let priced = domain::decision::placement::price(placed.as_ref()?, question);
    priced.ok().map(|objective| objective.value)
}

fn none(name: &str, is_proved: bool) -> SolverFailure {
    SolverFailure(match is_proved {
        true => format!("`{name}` proves that no layout keeps the limits"),
        false => format!("`{name}` found no layout within the limits before its work ran out"),
    })
}
