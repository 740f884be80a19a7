//! Where the stores stand.

pub mod heaviest;
pub mod reference;

mod reach;
mod room;
mod view;

pub use view::{View, view};
