//! Goods that lie in several places: which of them to visit, and the shortest walk there.

mod bounding;
mod labels;
mod picking;
mod prices;
mod shelves;
mod want;

pub use picking::{Picking, Selection};
pub use shelves::Holding;
