//! Scenario files: TOML to typed data, checked, to the instance that is simulated.
//!
//! [`load()`] or [`parse`] read a file, [`Scenario::build`] makes the world, [`shipped()`] lists the
//! scenarios that come with the program, and [`schema()`] describes every setting. Experiments over
//! scenarios are read by [`experiment`], suites that judge solvers by [`suite`].

pub mod build;
pub mod experiment;
pub mod public;
pub mod sites;
pub mod spec;
pub mod suite;

mod base;
mod begun;
mod bundles;
mod conform;
mod error;
mod fault;
mod load;
mod overrides;
mod scenario;
mod schema;
mod shipped;
mod source;
mod suggest;
mod text;

pub use begun::begun_otherwise;
pub use build::{City, LeftOut, Shelves, Shop};
pub use bundles::{BUNDLES, Bundle};
pub use error::ScenarioError;
pub use fault::Fault;
pub use load::{load, parse, parse_in};
pub use scenario::{PolicyRow, Scenario};
pub use schema::schema;
pub use shipped::{Shipped, shipped};
pub use suggest::nearest;
