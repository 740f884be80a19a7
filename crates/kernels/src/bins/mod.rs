//! Bin packing with two sizes and conflicts: bounds, rules of thumb, and proof.

mod bound;
mod clique;
mod complete;
mod conflicts;
mod dive;
mod greedy;
mod master;
mod minimise;
mod parts;
mod pricing;
mod problem;
mod relaxation;
mod slack;

#[cfg(test)]
mod brute_tests;

pub use bound::by_sizes;
pub use clique::by_cliques;
pub use complete::{Verdict, pack_into};
pub use conflicts::Conflicts;
pub use greedy::{Rule, greedy, orders};
pub use minimise::{Minimised, minimise};
pub use problem::{Kind, Packing, Problem, Sizes};
pub use slack::{least_slack, shares};
