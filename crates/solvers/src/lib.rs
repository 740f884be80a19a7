//! Strategies for the decisions of quick commerce: the reference design's own and honest baselines.
//!
//! One folder per decision, one file per strategy, listed at the head of the folder; [`registry`] finds
//! them by name.

pub mod bagging;
pub mod delivery_fee;
pub mod dispatch;
pub mod external;
pub mod formats;
pub mod pick_batch;
pub mod pick_route;
pub mod placement;
pub mod promise;
pub mod radius;
pub mod registry;
pub mod replenish;
pub mod slotting;
pub mod store_choice;

mod entry;
mod memory;
mod settings;

pub(crate) use entry::entry;
pub use entry::{Entry, Solvers};
pub use registry::{Choice, Choices, Listed, RegistryError, listing, policies};
pub(crate) use settings::settings;
pub use settings::{Parameter, Settings};
