//! Where the stores stand.

pub mod dual;
pub mod exact;
pub mod greedy;
pub mod heaviest;
pub mod reference;
pub mod swap;

pub mod capacitated;
mod layout;
mod nearest;
mod proving;
mod reach;
mod room;

#[cfg(test)]
mod capacitated_cases;
mod view;

use layout::{placed, refusal, unserved};
pub use view::{View, view};
