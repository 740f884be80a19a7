//! Where the stores stand.

pub mod greedy;
pub mod swap;

mod layout;
mod nearest;
mod view;

use layout::{placed, refusal, unserved};
pub use view::{View, view};
