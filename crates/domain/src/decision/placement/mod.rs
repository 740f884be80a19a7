//! Where the stores stand: which of many candidate sites open, and whom each serves.

mod answer;
mod certificate;
mod distances;
mod granted;
mod limits;
mod model;
mod price;
mod question;
mod rules;
mod solver;

pub use answer::{Placed, Service, Share};
pub use certificate::{Certificate, Proof};
pub use distances::{Distances, Links, Metric, Plane, Table};
pub use limits::{TOLERANCE, keeps};
pub use model::{Coverage, Model};
pub use price::price;
pub use question::{Candidate, PlacementQuestion, Standing, Traits};
pub use solver::Placement;

#[cfg(test)]
mod tests;
