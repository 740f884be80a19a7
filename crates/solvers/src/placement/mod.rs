//! Where the stores stand.

mod covering;
mod view;

pub mod p_center;
pub mod set_covering;

pub use covering::Solved;
pub use view::{View, view};
