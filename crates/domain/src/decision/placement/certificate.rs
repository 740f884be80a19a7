//! What anybody can check a solver's bound by, without trusting the solver.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A bound and a proof of it: a tree of cases, each closed by multipliers.
///
/// A proof holds for what is minimised: for maximal covering that is the weight left uncovered.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// What no layout can be better than, in the terms of the model's objective.
    pub bound: f64,
    /// The tree, its root first; every step but the root is named once, by an earlier one.
    pub steps: Vec<Proof>,
}

/// One step of a proof.
///
/// `prices` are multipliers of the constraints that every demand point is served, one each. At any
/// prices the relaxed problem falls apart into one small problem for each site, and its value is a
/// lower bound. For set covering and the p-center the prices are of the constraints that every
/// point is covered; the p-center's bound holds when no layout covers all points within less than
/// the bound, that is when the relaxed problem of opening sites at no cost is above zero.
///
/// With capacities a site's small problem is a knapsack of what serving from it saves, price less
/// weight times distance: of whole points where each has one site and all sizes and capacities are
/// whole numbers, else one point may be cut. `capacity_price` multiplies the demand that the open
/// capacities fall short by, `budget_price` what is spent beyond the budget. Limits on the number of
/// sites are kept: the most that may open, and the fewest whose capacities could suffice.
///
/// Source: Geoffrion (1974), doi:10.1007/BFb0120690; Cornuejols, Fisher & Nemhauser (1977),
/// doi:10.1287/mnsc.23.8.789.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Proof {
    /// A site is open, or it is not. Where it is settled already only one of the two goes on.
    Split {
        /// The site.
        site: u32,
        /// The step that goes on where it is open.
        open: u32,
        /// The step that goes on where it is closed.
        closed: u32,
    },
    /// Sites whose opening, or closing, alone would take the relaxed value at these prices to the
    /// bound or past it are taken to be closed, or open. Where the value is there anyway, or both
    /// would take it there, the case is closed and what follows is of no concern: who wrote the
    /// proof need not have known the bound yet.
    Fix {
        /// What serving each demand point is worth.
        prices: Vec<f64>,
        /// What a unit of budget is worth, 0 and more.
        budget_price: f64,
        /// What a unit of capacity is worth, 0 and more.
        capacity_price: f64,
        /// The step that goes on.
        next: u32,
    },
    /// The relaxed value at these prices reaches the bound.
    Close {
        /// What serving each demand point is worth.
        prices: Vec<f64>,
        /// What a unit of budget is worth, 0 and more.
        budget_price: f64,
        /// What a unit of capacity is worth, 0 and more.
        capacity_price: f64,
    },
}
