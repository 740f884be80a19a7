//! Where the stores stand.

pub mod capacitated;

#[cfg(test)]
mod capacitated_cases;
mod view;

pub use view::{View, view};
