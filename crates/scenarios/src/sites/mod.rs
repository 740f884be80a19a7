//! Where stores could stand and where orders come from: what a question of placement is made of.

mod candidates;
mod demand;
mod ground;
mod land;
mod listed;
mod thinned;

pub use candidates::{Candidate, Candidates, GRID_M};
pub use demand::{Demand, DemandPoint};
pub use ground::Ground;
pub use land::{Land, MONTH_DAYS};
pub use listed::{Listed, competitors, listed};
