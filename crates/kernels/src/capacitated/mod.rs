//! Location with capacities: bounds, local search and proofs.

mod assign;
mod branch;
mod district;
mod dive;
mod dual;
mod exchange;
mod fates;
mod leaf;
mod partition;
mod problem;
mod relaxation;
mod search;

pub use branch::{Proved, Step, branch};
pub use dual::{Ascent, ascend, first};
pub use fates::{fates, target};
pub use problem::{Capacitated, Site, Solution};
pub use relaxation::{Fate, Prices, Relaxation};
pub use search::Search;
