//! Where the stores stand.

pub mod capacitated;

mod view;

pub use view::{View, view};
