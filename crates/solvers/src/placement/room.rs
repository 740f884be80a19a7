//! How many more sites may open, and at what cost.

use domain::decision::SolverFailure;
use domain::decision::placement::{Model, Placed, PlacementQuestion, Standing, price};

/// What a growing layout has left of the question's limits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// Sites that may still open.
    pub(super) sites: usize,
    /// Budget that is not spent yet; infinite without one.
    pub(super) budget: f64,
}

impl Room {
    /// What the kept sites leave, and the kept sites; for solvers that open sites one after
    /// another until a number or a budget is used up.
    ///
    /// # Errors
    /// A model that is not asked so.
    pub(super) fn of(
        question: &PlacementQuestion<'_>,
        solver: &str,
    ) -> Result<(Self, Vec<u32>), SolverFailure> {
        let model = question.model;
        if model.is_capacitated() || matches!(model, Model::SetCovering { .. }) {
            let name = model.name();
            return Err(SolverFailure(format!(
                "`{solver}` opens a number of sites whatever their capacity, which is no answer to \
                 `{name}`"
            )));
        }
        if question.sites.is_none() && question.budget.is_none() {
            return Err(SolverFailure(format!("`{solver}` needs a number of sites or a budget")));
        }
        let mut room = Self { sites: question.most_sites(), budget: question.spendable() };
        let candidates = question.candidates.iter();
        let kept: Vec<u32> = (0..)
            .zip(candidates)
            .filter(|(_, candidate)| candidate.standing == Standing::Kept)
            .map(|(site, _)| site)
            .collect();
        kept.iter().for_each(|site| room.take(question, *site));
        Ok((room, kept))
    }

    /// Whether a site that is not open may open.
    pub(super) fn admits(&self, question: &PlacementQuestion<'_>, site: u32) -> bool {
        let candidate = &question.candidates[site as usize];
        self.sites > 0
            && candidate.standing == Standing::Free
            && (question.budget.is_none() || candidate.opening_cost <= self.budget)
    }

    /// Opens a site.
    pub(super) fn take(&mut self, question: &PlacementQuestion<'_>, site: u32) {
        self.sites = self.sites.saturating_sub(1);
        self.budget -= question.candidates[site as usize].opening_cost;
    }

    /// Closes it again.
    pub(super) fn give_back(&mut self, question: &PlacementQuestion<'_>, site: u32) {
        self.sites += 1;
        self.budget += question.candidates[site as usize].opening_cost;
    }
}

/// The layout of these sites, or why it is none: who looks at scores and not at the objective may
/// leave somebody unserved.
pub(super) fn layout(
    question: &PlacementQuestion<'_>,
    open: Vec<u32>,
) -> Result<Placed, SolverFailure> {
    if open.is_empty() {
        return Err(SolverFailure("the budget does not pay for any site that may open".into()));
    }
    let placed = Placed::nearest(open);
    match price(&placed, question) {
        Ok(_) => Ok(placed),
        Err(broken) => Err(SolverFailure(format!("the sites chosen are no layout: {broken}"))),
    }
}
