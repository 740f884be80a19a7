//! Results as a page to read and as JSON.

mod comparison;
mod context;
mod counterfactual;
mod divergence;
mod explanation;
mod figure;
pub(crate) mod grid;
mod hours;
mod json;
mod lateness;
mod money;
mod precision;
mod replications;
mod story;
mod subject;
mod text;

pub use comparison::comparison_text;
pub use context::{Context, World};
pub use counterfactual::{counterfactual, counterfactual_json};
pub use divergence::{divergence, not_repeated, paragraph, parting, told};
pub use explanation::{explanation, explanation_json};
pub use figure::number;
pub use json::{Recipe, Timing, json, manifest};
pub use replications::replications_csv;
pub use story::{story, story_json};
pub use subject::About;
pub use text::text;

#[cfg(test)]
mod text_tests;
