//! The street network of a city, imported or generated, and travel times on it.
//!
//! A [`network::Network`] comes from a file ([`import`]) or from a seed ([`generate`]).
//! [`snap`] finds the junction next to a door, [`speeds`] holds typical speeds, and
//! [`shortest_path`] answers exactly how long a ride takes when it begins at a given time.
//! [`catchments`] finds what many sites reach, and [`routes`] prepares the rides between stores and doors, which a simulated day asks for most.

pub mod catchments;
mod chains;
mod closures;
pub mod error;
pub mod generate;
pub mod import;
pub mod network;
pub mod routes;
pub mod shortest_path;
pub mod snap;
pub mod speeds;
pub mod stops;

pub use error::RoadsError;
pub use geo;
