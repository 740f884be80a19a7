//! Where the stores stand.

pub mod greedy;
pub mod heaviest;
pub mod reference;
pub mod swap;

mod layout;
mod nearest;
mod reach;
mod room;
mod view;

use layout::{placed, refusal, unserved};
pub use view::{View, view};
