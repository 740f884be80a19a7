//! Results as a page to read and as JSON.

mod context;
mod counterfactual;
mod divergence;
mod explanation;
mod figure;
mod grid;
mod hours;
mod json;
mod lateness;
mod money;
mod story;
mod subject;
mod text;

pub use context::{Context, World};
pub use counterfactual::{counterfactual, counterfactual_json};
pub use divergence::{divergence, not_repeated, paragraph, parting, told};
pub use explanation::{explanation, explanation_json};
pub use figure::number;
pub use json::{Recipe, Timing, json, manifest};
pub use story::{story, story_json};
pub use subject::About;
pub use text::text;

#[cfg(test)]
mod text_tests;
