//! The simulation kernel and the life of an order in a dark-store city.

pub mod calendar;
pub mod kpi;
pub mod stage;
pub mod state;
pub mod tally;
pub mod trace;

mod draw;
mod event;
mod flow;
mod simulation;
mod world;

pub use simulation::{Run, SimError, simulate};
