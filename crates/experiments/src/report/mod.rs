//! Results as a page to read and as JSON.

mod context;
mod figure;
mod grid;
mod hours;
mod json;
mod lateness;
mod money;
mod text;

pub use context::{Context, World};
pub use figure::number;
pub use json::{Recipe, Timing, json, manifest};
pub use text::text;

#[cfg(test)]
mod text_tests;
