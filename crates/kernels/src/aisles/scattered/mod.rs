//! Goods that lie in several places: which of them to visit, and the shortest walk there.

mod bounding;
mod branching;
mod picking;
mod relaxed;
mod scope;
mod shares;
mod shelves;
mod tariff;
mod ways;

pub use picking::{Picking, Selection};
pub use shelves::Holding;
