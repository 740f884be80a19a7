//! Where the stores stand.

mod view;

pub use view::{View, view};
