//! The simulation kernel and the life of an order in a dark-store city.

pub mod calendar;
pub mod calibration;
pub mod kpi;
pub mod stage;
pub mod state;
pub mod tally;
pub mod trace;

mod aftermath;
mod controls;
mod course;
mod draw;
mod error;
mod event;
mod fees;
mod flow;
mod opening;
mod outlook;
mod pick_lists;
mod plans;
mod revision;
mod simulation;
mod snapshot;
mod walk;
mod world;

pub use controls::{CONTROLS, Controls};
pub use draw::basket::not_carried;
pub use draw::customer::home_of;
pub use error::SimError;
pub use revision::revised;
pub use simulation::{Run, Simulation, simulate};
pub use snapshot::{Snapshot, SnapshotError};
