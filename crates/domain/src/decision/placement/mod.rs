//! Where the stores stand: which of many candidate sites open, and whom each serves.

mod answer;
mod certificate;
mod distances;
mod model;
mod price;
mod question;
mod solver;

pub use answer::{Placed, Service, Share};
pub use certificate::{Certificate, Proof};
pub use distances::{Distances, Links, Metric, Plane, Table};
pub use model::{Coverage, Model};
pub use price::{TOLERANCE, price};
pub use question::{Candidate, PlacementQuestion, Standing, Traits};
pub use solver::Placement;

#[cfg(test)]
mod tests;
