//! Why orders were late: their excess split over causes, and what would have been without one.

mod blame;
mod cause;
mod counterfactual;
mod delivery;
mod explanation;
mod ledger;
mod split;
mod timeline;

pub use blame::Reference;
pub use cause::Cause;
pub use counterfactual::{Comparison, Removal, Tested, World};
pub use delivery::Delivery;
pub use explanation::{Explanation, LateOrder, Sums};
pub use ledger::Ledger;
pub use split::split;
pub use timeline::{Decided, Entry, Story, Timeline};
