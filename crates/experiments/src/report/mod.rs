//! Results as a page to read and as JSON.

mod context;
mod figure;
pub(crate) mod grid;
mod hours;
mod json;
mod lateness;
mod money;
mod replications;
mod text;

pub use context::{Context, World};
pub use figure::number;
pub use json::{Timing, json, manifest};
pub use replications::replications_csv;
pub use text::text;

#[cfg(test)]
mod text_tests;
