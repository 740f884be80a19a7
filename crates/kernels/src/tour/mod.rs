//! Shortest tours through stops that may have turns and precedences.

mod arborescence;
mod ascent;
mod branch;
mod chains;
mod construct;
mod cooling;
mod exchange;
mod held_karp;
mod ideals;
mod one_of_each;
mod one_tree;
mod order;
mod problem;
mod ring;
mod search;
mod sorted;

pub use construct::nearest_neighbour;
pub use held_karp::{MOST_STOPS, held_karp};
pub use one_of_each::one_of_each;
pub use problem::{NO_WAY, TourError, TourProblem};
pub use search::{Toured, improve, search, shortest};

#[cfg(test)]
mod tests;
